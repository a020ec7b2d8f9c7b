"""Pictures of what researchers read and decide on, in the order of their guide."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def take(browser: Any, address: str, site: Any, images: Path) -> None:
    """The table of themes, a theme, the plots, a theme cut along the tree."""
    from analyse.web import Role

    run = site.reading.snapshot().run
    theme = max(run.themes, key=lambda one: (one.workshops, one.id)).id
    [invited] = site.sessions.invite(Role.RESEARCH, name="Camille (inventée)")
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-CA").new_page()
    page.goto(f"{address}/entrer")
    page.fill("input[name=jeton]", invited.token)
    page.click("main button")
    page.wait_for_url("**/relecture")
    for name, path in (
        ("apercu", "/relecture"),
        ("theme", f"/relecture/themes/{theme}"),
        ("graphiques", "/relecture/graphiques"),
        ("scinder", f"/relecture/themes/{theme}/scinder?parts=3"),
    ):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        if name == "graphiques":
            page.locator("#couverture-titre").scroll_into_view_if_needed()
            page.locator("#couverture-titre").evaluate("title => title.scrollIntoView(true)")
        page.screenshot(path=images / f"recherche-{name}.png")
    page.context.close()

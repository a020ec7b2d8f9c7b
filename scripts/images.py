"""Take the pictures of the documentation again: `python scripts/images.py` (or `make images`).

Needs the demo (`make demo`) and a Chromium on the machine.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "demo" / "brouillons" / "fiches.html"
IMAGES = ROOT / "docs" / "images"


def main() -> int:
    """Open the page of the demo and take one fiche, as a reader sees it."""
    from pictures import research
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not PAGE.is_file() or chromium is None:
        sys.stderr.write("Il faut Chromium et la démonstration (make demo).\n")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1150})
        page.goto(PAGE.as_uri())
        page.locator("article").nth(3).evaluate("fiche => fiche.scrollIntoView(true)")
        page.screenshot(path=IMAGES / "fiche.png")
        with served() as (address, site):
            _volunteers(browser, address, site)
            research.take(browser, address, site, IMAGES)
        browser.close()
    return 0


@contextmanager
def served() -> Iterator[tuple[str, Any]]:
    """A copy of the demo behind a server on loopback: (address, site)."""
    import uvicorn

    from analyse import project
    from analyse.web import create_app

    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copytree(ROOT / "demo", Path(folder) / "demo")
        app = create_app(project.load(copied))
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.site
        server.should_exit = True
        thread.join(20)
        listener.close()


def _volunteers(browser: Any, address: str, site: Any) -> None:
    """What a volunteer sees on a phone: consent, a card with a passage, thanks."""
    from analyse.web import Role
    from analyse.web.volunteers.shared import service_of

    service = service_of(site)
    found = service.material()
    plan = service.propose(found, volunteers=12, minutes=20)
    service.create(found, plan, title="", author="Équipe")
    [invited] = site.sessions.invite(Role.VOLUNTEER)
    phone = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True
    )
    page = phone.new_page()
    page.goto(f"{address}/entrer#{invited.token}")
    page.locator("form[action='/entrer'] button").first.click()
    page.wait_for_selector("form[action='/valider/accord']")
    page.screenshot(path=IMAGES / "benevole-accord.png")
    page.locator("form[action='/valider/accord'] button").click()
    taken = False
    while True:
        page.wait_for_selector("#bloc")
        while (card := page.locator("form.carte:not([hidden])")).count():
            if card.locator("h1").inner_text().startswith("Quel nom va le mieux") and not (
                card.locator(".essai").count() or taken
            ):
                page.screenshot(path=IMAGES / "benevole-carte.png")
                taken = True
            card.locator("button[name=choix]").first.click()
        page.locator("#envoyer button").click()
        page.wait_for_url("**/merci")
        if taken:
            break
        page.locator("a[href='/valider'].principal").click()
    page.screenshot(path=IMAGES / "benevole-merci.png")
    phone.close()


if __name__ == "__main__":
    sys.exit(main())

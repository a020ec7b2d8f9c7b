"""Pictures of docs/guide-benevolat.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analyse.web import Role, Site
from analyse.web.volunteers.shared import service_of


def take(browser: Any, address: str, site: Site, images: Path) -> None:
    """What a volunteer sees on a phone: consent, a card with a passage, thanks."""
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
    page.screenshot(path=images / "benevole-accord.png")
    page.locator("form[action='/valider/accord'] button").click()
    taken = False
    while True:
        page.wait_for_selector("#bloc")
        while (card := page.locator("form.carte:not([hidden])")).count():
            if card.locator("h1").inner_text().startswith("Quel nom va le mieux") and not (
                card.locator(".essai").count() or taken
            ):
                page.screenshot(path=images / "benevole-carte.png")
                taken = True
            card.locator("button[name=choix]").first.click()
        page.locator("#envoyer button").click()
        page.wait_for_url("**/merci")
        if taken:
            break
        page.locator("a[href='/valider'].principal").click()
    page.screenshot(path=images / "benevole-merci.png")
    phone.close()

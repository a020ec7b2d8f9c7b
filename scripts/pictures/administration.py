"""Pictures of docs/guide-administration.md."""

from __future__ import annotations

from analyse.store import Invitation
from analyse.web import Role, Site
from pictures import Page, Picture


def _people(site: Site, _: Invitation) -> None:
    """Invitations of every kind, some of them used."""
    if len(site.store.invitations()) > 6:
        return
    for made in site.sessions.invite(Role.VOLUNTEER, count=4)[:3]:
        site.sessions.enter(made.token)
    for role in (Role.RESEARCH, Role.READER):
        [made] = site.sessions.invite(role, days=90)
        site.sessions.enter(made.token)


def _cards(page: Page) -> None:
    page.fill("#nombre", "4")
    page.get_by_role("button", name="Créer les invitations").click()
    page.locator(".cartes").scroll_into_view_if_needed()


PICTURES = (
    Picture("web-projet", "/administration", Role.ADMIN, height=900),
    Picture("web-invitations", "/administration/invitations", Role.ADMIN, prepare=_people),
    Picture("web-cartes", "/administration/invitations", Role.ADMIN, act=_cards, height=1000),
    Picture("web-entrer", "/entrer#k7qf", Role.ANONYMOUS, width=360, height=640),
)

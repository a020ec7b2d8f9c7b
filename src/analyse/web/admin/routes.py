"""Routes of administration."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from analyse.state import describe
from analyse.web.admin.listing import devices, listed
from analyse.web.cards import cards
from analyse.web.network import addresses
from analyse.web.roles import Role, Visitor, allow, current
from analyse.web.sessions import told
from analyse.web.site import Site, site

router = APIRouter(prefix="/administration", dependencies=[allow(Role.ADMIN)])

Ids = Annotated[list[Annotated[str, Form(max_length=32)]], Form(max_length=1000)]


@router.get("")
def overview(request: Request) -> Response:
    """State of the project: files, passages, analysis, what is in the way."""
    here = site(request)
    state = here.reading.snapshot()
    return here.page(
        request,
        "admin/projet.html.jinja",
        wide=True,
        state=here.reading.of(describe).to_json(),
        run=state.run,
        themes=len(state.run.themes) if state.run else 0,
        decisions=len(state.decisions),
        synced=here.project.synced_folder,
    )


@router.get("/invitations")
def invitations(request: Request) -> Response:
    """Every invitation, and a form to make some."""
    here = site(request)
    return here.page(
        request,
        "admin/invitations.html.jinja",
        wide=True,
        rows=listed(here.store.invitations(), here.store.sessions(), here.settings.clock()),
        places=[(place, place) for place in _places(request, here)],
    )


@router.post("/invitations")
def invite(
    request: Request,
    role: Annotated[Role, Form()],
    nombre: Annotated[int, Form(ge=1, le=200)],
    jours: Annotated[int, Form(ge=1, le=366)],
    adresse: Annotated[str, Form(max_length=200)],
    campagne: Annotated[str, Form(max_length=32)] = "",
    visitor: Visitor = allow(Role.ADMIN),
) -> Response:
    """Make invitations and show their cards: the only page that ever holds their tokens."""
    from fastapi.exceptions import RequestValidationError

    here = site(request)
    if role is Role.ANONYMOUS or adresse not in _places(request, here):
        raise RequestValidationError([])
    invited = here.sessions.invite(
        role,
        count=nombre,
        days=jours,
        campaign=campagne.strip(),
        once=role is Role.ADMIN,
        by=visitor.signature,
    )
    return here.page(request, "admin/cartes.html.jinja", wide=True, cards=cards(invited, adresse))


@router.post("/invitations/revoquer")
def revoke(request: Request, invitation: Ids = []) -> Response:  # noqa: B006 - a form's default
    """Revoke invitations: their links open nothing, their devices are out."""
    here = site(request)
    mine = current(request).invitation
    done = here.store.revoke([i for i in invitation if i != mine], at=told(here.settings.clock()))
    return _after(
        here, "/administration/invitations", done, "invitation révoquée", mine in invitation
    )


@router.get("/appareils")
def sessions(request: Request) -> Response:
    """The devices that are in."""
    here = site(request)
    return here.page(
        request,
        "admin/appareils.html.jinja",
        wide=True,
        rows=devices(here.store.invitations(), here.store.sessions(), here.settings.clock()),
        mine=current(request).session,
    )


@router.post("/appareils/sortir")
def end(request: Request, appareil: Ids = []) -> Response:  # noqa: B006 - a form's default
    """Put devices out; the same links let them in again, unless they are revoked."""
    here = site(request)
    done = here.store.end_sessions(appareil, at=told(here.settings.clock()))
    return _after(here, "/administration/appareils", done, "appareil sorti", False)


def _places(request: Request, here: Site) -> list[str]:
    """Addresses that a card may hold, the likeliest for phones first."""
    if here.settings.base_url:
        return [here.settings.base_url]
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    own = f"{request.url.scheme}://{request.url.netloc}"
    return list(dict.fromkeys([*(a.url(port) for a in addresses()), own]))


def _after(here: Site, path: str, done: int, what: str, own: bool) -> Response:
    if own:
        warning = "Vous ne pouvez pas révoquer votre propre invitation\u00a0: sortez plutôt."
        return here.see(path, warning=warning)
    if not done:
        return here.see(path, warning="Rien n'était coché qui soit encore valable.")
    words = what if done == 1 else " ".join(f"{word}s" for word in what.split())
    return here.see(path, done=f"{done} {words}.")

"""Routes of access."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from analyse.web.roles import EVERYONE, KNOWN, Role, Visitor, allow
from analyse.web.site import site

router = APIRouter()
_TEAM = tuple(role for role in KNOWN if role is not Role.VOLUNTEER)
_YEAR = 365 * 24 * 3600


@router.get("/", dependencies=[allow(*EVERYONE)])
def home(request: Request) -> Response:
    """Lead everyone to the first page that is theirs."""
    return RedirectResponse(site(request).home(request), status_code=303)


@router.get("/entrer", dependencies=[allow(*EVERYONE)])
def entrance(request: Request) -> Response:
    """The page behind a link or a QR code; opening it spends nothing."""
    return site(request).page(request, "access/entrer.html.jinja", failed=False)


@router.post("/entrer", dependencies=[allow(*EVERYONE)])
def enter(request: Request, jeton: Annotated[str, Form(max_length=500)]) -> Response:
    """Exchange a token for a session; the one that the device had ends."""
    here = site(request)
    entered = here.sessions.enter(jeton)
    if entered is None:
        # Only failures are counted: a whole venue may come in at once, from one address.
        here.limits.spend("entrer", burst=120, per_second=2)
        return here.page(request, "access/entrer.html.jinja", status=401, failed=True)
    secret, invitation = entered
    here.sessions.leave(request)
    role = Role(invitation.role)
    path = "/mon-acces" if role in _TEAM and not invitation.name else "/"
    response = RedirectResponse(path, status_code=303)
    response.headers.append("set-cookie", here.sessions.set_cookie(secret, role))
    return response


@router.post("/sortir", dependencies=[allow(*EVERYONE)])
def leave(request: Request) -> Response:
    """End the session: the cookie is worth nothing any more, here or anywhere."""
    here = site(request)
    here.sessions.leave(request)
    response = here.see("/entrer", done="Vous êtes sorti de cet appareil.")
    response.headers.append("set-cookie", here.sessions.clear_cookie())
    return response


@router.get("/mon-acces", dependencies=[allow(*KNOWN)])
def mine(request: Request) -> Response:
    """Who the site takes the visitor for."""
    return site(request).page(request, "access/mon-acces.html.jinja")


@router.post("/mon-acces")
def sign(
    request: Request,
    nom: Annotated[str, Form(min_length=1, max_length=60)],
    visitor: Visitor = allow(*_TEAM),
) -> Response:
    """Choose what one's decisions are signed with."""
    here = site(request)
    name = " ".join(nom.split())
    if not name:
        raise HTTPException(422)
    here.store.name_invitation(visitor.invitation, name)
    request.state.visitor = None
    return here.see("/", done="Vos décisions seront signées de ce nom.")


@router.post("/apparence", dependencies=[allow(*EVERYONE)])
def appearance(
    request: Request,
    apparence: Annotated[Literal["auto", "clair", "sombre"], Form()],
    retour: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Light, dark, or as the device is: kept by a cookie, without any script."""
    here = site(request)
    own = retour.startswith("/") and not retour.startswith(("//", "/\\"))
    response = RedirectResponse(retour if own else "/", status_code=303)
    response.set_cookie(
        "analyse-apparence",
        apparence,
        max_age=_YEAR,
        httponly=True,
        samesite="lax",
        secure=here.settings.secure,
    )
    return response


@router.get("/favicon.ico", dependencies=[allow(*EVERYONE)])
def icon(request: Request) -> Response:
    """What browsers ask for on pages that name no icon."""
    content, media_type = site(request).pages.file("icone.svg") or (b"", "")
    kept = {"Cache-Control": f"public, max-age={_YEAR}"}
    return Response(content, media_type=media_type, headers=kept)


@router.get("/statique/{version}/{name:path}", dependencies=[allow(*EVERYONE)])
def static(request: Request, version: str, name: str) -> Response:
    """A file of `static/`. Its address changes with it: browsers keep it for a year."""
    pages = site(request).pages
    found = pages.file(name)
    if found is None or version != pages.version:
        raise HTTPException(404)
    content, media_type = found
    kept = {"Cache-Control": f"public, max-age={_YEAR}, immutable"}
    return Response(content, media_type=media_type, headers=kept)

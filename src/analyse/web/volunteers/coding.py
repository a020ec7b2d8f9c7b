"""Independent coding: a passage, no theme in sight, and the codes of the person who codes."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from analyse.contracts import Campaign, Vote
from analyse.errors import UsageError
from analyse.validation.coding import codes_of
from analyse.validation.service import TEXT
from analyse.web.roles import Role, Visitor, allow
from analyse.web.site import Site, site
from analyse.web.volunteers.shared import pieces, service_of

router = APIRouter(prefix="/codage")
_CODER = allow(Role.RESEARCH, Role.ADMIN)

Codes = Annotated[list[Annotated[str, Form(max_length=120)]], Form(max_length=60)]


@router.get("/{number}")
def passage(request: Request, number: str, visitor: Visitor = _CODER) -> Response:
    """The next passage to code, with the codes given so far by this person."""
    here = site(request)
    campaign = _coding(here, number)
    service = service_of(here)
    while True:
        block = service.block(campaign, visitor.code)
        waiting = [one for one in block if not one.choice]
        if waiting or not block:
            break
        service.send(campaign.number, visitor.code, block[0].block)
    given = service.given(campaign, visitor.code)
    mine = list(dict.fromkeys(code for one in given for code in codes_of(one.text)))
    card = service.cards(campaign.number)[waiting[0].card_id] if waiting else None
    return here.page(
        request,
        "volunteers/coder.html.jinja",
        campaign=campaign,
        card=card,
        text=pieces(card.content["passage"], here.project.params.lexique) if card else [],
        codes=campaign.codebook or [(code, "") for code in mine],
        free=not campaign.codebook,
        done=sum(bool(one.choice) for one in given),
        total=len(service.cards(campaign.number)),
        vote=secrets.token_hex(16),
    )


@router.post("/{number}")
def code(
    request: Request,
    number: str,
    carte: Annotated[str, Form(max_length=16)],
    vote: Annotated[str, Form(max_length=32)],
    code: Codes = [],  # noqa: B006 - FastAPI copies it
    autres: Annotated[str, Form(max_length=TEXT)] = "",
    visitor: Visitor = _CODER,
) -> Response:
    """Keep the codes of a passage; none is an answer too."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    campaign = _coding(here, number)
    chosen = list(dict.fromkeys([*code, *codes_of(autres.replace(",", "|"))]))
    known = {name for name, _ in campaign.codebook}
    if known and not set(chosen) <= known:
        raise UsageError("Ce code n'est pas dans la grille de ce codage.")
    told = " | ".join(chosen)
    if len(told) > TEXT:
        raise UsageError(f"Les codes d'un passage tiennent en {TEXT} caractères.")
    service_of(here).vote(
        [Vote(vote, campaign.number, carte, visitor.code, "codé" if chosen else "aucun", told)]
    )
    return RedirectResponse(f"/codage/{campaign.number}", status_code=303)


def _coding(here: Site, number: str) -> Campaign:
    if not number.isdecimal() or len(number) > 9:
        raise HTTPException(404)
    try:
        campaign = service_of(here).campaign(int(number))
    except UsageError:
        raise HTTPException(404) from None
    if campaign.kind != "codage":
        raise HTTPException(404)
    return campaign

"""What a volunteer sees: consent, cards, thanks. It works as plain forms; a script makes it better.

Every page comes whole from the server. With the script, a block is answered without a page in
between, and answers wait in the browser when the network is gone; the vote is then made of the
same fields, with an identifier made on the device, so that sending it again changes nothing.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from analyse.contracts import Assigned, Campaign, Task, Vote
from analyse.params import LexiconParams
from analyse.validation.service import TEXT, Service
from analyse.validation.words import CLARITY, CONSENT, QUESTIONS, consent_digest
from analyse.web.roles import Role, Visitor, allow
from analyse.web.site import Site, site
from analyse.web.volunteers.keeping import Answers, consent_first, keeping
from analyse.web.volunteers.shared import open_campaign, pieces, service_of

router = APIRouter(prefix="/valider")
_VOLUNTEER = allow(Role.VOLUNTEER)
MOST = 100
"""Answers in one delivery; a queue that is longer is sent in several."""
_WRITES = {Task.NAMING: "Votre nom pour ces passages", Task.RETURN: "Il manque… (facultatif)"}
_WHY = "Dire pourquoi (facultatif)"


@router.get("")
def card(request: Request, visitor: Visitor = _VOLUNTEER) -> Response:
    """The card to answer; consent first, thanks at the end."""
    here = site(request)
    service = service_of(here)
    campaign = open_campaign(service, visitor.campaign)
    if campaign is None:
        return here.page(request, "volunteers/rien.html.jinja")
    if not service.agreed(visitor.code):
        return here.page(request, "volunteers/accord.html.jinja", consent=CONSENT)
    block = service.block(campaign, visitor.code)
    if not block:
        return _thanks(request, here, service, campaign, visitor, more=False)
    cards = [_shown(here, service, campaign, one) for one in block]
    waiting = [at for at, one in enumerate(block) if not one.choice]
    return here.page(
        request,
        "volunteers/carte.html.jinja",
        campaign=campaign,
        block=block[0].block,
        cards=cards,
        current=waiting[0] if waiting else len(block),
        answered=len(block) - len(waiting),
    )


@router.post("/accord")
def agree(request: Request, visitor: Visitor = _VOLUNTEER) -> Response:
    """Keep that the person agreed, then show the first card."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    service_of(here).agree(visitor.code, consent_digest())
    return RedirectResponse("/valider", status_code=303)


@router.post("/reponse")
def answer(
    request: Request,
    campagne: Annotated[int, Form(ge=1)],
    carte: Annotated[str, Form(max_length=16)],
    vote: Annotated[str, Form(max_length=32)],
    choix: Annotated[str, Form(max_length=200)],
    texte: Annotated[str, Form(max_length=4 * TEXT)] = "",
    visitor: Visitor = _VOLUNTEER,
) -> Response:
    """One answer by a plain form; practice is answered with its feedback."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    service = service_of(here)
    given = service.written([Vote(vote, campagne, carte, visitor.code, choix, texte)])
    keeping(here).ask(Answers(visitor.code, given)).result()
    found = service.cards(campagne)[carte]
    if found.task is Task.PRACTICE:
        return here.see("/valider", done=str(found.content.get("feedback", "")))
    return RedirectResponse("/valider", status_code=303)


@router.post("/reprendre")
def take_back(
    request: Request,
    campagne: Annotated[int, Form(ge=1)],
    vote: Annotated[str, Form(max_length=32)],
    visitor: Visitor = _VOLUNTEER,
) -> Response:
    """Take back the last answer of the block that is not sent."""
    _, service = _agreed(request, visitor)
    given = service.given(service.campaign(campagne), visitor.code)
    answered = [one for one in given if one.choice and not one.sent]
    if answered:
        service.vote([Vote(vote, campagne, answered[-1].card_id, visitor.code, "")])
    return RedirectResponse("/valider", status_code=303)


@router.post("/envoyer")
def send(
    request: Request,
    campagne: Annotated[int, Form(ge=1)],
    bloc: Annotated[int, Form(ge=1, le=10**6)],
    visitor: Visitor = _VOLUNTEER,
) -> Response:
    """Send a block: its answers count for good."""
    _, service = _agreed(request, visitor)
    service.send(campagne, visitor.code, bloc)
    return RedirectResponse("/valider/merci", status_code=303)


@router.get("/merci")
def thanks(request: Request, visitor: Visitor = _VOLUNTEER) -> Response:
    """What the answers changed, and one more card for those who want it."""
    here = site(request)
    service = service_of(here)
    campaign = open_campaign(service, visitor.campaign)
    if campaign is None:
        return here.page(request, "volunteers/rien.html.jinja")
    return _thanks(request, here, service, campaign, visitor, more=True)


class Sent(BaseModel):
    """One answer as a device sends it."""

    id: str = Field(max_length=32)
    campagne: int = Field(ge=1)
    carte: str = Field(max_length=16)
    choix: str = Field(max_length=200)
    texte: str = Field("", max_length=4 * TEXT)
    a: str = Field("", max_length=40)


class Delivery(BaseModel):
    """Answers that waited on a device, in order, and the block they close, if they close one."""

    votes: list[Sent] = Field(max_length=MOST)
    campagne: int = Field(0, ge=0)
    envoi: int = Field(0, ge=0, le=10**6)


@router.post("/votes")
async def deliver(request: Request, sent: Delivery, visitor: Visitor = _VOLUNTEER) -> Response:
    """Keep what a device sends, once however often it is sent."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    service = service_of(here)
    votes = [
        Vote(one.id, one.campagne, one.carte, visitor.code, one.choix, one.texte, one.a)
        for one in sent.votes
    ]
    if any(vote.text for vote in votes):
        votes = await run_in_threadpool(service.written, votes)
    kept = await asyncio.wrap_future(keeping(here).ask(Answers(visitor.code, votes)))
    if sent.envoi:
        await run_in_threadpool(service.send, sent.campagne, visitor.code, sent.envoi)
    return JSONResponse({"recus": [v.id for v in kept], "comptes": sum(v.counted for v in kept)})


def _agreed(request: Request, visitor: Visitor) -> tuple[Site, Service]:
    """The site and its service, for somebody who agreed to take part."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    service = service_of(here)
    if not service.agreed(visitor.code):
        raise consent_first()
    return here, service


def _shown(here: Site, service: Service, campaign: Campaign, one: Assigned) -> dict[str, Any]:
    """A card as its template shows it; the answer the machine expects is not in it."""
    found = service.cards(campaign.number).get(one.card_id)
    if found is None:
        raise HTTPException(404)
    task = Task(found.content["asks"]) if found.task is Task.PRACTICE else found.task
    labels, lexique = dict(found.options), here.project.params.lexique
    content = found.content
    return {
        "id": found.id,
        "task": int(task),
        "practice": found.task is Task.PRACTICE,
        "question": QUESTIONS[task],
        "scale": CLARITY if task is Task.NAMING else "",
        "title": content.get("title", ""),
        "definition": pieces(content.get("definition", ""), lexique),
        "texts": [
            pieces(text, lexique)
            for text in (
                *content.get("passages", ()),
                *([content["passage"]] if content.get("passage") else ()),
                *content.get("quotes", ()),
            )
        ],
        "options": [(value, labels[value]) for value in one.order if value in labels],
        "signs": _signs([content.get("title", ""), *labels.values()], lexique),
        "feedback": content.get("feedback", ""),
        "writes": _WRITES.get(task, ""),
        "why": _WHY if task is Task.QUOTE and found.task is not Task.PRACTICE else "",
        "choice": one.choice,
        "text": one.text,
        "vote": secrets.token_hex(16),
    }


def _signs(texts: list[str], lexique: LexiconParams) -> list[tuple[str, str]]:
    """Acronyms of what cannot hold a fold: titles and buttons."""
    return list(dict.fromkeys(p for text in texts for p in pieces(text, lexique) if p[1]))


def _thanks(
    request: Request,
    here: Site,
    service: Service,
    campaign: Campaign,
    visitor: Visitor,
    *,
    more: bool,
) -> Response:
    return here.page(
        request,
        "volunteers/merci.html.jinja",
        effect=service.effect(campaign, visitor.code),
        more=more,
    )

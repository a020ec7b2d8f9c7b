"""Campaigns as the team sees them: cost first, progress, results, adjudication, paper."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from analyse.contracts import Campaign, Motive
from analyse.errors import UsageError
from analyse.progress import Silent
from analyse.stages.drafts import write_drafts
from analyse.validation import paper
from analyse.validation.coding import coding_report, open_coding
from analyse.validation.plan import ALL_TASKS, SPLIT
from analyse.validation.report import WARNING
from analyse.validation.told import coreq
from analyse.validation.words import MOTIVES, QUESTIONS
from analyse.web.roles import Role, Visitor, allow
from analyse.web.security import PLOT_POLICY
from analyse.web.site import Site, site
from analyse.web.volunteers.shared import service_of

router = APIRouter(prefix="/campagnes")
_READS = allow(Role.RESEARCH, Role.READER, Role.ADMIN)
_DECIDES = allow(Role.RESEARCH, Role.ADMIN)
_FILE = 5_000_000

Tasks = Annotated[list[Annotated[int, Form(ge=1, le=5)]], Form(max_length=5)]
Themes = Annotated[list[Annotated[str, Form(max_length=12)]], Form(max_length=500)]


@router.get("", dependencies=[_READS])
def campaigns(request: Request) -> Response:
    """Every campaign, with how far it is."""
    here = site(request)
    rows = [(c, here.store.progress(c.number)) for c in reversed(here.store.campaigns())]
    return here.page(request, "volunteers/campagnes.html.jinja", rows=rows)


@router.get("/nouvelle", dependencies=[_DECIDES])
def plan(
    request: Request,
    benevoles: Annotated[int, Query(ge=1, le=2000)] = 12,
    minutes: Annotated[int, Query(ge=1, le=600)] = 10,
    votes: Annotated[int, Query(ge=1, le=15)] = 3,
    tache: Annotated[list[int], Query(max_length=5)] = [],  # noqa: B006 - FastAPI copies it
    theme: Annotated[list[str], Query(max_length=500)] = [],  # noqa: B006
) -> Response:
    """What a campaign would cost and what fits, before anything is opened."""
    here = site(request)
    service = service_of(here)
    found = here.reading.of(service.material)
    chosen = [t for t in ALL_TASKS if t.value in tache] or list(ALL_TASKS)
    proposed = service.propose(
        found, volunteers=benevoles, minutes=minutes, tasks=chosen, themes=theme, votes=votes
    )
    return here.page(
        request,
        "volunteers/nouvelle.html.jinja",
        plan=proposed,
        split=round(100 * SPLIT),
        tasks=[(t.value, t.french, t in chosen) for t in ALL_TASKS],
        subjects=[(s.id, s.title, s.size, not theme or s.id in theme) for s in found.subjects],
        picked=theme,
    )


@router.post("/nouvelle")
def create(
    request: Request,
    benevoles: Annotated[int, Form(ge=1, le=2000)],
    minutes: Annotated[int, Form(ge=1, le=600)],
    votes: Annotated[int, Form(ge=1, le=15)],
    titre: Annotated[str, Form(max_length=120)] = "",
    tache: Tasks = [],  # noqa: B006 - FastAPI copies it
    theme: Themes = [],  # noqa: B006
    visitor: Visitor = _DECIDES,
) -> Response:
    """Open the campaign that was shown."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    service = service_of(here)
    found = here.reading.of(service.material)
    tasks = [t for t in ALL_TASKS if t.value in tache] or list(ALL_TASKS)
    proposed = service.propose(
        found, volunteers=benevoles, minutes=minutes, tasks=tasks, themes=theme, votes=votes
    )
    campaign = service.create(found, proposed, title=titre, author=visitor.signature)
    return here.see(f"/campagnes/{campaign.number}", done="Campagne ouverte.")


@router.post("/codage")
def code(
    request: Request,
    taille: Annotated[int, Form(ge=1, le=2000)],
    grille: UploadFile | None = None,
    visitor: Visitor = _DECIDES,
) -> Response:
    """Open an independent coding, with a codebook or freely."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    data = grille.file.read(_FILE + 1) if grille is not None and grille.filename else b""
    campaign = open_coding(service_of(here), size=taille, data=data, author=visitor.signature)
    return here.see(f"/campagnes/{campaign.number}", done="Codage indépendant ouvert.")


@router.get("/{number}", dependencies=[_READS])
def results(request: Request, number: str) -> Response:
    """Progress, figures, agreement, and what remains unknown."""
    here = site(request)
    campaign = _campaign(here, number)
    state = here.reading.snapshot()
    if campaign.kind == "codage":
        found = coding_report(here.store.polls(campaign.number), state)
        return here.page(request, "volunteers/codage.html.jinja", wide=True, report=found)
    service = service_of(here)
    told = service.report(campaign.number, state)
    return here.page(
        request,
        "volunteers/resultats.html.jinja",
        wide=True,
        report=told,
        done=sum(here.store.progress(campaign.number).values()),
        warning=WARNING,
        coreq=coreq(told),
    )


@router.post("/{number}/clore")
def close(request: Request, number: str, visitor: Visitor = _DECIDES) -> Response:
    """Close it: its verdicts go to the ledger, the drafts and the tables."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    campaign = _campaign(here, number)
    made = service_of(here).close(campaign.number, author=visitor.signature)
    write_drafts(here.project, here.store, here.store.last_run(), progress=Silent())
    told = f"Campagne close. Verdicts écrits au registre\u00a0: {len(made)}."
    return here.see(f"/campagnes/{campaign.number}", done=told)


@router.get("/{number}/arbitrer", dependencies=[_DECIDES])
def adjudication(request: Request, number: str) -> Response:
    """A card on which people stayed split; who answered what is not shown."""
    here = site(request)
    campaign = _campaign(here, number)
    waiting = service_of(here).report(campaign.number).to_judge
    return here.page(
        request,
        "volunteers/arbitrer.html.jinja",
        campaign=campaign,
        waiting=waiting,
        result=waiting[0] if waiting else None,
        question=QUESTIONS[waiting[0].card.task] if waiting else "",
        counts=Counter(waiting[0].answers.values()) if waiting else {},
        motives=[(m.value, told) for m, told in MOTIVES.items()],
    )


@router.post("/{number}/arbitrer")
def adjudicate(
    request: Request,
    number: str,
    carte: Annotated[str, Form(max_length=16)],
    motif: Annotated[Motive, Form()],
    reponse: Annotated[str, Form(max_length=200)] = "",
    note: Annotated[str, Form(max_length=400)] = "",
    visitor: Visitor = _DECIDES,
) -> Response:
    """Decide on it, with a reason."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    campaign = _campaign(here, number)
    service_of(here).adjudicate(
        campaign.number, carte, author=visitor.signature, answer=reponse, motive=motif, note=note
    )
    return here.see(f"/campagnes/{campaign.number}/arbitrer", done="Arbitrage écrit au registre.")


@router.get("/{number}/feuilles")
def sheets(
    request: Request,
    number: str,
    nombre: Annotated[int, Query(ge=1, le=60)] = 4,
    visitor: Visitor = _DECIDES,
) -> Response:
    """Sheets to print, one per code; printing again gives the same ones."""
    here = site(request)
    campaign = _campaign(here, number)
    if campaign.kind != "validation":
        raise HTTPException(404)
    try:
        page = paper.sheets(service_of(here), campaign, nombre)
    except UsageError as error:  # nothing is left to ask: said where the link is
        told = f"{error.message} {error.action}"
        return here.see(f"/campagnes/{campaign.number}", warning=told)
    return HTMLResponse(page, headers={"Content-Security-Policy": PLOT_POLICY})


@router.post("/{number}/saisir")
def typed(
    request: Request, number: str, fichier: UploadFile, visitor: Visitor = _DECIDES
) -> Response:
    """Keep the answers of sheets that were filled, all of them or none."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    campaign = _campaign(here, number)
    done = paper.typed(service_of(here), campaign, fichier.file.read(_FILE))
    told = f"Réponses ajoutées\u00a0: {done.added}; déjà saisies\u00a0: {done.known}."
    return here.see(f"/campagnes/{campaign.number}", done=told)


def _campaign(here: Site, number: str) -> Campaign:
    if not number.isdecimal() or len(number) > 9:
        raise HTTPException(404)
    try:
        return service_of(here).campaign(int(number))
    except UsageError:
        raise HTTPException(404) from None

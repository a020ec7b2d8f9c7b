"""The lists: search, passages in no theme, the ledger, what waits for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from analyse.contracts import OutcomeStatus, Passage
from analyse.decisions.table import written
from analyse.views import overview, search
from analyse.views.model import Model
from analyse.web.review.common import HOME, READS, model_of, pages_of, show
from analyse.web.roles import allow
from analyse.web.site import Site

router = APIRouter(prefix=HOME, dependencies=[allow(*READS)])

Text = Annotated[str, Query(max_length=200)]
Page = Annotated[int, Query(ge=1, le=100_000)]
STATES = {
    "non-classes": "Non classés",
    "rares": "Voix minoritaires",
    "hors-sujet": "Hors sujet",
}
LEDGER = 40


@router.get("/recherche")
def find(
    request: Request,
    q: Text = "",
    jour: Text = "",
    region: Text = "",
    palier: Text = "",
    secteur: Text = "",
    theme: Text = "",
    facette: Text = "",
    page: Page = 1,
) -> Response:
    """Full-text search among the passages."""
    query = search.understood(q)
    filters = overview.Filters(jour, region, palier, secteur)

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        corpus, main = model.corpus, model.decided.main

        def kept(passage: Passage) -> bool:
            place = model.placements.get(passage.id)
            return (
                filters.keep(passage)
                and (not theme or main.get(passage.id, "") == ("" if theme == "aucun" else theme))
                and (not facette or (place is not None and place.facet.facet.value == facette))
            )

        hits = [p for at in corpus.index.find(query) if kept(p := corpus.passages[at])]
        at, last, shown = pages_of(len(hits), page, 25)
        return {
            "query": query,
            "filters": filters,
            "theme": theme,
            "facette": facette,
            "choices": overview.choices(model),
            "total": len(hits),
            "hits": [(p, *corpus.around(p)) for p in hits[shown]],
            "workshops": len({corpus.workshop[p.id] for p in hits}),
            "page": at,
            "last": last,
        }

    return show(request, "recherche", build)


@router.get("/passages")
def outside(request: Request, etat: Text = "non-classes", page: Page = 1) -> Response:
    """Passages in no theme, rare voices, what people put off topic."""
    chosen = etat if etat in STATES else "non-classes"

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        corpus, decided = model.corpus, model.decided
        rare = {r.passage_id: r for r in model.run.rare if r.passage_id in corpus}
        lists: dict[str, list[Passage]] = {
            "non-classes": [p for p in model.members.get("", []) if p.id not in decided.off_topic],
            "rares": [corpus[i] for i in rare],
            "hors-sujet": [p for p in corpus.passages if p.id in decided.off_topic],
        }
        at, last, shown = pages_of(len(lists[chosen]), page)
        return {
            "states": STATES,
            "chosen": chosen,
            "counts": {key: len(found) for key, found in lists.items()},
            "passages": lists[chosen][shown],
            "rare": rare,
            "page": at,
            "last": last,
            "themes": sorted(model.run.themes, key=lambda t: t.title.casefold()),
        }

    return show(request, "passages", build)


@router.get("/historique")
def history(request: Request, page: Page = 1, suite: Text = "", qui: Text = "") -> Response:
    """Every decision: who, when, why, what became of it."""

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        outcomes = [
            x
            for x in reversed(model.decided.outcomes)
            if suite in ("", x.status.value) and qui in ("", x.decision.author)
        ]
        at, last, shown = pages_of(len(outcomes), page, LEDGER)
        return {
            "outcomes": outcomes[shown],
            "total": len(outcomes),
            "authors": sorted({d.author for d in model.state.decisions}),
            "statuses": [s.value for s in OutcomeStatus],
            "suite": suite,
            "qui": qui,
            "page": at,
            "last": last,
        }

    return show(request, "historique", build)


@router.get("/historique.csv")
def ledger(request: Request) -> Response:
    """The whole ledger for a spreadsheet, as `analyse decisions --exporter` writes it."""
    model = model_of(request)
    return Response(
        written(model.decided.outcomes if model else ()),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="decisions.csv"'},
    )


@router.get("/a-decider")
def to_decide(request: Request) -> Response:
    """Decisions in conflict, doubtful lineages, sentences without support."""

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        by_number = {x.decision.number: x for x in model.decided.outcomes}
        waiting = model.described.to_decide
        return {
            "conflicts": [by_number[t.decision] for t in waiting if t.decision in by_number],
            "doubts": [
                (t, next((c for c in model.run.lineage if c.theme_id == t.theme_id), None))
                for t in waiting
                if not t.decision
            ],
            "unsupported": [
                (theme, model.writing(theme.id).unsupported)
                for theme in model.run.themes
                if model.writing(theme.id).unsupported
            ],
            "state": model.described,
        }

    return show(request, "a-decider", build)

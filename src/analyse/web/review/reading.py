"""The pages that show: overview, theme, note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from analyse.contracts import Facet, QuoteStatus
from analyse.flagging import flags_of
from analyse.render.journal import first_changes, joined
from analyse.validation.results import card_results
from analyse.validation.statistics.agreement import counts, raw_agreement
from analyse.views import cuts, overview, theme
from analyse.views.model import Model
from analyse.web.review.common import HOME, READS, model_of, pages_of, shared, show
from analyse.web.roles import allow
from analyse.web.site import Site, site

router = APIRouter(prefix=HOME, dependencies=[allow(*READS)])

Text = Annotated[str, Query(max_length=200)]
Page = Annotated[int, Query(ge=1, le=100_000)]
FACETS = (
    (Facet.FINDING, "Constats"),
    (Facet.LEAD, "Pistes"),
    (Facet.QUESTION, "Questions"),
    (Facet.OTHER, "Autres extraits"),
)
AROUND = 150
"""Stretches of a note shown on each side of the passage one came for; the rest is a link away."""


@router.get("")
def home(
    request: Request,
    jour: Text = "",
    region: Text = "",
    palier: Text = "",
    secteur: Text = "",
    statut: Text = "",
    tri: Text = "ateliers",
) -> Response:
    """Status strip, what changed, table of themes."""
    filters = overview.Filters(jour, region, palier, secteur, statut)

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        first, others = first_changes(model.run.changes)
        quotes = [q for q in model.run.quotes if q.passage_id in model.corpus]
        return {
            "filters": filters,
            "sort": tri if tri in overview.SORTS else "ateliers",
            "choices": overview.choices(model),
            "rows": overview.rows(model, filters, tri),
            "state": model.described,
            "day": max((d for d in model.corpus.days if d is not None), default=None),
            "quotes": len(quotes),
            "verified": sum(
                q.published_text == model.corpus.said(model.corpus[q.passage_id]) for q in quotes
            ),
            "approved": sum(q.status is QuoteStatus.APPROVED for q in quotes),
            "agreed": _agreement(here),
            "first": first,
            "others": others,
            "joined": joined(model.run.manifest),
        }

    return show(request, "apercu", build)


def _agreement(here: Site) -> tuple[float, int] | None:
    """Share of pairs of answers to a card that are the same, and how many answers; None without."""
    polls = here.store.polls()
    if not polls.votes:
        return None
    answers = [list(r.answers.values()) for r in card_results(polls) if len(r.answers) > 1]
    raw = raw_agreement(counts(answers)) if answers else None
    return None if raw is None else (raw, sum(map(len, answers)))


@router.get("/themes/{theme_id}")
def one_theme(request: Request, theme_id: str, page: Page = 1, ordre: Text = "force") -> Response:
    """Everything about one theme, and what can be decided on it."""
    model = model_of(request)
    if model is not None and theme_id not in model.themes:
        return _gone(request, model, theme_id)

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        members = model.members.get(theme_id, [])
        ordered = theme.by_strength(model, members) if ordre != "note" else members
        at, last, shown = pages_of(len(ordered), page)
        quotes = model.quotes.get(theme_id, [])
        rare = [
            r for r in model.run.rare if r.theme_id == theme_id and r.passage_id in model.corpus
        ]
        waiting = [q.passage_id for q in quotes if q.status is QuoteStatus.PROPOSED]
        change = next((c for c in model.run.lineage if c.theme_id == theme_id), None)
        return {
            "theme": model.themes[theme_id],
            "writing": model.writing(theme_id),
            "facets": [
                (key.value, title, [q for q in quotes if q.facet is key]) for key, title in FACETS
            ],
            "flags": flags_of(model.state, waiting),
            "tensions": model.tensions.get(theme_id, []),
            "rare": rare,
            "grid": overview.whole_grid(model, members),
            "words": theme.words_over_days(model, theme_id),
            "neighbours": theme.neighbours(model, theme_id),
            "tree_neighbour": cuts.tree_neighbour(model, theme_id),
            "passages": ordered[shown],
            "page": at,
            "last": last,
            "order": "note" if ordre == "note" else "force",
            "history": model.by_theme.get(theme_id, []),
            "outcomes": {x.decision.id: x for x in model.decided.outcomes},
            "change": change,
            "others": sorted(
                (t for t in model.run.themes if t.id != theme_id), key=lambda t: t.title.casefold()
            ),
            "fiches": here.project.params.grille.fiches,
            "chantiers": here.project.params.grille.chantiers,
        }

    return show(request, "theme", build)


def _gone(request: Request, model: Model, theme_id: str) -> Response:
    """A theme that was merged, rejected, or is not in this analysis any more."""
    if theme_id not in model.titles and theme_id not in model.by_theme:
        raise HTTPException(404)
    into, seen = theme_id, {theme_id}
    while into in model.decided.merged and model.decided.merged[into] not in seen:
        into = model.decided.merged[into]
        seen.add(into)
    content = dict(shared(request, model))
    return site(request).page(
        request,
        "review/parti.html.jinja",
        status=410,
        theme_id=theme_id,
        into=into if into in model.themes else "",
        rejected=theme_id in model.decided.rejected,
        history=model.by_theme.get(theme_id, []),
        outcomes={x.decision.id: x for x in model.decided.outcomes},
        **content,
    )


@router.get("/themes/{theme_id}/scinder")
def along_the_tree(
    request: Request, theme_id: str, parts: Annotated[int, Query(ge=2, le=8)] = 2
) -> Response:
    """A theme cut along the tree: each part may become a theme."""
    model = model_of(request)
    if model is not None and theme_id not in model.themes:
        raise HTTPException(404)

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        return {
            "theme": model.themes[theme_id],
            "wanted": parts,
            "parts": cuts.parts_of(model, theme_id, parts),
        }

    return show(request, "scinder", build)


@router.get("/notes/{document_id}")
def note(request: Request, document_id: str, passage: Text = "", entiere: Text = "") -> Response:
    """A masked note, the passage one came for highlighted."""
    model = model_of(request)
    if model is not None and not getattr(model.corpus.documents.get(document_id), "text", ""):
        raise HTTPException(404)

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        one = model.corpus.note(document_id)
        stretches = one.stretches
        place = next(
            (i for i, s in enumerate(stretches) if s.passage and s.passage.id == passage), 0
        )
        low, high = max(0, place - AROUND), place + AROUND
        whole = bool(entiere) or len(stretches) <= 2 * AROUND
        return {
            "document": one.document,
            "stretches": stretches if whole else stretches[low:high],
            "whole": whole,
            "chosen": passage,
            "target": model.corpus.get(passage),
        }

    return show(request, "note", build)

"""A small analysed project: two themes of three passages, one passage in none. No model needed."""

from __future__ import annotations

from dataclasses import replace

from analyse.contracts import Facet, FacetCall, Membership, Quote
from analyse.steps.quotes import quote_id
from analyse.store import Placement, Run, StoredFile
from samples import OTHER_THEME, THEME, a_file, a_run, a_theme

LINES = (
    "Le transport manque le soir.",
    "Il faut un taxibus entre les villages.",
    "Qui paie le chauffeur?",
    "Le loyer a doublé.",
    "Les jeunes partent faute de toit.",
    "On construit des coopératives.",
    "Le café était bon.",
)


def a_note() -> StoredFile:
    return a_file(lines=LINES)


def an_analysis(file: StoredFile, number: int = 1) -> Run:
    """Passages 0–2 in THEME, 3–5 in OTHER_THEME, the last in none; 0, 1 and 3 are quoted."""
    passages = file.passages
    themes = [THEME] * 3 + [OTHER_THEME] * 3 + [""]
    placements = [
        Placement(
            passage_id=p.id,
            theme_id=theme,
            strength=0.75 if theme else 0.0,
            facet=FacetCall(Facet.FINDING, 0.9),
            others=(Membership(OTHER_THEME, 0.5),) if theme == THEME else (),
            nearest="" if theme else THEME,
        )
        for p, theme in zip(passages, themes, strict=True)
    ]
    quotes = [
        Quote(
            id=quote_id(themes[i], passages[i].id),
            theme_id=themes[i],
            passage_id=passages[i].id,
            facet=Facet.FINDING,
            rank=rank,
            text=passages[i].text,
            published_text=passages[i].text,
            nature=passages[i].nature,
        )
        for i, rank in ((0, 1), (1, 2), (3, 1))
    ]
    return replace(
        a_run(passages, number),
        themes=(a_theme(size=3), replace(a_theme(OTHER_THEME, "Logement", 3), stability=0.5)),
        placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
        quotes=tuple(sorted(quotes, key=lambda q: (q.theme_id, q.rank))),
    )

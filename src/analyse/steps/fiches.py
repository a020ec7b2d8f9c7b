"""Themes, passages and quotes become draft fiches: nothing is written, everything is arranged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analyse.contracts import Facet, Fiche, Passage, Quote, Theme
from analyse.voices import workshop_key

FACET_ORDER = (Facet.FINDING, Facet.LEAD, Facet.QUESTION, Facet.OTHER)


class Origin(NamedTuple):
    """Where passages come from: one row of the coverage grid."""

    region: str
    palier: str
    secteur: str


def who_spoke(passages: Sequence[Passage]) -> tuple[tuple[str, str, str, int, int], ...]:
    """Coverage grid: (région, palier, secteur d'activité, ateliers, passages), largest first."""
    workshops: dict[Origin, set[str]] = defaultdict(set)
    counts: dict[Origin, int] = defaultdict(int)
    for passage in passages:
        origin = Origin(passage.voice.region, passage.voice.palier, passage.voice.secteur)
        workshops[origin].add(workshop_key(passage))
        counts[origin] += 1
    rows = [(*origin, len(workshops[origin]), counts[origin]) for origin in counts]
    return tuple(sorted(rows, key=lambda row: (-row[3], -row[4], row[:3])))


def compose(
    themes: Sequence[Theme],
    members: Mapping[str, Sequence[Passage]],
    quotes: Sequence[Quote],
) -> list[Fiche]:
    """One draft fiche per theme, the themes of most workshops first.

    Args:
        themes: themes of one run.
        members: theme id → its passages (main theme only), in document order.
        quotes: quotes of the run.

    Returns:
        fiches; within each, quotes keep their rank and the definition is left to people.
    """
    by_facet: dict[tuple[str, Facet], list[Quote]] = defaultdict(list)
    for quote in sorted(quotes, key=lambda q: q.rank):
        by_facet[quote.theme_id, quote.facet].append(quote)
    ordered = sorted(themes, key=lambda t: (-t.workshops, -t.voices, -t.size, t.id))
    fiches = []
    for theme in ordered:
        passages = tuple(members.get(theme.id, ()))
        findings, leads, questions, others = (
            tuple(by_facet[theme.id, facet]) for facet in FACET_ORDER
        )
        fiches.append(
            Fiche(
                theme=theme,
                definition="",
                findings=findings,
                leads=leads,
                questions=questions,
                others=others,
                all_passages=passages,
                who_spoke=who_spoke(passages),
            )
        )
    return fiches

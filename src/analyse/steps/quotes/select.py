"""Per theme and facet: quotes that represent it, that differ, and that several people said.

Relevance mixes nearness to the centre of the theme and of its facet, centrality in the graph of
cosines (continuous LexRank, Erkan and Radev, 2004), strength in the theme, substance, form, and
certainty of the facet. Quotes are then taken one at a time by maximal marginal relevance
(Carbonell and Goldstein, 1998), where repeating words, a voice, a document, a day or a region
costs.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import UNKNOWN, Document, Facet, FacetCall, Passage, Quote
from analyse.voices import voice_key
from analyse.wording import publishable

from .form import canonical, quotable, well_formed, words

VERSION = "3"
"""Changes whenever the same input may give other quotes."""

RELEVANCE = 0.8
"""Weight of relevance against novelty in maximal marginal relevance."""
SUBSTANCE = 16.0
"""Distinct words of four letters or more after which a text has said 63 % of what it can: the
first words count most. Chosen on one half of the FREDSum segments, measured on the other
(benchmarks/quotes.py): people pick sentences that say something, not the most typical ones."""
DAMPING = 0.85
"""Share of the walk that follows cosines in LexRank, as in the article."""
SAME_WORDS = 0.8
"""Two texts that share this part of their words (Jaccard) say the same: the second is left."""
_REPEATS = (("voice", 0.06), ("document", 0.03), ("day", 0.02), ("region", 0.02))
"""What it may cost at most to hear again the same voice, document, day or region. Half of it for
the first repeat, three quarters for the second…: a theme carried by one document keeps its best
quotes in their order."""

Floats = NDArray[np.float64]


def quote_id(theme_id: str, passage_id: str) -> str:
    """16 hexadecimal digits told by the theme and the passage alone."""
    return hashlib.sha256(f"{theme_id}\0{passage_id}".encode()).hexdigest()[:16]


def lexrank(vectors: Floats, *, iterations: int = 60) -> Floats:
    """Centrality of each row in the graph of positive cosines, scaled to [0, 1].

    Args:
        vectors: unit rows, shape (n, d).
        iterations: steps of the power method.

    Returns:
        Shape (n,); all ones when nothing tells rows apart.
    """
    n = len(vectors)
    graph = np.clip(vectors @ vectors.T, 0.0, None)
    np.fill_diagonal(graph, 0.0)
    total = graph.sum(axis=1, keepdims=True)
    walk = np.where(total > 0, graph / np.where(total > 0, total, 1.0), 1.0 / n)
    rank = np.full(n, 1.0 / n)
    for _ in range(iterations):
        rank = (1 - DAMPING) / n + DAMPING * (rank @ walk)
    return unit_range(rank)


def unit_range(values: Floats) -> Floats:
    """Values stretched to [0, 1]; ones when they are all alike."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-9:
        return np.ones_like(values)
    return np.round((values - low) / (high - low), 9)


def unit_rows(vectors: NDArray[np.floating]) -> Floats:
    """Rows of length 1 in double precision; a null or non-finite row becomes zeros."""
    rows = np.nan_to_num(np.asarray(vectors, dtype=np.float64), posinf=0.0, neginf=0.0)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms > 0, norms, 1.0)


def centre(vectors: Floats) -> Floats:
    """Unit mean of rows, shape (d,); zeros when they cancel out."""
    return np.asarray(unit_rows(vectors.mean(axis=0, keepdims=True))[0])


def substance(text: str) -> float:
    """How much a text says, in [0, 1): distinct content words, the first ones counting most."""
    content = {word for word in words(text) if len(word) > 3}
    return 1.0 - math.exp(-len(content) / SUBSTANCE)


def _relevance(
    group: Sequence[Passage],
    vectors: Floats,
    theme_centre: Floats,
    strengths: Floats,
    probabilities: Floats,
) -> Floats:
    """Relevance of each candidate, in [0, 1], shape (n,)."""
    nearness = unit_range(0.5 * (vectors @ theme_centre) + 0.5 * (vectors @ centre(vectors)))
    typical = 0.5 * nearness + 0.35 * lexrank(vectors) + 0.15 * strengths
    form = np.array([well_formed(p.text) * substance(p.text) for p in group])
    return np.asarray((0.5 + 0.5 * typical) * form * (0.5 + 0.5 * probabilities))


def _traits(passage: Passage) -> dict[str, object]:
    """What two quotes should not share. Nothing is shared through an unknown."""
    return {
        "voice": voice_key(passage),
        "document": passage.document_id,
        "day": passage.jour,
        "region": None if passage.voice.region == UNKNOWN else passage.voice.region,
    }


def _take(group: Sequence[Passage], vectors: Floats, relevance: Floats, count: int) -> list[int]:
    """Positions of at most `count` candidates, best first."""
    traits = [_traits(p) for p in group]
    bags = [frozenset(words(p.text)) for p in group]
    names = [canonical(p.text) for p in group]
    heard = {key: np.zeros(len(group)) for key, _ in _REPEATS}
    likeness = np.zeros(len(group))
    left = list(range(len(group)))
    taken: list[int] = []
    while left and len(taken) < count:
        repeat = sum(cost * (1.0 - 0.5 ** heard[key]) for key, cost in _REPEATS)
        gain = RELEVANCE * relevance - (1 - RELEVANCE) * likeness - repeat
        best = max(left, key=lambda i: (round(float(gain[i]), 9), -i))
        taken.append(best)
        likeness = np.maximum(likeness, np.clip(vectors @ vectors[best], 0.0, 1.0))
        for i, trait in enumerate(traits):
            for key, _ in _REPEATS:
                heard[key][i] += trait[key] is not None and trait[key] == traits[best][key]
        left = [
            i
            for i in left
            if i != best
            and names[i] != names[best]
            and len(bags[i] & bags[best]) < SAME_WORDS * max(1, len(bags[i] | bags[best]))
        ]
    return taken


def select_quotes(
    themes: Mapping[str, NDArray[np.integer]],
    passages: Sequence[Passage],
    vectors: NDArray[np.floating],
    strengths: NDArray[np.floating],
    facets: Sequence[FacetCall],
    *,
    per_facet: int,
    documents: Mapping[str, Document],
) -> list[Quote]:
    """Propose quotes for every theme and facet.

    Args:
        themes: theme id → positions of its passages in `passages`.
        passages: in any order; the result does not depend on it.
        vectors: shape (n_passages, d).
        strengths: strength of each passage in its main theme, shape (n_passages,), in [0, 1].
        facets: facet of each passage, same order.
        per_facet: most quotes per theme and facet.
        documents: document id → masked document.

    Returns:
        Quotes sorted by theme id, facet (constat, piste, question, autre), rank from 1. A
        mention is never among them; a passage that does not stand alone only when its theme has
        nothing else for the facet.
    """
    rows = unit_rows(vectors)
    quotes: list[Quote] = []
    for theme_id in sorted(themes):
        members = sorted({int(i) for i in themes[theme_id]}, key=lambda i: passages[i].id)
        if not members:
            continue
        theme_centre = centre(rows[members])
        for facet in Facet:
            eligible = [i for i in members if facets[i].facet is facet and quotable(passages[i])]
            chosen = [i for i in eligible if passages[i].stands_alone] or eligible
            if not chosen:
                continue
            group = [passages[i] for i in chosen]
            relevance = _relevance(
                group,
                rows[chosen],
                theme_centre,
                np.clip(np.asarray(strengths, dtype=np.float64)[chosen], 0.0, 1.0),
                np.array([facets[i].probability for i in chosen]),
            )
            for rank, at in enumerate(_take(group, rows[chosen], relevance, per_facet), start=1):
                quotes.append(_quote(theme_id, group[at], facet, rank, documents))
    return quotes


def _quote(
    theme_id: str, passage: Passage, facet: Facet, rank: int, documents: Mapping[str, Document]
) -> Quote:
    return Quote(
        id=quote_id(theme_id, passage.id),
        theme_id=theme_id,
        passage_id=passage.id,
        facet=facet,
        rank=rank,
        text=passage.text,
        published_text=publishable(documents[passage.document_id], passage.start, passage.end),
        nature=passage.nature,
    )

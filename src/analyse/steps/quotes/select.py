"""Per theme and facet: quotes that represent it, that differ, and that several people said.

A passage is worth what it says (`salience`: its distinct content words, how typical it is), times
its form and the certainty of its facet. Quotes are taken one at a time, each the one that adds most
to how well the quotes so far stand for all the passages of the group (facility location; Lin and
Bilmes, 2011), repeats of a voice, a document, a day or a region costing. Two rules come before the
sum: what is printed can be read alone (`alone`), and no voice is heard twice while another one has
something acceptable to say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import UNKNOWN, Document, Facet, FacetCall, Passage, Quote
from analyse.remember import Remembered
from analyse.voices import voice_key
from analyse.wording import publishable

from .form import GOOD_FORM, canonical, quotable, words
from .look import look
from .salience import Floats, centre, salience, stands_for, unit_rows

VERSION = "6"
"""Changes whenever the same input may give other quotes."""

PRINTED = 6
"""Ranks a sheet may print: up to there, only what can be read alone. A longer list is a reading
list, with the notes at hand, and what leans on its neighbours comes back after them."""
WORTH = 0.5
"""A voice has something acceptable to say when its salience is at least this part of the best."""
ITSELF = 0.25
"""What a quote counts for itself, beside what it stands for: where the others are already stood
for, worth, voices, days and regions still decide."""
SAME_WORDS = 0.8
"""Two texts that share this part of their words (Jaccard) say the same: the second is left."""
REPEATS = (("voice", 0.15), ("document", 0.05), ("day", 0.10), ("region", 0.10))
"""Part of its gain that hearing again the same voice, document, day or region may cost. Half of it
for the first repeat, three quarters for the second…: a theme carried by one document keeps its
best quotes in their order."""


def quote_id(theme_id: str, passage_id: str) -> str:
    """16 hexadecimal digits told by the theme and the passage alone."""
    return hashlib.sha256(f"{theme_id}\0{passage_id}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Group:
    """The passages of one facet of one theme, sorted by id.

    Attributes:
        worth: salience of each, what it weighs in what the quotes must stand for.
        fit: form times certainty, what multiplies the gain of quoting it.
        acceptable: whether it can be read alone, is well formed and says enough.
        near: shape (n_represented, n), how well each passage stands for others.
        weights: salience of the represented ones.
    """

    passages: Sequence[Passage]
    worth: Floats
    fit: Floats
    acceptable: NDArray[np.bool_]
    near: Floats
    weights: Floats


def _group(
    passages: Sequence[Passage],
    vectors: Floats,
    theme_centre: Floats,
    strengths: Floats,
    probabilities: Floats,
    remembered: Remembered,
) -> _Group:
    worth = salience(passages, vectors, theme_centre, strengths)
    looks = [look(passage, remembered) for passage in passages]
    form = np.array([form for form, _ in looks])
    readable = np.array([alone for _, alone in looks]) & (form >= GOOD_FORM)
    best = float(worth[readable].max()) if readable.any() else 0.0
    represented, near = stands_for(vectors)
    return _Group(
        passages=passages,
        worth=worth,
        fit=form * (0.5 + 0.5 * probabilities),
        acceptable=readable & (worth >= WORTH * best),
        near=near,
        weights=worth[represented],
    )


def _traits(passage: Passage) -> dict[str, object]:
    """What two quotes should not share. Nothing is shared through an unknown."""
    return {
        "voice": voice_key(passage),
        "document": passage.document_id,
        "day": passage.jour,
        "region": None if passage.voice.region == UNKNOWN else passage.voice.region,
    }


def _take(group: _Group, count: int) -> list[int]:
    """Positions of at most `count` candidates, best first; a shorter list opens a longer one."""
    n = len(group.passages)
    traits = [_traits(p) for p in group.passages]
    bags = [frozenset(words(p.text)) for p in group.passages]
    names = [canonical(p.text) for p in group.passages]
    heard = {key: np.zeros(n) for key, _ in REPEATS}
    stood = np.zeros(len(group.weights))
    left = list(range(n))
    taken: list[int] = []
    while left and len(taken) < count:
        among = _eligible(group, left, heard["voice"], taken, count)
        if not among:
            break
        added = np.maximum(group.near[:, among] - stood[:, None], 0.0)
        repeat = sum(cost * (1.0 - 0.5 ** heard[key][among]) for key, cost in REPEATS)
        value = group.weights @ added + ITSELF * group.worth[among]
        gain = np.round(value * group.fit[among] * (1.0 - repeat), 9)
        best = among[int(np.argmax(gain))]
        taken.append(best)
        stood = np.maximum(stood, group.near[:, best])
        for i, trait in enumerate(traits):
            for key, _ in REPEATS:
                heard[key][i] += trait[key] is not None and trait[key] == traits[best][key]
        left = [
            i
            for i in left
            if i != best
            and names[i] != names[best]
            and len(bags[i] & bags[best]) < SAME_WORDS * max(1, len(bags[i] | bags[best]))
        ]
    return taken


def _eligible(
    group: _Group, left: Sequence[int], heard: Floats, taken: Sequence[int], count: int
) -> list[int]:
    """Who may be quoted next: an unheard voice that has something acceptable, else what stands.

    A facet without anything that stands gives one quote, so that it is not silent.
    """
    fine = [i for i in left if group.acceptable[i]]
    unheard = [i for i in fine if not heard[i]]
    if unheard:
        return unheard
    if len(taken) < PRINTED and fine:
        return fine
    if count <= PRINTED and taken:
        return []
    return list(left)


def select_quotes(
    themes: Mapping[str, NDArray[np.integer]],
    passages: Sequence[Passage],
    vectors: NDArray[np.floating],
    strengths: NDArray[np.floating],
    facets: Sequence[FacetCall],
    *,
    per_facet: int,
    documents: Mapping[str, Document],
    remembered: Remembered | None = None,
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
        remembered: what was found of earlier passages; the result is the same without it.

    Returns:
        Quotes sorted by theme id, facet (constat, piste, question, autre), rank from 1. A
        mention is never among them. With `per_facet` up to `PRINTED`, a passage that cannot be
        read alone is there only as the one quote of a facet that has nothing else.
    """
    rows, remembered = unit_rows(vectors), remembered or Remembered()
    quotes: list[Quote] = []
    for theme_id in sorted(themes):
        members = sorted({int(i) for i in themes[theme_id]}, key=lambda i: passages[i].id)
        if not members:
            continue
        theme_centre = centre(rows[members])
        for facet in Facet:
            chosen = [i for i in members if facets[i].facet is facet and quotable(passages[i])]
            if not chosen:
                continue
            group = _group(
                [passages[i] for i in chosen],
                rows[chosen],
                theme_centre,
                np.clip(np.asarray(strengths, dtype=np.float64)[chosen], 0.0, 1.0),
                np.array([facets[i].probability for i in chosen]),
                remembered,
            )
            for rank, at in enumerate(_take(group, per_facet), start=1):
                quotes.append(_quote(theme_id, group.passages[at], facet, rank, documents))
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

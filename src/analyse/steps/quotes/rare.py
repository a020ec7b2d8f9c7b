"""Rare voices: distinct, well-formed passages that few people said.

Counting themes by size hides them. They are looked for among what no theme holds and what lies
far from the centre of its theme, and kept when hardly anyone else says something near.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import Facet, FacetCall, Passage, RareVoice
from analyse.voices import voice_key

from .form import GOOD_FORM, canonical, quotable, well_formed
from .salience import Floats, centre, unit_rows

FAR_SHARE = 0.2
"""Part of each theme, farthest from its centre, that is looked at."""
FEW_VOICES = 2
"""A passage is rare when at most this many voices, its own included, say something near."""
_SAMPLE = 512
"""Passages from which the usual nearness of neighbours is measured, and compared at a time."""


def rare_voices(
    themes: Mapping[str, NDArray[np.integer]],
    passages: Sequence[Passage],
    vectors: NDArray[np.floating],
    facets: Sequence[FacetCall],
    *,
    limit: int = 12,
) -> list[RareVoice]:
    """Find the rare voices of a corpus.

    Args:
        themes: theme id → positions of the passages whose main theme it is; a passage in no
            theme is unclassified.
        passages: in any order; the result does not depend on it.
        vectors: shape (n_passages, d).
        facets: facet of each passage; what is *autre* (logistics, definitions) is left out.
        limit: most voices to return.

    Returns:
        Most distant first; never two with the same words, one per voice as long as others wait.
    """
    if not themes or limit < 1:
        return []
    order = sorted(range(len(passages)), key=lambda i: passages[i].id)
    rows = unit_rows(vectors)[order]
    ranked = [passages[i] for i in order]
    main = _main_themes(themes, order)
    names = sorted(themes)
    at = {name: [k for k, theme in enumerate(main) if theme == name] for name in names}
    held = [name for name in names if at[name]]
    if not held:
        return []
    centres = np.stack([centre(rows[at[name]]) for name in held])
    distance = np.round(1.0 - (rows @ centres.T).max(axis=1), 9)
    candidates = [
        k
        for k in _far(at, main, rows)
        if quotable(ranked[k])
        and ranked[k].stands_alone
        and facets[order[k]].facet is not Facet.OTHER
        and well_formed(ranked[k].text) >= GOOD_FORM
    ]
    near = _usual_nearness(rows)
    found = []
    for k, close in _close(rows, candidates, near):
        voices = {voice_key(ranked[i]) for i in close.tolist()} | {voice_key(ranked[k])}
        if len(voices) <= FEW_VOICES:
            found.append(RareVoice(ranked[k].id, main[k], float(distance[k]), len(voices)))
    found.sort(key=lambda r: (-r.distance, r.voices, r.passage_id))
    return _one_per_voice(found, passages)[:limit]


def _close(
    rows: Floats, candidates: Sequence[int], near: float
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Each candidate with the positions of what says something near, some at a time."""
    for start in range(0, len(candidates), _SAMPLE):
        block = candidates[start : start + _SAMPLE]
        cosines = rows[block] @ rows.T
        for row, k in enumerate(block):
            yield k, np.flatnonzero(cosines[row] >= near)


def _main_themes(themes: Mapping[str, NDArray[np.integer]], order: Sequence[int]) -> list[str]:
    theme_of = {int(i): name for name in sorted(themes) for i in themes[name]}
    return [theme_of.get(i, "") for i in order]


def _far(at: Mapping[str, list[int]], main: Sequence[str], rows: Floats) -> list[int]:
    """Positions of what is unclassified or among the farthest of its theme."""
    far = [k for k, theme in enumerate(main) if not theme]
    for members in at.values():
        if members:
            cosines = np.round(rows[members] @ centre(rows[members]), 9)
            count = int(np.ceil(FAR_SHARE * len(members)))
            far += [members[j] for j in np.argsort(cosines, kind="stable")[:count].tolist()]
    return sorted(far)


def _usual_nearness(rows: Floats) -> float:
    """Median cosine of a passage to its nearest neighbour: what "saying the same" means here."""
    step = max(1, len(rows) // _SAMPLE)
    sample = np.arange(0, len(rows), step)
    cosines = rows[sample] @ rows.T
    cosines[np.arange(len(sample)), sample] = -1.0
    return float(np.median(cosines.max(axis=1)))


def _one_per_voice(found: Sequence[RareVoice], passages: Sequence[Passage]) -> list[RareVoice]:
    """The same list without doubles, with the second passages of a voice after all first ones."""
    said_by = {passage.id: passage for passage in passages}
    first: list[RareVoice] = []
    later: list[RareVoice] = []
    voices: set[str] = set()
    said: set[str] = set()
    for rare in found:
        passage = said_by[rare.passage_id]
        name = canonical(passage.text)
        if name in said:
            continue
        said.add(name)
        (later if voice_key(passage) in voices else first).append(rare)
        voices.add(voice_key(passage))
    return first + later

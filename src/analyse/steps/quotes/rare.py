"""Rare voices: distinct, well-formed passages that few people said.

Counting themes by size hides them. A passage is rare when hardly any other voice says something
near, and the more so as its words are those of few voices: vectors alone put forward whatever is
short or oddly written, words alone whatever has a proper noun.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import Facet, FacetCall, Passage, RareVoice
from analyse.remember import Remembered
from analyse.voices import voice_key

from .form import GOOD_FORM, canonical, quotable
from .look import look
from .salience import Floats, centre, content, unit_rows

FEW_VOICES = 2
"""A passage is rare when at most this many voices, its own included, say something near."""
ENOUGH_WORDS = 6
"""Distinct content words under which a passage is far from everything because it says little."""
SAME = 1e-6
"""Cosines nearer than this are one: they are compared in single precision."""
_SAMPLE = 512
"""Passages from which the usual nearness of neighbours is measured, and compared at a time."""


def rare_voices(
    themes: Mapping[str, NDArray[np.integer]],
    passages: Sequence[Passage],
    vectors: NDArray[np.floating],
    facets: Sequence[FacetCall],
    *,
    limit: int = 12,
    remembered: Remembered | None = None,
) -> list[RareVoice]:
    """Find the rare voices of a corpus.

    Time grows with the number of passages times that of those fit to be quoted; memory with one
    block of `_SAMPLE` rows.

    Args:
        themes: theme id → positions of the passages whose main theme it is; a passage in no
            theme is unclassified.
        passages: in any order; the result does not depend on it.
        vectors: shape (n_passages, d).
        facets: facet of each passage; what is *autre* (logistics, definitions) is left out.
        limit: most voices to return.
        remembered: what was found of earlier passages; the result is the same without it.

    Returns:
        Rarest first (mean of two ranks: little company among other voices, words of few voices);
        never two with the same words, one per voice as long as others wait.
    """
    if not themes or limit < 1:
        return []
    order = sorted(range(len(passages)), key=lambda i: passages[i].id)
    ranked = [passages[i] for i in order]
    main = _main_themes(themes, order)
    names = sorted(themes)
    at = {name: [k for k, theme in enumerate(main) if theme == name] for name in names}
    held = [name for name in names if at[name]]
    if not held:
        return []
    rows = unit_rows(vectors)[order]
    centres = np.stack([centre(rows[at[name]]) for name in held])
    distance = np.round(1.0 - (rows @ centres.T).max(axis=1), 9)
    remembered = remembered or Remembered()
    candidates = [
        k
        for k, passage in enumerate(ranked)
        if facets[order[k]].facet is not Facet.OTHER
        and quotable(passage)
        and len(content(passage)) >= ENOUGH_WORDS
        and _fit(passage, remembered)
    ]
    if not candidates:
        return []
    said = [voice_key(passage) for passage in ranked]
    numbers = {name: number for number, name in enumerate(sorted(set(said)))}
    voices = np.array([numbers[name] for name in said])
    # Around the mean of the corpus: what all passages share says nothing of who is alone.
    company, heard = _compared(unit_rows(rows - rows.mean(axis=0)), candidates, voices)
    rarity = _rank(-company) + _rank(_few_say(ranked, candidates, said))
    found = [
        (-float(rarity[row]), RareVoice(ranked[k].id, main[k], float(distance[k]), int(heard[row])))
        for row, k in enumerate(candidates)
        if heard[row] <= FEW_VOICES
    ]
    found.sort(key=lambda item: (item[0], item[1].passage_id))
    return _one_per_voice([rare for _, rare in found], passages)[:limit]


def _fit(passage: Passage, remembered: Remembered) -> bool:
    """Whether a passage is well formed and can be read alone."""
    form, alone = look(passage, remembered)
    return alone and form >= GOOD_FORM


def _compared(
    rows: Floats, candidates: Sequence[int], voices: NDArray[np.intp]
) -> tuple[Floats, NDArray[np.intp]]:
    """Company of each candidate, and how many voices say something near, its own included."""
    from .company import listen  # compiled code: quoting alone does not load it

    rows32 = np.ascontiguousarray(rows, dtype=np.float32)
    near = np.float32(_usual_nearness(rows32) - SAME)
    company = np.zeros(len(candidates))
    heard = np.zeros(len(candidates), dtype=np.intp)
    said = np.zeros(int(voices.max()) + 1, dtype=np.intp)
    for start in range(0, len(candidates), _SAMPLE):
        block = np.asarray(candidates[start : start + _SAMPLE], dtype=np.intp)
        stop = start + len(block)
        cosines = rows32[block] @ rows32.T
        listen(cosines, voices, voices[block], near, company[start:stop], heard[start:stop], said)
        said[:] = 0
    return np.round(company, 6), heard


def _few_say(passages: Sequence[Passage], candidates: Sequence[int], said: Sequence[str]) -> Floats:
    """How few voices say the words of each candidate: mean log of all voices over theirs."""
    by_word: dict[str, set[str]] = defaultdict(set)
    for passage, name in zip(passages, said, strict=True):
        for word in content(passage):
            by_word[word].add(name)
    total = len(set(said))
    return np.array(
        [
            np.mean([math.log(total / len(by_word[w])) for w in sorted(content(passages[k]))])
            for k in candidates
        ]
    )


def _rank(values: Floats) -> Floats:
    """Ranks in [0, 1], ties sharing theirs."""
    _, inverse, counts = np.unique(np.round(values, 9), return_inverse=True, return_counts=True)
    below = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return np.asarray((below + (counts - 1) / 2)[inverse] / max(1, len(values) - 1))


def _main_themes(themes: Mapping[str, NDArray[np.integer]], order: Sequence[int]) -> list[str]:
    theme_of = {int(i): name for name in sorted(themes) for i in themes[name]}
    return [theme_of.get(i, "") for i in order]


def _usual_nearness(rows: NDArray[np.float32]) -> float:
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

"""Themes → the disagreements their passages hold, few and sure.

Only what the notes themselves mark as a disagreement is proposed: passages that tell both sides, or
a passage that contradicts the one before it in the same discussion. Passages of two notes that
merely seem opposed are not: every way we tried to tell them was wrong far more often than right
(docs/decisions/0007). The rest of the event is reached by words alone: where else people say the
rare word that both sides say, which is a fact and not a judgement.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import Facet, FacetCall, Passage, Tension, TensionForm
from analyse.remember import Remembered
from analyse.voices import voice_key, workshop_key

from .markers import Cue, reply, told
from .text import plain, roots

ELSEWHERE = 3
"""Most passages of other workshops put beside a disagreement."""
RARE = 0.01
"""Share of the passages, at most, that say a word for it to tell what is talked about. In an event
of 1,000 passages that is ten: few enough to be read."""
_FEWEST_HOLDERS = 4
"""…and in a small event, at most that many passages."""
_FEWEST_WORDS = 4
"""A passage of fewer words holds no position of its own."""


def find_tensions(
    themes: Mapping[str, NDArray[np.integer]],
    passages: Sequence[Passage],
    facets: Sequence[FacetCall],
    *,
    per_theme: int,
    remembered: Remembered | None = None,
) -> list[Tension]:
    """Find the disagreements of every theme.

    Args:
        themes: theme id → positions in `passages` of those whose main theme it is. A disagreement
            belongs to the theme of its last passage, or else of its first one.
        passages: in any order; the result does not depend on it.
        facets: facet of each passage, same order; *autre* (method, logistics) holds no position.
        per_theme: most disagreements per theme; 0 finds none.
        remembered: what was found of earlier passages; the result is the same without it.

    Returns:
        Sorted by theme, rank from 1: those that the words name first, then those said in more
        places, then in the order of the notes. A passage makes at most one disagreement. What is
        in no theme makes none.

    Raises:
        ValueError: `facets` has not one row per passage.
    """
    if len(passages) != len(facets):
        raise ValueError(f"{len(passages)} passages, {len(facets)} facets")
    if per_theme < 1:
        return []
    cues = _Cues(remembered or Remembered())
    theme_of = {int(i): name for name in sorted(themes) for i in themes[name]}
    order = sorted(range(len(passages)), key=lambda i: _place(passages[i]))
    lines = tuple(
        _Line(passages[i], plain(passages[i].text), theme_of.get(i, ""), _speaks(passages[i], call))
        for i, call in ((i, facets[i]) for i in order)
    )
    words = _Words(lines)
    used: set[str] = set()
    found = []
    for at, line in enumerate(lines):
        tension = (
            _at(lines, at, words, cues) if line.speaks and line.passage.id not in used else None
        )
        if tension and not used & set(tension.passages):
            used |= set(tension.passages)
            found.append(tension)
    return _ranked(found, per_theme)


@dataclass(frozen=True, slots=True)
class _Line:
    """A passage in the order of its note."""

    passage: Passage
    text: str
    theme: str
    speaks: bool


def _place(passage: Passage) -> tuple[str, int, int, str]:
    return passage.document_id, passage.start, passage.end, passage.id


def _speaks(passage: Passage, call: FacetCall) -> bool:
    """Whether a passage can hold a position."""
    if passage.kind in ("mention", "question") or call.facet is Facet.OTHER:
        return False
    return passage.language in ("fr", "und") and len(passage.text.split()) >= _FEWEST_WORDS


def _at(lines: Sequence[_Line], at: int, words: _Words, cues: _Cues) -> Tension | None:
    """The disagreement that ends, or is told, at one line."""
    line = lines[at]
    if answers := _answers(lines, at, cues):
        claim = lines[at - 1]
        theme = line.theme or claim.theme
        word, elsewhere = words.elsewhere(claim, line)
        return _tension(theme, answers, (claim,), (line,), word, elsewhere) if theme else None
    tells = cues.told(line.text)
    # What is told, then answered, is two sides: the answer will show both.
    if not tells or not line.theme or _answers(lines, at + 1, cues):
        return None
    both = [line]
    # "Le ton a monté. Les uns…, les autres…": two passages that tell one quarrel.
    following = lines[at + 1] if at + 1 < len(lines) else None
    if following and following.speaks and _same_talk(line, following) and cues.told(following.text):
        both.append(following)
    return _tension(line.theme, tells, both, (), "", ())


def _answers(lines: Sequence[_Line], at: int, cues: _Cues) -> Cue | None:
    """The cue by which the line at `at` answers the one before it, None when it does not."""
    if not 0 < at < len(lines) or not (lines[at].speaks and lines[at - 1].speaks):
        return None
    claim, line = lines[at - 1], lines[at]
    return (
        None if _same_voice(claim, line) or not _same_talk(claim, line) else cues.reply(line.text)
    )


def _same_talk(before: _Line, after: _Line) -> bool:
    """Whether two neighbours are one discussion: same note, same headings, not rows of a table."""
    one, other = before.passage, after.passage
    together = one.document_id == other.document_id and one.headings == other.headings
    return together and one.row is None and other.row is None


def _same_voice(one: _Line, other: _Line) -> bool:
    """Whether one named person says both: people qualify what they say, and that is no quarrel."""
    speaker = one.passage.voice.speaker
    return bool(speaker) and speaker == other.passage.voice.speaker


def _tension(
    theme: str,
    cue: Cue,
    side_a: Sequence[_Line],
    side_b: Sequence[_Line],
    word: str,
    elsewhere: Sequence[_Line],
) -> Tension:
    a, b = (tuple(line.passage.id for line in side) for side in (side_a, side_b))
    return Tension(
        id=hashlib.sha256("\0".join([theme, *a, "", *b]).encode()).hexdigest()[:16],
        theme_id=theme,
        rank=0,
        form=TensionForm.OPPOSITION if b else TensionForm.TOLD,
        cue=cue.words,
        explicit=cue.explicit,
        side_a=a,
        side_b=b,
        word=word,
        elsewhere=tuple(line.passage.id for line in elsewhere),
    )


def _ranked(found: Sequence[Tension], per_theme: int) -> list[Tension]:
    by_theme: dict[str, list[Tension]] = defaultdict(list)
    for tension in found:  # in the order of the notes, which sorting keeps
        by_theme[tension.theme_id].append(tension)
    return [
        replace(tension, rank=rank)
        for theme in sorted(by_theme)
        for rank, tension in enumerate(
            sorted(by_theme[theme], key=lambda t: (not t.explicit, -len(t.elsewhere)))[:per_theme],
            start=1,
        )
    ]


class _Cues:
    """Cues of each text, looked for once."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered

    def told(self, text: str) -> Cue | None:
        return self._cue(told, "told", text)

    def reply(self, text: str) -> Cue | None:
        return self._cue(reply, "reply", text)

    def _cue(self, look: Callable[[str], Cue | None], name: str, text: str) -> Cue | None:
        found = self._remembered(lambda: look(text), name, text)
        return Cue(*found) if found else None


class _Words:
    """Which passages say which words."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._roots = {line.passage.id: roots(line.text) for line in lines}
        self._holders: dict[str, list[_Line]] = defaultdict(list)
        for line in lines:
            for root in self._roots[line.passage.id]:
                self._holders[root].append(line)
        self._most = max(_FEWEST_HOLDERS, int(RARE * len(lines)))

    def elsewhere(self, claim: _Line, answer: _Line) -> tuple[str, list[_Line]]:
        """The rarest word that both say, and passages of other workshops that say it."""
        said = self._roots[claim.passage.id]
        shared = said.keys() & self._roots[answer.passage.id].keys()
        rare = [root for root in shared if len(self._holders[root]) <= self._most]
        if not rare:
            return "", []
        root = min(rare, key=lambda r: (len(self._holders[r]), r))
        here = workshop_key(answer.passage)
        others = (line for line in self._holders[root] if workshop_key(line.passage) != here)
        return said[root], list(self._one_per_voice(others))[:ELSEWHERE]

    @staticmethod
    def _one_per_voice(lines: Iterator[_Line]) -> Iterator[_Line]:
        heard: set[str] = set()
        for line in lines:
            voice = voice_key(line.passage)
            if line.speaks and voice not in heard:
                heard.add(voice)
                yield line

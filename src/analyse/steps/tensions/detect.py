"""Themes → the disagreements their passages hold, few and sure.

Only what the notes themselves mark as a disagreement is proposed: a passage that tells both sides,
or a passage that contradicts the one before it in the same discussion. Two passages of different
notes that merely seem opposed are not: told apart by their words alone, opposition and agreement
look too much alike (docs/decisions/0007). Passages of other workshops on the same subject are put
beside, on no side, for people to place.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import Facet, FacetCall, Passage, Tension, TensionForm
from analyse.voices import voice_key, workshop_key

from . import markers
from .model import RELATIONS, PairModel
from .pairs import Reading, features, read, shared_words
from .text import Rarity

BEFORE = 3
"""Passages before a reply among which what it replies to is looked for."""
FARTHER = 0.1
"""What each further passage back costs, in probability of being on the same subject: a reply most
often answers what was said just before."""
NEAR = 3
"""Most passages of other workshops put beside a disagreement."""
SAME_SUBJECT = 0.8
"""Probability of being on the same subject from which a passage is put beside a disagreement. Of
the pairs of `data/tensions/paires.csv` held out, 94 % of those above it are."""
_FEWEST_WORDS = 4
_UNRELATED = RELATIONS.index("sans rapport")
_SURE = {TensionForm.TOLD: 0.6, TensionForm.OPPOSITION: 0.5}
"""Where confidence starts. A passage that tells both sides needs no guess on what it answers."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Corpus:
    """Passages in the order of their notes, and all that pairs need."""

    passages: tuple[Passage, ...]
    readings: tuple[Reading, ...]
    vectors: Floats
    rarity: Rarity
    model: PairModel

    def related(self, one: int, others: Sequence[int]) -> Floats:
        """Probability that each of `others` is on the subject of `one`, shape (n,)."""
        if not others:
            return np.zeros(0)
        cosines = self.vectors[list(others)] @ self.vectors[one]
        rows = [
            features(
                self.readings[one],
                self.readings[other],
                cosine=round(float(cosine), 6),
                rarity=self.rarity,
            )
            for other, cosine in zip(others, cosines, strict=True)
        ]
        return np.asarray(1.0 - self.model.predict(np.array(rows))[:, _UNRELATED])


def find_tensions(
    themes: Mapping[str, NDArray[np.integer]],
    passages: Sequence[Passage],
    vectors: NDArray[np.floating],
    facets: Sequence[FacetCall],
    model: PairModel,
    *,
    per_theme: int,
) -> list[Tension]:
    """Find the disagreements of every theme.

    Args:
        themes: theme id → positions in `passages` of those whose main theme it is.
        passages: in any order; the result does not depend on it.
        vectors: shape (n_passages, d), unit rows.
        facets: facet of each passage, same order; *autre* (method, logistics) says no position.
        model: what `load_model` gives.
        per_theme: most disagreements per theme; 0 finds none.

    Returns:
        Sorted by theme, rank from 1. A passage is in at most one disagreement. What is in no
        theme gives none.

    Raises:
        ValueError: `vectors` or `facets` have not one row per passage.
    """
    if not len(passages) == len(vectors) == len(facets):
        raise ValueError(f"{len(passages)} passages, {len(vectors)} vectors, {len(facets)} facets")
    if per_theme < 1 or not passages:
        return []
    order = sorted(range(len(passages)), key=lambda i: _place(passages[i]))
    readings = tuple(read(passages[i].text) for i in order)
    corpus = _Corpus(
        passages=tuple(passages[i] for i in order),
        readings=readings,
        vectors=np.nan_to_num(np.asarray(vectors, dtype=np.float64)[order]),
        rarity=Rarity(reading.stems for reading in readings),
        model=model,
    )
    theme_of = {int(i): name for name in sorted(themes) for i in themes[name]}
    main = [theme_of.get(i, "") for i in order]
    says = [_says(passages[i], facets[i]) for i in order]
    found = [*_replies(corpus, says, main), *_told(corpus, says, main)]
    return _ranked(found, corpus, main, per_theme)


@dataclass(frozen=True, slots=True)
class _Found:
    """A disagreement by positions in the corpus. `told` is None when nothing answers it."""

    claim: int
    reply: int | None
    cue: str
    theme: str
    confidence: float


def _place(passage: Passage) -> tuple[str, int, int, str]:
    return passage.document_id, passage.start, passage.end, passage.id


def _says(passage: Passage, call: FacetCall) -> bool:
    """Whether a passage can hold a position at all."""
    if passage.kind == "mention" or call.facet is Facet.OTHER:
        return False
    return passage.language in ("fr", "und") and len(passage.text.split()) >= _FEWEST_WORDS


def _told(corpus: _Corpus, says: Sequence[bool], main: Sequence[str]) -> list[_Found]:
    return [
        _Found(i, None, cue, main[i], _SURE[TensionForm.TOLD])
        for i, reading in enumerate(corpus.readings)
        if says[i] and main[i] and (cue := markers.told(reading.text))
    ]


def _replies(corpus: _Corpus, says: Sequence[bool], main: Sequence[str]) -> list[_Found]:
    found = []
    for i, reading in enumerate(corpus.readings):
        cue = markers.reply(reading.text) if says[i] else ""
        claims = _before(corpus, says, i) if cue else []
        if not claims:
            continue
        likely = corpus.related(i, claims)
        costs = FARTHER * np.arange(len(claims))
        best = int(np.argmax(np.round(likely - costs, 9)))
        theme = main[i] or main[claims[best]]
        if theme:
            sure = _SURE[TensionForm.OPPOSITION] + 0.5 * float(likely[best])
            found.append(_Found(claims[best], i, cue, theme, sure))
    return found


def _before(corpus: _Corpus, says: Sequence[bool], at: int) -> list[int]:
    """Passages a reply may answer, nearest first: same note, same headings, another voice.

    Rows of a table are said by different people, not one after the other. A question opens a
    round: nothing before it is answered.
    """
    reply, claims = corpus.passages[at], []
    for k in range(at - 1, max(-1, at - 1 - BEFORE), -1):
        claim = corpus.passages[k]
        apart = claim.document_id != reply.document_id or claim.headings != reply.headings
        if apart or claim.row is not None or reply.row is not None or claim.kind == "question":
            break
        same = bool(claim.voice.speaker) and claim.voice.speaker == reply.voice.speaker
        if says[k] and not same:
            claims.append(k)
    return claims


def _ranked(
    found: Sequence[_Found], corpus: _Corpus, main: Sequence[str], per_theme: int
) -> list[Tension]:
    """Surest first within each theme; no passage twice, no quarrel heard twice in a workshop."""
    ordered = sorted(found, key=lambda f: (-round(f.confidence, 6), f.reply is None, f.claim))
    used: set[int] = set()
    kept: dict[str, list[_Found]] = {}
    for item in ordered:
        mine = {item.claim, item.reply} - {None}
        group = kept.setdefault(item.theme, [])
        if used & mine or len(group) >= per_theme:
            continue
        if any(_same_quarrel(corpus, item, other) for other in group):
            continue
        used |= {i for i in mine if i is not None}
        group.append(item)
    tensions = []
    for theme in sorted(kept):
        for rank, item in enumerate(kept[theme], start=1):
            tensions.append(replace(_tension(item, corpus, used), rank=rank))
    return tensions


def _same_quarrel(corpus: _Corpus, one: _Found, other: _Found) -> bool:
    """Two note-takers of one workshop may both have written it down."""
    a, b = corpus.passages[one.claim], corpus.passages[other.claim]
    if a.document_id == b.document_id or workshop_key(a) != workshop_key(b):
        return False
    ends = [i for i in (other.claim, other.reply) if i is not None]
    starts = [i for i in (one.claim, one.reply) if i is not None]
    return any(corpus.related(i, ends).max() >= SAME_SUBJECT for i in starts)


def _tension(item: _Found, corpus: _Corpus, used: set[int]) -> Tension:
    claim, ids = corpus.passages[item.claim], [corpus.passages[item.claim].id]
    about: list[str] = []
    if item.reply is not None:
        ids.append(corpus.passages[item.reply].id)
        about = shared_words(
            corpus.readings[item.claim], corpus.readings[item.reply], rarity=corpus.rarity
        )
    form = TensionForm.TOLD if item.reply is None else TensionForm.OPPOSITION
    return Tension(
        id=hashlib.sha256("\0".join([item.theme, *ids]).encode()).hexdigest()[:16],
        theme_id=item.theme,
        rank=0,
        form=form,
        cue=item.cue,
        about=tuple(about),
        side_a=(claim.id,),
        side_b=tuple(ids[1:]),
        near=tuple(corpus.passages[i].id for i in _near(item, corpus, used)),
        confidence=round(min(1.0, item.confidence), 4),
    )


def _near(item: _Found, corpus: _Corpus, used: set[int]) -> list[int]:
    """Passages of other workshops on the same subject, surest first, one per voice."""
    ends = [i for i in (item.claim, item.reply) if i is not None]
    here = {workshop_key(corpus.passages[i]) for i in ends}
    likely: Counter[int] = Counter()
    for end in ends:
        roots = corpus.readings[end].stems
        others = [
            k
            for k, reading in enumerate(corpus.readings)
            if k not in used
            and reading.stems & roots
            and workshop_key(corpus.passages[k]) not in here
            and corpus.passages[k].kind not in ("mention", "question")
        ]
        for k, value in zip(others, corpus.related(end, others), strict=True):
            likely[k] = max(likely[k], round(float(value), 6))  # type: ignore[assignment]
    chosen: list[int] = []
    voices: set[str] = set()
    for k, value in sorted(likely.items(), key=lambda pair: (-pair[1], pair[0])):
        if value < SAME_SUBJECT or len(chosen) == NEAR:
            break
        if voice_key(corpus.passages[k]) not in voices:
            voices.add(voice_key(corpus.passages[k]))
            chosen.append(k)
    return chosen

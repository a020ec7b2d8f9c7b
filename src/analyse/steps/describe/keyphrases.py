"""Noun phrases that are a theme's own, as people wrote them.

A phrase is worth the geometric mean of what its words say (how much they, and the phrase itself,
are the theme's own) and of what it means (how near it is to what tells the theme from its
neighbours), times how well it is formed and how many people say it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analyse.steps.describe.candidates import Key, candidates, form
from analyse.steps.describe.vocabulary import Vocabulary, fold, stem
from analyse.steps.describe.weights import (
    NEAR_ZERO,
    contrast,
    directions,
    own_words,
    scaled,
    unit,
)

_KEPT = 8
_AGAIN = 0.7
"""Factor of a phrase for each phrase before it in the list with which it shares a word."""
_ENCODED = 40
"""Candidates of a theme, the best by their words, whose meaning is looked at."""
_TELLING = 0.25
"""A word that is the theme's own at least so much, over the most that a word is, tells it."""
_ONCE, _ONE_VOICE = 0.6, 0.85
"""Factors of a phrase found in one passage only, and of one that only one voice says."""


@dataclass(frozen=True)
class Keyphrase:
    """A phrase of a theme.

    Attributes:
        text: as most often written in the theme.
        key: stems of the words that count.
        score: comparable within a theme only.
        rows: passages of the theme, as positions, that say one of its telling words.
        count: passages of the theme that say it.
    """

    text: str
    key: Key
    score: float
    rows: frozenset[int]
    count: int


@dataclass(frozen=True)
class Said:
    """What one passage says, for describing: its noun phrases, its words, whose they are."""

    phrases: Sequence[str]
    lemmas: Sequence[str]
    voice: str = ""


@dataclass
class _Counted:
    """What is counted in the passages of one theme.

    Attributes:
        size: passages. speakers: voices.
        passages, voices: of each phrase. written: its forms.
        says: passages, as positions, of each stem.
    """

    size: int
    speakers: set[str] = field(default_factory=set)
    passages: Counter[Key] = field(default_factory=Counter)
    voices: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    written: dict[Key, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    says: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def keyphrases(
    said: Sequence[Said],
    labels: np.ndarray,
    centroids: Mapping[int, np.ndarray],
    words: Vocabulary,
    encode: Callable[[list[str]], np.ndarray],
) -> dict[int, list[Keyphrase]]:
    """The keyphrases of each theme, best first, without near-duplicates.

    Args:
        said: n passages.
        labels: (n,) themes, -1 for unclassified, which are not looked at.
        centroids: label → unit vector, for at least one theme.
        words: which words count.
        encode: texts to unit vectors.

    Returns:
        Label → at most 8 keyphrases; none for a theme whose passages hold no noun phrase.
    """
    themes = sorted(centroids)
    seen: dict[str, list[tuple[Key, str]]] = {}  # a phrase is cut once, whoever says it
    counted = [_count(said, np.flatnonzero(labels == theme), words, seen) for theme in themes]
    middle = np.stack([centroids[theme] for theme in themes])
    sizes = np.array([max(one.size, 1) for one in counted], dtype=float)
    against = contrast(middle, sizes)
    towards = directions(middle, against)
    stems = _own(
        [{s: len(rows) for s, rows in one.says.items()} for one in counted], sizes, against
    )
    phrases = _own([one.passages for one in counted], sizes, against)
    ranked = [_by_words(*three) for three in zip(counted, stems, phrases, strict=True)]
    meanings = _meanings(counted, ranked, encode)
    out = {}
    for i, theme in enumerate(themes):
        one, scored = counted[i], []
        for key, lexical in ranked[i]:
            text = _as_written(one.written[key])
            meaning = NEAR_ZERO + max(0.0, float(meanings[text] @ towards[i]))
            telling = [one.says[s] for s in key if stems[i][s] > _TELLING]
            scored.append(
                Keyphrase(
                    text=text,
                    key=key,
                    score=float(np.sqrt(lexical * meaning)) * _worth(one, key),
                    rows=frozenset().union(*telling),
                    count=one.passages[key],
                )
            )
        out[theme] = _distinct(sorted(scored, key=lambda phrase: (-phrase.score, phrase.text)))
    return out


def _count(
    said: Sequence[Said],
    rows: np.ndarray,
    words: Vocabulary,
    seen: dict[str, list[tuple[Key, str]]],
) -> _Counted:
    one = _Counted(len(rows))
    for row in rows.tolist():
        here = said[row]
        one.speakers.add(here.voice)
        keys = set()
        for phrase in here.phrases:
            if phrase not in seen:
                seen[phrase] = list(candidates(_with_synonyms(phrase, words), words))
            for key, text in seen[phrase]:
                keys.add(key)
                one.written[key][text] += 1
        one.passages.update(keys)
        for key in keys:
            one.voices[key].add(here.voice)
        for word in {stem(w) for w in words.kept(here.lemmas)} | {s for key in keys for s in key}:
            one.says[word].add(row)
    return one


def _own(
    counts: Sequence[Mapping[Any, int]], sizes: np.ndarray, against: np.ndarray
) -> list[dict[Any, float]]:
    """How much each item is each theme's own, over the most that an item of the theme is."""
    items = sorted({item for one in counts for item in one})
    if not items:
        return [{} for _ in counts]
    at = {item: j for j, item in enumerate(items)}
    table = np.zeros((len(counts), len(items)))
    for i, one in enumerate(counts):
        for item, count in one.items():
            table[i, at[item]] = count
    weights = scaled(own_words(table, sizes, against))
    return [{item: float(weights[i, at[item]]) for item in one} for i, one in enumerate(counts)]


def _by_words(
    one: _Counted, stems: Mapping[str, float], phrases: Mapping[Key, float]
) -> list[tuple[Key, float]]:
    """Candidates and what their words say, best first: as a whole, and one by one.

    A part that only occurs inside a longer phrase is left out, unless that phrase is said once.
    """
    inside = {
        part
        for key, count in one.passages.items()
        if count > 1
        for part in _parts(key)
        if one.passages.get(part) == count
    }
    lexical = {
        key: (float(np.mean([stems[s] for s in key])) + phrases[key]) / 2
        for key in one.passages
        if key not in inside
    }
    best = sorted(lexical, key=lambda key: (-lexical[key] * _worth(one, key), key))
    return [(key, lexical[key]) for key in best[:_ENCODED]]


def _meanings(
    counted: Sequence[_Counted],
    ranked: Sequence[Sequence[tuple[Key, float]]],
    encode: Callable[[list[str]], np.ndarray],
) -> dict[str, np.ndarray]:
    """Text → unit vector, without what all candidates share."""
    texts = sorted(
        {
            _as_written(one.written[key])
            for one, keys in zip(counted, ranked, strict=True)
            for key, _ in keys
        }
    )
    if not texts:
        return {}
    vectors = np.asarray(encode(texts), dtype=float)
    if len(texts) > 1:
        vectors = unit(vectors - vectors.mean(axis=0))
    return dict(zip(texts, vectors, strict=True))


def _worth(one: _Counted, key: Key) -> float:
    """How well a phrase is formed and how many say it, in (0, 1]."""
    return form(key, _as_written(one.written[key])) * _support(one, key)


def _support(one: _Counted, key: Key) -> float:
    if one.passages[key] < 2:
        return _ONCE
    return _ONE_VOICE if len(one.voices[key]) < 2 <= len(one.speakers) else 1.0


def _as_written(forms: Counter[str]) -> str:
    return min(forms.items(), key=lambda item: (-item[1], len(item[0]), item[0]))[0]


def _with_synonyms(phrase: str, words: Vocabulary) -> str:
    if not words.synonyms:
        return phrase
    whole = words.synonyms.get(fold(phrase))
    if whole is not None:
        return whole
    return re.sub(r"[^\W_]+(?:-[^\W_]+)*", lambda m: words.synonyms.get(fold(m[0]), m[0]), phrase)


def _parts(key: Key) -> list[Key]:
    return [
        key[start:stop]
        for start in range(len(key))
        for stop in range(start + 1, len(key) + 1)
        if stop - start < len(key)
    ]


def _distinct(ranked: Sequence[Keyphrase]) -> list[Keyphrase]:
    """The best ones; each that shares words with some already kept counts for less."""
    kept: list[Keyphrase] = []
    left = list(ranked)
    while left and len(kept) < _KEPT:
        said = [set(other.key) for other in kept]
        left = [one for one in left if not any(_alike(set(one.key), other) for other in said)]
        if not left:
            break
        best = max(
            range(len(left)),
            key=lambda i: left[i].score * _AGAIN ** sum(bool(s & set(left[i].key)) for s in said),
        )
        kept.append(left.pop(best))
    return kept


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether one holds the other, or they share more than half of their words."""
    common = len(one & other)
    return 2 * common > min(len(one), len(other))

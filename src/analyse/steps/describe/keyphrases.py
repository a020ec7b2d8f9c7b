"""Noun phrases that are a theme's own, as people wrote them.

A phrase weighs as in c-TF-IDF (Grootendorst, "BERTopic: Neural topic modeling with a class-based
TF-IDF procedure", 2022), counted in passages, times the share of its passages that are the theme's,
times its nearness to the theme's centroid.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analyse.contracts import MASK
from analyse.steps.describe.vocabulary import Vocabulary, fold, stem

_LONGEST = 5
"""Words of a keyphrase at most."""
_KEPT = 8
_ENCODED = 25
"""Candidates of a theme that are compared with its centroid."""
_BY_LENGTH = {1: 0.55, 2: 1.0, 3: 1.1}
"""Factor by number of words that count: "logement abordable" rather than "logement"."""
_ONCE = 0.4
"""Factor of a phrase found in one passage only."""
_TOKEN = re.compile(r"[^\W_]+(?:[-·.][^\W_]+)*['’]?|[^\w\s]")

Key = tuple[str, ...]


@dataclass(frozen=True)
class Keyphrase:
    """A phrase of a theme.

    Attributes:
        text: as most often written.
        key: stems of the words that count.
        score: comparable within a theme only.
    """

    text: str
    key: Key
    score: float


def candidates(phrase: str, words: Vocabulary) -> Iterable[tuple[Key, str]]:
    """Keyphrases a noun phrase holds: itself, and its parts between function words."""
    if MASK in phrase:
        return
    for piece in _pieces(phrase):
        segments = _segments(piece, words)
        for first in range(len(segments)):
            for last in range(first, len(segments)):
                tokens = piece[segments[first][0] : segments[last][1]]
                whole = first == 0 and last == len(segments) - 1
                key = tuple(stem(t) for t in tokens if fold(t) not in words.tools)
                if len(tokens) > _LONGEST or len(set(key)) < len(key):
                    continue
                if all(words.empty(token) for token in tokens):
                    continue
                if len(key) == 1 and not (whole and len(key[0]) > 2):
                    continue
                yield key, _join(tokens)


def _pieces(phrase: str) -> list[list[str]]:
    """Tokens of a phrase, cut at punctuation; synonyms are the caller's business."""
    pieces: list[list[str]] = [[]]
    for token in _TOKEN.findall(phrase):
        if token[0].isalnum():
            pieces[-1].append(token)
        else:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _segments(tokens: Sequence[str], words: Vocabulary) -> list[tuple[int, int]]:
    """Runs of words that are not function words, as (start, end)."""
    out: list[tuple[int, int]] = []
    for i, token in enumerate(tokens):
        if fold(token) in words.tools or token[-1] in "'’":
            continue
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return out


def _join(tokens: Sequence[str]) -> str:
    return re.sub(r"(['’]) ", r"\1", " ".join(tokens))


def keyphrases(
    phrases: Sequence[Sequence[str]],
    labels: np.ndarray,
    centroids: dict[int, np.ndarray],
    words: Vocabulary,
    encode: Callable[[list[str]], np.ndarray],
) -> dict[int, list[Keyphrase]]:
    """The keyphrases of each theme, best first, without near-duplicates.

    Args:
        phrases: noun phrases of each of n passages.
        labels: (n,) themes, -1 for unclassified.
        centroids: label → unit vector.
        words: which words count.
        encode: texts to unit vectors.

    Returns:
        Label → at most 8 keyphrases; none for a theme whose passages hold no noun phrase.
    """
    counts: dict[int, Counter[Key]] = defaultdict(Counter)
    overall: Counter[Key] = Counter()
    written: dict[Key, Counter[str]] = defaultdict(Counter)
    for label, found in zip(labels, phrases, strict=True):
        here = {}
        for phrase in found:
            for key, text in candidates(_with_synonyms(phrase, words), words):
                here[key] = text
                written[key][text] += 1
        overall.update(here.keys())
        counts[int(label)].update(here.keys())
    per_theme = max(1.0, sum(overall.values()) / max(len(counts), 1))
    first = {
        theme: _rank(counts[theme], overall, per_theme)[:_ENCODED] for theme in sorted(centroids)
    }
    texts = {
        key: min(written[key].items(), key=lambda item: (-item[1], len(item[0]), item[0]))[0]
        for ranked in first.values()
        for key, _ in ranked
    }
    distinct = sorted(set(texts.values()))
    vectors = dict(zip(distinct, encode(distinct), strict=True)) if distinct else {}
    out = {}
    for theme, ranked in first.items():
        scored = [
            Keyphrase(
                text=texts[key],
                key=key,
                score=score * (0.5 + max(0.0, float(vectors[texts[key]] @ centroids[theme]))),
            )
            for key, score in ranked
        ]
        out[theme] = _distinct(sorted(scored, key=lambda one: (-one.score, one.text)))
    return out


def _with_synonyms(phrase: str, words: Vocabulary) -> str:
    if not words.synonyms:
        return phrase
    whole = words.synonyms.get(fold(phrase))
    if whole is not None:
        return whole
    return re.sub(r"[^\W_]+(?:-[^\W_]+)*", lambda m: words.synonyms.get(fold(m[0]), m[0]), phrase)


def _rank(counts: Counter[Key], overall: Counter[Key], per_theme: float) -> list[tuple[Key, float]]:
    """Candidates of a theme by weight, without the parts that only occur inside a longer one."""
    total = max(1, sum(counts.values()))
    inside = {
        part for key, count in counts.items() for part in _parts(key) if counts.get(part) == count
    }
    ranked = []
    for key, count in counts.items():
        if key in inside:
            continue
        weight = count / total * np.log1p(per_theme / overall[key])
        share = count / overall[key]
        factor = _BY_LENGTH.get(len(key), 0.9) * (_ONCE if count == 1 else 1.0)
        ranked.append((key, float(weight * np.sqrt(share) * factor)))
    return sorted(ranked, key=lambda pair: (-pair[1], pair[0]))


def _parts(key: Key) -> Iterable[Key]:
    for start in range(len(key)):
        for stop in range(start + 1, len(key) + 1):
            if stop - start < len(key):
                yield key[start:stop]


def _distinct(ranked: Sequence[Keyphrase]) -> list[Keyphrase]:
    """The best ones that do not repeat each other's words."""
    kept: list[Keyphrase] = []
    for one in ranked:
        if len(kept) == _KEPT:
            break
        mine = set(one.key)
        if not any(_alike(mine, set(other.key)) for other in kept):
            kept.append(one)
    return kept


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether one holds the other, or they share half of their words."""
    common = len(one & other)
    return common == min(len(one), len(other)) or 2 * common >= len(one | other)

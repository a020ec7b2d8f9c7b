"""A proposed title per theme: two to six words taken from the notes.

A title is one keyphrase, or two that say different things joined by "et". Among those that its
keyphrases make, a theme takes the one whose keyphrases are best, whose words are in most of its
passages, and whose meaning tells it from the themes that are nearest to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyse.steps.describe.keyphrases import Keyphrase
from analyse.steps.describe.vocabulary import stem
from analyse.steps.describe.weights import NEAR_ZERO, unit

_MOST_WORDS = 6
_TRIED = 12
"""Titles of a theme whose meaning is looked at: the best by the keyphrases they are made of."""
_NO_COVER = 0.5
"""Weight of the keyphrases of a title whose words are in no passage; 1.5 when in all of them.
With 0.25 or 1 instead, titles tell held-out passages as well (.463, .462 against .466; see
`docs/decisions/0009` for the measure, which uses no label)."""
_PAIR = 0.9
"""Factor of two keyphrases against one: a title of one is easier to read. With 0.75 titles tell
held-out passages less well (.439 against .461)."""
_TWO_NOUNS = 0.85
"""Factor of two lone nouns side by side, which seldom tell a subject."""
_ONCE = 0.8
"""Factor of each keyphrase of a title that is in one passage only (with 0.6 on the second, titles
tell held-out passages less well: .453 against .461): one person's turn of phrase, or the parser's
error, is not the subject of the others."""
_ROOT = 6
"""Letters from which two words are of one family: "économie sociale et économique" says nothing."""


@dataclass(frozen=True)
class _Title:
    """A title that could be, before its meaning is looked at."""

    text: str
    score: float
    heads: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.text.split())


def titles(
    keyphrases: Mapping[int, Sequence[Keyphrase]],
    words: Mapping[int, Sequence[tuple[str, float]]],
    sizes: Mapping[int, int],
    towards: Mapping[int, np.ndarray],
    encode: Callable[[list[str]], np.ndarray],
) -> dict[int, str]:
    """Titles, no two alike, for themes taken in the order of their labels.

    Args:
        keyphrases: label → keyphrases, best first.
        words: label → (word, weight), heaviest first; used where keyphrases lack.
        sizes: label → passages of the theme.
        towards: label → unit vector from its neighbours to the theme.
        encode: texts to unit vectors.

    Returns:
        Label → title. No two have the same words, nor the same two heads ("politique du logement
        et places" beside "politique familiale et places"). A theme without any word is
        "Thème … à nommer".
    """
    made = {label: _composed(keyphrases[label], sizes[label]) for label in sorted(keyphrases)}
    meanings = _meanings([t.text for some in made.values() for t in some[:_TRIED]], encode)
    used: set[frozenset[str]] = set()
    out = {}
    for label, some in made.items():
        best = sorted(
            some[:_TRIED],
            key=lambda t: (-t.score * _tells(meanings[t.text], towards[label]), t.text),
        )
        left = _leftovers(keyphrases[label], words.get(label, ()))
        for title in [*best, *some[_TRIED:], *left]:
            told = {title.words} | ({title.heads} if len(title.heads) > 1 else set())
            if not told & used:
                used |= told
                out[label] = title.text[0].upper() + title.text[1:]
                break
        else:
            out[label] = f"Thème {label + 1} à nommer"
    return out


def _composed(phrases: Sequence[Keyphrase], size: int) -> list[_Title]:
    """Titles of one or two keyphrases, from the best to the least good."""
    made = []
    for i, one in enumerate(phrases):
        if len(one.text.split()) > 1:
            score = _said(one) * _covers(one.rows, size)
            made.append(_Title(one.text, score, frozenset(one.key[:1])))
        for other in phrases[i + 1 :]:
            text = f"{one.text} et {other.text}"
            if len(text.split()) > _MOST_WORDS or not _apart(one, other):
                continue
            score = _PAIR * (2 * _said(one) + _said(other)) / 3
            score *= _TWO_NOUNS if len(one.key) == len(other.key) == 1 else 1.0
            heads = frozenset((one.key[0], other.key[0]))
            made.append(_Title(text, score * _covers(one.rows | other.rows, size), heads))
    return sorted(made, key=lambda title: (-title.score, title.text))


def _leftovers(
    phrases: Sequence[Keyphrase], words: Sequence[tuple[str, float]]
) -> Iterator[_Title]:
    """What is left when every composed title is taken: words, then phrases, alone."""
    singles = [word for word, _ in words]
    for i, one in enumerate(singles):
        for other in singles[i + 1 :]:
            if len(f"{one} et {other}".split()) <= _MOST_WORDS:
                heads = frozenset(stem(word.split()[0]) for word in (one, other))
                yield _Title(f"{one} et {other}", 0.0, heads)
    yield from (_Title(one.text, 0.0, frozenset(one.key[:1])) for one in phrases)
    yield from (_Title(one, 0.0, frozenset()) for one in singles if len(one.split()) <= _MOST_WORDS)


def _meanings(
    texts: Sequence[str], encode: Callable[[list[str]], np.ndarray]
) -> dict[str, np.ndarray]:
    """Text → unit vector, without what all the titles share."""
    distinct = sorted(set(texts))
    if not distinct:
        return {}
    vectors = np.asarray(encode(distinct), dtype=float)
    if len(distinct) > 1:
        vectors = unit(vectors - vectors.mean(axis=0))
    return dict(zip(distinct, vectors, strict=True))


def _tells(meaning: np.ndarray, towards: np.ndarray) -> float:
    return NEAR_ZERO + max(0.0, float(meaning @ towards))


def _said(phrase: Keyphrase) -> float:
    return phrase.score * (_ONCE if phrase.count < 2 else 1.0)


def _covers(rows: frozenset[int], size: int) -> float:
    return _NO_COVER + len(rows) / max(size, 1)


def _apart(one: Keyphrase, other: Keyphrase) -> bool:
    """Whether two phrases share no word, nor words of one family."""
    return not {word[:_ROOT] for word in one.key} & {word[:_ROOT] for word in other.key}

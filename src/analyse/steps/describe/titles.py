"""A proposed title per theme: two to six words taken from the notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analyse.steps.describe.keyphrases import Keyphrase
from analyse.steps.describe.vocabulary import stem

_MOST_WORDS = 6
_LONG = 3
"""A keyphrase of so many words is a title on its own."""


def titles(
    keyphrases: Mapping[int, Sequence[Keyphrase]],
    words: Mapping[int, Sequence[tuple[str, float]]],
) -> dict[int, str]:
    """Titles, no two alike, for themes taken in the order of their labels.

    Args:
        keyphrases: label → keyphrases, best first.
        words: label → (word, weight), heaviest first; used where keyphrases lack.

    Returns:
        Label → title. A theme without any word is "Thème … à nommer".
    """
    used: set[frozenset[str]] = set()
    out = {}
    for label in sorted(keyphrases):
        for title in _proposals(keyphrases[label], words.get(label, ())):
            meaning = frozenset(stem(word) for word in title.split())
            if meaning not in used:
                used.add(meaning)
                out[label] = title[0].upper() + title[1:]
                break
        else:
            out[label] = f"Thème {label + 1} à nommer"
    return out


def _proposals(phrases: Sequence[Keyphrase], words: Sequence[tuple[str, float]]) -> Iterable[str]:
    """Titles from the best to the least good."""
    texts = [phrase.text for phrase in phrases]
    singles = [word for word, _ in words]
    for i, first in enumerate(texts):
        if len(first.split()) >= _LONG:
            yield first
        rest = texts[i + 1 :] + [word for word in singles if _apart(first, word)]
        if len(first.split()) == 1:
            yield from _threes(first, rest)
        yield from (
            f"{first} et {second}"
            for second in rest
            if len(first.split()) + len(second.split()) < _MOST_WORDS and _apart(first, second)
        )
        if len(first.split()) > 1:
            yield first
    for i, first in enumerate(singles):
        yield from (f"{first} et {second}" for second in singles[i + 1 :] if _apart(first, second))
    yield from texts
    yield from singles


def _threes(first: str, rest: Sequence[str]) -> Iterable[str]:
    """Titles of three short keyphrases: two nouns side by side seldom tell a subject."""
    for i, second in enumerate(rest):
        if not _apart(first, second):
            continue
        for third in rest[i + 1 :]:
            count = len(f"{first} {second} et {third}".split())
            if count <= _MOST_WORDS and _apart(first, third) and _apart(second, third):
                yield f"{first}, {second} et {third}"
                break


def _apart(first: str, second: str) -> bool:
    """Whether two phrases share no word."""
    return not {stem(w) for w in first.split()} & {stem(w) for w in second.split()}

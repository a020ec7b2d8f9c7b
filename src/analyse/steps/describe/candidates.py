"""Which noun phrases may tell a theme, and how well each is formed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyse.contracts import MASK
from analyse.steps.describe.vocabulary import Vocabulary, fold, stem

Key = tuple[str, ...]
"""Stems of the words of a phrase that count, in order."""

MOST_WORDS = 5
"""Words of a keyphrase at most."""
_TOKEN = re.compile(
    r"aujourd['’]hui|[^\W\d_]+(?:[-·](?:[^\W\d_]+['’])?[^\W\d_]+)*['’]?|\S", re.IGNORECASE
)
_BY_LENGTH = {1: 0.45, 2: 1.0, 3: 1.0}
"""Factor by number of words that count: "logement abordable" rather than "logement"."""
_LONGER = 0.85
_NAMED = 0.6
"""Factor of a phrase that holds a name (of a place, of an organisation): it says who or where."""
_ACRONYM = 0.8


def candidates(phrase: str, words: Vocabulary) -> Iterator[tuple[Key, str]]:
    """The keyphrase that each stretch of a noun phrase between punctuation makes, if any.

    What determines it goes ("le", "notre", "plusieurs"); what is left opens and closes on a word
    that counts, holds no mask and no number, is not headed by an empty noun and does not repeat
    itself. Apostrophes are straight, so that two ways of typing are one phrase.
    """
    if MASK in phrase:
        return
    for tokens in _pieces(phrase.replace("’", "'")):
        tokens = _trimmed(tokens, words)
        if not tokens or len(_spaced(tokens)) > MOST_WORDS or fold(tokens[0]) in words.heads:
            continue
        key = tuple(stem(t) for t in tokens if not words.tool(t))
        if len(set(key)) < len(key) or all(words.empty(token) for token in tokens):
            continue
        if len(key) > 1 or len(key[0]) > 2:
            yield key, _join(tokens)


def form(key: Key, text: str) -> float:
    """How well formed a keyphrase is, in (0, 1]: its length, the names it holds."""
    factor = _BY_LENGTH.get(len(key), _LONGER)
    capitals = [word for word in text.split() if word[:1].isupper()]
    if any(not word.isupper() for word in capitals):
        return factor * _NAMED
    return factor * (_ACRONYM if capitals else 1.0)


def _pieces(phrase: str) -> list[list[str]]:
    """Tokens of a phrase, cut at punctuation and numbers."""
    pieces: list[list[str]] = [[]]
    for token in _TOKEN.findall(phrase):
        if token[0].isalpha():
            pieces[-1].append(token)
        else:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _trimmed(tokens: list[str], words: Vocabulary) -> list[str]:
    start, end = 0, len(tokens)
    while start < end and words.tool(tokens[start]):
        start += 1
    while end > start and words.tool(tokens[end - 1]):
        end -= 1
    return tokens[start:end]


def _spaced(tokens: list[str]) -> list[str]:
    return _join(tokens).split()


def _join(tokens: list[str]) -> str:
    return re.sub(r"' ", "'", " ".join(tokens))

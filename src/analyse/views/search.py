"""Full-text search: accents, plurals and forms are forgiven.

A word is looked for by its stem (Snowball's French stemmer, on folded text) among the words of a
passage and among its lemmas; `mot*` looks for a beginning, `"des mots"` for the words as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
_TERM = re.compile(r'"([^"]+)"|«\s*([^»]+?)\s*»|(\S+)')
_LEAST = 2  # letters of a beginning that is looked for
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a au aux c ce ces d dans de des du elle en et il ils j je l la le les leur m n nous on ou "
        "par pour qu que qui s se ses sur t un une vous y",
    )
)
"""Left out of a query that says something else, as they are in nearly every passage."""


def folded(text: str) -> str:
    """Lower case, without accents or ligatures. The length may change."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem of one word as written."""
    stems: list[str] = snowballstemmer.stemmer("french").stemWords([folded(word)])
    return stems[0]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, understood.

    Attributes:
        text: as typed, tidied.
        stems: of the words. beginnings: of words. phrases: folded, words as they are.
    """

    text: str
    stems: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stems or self.beginnings or self.phrases)


def understood(text: str) -> Query:
    """A query from what was typed; nothing in it is special but `"`, « » and a final `*`."""
    text = " ".join(text.split())[:200]
    stems: list[str] = []
    beginnings: list[str] = []
    phrases: list[str] = []
    words: list[str] = []
    for quoted, french, bare in _TERM.findall(text):
        phrase = quoted or french
        if phrase:
            phrases.append(" ".join(WORD.findall(folded(phrase))))
        elif bare.endswith("*") and len(folded(bare)) > _LEAST:
            beginnings += WORD.findall(folded(bare))[-1:]
            words += WORD.findall(bare)[:-1]
        else:
            words += WORD.findall(bare)
    telling = [word for word in words if folded(word) not in _SMALL]
    stems = [stem(word) for word in telling or words]
    return Query(
        text,
        tuple(dict.fromkeys(stems)),
        tuple(dict.fromkeys(beginnings)),
        tuple(p for p in dict.fromkeys(phrases) if p),
    )


class Index:
    """Words of n passages → their positions. Made once for a set of notes.

    Args:
        texts: n texts.
        lemmas: their lemmas.
    """

    def __init__(self, texts: Sequence[str], lemmas: Sequence[Sequence[str]]) -> None:
        stems: dict[str, set[int]] = defaultdict(set)
        words: dict[str, set[int]] = defaultdict(set)
        self._plain: list[str] = []
        for at, (text, forms) in enumerate(zip(texts, lemmas, strict=True)):
            own = WORD.findall(folded(text))
            self._plain.append(f" {' '.join(own)} ")
            for word in set(own):
                words[word].add(at)
            for form in set(forms):
                for word in WORD.findall(form):
                    stems[stem(word)].add(at)
        for word, places in words.items():
            stems[stem(word)] |= places
        self._stems, self._words = dict(stems), dict(words)

    def find(self, query: Query) -> list[int]:
        """Positions of the passages that hold all of the query; most exact first, then in order."""
        groups = [self._stems.get(s, set()) for s in query.stems]
        for beginning in query.beginnings:
            found = [places for word, places in self._words.items() if word.startswith(beginning)]
            groups.append(set().union(*found))
        for phrase in query.phrases:
            among = [self._words.get(word, set()) for word in phrase.split()]
            near = set.intersection(*among) if among else set()
            groups.append({at for at in near if f" {phrase} " in self._plain[at]})
        if not groups:
            return []
        exact = [self._words.get(word, set()) for word in WORD.findall(folded(query.text))]
        hits = set.intersection(*groups)
        return sorted(hits, key=lambda at: (-sum(at in places for places in exact), at))


def highlighted(text: str, query: Query) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether the query asked for it; joined, it is the text."""
    marked: list[tuple[int, int]] = []
    wanted, spoken = set(query.stems), {w for p in query.phrases for w in p.split()}
    for match in WORD.finditer(text):
        word = match.group()
        plain = folded(word)
        if stem(word) in wanted or plain in spoken or plain.startswith(query.beginnings or ("\0",)):
            marked.append(match.span())
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in marked:
        if start > at:
            pieces.append((text[at:start], False))
        pieces.append((text[start:end], True))
        at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces

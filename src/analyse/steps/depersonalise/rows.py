"""Lists of people written "NOM, Prénom", one on each line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyse.steps.depersonalise.names import Reader
from analyse.steps.depersonalise.shapes import PARTICLES, Name, spell
from analyse.steps.depersonalise.tokens import Token

_ROW = re.compile(
    r"(?m)^[ \t>*_•·▪|\d.)–—-]{0,12}(?P<last>[^\W\d_][^\W\d_'’ -]*(?:['’ -][^\W\d_]+){0,4}),"
    r"[ \t\u00a0]{1,3}(?P<first>[^\W\d_][^\W\d_'’. -]*\.?(?:[ -][^\W\d_]+\.?){0,3})"
    r"(?=[ \t\u00a0*_]*(?:$|[,;(|–—\t]|:|\d))"
)


def rows(reader: Reader) -> Iterator[Name]:
    """Lines "NOM, Prénom" of a list: one known word, or three lines of the kind, are enough."""
    found = []
    for match in _ROW.finditer(reader.context.text):
        surname, given = match["last"], match["first"]
        if not surname.replace("’", "").replace("'", "").isupper() or len(surname) < 2:
            continue
        if given.isupper() and len(given) > 3:
            continue
        first = reader.context.index_at(match.start("last"))
        middle = reader.context.index_at(match.start("first"))
        last = reader.context.index_at(match.end("first") - 1)
        if min(first, middle, last) < 0:
            continue
        words = reader.tokens[first : last + 1]
        if any(_elsewhere(word) for word in words) or not all(
            word.capital or word.folded in PARTICLES for word in words
        ):
            continue
        known = any(word.first for word in reader.tokens[middle : last + 1]) or any(
            word.last for word in reader.tokens[first:middle]
        )
        found.append((known, first, middle, last))
    for known, first, middle, last in found:
        if known or len(found) > 2:
            given = spell(list(reader.tokens[middle : last + 1]))
            surname = spell(list(reader.tokens[first:middle]))
            yield Name(first, last, given, surname, reader.gender_of(given))


def _elsewhere(word: Token) -> bool:
    if word.nature in {"organisation", "lieu"} and not (word.first or word.last):
        return True
    return word.nature == "porteur" and not word.last

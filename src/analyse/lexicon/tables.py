"""Reading `data/lexiques/`, folding, and looking for motifs in what people write."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from analyse.contracts import UNKNOWN
from analyse.resources import lexicon as _file

_CASE_MATTERS = frozenset({"CAR", "ROC", "CLE", "CRE", "CAB"})
"""Acronyms that are also French words in lower case."""


def fold(text: str) -> str:
    """Lower case without accents; "st" is "saint"; apostrophes and marks are spaces, dashes "-"."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"\s*[-‐‑‒–—−]+\s*", "-", text)
    text = re.sub(r"[^\w\-*]+|_", " ", text)
    text = re.sub(r"(?<![^\s\-])st(e?)(?=[\s\-])", r"saint\1", text)
    return " ".join(text.split()).strip("- ")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/lexiques/<name>`."""
    with _file(name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@dataclass(frozen=True, slots=True)
class Cue:
    """A motif, its compiled form, and what it tells. `cased` ones are looked for as written."""

    value: str
    pattern: re.Pattern[str]
    cased: bool
    length: int


def cue(value: str, motif: str) -> Cue:
    """The cue of a motif; a final `*` ends a word, one alone stands for one to four words."""
    cased = motif in _CASE_MATTERS
    if cased:
        return Cue(value, re.compile(rf"(?<!\w){motif}(?!\w)"), True, len(motif))
    words = []
    for word in re.split(r"[ \-]", fold(motif)):
        if word == "*":
            words.append(r"\w+(?: \w+){0,3}")
        elif word.endswith("*"):
            words.append(re.escape(word[:-1]) + r"\w*")
        else:
            words.append(re.escape(word) + ("" if motif.isupper() else "[sx]?"))
    # "Ville-Marie" is not a ville, nor "Capitale-Nationale" national; acronyms may be joined.
    edge = r"\w" if motif.isupper() else r"\w\-"
    pattern = re.compile(rf"(?<![{edge}])" + r"[ \-]+".join(words) + rf"(?![{edge}])")
    return Cue(value, pattern, False, len(motif))


@cache
def cues(name: str, column: str, kinds: tuple[str, ...]) -> tuple[Cue, ...]:
    """The cues of a table whose "nature" is one of `kinds`, longest first."""
    found = [cue(r[column], r["motif"]) for r in rows(name) if r["nature"] in kinds]
    return longest_first(found)


def hits(text: str, cues: Iterable[Cue]) -> list[tuple[int, str]]:
    """(place, value) of the cues in the text, longest first; one place tells one thing."""
    folded, written = fold(text), text
    found = []
    for cue in cues:
        places = [m.start() for m in cue.pattern.finditer(written if cue.cased else folded)]
        found += [(place, cue.value) for place in places]
        if places and not cue.cased:
            folded = cue.pattern.sub(lambda m: "\x00" * len(m.group()), folded)
    return sorted(found)


def only(values: Iterable[str]) -> str:
    """The one value told, "inconnu" when none or several are."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else UNKNOWN


def longest_first(cues: list[Cue]) -> tuple[Cue, ...]:
    """Cues in the order they are looked for."""
    return tuple(sorted(cues, key=lambda cue: -cue.length))


def acronyms() -> dict[str, str]:
    """Acronym → what it stands for, in the order of the file."""
    return {row["sigle"]: row["forme"] for row in rows("acronymes.csv")}

"""What the people of a project decided about masking: always masked, never masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from analyse.steps.depersonalise.gazetteers import fold, load
from analyse.steps.depersonalise.mentions import parsed
from analyse.steps.depersonalise.records import NAME, Found


@dataclass(frozen=True, slots=True)
class Corrections:
    """Words and names of `[confidentialite]`.

    Attributes:
        masked: always masked, whole words, whatever their case and accents.
        kept: never masked, unless a longer stretch must be.
        public_figures: masks people named for a public office too.
    """

    masked: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    public_figures: bool = False

    def fingerprint(self) -> str:
        """What changes when a correction does, "" when there is none."""
        return repr(self) if self != NO_CORRECTIONS else ""


NO_CORRECTIONS = Corrections()


@lru_cache(maxsize=64)
def _pattern(entries: tuple[str, ...]) -> re.Pattern[str] | None:
    flat = sorted({" ".join(fold(entry).split()) for entry in entries} - {""}, key=len)
    if not flat:
        return None
    forms = (r"\s+".join(map(re.escape, entry.split(" "))) for entry in reversed(flat))
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def occurrences(text: str, entries: tuple[str, ...]) -> list[tuple[int, int]]:
    """Bounds in `text` of whole words that are one of `entries`, case and accents aside."""
    pattern = _pattern(entries)
    if pattern is None:
        return []
    flat: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        folded = fold(sign)
        flat.append(folded)
        places.extend([at] * len(folded))
    found = pattern.finditer("".join(flat))
    return [(places[one.start()], places[one.end() - 1] + 1) for one in found]


def _key(said: str) -> tuple[str, str]:
    """Key and gender of a name that a project writes."""
    people = parsed((" ".join(said.split()),))
    if not people:
        return fold(said), ""
    given, surname = people[0]
    gender = load().gender.get(given, "")
    return f"{given} {surname}".strip(), gender if gender in {"f", "m"} else ""


def apply(text: str, found: Sequence[Found], corrections: Corrections) -> list[Found]:
    """The same stretches once corrected, in order and disjoint.

    What is kept wins over what was found inside it; what must be masked wins over what is kept.
    """
    if corrections == NO_CORRECTIONS:
        return list(found)
    kept = occurrences(text, corrections.kept)
    left = [
        one
        for one in found
        if not any(start <= one.start and one.end <= end for start, end in kept)
    ]
    for start, end in occurrences(text, corrections.masked):
        over = [one for one in left if one.start < end and start < one.end]
        if any(one.start <= start and end <= one.end for one in over):
            continue
        left = [one for one in left if one not in over]
        start = min([start, *(one.start for one in over)])
        end = max([end, *(one.end for one in over)])
        key, gender = _key(text[start:end])
        at = start
        for line in text[start:end].split("\n"):
            if line.strip():
                lead = len(line) - len(line.lstrip())
                left.append(Found(at + lead, at + len(line.rstrip()), NAME, key, gender))
            at += len(line) + 1
    return sorted(left)

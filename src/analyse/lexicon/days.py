"""The days of the event, in the words people write."""

from __future__ import annotations

import re

from analyse.lexicon.tables import fold

_NUMBERS = {f"{n}{end}": n for n in range(1, 100) for end in ("", "e", "er", "re", "eme")}
for _words in ("un deux trois quatre cinq six sept", "premier deuxieme troisieme quatrieme"):
    _NUMBERS |= {word: n for n, word in enumerate(_words.split(), start=1)}
_NUMBERS |= {"premiere": 1, "seconde": 2, "second": 2, "cinquieme": 5}
_DAYS = (
    re.compile(
        r"(?<![a-z0-9])(?:jours?|journee|day|j)[ \-]*(?:no |numero )?0*(\d{1,2})(?![a-z0-9])"
    ),
    re.compile(r"(?<![a-z0-9])(?:jour|journee)[ \-]+([a-z]+)(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9])(\w+)[ \-](?:jour|journee)(?![a-z0-9])"),
)


def normalise_jour(text: str) -> int | None:
    """The day of the event ("Jour 2", "J2", "2e journée", "2" → 2), from 1 to 99.

    Dates and names of days tell no number by themselves: None.
    """
    folded = fold(text)
    if re.fullmatch(r"0*[1-9]\d?", folded):
        return int(folded)
    words = [word for pattern in _DAYS for word in pattern.findall(folded)]
    found = {_NUMBERS[word] for word in words if word in _NUMBERS}
    return found.pop() if len(found) == 1 else None

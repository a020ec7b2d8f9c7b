"""A cell that says who speaks: the one place where two capitalised words are a name by position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analyse.steps.depersonalise.corrections import NO_CORRECTIONS, Corrections, apply
from analyse.steps.depersonalise.find import find
from analyse.steps.depersonalise.gazetteers import fold, load
from analyse.steps.depersonalise.records import NAME, Found

_LABEL = "Nom : "
_OPENING = re.compile(
    r"\s*((?:[^\W\d_][\w'’.-]+)(?:[ \u00a0]+[^\W\d_][\w'’.-]+){1,3})\s*(?=[,(–;/]|$)"
)


def find_speaker(
    value: str, *, roster: Sequence[str] = (), corrections: Corrections = NO_CORRECTIONS
) -> list[Found]:
    """What to mask in a cell such as "Prénom Nom, fonction" or "coordonnatrice, MRC".

    The cell is read as what follows "Nom :". When nothing is known of two to four capitalised
    words that open it, and none opens the name of an organisation, a place or a role, they are
    taken for a name: masking one organisation too many exposes nobody.
    """
    shift = len(_LABEL)
    found = [
        replace(one, start=one.start - shift, end=one.end - shift)
        for one in find(
            _LABEL + value,
            roster=roster,
            corrections=Corrections(public_figures=corrections.public_figures),
        )
        if one.start >= shift
    ]
    opening = _OPENING.match(value)
    if opening and not any(one.kind == NAME for one in found):
        words = opening[1].split()
        known = load()
        names = [fold(word) for word in words]
        if all(word[0].isupper() for word in words) and not any(
            name in known.organisations or name in known.roles for name in names
        ):
            key = f"{names[0]} {'-'.join(names[1:])}"
            found.append(Found(opening.start(1), opening.end(1), NAME, key))
    return apply(value, sorted(found), corrections)

"""Names in the path of a file, masked with caution: a path tells the region and the workshop."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyse.contracts import MASK
from analyse.steps.depersonalise.corrections import NO_CORRECTIONS, Corrections, occurrences
from analyse.steps.depersonalise.gazetteers import CLEAR, first_class, fold, last_class, load
from analyse.steps.depersonalise.mentions import Roster
from analyse.steps.depersonalise.structured import emails

_WORD = re.compile(r"[A-ZÀ-Ý]{2,}(?![a-zà-ÿ])|[A-ZÀ-Ý]?[a-zà-ÿ\u0300-\u036f]+|[A-ZÀ-Ý]")
_SAINTS = {"saint", "sainte", "st", "ste"}
_NATURES = {"porteur", "organisation"}


def _pair(left: str, right: str) -> bool:
    """Whether two folded words are a first name and a surname, one of them nothing else."""
    organisations = load().organisations
    if (
        organisations.get(right) in {"lieu", "porteur", "organisation"}
        or min(len(left), len(right)) < 3
    ):
        return False
    return (
        bool(first_class(left))
        and bool(last_class(right))
        and (CLEAR in (first_class(left), last_class(right)))
    )


_NOT_SURNAMES = frozenset(
    [
        *(
            "annexe",
            "atelier",
            "ateliers",
            "bilan",
            "brouillon",
            "captation",
            "compte",
            "conference",
        ),
        *("copie", "corrige", "definitif", "definitive", "document", "enregistrement"),
        *(
            "equipe",
            "final",
            "finale",
            "groupe",
            "jour",
            "matin",
            "note",
            "notes",
            "original",
            "panel",
        ),
        *("partie", "pleniere", "propre", "rapport", "recit", "reponses", "resume", "reunion"),
        *("revise", "revu", "saisie", "salle", "seance", "soir", "suite", "synthese", "table"),
        *("temoignage", "temoignages", "transcription", "verbatim", "version"),
    ]
)
"""Words of names of files, which may follow a first name."""


def _unknown_surname(given: str, surname: str) -> bool:
    """Whether a capitalised word that no list holds follows a first name: a surname, in the name
    of a file, where hardly anything else would stand there."""
    if not (given[0].isupper() and surname[0].isupper()) or len(surname) < 4:
        return False
    left, right, lists = fold(given), fold(surname), load()
    if len(left) < 3 or not first_class(left) or right in _NOT_SURNAMES:
        return False
    known = (lists.organisations.get(left), lists.organisations.get(right))
    return not any(known) and right not in lists.titles


def _stretches(part: str, roster: Roster) -> list[tuple[int, int]]:
    found = list(_WORD.finditer(part))
    words = [fold(match.group()) for match in found]
    lists = load()
    stretches: list[tuple[int, int]] = []

    def close(at: int) -> bool:
        gap = part[found[at].end() : found[at + 1].start()]
        return len(gap) <= 2 and not any(sign.isdigit() for sign in gap)

    def take(first: int, last: int) -> int:
        stretches.append((found[first].start(), found[last].end()))
        return last + 1

    at = 0
    while at < len(words):
        before = lists.organisations.get(words[at - 1], "") if at and close(at - 1) else ""
        known = next(
            (
                len(parts)
                for parts, _, _ in roster.sequences.get(words[at], ())
                if tuple(words[at : at + len(parts)]) == parts
            ),
            0,
        )
        if known:
            at = take(at, at + known - 1)
        elif at + 1 < len(words) and close(at) and before not in _NATURES and before != "lieu":
            third = at + 2 < len(words) and close(at + 1)
            left, right = words[at], words[at + 1]
            if (
                left in lists.titles
                and last_class(right)
                and left not in {"m", "me", "mes", "pre", "ms"}
            ):
                at = (
                    take(at + 1, at + 1)
                    if not (third and _pair(right, words[at + 2]))
                    else take(at + 1, at + 2)
                )
            elif third and right in _SAINTS and first_class(left) == CLEAR:
                at = take(at, at + 2)  # "Prénom Saint-Nom": after a clear first name, no place
            elif third and first_class(right) and _pair(f"{left}-{right}", words[at + 2]):
                at = take(at, at + 2)
            elif (
                _unknown_surname(found[at].group(), found[at + 1].group())
                or _pair(left, right)
                or (
                    last_class(left) == CLEAR
                    and not first_class(left)
                    and first_class(right) == CLEAR
                )
            ):
                at = take(at, at + 1)
            else:
                at += 1
        else:
            at += 1
    return stretches


def _spaced(part: str) -> str:
    """The same length, marks between words as spaces."""
    return re.sub(r"[_.]", " ", part)


def mask_path(
    path: str, *, roster: Sequence[str] = (), corrections: Corrections = NO_CORRECTIONS
) -> str:
    """`path` with people's names replaced by as many `█`.

    Only names of the roster, a first name next to a surname, and a surname after a title are
    masked; regions, places and subjects stay.

    Args:
        path: POSIX path under notes/.
        roster: full names of people of the event.
        corrections: what the project always or never masks.
    """
    people = Roster(roster)
    parts = []
    for part in path.split("/"):
        signs = list(part)
        stretches = [(found.start, found.end) for found in emails(part)]
        if not stretches:
            stretches = _stretches(part, people)
        kept = occurrences(_spaced(part), corrections.kept)
        stretches = [
            (start, end)
            for start, end in stretches
            if not any(left <= start and end <= right for left, right in kept)
        ]
        for start, end in [*stretches, *occurrences(_spaced(part), corrections.masked)]:
            signs[start:end] = MASK * (end - start)
        parts.append("".join(signs))
    return "/".join(parts)

"""Who is who: one final key per person, before numbers are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyse.steps.depersonalise.gazetteers import load, tells_one_person
from analyse.steps.depersonalise.records import NAME, Found


def _is_full(key: str) -> bool:
    given, _, surname = key.partition(" ")
    return tells_one_person(given, surname)


def _initials(given: str) -> str:
    return "".join(part[0] for part in given.split("-") if part)


def _can_be(key: str, gender: str, full: str, full_gender: str) -> bool:
    """Whether what was said of a person can stand for a full name."""
    if gender and full_gender and gender != full_gender:
        return False
    given, surname = full.split(" ", 1)
    said_given, _, said_surname = key.partition(" ")
    surnames = {surname, surname.split("-")[0], surname.rsplit("-", 1)[-1]}
    if not said_surname:
        return said_given == given or said_given in surnames
    if len(said_surname) == 1:
        return said_given == given and surname.startswith(said_surname)
    letters = said_given.replace("-", "")
    return said_surname in surnames and _initials(given).startswith(letters)


def _gender(key: str, told: set[str]) -> str:
    if len(told) == 1:
        return next(iter(told))
    known = load().gender.get(key.split(" ", 1)[0].split("-")[0], "")
    return known if known in {"f", "m"} else ""


def _resolve(found: Sequence[Found], digest: str) -> tuple[Found, ...]:
    told: dict[str, set[str]] = {}
    for one in found:
        if one.kind == NAME and _is_full(one.key):
            told.setdefault(one.key, set()).update({one.gender} - {""})
    full = {key: _gender(key, genders) for key, genders in told.items()}
    partial = {
        (one.key, one.gender)
        for one in found
        if one.kind == NAME and one.key and not _is_full(one.key) and " " in one.key
    }

    def final(one: Found) -> str:
        if one.kind != NAME or not one.key or one.key in full:
            return one.key
        people = [key for key, gender in full.items() if _can_be(one.key, one.gender, key, gender)]
        said = {o.gender for o in found if o.kind == NAME and o.key == one.key} - {""}
        if len(said) > 1:
            people = [key for key in people if full[key]]
        if len(people) == 1:
            return people[0]
        if not people and " " not in one.key:
            initialled = {key for key, _ in partial if one.key in key.split(" ", 1)}
            if len(initialled) == 1:
                return f"{digest}:{initialled.pop()}"
        suffix = f" ({one.gender})" if len(said) > 1 and one.gender else ""
        return f"{digest}:{one.key}{suffix}"

    return tuple(replace(one, key=final(one)) for one in found)


def person_keys(
    found_by_document: Sequence[Sequence[Found]], *, digests: Sequence[str]
) -> tuple[tuple[Found, ...], ...]:
    """The same stretches, each name with its final key.

    A full name keeps its key: the same full name is the same person in the whole corpus. A lone
    name, or an initial and a surname, takes the key of the only full name of its document that
    it can stand for; otherwise its key is its own, in this document only. Two different full
    names are never merged, nor "Mme X" and "M. X".

    Args:
        found_by_document: what `find` gave, one sequence per document.
        digests: content digest of each document, in the same order.

    Raises:
        ValueError: the two sequences have different lengths.
    """
    pairs = zip(found_by_document, digests, strict=True)
    return tuple(_resolve(found, digest) for found, digest in pairs)

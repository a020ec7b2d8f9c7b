"""What each passage consents to: the most precise word first, a withdrawal before all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analyse.contracts import Consent, ConsentRecord, Document, Passage, Scope

_PERSON = re.compile(r"\bPersonne (\d+)\b")
_ORDER = (Consent.WITHDRAW, Consent.ANALYSE, Consent.UNKNOWN, Consent.PUBLISH)
"""The most restrictive first."""


@dataclass(frozen=True, slots=True)
class Consents:
    """What was last said of each file, person and passage.

    Attributes:
        documents: document id → consent.
        persons: number of the pseudonym → consent.
        passages: passage id → consent.
        places: passages withdrawn one by one → (document, passages before and after).
    """

    documents: Mapping[str, Consent] = field(default_factory=dict)
    persons: Mapping[int, Consent] = field(default_factory=dict)
    passages: Mapping[str, Consent] = field(default_factory=dict)
    places: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)

    def withdrawn_by(self, passage: Passage) -> str:
        """Whose consent takes the passage out ("passage …", "personne 12"), "" when none does."""
        if self.passages.get(passage.id) is Consent.WITHDRAW:
            return f"passage {passage.id}"
        for number in speakers(passage):
            if self.persons.get(number) is Consent.WITHDRAW:
                return f"personne {number}"
        return ""

    def still(self, by: str) -> bool:
        """Whether what took a passage out still does. Of rows of a table, the note decides."""
        what, _, target = by.partition(" ")
        if what == "passage":
            return self.passages.get(target) is Consent.WITHDRAW
        if what == "personne":
            return self.persons.get(int(target)) is Consent.WITHDRAW
        return True

    def of(self, passage: Passage, document: Document) -> Consent:
        """What may be done with a passage.

        A withdrawal at any level is one. Else the most precise word that was said counts: of the
        passage, of who speaks (the most restrictive of several), of the row of a table, of the
        file; the register and the header of the note come last.
        """
        row = document.row_metadata.get(passage.row, {}) if passage.row is not None else {}
        cell = row.get("consentement", "")
        said = [
            self.passages.get(passage.id),
            self._of_persons(passage),
            Consent(cell) if cell in list(Consent) else None,
            self.documents.get(document.id),
            document.context.consentement,
        ]
        if Consent.WITHDRAW in said:
            return Consent.WITHDRAW
        known = (one for one in said if one not in (None, Consent.UNKNOWN))
        return next((one for one in known if one), Consent.UNKNOWN)

    def _of_persons(self, passage: Passage) -> Consent | None:
        told = [self.persons.get(number) for number in speakers(passage)]
        known = [one for one in told if one]
        return min(known, key=_ORDER.index) if known else None


def speakers(passage: Passage) -> tuple[int, ...]:
    """Numbers of the people who say a passage."""
    return tuple(int(number) for number in _PERSON.findall(passage.voice.speaker))


def consents(records: Iterable[ConsentRecord], digests: Mapping[int, str]) -> Consents:
    """What stands of everything that was said: the last word on each target.

    Args:
        records: in the order they were written.
        digests: number of each pseudonym → keyed digest of the name.
    """
    last: dict[tuple[Scope, str], ConsentRecord] = {}
    for record in records:
        last[record.scope, record.target] = record
    numbers = {digest: number for number, digest in digests.items()}

    def of(scope: Scope) -> dict[str, Consent]:
        return {target: r.consent for (s, target), r in last.items() if s is scope}

    return Consents(
        documents=of(Scope.DOCUMENT),
        persons={numbers[d]: c for d, c in of(Scope.PERSON).items() if d in numbers},
        passages=of(Scope.PASSAGE),
        places={
            target: record.place
            for (scope, target), record in last.items()
            if scope is Scope.PASSAGE and record.consent is Consent.WITHDRAW
        },
    )

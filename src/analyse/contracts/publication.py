"""What stands between an analysis and its publication: flags, consents, agreements, releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from analyse.contracts.words import Consent


class FlagKind(StrEnum):
    """Why a quote asks for a second look before it is published."""

    ROLE = "rôle et lieu"
    NAME = "nom possible"
    RARE = "voix unique"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something in a quote, or about its voice, that may point at one person.

    Attributes:
        kind: what kind of thing.
        found: the words of the quote, or the origin of the voice, masked as the quote is.
        why: in French, for the person who approves.
    """

    kind: FlagKind
    found: str
    why: str


class Scope(StrEnum):
    """What a consent is about."""

    DOCUMENT = "fichier"
    PERSON = "personne"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One thing said about a consent: appended once, never changed. The last one counts.

    Attributes:
        id: 32 hexadecimal digits.
        scope: what it is about.
        target: id of the document or of the passage; for a person, the keyed digest of the name.
        consent: what may be done.
        at: when it was recorded, ISO 8601, UTC. given: the date told with it, "" when not told.
        author: who recorded it, as they sign.
        source: where it was said: "commande", or the name of the file.
        reason: in their words.
        place: for a passage, where it stood: document, ids of the passages before and after ("" at
            an end), so that a corrected note does not bring it back.
        number: from 1; 0 before it is appended.
    """

    id: str
    scope: Scope
    target: str
    consent: Consent
    at: str
    author: str = ""
    given: str = ""
    source: str = "commande"
    reason: str = ""
    place: tuple[str, str, str] = ("", "", "")
    number: int = 0


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A passage that left the analysis because a consent was withdrawn.

    `by` tells which: "fichier", "ligne" (of a table), "personne 12", "passage" and its id.
    """

    passage_id: str
    document_id: str
    by: str = "fichier"


class AgreementAnswer(StrEnum):
    """What a community answered. Nothing recorded means that it was not asked."""

    GRANTED = "accordé"
    REFUSED = "refusé"
    REVOKED = "révoqué"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One answer of a community on its data: appended once, never changed. The last one counts.

    Attributes:
        community: its name, as `[communautes]` writes it.
        reference: what tells the answer again: a resolution, a letter, a date of meeting.
    """

    id: str
    community: str
    answer: AgreementAnswer
    at: str
    author: str
    reference: str
    number: int = 0


class ReleaseKind(StrEnum):
    """What left, or may leave, the project folder."""

    PUBLICATION = "publication"
    DRAFT = "brouillon"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Release:
    """Files that were written for others, and what they hold.

    Attributes:
        kind: publication, draft of a publication, or export.
        at: ISO 8601, UTC. author: who asked for it, as they sign; "" when not told.
        run: number of the analysis.
        folder: where the files were written.
        files: name under the folder → SHA-256 of its bytes.
        passages: document id → ids of the passages the files hold.
        form: for an export, its format.
    """

    id: str
    kind: ReleaseKind
    at: str
    author: str
    run: int
    folder: str
    files: Mapping[str, str] = field(default_factory=dict)
    passages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: str = ""
    number: int = 0

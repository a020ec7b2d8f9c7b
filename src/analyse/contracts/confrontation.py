"""Fiches 1.0, their statements, and what the event answers them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """The part of a fiche 1.0 that a statement comes from."""

    DEFINITION = "définition"
    FINDINGS = "constats"
    LEADS = "pistes"
    OTHER = "autre"


class Relation(StrEnum):
    """What a passage does to a statement."""

    SUPPORTS = "soutient"
    NUANCES = "nuance"
    CONTRADICTS = "contredit"


class Response(StrEnum):
    """What the event answers a statement; `NEW` is for passages that answer none, `SILENT` for
    statements nobody spoke of. Always a proposal, decided by a person."""

    CONFIRMED = "confirmé"
    NUANCED = "nuancé"
    CONTESTED = "contesté"
    NEW = "nouveau"
    SILENT = "pas abordé"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence or bullet of a fiche 1.0.

    Attributes:
        id: "e" and 11 hexadecimal digits, of the file's masked path, the section and the
            text: it outlives runs and what changes elsewhere in the fiche.
        section: the part it comes from.
        number: from 1 within its section.
        text: masked.
        published: with pseudonyms instead of masks.
    """

    id: str
    section: Section
    number: int
    text: str
    published: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One fiche 1.0.

    Attributes:
        path: masked POSIX path under fiches-1.0/.
        code: "A2" when the title or the file name opens on one, else "".
        title: without its code.
        statements: in the order of the file; none when it could not be read.
        warning: why it could not be read or used, in French; "" when it was.
    """

    path: str
    code: str
    title: str
    statements: tuple[Statement, ...] = ()
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that answers a statement.

    Attributes:
        related: probability that it answers the statement at all, in [0, 1].
        relation: what it most likely does to the statement.
        probability: of that relation, given that it answers it, in [0, 1].
    """

    statement_id: str
    passage_id: str
    related: float
    relation: Relation
    probability: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the event answers one statement.

    Attributes:
        response: one of `Response`, never `NEW`.
        confidence: in [0, 1]; not calibrated, to read the surest first.
        supports, nuances, contradicts: voices whose evidence mostly does so.
        workshops: distinct workshops of the evidence.
    """

    statement_id: str
    response: Response
    confidence: float
    supports: int = 0
    nuances: int = 0
    contradicts: int = 0
    workshops: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """What one constat or piste says against the fiches 1.0.

    Attributes:
        response: CONFIRMED, NUANCED, CONTESTED or NEW.
        statement_id: the statement it answers, "" for `NEW`.
        confidence: in [0, 1].
    """

    passage_id: str
    response: Response
    statement_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Confrontation:
    """Fiches 1.0 and what one run answers them. `evidence` is by statement, surest first."""

    sheets: tuple[Sheet, ...] = ()
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    labels: tuple[Label, ...] = ()

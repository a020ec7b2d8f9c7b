"""Words that mean one thing everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

UNKNOWN = "inconnu"
MASK = "█"


class Facet(StrEnum):
    """What a passage is for a fiche (see the codebook in docs)."""

    FINDING = "constat"
    LEAD = "piste"
    QUESTION = "question"
    OTHER = "autre"


class DocumentStatus(StrEnum):
    """What became of a received file."""

    READ = "lu"
    DUPLICATE = "doublon"
    QUARANTINED = "quarantaine"
    WITHDRAWN = "retiré"


class Consent(StrEnum):
    """What may be done with a voice. Nothing said means `UNKNOWN`, treated as *analyser*."""

    PUBLISH = "publier"
    ANALYSE = "analyser"
    WITHDRAW = "retirer"
    UNKNOWN = "inconnu"


class Nature(StrEnum):
    """Whose words a quote holds: the note-taker's, or a person's that the note quotes."""

    NOTE = "note"
    REPORTED = "parole rapportée"


class QuoteStatus(StrEnum):
    """Where a quote stands for the people who review it."""

    PROPOSED = "proposée"
    APPROVED = "approuvée"
    REJECTED = "rejetée"


class LineageStatus(StrEnum):
    """What a theme is to those of earlier analyses."""

    SAME = "même"
    GROWN = "grandi"
    MERGED = "fusionné"
    SPLIT = "scindé"
    NEW = "nouveau"
    SILENT = "silencieux"


Json = dict[str, Any]

"""What people decide: the ledger's rows, and what became of each when it was replayed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DecisionKind(StrEnum):
    """What a person decided. Values are the words of the tables people read and fill."""

    RENAME = "renommer"
    DEFINE = "définir"
    MERGE = "fusionner"
    SPLIT = "scinder"
    MOVE = "déplacer"
    PIN = "épingler"
    REJECT = "rejeter"
    OFF_TOPIC = "hors sujet"
    APPROVE = "approuver"
    FICHE = "affecter à une fiche"
    CHANTIER = "affecter à un chantier"
    APPROVE_QUOTE = "approuver l'extrait"
    REJECT_QUOTE = "rejeter l'extrait"
    VERDICT = "verdict des bénévoles"
    ADJUDICATE = "arbitrer"
    SUMMARY = "écrire un résumé"
    FINDING = "écrire un constat"
    LEAD = "écrire une piste"
    TENSION = "écrire une tension"
    INCLUDE = "critère d'inclusion"
    EXCLUDE = "critère d'exclusion"
    MEMO = "mémo"
    UNDO = "annuler"


TELLING = (DecisionKind.VERDICT, DecisionKind.ADJUDICATE)
"""Kinds that say what volunteers found and change no theme: they are in nobody's way."""


class OutcomeStatus(StrEnum):
    """What became of a decision in the view that stands."""

    APPLIED = "appliquée"
    SATISFIED = "satisfaite"
    CONFLICT = "en conflit"
    UNDONE = "annulée"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person saw when deciding.

    Attributes:
        run: number of the analysis on the screen, 0 without one.
        title: title of the first theme concerned, "" without one.
        size: its passages, or the passages concerned when no theme is.
        members: digest of the sorted ids of those passages.
        version: number of the last decision on any theme or passage concerned, 0 without one.
    """

    run: int = 0
    title: str = ""
    size: int = 0
    members: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the ledger: appended once, never changed.

    What the fields hold, by kind:

    =====================  ==========================  ======================  ==================
    kind                   theme_ids                   passage_ids             value
    =====================  ==========================  ======================  ==================
    RENAME                 the theme                                           title
    DEFINE                 the theme                   what it rests on        definition
    SUMMARY, FINDING,      the theme                   what it rests on        sentence
    LEAD, TENSION
    INCLUDE, EXCLUDE       the theme                                           criterion
    MEMO                   the theme                                           memo
    MERGE                  the theme that stays, then  passages of the others
                           those that join it
    SPLIT                  the theme, the new one      passages that leave     title of the new
    MOVE, PIN              where the passages go       the passages
    REJECT                 the theme                   what leaves it, or
                                                       nothing for all of it
    OFF_TOPIC                                          the passages
    APPROVE                the theme
    FICHE, CHANTIER        the theme                                           "série/code", name
    APPROVE_, REJECT_QUOTE                             the passage             digest of its text
    VERDICT                the theme                   its passages when they  the verdict
                                                       were asked
    ADJUDICATE             the theme                   the passage shown, if   card, answer
                                                       it is one
    UNDO                   those of the other          those of the other      id of the other
    =====================  ==========================  ======================  ==================

    Attributes:
        id: 32 hexadecimal digits; a decision sent twice has one id and counts once.
        number: place in the ledger, from 1; 0 before it is appended.
        author: who decided, as they sign. at: when, ISO 8601, UTC.
        reason: why, in their words, "" when not said.
        seen: what was seen at that moment.
    """

    id: str
    kind: DecisionKind
    author: str
    at: str
    theme_ids: tuple[str, ...] = ()
    passage_ids: tuple[str, ...] = ()
    value: str = ""
    reason: str = ""
    seen: Seen = Seen()
    number: int = 0

    def touches(self, other: Decision) -> bool:
        """Whether both concern a same theme or a same passage, and one could spoil the other."""
        if (self.kind in TELLING) != (other.kind in TELLING):
            return False
        if DecisionKind.MEMO in (self.kind, other.kind):  # in nobody's way, another memo included
            return False
        return not (
            set(self.theme_ids).isdisjoint(other.theme_ids)
            and set(self.passage_ids).isdisjoint(other.passage_ids)
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one decision. `reason` is in French, "" when there is nothing to add."""

    decision: Decision
    status: OutcomeStatus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage of an earlier version of a note and the one that took its place.

    `by` is "texte" when the words are the same, "contexte" when only the place is: there a person
    checks what was decided on the words.
    """

    old_id: str
    new_id: str
    by: str

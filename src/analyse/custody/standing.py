"""Where the personal data of a project stand: what `analyse etat` and `lancer` say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analyse.contracts import Json
from analyse.custody.mapping import Mapping, MappingState, destroyed
from analyse.custody.purge import unfinished
from analyse.custody.retention import WHAT, Due, dues
from analyse.project import Project
from analyse.store import Store

CODED, DEPERSONALISED = "codé", "dépersonnalisé"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept of people, and until when.

    Attributes:
        term: EPTC2's word for the state of the data (article 2 of its chapter 5): "codé" as long
            as the mapping or the notes let somebody know who is who, else ours, never "anonyme".
        mapping: what there is of the mapping.
        destroyed: it was destroyed on purpose.
        people: pseudonyms given. missing: those that the mapping does not hold; None when it
            cannot be read here.
        dues: the calendar. today: the day of reading it.
        unfinished: purges that began and did not end.
        backups: backups that were made.
    """

    term: str
    mapping: MappingState
    destroyed: bool
    people: int
    missing: int | None
    dues: tuple[Due, ...]
    today: date
    unfinished: int
    backups: int

    @property
    def late(self) -> tuple[Due, ...]:
        """What should have been destroyed by now."""
        return tuple(due for due in self.dues if due.is_due(self.today))

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            "etat_des_donnees": self.term,
            "correspondances": "détruites" if self.destroyed else self.mapping.value,
            "personnes": self.people,
            "personnes_sans_correspondance": self.missing,
            "echeances": [
                {
                    "quoi": due.what,
                    "demande": due.asked,
                    "date": due.when.isoformat() if due.when else None,
                    "echue": due.is_due(self.today),
                }
                for due in self.dues
            ],
            "purges_inachevees": self.unfinished,
            "sauvegardes": self.backups,
        }

    @property
    def warnings(self) -> list[str]:
        """What somebody should do, in French."""
        told = []
        for due in self.late:
            told.append(
                f"À détruire depuis le {due.when}\u00a0: {WHAT[due.what]} "
                "(analyse purger DOSSIER --echu)"
            )
        for due in self.dues:
            if due.asked and due.when is None and due.there:
                told.append(
                    f"Échéance inconnue pour {WHAT[due.what]}\u00a0: écrivez fin_evenement dans "
                    "[conservation] de projet.toml."
                )
        if self.unfinished:
            told.append(
                f"{self.unfinished} purge(s) commencée(s) et non terminée(s)\u00a0: donnez le "
                "même ordre de nouveau."
            )
        if not self.destroyed and self.mapping is MappingState.NO_KEY:
            told.append(
                "La clé des correspondances n'est pas ici\u00a0: les personnes nouvelles y seront "
                "ajoutées par la prochaine analyse faite avec elle."
            )
        if self.mapping is MappingState.DAMAGED:
            told.append(
                "Les correspondances ne s'ouvrent pas\u00a0: remettez-les, avec leur clé, d'une "
                "sauvegarde."
            )
        return told

    @property
    def summary(self) -> str:
        """One line, in French."""
        if self.destroyed:
            who = "correspondances détruites"
        elif self.mapping is MappingState.NONE:
            who = "aucune correspondance"
        else:
            who = f"correspondances {self.mapping.value}"
        return f"Données\u00a0: état {self.term} (EPTC2), {self.people} personnes, {who}"


def standing(project: Project, store: Store, *, today: date | None = None) -> Standing:
    """Where the personal data of a project stand; nothing is changed."""
    mapping, people = Mapping.of(project), store.pseudonyms()
    state, lines = mapping.state, dues(project, store)
    held = mapping.read() if state is MappingState.OPEN else {}
    known = state in (MappingState.OPEN, MappingState.NONE)
    notes = next(due for due in lines if due.what == "notes").there
    return Standing(
        term=CODED if state is not MappingState.NONE or (notes and people) else DEPERSONALISED,
        mapping=state,
        destroyed=destroyed(store),
        people=len(people),
        missing=sum(n not in held for n in people) if known else None,
        dues=lines,
        today=today or date.today(),
        unfinished=len(unfinished(store)),
        backups=len(store.backups()),
    )

"""Deciding from the project folder: what people type becomes lines of the ledger.

The command line and the web pages both come here: ids, titles or beginnings of ids are understood,
every decision is checked against the view that stands, and files of decisions are imported whole
or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from analyse.contracts import Decision, DecisionKind, Outcome, OutcomeStatus
from analyse.decisions import Decided, make
from analyse.decisions.make import new_id, well_formed
from analyse.decisions.replay import replay
from analyse.decisions.table import Row, read, refuse, written
from analyse.errors import UsageError
from analyse.exports.tables import Snapshot, snapshot
from analyse.params import GridParams
from analyse.standing import found_in
from analyse.store import Store

_BEGINNING = 4  # characters of an id that are enough, when only one begins so


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: decisions added, and those that were already there."""

    added: int
    known: int


class Desk:
    """A person's desk on a project: the view that stands, and the ledger it was made from.

    Args:
        store: the project's database.
        grille: known fiches and chantiers.
        state: the project as it stands, when it has just been read; None reads it.
        read: reads the project again, when there is a quicker way than from the beginning.
    """

    def __init__(
        self,
        store: Store,
        grille: GridParams,
        *,
        state: Snapshot | None = None,
        read: Callable[[], Snapshot] | None = None,
    ) -> None:
        self._store = store
        self._grille = grille
        self._read = read or (lambda: snapshot(store))
        self.state: Snapshot = state or self._read()

    def refresh(self) -> None:
        """Read again what others may have decided."""
        self.state = self._read()

    @property
    def view(self) -> Decided:
        """The view that stands.

        Raises:
            UsageError: there is no analysis to decide on.
        """
        if self.state.decided is None:
            raise UsageError(
                "Ce projet n'a pas encore d'analyse\u00a0: il n'y a rien à décider.",
                action="Lancez-la d'abord\u00a0: analyse lancer DOSSIER",
            )
        return self.state.decided

    def outcomes(self) -> list[Outcome]:
        """Every decision and what became of it."""
        if self.state.decided:
            return list(self.state.decided.outcomes)
        waiting = "il n'y a pas encore d'analyse"
        return [Outcome(d, OutcomeStatus.CONFLICT, waiting) for d in self.state.decisions]

    @property
    def titles(self) -> dict[str, str]:
        """Theme id → title, of those that stand and of those that people knew."""
        known = {
            d.theme_ids[0]: d.seen.title
            for d in self.state.decisions
            if d.theme_ids and d.seen.title
        }
        return dict(self.state.found_titles) | known | dict(self.view.titles)

    # -- what people type ---------------------------------------------------------------------

    def theme(self, said: str) -> str:
        """Id of a theme told by its id, the beginning of it, or its title."""
        titles = self.view.titles
        if said in titles:
            return said
        plain = said.strip().casefold()
        found = [t for t, title in titles.items() if title.casefold() == plain]
        found = found or _beginning(said, titles)
        if len(found) == 1:
            return found[0]
        if said in self.view.merged:
            into = self.view.merged[said]
            raise UsageError(f"Le thème {said} a été fusionné dans {into}.")
        told = (
            f"désigne plusieurs thèmes\u00a0: {', '.join(found)}" if found else "n'est aucun thème"
        )
        raise UsageError(
            f"«\u00a0{said}\u00a0» {told}.",
            action="Les identifiants sont dans themes.csv et dans analyse lancer --json.",
        )

    def passage(self, said: str) -> str:
        """Id of a passage told by its id, the beginning of it, or the id of its quote."""
        if said in self.view.main:
            return said
        quotes = self.state.run.quotes if self.state.run else ()
        found = [q.passage_id for q in quotes if q.id == said] or _beginning(said, self.view.main)
        if len(found) == 1:
            return found[0]
        told = "désigne plusieurs passages" if found else "n'est aucun passage"
        raise UsageError(
            f"«\u00a0{said}\u00a0» {told}.",
            action="Les identifiants sont dans passages.csv (passage_id) et citations.csv.",
        )

    def number(self, said: str) -> str:
        """Id of the decision that has this number in the ledger."""
        for decision in self.state.decisions:
            if said in (str(decision.number), decision.id):
                return decision.id
        raise UsageError(f"La décision {said} n'est pas au registre.")

    def entry(self, kind: DecisionKind, said: str) -> str:
        """A fiche of the grille ("série/code") or a chantier, as the project writes it."""
        entries = self._grille.fiches if kind is DecisionKind.FICHE else self._grille.chantiers
        for entry in entries:
            code = entry.split(" ", 1)[0] if kind is DecisionKind.FICHE else entry
            if said.strip().casefold() in (code.casefold(), entry.casefold()):
                return code
        key = "fiches" if kind is DecisionKind.FICHE else "chantiers"
        raise UsageError(
            f"«\u00a0{said}\u00a0» n'est pas dans la grille du projet.",
            action=f"Ajoutez-le à la clé «\u00a0{key}\u00a0» de [grille] dans projet.toml.",
        )

    # -- deciding -----------------------------------------------------------------------------

    def decide(
        self,
        kind: DecisionKind,
        *,
        author: str,
        themes: Sequence[str] = (),
        passages: Sequence[str] = (),
        value: str = "",
        reason: str = "",
        decision_id: str = "",
        known: int | None = None,
    ) -> Outcome:
        """Append one decision and tell what became of it.

        Args:
            kind: what is decided.
            author: who decides.
            themes, passages, value: ids and value, as `decisions.make` takes them.
            reason: why.
            decision_id: the same one makes a second sending count once.
            known: number of the last decision the person had read; None for all of them.

        Raises:
            UsageError: it makes no sense in the view that stands.
            ConcurrentDecision: somebody decided on the same subject since.
        """
        for outcome in self.outcomes():
            if decision_id and outcome.decision.id == decision_id:
                return outcome  # sent again because the answer was lost
        if kind is DecisionKind.APPROVE_QUOTE and not reason.strip():
            self._refuse_flagged(passages)
        decision = make(
            kind,
            self.view,
            self.state.decisions,
            run=self.state.run.number if self.state.run else 0,
            author=author,
            themes=themes,
            passages=passages,
            value=value,
            reason=reason,
            texts={p.id: p.text for p in self.state.passages},
            decision_id=decision_id,
        )
        version = decision.seen.version if known is None else min(known, decision.seen.version)
        appended = self._store.append(decision, expected=version)
        self.state = self._read()
        return next(o for o in self.outcomes() if o.decision.id == appended.id)

    def _refuse_flagged(self, passages: Sequence[str]) -> None:
        """A quote that may point at one person is approved with a reason, or not at all."""
        from analyse.flagging import flags_of

        for passage, flags in flags_of(self.state, passages).items():
            if flags:
                told = ", ".join(dict.fromkeys(flag.kind.value for flag in flags))
                raise UsageError(
                    f"L'extrait {passage} est signalé ({told})\u00a0: il peut désigner quelqu'un.",
                    action="Pour l'approuver quand même, dites pourquoi (--raison).",
                )

    # -- files --------------------------------------------------------------------------------

    def exported(self) -> bytes:
        """The whole ledger as a CSV file."""
        return written(self.outcomes())

    def imported(self, data: bytes) -> Imported:
        """Append the decisions of a CSV file, all of them or none.

        Decisions already in the ledger (same id) are left as they are; a line without an id is
        one that a person wrote, checked against the view that stands at that point of the file.

        Raises:
            UsageError: a line is wrong, or somebody decided otherwise here; every line is told.
        """
        ledger = list(self.state.decisions)
        ours = {decision.id: decision for decision in ledger}
        numbers: dict[int, int] = {}
        new: list[Decision] = []
        wrong: list[str] = []
        known = 0
        for row in sorted(read(data), key=lambda row: (row.decision.number or 10**9, row.line)):
            try:
                decision = self._from_row(row, ledger, ours, numbers)
            except UsageError as error:
                wrong.append(f"ligne {row.line}\u00a0: {error.message}")
                continue
            if decision.id in ours:
                known += 1
                numbers[row.decision.number] = ours[decision.id].number
                continue
            number = len(self.state.decisions) + len(new) + 1
            numbers[row.decision.number] = number
            decision = replace(decision, number=number)
            new.append(decision)
            ledger.append(decision)
        refuse(wrong)
        if new:
            self._store.append_all(new)
            self.state = snapshot(self._store)
        return Imported(added=len(new), known=known)

    def _from_row(
        self,
        row: Row,
        ledger: Sequence[Decision],
        ours: dict[str, Decision],
        numbers: dict[int, int],
    ) -> Decision:
        said = row.decision
        if not said.id:
            return self._written_by_hand(said, ledger)
        lacking = well_formed(said)
        if lacking:
            raise UsageError(lacking)
        same = ours.get(said.id)
        if same is not None:
            if replace(same, number=0, seen=said.seen) != replace(said, number=0):
                raise UsageError("cette décision est déjà au registre, avec un autre contenu")
            return same
        # Numbers are those of the file: what its author knew of, in the numbers of this ledger.
        version = max((numbers[n] for n in numbers if 0 < n <= said.seen.version), default=0)
        decision = replace(said, seen=replace(said.seen, version=version))
        since = [
            d for d in self.state.decisions if d.number > version and d.touches(decision)
            and d.number not in numbers.values()
        ]  # fmt: skip
        if since:
            other = since[-1]
            raise UsageError(
                f"{other.author} a décidé ici «\u00a0{other.kind.value}\u00a0» sur le même sujet "
                f"(décision {other.number}), ce que cette ligne ne savait pas"
            )
        return decision

    def _written_by_hand(self, said: Decision, ledger: Sequence[Decision]) -> Decision:
        run = self.state.run
        view = self.view
        if len(ledger) > len(self.state.decisions) and run is not None:
            last = self._store.run(run.number)
            view = replay(found_in(last, self.state.passages, self._store.anchors()), ledger)
        value = said.value
        if said.kind is DecisionKind.UNDO:
            value = next((d.id for d in ledger if value in (str(d.number), d.id)), value)
        elif said.kind in (DecisionKind.FICHE, DecisionKind.CHANTIER):
            value = self.entry(said.kind, value)
        return make(
            said.kind,
            view,
            ledger,
            run=run.number if run else 0,
            author=said.author,
            themes=said.theme_ids,
            passages=said.passage_ids,
            value=value,
            reason=said.reason,
            texts={p.id: p.text for p in self.state.passages},
            decision_id=new_id(),
            at=said.at,
        )


def _beginning(said: str, ids: Iterable[str]) -> list[str]:
    return [i for i in ids if len(said) >= _BEGINNING and i.startswith(said)]

"""The ledger of decisions and the anchors of corrected passages: appended, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, func, insert, select

from analyse.contracts import Anchor, Decision, DecisionKind, LineageStatus, Seen, ThemeChange
from analyse.errors import ConcurrentDecision, StoreError
from analyse.store import schema


class Ledger:
    """The part of `Store` that keeps what people decide.

    The database itself refuses to change or remove a line (triggers of migration 0004).
    """

    if TYPE_CHECKING:

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self, *, quiet: bool = False) -> AbstractContextManager[Connection]: ...

    def decisions(self) -> list[Decision]:
        """Every decision, in the order of the ledger."""
        table = schema.decision
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).mappings()
            return [decision_of(row) for row in rows]

    def append(self, decision: Decision, *, expected: int | None = None) -> Decision:
        """Append one decision and return it with its number.

        Args:
            decision: its `number` is not read.
            expected: number of the last decision that its author knew of on the themes and
                passages concerned; None takes `decision.seen.version`.

        Returns:
            the decision as it stands in the ledger; the one already there when its id is.

        Raises:
            ConcurrentDecision: another one was appended since on the same theme or passage; it is
                told, and nothing is written.
            StoreError: another decision has that id.
        """
        if expected is not None:
            decision = replace(decision, seen=replace(decision.seen, version=expected))
        return self.append_all([decision])[0]

    def append_all(self, decisions: Sequence[Decision]) -> list[Decision]:
        """Append decisions in order, all of them or none. See `append`.

        A decision of the list is never in the way of the next ones.
        """
        table = schema.decision
        with self._writing(quiet=True) as connection:
            known = [
                decision_of(row)
                for row in connection.execute(select(table).order_by(table.c.number)).mappings()
            ]
            by_id = {decision.id: decision for decision in known}
            number = max((decision.number for decision in known), default=0)
            mine = {decision.id for decision in decisions}
            written: list[Decision] = []
            for decision in decisions:
                same = by_id.get(decision.id)
                if same is not None:
                    if replace(same, number=0, seen=decision.seen) != replace(decision, number=0):
                        raise StoreError(
                            f"La décision {decision.id} est déjà au registre, avec un autre "
                            "contenu\u00a0: rien n'a été écrit.",
                            action="Donnez-lui un autre identifiant, ou laissez-le vide.",
                        )
                    written.append(same)
                    continue
                _refuse_concurrent(decision, [d for d in known if d.id not in mine])
                number += 1
                new = replace(decision, number=number)
                connection.execute(insert(table), [decision_row(new)])
                by_id[new.id] = new
                written.append(new)
        return written

    def anchors(self) -> list[Anchor]:
        """Where the passages of earlier versions went, in the order it was found."""
        table = schema.anchor
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).all()
        return [Anchor(row.old_id, row.new_id, row.by) for row in rows]


def save_anchors(connection: Connection, anchors: Iterable[Anchor]) -> None:
    """Add to the anchors, inside the transaction that replaces the passages."""
    table = schema.anchor
    start = connection.execute(select(func.max(table.c.number))).scalar() or 0
    rows = [
        {"number": start + i, "old_id": a.old_id, "new_id": a.new_id, "by": a.by}
        for i, a in enumerate(anchors, start=1)
    ]
    if rows:
        connection.execute(insert(table), rows)


def _refuse_concurrent(decision: Decision, known: Iterable[Decision]) -> None:
    since = [d for d in known if d.number > decision.seen.version and decision.touches(d)]
    if not since:
        return
    last = since[-1]
    raise ConcurrentDecision(
        f"{last.author} vient de décider «\u00a0{last.kind.value}\u00a0» sur le même sujet "
        f"(décision {last.number}, {_when(last.at)})\u00a0: votre décision «\u00a0"
        f"{decision.kind.value}\u00a0» n'a pas été écrite.",
        numbers=tuple(d.number for d in since),
        action="Lisez ce qui a changé (analyse decisions DOSSIER), puis décidez de nouveau si "
        "besoin.",
    )


def _when(at: str) -> str:
    moment = datetime.fromisoformat(at)
    return f"le {moment:%Y-%m-%d} à {moment.hour}\u00a0h\u00a0{moment:%M} UTC"


def decision_row(decision: Decision) -> dict[str, Any]:
    """Columns of `decision`."""
    return {
        "number": decision.number,
        "id": decision.id,
        "kind": decision.kind.value,
        "author": decision.author,
        "at": decision.at,
        "reason": decision.reason,
        "theme_ids": list(decision.theme_ids),
        "passage_ids": list(decision.passage_ids),
        "value": decision.value,
        "seen": asdict(decision.seen),
    }


def decision_of(row: RowMapping) -> Decision:
    """A `Decision` from its row."""
    return Decision(
        id=row["id"],
        kind=DecisionKind(row["kind"]),
        author=row["author"],
        at=row["at"],
        theme_ids=tuple(row["theme_ids"]),
        passage_ids=tuple(row["passage_ids"]),
        value=row["value"],
        reason=row["reason"],
        seen=Seen(**row["seen"]),
        number=row["number"],
    )


def change_of(row: Mapping[str, Any]) -> ThemeChange:
    """A `ThemeChange` from its JSON."""
    return ThemeChange(
        **{**row, "status": LineageStatus(row["status"]), "others": tuple(row["others"])}
    )

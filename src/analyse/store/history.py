"""What earlier analyses knew."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, insert, select

from analyse.contracts import Confrontation, Passage
from analyse.store import records, schema
from analyse.store.model import Memo, Run


class History:
    """The part of `Store` that looks further back than the last analysis."""

    if TYPE_CHECKING:

        def _reading(self) -> AbstractContextManager[Connection]: ...

    def passages_of(self, document_ids: Sequence[str]) -> dict[str, list[Passage]]:
        """Document id → its passages, in order; documents without any are left out."""
        table = schema.passage
        found: dict[str, list[Passage]] = defaultdict(list)
        with self._reading() as connection:
            query = select(table).where(table.c.document_id.in_(list(document_ids)))
            for row in connection.execute(query.order_by(table.c.start, table.c.id)).mappings():
                found[row["document_id"]].append(records.passage_of(row))
        return dict(found)

    def run_passages(self, numbers: Iterable[int]) -> dict[int, frozenset[str]]:
        """Number of an analysis → ids of the passages it knew."""
        table = schema.membership
        found: dict[int, set[str]] = defaultdict(set)
        with self._reading() as connection:
            query = select(table.c.run, table.c.passage_id).where(
                table.c.run.in_(sorted(set(numbers)))
            )
            for row in connection.execute(query):
                found[row.run].add(row.passage_id)
        return {number: frozenset(passages) for number, passages in found.items()}

    def last_members(self) -> dict[str, list[str]]:
        """Theme id → its passages in the last analysis that found some, as the machine did."""
        table = schema.membership
        latest = (
            select(table.c.theme_id, func.max(table.c.run).label("run"))
            .where(table.c.theme_id != "")
            .group_by(table.c.theme_id)
            .subquery()
        )
        both = (table.c.theme_id == latest.c.theme_id) & (table.c.run == latest.c.run)
        query = select(table.c.theme_id, table.c.passage_id).join(latest, both)
        members: dict[str, list[str]] = defaultdict(list)
        with self._reading() as connection:
            for row in connection.execute(query.order_by(table.c.passage_id)):
                members[row.theme_id].append(row.passage_id)
        return dict(sorted(members.items()))

    def titles(self) -> dict[str, str]:
        """Theme id → its title in the last analysis that told it, silent ones included."""
        table = schema.theme
        with self._reading() as connection:
            query = select(table.c.id, table.c.title).order_by(table.c.run)
            return {row.id: row.title for row in connection.execute(query)}

    def heads(self) -> list[Run]:
        """Every analysis, in order, without its tables, tree and centres."""
        table = schema.run
        kept = [c for c in table.c if c.name not in ("tree", "centres", "rare")]
        with self._reading() as connection:
            rows = connection.execute(select(*kept).order_by(table.c.number)).mappings()
            bare: dict[str, Any] = {"tree": b"", "centres": b"", "rare": []}
            return [records.run_of({**r, **bare}, (), (), (), Confrontation(), ()) for r in rows]

    def people(self) -> list[str]:
        """Keyed digests of everybody who has a pseudonym, by number."""
        table = schema.person
        with self._reading() as connection:
            query = select(table.c.digest).order_by(table.c.number)
            return list(connection.execute(query).scalars())

    def memo(self, step: str, version: str) -> dict[str, Any]:
        """What a step kept under that version; nothing when it was another one."""
        table = schema.memo
        query = select(table.c.data).where(table.c.step == step, table.c.version == version)
        with self._reading() as connection:
            data = connection.execute(query).scalar()
        if data is None:
            return {}
        try:
            values: dict[str, Any] = json.loads(zlib.decompress(bytes(data)))
        except (ValueError, zlib.error):  # it is found again
            return {}
        return values


def save_memos(connection: Connection, memos: Iterable[Memo]) -> None:
    """Put what steps found in the place of what they kept, inside the transaction of a run."""
    table = schema.memo
    for memo in memos:
        told = json.dumps(memo.values, ensure_ascii=False, separators=(",", ":"))
        data = zlib.compress(told.encode("utf-8", "surrogatepass"), 1)
        row = {"step": memo.step, "version": memo.version, "data": data}
        connection.execute(delete(table).where(table.c.step == memo.step))
        connection.execute(insert(table), [row])

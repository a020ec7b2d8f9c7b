"""Who looked into the mapping, what was destroyed, what was copied: logs that are only added to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, update

from analyse.store import schema
from analyse.store.dump import Row, rows_of
from analyse.store.engine import erase, told
from analyse.store.model import Backup, Consultation, PurgeLine
from analyse.store.purging import Removed, compact, remove_document

_CHUNK = 500


class Custody:
    """The part of `Store` that accounts for personal data."""

    if TYPE_CHECKING:
        _engine: Engine

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self, *, quiet: bool = False) -> AbstractContextManager[Connection]: ...

    # -- logs -------------------------------------------------------------------------------

    def consultations(self) -> list[Consultation]:
        """Every consultation of the mapping, in order."""
        return [Consultation(**row) for row in self._lines(schema.consultation)]

    def log_consultation(self, line: Consultation) -> Consultation:
        """Append a consultation; returned with its number."""
        return Consultation(**self._appended(schema.consultation, line.columns()))

    def purges(self) -> list[PurgeLine]:
        """Every line about a purge, in order: one when it begins, one when it is done."""
        return [PurgeLine(**row) for row in self._lines(schema.purge)]

    def log_purge(self, line: PurgeLine) -> PurgeLine:
        """Append a line about a purge; returned with its number."""
        return PurgeLine(**self._appended(schema.purge, line.columns()))

    def backups(self) -> list[Backup]:
        """Every backup that was made, in order."""
        return [Backup(**row) for row in self._lines(schema.backup)]

    def log_backup(self, line: Backup) -> Backup:
        """Append a backup; returned with its number."""
        return Backup(**self._appended(schema.backup, line.columns()))

    def _lines(self, table: Table) -> list[dict[str, Any]]:
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).mappings()
            return [dict(row) for row in rows]

    def _appended(self, table: Table, columns: Mapping[str, Any]) -> dict[str, Any]:
        with self._writing() as connection:
            return append(connection, table, columns)

    def sizes(self) -> dict[str, int]:
        """Rows of each table, by name."""
        tables = sorted(schema.metadata.tables.items())
        with self._reading() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar() or 0
                for name, table in tables
            }

    # -- people -----------------------------------------------------------------------------

    def pseudonyms(self) -> dict[int, str]:
        """Number of each pseudonym → keyed digest of the name."""
        with self._reading() as connection:
            rows = connection.execute(select(schema.person)).all()
        return {row.number: row.digest for row in rows}

    def naming(self, numbers: Collection[int]) -> set[str]:
        """Ids of the documents that name some of these people."""
        table, found, wanted = schema.mask, set[str](), sorted(numbers)
        with self._reading() as connection:
            for at in range(0, len(wanted), _CHUNK):
                part = wanted[at : at + _CHUNK]
                query = select(table.c.document_id).where(table.c.person.in_(part)).distinct()
                found.update(connection.execute(query).scalars())
        return found

    # -- raw files and caches -----------------------------------------------------------------

    def mark_purged(self, document_ids: Sequence[str] | None, at: str) -> int:
        """Say that the raw files of documents were destroyed; None means every document.

        Returns:
            how many documents were marked that were not.
        """
        table = schema.document
        mine = [table.c.purged.is_(None)]
        if document_ids is not None:
            mine.append(table.c.id.in_(list(document_ids)))
        with self._writing() as connection:
            return connection.execute(update(table).where(*mine).values(purged=at)).rowcount

    def drop_vectors(self, keep: Collection[str] = ()) -> int:
        """Remove cached vectors, but those of these keys; how many were removed.

        What steps remember of each text goes too: it is all found again when it is needed.
        """
        column, kept = schema.vector.c.key, set(keep)
        with self._writing() as connection:
            connection.execute(delete(schema.memo))
            gone = [k for k in connection.execute(select(column)).scalars() if k not in kept]
            for at in range(0, len(gone), _CHUNK):
                connection.execute(delete(schema.vector).where(column.in_(gone[at : at + _CHUNK])))
        return len(gone)

    def remove_documents(
        self, document_ids: Sequence[str], *, reason: str, line: PurgeLine
    ) -> Removed:
        """Blank documents in every table, and append the line that says so, all at once.

        See `purging`: triggers that keep logs as they are hold again before this returns.
        """
        removed = Removed()
        with self._writing() as connection:
            for document_id in document_ids:
                removed.add(remove_document(connection, document_id, at=line.at, reason=reason))
            report = {
                **line.report,
                "lignes": removed.counts,
                "decisions": [list(pair) for pair in removed.decisions],
            }
            append(connection, schema.purge, {**line.columns(), "report": report})
        return removed

    def erase(self) -> None:
        """Remove every table of ours, and leave the database empty."""
        with told():
            erase(self._engine)

    def dump(self) -> AbstractContextManager[tuple[str, dict[str, Iterator[Row]]]]:
        """The revision of the schema and every row of every table, of one moment."""
        return rows_of(self._engine)

    def compact(self) -> None:
        """Write the database again without the bytes of what was deleted."""
        with told():
            compact(self._engine)


def append(connection: Connection, table: Table, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Add a line with the next number, inside the caller's transaction."""
    last = connection.execute(select(func.max(table.c.number))).scalar() or 0
    row = {**columns, "number": last + 1}
    connection.execute(insert(table), [row])
    return row

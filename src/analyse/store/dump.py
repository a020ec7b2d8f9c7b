"""Every row of every table, out of one database and into another, whatever their kinds.

Rows travel as JSON, in the order of their keys, so that what is read from SQLite goes into
PostgreSQL and back. They are put back at the revision of the schema they were read at, which then
goes up to today's by the usual migrations.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    delete,
    func,
    insert,
    inspect,
    null,
    select,
)

from analyse.errors import StoreError
from analyse.store import schema
from analyse.store.engine import (
    VERSION_TABLE,
    Migrations,
    begin_reading,
    begin_writing,
    drop_everything,
    told,
    unmigrated_engine,
)

_CHUNK = 500

Row = dict[str, Any]


@contextmanager
def rows_of(engine: Engine) -> Iterator[tuple[str, dict[str, Iterator[Row]]]]:
    """The revision of the schema, and each table's rows, all of one moment.

    Each iterator is read in turn, inside the block.
    """
    with told(), engine.connect() as connection:
        begin_reading(connection)
        tables = {table.name: _rows(connection, table) for table in schema.metadata.sorted_tables}
        yield Migrations(connection).current, tables


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    binary = [c.name for c in table.c if isinstance(c.type, LargeBinary)]
    query = select(table).order_by(*table.primary_key.columns)
    result = connection.execution_options(stream_results=True).execute(query)
    for part in result.mappings().partitions(_CHUNK):
        for found in part:
            row = dict(found)
            for name in binary:
                if row[name] is not None:
                    row[name] = base64.b64encode(row[name]).decode("ascii")
            yield row


def is_empty(url: str) -> bool:
    """Whether the database holds no table, or none of ours with a file or an analysis in it."""
    with told():
        engine = unmigrated_engine(url)
        try:
            with engine.connect() as connection:
                begin_reading(connection)
                names = set(inspect(connection).get_table_names())
                if names and VERSION_TABLE not in names:
                    return False
                tables = (schema.document, schema.run, schema.decision)
                return not any(
                    connection.execute(select(table.primary_key.columns[0])).first()
                    for table in tables
                    if table.name in names
                )
        finally:
            engine.dispose()


def put_back(
    url: str,
    revision: str,
    rows: Callable[[str], Iterable[Row]],
    names: Iterable[str],
    *,
    before_commit: Callable[[], None] = lambda: None,
) -> None:
    """Make the database at `url` hold these rows and nothing else, all of them or none.

    Args:
        url: of a database that is ours or empty; what it held is lost.
        revision: of the schema that the rows were read at.
        rows: gives the rows of a table.
        names: tables that have rows.
        before_commit: called when everything is in; when it fails, the database is as it was.

    Raises:
        StoreError: the database refuses, or holds tables of another program.
    """
    with told():
        engine = unmigrated_engine(url)
        try:
            with engine.begin() as connection:
                begin_writing(connection)
                tables = set(inspect(connection).get_table_names())
                if tables and VERSION_TABLE not in tables:
                    raise StoreError(
                        "La base de données contient des tables qui ne sont pas celles de ce "
                        "logiciel\u00a0: rien n'a été restauré.",
                        action="Indiquez une base vide.",
                    )
                found = Migrations(connection)
                if revision not in found.known:
                    raise StoreError(
                        "Cette sauvegarde vient d'une version plus récente de ce logiciel\u00a0: "
                        "rien n'a été restauré.",
                        action="Mettez le logiciel à jour, puis recommencez.",
                    )
                drop_everything(connection)
                found.upgrade(revision)
                _fill(connection, rows, set(names))
                found.upgrade("head")
                before_commit()
        finally:
            engine.dispose()


def _fill(connection: Connection, rows: Callable[[str], Iterable[Row]], names: set[str]) -> None:
    metadata = MetaData()
    metadata.reflect(connection)
    ours = [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]
    unknown = names - {table.name for table in ours}
    if unknown:
        raise StoreError(
            f"Cette sauvegarde contient {len(unknown)} table(s) inconnue(s)\u00a0: rien n'a été "
            "restauré.",
            action="Mettez le logiciel à jour, puis recommencez.",
        )
    for table in ours:
        if connection.execute(select(func.count()).select_from(table)).scalar():
            connection.execute(delete(table))  # what a migration wrote: the backup has its own
    for table in ours:
        if table.name not in names:
            continue
        part: list[Row] = []
        for row in rows(table.name):
            part.append(_typed(table, row))
            if len(part) == _CHUNK:
                connection.execute(insert(table), part)
                part = []
        if part:
            connection.execute(insert(table), part)


def _typed(table: Table, row: Mapping[str, Any]) -> Row:
    out: Row = {}
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, LargeBinary):
            out[name] = base64.b64decode(value)
        elif value is None and isinstance(kind, JSON):
            out[name] = null()
        else:
            out[name] = value
    return out

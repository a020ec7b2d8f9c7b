"""Consents, agreements of communities, and what was written for others: appended, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from analyse.contracts import (
    Agreement,
    AgreementAnswer,
    Consent,
    ConsentRecord,
    Release,
    ReleaseKind,
    Scope,
    Withdrawn,
)
from analyse.store import schema

_CHUNK = 500


class Releases:
    """The part of `Store` that stands between an analysis and its publication.

    The database itself refuses to change or remove a line (triggers).
    """

    if TYPE_CHECKING:

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self) -> AbstractContextManager[Connection]: ...

    # -- consents ---------------------------------------------------------------------------

    def consents(self) -> list[ConsentRecord]:
        """Everything ever said about a consent, in order."""
        table = schema.consent
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).mappings().all()
        return [
            ConsentRecord(
                **{
                    **row,
                    "scope": Scope(row["scope"]),
                    "consent": Consent(row["consent"]),
                    "place": tuple(row["place"]),
                }
            )
            for row in rows
        ]

    def add_consents(self, records: Sequence[ConsentRecord]) -> list[ConsentRecord]:
        """Append what was said, all of it or nothing; a repetition adds nothing.

        What a source says of a target again, after having said the same, is a repetition: two
        commands that read one file at once write its lines once.

        Returns:
            those that were appended, with their number.
        """
        table = schema.consent
        with self._writing() as connection:
            number = connection.execute(select(func.max(table.c.number))).scalar() or 0
            said: dict[tuple[str, str, str], str] = {}
            order = select(table.c.source, table.c.scope, table.c.target, table.c.consent)
            for row in connection.execute(order.order_by(table.c.number)):
                said[row.source, row.scope, row.target] = row.consent
            new = []
            for record in records:
                key = (record.source, record.scope.value, record.target)
                if record.source != "commande" and said.get(key) == record.consent.value:
                    continue
                said[key] = record.consent.value
                number += 1
                new.append(replace(record, number=number))
            rows = [
                {
                    **asdict(record),
                    "scope": record.scope.value,
                    "consent": record.consent.value,
                    "place": list(record.place),
                }
                for record in new
            ]
            _insert(connection, table, rows)
        return new

    def withdrawn(self) -> list[Withdrawn]:
        """Every passage that ever left because a consent was withdrawn, by id."""
        table = schema.withdrawn
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.passage_id)).all()
        return [Withdrawn(row.passage_id, row.document_id, row.by) for row in rows]

    def scrub(self, texts: Sequence[str] = ()) -> None:
        """Take withdrawn passages out of what was made of them.

        The quotes of every analysis always (one that ran meanwhile may have chosen them). For
        texts that leave now, also what volunteers are shown, and what is kept only to go faster:
        vectors and memos cannot be told apart, so all of them go, and are computed again.

        Args:
            texts: what leaves now, as it is stored and as it would be published.
        """
        gone = select(schema.withdrawn.c.passage_id).where(
            schema.withdrawn.c.passage_id.not_in(select(schema.passage.c.id))
        )
        with self._writing() as connection:
            connection.execute(delete(schema.quote).where(schema.quote.c.passage_id.in_(gone)))
            if texts:
                connection.execute(delete(schema.vector))
                connection.execute(delete(schema.memo))
                _blank_cards(connection, texts)

    def person_digests(self) -> dict[int, str]:
        """Number of each pseudonym → keyed digest of the name."""
        with self._reading() as connection:
            rows = connection.execute(select(schema.person)).all()
        return {row.number: row.digest for row in rows}

    # -- agreements -------------------------------------------------------------------------

    def agreements(self) -> list[Agreement]:
        """Every answer of a community, in order."""
        table = schema.agreement
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).mappings().all()
        return [Agreement(**{**row, "answer": AgreementAnswer(row["answer"])}) for row in rows]

    def add_agreement(self, agreement: Agreement) -> Agreement:
        """Append an answer and return it with its number."""
        table = schema.agreement
        with self._writing() as connection:
            number = connection.execute(select(func.max(table.c.number))).scalar() or 0
            new = replace(agreement, number=number + 1)
            _insert(connection, table, [{**asdict(new), "answer": new.answer.value}])
        return new

    # -- releases ---------------------------------------------------------------------------

    def releases(self) -> list[Release]:
        """Every publication, draft of a publication and export, by date."""
        found = []
        with self._reading() as connection:
            for table in (schema.publication, schema.exported):
                for row in connection.execute(select(table)).mappings():
                    passages = {d: tuple(ids) for d, ids in row["passages"].items()}
                    kind = ReleaseKind(row["kind"])
                    found.append(Release(**{**row, "kind": kind, "passages": passages}))
        return sorted(found, key=lambda release: (release.at, release.kind.value, release.number))

    def add_release(self, release: Release) -> Release:
        """Append what was written and return it with its number."""
        export = release.kind is ReleaseKind.EXPORT
        table = schema.exported if export else schema.publication
        with self._writing() as connection:
            number = connection.execute(select(func.max(table.c.number))).scalar() or 0
            new = replace(release, number=number + 1)
            row = asdict(new) | {
                "kind": new.kind.value,
                "files": dict(sorted(new.files.items())),
                "passages": {d: list(ids) for d, ids in sorted(new.passages.items())},
            }
            _insert(connection, table, [row])
        return new


def save_withdrawn(connection: Connection, withdrawn: Iterable[Withdrawn]) -> None:
    """Note passages that leave, and take their text out of the quotes of every analysis."""
    table = schema.withdrawn
    left = {one.passage_id: one for one in withdrawn}
    ids = sorted(left)
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        known = set(
            connection.execute(
                select(table.c.passage_id).where(table.c.passage_id.in_(chunk))
            ).scalars()
        )
        rows = [asdict(left[i]) for i in chunk if i not in known]
        _insert(connection, table, rows)
        connection.execute(delete(schema.quote).where(schema.quote.c.passage_id.in_(chunk)))


WITHHELD = "[retiré à la demande de la personne]"


def _blank_cards(connection: Connection, texts: Sequence[str]) -> None:
    """Cards of campaigns, without the texts that leave."""
    table = schema.metadata.tables["card"]
    for row in connection.execute(select(table.c.id, table.c.content)).all():
        content = _without(row.content, texts)
        if content != row.content:
            connection.execute(update(table).where(table.c.id == row.id).values(content=content))


def _without(value: Any, texts: Sequence[str]) -> Any:
    """The same JSON, each string that holds one of the texts withheld."""
    if isinstance(value, str):
        return WITHHELD if any(text in value for text in texts) else value
    if isinstance(value, list):
        return [_without(one, texts) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, texts) for key, one in value.items()}
    return value


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)

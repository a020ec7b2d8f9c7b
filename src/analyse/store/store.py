"""`Store`: everything the pipeline reads before a step and writes after it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, update

from analyse.contracts import Document, DocumentStatus, MaskSpan, Passage, SetAside, Withdrawn
from analyse.errors import StoreError
from analyse.store import records, schema
from analyse.store.access import Access, content_of, raise_revision
from analyse.store.answers import confrontation_of, confrontation_rows
from analyse.store.campaigns import CampaignStore
from analyse.store.custody import Custody
from analyse.store.engine import begin_reading, begin_writing, open_engine, told
from analyse.store.history import History, save_memos
from analyse.store.ledger import Ledger, save_anchors
from analyse.store.model import KnownFile, Memo, Run, StoredFile, freed_digest
from analyse.store.releases import Releases, save_withdrawn
from analyse.store.tension_rows import tension_row
from analyse.store.turns import Turns
from analyse.store.vectors import Vectors, chunks
from analyse.store.votes import VoteStore


class Store(Ledger, History, Vectors, Turns, Access, CampaignStore, VoteStore, Releases, Custody):
    """The database of one project. Use it as a context manager.

    Every method is one transaction: all of it or nothing. Errors are `StoreError`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._here = threading.local()
        self._turn = threading.Lock()
        self._passages: tuple[int, list[Passage]] | None = None

    @classmethod
    def open(cls, url: str) -> Self:
        """Open `url` and migrate it. Raises `StoreError`."""
        return cls(open_engine(url))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def moment(self) -> Iterator[None]:
        """What this thread reads inside is of one moment, whatever others write meanwhile."""
        if getattr(self._here, "connection", None) is not None:
            yield
            return
        with told():
            connection = self._engine.connect()
        try:
            begin_reading(connection)
            self._here.connection = connection
            yield
        finally:
            self._here.connection = None
            connection.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(), self.moment():
            yield self._here.connection

    @contextmanager
    def _writing(self, *, quiet: bool = False) -> Iterator[Connection]:
        """One transaction that writes; unless `quiet`, pages will read the project again.

        Threads take turns here: waiting for a lock is fairer and shorter than for the database.
        """
        with self._turn, told(), self._engine.begin() as connection:
            begin_writing(connection)
            yield connection
            if not quiet:
                raise_revision(connection)

    # -- people -----------------------------------------------------------------------------

    def person_numbers(
        self,
        digests: Sequence[str],
        *,
        keep: Callable[[Mapping[str, int]], None] | None = None,
    ) -> dict[str, int]:
        """Pseudonym numbers, from 1, for keyed digests of names; new ones in the order given.

        Args:
            digests: may repeat.
            keep: called with the answer while the numbers are being given: no other program gives
                numbers meanwhile, and none is given when it fails.
        """
        with self._writing(quiet=True) as connection:
            known = {
                row.digest: row.number for row in connection.execute(select(schema.person)).all()
            }
            new = [d for d in dict.fromkeys(digests) if d not in known]
            start = max(known.values(), default=0) + 1
            rows = [{"number": start + i, "digest": digest} for i, digest in enumerate(new)]
            _insert(connection, schema.person, rows)
            known |= {digest: start + i for i, digest in enumerate(new)}
            numbers = {digest: known[digest] for digest in digests}
            if keep is not None and numbers:
                keep(numbers)
        return numbers

    # -- files, passages --------------------------------------------------------------------

    def known_files(self) -> list[KnownFile]:
        """Every file ever received, by path."""
        names = [field.name for field in fields(KnownFile)]
        with self._reading() as connection:
            rows = connection.execute(select(*(schema.document.c[name] for name in names)))
            files = [
                KnownFile(**{**row, "status": DocumentStatus(row["status"])})
                for row in rows.mappings()
            ]
        return sorted(files, key=lambda file: (file.path, file.id))  # not the server's collation

    def save_files(self, files: Iterable[StoredFile], withdrawn: Iterable[Withdrawn] = ()) -> None:
        """Write files with their passages; each replaces what was known of it, all or nothing.

        A document whose path one of them takes is kept: it is elsewhere, or gone, and what it
        becomes is written in its turn. Passages that are withdrawn leave the quotes of every
        analysis at the same moment.
        """
        files = list(files)
        table = schema.document
        with self._writing() as connection:
            for chunk in chunks([file.document.id for file in files]):
                connection.execute(delete(table).where(table.c.id.in_(chunk)))
            for chunk in chunks([file.path_digest for file in files]):
                evicted = select(table.c.id).where(table.c.path_digest.in_(chunk))
                for document_id in connection.execute(evicted).scalars().all():
                    connection.execute(
                        update(table)
                        .where(table.c.id == document_id)
                        .values(path_digest=freed_digest(document_id))
                    )
            for file in files:
                row = records.document_row(file.document) | {
                    "path_digest": file.path_digest,
                    "process_key": file.process_key,
                    "given_day": file.given_day,
                }
                document_id = file.document.id
                _insert(connection, table, [row])
                _insert(connection, schema.mask, records.mask_rows(file.document))
                _insert(connection, schema.passage, [records.passage_row(p) for p in file.passages])
                asides = records.set_aside_rows(document_id, file.set_aside)
                _insert(connection, schema.set_aside, asides)
            save_anchors(connection, [anchor for file in files for anchor in file.anchors])
            save_withdrawn(connection, withdrawn)

    def forget(self, document_ids: Sequence[str]) -> None:
        """Remove files and all that was made of them."""
        with self._writing() as connection:
            for chunk in chunks(list(document_ids)):
                connection.execute(delete(schema.document).where(schema.document.c.id.in_(chunk)))

    def documents(self) -> list[Document]:
        """Every file with its masked text and masks, by (SHA-256, path)."""
        table = schema.mask
        with self._reading() as connection:
            masks: dict[str, list[MaskSpan]] = defaultdict(list)
            rows = connection.execute(select(table).order_by(table.c.document_id, table.c.start))
            for row in rows:
                masks[row.document_id].append(MaskSpan(row.start, row.end, row.kind, row.person))
            documents = [
                records.document_of(row, tuple(masks[row["id"]]))
                for row in connection.execute(select(schema.document)).mappings()
            ]
        return sorted(documents, key=lambda document: (document.sha256, document.path, document.id))

    def passages(self) -> list[Passage]:
        """Every passage of the files that are read, by (SHA-256 of the document, start).

        They are read again only when something was written since: see `Stamp.content`.
        """
        document, passage = schema.document, schema.passage
        query = (
            select(passage)
            .join(document, document.c.id == passage.c.document_id)
            .where(document.c.status == DocumentStatus.READ.value)
            .order_by(document.c.sha256, document.c.id, passage.c.start, passage.c.id)
        )
        with self._reading() as connection:
            content, kept = self.stamp().content, self._passages
            if kept is None or kept[0] != content:
                rows = connection.execute(query).mappings()
                kept = self._passages = content, [records.passage_of(row) for row in rows]
        return list(kept[1])

    def set_asides(self) -> list[SetAside]:
        """Every stretch set aside in the files that are read, by (SHA-256, start)."""
        document, aside = schema.document, schema.set_aside
        length = aside.c.end - aside.c.start
        query = (
            select(aside, func.substr(document.c.text, aside.c.start + 1, length).label("text"))
            .join(document, document.c.id == aside.c.document_id)
            .where(document.c.status == DocumentStatus.READ.value)
            .order_by(document.c.sha256, document.c.id, aside.c.start)
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return [SetAside(r.document_id, r.start, r.end, r.text, r.reason) for r in rows]

    # -- runs -------------------------------------------------------------------------------

    def last_run_number(self) -> int:
        """Number of the last run, 0 before the first."""
        with self._reading() as connection:
            return connection.execute(select(func.max(schema.run.c.number))).scalar() or 0

    def save_run(self, run: Run, *, memos: Iterable[Memo] = ()) -> None:
        """Write one run whole, and what steps keep. A number that is already there is refused."""
        number = run.number
        with self._writing() as connection:
            content = content_of(connection)
            _insert(connection, schema.run, [records.run_row(run)])
            themes = enumerate(run.themes, start=1)
            rows = [records.theme_row(theme, run=number, rank=rank) for rank, theme in themes]
            _insert(connection, schema.theme, rows)
            rows = [records.placement_row(placement, run=number) for placement in run.placements]
            _insert(connection, schema.membership, rows)
            rows = [records.quote_row(quote, run=number) for quote in run.quotes]
            _insert(connection, schema.quote, rows)
            for name, rows in confrontation_rows(run.confrontation, run=number).items():
                _insert(connection, schema.metadata.tables[name], rows)
            rows = [tension_row(tension, run=number) for tension in run.tensions]
            _insert(connection, schema.tension, rows)
            save_memos(connection, memos)
        # A run changes no passage: those read just before hold after it.
        kept = self._passages
        if kept is not None and kept[0] == content:
            self._passages = content + 1, kept[1]

    def last_run(self) -> Run | None:
        """The last run whole, None before the first."""
        with self.moment():
            number = self.last_run_number()
            return self.run(number) if number else None

    def run(self, number: int) -> Run:
        """Run `number` whole: themes by rank, placements by passage, quotes and tensions by
        theme and rank.

        Raises:
            StoreError: there is no such run.
        """
        with self._reading() as connection:

            def rows(table: Table, *order: str) -> Any:
                mine = table.c.number if table is schema.run else table.c.run
                query = select(table).where(mine == number)
                return connection.execute(query.order_by(*(table.c[o] for o in order))).mappings()

            head = rows(schema.run).one_or_none()
            if head is None:
                raise StoreError(
                    f"L'analyse {number} n'existe pas.",
                    action=f"La dernière est l'analyse {self.last_run_number()}.",
                )
            return records.run_of(
                head,
                rows(schema.theme, "rank"),
                rows(schema.membership, "passage_id"),
                rows(schema.quote, "theme_id", "facet", "rank"),
                confrontation_of(
                    rows(schema.sheet, "rank"),
                    rows(schema.statement, "rank"),
                    rows(schema.evidence, "rank"),
                    rows(schema.label, "passage_id"),
                ),
                rows(schema.tension, "theme_id", "rank"),
            )


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)

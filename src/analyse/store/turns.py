"""One analysis of a project at a time, and the trace of those that were cut short.

Two analysts may start an analysis together: the second waits for the first. The right to analyse is
held by the system (a lock on a file beside the SQLite database, an advisory lock of PostgreSQL), so
that it ends with the program that holds it, however it ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, func, insert, select, text, update

from analyse.errors import StoreError, system_reason
from analyse.store import schema

_KEY = 0x616E616C746F7572  # "analtour" in ASCII; another key than that of short transactions
_PAUSE_SECONDS = 0.2
LOCK_SUFFIX = ".tour"


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to analyse, while it is held.

    Attributes:
        interrupted: when the last analysis that never ended had started (ISO 8601, UTC), "" when
            the last one ended: what it had written is taken up again.
        waited: whether another analysis had to end first.
    """

    interrupted: str = ""
    waited: bool = False


class Turns:
    """The part of `Store` that lets one analysis run at a time."""

    if TYPE_CHECKING:
        _engine: Engine

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self) -> AbstractContextManager[Connection]: ...

    @contextmanager
    def turn(self, waiting: Callable[[str], None] = lambda _since: None) -> Iterator[Turn]:
        """Hold the right to analyse; wait for it when another program has it.

        Args:
            waiting: called once, when it has to wait, with the moment the other analysis started
                (ISO 8601, UTC; "" when it is just starting).

        Raises:
            StoreError: the lock cannot be made.
        """
        with self._held(lambda: waiting(self._running())) as waited:
            number, interrupted = self._begin()
            try:
                yield Turn(interrupted, waited)
            finally:
                self._end(number)

    def _held(self, waiting: Callable[[], None]) -> AbstractContextManager[bool]:
        if self._engine.dialect.name == "postgresql":
            return _advisory(self._engine, waiting)
        return _locked_file(Path(str(self._engine.url.database)), waiting)

    def _running(self) -> str:
        table = schema.attempt
        last = select(func.max(table.c.number)).scalar_subquery()
        with self._reading() as connection:
            row = connection.execute(select(table).where(table.c.number == last)).one_or_none()
        return row.started if row and row.ended is None else ""

    def _begin(self) -> tuple[int, str]:
        table = schema.attempt
        with self._writing() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).all()
            interrupted = rows[-1].started if rows and rows[-1].ended is None else ""
            number = (rows[-1].number if rows else 0) + 1
            row = {"number": number, "started": _now(), "ended": None}
            connection.execute(insert(table), [row])
        return number, interrupted

    def _end(self, number: int) -> None:
        table = schema.attempt
        with self._writing() as connection:
            ended = update(table).where(table.c.number == number).values(ended=_now())
            connection.execute(ended)


@contextmanager
def _locked_file(database: Path, waiting: Callable[[], None]) -> Iterator[bool]:
    from filelock import FileLock, Timeout

    lock = FileLock(database.with_name(database.name + LOCK_SUFFIX))
    waited = False
    try:
        while not lock.is_locked:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waited = waited or _told(waiting)
                time.sleep(_PAUSE_SECONDS)
    except OSError as error:
        raise StoreError(
            f"Impossible de réserver l'analyse de ce projet ({system_reason(error)}).",
            action="Vérifiez que le dossier de la base de données est accessible en écriture.",
        ) from error
    try:
        yield waited
    finally:
        lock.release()


@contextmanager
def _advisory(engine: Engine, waiting: Callable[[], None]) -> Iterator[bool]:
    waited = False
    # Outside any transaction: the lock is that of the session, and lasts as long as it.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        asked = text("SELECT pg_try_advisory_lock(:key)")
        while not connection.execute(asked, {"key": _KEY}).scalar():
            waited = waited or _told(waiting)
            time.sleep(_PAUSE_SECONDS)
        try:
            yield waited
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})


def _told(waiting: Callable[[], None]) -> bool:
    waiting()
    return True


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

"""One process or several to read the files of a run: the result is the same.

Several are worth it for hundreds of passages: parsing is most of the work, and it is one file at a
time. Each has its own language model and its own program for risky formats.
"""

from __future__ import annotations

import os
import pickle
import queue
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeVar

from analyse import language
from analyse.contracts import Received
from analyse.errors import AnalyseError, ConfigurationError
from analyse.processes import Helper, HelperStoppedError
from analyse.stages.desk import Desk, Outcome, set_aside
from analyse.stages.reading import Read, Settings, Task
from analyse.steps import ingest
from analyse.store import StoredFile

PROCESSES = 2
"""Processes that mask and cut, when there are as many processors: each holds its own language
model, 0.6 GB, and a laptop has 8."""

VARIABLE = "ANALYSE_PROCESSUS"
"""Environment variable: another number of processes."""

WORTH_IT = 20_000
"""Bytes of text from which another process reads: some 170 passages. It loads the language model
while this one loads the encoder and its libraries, which take as long."""

WORTH_IT_LOADED = 120_000
"""The same where this process has already loaded the language model: some 1,000 passages, which
take 3 s of one processor, as much as to load it once more."""

WORTH_TWO = 330_000
"""Bytes of text from which a second one does: some 2,750 passages. Under that, loading another
model (3 s of processor) while this one loads the encoder saves nobody a second: 2,000 passages take
as long with one as with two."""

_OFFICE_TEXT = 6_000
"""Bytes of text in a note of an office format, whose size on disk says nothing: one page and a
half, as in the notes of the example event."""

_NEXT = ("analyse.steps.cluster", "analyse.steps.quotes.company")
"""Modules that the steps after reading load, and which take seconds."""

TARGET = "analyse.stages.desk:answer"
"""What answers in each of them."""

STOPPED = (
    "le document a fait arrêter le programme qui le découpait\u00a0: "
    "relancez, ou partagez-le en plusieurs fichiers"
)


T = TypeVar("T")


class Crew(Protocol):
    """Those who read. `ahead`: batches read while the one before is being cut."""

    ahead: int

    def find(self, task: Task) -> Future[Outcome]:
        """Begin `Desk.find`."""

    def finish(
        self, read: Read, persons: Mapping[str, int], roles: Mapping[str, str]
    ) -> Future[StoredFile]:
        """Begin `Desk.finish`."""


@contextmanager
def crew(notes: Path, settings: Settings, todo: Sequence[Task]) -> Iterator[Crew]:
    """Those who read these files; they are gone after the block.

    Raises:
        ConfigurationError: the environment asks for an impossible number of processes.
    """
    others = helpers(todo)
    if others:
        team = _Several(notes, settings, others, _documents(todo))
        try:
            with _warmed(notes, settings, todo):
                yield team
        finally:
            team.close()
        return
    desk = Desk(notes, settings)
    try:
        yield _Alone(desk)
    finally:
        desk.close()


def helpers(todo: Sequence[Task]) -> int:
    """How many other processes read these files; 0: this one does.

    Raises:
        ConfigurationError: the environment asks for something else than a number from 1.
    """
    given, text, most = _given(), _text(todo), _processors()
    if text < (WORTH_IT_LOADED if language.is_loaded() else WORTH_IT):
        return 0
    wanted = int(given) if given else min(most, PROCESSES if text >= WORTH_TWO else 1)
    return 0 if wanted == 1 and (given or most == 1) else min(wanted, len(_readable(todo)))


def _given() -> str:
    """What the environment asks for, "" for nothing."""
    given = os.environ.get(VARIABLE, "").strip()
    if given and not (given.isdecimal() and 1 <= int(given) <= 64):
        raise ConfigurationError(
            f"La variable {VARIABLE} doit être un nombre de processus, de 1 à 64.",
            action=f"Corrigez-la, ou retirez-la\u00a0: sans elle, c'est {PROCESSES} au plus.",
        )
    return given


def _readable(todo: Sequence[Task]) -> list[Received]:
    files = [task.item.received for task in todo]
    return [file for file in files if not file.reason and not file.duplicate_of]


def _text(todo: Sequence[Task]) -> int:
    """Bytes of text to read, roughly."""
    return sum(
        min(file.size, _OFFICE_TEXT) if ingest.is_heavy(file.path) else file.size
        for file in _readable(todo)
    )


def _documents(todo: Sequence[Task]) -> bool:
    """Whether some files to read are office documents or the like."""
    return any(ingest.is_heavy(file.path) for file in _readable(todo))


@contextmanager
def _warmed(notes: Path, settings: Settings, todo: Sequence[Task]) -> Iterator[None]:
    """Load the encoder and what themes need while other processes read, when some notes are new."""
    if all(t.item.known and t.item.known.sha256 == t.item.received.sha256 for t in todo):
        yield
        return

    def load() -> None:
        with suppress(AnalyseError, ImportError):  # told when it is really asked for
            language.load_encoder(settings.params.encodeur, notes.parent)
            language.load_topics()
            for name in _NEXT:
                import_module(name)

    thread = threading.Thread(target=load, name="encodeur", daemon=True)
    thread.start()
    yield
    thread.join()


def _processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # a container or a batch queue may give fewer
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Alone:
    """This process: the work is done when it is asked for."""

    ahead = 0

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, task: Task) -> Future[Outcome]:
        return _done(self._desk.find(task))

    def finish(
        self, read: Read, persons: Mapping[str, int], roles: Mapping[str, str]
    ) -> Future[StoredFile]:
        return _done(self._desk.finish(read, persons, roles))


def _done(outcome: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(outcome)
    return future


class _Several:
    """Other processes, one thread of this one waiting for each."""

    ahead = 1

    def __init__(self, notes: Path, settings: Settings, count: int, documents: bool) -> None:
        self._settings = settings
        self._open = pickle.dumps(("open", notes, settings, documents))
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="lecture")
        self._helpers = [Helper(TARGET) for _ in range(count)]
        self._idle: queue.SimpleQueue[Helper] = queue.SimpleQueue()
        for helper in self._helpers:
            self._idle.put(helper)

    def find(self, task: Task) -> Future[Outcome]:
        return self._threads.submit(self._ask, task, "find", task)

    def finish(
        self, read: Read, persons: Mapping[str, int], roles: Mapping[str, str]
    ) -> Future[StoredFile]:
        return self._threads.submit(self._ask, read.task, "finish", read, persons, roles)

    def close(self) -> None:
        """End every process at once; what was not begun never is."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for helper in self._helpers:
            helper.close()
        self._threads.shutdown(wait=True)

    def _ask(self, task: Task, *request: Any) -> Any:
        helper = self._idle.get()
        try:
            if not helper.running:
                _understood(helper.ask(self._open))
            return _understood(helper.ask(pickle.dumps(request)))
        except HelperStoppedError:
            return set_aside(task, self._settings, STOPPED)
        finally:
            self._idle.put(helper)


def _understood(said: bytes) -> Any:
    """What another process of ours gave.

    Raises:
        AnalyseError: what it gave is one.
    """
    outcome = pickle.loads(said)
    if isinstance(outcome, AnalyseError):
        raise outcome
    return outcome

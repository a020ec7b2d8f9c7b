"""Where files are read: in this process, or in each of several.

A `Desk` does both halves of the work on a file, and sets aside the file that brings a defect of
ours to light: the others are done. `answer` is a desk in another process.
"""

from __future__ import annotations

import atexit
import pickle
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import analyse
from analyse.contracts import DocumentStatus
from analyse.errors import AnalyseError
from analyse.stages.bounded import Bounded
from analyse.stages.reading import AGAIN, Read, Settings, Task, find, finish, unread
from analyse.store import StoredFile

Outcome = Read | StoredFile


class Desk:
    """Reads the files of a folder, one at a time.

    Args:
        notes: the folder of notes.
        settings: of all files.
    """

    def __init__(self, notes: Path, settings: Settings) -> None:
        self._notes = notes
        self._settings = settings
        self._reader = Bounded(settings.params.colonnes)

    def begin(self) -> None:
        """Start the program that reads documents, while this one loads the language model.

        Raises:
            AnalyseError: as `find`.
        """
        self._reader.begin()

    def find(self, task: Task) -> Outcome:
        """`reading.find`.

        Raises:
            AnalyseError: what a person must mend first, such as a model that is not installed.
        """
        return self._kept(task, lambda: find(self._notes, task, self._settings, self._reader))

    def finish(
        self, read: Read, persons: Mapping[str, int], roles: Mapping[str, str]
    ) -> StoredFile:
        """`reading.finish`.

        Raises:
            AnalyseError: as `find`.
        """
        done = self._kept(read.task, lambda: finish(read, persons, roles, self._settings))
        assert isinstance(done, StoredFile)
        return done

    def close(self) -> None:
        """End the program that reads documents."""
        self._reader.close()

    def _kept(self, task: Task, work: Callable[[], Outcome]) -> Outcome:
        try:
            return work()
        except AnalyseError:
            raise
        except Exception as error:
            return set_aside(task, self._settings, _defect(error))


def set_aside(task: Task, settings: Settings, reason: str) -> StoredFile:
    """A file that could not be done, and that the next run tries again."""
    return unread(replace(task, key=AGAIN), settings, DocumentStatus.QUARANTINED, reason)


def _defect(error: Exception) -> str:
    """Kind of error, file and line of our code, without any value."""
    ours = Path(analyse.__file__).parent
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if ours in Path(frame.filename).parents][-1]
    return (
        f"défaut du logiciel ({type(error).__name__}, {Path(own.filename).name}, "
        f"ligne {own.lineno})\u00a0: signalez-le en citant cette ligne"
    )


# -- in another process -----------------------------------------------------------------------

_desk: Desk | None = None


def answer(request: bytes) -> bytes:
    """Answer one request of `crews`: ("open", notes, settings, documents), ("find", …) or
    ("finish", …), where `documents` says that some files are not plain texts.

    Requests and answers are pickles between our own processes. An `AnalyseError` is given back.
    """
    verb, *arguments = pickle.loads(request)
    try:
        return pickle.dumps(_done(verb, arguments))
    except AnalyseError as error:
        return pickle.dumps(error)


def _done(verb: str, arguments: list[Any]) -> object:
    global _desk  # one desk per process, opened by the first request
    if verb == "open":
        # spaCy loads torch when it can, for models of another kind than ours: left out, this
        # process starts 1 s sooner and takes 180 MB less.
        sys.modules.setdefault("torch", None)  # type: ignore[arg-type] # "cannot be imported"
        notes, settings, documents = arguments
        _desk = Desk(notes, settings)
        atexit.register(_desk.close)
        if documents:
            _desk.begin()
        return None
    assert _desk is not None
    return _desk.find(*arguments) if verb == "find" else _desk.finish(*arguments)

"""Documents read in a program of their own, under limits of time and memory.

A Word document, a PDF or a web page from anybody goes through large parsers: one that loops, eats
the memory or brings the interpreter down costs that file, never the run. The program is light (no
model is loaded), lives from file to file, and is started again when it had to be ended. Only small
texts (txt, md), which take no parser, are read here.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import TypeAdapter, ValidationError

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.processes import Helper, HelperStoppedError, allowed_memory
from analyse.steps import ingest

SECONDS = 120
"""Time one document has. The slowest ones are PDF: 0.09 s of processor for a page full of text,
hence 90 s for the thousand pages that a PDF may have at most; 5 MB of text in Word take 1 s."""

MEMORY = 1024**3
"""Bytes the reader may allocate. Measured: 90 MB for 5 MB of text in Word, 240 MB for 20 MB,
140 MB for 200 full pages of PDF or 100,000 rows of Excel, hence 0.6 GB for the largest file taken
(50 MB of HTML)."""

_RECYCLED = MEMORY // 4
"""Memory past which the reader is started anew before the next document."""

LATE = f"le document a pris plus de {SECONDS} s à lire\u00a0: partagez-le en plusieurs fichiers"
TOO_MUCH = (
    f"la lecture du document a demandé plus de {MEMORY // 1024**3} Go de mémoire\u00a0: "
    "partagez-le en plusieurs fichiers"
)
STOPPED = (
    "le document a fait arrêter le programme qui le lisait\u00a0: "
    "enregistrez-le de nouveau, ou dans un autre format"
)


class UnfinishedReadingError(ReaderError):
    """A document was not read, but may be next time: the machine was busy, or short of memory."""


class Bounded:
    """Reads documents one at a time, in another program. Use it in `with`.

    Args:
        params: names of the columns of tables.
        seconds: time one document has.
        memory: bytes the reader may allocate (not bounded on Windows).
        target: what answers in the other program.
    """

    def __init__(
        self,
        params: ColumnParams,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        target: str = "analyse.stages.bounded:answer",
    ) -> None:
        self._params = params
        self._seconds = seconds
        self._helper = Helper(target, memory=memory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin(self) -> None:
        """Start the other program; it will be there when a document is to be read.

        Raises:
            UsageError: it cannot be started.
        """
        self._helper.begin()

    def close(self) -> None:
        """End the other program."""
        self._helper.close()

    def extract(self, path: Path) -> Extraction:
        """Read one document, as `ingest.extract` does.

        Raises:
            ReaderError: with the reason; `UnfinishedReadingError` when it took too long, or when
                the other program died of it.
            UsageError: the other program cannot be started.
            OSError: the file cannot be opened.
        """
        if ingest.is_small_text(path):
            return ingest.extract(path, self._params)
        request = json.dumps([os.fspath(path), self._params.model_dump_json()])
        try:
            said = self._helper.ask(request.encode(), seconds=self._seconds)
        except HelperStoppedError as error:
            raise UnfinishedReadingError(LATE if error.late else STOPPED) from None
        found, used = _understood(said)
        if found is None or used > _RECYCLED:
            self._helper.restart()
        if found is None:
            raise UnfinishedReadingError(STOPPED)
        if isinstance(found, str):
            raise ReaderError(found)
        return found


@lru_cache(maxsize=1)
def _shape() -> TypeAdapter[Extraction]:
    return TypeAdapter(Extraction)


def _understood(said: bytes) -> tuple[Extraction | str | None, int]:
    """What the reader said: an extraction or a reason, None for nonsense; and the memory it used.

    Its answer is not trusted: a document may have taken hold of the reader.
    """
    try:
        reply = json.loads(said)
        used = int(reply["memoire"])
        if isinstance(reply.get("raison"), str):
            return reply["raison"], used
        found = _shape().validate_python(reply["extraction"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ValidationError):
        return None, 0
    size = len(found.text)
    spans = [(span.start, span.end) for span in (*found.rows, *found.apart)]
    spans += [(offset, size) for offset, _ in found.pages]
    if not found.body.strip() or not all(0 <= start <= end <= size for start, end in spans):
        return None, 0
    return found, used


# -- in the other program ---------------------------------------------------------------------


def answer(request: bytes) -> bytes:
    """Read one document; its extraction, or the reason why it cannot be read, as JSON."""
    path, params = json.loads(request)
    reply: dict[str, Any]
    try:
        found = ingest.extract(Path(path), ColumnParams.model_validate_json(params))
        reply = {"extraction": _shape().dump_python(found)}
    except ReaderError as error:
        # Refused memory, the XML library says that the document is not well formed. It asks for
        # twice as much as it has: past half of the bound, that is what happened.
        reply = {"raison": TOO_MUCH if _used() > allowed_memory() / 2 else error.message}
    except MemoryError:
        reply = {"raison": TOO_MUCH}
    # ASCII with escapes: the text may hold what no UTF-8 can.
    return json.dumps(reply | {"memoire": _used()}).encode()


def _used() -> int:
    """The largest memory this process ever had, in bytes; 0 where the system does not tell."""
    try:
        # Not getrusage: on Linux its maximum counts the process that started this one.
        told = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        (line,) = (line for line in told.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        return 0

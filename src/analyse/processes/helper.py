"""A helper, seen from the program that asks it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import BinaryIO, cast

from analyse.errors import UsageError
from analyse.machine import one_thread
from analyse.processes.frames import READY, BrokenFrameError, read_frame, write_frame

_GRACE = 2.0
"""Seconds an idle helper has to end by itself, and to end those it started."""

START_SECONDS = 120.0
"""Time a helper has to start: some seconds, more when an antivirus reads every library."""


class HelperStoppedError(Exception):
    """A helper ended, or was ended, before it answered. `late`: it took more than its time."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("late" if late else "stopped")
        self.late = late


class Helper:
    """A program that answers one request at a time; started when first asked, again when it died.

    Args:
        target: "module:function" that answers, bytes for bytes.
        memory: bytes it may allocate, where the system can bound them; 0 for no bound.

    Not for several threads at once, but `close`, which any may call.
    """

    def __init__(self, target: str, *, memory: int = 0) -> None:
        self._target = target
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._busy = False
        self._ready = False

    @property
    def running(self) -> bool:
        """Whether the next request goes to the same process as the one before."""
        return self._process is not None and self._process.poll() is None

    def ask(self, request: bytes, *, seconds: float | None = None) -> bytes:
        """The answer to a request.

        Args:
            request: what the function of the helper gets.
            seconds: time it has; None for no limit. Past it, the helper is ended.

        Raises:
            HelperStoppedError: it ended without answering; the next request starts another one.
            UsageError: it cannot be started at all.
        """
        if not self.running:
            self._launch()
        if not self._ready:
            self._wait()
        return self._exchange(request, seconds)

    def begin(self) -> None:
        """Start it without waiting for it: the first request will find it started.

        Raises:
            UsageError: it cannot be started at all.
        """
        if not self.running and not self._closed:
            self._launch()

    def close(self) -> None:
        """End the helper, whatever it is doing; it is not started again."""
        self._closed = True
        self._end(gently=not self._busy)

    def restart(self) -> None:
        """End the helper: its memory goes back to the machine, the next request starts another."""
        self._end(gently=True)

    def _launch(self) -> None:
        self._end()
        if self._closed:
            raise HelperStoppedError(late=False)
        path = [folder or os.getcwd() for folder in sys.path]  # noqa: PTH109 - as Python does
        command = [sys.executable, "-P", "-m", "analyse.processes.child"]
        try:
            self._process = subprocess.Popen(
                [*command, self._target, str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=one_thread(dict(os.environ)) | {"PYTHONPATH": os.pathsep.join(path)},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError) as error:
            raise _cannot_start() from error

    def _wait(self) -> None:
        """Wait for what was launched to say that it is ready."""
        try:
            said = self._exchange(None, START_SECONDS)
        except HelperStoppedError as error:
            if self._closed:
                raise HelperStoppedError(late=False) from None
            raise _cannot_start() from error
        if said != READY:
            self._end()
            raise _cannot_start()
        self._ready = True

    def _exchange(self, request: bytes | None, seconds: float | None) -> bytes:
        """Send (unless None), then wait; the helper is ended when anything goes wrong."""
        process = self._process
        if process is None:
            raise HelperStoppedError(late=False)
        late = threading.Event()

        def too_late() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, too_late) if seconds else None
        if timer:
            timer.daemon = True
            timer.start()
        answer = None
        self._busy = True
        try:
            if request is not None:
                write_frame(cast(BinaryIO, process.stdin), request)
            answer = read_frame(cast(BinaryIO, process.stdout))
        except (OSError, ValueError, BrokenFrameError):
            answer = None
        finally:
            if timer:
                timer.cancel()
            self._busy = False
            if answer is None:
                self._end()
        if answer is None:
            raise HelperStoppedError(late=late.is_set())
        return answer

    def _end(self, *, gently: bool = False) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is None:
            return
        with suppress(OSError):  # what was not sent is lost with the helper
            if gently and process.stdin:
                process.stdin.close()  # it sees the end of its requests
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_GRACE)
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream:
                    stream.close()


def _cannot_start() -> UsageError:
    return UsageError(
        "Le programme auxiliaire qui lit les documents n'a pas pu démarrer.",
        action="Lancez «\u00a0analyse diagnostic\u00a0»; si tout y est en ordre, vérifiez que "
        "l'antivirus n'empêche pas Python de démarrer un autre programme.",
    )

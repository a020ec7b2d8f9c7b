"""Requests that come while others are being served are served together, in one go.

Fifty people who vote at once would each cost a transaction and its fsync, a reading of their
session and three changes of thread. Here one thread serves all that has arrived since it last
looked: nobody waits for a delay that was set, and the more people there are, the less each costs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Together(Generic[Asked, Told]):
    """One thread that answers what several threads or coroutines ask.

    Args:
        serve: given what was asked, in order of arrival, gives for each its answer, or the error
            that is its own; what it raises is told to all of them.
        most: how many are served in one go.
    """

    def __init__(
        self, serve: Callable[[Sequence[Asked]], Sequence[Told | Exception]], *, most: int = 200
    ) -> None:
        self._serve = serve
        self._most = most
        self._lock = threading.Lock()
        self._waiting: list[tuple[Asked, Future[Told]]] = []
        self._busy = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ensemble")

    def ask(self, asked: Asked) -> Future[Told]:
        """Ask; the future ends once `serve` has returned."""
        future: Future[Told] = Future()
        with self._lock:
            self._waiting.append((asked, future))
            if not self._busy:
                self._busy = True
                self._thread.submit(self._drain)
        return future

    def _drain(self) -> None:
        while True:
            with self._lock:
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                if not batch:
                    self._busy = False
                    return
            # Who no longer waits is not asked for; who does cannot leave any more.
            batch = [one for one in batch if one[1].set_running_or_notify_cancel()]
            if batch:
                self._answer(batch)

    def _answer(self, batch: list[tuple[Asked, Future[Told]]]) -> None:
        try:
            answers = self._serve([asked for asked, _ in batch])
            told = list(zip(batch, answers, strict=True))
        except Exception as error:
            told = [(one, error) for one in batch]
        for (_, future), answer in told:
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

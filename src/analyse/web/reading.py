"""A consistent view of the whole project, read again only when something changed.

Every page of one state shows the same `Snapshot`. A stamp read from the store on each request tells
whether it still holds; when only decisions came, they are replayed over what was read, without
reading the notes again.
"""

from __future__ import annotations

import threading

from analyse.exports.tables import Snapshot, snapshot
from analyse.store import Store


class Reading:
    """The cache of one project, for all threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: tuple[object, Snapshot] | None = None

    def snapshot(self) -> Snapshot:
        """The project as it stands now: never older than the last write that was acknowledged."""
        stamp = self._store.stamp()
        kept = self._kept
        if kept is not None and kept[0] == stamp:
            return kept[1]
        with self._lock:
            stamp = self._store.stamp()  # another thread may just have read it
            if self._kept is None or self._kept[0] != stamp:
                # The stamp comes first: what is written meanwhile is read again next time.
                self._kept = (stamp, snapshot(self._store))
            return self._kept[1]

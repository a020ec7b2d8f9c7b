"""A consistent view of the whole project, read again only when something changed.

Every page of one state shows the same `Snapshot`. A stamp read from the store on each request tells
whether it still holds; when only decisions came, they are replayed over what was read, without
reading the notes again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from analyse.exports.tables import Material, Snapshot, material
from analyse.store import Stamp, Store

Derived = TypeVar("Derived")


@dataclass(frozen=True, slots=True)
class _Kept:
    stamp: Stamp
    material: Material
    snapshot: Snapshot
    derived: dict[Callable[[Snapshot], Any], Any] = field(default_factory=dict)


class Reading:
    """The cache of one project, for all threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    def snapshot(self) -> Snapshot:
        """The project as it stands now: never older than the last write that was acknowledged.

        It is shared by all pages: do not change it.
        """
        return self._now().snapshot

    def of(self, function: Callable[[Snapshot], Derived]) -> Derived:
        """What a function makes of the present snapshot, made once for as long as it holds.

        For what is long to compute and shown often; the result is shared: do not change it.
        """
        kept = self._now()
        if function not in kept.derived:
            kept.derived[function] = function(kept.snapshot)
        found: Derived = kept.derived[function]
        return found

    def _now(self) -> _Kept:
        stamp = self._store.stamp()
        kept = self._kept
        if kept is None or kept.stamp != stamp:
            with self._lock:
                kept = self._kept = self._refreshed(self._kept)
        return kept

    def _refreshed(self, kept: _Kept | None) -> _Kept:
        with self._store.moment():
            stamp = self._store.stamp()
            if kept is not None and kept.stamp == stamp:  # another thread has just done it
                return kept
            same = kept is not None and kept.stamp.content == stamp.content
            read = kept.material if kept is not None and same else material(self._store)
            decisions = self._store.decisions()
        return _Kept(stamp, read, read.standing(decisions))

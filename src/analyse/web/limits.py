"""Rates, keyed on the invitation: a venue shares one address on the network."""

from __future__ import annotations

import math
import threading
from datetime import datetime

from starlette.exceptions import HTTPException

from analyse.web.settings import Settings

_MOST_KEYS = 10_000


class Limits:
    """Token buckets in memory; a restart forgets them, which gives nobody more than one burst."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def spend(
        self, key: str, *, burst: float | None = None, per_second: float | None = None
    ) -> None:
        """Count one request for `key`.

        Raises:
            HTTPException: 429, with the seconds to wait in Retry-After.
        """
        burst = self._settings.burst if burst is None else burst
        rate = self._settings.per_second if per_second is None else per_second
        at = self._settings.clock()
        with self._lock:
            if len(self._buckets) > _MOST_KEYS:
                self._buckets.clear()
            left, then = self._buckets.get(key, (burst, at))
            left = min(burst, left + max(0.0, (at - then).total_seconds()) * rate)
            if left < 1:
                wait = math.ceil((1 - left) / rate)
                raise HTTPException(429, headers={"Retry-After": str(wait)})
            self._buckets[key] = (left - 1, at)

"""What a step finds of each text, kept so that the next analysis looks at new texts alone.

A step that takes a `Remembered` gives the same result with an empty one, exactly: what is kept is
keyed by all that it depends on, and the pipeline forgets it when the step's version changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any


class Remembered:
    """Values found earlier, and those asked for now: the others are forgotten.

    Args:
        earlier: digest → value, plain JSON, as `values` gave it.
    """

    def __init__(self, earlier: Mapping[str, Any] | None = None) -> None:
        self._earlier = earlier or {}
        self.values: dict[str, Any] = {}
        self.found = 0

    def __call__(self, find: Callable[[], Any], *made_of: str) -> Any:
        """The value that depends on `made_of` alone: known, or found now.

        Args:
            find: gives it, as JSON would (lists, not tuples).
            made_of: all that it depends on.
        """
        raw = [part.encode("utf-8", "surrogatepass") for part in made_of]
        told = b"".join(len(part).to_bytes(8, "little") + part for part in raw)
        key = hashlib.blake2b(told, digest_size=16).hexdigest()
        if key not in self.values:
            if key in self._earlier:
                self.values[key] = self._earlier[key]
            else:
                self.values[key] = find()
                self.found += 1
        return self.values[key]

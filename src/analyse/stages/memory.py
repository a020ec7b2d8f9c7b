"""What steps found of each text, from one analysis to the next."""

from __future__ import annotations

from analyse import __version__
from analyse.remember import Remembered
from analyse.store import Memo, Store


class Memory:
    """What the steps of one analysis remember; read from the store, given back to be saved."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, tuple[str, Remembered]] = {}

    def of(self, step: str, *version: str) -> Remembered:
        """What a step remembers, empty when its version or that of the software is another one.

        Args:
            step: its name.
            version: of the step, and what else the values depend on besides their keys.
        """
        made_by = "/".join((__version__, *version))
        if step not in self._kept:
            self._kept[step] = (made_by, Remembered(self._store.memo(step, made_by)))
        return self._kept[step][1]

    def memos(self) -> list[Memo]:
        """What to save: what was asked for in this analysis, and nothing older."""
        return [Memo(step, version, one.values) for step, (version, one) in self._kept.items()]

"""How a long step tells where it is. The command line and the flows each have their own way."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told by the pipeline: one step at a time, never nested."""

    def start(self, step: str, total: int | None = None) -> None:
        """A step begins. `step` is in French; `total` counts its units, None when unknown."""

    def advance(self, count: int = 1) -> None:
        """`count` more units are done."""

    def finish(self) -> None:
        """The step is over."""


class Silent:
    """Tells nothing."""

    def start(self, step: str, total: int | None = None) -> None:
        """Do nothing."""

    def advance(self, count: int = 1) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""

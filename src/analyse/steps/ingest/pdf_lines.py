"""A line of a PDF, and what it looks like by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analyse.steps.ingest.markdown import Run

_MARGIN = 0.12
"""Running heads and page numbers stand in the outer 12 % of a page (2.5 cm of 28 is 9 %)."""
SIGNS = "[•▪●○◦‣❖➢✓■□\uf0b7\uf0a7\uf0d8\uf076\uf0fc]"
"""Bullets of word processors, those of symbol fonts (private use area) included."""
BULLET = re.compile(rf"^\s*(?:{SIGNS}\s*|\(cid:\d+\)\s*|[–—*·o-]\s+)(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its runs, its place in points (`y` from the bottom of the page) and its size;
    for a row of a table, the lines of each of its cells."""

    runs: tuple[Run, ...]
    x0: float
    x1: float
    y: float
    size: float
    page_height: float = 842.0
    cells: tuple[tuple[Line, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words of the line."""
        return "".join(run.text for run in self.runs)


def in_margin(line: Line) -> bool:
    """Whether a line stands in the outer part of its page."""
    return not _MARGIN * line.page_height < line.y < (1 - _MARGIN) * line.page_height

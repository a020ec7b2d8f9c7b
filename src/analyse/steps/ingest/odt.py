"""The reader of .odt: every visible word of an OpenDocument text, once, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.markdown import Run, Writer, beside, inline
from analyse.steps.ingest.safety import BROKEN, PASSWORD, Package

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _STYLE, _DRAW, _OFFICE = (
    _NS % name for name in ("text", "table", "style", "drawing", "office")
)
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_FO = _NS % "xsl-fo-compatible"
_DROPPED = {
    _TEXT + "tracked-changes",
    _OFFICE + "annotation",
    _OFFICE + "forms",
    _TEXT + "sequence-decls",
    _TEXT + "hidden-text",
    _TEXT + "ruby-text",
    _TEXT + "note-citation",
    _TEXT + "script",
}
_PAGE_FIELDS = {_TEXT + "page-number", _TEXT + "page-count"}
_TITLES = {"Title": 1, "Subtitle": 2}
_HEADING = re.compile(r"Heading_20_(\d+)$")
_BOLD_WEIGHTS = {"bold", "600", "700", "800", "900"}
_SPACES = re.compile(r"[ \t\r\n]+")
_COMMENTS = (
    "Les commentaires en marge du document ne sont pas dans le texte\u00a0: ils sont écartés."
)
_PAGE_WORDS = re.compile(r"\b(?:page|de|sur|of)\b|[\W\d_]", re.IGNORECASE)
_CHANGES = (
    "Le document contient des modifications suivies\u00a0: les ajouts sont gardés, "
    "les suppressions écartées."
)
_MAX_CHAIN = 20
_MAX_SPACES = 1000
"""`text:s` declares how many spaces it stands for; a hostile count stops here."""


def read(path: Path, _params: ColumnParams, reader: str, version: str) -> Extraction:
    """Page headers once, the body, footnotes and endnotes, page footers once, comments apart.

    Raises:
        ReaderError: broken, locked, suspect or too big.
    """
    with Package(path) as package:
        manifest = "META-INF/manifest.xml"
        if manifest in package.names and b"encryption-data" in package.read(manifest):
            raise ReaderError(PASSWORD)
        if "content.xml" not in package.names:
            raise ReaderError(BROKEN)
        content = package.xml("content.xml")
        common = package.xml("styles.xml") if "styles.xml" in package.names else None
    return _Document(content, common).extraction(reader, version)


class _Document:
    def __init__(self, content: etree._Element, common: etree._Element | None) -> None:
        self._content, self._common = content, common
        self._styles: dict[str, etree._Element] = {}
        self._lists: dict[str, dict[int, bool]] = {}
        for root in (common, content):
            for style in () if root is None else root.iter(_STYLE + "style"):
                self._styles[style.get(_STYLE + "name", "")] = style
            for style in () if root is None else root.iter(_TEXT + "list-style"):
                self._lists[style.get(_STYLE + "name", "")] = {
                    int(level.get(_TEXT + "level", "1")): level.tag.endswith("level-style-number")
                    and bool(level.get(_STYLE + "num-format"))
                    for level in style
                    if isinstance(level.tag, str) and level.get(_TEXT + "level", "1").isdigit()
                }
        self._notes: list[etree._Element] = []
        self._reached: dict[tuple[str, int], int] = {}

    def extraction(self, reader: str, version: str) -> Extraction:
        body = self._content.find(f"{_OFFICE}body/{_OFFICE}text")
        if body is None:
            raise ReaderError(BROKEN)
        out = Writer()
        self._margins("header", out)
        self._blocks(body, out)
        # A note may itself hold a note; the list may grow while it is walked.
        for note in self._notes:
            self._blocks(note, out)
        self._margins("footer", out)
        warnings = []
        if self._content.find(f".//{_TEXT}tracked-changes") is not None:
            warnings.append(_CHANGES)
        text, apart = beside(out.text(), self._comments())
        if apart:
            warnings.append(_COMMENTS)
        return Extraction(
            text=text,
            apart=apart,
            media_type=MEDIA_TYPE,
            reader=reader,
            version=version,
            warnings=tuple(warnings),
        )

    def _margins(self, kind: str, out: Writer) -> None:
        seen: set[str] = set()
        kinds = (_STYLE + kind, *(f"{space}{kind}-first" for space in (_STYLE, _LOEXT)))
        kinds = (*kinds, f"{_STYLE}{kind}-left")
        for margin in () if self._common is None else self._common.iter(*kinds):
            for paragraph in margin.iter(_TEXT + "p"):
                for number in paragraph.iter(*_PAGE_FIELDS):
                    number.text = ""
                line = _collapse(inline(self._runs(paragraph, False, []), bold=False)).strip()
                if _PAGE_WORDS.sub("", line) and line not in seen:
                    seen.add(line)
                    out.paragraph(line)

    def _comments(self) -> Iterator[str]:
        """What reviewers wrote in the margin, without their names."""
        for comment in self._content.iter(_OFFICE + "annotation"):
            inner = Writer()
            self._blocks(comment, inner)
            yield inner.text()

    def _blocks(self, parent: etree._Element, out: Writer) -> None:
        for child in parent:
            self._block(child, out)

    def _block(self, element: etree._Element, out: Writer) -> None:
        tag = element.tag
        if tag in _DROPPED or not isinstance(tag, str) or self._hidden(element):
            return
        if tag == _TEXT + "h":
            level = element.get(_TEXT + "outline-level", "1")
            self._paragraph(element, out, heading=int(level) if level.isdigit() else 1)
        elif tag == _TEXT + "p":
            self._paragraph(element, out, heading=self._heading(element))
        elif tag == _TEXT + "list":
            self._list(element, out, level=0, style="")
        elif tag == _TABLE + "table":
            self._table(element, out)
        elif not tag.endswith(("-template", "-source")):
            # Sections, indexes, frames, text boxes…
            self._blocks(element, out)

    def _paragraph(self, paragraph: etree._Element, out: Writer, *, heading: int = 0) -> None:
        boxes: list[etree._Element] = []
        runs = _collapsed(self._runs(paragraph, self._bold(paragraph, False), boxes))
        if heading:
            out.heading(inline(runs, bold=False), heading)
        else:
            out.paragraph(inline(runs))
        for box in boxes:
            self._blocks(box, out)

    def _list(self, element: etree._Element, out: Writer, *, level: int, style: str) -> None:
        style = element.get(_TEXT + "style-name", style)
        ordered = self._lists.get(style, {}).get(level + 1, False)
        goes_on = element.get(_TEXT + "continue-numbering") == "true"
        goes_on = goes_on or bool(element.get(_TEXT + "continue-list"))
        number = self._reached.get((style, level), 0) if goes_on else 0
        for item in element:
            if item.tag not in (_TEXT + "list-item", _TEXT + "list-header"):
                continue
            first = True
            for child in item:
                if child.tag == _TEXT + "list":
                    self._list(child, out, level=level + 1, style=style)
                elif child.tag == _TEXT + "p" and first and item.tag == _TEXT + "list-item":
                    first = False
                    boxes: list[etree._Element] = []
                    runs = self._runs(child, self._bold(child, False), boxes)
                    line = inline(_collapsed(runs))
                    start = item.get(_TEXT + "start-value", "")
                    number = int(start) if start.isdigit() else number + bool(line.strip())
                    self._reached[style, level] = number
                    out.item(line, level, number=number if ordered else None)
                    for box in boxes:
                        self._blocks(box, out)
                else:
                    self._block(child, out)

    def _table(self, table: etree._Element, out: Writer) -> None:
        for row in _through(table, "table-row"):
            cells = [c for c in row if c.tag == _TABLE + "table-cell"]
            if len(cells) == 1:
                self._blocks(cells[0], out)
                continue
            texts = []
            for cell in cells:
                inner = Writer()
                self._blocks(cell, inner)
                texts.append(inner.text())
            out.row(texts)

    def _runs(
        self, parent: etree._Element, bold: bool, boxes: list[etree._Element]
    ) -> Iterator[Run]:
        """Runs under a paragraph, white space not yet collapsed; `\x00` keeps a wanted space."""
        yield Run(parent.text or "", bold)
        for child in parent:
            tag = child.tag
            if tag in _DROPPED or not isinstance(tag, str) or self._hidden(child):
                pass
            elif tag == _TEXT + "s":
                count = child.get(_TEXT + "c", "1")
                yield Run("\x00" * min(int(count) if count.isdigit() else 1, _MAX_SPACES), bold)
            elif tag == _TEXT + "tab":
                yield Run("\x01", bold)
            elif tag == _TEXT + "line-break":
                yield Run("\x02", bold)
            elif tag == _TEXT + "note":
                note = child.find(_TEXT + "note-body")
                if note is not None:
                    self._notes.append(note)
            elif tag.startswith(_DRAW):
                boxes.append(child)
            else:
                yield from self._runs(child, self._bold(child, bold), boxes)
            yield Run(child.tail or "", bold)

    def _chain(self, name: str) -> Iterator[etree._Element]:
        for _ in range(_MAX_CHAIN):
            if name not in self._styles:
                return
            yield self._styles[name]
            name = self._styles[name].get(_STYLE + "parent-style-name", "")

    def _bold(self, element: etree._Element, inherited: bool) -> bool:
        for style in self._chain(element.get(_TEXT + "style-name", "")):
            properties = style.find(_STYLE + "text-properties")
            weight = "" if properties is None else properties.get(_FO + "font-weight", "")
            if weight:
                return weight in _BOLD_WEIGHTS
        return inherited

    def _hidden(self, element: etree._Element) -> bool:
        """Whether a section or a stretch of text is not shown."""
        if element.get(_TEXT + "display") == "none":
            return True
        for style in self._chain(element.get(_TEXT + "style-name", "")):
            properties = style.find(_STYLE + "text-properties")
            shown = None if properties is None else properties.get(_TEXT + "display")
            if shown:
                return shown == "none"
        return False

    def _heading(self, paragraph: etree._Element) -> int:
        for style in self._chain(paragraph.get(_TEXT + "style-name", "")):
            name = style.get(_STYLE + "name", "")
            match = _HEADING.match(name)
            if match or name in _TITLES:
                return int(match.group(1)) if match else _TITLES[name]
        return 0


def _through(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag == _TABLE + name:
            yield child
        elif child.tag in (
            _TABLE + "table-header-rows",
            _TABLE + "table-rows",
            _TABLE + "table-row-group",
        ):
            yield from _through(child, name)


def _collapse(text: str) -> str:
    """White space as OpenDocument reads it: any run of it is one space, unless marked."""
    text = _SPACES.sub(" ", text)
    return text.replace("\x00", " ").replace("\x01", "\t").replace("\x02", "\n")


def _collapsed(runs: Iterator[Run]) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        text = _SPACES.sub(" ", run.text)
        if text.startswith(" ") and out and out[-1].text.endswith(" "):
            text = text[1:]
        if text:
            out.append(Run(text, run.bold))
    return [Run(_collapse(run.text), run.bold) for run in out]

"""The reader of .html: what a browser would show, in order."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.markdown import Run, Writer, inline
from analyse.steps.ingest.safety import BROKEN, NO_TEXT
from analyse.steps.ingest.text import decode

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\f\r]+")
_INVISIBLE_WORDS = """
    head script style template noscript iframe object svg canvas audio video select datalist
    textarea input title del rt rp
"""
_INVISIBLE = frozenset(_INVISIBLE_WORDS.split())
_BLOCKS_WORDS = """
    address article aside blockquote body center dd details dialog div dl dt fieldset
    figcaption figure footer form header hr html legend li main menu nav ol p pre section
    summary table tbody tfoot thead caption ul h1 h2 h3 h4 h5 h6
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_BOLD = frozenset({"b", "strong"})
_NOTE_CALLS = frozenset(
    f"sd{kind}{part}" for kind in ("footnote", "endnote") for part in ("anc", "sym")
)
"""Classes of the numbers that call a note, and of those before it, in pages of LibreOffice."""
_META_SEARCH = 4096
"""Browsers look for the charset in the first 1 024 bytes; saved pages put it a little further."""


def read(path: Path, _params: ColumnParams, reader: str, version: str) -> Extraction:
    """Visible text only: headings, lists, bold, tables.

    Raises:
        ReaderError: binary, undecodable or without visible text.
    """
    data = path.read_bytes()
    declared = _META.search(data[:_META_SEARCH])
    decoded = decode(data, declared=declared.group(1).decode() if declared else "")
    source = _XML.sub("", decoded.text)
    if not source.strip():
        raise ReaderError(NO_TEXT)
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise ReaderError(BROKEN) from None
    if any("depth" in entry.message for entry in parser.error_log):
        # libxml2 stops there: words would be lost without a sign.
        raise ReaderError(BROKEN)
    page = _Page()
    page.walk(root)
    return Extraction(
        text=page.out.text(),
        media_type="text/html",
        reader=reader,
        version=version,
        encoding=decoded.encoding,
        warnings=decoded.warnings,
    )


class _Page:
    """Gathers inline runs and writes a block each time a block element opens or closes.

    Attributes:
        out: what is written.
    """

    def __init__(self, out: Writer | None = None) -> None:
        self.out = out or Writer()
        self._runs: list[Run] = []
        self._lists: list[int | None] = []
        self._heading = 0
        self._item_open = False
        self._bold = 0
        self._pre = 0

    def walk(self, root: etree._Element) -> None:
        """Visit the tree without recursion, so that depth is no danger."""
        stack: list[tuple[str, etree._Element]] = [("open", root)]
        while stack:
            step, element = stack.pop()
            if step == "tail":
                self._text(element.tail or "")
                continue
            if step == "close":
                self._close(str(element.tag))
                continue
            if not isinstance(element.tag, str) or _hidden(element):
                continue
            if element.tag == "tr":
                self._row(element)
                continue
            self._open(element)
            self._text(element.text or "")
            stack.append(("close", element))
            for child in reversed(element):
                stack.append(("tail", child))
                stack.append(("open", child))
        self._flush()

    def _text(self, text: str) -> None:
        if text:
            self._runs.append(Run(text if self._pre else _SPACES.sub(" ", text), self._bold > 0))

    def _open(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self._flush()
        if tag in _BOLD:
            self._bold += 1
        elif tag == "br":
            self._runs.append(Run("\n"))
        elif tag == "pre":
            self._pre += 1
        elif tag in ("ul", "menu"):
            self._lists.append(None)
        elif tag == "ol":
            start = element.get("start", "1")
            self._lists.append(int(start) - 1 if start.isdigit() else 0)
        elif tag == "li":
            self._item_open = True
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._heading = int(tag[1])

    def _close(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        if tag in _BOLD:
            self._bold -= 1
        elif tag == "pre":
            self._pre -= 1
        elif tag in ("ul", "ol", "menu") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._item_open = False
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._heading = 0

    def _flush(self) -> None:
        runs, self._runs = self._runs, []
        if not any(run.text.strip() for run in runs):
            return
        if self._heading:
            self.out.heading(_trim(inline(runs, bold=False)), self._heading)
        elif self._item_open:
            self._item_open = False
            counter = self._lists[-1] if self._lists else None
            if counter is not None:
                self._lists[-1] = counter = counter + 1
            self.out.item(_trim(inline(runs)), max(len(self._lists) - 1, 0), number=counter)
        else:
            self.out.paragraph(_trim(inline(runs), keep=self._pre > 0))

    def _row(self, row: etree._Element) -> None:
        self._flush()
        cells = []
        for cell in row:
            # Whatever stands between the cells is shown too.
            if isinstance(cell.tag, str) and not _hidden(cell):
                inner = _Page()
                inner.walk(cell)
                cells.append(inner.out.text())
            cells.append(_SPACES.sub(" ", cell.tail or "").strip())
        cells = [cell for cell in cells if cell]
        if len(cells) == 1:
            self.out.verbatim(cells[0])
        else:
            self.out.row(cells)


def _hidden(element: etree._Element) -> bool:
    return (
        element.tag in _INVISIBLE
        or element.get("hidden") is not None
        or element.get("aria-hidden", "").lower() == "true"
        or bool(_HIDING.search(element.get("style", "")))
        or element.get("class", "") in _NOTE_CALLS
    )


def _trim(text: str, *, keep: bool = False) -> str:
    """One space between words, none around line breaks; `keep` leaves preformatted text."""
    if keep:
        return text
    lines = [re.sub(r"[ \t]+", " ", line).strip(" \t") for line in text.split("\n")]
    return "\n".join(lines)

"""The reader of .docx: every visible word of a Word document, once, in order.

The parts are walked as XML rather than through python-docx, whose paragraphs lose tracked
insertions, text boxes, content controls, footnotes and page headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.docx_styles import Styles, W, switched_on, value
from analyse.steps.ingest.docx_tree import (
    DGM,
    MC,
    boxes_under,
    chosen,
    drop_page_numbers,
    mark_deleted,
    through,
)
from analyse.steps.ingest.markdown import Run, Writer, beside, inline
from analyse.steps.ingest.safety import BROKEN, Package
from analyse.wording import is_instruction

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

_DROPPED = {
    W + "del",
    W + "moveFrom",
    W + "instrText",
    W + "delText",
    W + "rt",
    W + "pPr",
    W + "rPr",
}
_COMMENTS = (
    "Les commentaires en marge du document ne sont pas dans le texte\u00a0: ils sont écartés."
)
_CHUNK = (
    "Une partie incorporée au document (page Web ou RTF) n'a pas été lue\u00a0: copiez-en le texte."
)
_PAGE_WORDS = re.compile(r"\b(?:page|de|sur|of)\b|[\W\d_]", re.IGNORECASE)
_CHANGES = (
    "Le document contient des modifications suivies\u00a0: les ajouts sont gardés, "
    "les suppressions écartées."
)


def read(path: Path, _params: ColumnParams, reader: str, version: str) -> Extraction:
    """Page headers once, the body, footnotes and endnotes, page footers once, comments apart.

    Tracked insertions are kept, deletions and hidden text dropped.

    Raises:
        ReaderError: broken, locked, suspect or too big.
    """
    with Package(path) as package:
        main = next((t for k, t in package.related("").values() if k == "officeDocument"), "")
        if main not in package.names:
            raise ReaderError(BROKEN)
        return _Document(package, main).extraction(reader, version)


class _Document:
    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._related = package.related(main)
        self._main = package.xml(main)
        _drop_hints(self._main)
        self._styles = Styles.load(self._part("styles"), self._part("numbering"))
        self._notes: list[tuple[str, str]] = []
        self._carried: list[Run] = []
        self._diagrams: dict[str, str] = {
            rid: target for rid, (kind, target) in self._related.items() if kind == "diagramData"
        }

    def _part(self, kind: str) -> etree._Element | None:
        for found, target in self._related.values():
            if found == kind and target in self._package.names:
                return self._package.xml(target)
        return None

    def extraction(self, reader: str, version: str) -> Extraction:
        out = Writer()
        self._margins("header", out)
        body = self._main.find(W + "body")
        if body is None:
            raise ReaderError(BROKEN)
        self._blocks(body, out)
        self._footnotes(out)
        self._margins("footer", out)
        warnings = []
        if any(True for _ in self._main.iter(W + "ins", W + "del")):
            warnings.append(_CHANGES)
        if next(self._main.iter(W + "altChunk"), None) is not None:
            warnings.append(_CHUNK)
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
        """Page headers or footers: each distinct paragraph once, page numbers left out."""
        seen: set[str] = set()
        for found, target in sorted(self._related.values()):
            if found != kind or target not in self._package.names:
                continue
            for paragraph in self._package.xml(target).iter(W + "p"):
                drop_page_numbers(paragraph)
                line = inline(self._runs(paragraph, paragraph.find(W + "pPr"), []), bold=False)
                if _PAGE_WORDS.sub("", line) and line.strip() not in seen:
                    seen.add(line.strip())
                    out.paragraph(line)

    def _comments(self) -> Iterator[str]:
        """What reviewers wrote in the margin, without their names."""
        root = self._part("comments")
        for comment in () if root is None else root.iter(W + "comment"):
            inner = Writer()
            self._blocks(comment, inner)
            yield inner.text()

    def _footnotes(self, out: Writer) -> None:
        for kind, element in (("footnote", "footnotes"), ("endnote", "endnotes")):
            root = self._part(element)
            if root is None:
                continue
            by_id = {value(note, "id"): note for note in root.iter(W + kind)}
            done: set[str] = set()
            # A note may itself refer to a note; the list may grow while it is walked.
            for found, identifier in self._notes:
                if found == kind and identifier in by_id and identifier not in done:
                    done.add(identifier)
                    self._blocks(by_id[identifier], out)

    def _blocks(self, parent: etree._Element, out: Writer) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "p":
                self._paragraph(child, out)
            elif tag == W + "tbl":
                self._settle(out)
                self._table(child, out)
            elif tag == MC + "AlternateContent":
                self._blocks(chosen(child), out)
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self._blocks(content, out)
            elif tag in (W + "ins", W + "moveTo", W + "customXml"):
                self._blocks(child, out)
        self._settle(out)

    def _settle(self, out: Writer) -> None:
        """Write what waited for the next paragraph, when there is none."""
        runs, self._carried = self._carried, []
        out.paragraph(inline(runs))

    def _paragraph(self, paragraph: etree._Element, out: Writer) -> None:
        properties = paragraph.find(W + "pPr")
        boxes: list[etree._Element] = []
        runs = [*self._carried, *self._runs(paragraph, properties, boxes)]
        self._carried = []
        if mark_deleted(properties) and not boxes:
            # Its end is deleted: it goes on in the next paragraph.
            self._carried = runs
            return
        heading = self._styles.heading(properties)
        place = None if heading else self._styles.level(properties)
        if heading:
            out.heading(inline(runs, bold=False), heading)
        elif place is not None and any(run.text.strip() for run in runs):
            number = self._styles.count(place) if place.ordered else None
            out.item(inline(runs), place.level, number=number)
        else:
            out.paragraph(inline(runs))
        for box in boxes:
            if box.tag == W + "txbxContent":
                self._blocks(box, out)
            else:
                self._diagram(box, out)

    def _runs(
        self, parent: etree._Element, properties: etree._Element | None, boxes: list[etree._Element]
    ) -> Iterator[Run]:
        """The runs under `parent` in order; text boxes and diagrams met go to `boxes`."""
        for child in parent:
            tag = child.tag
            if tag in _DROPPED or not isinstance(tag, str):
                continue
            if tag == W + "r":
                yield from self._run(child, properties, boxes)
            elif tag == _M + "t":
                yield Run(child.text or "")
            elif tag == MC + "AlternateContent":
                yield from self._runs(chosen(child), properties, boxes)
            else:
                yield from self._runs(child, properties, boxes)

    def _run(
        self, run: etree._Element, paragraph: etree._Element | None, boxes: list[etree._Element]
    ) -> Iterator[Run]:
        own = run.find(W + "rPr")
        if self._styles.hidden(own):
            return
        bold = self._styles.bold(paragraph, own)
        for child in run:
            tag = child.tag
            if tag == W + "t":
                yield Run(child.text or "", bold)
            elif tag in (W + "tab", W + "ptab"):
                yield Run("\t", bold)
            elif tag == W + "cr" or (
                tag == W + "br" and value(child, "type") in ("", "textWrapping")
            ):
                yield Run("\n", bold)
            elif tag == W + "noBreakHyphen":
                yield Run("\u2011", bold)
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = tag.removeprefix(W).removesuffix("Reference")
                self._notes.append((kind, value(child, "id")))
            elif tag == W + "ruby":
                yield from self._runs(child, paragraph, boxes)
            elif tag in (W + "drawing", W + "pict", W + "object"):
                boxes.extend(boxes_under(child))
            elif tag == MC + "AlternateContent":
                boxes.extend(boxes_under(chosen(child)))

    def _diagram(self, reference: etree._Element, out: Writer) -> None:
        """The words of a SmartArt figure, one line per shape."""
        target = self._diagrams.get(reference.get(_R + "dm", ""), "")
        if target in self._package.names:
            for body in self._package.xml(target).iter(DGM + "t"):
                for line in body.iter(_A + "p"):
                    out.item("".join(t.text or "" for t in line.iter(_A + "t")), 0)

    def _table(self, table: etree._Element, out: Writer) -> None:
        for row in through(table, "tr"):
            if switched_on(row.find(W + "trPr"), "del"):
                continue
            cells = list(through(row, "tc"))
            if len(cells) == 1:
                self._blocks(cells[0], out)
                continue
            texts = []
            for cell in cells:
                inner = Writer()
                self._blocks(cell, inner)
                texts.append(inner.text())
            out.row(texts)


def _drop_hints(main: etree._Element) -> None:
    """Empty the content controls that still show their hint ("Choisissez une région").

    Only the hints of our template and of Word's own controls: whatever else is shown is kept.
    """
    for control in list(main.iter(W + "sdt")):
        properties, content = control.find(W + "sdtPr"), control.find(W + "sdtContent")
        if properties is None or content is None:
            continue
        words = "".join(t.text or "" for t in content.iter(W + "t"))
        if switched_on(properties, "showingPlcHdr") and is_instruction(words):
            for text in content.iter(W + "t"):
                text.text = ""

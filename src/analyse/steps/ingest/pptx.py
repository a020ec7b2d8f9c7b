"""The reader of .pptx: titles, bullets, tables, figures and speaker notes, slide by slide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.markdown import Run, Writer, beside, inline
from analyse.steps.ingest.safety import BROKEN, MAX_PAGES, TOO_MANY_PAGES, Package

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_COMMENTS = "Les commentaires de la présentation ne sont pas dans le texte\u00a0: ils sont écartés."
_TITLE = {"title", "ctrTitle"}
_REPEATED = {"sldNum", "dt"}
"""Placeholders that hold the slide's number or the date, on every slide."""
_LIST = {"body", "obj", ""}
"""Placeholders whose paragraphs are bullets unless they say otherwise ("" is the generic one)."""


def read(path: Path, _params: ColumnParams, reader: str, version: str) -> Extraction:
    """Each slide: its title as `# `, its shapes in order, then `## Notes` when it has some.

    Comments of reviewers come after the last slide, apart.

    Raises:
        ReaderError: broken, locked, suspect, too big or too long.
    """
    out = Writer()
    with Package(path) as package:
        main = next((t for k, t in package.related("").values() if k == "officeDocument"), "")
        if main not in package.names:
            raise ReaderError(BROKEN)
        related = package.related(main)
        slides = [s.get(_R + "id", "") for s in package.xml(main).iter(_P + "sldId")]
        if len(slides) > MAX_PAGES:
            raise ReaderError(TOO_MANY_PAGES)
        seen_footers: set[str] = set()
        comments: list[str] = []
        for number, rid in enumerate(slides, start=1):
            part = related.get(rid, ("", ""))[1]
            if part in package.names:
                out.page(number)
                slide = _Slide(package, part, seen_footers)
                slide.write(out)
                comments.extend(slide.comments())
    text, pages = out.build()
    text, apart = beside(text, comments)
    return Extraction(
        text=text,
        media_type=MEDIA_TYPE,
        reader=reader,
        version=version,
        pages=pages,
        warnings=(_COMMENTS,) if apart else (),
        apart=apart,
    )


class _Slide:
    def __init__(self, package: Package, part: str, seen_footers: set[str]) -> None:
        self._package, self._related = package, package.related(part)
        self._root = package.xml(part)
        self._seen = seen_footers

    def write(self, out: Writer) -> None:
        shapes = list(_shapes(self._root.find(f"{_P}cSld/{_P}spTree")))
        # A title may be drawn last; it is read first.
        shapes.sort(key=lambda shape: _placeholder(shape) not in _TITLE)
        for shape in shapes:
            self._shape(shape, out)
        for kind, target in self._related.values():
            if kind == "notesSlide" and target in self._package.names:
                self._notes(self._package.xml(target), out)

    def comments(self) -> Iterator[str]:
        """What reviewers wrote beside the slide: comments of both kinds, and replies."""
        for kind, target in self._related.values():
            if kind != "comments" or target not in self._package.names:
                continue
            for element in self._package.xml(target).iter(_P + "text", "{*}txBody"):
                lines = [
                    "".join(t.text or "" for t in p.iter(_A + "t")) for p in element.iter(_A + "p")
                ]
                yield "\n".join([element.text or "", *lines])

    def _shape(self, shape: etree._Element, out: Writer) -> None:
        kind = _placeholder(shape)
        body = shape.find(_P + "txBody")
        if body is not None and kind not in _REPEATED:
            if kind in _TITLE:
                runs = [run for p in body.iter(_A + "p") for run in (*_runs(p), Run(" "))]
                out.heading(" ".join(inline(runs, bold=False).split()), 1)
            elif kind == "ftr":
                line = " ".join("".join(t.text or "" for t in body.iter(_A + "t")).split())
                if line not in self._seen:
                    self._seen.add(line)
                    out.paragraph(line)
            else:
                _paragraphs(body, out, bullets=kind in _LIST)
        for table in shape.iter(_A + "tbl"):
            for row in table.iter(_A + "tr"):
                out.row(_cell(cell) for cell in row.iter(_A + "tc"))
        for figure in shape.iter(_DGM + "relIds"):
            target = self._related.get(figure.get(_R + "dm", ""), ("", ""))[1]
            if target in self._package.names:
                for text in self._package.xml(target).iter(_DGM + "t"):
                    _paragraphs(text, out, bullets=True)

    def _notes(self, root: etree._Element, out: Writer) -> None:
        inner = Writer()
        for shape in _shapes(root.find(f"{_P}cSld/{_P}spTree")):
            body = shape.find(_P + "txBody")
            if body is not None and _placeholder(shape) in ("body", None):
                _paragraphs(body, inner, bullets=False)
        if inner.text():
            out.heading("Notes", 2)
            out.verbatim(inner.text())


def _shapes(tree: etree._Element | None) -> Iterator[etree._Element]:
    """Shapes in drawing order, which is the order screen readers use; groups opened."""
    for shape in () if tree is None else tree:
        if shape.tag == _P + "grpSp":
            yield from _shapes(shape)
        elif shape.tag == _MC + "AlternateContent":
            yield from _shapes(next(iter(shape), None))
        elif shape.tag in (_P + "sp", _P + "graphicFrame", _P + "cxnSp"):
            yield shape


def _placeholder(shape: etree._Element) -> str | None:
    """The kind of a placeholder, "" for the generic one, None for any other shape."""
    found = shape.find(f".//{_P}nvPr/{_P}ph")
    return None if found is None else found.get("type", "")


def _paragraphs(body: etree._Element, out: Writer, *, bullets: bool) -> None:
    counters: dict[int, int] = {}
    for paragraph in body.iter(_A + "p"):
        properties = paragraph.find(_A + "pPr")
        raw = "0" if properties is None else properties.get("lvl", "0")
        level = int(raw) if raw.isdigit() else 0
        text = inline(_runs(paragraph))
        if not text.strip():
            continue
        numbered = properties is not None and properties.find(_A + "buAutoNum") is not None
        marked = properties is not None and properties.find(_A + "buChar") is not None
        plain = properties is not None and properties.find(_A + "buNone") is not None
        for deeper in [d for d in counters if d > level]:
            del counters[deeper]
        if numbered:
            counters[level] = counters.get(level, 0) + 1
            out.item(text, level, number=counters[level])
        elif marked or (bullets and not plain):
            counters.pop(level, None)
            out.item(text, level)
        else:
            counters.pop(level, None)
            out.paragraph(text)


def _runs(paragraph: etree._Element) -> Iterator[Run]:
    for child in paragraph:
        if child.tag in (_A + "r", _A + "fld"):
            properties = child.find(_A + "rPr")
            bold = properties is not None and properties.get("b", "0") in ("1", "true")
            yield Run("".join(t.text or "" for t in child.iter(_A + "t")), bold)
        elif child.tag == _A + "br":
            yield Run("\n")
        elif child.tag == _MC + "AlternateContent":
            # Its first way; the other ones repeat its words for old readers.
            first = next(iter(child), child)
            yield Run("".join(t.text or "" for t in first.iter(_A + "t", _M + "t")))


def _cell(cell: etree._Element) -> str:
    inner = Writer()
    for body in cell.iter(_A + "txBody"):
        _paragraphs(body, inner, bullets=False)
    return inner.text()

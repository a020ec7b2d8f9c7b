"""Ways through the XML of a Word document that do not depend on its styles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from analyse.steps.ingest.docx_styles import W, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")


def mark_deleted(properties: etree._Element | None) -> bool:
    """Whether the end of a paragraph is a tracked deletion."""
    return properties is not None and properties.find(f"{W}rPr/{W}del") is not None


def drop_page_numbers(paragraph: etree._Element) -> None:
    """Take the results of page fields out of a paragraph, simple fields and complex ones."""
    for simple in list(paragraph.iter(W + "fldSimple")):
        if _PAGE_FIELD.match(value(simple, "instr")):
            _empty(simple.iter(W + "t"))
    field, showing = "", False
    for element in paragraph.iter(W + "fldChar", W + "instrText", W + "t"):
        if element.tag == W + "instrText":
            field += element.text or ""
        elif element.tag == W + "t":
            if showing and _PAGE_FIELD.match(field):
                _empty([element])
        elif value(element, "fldCharType") == "begin":
            field, showing = "", False
        else:
            showing = value(element, "fldCharType") == "separate"


def _empty(texts: Iterable[etree._Element]) -> None:
    for text in texts:
        text.text = ""


def through(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, content controls around them included."""
    for child in parent:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            yield from through(child, name)


def boxes_under(parent: etree._Element) -> Iterator[etree._Element]:
    """Text boxes and diagrams under a drawing, outermost first; nested ones come with them."""
    for child in parent:
        if child.tag in (W + "txbxContent", DGM + "relIds"):
            yield child
        elif child.tag == MC + "AlternateContent":
            yield from boxes_under(chosen(child))
        else:
            yield from boxes_under(child)


def chosen(alternate: etree._Element) -> etree._Element:
    """The first way of an alternate content: the other ones repeat its words for old readers."""
    for child in alternate:
        if child.tag == MC + "Choice":
            return child
    return next(iter(alternate), alternate)

"""What people add to the pages of a PDF: fields they fill, text boxes, notes of reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyse.steps.ingest.markdown import Run
from analyse.steps.ingest.pdf_lines import Line

_SIZE = 11.0
"""Points of a line whose size is not told: that of body text."""
_NOTES = frozenset(
    (
        "Text",
        "Highlight",
        "Underline",
        "StrikeOut",
        "Squiggly",
        "Caret",
        "Stamp",
        "Ink",
        "Square",
        "Circle",
        "Line",
        "Polygon",
        "PolyLine",
    )
)
_DEPTH = 20
"""Parents of a field looked at; a loop ends here."""


def added(page: Any, *, height: float, comments: list[str]) -> Iterator[Line]:
    """Lines typed on a page.

    Args:
        page: pdfminer's page.
        height: of the page, in points.
        comments: what reviewers wrote is added to it.
    """
    from pdfminer.pdftypes import resolve1

    listed = resolve1(page.annots)
    for reference in listed if isinstance(listed, list) else ():
        item = resolve1(reference)
        if not isinstance(item, dict):
            continue
        kind = getattr(resolve1(item.get("Subtype")), "name", "")
        if kind == "Widget":
            yield from _typed(_field(item), item, page, height)
        elif kind == "FreeText":
            yield from _typed(_string(item.get("Contents")), item, page, height)
        elif kind in _NOTES:
            comments.append(_string(item.get("Contents")))


def _field(item: dict[str, Any]) -> str:
    """The value of a field of text or of choice; it may be told by a parent."""
    from pdfminer.pdftypes import resolve1

    kind, said, here = "", "", item
    for _ in range(_DEPTH):
        kind = kind or getattr(resolve1(here.get("FT")), "name", "")
        said = said or _string(here.get("V"))
        parent = resolve1(here.get("Parent"))
        if not isinstance(parent, dict):
            break
        here = parent
    return said if kind in ("Tx", "Ch") else ""


def _string(raw: Any) -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found = resolve1(raw)
    return decode_text(found) if isinstance(found, bytes) else ""


def _typed(text: str, item: dict[str, Any], page: Any, height: float) -> Iterator[Line]:
    """The lines of a box, from its top."""
    from pdfminer.pdftypes import resolve1

    box = [resolve1(side) for side in resolve1(item.get("Rect")) or ()]
    if len(box) != 4 or not all(isinstance(side, (int, float)) for side in box):
        box = [0.0, 0.0, 0.0, 0.0]
    left, top = float(min(box[0], box[2])), float(max(box[1], box[3])) - float(page.mediabox[1])
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        if line.strip():
            yield Line(
                runs=(Run(line),),
                x0=left,
                x1=left + 0.5 * _SIZE * len(line),
                y=top - (number + 1) * 1.2 * _SIZE,
                size=_SIZE,
                page_height=height,
            )

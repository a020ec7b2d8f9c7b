"""The wording of a note as it is published: verbatim but for masks and inner marks."""

from __future__ import annotations

import re

from analyse.contracts import Document

_MARKS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__|</?su[bp]>|\\(?=[$*_#\[\]~<>])")


def without_marks(text: str) -> str:
    """The text without the inner marks of a note (`**`, `<sup>`, the backslash of `\\$`)."""
    return _MARKS.sub("", text)


def publishable(document: Document, start: int, end: int) -> str:
    """What is printed for `text[start:end]`: pseudonyms for masks, inner marks dropped."""
    return without_marks(document.published(start, end))

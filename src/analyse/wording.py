"""The wording of a note: what is published, verbatim but for masks and inner marks, and what is not
its author's (the instructions of our template)."""

from __future__ import annotations

import re
from functools import cache

from analyse.contracts import Document
from analyse.lexicon import fold
from analyse.resources import template

_MARKS = re.compile(r"\*\*|__(?=\S)|(?<=\S)__|</?su[bp]>|\\(?=[$*_#\[\]~<>])")


def without_marks(text: str) -> str:
    """The text without the inner marks of a note (`**`, `<sup>`, the backslash of `\\$`)."""
    return _MARKS.sub("", text)


def publishable(document: Document, start: int, end: int) -> str:
    """What is printed for `text[start:end]`: pseudonyms for masks, inner marks dropped."""
    return without_marks(document.published(start, end))


@cache
def _instructions() -> frozenset[str]:
    text = template("consignes.txt").read_text(encoding="utf-8")
    return frozenset(fold(line) for line in text.splitlines() if line.strip())


def is_instruction(text: str) -> bool:
    """Whether a text is an instruction of the note template that nobody replaced."""
    return len(text) < 200 and fold(text) in _instructions()

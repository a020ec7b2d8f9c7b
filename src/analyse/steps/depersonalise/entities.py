"""spaCy entities of a raw text, in chunks of bounded size."""

from __future__ import annotations

from typing import Any

from analyse.contracts import Span

CHUNK = 100_000
"""Code points; spaCy refuses texts above 1,000,000 and its memory grows with the length."""


def chunks(text: str, *, size: int = CHUNK) -> list[tuple[int, int]]:
    """Bounds of consecutive chunks of at most `size` code points that cover `text`.

    A chunk ends at a blank line when it can, else at a line, else at a space, else anywhere.
    """
    bounds, at = [], 0
    while len(text) - at > size:
        limit = at + size
        cut = -1
        for mark in ("\n\n", "\n", " "):
            cut = text.rfind(mark, at + size // 2, limit)
            if cut >= 0:
                cut += len(mark)
                break
        end = cut if at < cut <= limit else limit
        bounds.append((at, end))
        at = end
    if at < len(text):
        bounds.append((at, len(text)))
    return bounds


def entity_spans(doc: Any, *, offset: int = 0) -> list[Span]:
    """Entities of a spaCy document, with offsets in the whole text."""
    return [Span(offset + e.start_char, offset + e.end_char, e.label_) for e in doc.ents]


def entities_of(text: str, nlp: Any, *, size: int = CHUNK) -> list[Span]:
    """Entities of `text` found by the spaCy pipeline `nlp`, in order."""
    bounds = chunks(text, size=size)
    docs = nlp.pipe([text[start:end] for start, end in bounds], batch_size=4)
    return [
        span
        for (start, _), doc in zip(bounds, docs, strict=True)
        for span in entity_spans(doc, offset=start)
    ]

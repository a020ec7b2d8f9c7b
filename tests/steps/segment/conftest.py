"""Masked documents from plain text: names between braces are masked, `{3:Zoé Tremblay}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from analyse.contracts import MASK, Document, DocumentStatus, MaskSpan
from analyse.params import SegmentParams
from analyse.steps.segment import Segmentation, segment

_BRACED = re.compile(r"\{(\d+):([^{}]+)\}|\{(courriel|url|téléphone):([^{}]+)\}")


def masked(text: str, **fields: Any) -> Document:
    """A document whose braced stretches are masked, with the same length as what they held."""
    out, masks, at, size = [], [], 0, 0
    for found in _BRACED.finditer(text):
        out.append(text[at : found.start()])
        size += found.start() - at
        held = found[2] or found[4]
        blocks = re.sub(r"[^\s-]", MASK, held) if found[1] else MASK * len(held)
        kind = "nom" if found[1] else found[3]
        masks.append(MaskSpan(size, size + len(held), kind, int(found[1] or 0)))
        out.append(blocks)
        size += len(held)
        at = found.end()
    out.append(text[at:])
    defaults: dict[str, Any] = {
        "id": "0123456789abcdef",
        "path": "note.txt",
        "sha256": "0" * 64,
        "version": 1,
        "status": DocumentStatus.READ,
    }
    return Document(text="".join(out), masks=tuple(masks), **(defaults | fields))


@pytest.fixture(scope="session")
def cut(nlp_syntax: Any) -> Callable[..., Segmentation]:
    """Text with braced names → segmentation, with the real pipeline."""

    def run(text: str, *, params: SegmentParams | None = None, **fields: Any) -> Segmentation:
        return segment(masked(text, **fields), nlp_syntax, params or SegmentParams())

    return run


@pytest.fixture(scope="session")
def texts(cut: Callable[..., Segmentation]) -> Callable[..., list[str]]:
    """Text → the texts of its passages."""
    return lambda text, **fields: [passage.text for passage in cut(text, **fields).passages]

"""What a withdrawn consent does to a table: its rows leave, and nothing of them is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from analyse.contracts import MASK, Consent, Document, MaskSpan, Passage, SetAside, Span
from analyse.steps import ingest, segment

WITHDRAWN = "consentement retiré"


def withdrawn_rows(row_metadata: Mapping[int, Mapping[str, str]]) -> set[int]:
    """Rows of a table whose consent is withdrawn."""
    return {
        row
        for row, values in row_metadata.items()
        if ingest.parse_consent(values.get("consentement", "")) is Consent.WITHDRAW
    }


def blanked(
    text: str, masks: Sequence[MaskSpan], spans: Sequence[Span]
) -> tuple[str, tuple[MaskSpan, ...]]:
    """The text without what was withdrawn: same length, nothing of it kept."""
    kept = [m for m in masks if not any(s.start < m.end and m.start < s.end for s in spans)]
    for span in spans:
        for line in re.finditer(r"[^\n]+", text[span.start : span.end]):
            start, end = span.start + line.start(), span.start + line.end()
            text = text[:start] + MASK * (end - start) + text[end:]
            kept.append(MaskSpan(start, end, WITHDRAWN))
    return text, tuple(sorted(kept, key=lambda mask: mask.start))


def without_withdrawn(
    document: Document, segmentation: segment.Segmentation
) -> tuple[tuple[Passage, ...], tuple[SetAside, ...]]:
    """Rows whose consent is withdrawn leave the analysis and say so."""
    withdrawn = withdrawn_rows(document.row_metadata)
    passages = tuple(p for p in segmentation.passages if p.row not in withdrawn)
    out = [
        SetAside(document.id, p.start, p.end, p.text, WITHDRAWN)
        for p in segmentation.passages
        if p.row in withdrawn
    ]
    asides = sorted([*segmentation.set_aside, *out], key=lambda span: span.start)
    return passages, tuple(asides)

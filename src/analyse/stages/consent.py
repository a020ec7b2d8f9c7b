"""What a withdrawn consent does to a table: its rows leave, and nothing of them is kept."""

from __future__ import annotations

from collections.abc import Mapping

from analyse.contracts import Consent, Document, Passage, SetAside
from analyse.publication.withdrawal import WITHDRAWN, blanked
from analyse.steps import ingest, segment

__all__ = ["WITHDRAWN", "blanked", "withdrawn_rows", "without_withdrawn"]


def withdrawn_rows(row_metadata: Mapping[int, Mapping[str, str]]) -> set[int]:
    """Rows of a table whose consent is withdrawn."""
    return {
        row
        for row, values in row_metadata.items()
        if ingest.parse_consent(values.get("consentement", "")) is Consent.WITHDRAW
    }


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

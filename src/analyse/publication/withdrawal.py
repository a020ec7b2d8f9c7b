"""A file without what was withdrawn: same length, so that offsets hold, and nothing of it kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from analyse.contracts import (
    MASK,
    Consent,
    Document,
    DocumentContext,
    DocumentStatus,
    MaskSpan,
    Passage,
    SetAside,
    Span,
    Withdrawn,
)
from analyse.publication.consents import Consents

WITHDRAWN = "consentement retiré"

Kept = tuple[Document, tuple[Passage, ...], tuple[SetAside, ...]]


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


def withdraw(
    document: Document,
    passages: Sequence[Passage],
    set_aside: Sequence[SetAside],
    consents: Consents,
) -> tuple[Kept, tuple[Withdrawn, ...]]:
    """A file as consents leave it.

    Args:
        document: as it was read.
        passages: of the document, in order.
        set_aside: of the document, in order.
        consents: what stands.

    Returns:
        the document, passages and set-aside spans that stay, and the passages that leave. What was
        set aside between two passages that leave leaves too: it is the same person speaking.
    """
    if document.status is not DocumentStatus.READ:
        return (document, tuple(passages), tuple(set_aside)), ()
    if consents.documents.get(document.id) is Consent.WITHDRAW:
        bare = Document(
            id=document.id,
            path=document.path,
            sha256=document.sha256,
            version=document.version,
            status=DocumentStatus.WITHDRAWN,
            reason=WITHDRAWN,
            context=DocumentContext(jour=document.context.jour),
        )
        return (bare, (), ()), tuple(Withdrawn(p.id, document.id) for p in passages)
    told = {p.id: consents.withdrawn_by(p) for p in passages}
    leaving = _corrected(document.id, passages, consents) | {i: by for i, by in told.items() if by}
    if not leaving:
        return (document, tuple(passages), tuple(set_aside)), ()
    inner = [s for s in set_aside if s.reason != WITHDRAWN and _within(s, passages, leaving)]
    out = [p for p in passages if p.id in leaving]
    spans = [Span(p.start, p.end, "") for p in out] + [Span(s.start, s.end, "") for s in inner]
    text, masks = blanked(document.text, document.masks, spans)
    reasons = {(s.start, s.end): s.reason for s in set_aside}
    reasons |= {(span.start, span.end): WITHDRAWN for span in spans}
    asides = tuple(
        SetAside(document.id, start, end, text[start:end], reason)
        for (start, end), reason in sorted(reasons.items())
    )
    return (
        (
            replace(document, text=text, masks=masks),
            tuple(p for p in passages if p.id not in leaving),
            asides,
        ),
        tuple(Withdrawn(p.id, document.id, leaving[p.id]) for p in out),
    )


def _within(aside: SetAside, passages: Sequence[Passage], leaving: Iterable[str]) -> bool:
    """Whether the passages before and after a set-aside span both leave."""
    before = [p.id for p in passages if p.end <= aside.start]
    after = [p.id for p in passages if p.start >= aside.end]
    return bool(before and after) and {before[-1], after[0]} <= set(leaving)


def _corrected(document_id: str, passages: Sequence[Passage], consents: Consents) -> dict[str, str]:
    """Passages that stand, in a corrected note, where one that was withdrawn stood: id → by."""
    here = {p.id: at for at, p in enumerate(passages)}
    found: dict[str, str] = {}
    for passage_id, (owner, before, after) in consents.places.items():
        span = _between(here, before, after)
        if owner == document_id and passage_id not in here and span:
            found |= {p.id: f"passage {passage_id}" for p in passages[span[0] : span[1]]}
    return found


def _between(here: dict[str, int], before: str, after: str) -> tuple[int, int] | None:
    """The stretch between two neighbours, "" being an end; None when one is gone."""
    if (before and before not in here) or (after and after not in here):
        return None
    start = here[before] + 1 if before else 0
    return start, here[after] if after else len(here)


def lost_places(
    document_id: str,
    passages: Sequence[Passage],
    set_aside: Sequence[SetAside],
    consents: Consents,
) -> int:
    """Passages withdrawn from a note that was corrected so much that their place is not found.

    Until a person looks, nothing of such a note is published.
    """
    if any(aside.reason == WITHDRAWN for aside in set_aside):
        return 0
    here = {p.id: at for at, p in enumerate(passages)}
    return sum(
        owner == document_id and _between(here, before, after) is None
        for owner, before, after in consents.places.values()
    )

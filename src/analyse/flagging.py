"""Flags of the passages of a project: what the step `flags` needs, taken from a snapshot."""

from __future__ import annotations

from collections.abc import Iterable

from analyse.contracts import Flag
from analyse.exports.tables import Snapshot
from analyse.wording import publishable


def flags_of(state: Snapshot, passage_ids: Iterable[str]) -> dict[str, tuple[Flag, ...]]:
    """Passage id → why it asks for a second look; () for nothing.

    Args:
        state: the project at one moment.
        passage_ids: passages of the notes; unknown ids are left out.
    """
    from analyse.steps import depersonalise, flags

    wanted = set(passage_ids)
    documents = {document.id: document for document in state.documents}
    passages = [p for p in state.passages if p.id in wanted]
    return flags.flag(
        passages,
        {p.id: publishable(documents[p.document_id], p.start, p.end) for p in passages},
        state.passages,
        {p.id: depersonalise.suspicions(p.text) for p in passages},
    )

"""The sample to code: drawn at random among all passages, whatever their theme, or without one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyse.contracts import Campaign, Card, Task
from analyse.errors import UsageError
from analyse.exports.tables import Snapshot
from analyse.validation.coding.codebook import codebook
from analyse.wording import publishable

if TYPE_CHECKING:
    from analyse.validation.service import Service

BLOCK = 10


def open_coding(
    service: Service, *, size: int, data: bytes, author: str, title: str = ""
) -> Campaign:
    """Open an independent coding.

    Args:
        service: of the project.
        size: passages to code; fewer when the project has fewer.
        data: a codebook (.qdc or CSV), b"" to code freely.
        author: who opens it.
        title: of the campaign.

    Raises:
        UsageError: the codebook cannot be read, or there is no passage.
    """
    codes = codebook(data) if data else ()
    return service.open(
        "codage",
        title or "Codage indépendant",
        author,
        lambda campaign, state: coding_cards(campaign, state, size),
        codes=codes,
        budget=10**6,
        block=BLOCK,
    )


def coding_cards(campaign: Campaign, state: Snapshot, size: int) -> Sequence[Card]:
    """One card per passage drawn; nothing of the themes is on it.

    Raises:
        UsageError: there is no passage to code.
    """
    off_topic = state.decided.off_topic if state.decided else frozenset[str]()
    documents = {d.id: d for d in state.documents}
    placed = {p.passage_id for p in state.run.placements} if state.run else set()
    known = [
        p
        for p in state.passages
        if p.id in placed and p.id not in off_topic and p.kind != "mention"
    ]
    if not known:
        raise UsageError("Il n'y a aucun passage à coder.")
    chosen = random.Random(campaign.seed).sample(known, min(size, len(known)))
    return [
        Card(
            id=hashlib.sha256(f"{campaign.number}|codage|{p.id}".encode()).hexdigest()[:16],
            campaign=campaign.number,
            task=Task.CODING,
            rank=rank,
            theme_id="",
            passage_id=p.id,
            content={
                "passage": " ".join(publishable(documents[p.document_id], p.start, p.end).split()),
                "headings": list(p.headings),
            },
            votes=0,
        )
        for rank, p in enumerate(chosen, start=1)
    ]

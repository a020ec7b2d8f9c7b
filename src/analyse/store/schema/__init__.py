"""The tables of the database. Migrations under `migrations/` follow them (a test compares).

- `notes`: files, masks, passages, what is computed of each text;
- `runs`: analyses;
- `ledger`: decisions, anchors, analyses that were started;
- `publication`: consents, agreements, what was published or exported;
- `polls`: campaigns, cards, votes;
- `access`: invitations and sessions;
- `custody`: look-ups, purges, backups.
"""

from __future__ import annotations

from analyse.store.schema.access import invitation, web_session
from analyse.store.schema.base import metadata
from analyse.store.schema.custody import backup, consultation, purge
from analyse.store.schema.ledger import anchor, attempt, decision, revision
from analyse.store.schema.notes import document, mask, memo, passage, person, set_aside, vector
from analyse.store.schema.polls import (
    adjudication,
    assignment,
    block,
    campaign,
    card,
    participant,
    vote,
)
from analyse.store.schema.publication import agreement, consent, exported, publication, withdrawn
from analyse.store.schema.runs import (
    evidence,
    label,
    membership,
    quote,
    run,
    sheet,
    statement,
    tension,
    theme,
)

__all__ = [
    "adjudication",
    "agreement",
    "anchor",
    "assignment",
    "attempt",
    "backup",
    "block",
    "campaign",
    "card",
    "consent",
    "consultation",
    "decision",
    "document",
    "evidence",
    "exported",
    "invitation",
    "label",
    "mask",
    "membership",
    "memo",
    "metadata",
    "participant",
    "passage",
    "person",
    "publication",
    "purge",
    "quote",
    "revision",
    "run",
    "set_aside",
    "sheet",
    "statement",
    "tension",
    "theme",
    "vector",
    "vote",
    "web_session",
    "withdrawn",
]

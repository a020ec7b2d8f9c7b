"""Tables of consents, agreements, publications and exports. All are append-only."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table, Text

from analyse.store.schema.base import APPEND_ONLY, metadata

consent = Table(
    "consent",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("scope", String(16), nullable=False),
    Column(
        "target",
        String(64),
        nullable=False,
        comment="document or passage id, keyed digest of a name",
    ),
    Column("consent", String(16), nullable=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("given", Text, nullable=False, comment="date told with it"),
    Column("author", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("place", JSON, nullable=False, comment="document, passages around"),
    comment=APPEND_ONLY,
)

withdrawn = Table(
    "withdrawn",
    metadata,
    Column("passage_id", String(16), primary_key=True),
    Column("document_id", String(16), nullable=False),
    Column("by", String(32), nullable=False, comment="whose consent"),
    comment="Passages that left because a consent was withdrawn; append-only.",
)

agreement = Table(
    "agreement",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("community", Text, nullable=False),
    Column("answer", String(16), nullable=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("author", Text, nullable=False),
    Column("reference", Text, nullable=False),
    comment=APPEND_ONLY,
)


def _release(name: str) -> Table:
    """Publications, or exports: files written for others, and what they hold."""
    return Table(
        name,
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("id", String(32), nullable=False, unique=True),
        Column("kind", String(16), nullable=False),
        Column("form", String(24), nullable=False, comment="format of an export"),
        Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
        Column("author", Text, nullable=False),
        Column("run", Integer, nullable=False),
        Column("folder", Text, nullable=False),
        Column("files", JSON, nullable=False, comment="name → SHA-256"),
        Column("passages", JSON, nullable=False, comment="document id → passage ids"),
        comment=APPEND_ONLY,
    )


publication = _release("publication")
exported = _release("exported")

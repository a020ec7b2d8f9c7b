"""What people decide, where passages went, and the analyses that were started."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Integer,
    String,
    Table,
    Text,
)

from analyse.store.schema.base import metadata

decision = Table(
    "decision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("reason", Text, nullable=False),
    Column("theme_ids", JSON, nullable=False),
    Column("passage_ids", JSON, nullable=False),
    Column("value", Text, nullable=False),
    Column("seen", JSON, nullable=False, comment="what was on the screen"),
    comment="Append-only, by triggers that refuse to change or remove a line.",
)

anchor = Table(
    "anchor",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("old_id", String(16), nullable=False),
    Column("new_id", String(16), nullable=False),
    Column("by", String(16), nullable=False, comment="texte, contexte"),
    comment="Where the passages of earlier versions of a note went; append-only.",
)

attempt = Table(
    "attempt",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("started", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("ended", String(32), comment="NULL while it runs, or when it was cut short"),
    comment="Analyses that were started, one at a time.",
)

revision = Table(
    "revision",
    metadata,
    Column("scope", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    comment="Raised by whatever changes what pages read, so that they know when to read again.",
)

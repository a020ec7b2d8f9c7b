"""Look-ups of the mapping, purges and backups."""

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

consultation = Table(
    "consultation",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked", String(16), nullable=False, comment="nom, numéro, tout"),
    Column("found", Integer, nullable=False, comment="how many people were shown"),
    comment="Who looked into the mapping of pseudonyms, without any name; append-only.",
)

purge = Table(
    "purge",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, comment="the same for both lines of a purge"),
    Column("step", String(16), nullable=False, comment="commencée, terminée"),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("scope", JSON, nullable=False),
    Column("report", JSON, nullable=False, comment="digests and counts, no content"),
    comment="What was destroyed, by whom and why; append-only.",
)

backup = Table(
    "backup",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("name", Text, nullable=False, comment="masked name of the file"),
    Column("sha256", String(64), nullable=False),
    Column("holds", JSON, nullable=False, comment="whether notes and keys are in it"),
    comment="Backups that were made, which a purge cannot reach and tells; append-only.",
)

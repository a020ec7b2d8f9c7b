"""Files, their masks and passages, and what is computed of each text."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from analyse.store.schema.base import metadata

person = Table(
    "person",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False, unique=True),
    comment="One pseudonym per person, by a keyed digest of the name, never the name.",
)

document = Table(
    "document",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("path", Text, nullable=False, comment="masked path under notes/"),
    Column("path_digest", String(64), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_day", Integer, comment="day given by --jour when the file arrived"),
    Column("process_key", String(64), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("reader_version", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("header_end", Integer, nullable=False),
    Column("text", Text, nullable=False, comment="masked text"),
    Column("pages", JSON, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("row_metadata", JSON, nullable=False),
    Column("context", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("purged", String(32), comment="when its raw file was destroyed, ISO 8601, UTC"),
    Index("ix_document_sha256", "sha256"),
)

mask = Table(
    "mask",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("person", Integer, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

passage = Table(
    "passage",
    metadata,
    Column("id", String(16), primary_key=True),
    Column(
        "document_id", ForeignKey("document.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("page", Integer),
    Column("row", Integer),
    Column("question_id", String(16), nullable=False),
    Column("nature", String(24), nullable=False),
    Column("speaker", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("palier", Text, nullable=False),
    Column("secteur", Text, nullable=False),
    Column("jour", Integer),
    Column("atelier", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("lemmas", JSON, nullable=False),
    Column("phrases", JSON, nullable=False),
    Column("stands_alone", Integer, nullable=False),
)

vector = Table(
    "vector",
    metadata,
    Column("key", String(64), primary_key=True, comment="digest of revision and encoded text"),
    Column("data", LargeBinary, nullable=False, comment="float32, little-endian, unit length"),
)

memo = Table(
    "memo",
    metadata,
    Column("step", String(32), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False, comment="JSON, digest to value, zlib"),
    comment="What a step found of each text; may be emptied, it is found again.",
)

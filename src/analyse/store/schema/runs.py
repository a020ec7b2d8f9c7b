"""Analyses: themes, memberships, quotes, answers to the fiches 1.0, disagreements."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from analyse.store.schema.base import metadata

run = Table(
    "run",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("started", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("seconds", Float, nullable=False),
    Column("manifest", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("rare", JSON, nullable=False, comment="passages that few said, most distant first"),
    Column("tree", LargeBinary, nullable=False, comment="numpy .npz of the theme tree"),
    Column("lineage", JSON),
    Column("followed", JSON),
    Column("centres", LargeBinary),
)

theme = Table(
    "theme",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(12), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("keyphrases", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("size", Integer, nullable=False),
    Column("workshops", Integer, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("stability", Float, nullable=False),
    Column("grille", JSON, nullable=False),
    Column("chantiers", JSON, nullable=False),
    Column("status", Text, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("passage_id", String(16), primary_key=True),
    Column("theme_id", String(12), nullable=False, comment="'' when unclassified"),
    Column("strength", Float, nullable=False),
    Column("others", JSON, nullable=False),
    Column("nearest", String(12), nullable=False, comment="nearest theme of an unclassified one"),
    Column("facet", String(16), nullable=False),
    Column("probability", Float, nullable=False),
)

quote = Table(
    "quote",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("theme_id", String(12), nullable=False),
    Column("passage_id", String(16), nullable=False),
    Column("facet", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("published_text", Text, nullable=False),
    Column("nature", String(24), nullable=False),
    Column("status", String(16), nullable=False),
    UniqueConstraint("run", "theme_id", "facet", "rank", name="uq_quote_rank"),
)

sheet = Table(
    "sheet",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("path", Text, nullable=False, comment="masked path under fiches-1.0/"),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("warning", Text, nullable=False, comment="why it could not be read, in French"),
)

statement = Table(
    "statement",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(12), primary_key=True),
    Column("sheet", Integer, nullable=False, comment="rank of its sheet"),
    Column("rank", Integer, nullable=False),
    Column("section", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("response", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("supports", Integer, nullable=False, comment="voices"),
    Column("nuances", Integer, nullable=False, comment="voices"),
    Column("contradicts", Integer, nullable=False, comment="voices"),
    Column("workshops", Integer, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("statement_id", String(12), primary_key=True),
    Column("passage_id", String(16), primary_key=True),
    Column("rank", Integer, nullable=False, comment="surest first within its statement"),
    Column("related", Float, nullable=False),
    Column("relation", String(16), nullable=False),
    Column("probability", Float, nullable=False),
)

label = Table(
    "label",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("passage_id", String(16), primary_key=True),
    Column("response", String(16), nullable=False),
    Column("statement_id", String(12), nullable=False, comment="'' when nouveau"),
    Column("confidence", Float, nullable=False),
)

tension = Table(
    "tension",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("theme_id", String(12), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("form", String(16), nullable=False),
    Column("cue", Text, nullable=False, comment="words by which it was recognised"),
    Column("explicit", Integer, nullable=False),
    Column("side_a", JSON, nullable=False, comment="passage ids"),
    Column("side_b", JSON, nullable=False, comment="passage ids"),
    Column("word", Text, nullable=False, comment="rare word that both sides say"),
    Column("elsewhere", JSON, nullable=False, comment="passage ids"),
    UniqueConstraint("run", "theme_id", "rank", name="uq_tension_rank"),
)

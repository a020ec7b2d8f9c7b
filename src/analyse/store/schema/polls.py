"""What volunteers are asked and answer."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from analyse.store.schema.base import metadata

campaign = Table(
    "campaign",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False, comment="validation, codage"),
    Column("title", Text, nullable=False),
    Column("created", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("author", Text, nullable=False),
    Column("run", Integer, nullable=False, comment="number of the analysis it asks about"),
    Column("settings", JSON, nullable=False, comment="seed, volunteers, budget, votes…"),
    Column("themes", JSON, nullable=False, comment="as they were when asked about"),
    Column("codebook", JSON, nullable=False),
    Column("closed", String(32), comment="ISO 8601, UTC; NULL while it is open"),
)

card = Table(
    "card",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("campaign", ForeignKey("campaign.number"), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("task", Integer, nullable=False),
    Column("theme_id", String(12), nullable=False),
    Column("passage_id", String(16), nullable=False),
    Column("content", JSON, nullable=False, comment="what is shown; masked"),
    Column("gold", Text, nullable=False, comment="answer the machine expects, or ''"),
    Column("control", Integer, nullable=False),
    Column("votes", Integer, nullable=False),
    Index("ix_card_campaign", "campaign", "rank"),
)

participant = Table(
    "participant",
    metadata,
    Column("code", String(16), primary_key=True, comment="B-07; no name is kept"),
    Column("agreed", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("wording", String(16), nullable=False, comment="digest of the text agreed to"),
)

block = Table(
    "block",
    metadata,
    Column("campaign", ForeignKey("campaign.number"), primary_key=True),
    Column("person", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("drawn", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("sent", String(32), comment="ISO 8601, UTC; NULL while answers can be taken back"),
)

assignment = Table(
    "assignment",
    metadata,
    Column("campaign", ForeignKey("campaign.number"), primary_key=True),
    Column("person", String(16), primary_key=True),
    Column("card_id", ForeignKey("card.id"), primary_key=True),
    Column("block", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("options", JSON, nullable=False, comment="values, in the order they are shown"),
    Column("choice", Text, nullable=False, comment="answer as it stands, '' without"),
    Column("text", Text, nullable=False),
    Index("ix_assignment_card", "campaign", "card_id"),
    comment="What each person was given; `vote` keeps every answer, this only the one that stands.",
)

vote = Table(
    "vote",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("campaign", ForeignKey("campaign.number"), nullable=False, index=True),
    Column("card_id", ForeignKey("card.id"), nullable=False),
    Column("person", String(16), nullable=False),
    Column("choice", Text, nullable=False, comment="'' takes the answer back"),
    Column("text", Text, nullable=False),
    Column("at", String(40), nullable=False, comment="clock of the device"),
    Column("received", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("options", JSON, nullable=False, comment="in the order they were shown"),
    Column("position", Integer, nullable=False),
    Column("counted", Integer, nullable=False, comment="0 when it came after its block was sent"),
    Column("source", String(16), nullable=False, comment="page, papier"),
    comment="Append-only, by triggers that refuse to change or remove a line.",
)

adjudication = Table(
    "adjudication",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("campaign", ForeignKey("campaign.number"), nullable=False),
    Column("card_id", ForeignKey("card.id"), nullable=False),
    Column("author", Text, nullable=False),
    Column("answer", Text, nullable=False, comment="'' when none imposes itself"),
    Column("motive", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    comment="Append-only, by triggers that refuse to change or remove a line.",
)

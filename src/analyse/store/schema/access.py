"""Invitations and sessions of the web application."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from analyse.store.schema.base import metadata

invitation = Table(
    "invitation",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True, comment="never the token"),
    Column("role", String(16), nullable=False),
    Column(
        "code", String(16), nullable=False, unique=True, comment="B-07; a volunteer's only name"
    ),
    Column("name", Text, nullable=False, comment="chosen by a member of the team; '' otherwise"),
    Column("campaign", String(32), nullable=False, comment="'' when not limited to one"),
    Column("once", Integer, nullable=False, comment="1: spent by its first use"),
    Column("created", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("created_by", Text, nullable=False, comment="signature, or '' from the command line"),
    Column("expires", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("used", String(32), comment="first use"),
    Column("revoked", String(32)),
)

web_session = Table(
    "web_session",
    metadata,
    Column("id", String(16), primary_key=True),
    Column(
        "invitation_id", ForeignKey("invitation.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("digest", String(64), nullable=False, unique=True, comment="of the cookie's secret"),
    Column("next_digest", String(64), unique=True, comment="of the secret that replaces it"),
    Column("created", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("rotated", String(32), nullable=False),
    Column("seen", String(32), nullable=False, comment="to a few minutes"),
    Column("expires", String(32), nullable=False),
    Column("ended", String(32), comment="logged out, or ended by an administrator"),
)

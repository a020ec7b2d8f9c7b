"""Invitations and sessions of the web application; a number that says when to read again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    table = op.create_table(
        "revision",
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_revision")),
        comment="Raised by whatever changes what pages read, so that they know when to read again.",
    )
    op.bulk_insert(table, [{"scope": "contenu", "number": 0}])
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False, comment="never the token"),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column(
            "code", sa.String(length=16), nullable=False, comment="B-07; a volunteer's only name"
        ),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="chosen by a member of the team; '' otherwise",
        ),
        sa.Column(
            "campaign", sa.String(length=32), nullable=False, comment="'' when not limited to one"
        ),
        sa.Column("once", sa.Integer(), nullable=False, comment="1: spent by its first use"),
        sa.Column("created", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column(
            "created_by",
            sa.Text(),
            nullable=False,
            comment="signature, or '' from the command line",
        ),
        sa.Column("expires", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("used", sa.String(length=32), nullable=True, comment="first use"),
        sa.Column("revoked", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
        sa.UniqueConstraint("code", name=op.f("uq_invitation_code")),
    )
    op.create_table(
        "web_session",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("invitation_id", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False, comment="of the cookie's secret"),
        sa.Column(
            "next_digest",
            sa.String(length=64),
            nullable=True,
            comment="of the secret that replaces it",
        ),
        sa.Column("created", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("rotated", sa.String(length=32), nullable=False),
        sa.Column("seen", sa.String(length=32), nullable=False, comment="to a few minutes"),
        sa.Column("expires", sa.String(length=32), nullable=False),
        sa.Column(
            "ended",
            sa.String(length=32),
            nullable=True,
            comment="logged out, or ended by an administrator",
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_web_session_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_web_session_digest")),
        sa.UniqueConstraint("next_digest", name=op.f("uq_web_session_next_digest")),
    )
    op.create_index(op.f("ix_web_session_invitation_id"), "web_session", ["invitation_id"])

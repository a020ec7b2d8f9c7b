"""Analyses that were started: one that never ended is recognised by the next."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "attempt",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column(
            "ended",
            sa.String(length=32),
            nullable=True,
            comment="NULL while it runs, or when it was cut short",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_attempt")),
        comment="Analyses that were started, one at a time.",
    )

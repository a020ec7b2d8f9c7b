"""Disagreements of a run."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "tension",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("theme_id", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("cue", sa.Text(), nullable=False, comment="words by which it was recognised"),
        sa.Column("explicit", sa.Integer(), nullable=False),
        sa.Column("side_a", sa.JSON(), nullable=False, comment="passage ids"),
        sa.Column("side_b", sa.JSON(), nullable=False, comment="passage ids"),
        sa.Column("word", sa.Text(), nullable=False, comment="rare word that both sides say"),
        sa.Column("elsewhere", sa.JSON(), nullable=False, comment="passage ids"),
        sa.ForeignKeyConstraint(
            ["run"], ["run.number"], name=op.f("fk_tension_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "id", name=op.f("pk_tension")),
        sa.UniqueConstraint("run", "theme_id", "rank", name="uq_tension_rank"),
    )

"""What steps found of each text, kept from one analysis to the next."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "memo",
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="JSON, digest to value, zlib"),
        sa.PrimaryKeyConstraint("step", name=op.f("pk_memo")),
        comment="What a step found of each text; may be emptied, it is found again.",
    )

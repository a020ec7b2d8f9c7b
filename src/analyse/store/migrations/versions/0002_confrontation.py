"""The fiches 1.0 and what each run answers them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sheet",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False, comment="masked path under fiches-1.0/"),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "warning", sa.Text(), nullable=False, comment="why it could not be read, in French"
        ),
        sa.ForeignKeyConstraint(
            ["run"], ["run.number"], name=op.f("fk_sheet_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "rank", name=op.f("pk_sheet")),
    )
    op.create_table(
        "statement",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False, comment="rank of its sheet"),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("response", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("supports", sa.Integer(), nullable=False, comment="voices"),
        sa.Column("nuances", sa.Integer(), nullable=False, comment="voices"),
        sa.Column("contradicts", sa.Integer(), nullable=False, comment="voices"),
        sa.Column("workshops", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["run.number"], name=op.f("fk_statement_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "id", name=op.f("pk_statement")),
    )
    op.create_table(
        "evidence",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.String(length=12), nullable=False),
        sa.Column("passage_id", sa.String(length=16), nullable=False),
        sa.Column(
            "rank", sa.Integer(), nullable=False, comment="surest first within its statement"
        ),
        sa.Column("related", sa.Float(), nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["run.number"], name=op.f("fk_evidence_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "statement_id", "passage_id", name=op.f("pk_evidence")),
    )
    op.create_table(
        "label",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.String(length=16), nullable=False),
        sa.Column("response", sa.String(length=16), nullable=False),
        sa.Column("statement_id", sa.String(length=12), nullable=False, comment="'' when nouveau"),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["run.number"], name=op.f("fk_label_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run", "passage_id", name=op.f("pk_label")),
    )

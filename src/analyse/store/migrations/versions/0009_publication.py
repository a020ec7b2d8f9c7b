"""Consents, what was withdrawn, agreements of communities, publications and exports."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_KEPT = ("consent", "withdrawn", "agreement", "publication", "exported")
_SAID = "le registre ne se modifie pas"
_COMMENT = "Append-only, by triggers that refuse to change or remove a line."


def _release(name: str) -> None:
    op.create_table(
        name,
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("form", sa.String(length=24), nullable=False, comment="format of an export"),
        sa.Column("at", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False, comment="name → SHA-256"),
        sa.Column("passages", sa.JSON(), nullable=False, comment="document id → passage ids"),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("id", name=op.f(f"uq_{name}_id")),
        comment=_COMMENT,
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "consent",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column(
            "target",
            sa.String(length=64),
            nullable=False,
            comment="document or passage id, keyed digest of a name",
        ),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("given", sa.Text(), nullable=False, comment="date told with it"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False, comment="document, passages around"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consent")),
        sa.UniqueConstraint("id", name=op.f("uq_consent_id")),
        comment=_COMMENT,
    )
    op.create_table(
        "withdrawn",
        sa.Column("passage_id", sa.String(length=16), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False, comment="whose consent"),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_withdrawn")),
        comment="Passages that left because a consent was withdrawn; append-only.",
    )
    op.create_table(
        "agreement",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_agreement")),
        sa.UniqueConstraint("id", name=op.f("uq_agreement_id")),
        comment=_COMMENT,
    )
    _release("publication")
    _release("exported")
    if op.get_bind().dialect.name == "postgresql":
        for table in _KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION analyse_append_only()"
            )
        return
    for table in _KEPT:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            )

"""What accounts for personal data: consultations, purges, backups; purged raw files."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_KEPT = ("consultation", "purge", "backup")
_SAID = "le registre ne se modifie pas"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "consultation",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked", sa.String(length=16), nullable=False, comment="nom, numéro, tout"),
        sa.Column("found", sa.Integer(), nullable=False, comment="how many people were shown"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consultation")),
        comment="Who looked into the mapping of pseudonyms, without any name; append-only.",
    )
    op.create_table(
        "purge",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "id",
            sa.String(length=32),
            nullable=False,
            comment="the same for both lines of a purge",
        ),
        sa.Column("step", sa.String(length=16), nullable=False, comment="commencée, terminée"),
        sa.Column("at", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False, comment="digests and counts, no content"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_purge")),
        comment="What was destroyed, by whom and why; append-only.",
    )
    op.create_table(
        "backup",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("name", sa.Text(), nullable=False, comment="masked name of the file"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "holds",
            sa.JSON(),
            nullable=False,
            comment="whether notes and keys are in it",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_backup")),
        comment="Backups that were made, which a purge cannot reach and tells; append-only.",
    )
    op.add_column(
        "document",
        sa.Column(
            "purged",
            sa.String(length=32),
            nullable=True,
            comment="when its raw file was destroyed, ISO 8601, UTC",
        ),
    )
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

"""Campaigns of validation: cards, what each person was given, their votes, adjudications."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_KEPT = ("vote", "adjudication")
_SAID = "les votes ne se modifient pas"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "campaign",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False, comment="validation, codage"),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created", sa.String(32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column(
            "run", sa.Integer(), nullable=False, comment="number of the analysis it asks about"
        ),
        sa.Column(
            "settings", sa.JSON(), nullable=False, comment="seed, volunteers, budget, votes…"
        ),
        sa.Column("themes", sa.JSON(), nullable=False, comment="as they were when asked about"),
        sa.Column("codebook", sa.JSON(), nullable=False),
        sa.Column("closed", sa.String(32), comment="ISO 8601, UTC; NULL while it is open"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_campaign")),
    )
    op.create_table(
        "card",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.String(12), nullable=False),
        sa.Column("passage_id", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False, comment="what is shown; masked"),
        sa.Column("gold", sa.Text(), nullable=False, comment="answer the machine expects, or ''"),
        sa.Column("control", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign"], ["campaign.number"], name=op.f("fk_card_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
    )
    op.create_index("ix_card_campaign", "card", ["campaign", "rank"])
    op.create_table(
        "participant",
        sa.Column("code", sa.String(16), nullable=False, comment="B-07; no name is kept"),
        sa.Column("agreed", sa.String(32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("wording", sa.String(16), nullable=False, comment="digest of the text agreed to"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_participant")),
    )
    op.create_table(
        "block",
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("drawn", sa.String(32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column(
            "sent", sa.String(32), comment="ISO 8601, UTC; NULL while answers can be taken back"
        ),
        sa.ForeignKeyConstraint(["campaign"], ["campaign.number"], name=op.f("fk_block_campaign")),
        sa.PrimaryKeyConstraint("campaign", "person", "number", name=op.f("pk_block")),
    )
    op.create_table(
        "assignment",
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(16), nullable=False),
        sa.Column("card_id", sa.String(16), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "options", sa.JSON(), nullable=False, comment="values, in the order they are shown"
        ),
        sa.Column("choice", sa.Text(), nullable=False, comment="answer as it stands, '' without"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.number"], name=op.f("fk_assignment_campaign")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_assignment_card_id")),
        sa.PrimaryKeyConstraint("campaign", "person", "card_id", name=op.f("pk_assignment")),
        comment="What each person was given; `vote` keeps every answer, this only the one that "
        "stands.",
    )
    op.create_index("ix_assignment_card", "assignment", ["campaign", "card_id"])
    op.create_table(
        "vote",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(16), nullable=False),
        sa.Column("person", sa.String(16), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False, comment="'' takes the answer back"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.String(40), nullable=False, comment="clock of the device"),
        sa.Column("received", sa.String(32), nullable=False, comment="ISO 8601, UTC"),
        sa.Column("options", sa.JSON(), nullable=False, comment="in the order they were shown"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "counted",
            sa.Integer(),
            nullable=False,
            comment="0 when it came after its block was sent",
        ),
        sa.Column("source", sa.String(16), nullable=False, comment="page, papier"),
        sa.ForeignKeyConstraint(["campaign"], ["campaign.number"], name=op.f("fk_vote_campaign")),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_vote_card_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_vote")),
        sa.UniqueConstraint("id", name=op.f("uq_vote_id")),
        comment="Append-only, by triggers that refuse to change or remove a line.",
    )
    op.create_index(op.f("ix_vote_campaign"), "vote", ["campaign"])
    op.create_table(
        "adjudication",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("campaign", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.String(16), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False, comment="'' when none imposes itself"),
        sa.Column("motive", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False, comment="ISO 8601, UTC"),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaign.number"], name=op.f("fk_adjudication_campaign")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_adjudication_card_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_adjudication")),
        sa.UniqueConstraint("id", name=op.f("uq_adjudication_id")),
        comment="Append-only, by triggers that refuse to change or remove a line.",
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION analyse_votes_only_grow() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_SAID}'; END $$"
        )
        for table in _KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION analyse_votes_only_grow()"
            )
        return
    for table in _KEPT:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
            )

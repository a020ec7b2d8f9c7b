"""The tables of the database. Migrations under `migrations/` follow them (a test compares)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from analyse.store.publication_tables import (
    agreement_table,
    consent_table,
    release_table,
    withdrawn_table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

person = Table(
    "person",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False, unique=True),
    comment="One pseudonym per person, by a keyed digest of the name, never the name.",
)

document = Table(
    "document",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("path", Text, nullable=False, comment="masked path under notes/"),
    Column("path_digest", String(64), nullable=False, unique=True),
    Column("sha256", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_day", Integer, comment="day given by --jour when the file arrived"),
    Column("process_key", String(64), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("reader_version", Text, nullable=False),
    Column("encoding", Text, nullable=False),
    Column("header_end", Integer, nullable=False),
    Column("text", Text, nullable=False, comment="masked text"),
    Column("pages", JSON, nullable=False),
    Column("rows", JSON, nullable=False),
    Column("row_metadata", JSON, nullable=False),
    Column("context", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("purged", String(32), comment="when its raw file was destroyed, ISO 8601, UTC"),
    Index("ix_document_sha256", "sha256"),
)

mask = Table(
    "mask",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("person", Integer, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

passage = Table(
    "passage",
    metadata,
    Column("id", String(16), primary_key=True),
    Column(
        "document_id", ForeignKey("document.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("headings", JSON, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("page", Integer),
    Column("row", Integer),
    Column("question_id", String(16), nullable=False),
    Column("nature", String(24), nullable=False),
    Column("speaker", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("palier", Text, nullable=False),
    Column("secteur", Text, nullable=False),
    Column("jour", Integer),
    Column("atelier", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("lemmas", JSON, nullable=False),
    Column("phrases", JSON, nullable=False),
    Column("stands_alone", Integer, nullable=False),
)

vector = Table(
    "vector",
    metadata,
    Column("key", String(64), primary_key=True, comment="digest of revision and encoded text"),
    Column("data", LargeBinary, nullable=False, comment="float32, little-endian, unit length"),
)

memo = Table(
    "memo",
    metadata,
    Column("step", String(32), primary_key=True),
    Column("version", String(64), nullable=False),
    Column("data", LargeBinary, nullable=False, comment="JSON, digest to value, zlib"),
    comment="What a step found of each text; may be emptied, it is found again.",
)

run = Table(
    "run",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("started", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("seconds", Float, nullable=False),
    Column("manifest", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("rare", JSON, nullable=False, comment="passages that few said, most distant first"),
    Column("tree", LargeBinary, nullable=False, comment="numpy .npz of the theme tree"),
    Column("lineage", JSON),
    Column("followed", JSON),
    Column("centres", LargeBinary),
)

theme = Table(
    "theme",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(12), primary_key=True),
    Column("rank", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("keyphrases", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("size", Integer, nullable=False),
    Column("workshops", Integer, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("stability", Float, nullable=False),
    Column("grille", JSON, nullable=False),
    Column("chantiers", JSON, nullable=False),
    Column("status", Text, nullable=False),
)

membership = Table(
    "membership",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("passage_id", String(16), primary_key=True),
    Column("theme_id", String(12), nullable=False, comment="'' when unclassified"),
    Column("strength", Float, nullable=False),
    Column("others", JSON, nullable=False),
    Column("nearest", String(12), nullable=False, comment="nearest theme of an unclassified one"),
    Column("facet", String(16), nullable=False),
    Column("probability", Float, nullable=False),
)

quote = Table(
    "quote",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("theme_id", String(12), nullable=False),
    Column("passage_id", String(16), nullable=False),
    Column("facet", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("published_text", Text, nullable=False),
    Column("nature", String(24), nullable=False),
    Column("status", String(16), nullable=False),
    UniqueConstraint("run", "theme_id", "facet", "rank", name="uq_quote_rank"),
)

sheet = Table(
    "sheet",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("path", Text, nullable=False, comment="masked path under fiches-1.0/"),
    Column("code", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("warning", Text, nullable=False, comment="why it could not be read, in French"),
)

statement = Table(
    "statement",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(12), primary_key=True),
    Column("sheet", Integer, nullable=False, comment="rank of its sheet"),
    Column("rank", Integer, nullable=False),
    Column("section", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("response", String(16), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("supports", Integer, nullable=False, comment="voices"),
    Column("nuances", Integer, nullable=False, comment="voices"),
    Column("contradicts", Integer, nullable=False, comment="voices"),
    Column("workshops", Integer, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("statement_id", String(12), primary_key=True),
    Column("passage_id", String(16), primary_key=True),
    Column("rank", Integer, nullable=False, comment="surest first within its statement"),
    Column("related", Float, nullable=False),
    Column("relation", String(16), nullable=False),
    Column("probability", Float, nullable=False),
)

label = Table(
    "label",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("passage_id", String(16), primary_key=True),
    Column("response", String(16), nullable=False),
    Column("statement_id", String(12), nullable=False, comment="'' when nouveau"),
    Column("confidence", Float, nullable=False),
)

tension = Table(
    "tension",
    metadata,
    Column("run", ForeignKey("run.number", ondelete="CASCADE"), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("theme_id", String(12), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("form", String(16), nullable=False),
    Column("cue", Text, nullable=False, comment="words by which it was recognised"),
    Column("explicit", Integer, nullable=False),
    Column("side_a", JSON, nullable=False, comment="passage ids"),
    Column("side_b", JSON, nullable=False, comment="passage ids"),
    Column("word", Text, nullable=False, comment="rare word that both sides say"),
    Column("elsewhere", JSON, nullable=False, comment="passage ids"),
    UniqueConstraint("run", "theme_id", "rank", name="uq_tension_rank"),
)

decision = Table(
    "decision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("kind", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("reason", Text, nullable=False),
    Column("theme_ids", JSON, nullable=False),
    Column("passage_ids", JSON, nullable=False),
    Column("value", Text, nullable=False),
    Column("seen", JSON, nullable=False, comment="what was on the screen"),
    comment="Append-only, by triggers that refuse to change or remove a line.",
)

anchor = Table(
    "anchor",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("old_id", String(16), nullable=False),
    Column("new_id", String(16), nullable=False),
    Column("by", String(16), nullable=False, comment="texte, contexte"),
    comment="Where the passages of earlier versions of a note went; append-only.",
)

attempt = Table(
    "attempt",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("started", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("ended", String(32), comment="NULL while it runs, or when it was cut short"),
    comment="Analyses that were started, one at a time.",
)

revision = Table(
    "revision",
    metadata,
    Column("scope", String(16), primary_key=True),
    Column("number", Integer, nullable=False),
    comment="Raised by whatever changes what pages read, so that they know when to read again.",
)

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

consent = consent_table(metadata)
withdrawn = withdrawn_table(metadata)
agreement = agreement_table(metadata)
publication = release_table("publication", metadata)
exported = release_table("exported", metadata)

consultation = Table(
    "consultation",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked", String(16), nullable=False, comment="nom, numéro, tout"),
    Column("found", Integer, nullable=False, comment="how many people were shown"),
    comment="Who looked into the mapping of pseudonyms, without any name; append-only.",
)

purge = Table(
    "purge",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, comment="the same for both lines of a purge"),
    Column("step", String(16), nullable=False, comment="commencée, terminée"),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("scope", JSON, nullable=False),
    Column("report", JSON, nullable=False, comment="digests and counts, no content"),
    comment="What was destroyed, by whom and why; append-only.",
)

backup = Table(
    "backup",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False, comment="ISO 8601, UTC"),
    Column("name", Text, nullable=False, comment="masked name of the file"),
    Column("sha256", String(64), nullable=False),
    Column("holds", JSON, nullable=False, comment="whether notes and keys are in it"),
    comment="Backups that were made, which a purge cannot reach and tells; append-only.",
)

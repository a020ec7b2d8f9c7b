"""Removing a withdrawn document from every table, and the bytes of what was removed.

Tables that are only added to refuse changes by triggers. A purge is the one thing that lifts them,
inside its own transaction: content is blanked, the row stays, and the digest of what it held is
written in the log of purges. Tables are those of `schema.metadata`: one that is added later is
searched too.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import JSON, Connection, Engine, String, Table, delete, select, text, update

from analyse.contracts import MASK, Document, DocumentContext, DocumentStatus, MaskSpan
from analyse.store import records, schema

PURGED = "[purgé]"
TITLE = "(titre purgé)"
_SHORTEST = 12  # characters: under it a text is a common word, found where nobody withdrew it
_OF_PASSAGES = ("membership", "quote", "evidence", "label")
_DIGESTS = {"path_digest", "process_key", "sha256", "fingerprint", "digest", "key"}


@dataclass
class Removed:
    """What left the database.

    Attributes:
        counts: table → rows removed or blanked.
        decisions: (number, SHA-256 of the row as it was) of each line of the ledger blanked.
        texts: what no longer is anywhere in the database, to look for in files; never stored.
        people: numbers of the people whom nothing names any more.
    """

    counts: dict[str, int] = field(default_factory=dict)
    decisions: list[tuple[int, str]] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)

    def count(self, table: str, rows: int) -> None:
        """Add to the count of a table."""
        if rows:
            self.counts[table] = self.counts.get(table, 0) + rows

    def add(self, other: Removed) -> None:
        """Add what another document took away."""
        for table, rows in other.counts.items():
            self.count(table, rows)
        self.decisions += other.decisions
        self.texts |= other.texts
        self.people |= other.people


def remove_document(connection: Connection, document_id: str, *, at: str, reason: str) -> Removed:
    """Blank a document and all that was made of it, inside the caller's transaction.

    Args:
        connection: in a writing transaction.
        document_id: the document; its row stays, withdrawn, without text.
        at: when, ISO 8601, UTC.
        reason: in French, written in the row of the document.
    """
    removed = Removed()
    with triggers_lifted(connection):
        passages = _rows(connection, schema.passage, schema.passage.c.document_id == document_id)
        ids = _all_versions(connection, {p["id"] for p in passages})
        words, gone = _texts(connection, document_id, passages)
        removed.texts = gone
        removed.people = _people_gone(connection, document_id)
        _blank_document(connection, document_id, at, reason, removed)
        _remove_from_runs(connection, ids, removed)
        titles = _blank_titles(connection, words, removed)
        _blank_decisions(connection, ids, words, gone, removed)
        for number in removed.people:  # the number is never given again, nor the name known
            _update(connection, schema.person, {"number": number}, digest=secrets.token_hex(32))
        _scrub(connection, gone, titles, removed)
    return removed


@contextmanager
def triggers_lifted(connection: Connection) -> Iterator[None]:
    """Our triggers, lifted until the end of the block; back before the transaction ends."""
    names = list(schema.metadata.tables)
    if connection.dialect.name == "postgresql":
        for name in names:
            connection.execute(text(f'ALTER TABLE "{name}" DISABLE TRIGGER USER'))
        yield
        for name in names:
            connection.execute(text(f'ALTER TABLE "{name}" ENABLE TRIGGER USER'))
        return
    query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    ours = [row for row in connection.execute(text(query)).all() if row.tbl_name in names]
    for row in ours:
        connection.execute(text(f'DROP TRIGGER "{row.name}"'))
    yield
    for row in ours:
        connection.exec_driver_sql(row.sql)


def compact(engine: Engine) -> None:
    """Write the database again without what was deleted; its journal is emptied."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "postgresql":
            for name in schema.metadata.tables:
                connection.execute(text(f'VACUUM (FULL) "{name}"'))
            return
        cursor = connection.connection.cursor()
        for order in ("wal_checkpoint(TRUNCATE)", "VACUUM", "wal_checkpoint(TRUNCATE)"):
            cursor.execute(order if order == "VACUUM" else f"PRAGMA {order}")
        cursor.close()


def _rows(connection: Connection, table: Table, *where: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table).where(*where)).mappings()]


def _update(connection: Connection, table: Table, key: Mapping[str, Any], **values: Any) -> None:
    mine = [table.c[name] == value for name, value in key.items()]
    connection.execute(update(table).where(*mine).values(**values))


def _all_versions(connection: Connection, ids: Collection[str]) -> set[str]:
    """Ids of passages, and of those of earlier versions that became them."""
    found, anchors = set(ids), _rows(connection, schema.anchor)
    while True:
        older = {a["old_id"] for a in anchors if a["new_id"] in found} - found
        if not older:
            return found
        found |= older


def _texts(
    connection: Connection, document_id: str, passages: Sequence[Mapping[str, Any]]
) -> tuple[set[str], set[str]]:
    """(words, stretches) that only this document holds."""
    mine = schema.document.c.id == document_id
    row = _rows(connection, schema.document, mine)[0]
    masks = schema.mask.c.document_id == document_id
    spans = connection.execute(select(schema.mask).where(masks).order_by(schema.mask.c.start))
    document = records.document_of(
        row, tuple(MaskSpan(m.start, m.end, m.kind, m.person) for m in spans)
    )
    rest = _rows(connection, schema.document, ~mine)
    others = "\n".join(r["text"] for r in rest)
    kept = _rows(connection, schema.passage, schema.passage.c.document_id != document_id)
    known = _words(others) | {w for p in kept for w in _words(" ".join(p["lemmas"]))}
    known |= {w for s in _rows(connection, schema.statement) for w in _words(s["text"])}
    own = _words(document.text) | {w for p in passages for w in _words(" ".join(p["lemmas"]))}
    said = {p["text"] for p in passages} | {line.strip() for line in document.text.splitlines()}
    said |= {document.published(p["start"], p["end"]) for p in passages}
    asides = _rows(connection, schema.set_aside, schema.set_aside.c.document_id == document_id)
    said |= {document.published(a["start"], a["end"]) for a in asides}
    said |= {document.text[a["start"] : a["end"]] for a in asides}
    published = "\n".join(p["text"] for p in kept)
    return own - known, {
        s
        for s in said
        if len(s.strip(f"{MASK} ")) >= _SHORTEST and s not in others and s not in published
    }


def _words(said: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", said.casefold()))


def _people_gone(connection: Connection, document_id: str) -> set[int]:
    """People named in this document and nowhere else."""
    rows = connection.execute(select(schema.mask.c.document_id, schema.mask.c.person)).all()
    here = {r.person for r in rows if r.document_id == document_id and r.person}
    here -= {r.person for r in rows if r.document_id != document_id}
    kept = _rows(connection, schema.passage, schema.passage.c.document_id != document_id)
    metadata = _rows(connection, schema.document, schema.document.c.id != document_id)
    statements = _rows(connection, schema.statement)
    parts = ([p["speaker"] for p in kept], [s["published"] for s in statements])
    told = json.dumps([*parts, [d["row_metadata"] for d in metadata]], ensure_ascii=False)
    named = {int(number) for number in re.findall(r"Personne (\d+)", told)}
    return here - named


def _blank_document(
    connection: Connection, document_id: str, at: str, reason: str, removed: Removed
) -> None:
    for table in schema.metadata.sorted_tables:
        if "document_id" in table.c and table.c.document_id.foreign_keys:
            mine = table.c.document_id == document_id
            removed.count(table.name, connection.execute(delete(table).where(mine)).rowcount)
    row = _rows(connection, schema.document, schema.document.c.id == document_id)[0]
    known = records.document_of(row)
    blank = Document(
        id=known.id,
        path=known.path,
        sha256=known.sha256,
        version=known.version,
        status=DocumentStatus.WITHDRAWN,
        reason=reason,
        context=DocumentContext(jour=known.context.jour),
    )
    kept = records.document_row(blank)
    _update(connection, schema.document, {"id": document_id}, **kept, purged=at)
    removed.count("document", 1)


def _remove_from_runs(connection: Connection, ids: set[str], removed: Removed) -> None:
    """Rows of the analyses that speak of these passages; and quotes of passages that are in no
    note any more, which may be of an earlier version of this one."""
    present = set(connection.execute(select(schema.passage.c.id)).scalars())
    quoted = set(connection.execute(select(schema.quote.c.passage_id)).scalars())
    lost = {"quote": ids | (quoted - present)}
    for name in _OF_PASSAGES:
        table = schema.metadata.tables[name]
        for one in sorted(lost.get(name, ids)):
            mine = table.c.passage_id == one
            removed.count(name, connection.execute(delete(table).where(mine)).rowcount)
    for row in _rows(connection, schema.tension):
        key = {"run": row["run"], "id": row["id"]}
        if ids & {*row["side_a"], *row["side_b"]}:
            same = [schema.tension.c[name] == value for name, value in key.items()]
            connection.execute(delete(schema.tension).where(*same))
            removed.count("tension", 1)
        elif ids & set(row["elsewhere"]):
            kept = [i for i in row["elsewhere"] if i not in ids]
            _update(connection, schema.tension, key, elsewhere=kept)
    for row in _rows(connection, schema.run):
        rare = [voice for voice in row["rare"] if voice["passage_id"] not in ids]
        followed = [pair for pair in row["followed"] or [] if pair[0] not in ids]
        # The tree is a cache that names every passage; a centre is a mean of their vectors.
        centres = _without(row["centres"] or b"", _themes_of(connection, row["number"]))
        key = {"number": row["number"]}
        _update(
            connection, schema.run, key, rare=rare, followed=followed, tree=b"", centres=centres
        )


def _themes_of(connection: Connection, run: int) -> set[str]:
    """Themes of a run whose passages are all still known."""
    table = schema.membership
    sizes = {
        row.id: row.size
        for row in connection.execute(
            select(schema.theme.c.id, schema.theme.c.size).where(schema.theme.c.run == run)
        )
    }
    held: dict[str, int] = {}
    for theme in connection.execute(select(table.c.theme_id).where(table.c.run == run)).scalars():
        held[theme] = held.get(theme, 0) + 1
    return {theme for theme, size in sizes.items() if held.get(theme, 0) >= size}


def _without(centres: bytes, kept: set[str]) -> bytes:
    """Centres of these themes alone, in the format of `stages.relate.packed_centres`."""
    if not centres:
        return b""
    with np.load(io.BytesIO(centres)) as file:
        names, rows = [str(name) for name in file["themes"]], file["centres"]
    at = [i for i, name in enumerate(names) if name in kept]
    if not at:
        return b""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, themes=np.array([names[i] for i in at]), centres=rows[at])
    return buffer.getvalue()


def _blank_titles(connection: Connection, words: set[str], removed: Removed) -> set[str]:
    """Take out of every analysis the titles and words that only the document held; those people
    typed stay. Returns the titles that went."""
    typed = set(connection.execute(select(schema.decision.c.value)).scalars())
    went: set[str] = set()

    def tells(said: str) -> bool:
        return said not in typed and not words.isdisjoint(_words(said))

    for row in _rows(connection, schema.theme):
        new = {
            "title": TITLE if tells(row["title"]) else row["title"],
            "proposal": TITLE if tells(row["proposal"]) else row["proposal"],
            "keyphrases": [said for said in row["keyphrases"] if not tells(said)],
            "words": [pair for pair in row["words"] if not tells(pair[0])],
        }
        went |= {row[name] for name in ("title", "proposal") if new[name] == TITLE}
        if any(row[name] != value for name, value in new.items()):
            _update(connection, schema.theme, {"run": row["run"], "id": row["id"]}, **new)
            removed.count("theme", 1)
    return went


def _blank_decisions(
    connection: Connection, ids: set[str], words: set[str], gone: set[str], removed: Removed
) -> None:
    """What lines of the ledger hold of the document: the line and its digest stay."""
    for row in _rows(connection, schema.decision):
        new = dict(row)
        seen = dict(row["seen"])
        if not words.isdisjoint(_words(seen.get("title", ""))):
            seen["title"] = TITLE
        if ids & set(row["passage_ids"]):
            seen |= {"members": "", "title": TITLE if seen.get("title") else ""}
            new["reason"] = PURGED if row["reason"] else ""
            if row["kind"] in ("approuver l'extrait", "rejeter l'extrait"):
                new["value"] = ""
        new["seen"] = seen
        new = {name: _cleaned(value, gone) for name, value in new.items()}
        if new != row:
            held = json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
            removed.decisions.append((row["number"], hashlib.sha256(held).hexdigest()))
            _update(connection, schema.decision, {"number": row["number"]}, **new)
            removed.count("decision", 1)


def _scrub(connection: Connection, gone: set[str], titles: set[str], removed: Removed) -> None:
    """Look for what was removed in every text of every table."""
    for table in schema.metadata.sorted_tables:
        columns = [
            c
            for c in table.c
            if isinstance(c.type, String | JSON) and c.name not in _DIGESTS and not c.primary_key
        ]
        if not columns:
            continue
        needles = gone | titles if table is schema.run else gone
        keys = list(table.primary_key.columns)
        rows = connection.execute(select(*keys, *columns)).mappings().all()
        for row in rows:
            new = {c.name: _cleaned(row[c.name], needles) for c in columns}
            changed = {name: value for name, value in new.items() if value != row[name]}
            if changed:
                _update(connection, table, {k.name: row[k.name] for k in keys}, **changed)
                removed.count(table.name, 1)


def _cleaned(value: Any, needles: Collection[str]) -> Any:
    """A value of a column, without any of these texts."""
    if isinstance(value, str):
        for needle in needles:
            if needle in value:
                value = value.replace(needle, PURGED)
        return value
    if isinstance(value, list | tuple):
        return [_cleaned(item, needles) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item, needles) for key, item in value.items()}
    return value

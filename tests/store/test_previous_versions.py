"""A database written by an earlier version opens in this one, with everything it held.

`previous/NNNN.json` holds, by table, what the version whose last migration is NNNN had written of
`small_project` (one note, one analysis, two decisions). A new file is added when a release is made.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine, insert

from analyse.contracts import DecisionKind
from analyse.exports.tables import snapshot, tables
from analyse.store import Store
from analyse.store.engine import MIGRATIONS, VERSION_TABLE
from samples import THEME
from small_project import LINES, a_note, an_analysis

PREVIOUS = sorted(Path(__file__).with_name("previous").glob("*.json"))


def as_it_was(url: str, written: dict) -> None:
    """Make the database of that version, with its rows."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["version_table"] = VERSION_TABLE
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, written["revision"])
        metadata = MetaData()
        metadata.reflect(connection)
        for table in metadata.sorted_tables:
            rows = [
                {
                    name: base64.b64decode(value["base64"])
                    if isinstance(value, dict) and set(value) == {"base64"}
                    else value
                    for name, value in row.items()
                }
                for row in written["tables"].get(table.name, [])
            ]
            if rows:
                connection.execute(insert(table), rows)
    engine.dispose()


@pytest.mark.parametrize("path", PREVIOUS, ids=[path.stem for path in PREVIOUS])
def test_an_earlier_database_opens_with_all_it_held(url, path):
    """Documents, passages, vectors, analysis, quotes and decisions are what they were."""
    written = json.loads(path.read_text(encoding="utf-8"))
    as_it_was(url, written)
    file = a_note()
    with Store.open(url) as store:
        assert store.documents() == [file.document]
        assert [p.text for p in store.passages()] == list(LINES)
        assert store.run(1) == an_analysis(file)
        assert store.vectors(["cd" * 32])["cd" * 32].tolist() == [1, 1, 1, 1]
        assert store.person_numbers(["ab" * 32]) == {"ab" * 32: 1}
        assert [d.kind for d in store.decisions()] == [
            DecisionKind.RENAME,
            DecisionKind.APPROVE_QUOTE,
        ]
        themes = tables(snapshot(store))["themes"].set_index("theme_id")
        assert themes.loc[THEME, "theme"] == "Se déplacer"
        with store.turn() as turn:  # and it is written to as any other
            assert turn.interrupted == ""


def test_the_version_before_the_last_migrations_is_kept():
    """There is a database of an earlier version to open."""
    last = max(path.stem for path in (MIGRATIONS / "versions").glob("0*.py"))[:4]
    assert PREVIOUS
    assert all(path.stem < last for path in PREVIOUS)

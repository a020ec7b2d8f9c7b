"""Opening a database: migrated, ours, at the address given, and told in French otherwise."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from analyse import project as projects
from analyse.errors import StoreError
from analyse.store import Store, engine, schema
from analyse.store.engine import VERSION_TABLE, Migrations, latest, open_engine, probe
from samples import a_file


def test_migrations_make_the_schema(url):
    """From an empty database, migrations make exactly the tables of `schema`."""
    engine = open_engine(url)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema.metadata) == []
        tables = set(inspect(connection).get_table_names())
    assert tables == {*schema.metadata.tables, VERSION_TABLE}
    engine.dispose()


def test_the_latest_migration_is_the_one_alembic_would_run_last(url):
    """Its revision is told by the name of its file: Alembic is loaded when there is one to run."""
    engine = open_engine(url)
    with engine.connect() as connection:
        migrations = Migrations(connection)
        assert migrations.known[0] == latest() == migrations.current
    engine.dispose()


def test_an_up_to_date_database_opens_without_alembic(tmp_path):
    """Nor do the processes that read notes load what opens databases."""
    address = f"sqlite:///{tmp_path / 'analyse.db'}"
    Store.open(address).__exit__(None, None, None)
    told = (
        "import sys, analyse.stages.desk\n"
        "assert 'sqlalchemy' not in sys.modules\n"
        "from analyse.store import Store\n"
        f"with Store.open({address!r}) as store: assert store.documents() == []\n"
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", told], check=True)


def test_opening_again_keeps_everything(url):
    file = a_file()
    with Store.open(url) as store:
        store.save_files([file])
    with Store.open(url) as store:
        assert store.documents() == [file.document]


@pytest.mark.parametrize("table", ["document", "clients"])
def test_a_foreign_database_is_refused(url, table):
    """A database that holds another program's tables is refused and left as it was."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {table} (id INTEGER)"))
    with pytest.raises(StoreError, match="ne sont pas celles de ce logiciel"):
        Store.open(url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == [table]
    engine.dispose()


def test_another_programs_alembic_is_not_ours(url):
    """Another program's Alembic revision "0001" does not make its database ours."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    with pytest.raises(StoreError, match="ne sont pas celles de ce logiciel"):
        Store.open(url)
    engine.dispose()


def test_a_newer_database_is_told(url):
    """A database written by a later version says to update, and is left as it was."""
    with Store.open(url) as store:
        store.save_files([a_file()])
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match="version plus récente"):
        Store.open(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM document")).scalar() == 1
    engine.dispose()


def test_several_open_a_new_database_at_once(url):
    """Programs that open a new database at the same time all get it, migrated once."""
    start = threading.Barrier(6)

    def use(index: int) -> int:
        start.wait()
        with Store.open(url) as store:
            store.save_files([a_file(f"{index}.txt")])
            return len(store.known_files())

    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(use, range(6)))
    assert max(counts) == 6


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://jeanne:motsecret@127.0.0.1:1/base",
        "postgresql://jeanne:motsecret@127.0.0.1:1/base",
        "postgres://jeanne:motsecret@127.0.0.1:1/base",
        "n'importe quoi motsecret",
        "oracle+inconnu://jeanne:motsecret@127.0.0.1/base",
        "sqlite:////dossier/absent/motsecret/analyse.db",
    ],
)
@pytest.mark.parametrize("opener", [Store.open, probe])
def test_a_wrong_address_is_told_without_its_password(url, opener):
    """A wrong address gives a French message with what to do, and no password in it."""
    with pytest.raises(StoreError) as told:
        opener(url)
    message = str(told.value)
    assert "motsecret" not in message
    assert "→" in message
    assert "base" in message.lower()


def test_a_file_that_is_not_a_database_is_told(tmp_path):
    path = tmp_path / "analyse.db"
    path.write_bytes(b"pas une base de donnees, mais assez longue pour en avoir l'air" * 20)
    with pytest.raises(StoreError) as told:
        Store.open(f"sqlite:///{path}")
    assert "renommez" in told.value.action


def test_probing_changes_nothing(url):
    """`probe` answers for an address that works and leaves the database empty."""
    assert probe(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_probing_does_not_create_a_file(tmp_path):
    assert "à créer" in probe(f"sqlite:///{tmp_path / 'analyse.db'}")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(
    params=["simple", "avec espace", "à l'été", "100%20 sûr", "q?a=b#c", "a@b:c", "[x]", "é\u0301"]
)
def odd_folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / request.param


def test_the_database_is_in_the_folder_whatever_its_name(odd_folder, monkeypatch):
    """Spaces, accents, `%20`, `?`, `#` and `@` in a folder's name never send the database
    elsewhere."""
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    project = projects.create(odd_folder)
    with Store.open(project.database_url):
        pass
    assert (odd_folder / "analyse.db").is_file()
    assert [p.name for p in odd_folder.parent.iterdir()] == [odd_folder.name]


def test_a_windows_path_survives_the_url(monkeypatch):
    """Drive letters, backslashes, spaces and network shares go through the URL unchanged."""
    from pathlib import PureWindowsPath

    from sqlalchemy.engine import make_url

    from analyse.params import ProjectParams

    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    for folder in (r"C:\Users\Ève Roy\100% notes", r"\\serveur\partage\été"):
        project = projects.Project(PureWindowsPath(folder), ProjectParams())  # type: ignore[arg-type]
        assert make_url(project.database_url).database == folder + r"\analyse.db"


def test_sqlite_forgets_what_is_deleted(tmp_path):
    """A forgotten text is no longer in the bytes of the database file."""
    path = tmp_path / "analyse.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.save_files([a_file(lines=("Phrase à oublier sans trace.",))])
        store.forget([file.id for file in store.known_files()])
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"oublier sans trace" not in path.read_bytes()


def test_reading_does_not_stop_writing(tmp_path):
    """While one program reads, another writes without waiting for it."""
    url = f"sqlite:///{tmp_path / 'analyse.db'}"
    with Store.open(url) as reader, Store.open(url) as writer, reader.moment():
        reader.documents()
        writer.save_files([a_file()])
        assert len(writer.documents()) == 1


class Refusing:
    """A cursor that SQLite refuses some times, as when two programs open a new file together."""

    def __init__(self, times: int, code: int) -> None:
        self.left, self.code = times, code

    def execute(self, _statement: str) -> None:
        if self.left:
            self.left -= 1
            refused = sqlite3.OperationalError("refused")
            refused.sqlite_errorcode = self.code
            raise refused


def test_a_new_file_that_another_program_opens_is_asked_for_again(monkeypatch):
    """SQLite does not wait there by itself; any other refusal, or one that lasts, is told."""
    cursor = Refusing(3, sqlite3.SQLITE_BUSY | (1 << 8))  # an extended code of the same
    engine._write_ahead(cursor)
    assert cursor.left == 0
    cursor = Refusing(3, sqlite3.SQLITE_READONLY)
    with pytest.raises(sqlite3.OperationalError):
        engine._write_ahead(cursor)
    assert cursor.left == 2
    monkeypatch.setattr(engine, "_WAIT_SECONDS", 0.1)
    with pytest.raises(sqlite3.OperationalError):
        engine._write_ahead(Refusing(10_000, sqlite3.SQLITE_BUSY))

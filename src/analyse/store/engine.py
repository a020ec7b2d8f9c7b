"""Opening the database: SQLite by default, PostgreSQL by URL, always at the latest migration."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    String,
    column,
    create_engine,
    event,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
)

from analyse.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "analyse_version"
"""Alembic's table, under our own name: "0001" in another program's tells nothing about ours."""

_LOCK = 0x616E616C797365  # "analyse" in ASCII: a key that other programs are unlikely to take
_ASK_AGAIN = 0.02  # seconds
_WAIT_SECONDS = 30  # a writer holds the database for the time of one batch, far less than this
_CONNECT_SECONDS = 10
_READ_ONLY = "analyse_read_only"
_migrating = threading.Lock()  # Alembic keeps its context in module globals


def open_engine(url: str) -> Engine:
    """Engine on `url`, migrated.

    Raises:
        StoreError: the address is wrong, the server does not answer, or the file is not ours.
    """
    with told():
        engine = _engine(_parsed(url))
        try:
            migrate(engine)
        except BaseException:
            engine.dispose()
            raise
    return engine


def probe(url: str) -> str:
    """What answers at `url`, in French; nothing is created nor changed.

    Raises:
        StoreError: nothing does.
    """
    with told():
        parsed = _parsed(url)
        if parsed.get_backend_name() == "sqlite":
            path = Path(parsed.database or "")
            if not path.parent.is_dir():
                raise StoreError(
                    "Le dossier de la base SQLite n'existe pas.",
                    action="Corrigez ANALYSE_DATABASE_URL ou créez ce dossier.",
                )
            return "SQLite, fichier présent" if path.exists() else "SQLite, fichier à créer"
        engine = _engine(parsed)
        try:
            with engine.connect() as connection:
                version = connection.dialect.server_version_info or ()
                return f"{parsed.get_backend_name()} {'.'.join(map(str, version))}"
        finally:
            engine.dispose()


def _newer_error() -> type[Exception]:
    """What Alembic raises; it is loaded by what needs it alone, which a database that is up to date
    does not."""
    from alembic.util.exc import CommandError

    return CommandError


@contextmanager
def told() -> Iterator[None]:
    """Turn what a database or its driver raises into a `StoreError` without any value."""
    try:
        yield
    except ArgumentError as error:
        raise StoreError(
            "L'adresse de la base de données n'est pas comprise.",
            action="Écrivez ANALYSE_DATABASE_URL comme ceci\u00a0: "
            "postgresql+psycopg://utilisateur:motdepasse@serveur:5432/base",
        ) from error
    except _newer_error() as error:
        raise StoreError(
            "La base de données a été écrite par une version plus récente de ce logiciel.",
            action="Mettez le logiciel à jour, puis relancez.",
        ) from error
    except IntegrityError as error:
        raise StoreError(
            "Une autre analyse écrivait dans la base en même temps\u00a0: celle-ci s'est arrêtée.",
            action="Attendez que l'autre soit finie, puis relancez\u00a0: rien n'est perdu.",
        ) from error
    except OperationalError as error:
        raise StoreError(
            "La base de données ne répond pas.",
            action="Vérifiez que le dossier est accessible en écriture, qu'il reste de l'espace et "
            "qu'aucun autre programme ne la retient ou, pour PostgreSQL, l'adresse de "
            "ANALYSE_DATABASE_URL et que le serveur répond.",
        ) from error
    except DatabaseError as error:
        raise StoreError(
            f"La base de données refuse ({type(error).__name__}).",
            action="Si analyse.db est abîmé, renommez-le et relancez\u00a0: tout sera recalculé à "
            "partir des notes.",
        ) from error
    except (SQLAlchemyError, OSError, ModuleNotFoundError) as error:
        raise StoreError(
            f"La base de données ne s'ouvre pas ({type(error).__name__}).",
            action="Vérifiez que le dossier est accessible en écriture ou, pour PostgreSQL, "
            "l'adresse de ANALYSE_DATABASE_URL.",
        ) from error


def begin_reading(connection: Connection) -> None:
    """Make the next transaction of `connection` see one moment, and let others write."""
    if connection.dialect.name == "postgresql":
        connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True, **{_READ_ONLY: True}
        )
    else:
        connection.execution_options(**{_READ_ONLY: True})


def begin_writing(connection: Connection) -> None:
    """One writer at a time: SQLite's transactions already are, PostgreSQL's take a lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _parsed(url: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(url: URL) -> Engine:
    # Parameters hold texts of notes: errors must not carry them.
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    connect: dict[str, Any] = {}
    if url.get_driver_name() == "psycopg" and "connect_timeout" not in url.query:
        connect["connect_timeout"] = _CONNECT_SECONDS
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=connect)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself: BEGIN IMMEDIATE below takes the
        # write lock at once, so two writers wait instead of failing half-way.
        connection.isolation_level = None
        cursor = connection.cursor()
        _write_ahead(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What is deleted (a name masked later, a withdrawn note) must not linger in free pages.
        cursor.execute("PRAGMA secure_delete=ON")
        # Sorts and VACUUM must not write texts in the system's folder of temporary files.
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(_READ_ONLY)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(cursor: Any) -> None:
    """Keep a journal beside the file, so that readers and a writer do not wait for each other.

    The file remembers it. Two programs that open a new one together both ask for it, and SQLite
    refuses the second at once rather than let it wait as it does elsewhere: it asks again.
    """
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > until:
                raise
        time.sleep(_ASK_AGAIN)


def unmigrated_engine(url: str) -> Engine:
    """Engine on `url`, left as it is: for what moves whole databases."""
    return _engine(_parsed(url))


def erase(engine: Engine) -> None:
    """Remove every table of ours, triggers and version included."""
    with engine.begin() as connection:
        begin_writing(connection)
        drop_everything(connection)


def drop_everything(connection: Connection) -> None:
    """Remove every table of a database of ours, inside the caller's transaction."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    if connection.dialect.name == "postgresql":
        ours = text(
            "SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'analyse\\_%' "
            "AND pronamespace = current_schema()::regnamespace"
        )
        for function in connection.execute(ours).scalars().all():
            connection.execute(text(f"DROP FUNCTION {function} CASCADE"))


class Migrations:
    """The migrations of a database, inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        from alembic.config import Config

        self._connection = connection
        self._config = Config()
        self._config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        self._config.attributes["connection"] = connection
        self._config.attributes["version_table"] = VERSION_TABLE

    @property
    def current(self) -> str:
        """Revision of the database, "" when it has none."""
        from alembic.migration import MigrationContext

        options = {"version_table": VERSION_TABLE}
        context = MigrationContext.configure(self._connection, opts=options)
        return context.get_current_revision() or ""

    @property
    def known(self) -> list[str]:
        """Every revision, the latest first."""
        from alembic.script import ScriptDirectory

        script = ScriptDirectory.from_config(self._config)
        return [revision.revision for revision in script.walk_revisions()]

    def upgrade(self, revision: str) -> None:
        """Bring the schema to a revision."""
        from alembic import command

        command.upgrade(self._config, revision)


def latest() -> str:
    """The latest revision, as the names of the migrations tell it."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _is_latest(connection: Connection) -> bool:
    if not inspect(connection).has_table(VERSION_TABLE):
        return False
    revisions = select(column("version_num", String)).select_from(table(VERSION_TABLE))
    return list(connection.execute(revisions).scalars()) == [latest()]


def migrate(engine: Engine) -> None:
    """Bring the schema to the latest revision; two programs opening at once do it once."""
    with _migrating, engine.begin() as connection:
        begin_writing(connection)
        if _is_latest(connection):
            return
        migrations = Migrations(connection)
        current = migrations.current
        if current == migrations.known[0]:
            return
        if not current and inspect(connection).get_table_names():
            raise StoreError(
                "La base de données contient des tables qui ne sont pas celles de ce logiciel.",
                action="Indiquez une base vide, ou renommez analyse.db.",
            )
        migrations.upgrade("head")

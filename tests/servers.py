"""Fixtures of databases: SQLite, and a real PostgreSQL server private to the session.

A folder of tests takes them with `from servers import *` in its `conftest.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from analyse.store import Store

__all__ = ["new_postgres", "postgres_server", "store", "url"]

_REQUIRED = os.environ.get("ANALYSE_REQUIRE_POSTGRES") == "1"


def _program(name: str) -> str | None:
    places = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        Path("/usr/local/bin"),
    ]
    search = os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)])
    found = shutil.which(name, path=search)
    # A link tells where the other programs and the libraries of the server are.
    return str(Path(found).resolve()) if found else None


def _missing(reason: str) -> None:
    if _REQUIRED:
        pytest.fail(f"ANALYSE_REQUIRE_POSTGRES=1, but {reason}")
    pytest.skip(reason)


def _server_user() -> str | None:
    """Who runs the server: ourselves, or an account without rights when we are root."""
    if os.geteuid() != 0:
        return None
    import pwd  # not on Windows, where the server does not run here

    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a server that lives as long as the session, on a socket of its own."""
    if os.name == "nt":
        _missing("the test server listens on a Unix socket")
    initdb, control = _program("initdb"), _program("pg_ctl")
    if not initdb:
        _missing("the programs of PostgreSQL (initdb, pg_ctl) are not installed")
    control = control or str(Path(initdb or "").with_name("pg_ctl"))
    if os.geteuid() == 0 and not (_server_user() and shutil.which("runuser")):
        _missing("PostgreSQL refuses to run as root, and there is no other account for it")
    user = _server_user()
    become = ["runuser", "-u", user, "--"] if user else []
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path is limited
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"

        def run(*command: str) -> None:
            done = subprocess.run([*become, *command], capture_output=True, text=True, cwd="/")
            if done.returncode:
                log = folder / "log"
                told = log.read_text() if log.exists() else ""
                raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}{told}")

        # A French collation, as on a server in Québec: orders must not depend on it.
        base = [initdb or "", "-D", str(data), "-U", "analyse", "-A", "trust", "-E", "UTF8"]
        try:
            run(*base, "--no-sync", "--locale=C", "--locale-provider=icu", "--icu-locale=fr-CA")
        except RuntimeError:  # before PostgreSQL 15, or built without ICU
            shutil.rmtree(data, ignore_errors=True)
            run(*base, "--no-sync", "--locale=C")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
        run(control, "-D", str(data), "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://analyse@/postgres?host={folder}"
        finally:
            run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes empty databases, dropped at the end of the test."""
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def make() -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        made.append(name)
        return postgres_server.replace("/postgres?", f"/{name}?")

    yield make
    with engine.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'analyse.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened

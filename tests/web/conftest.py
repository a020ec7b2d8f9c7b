"""The application on a small analysed project, on SQLite and PostgreSQL, with a client per role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from web_helpers import FakeClock, clients, fill, served

from analyse import project as projects
from analyse.project import DATABASE_VARIABLE, Project
from analyse.store import Store
from analyse.web import Role, Settings, Site, create_app
from browsers import browser, new_page
from servers import new_postgres, postgres_server

__all__ = ["browser", "new_page", "new_postgres", "postgres_server"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def settings(clock: FakeClock) -> Settings:
    return Settings(clock=clock)


@pytest.fixture(autouse=True)
def _no_database_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is copied for each test: migrating a database takes longer than a test."""
    created = projects.create(tmp_path_factory.mktemp("modele") / "événement")
    with Store.open(f"sqlite:///{created.folder / 'analyse.db'}") as store:
        fill(store)
    return created.folder


@pytest.fixture
def project(ready: Path, tmp_path: Path) -> Project:
    """A small analysed project on SQLite; no model is needed."""
    return projects.load(Path(shutil.copytree(ready, tmp_path / "événement")))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_project(
    request: pytest.FixtureRequest, project: Project, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """The same on SQLite, then on PostgreSQL."""
    if request.param == "postgresql":
        monkeypatch.setenv(DATABASE_VARIABLE, request.getfixturevalue("new_postgres")())
        with Store.open(project.database_url) as store:
            fill(store)
    return project


@pytest.fixture
def app(project: Project, settings: Settings) -> Iterator[FastAPI]:
    """The application; its store is closed at the end."""
    made = create_app(project, settings=settings)
    with TestClient(made):
        yield made


@pytest.fixture
def site(app: FastAPI) -> Site:
    return app.state.site


@pytest.fixture
def client_for(app: FastAPI) -> Callable[..., TestClient]:
    """Gives a client of the application for a role, already in; redirects are not followed."""
    return clients(app)


@pytest.fixture
def anonymous(client_for: Callable[..., TestClient]) -> TestClient:
    return client_for()


@pytest.fixture
def volunteer(client_for: Callable[..., TestClient]) -> TestClient:
    return client_for(Role.VOLUNTEER)


@pytest.fixture
def reader(client_for: Callable[..., TestClient]) -> TestClient:
    return client_for(Role.READER)


@pytest.fixture
def researcher(client_for: Callable[..., TestClient]) -> TestClient:
    return client_for(Role.RESEARCH)


@pytest.fixture
def admin(client_for: Callable[..., TestClient]) -> TestClient:
    return client_for(Role.ADMIN)


@pytest.fixture
def live(project: Project) -> Iterator[tuple[str, Site]]:
    """The application behind a real server on loopback, on a port of its own: (address, site)."""
    with served(create_app(project)) as (address, site):
        yield address, site

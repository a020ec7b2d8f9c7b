"""A project whose analysis has themes enough to be asked about; no model is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyse import project as projects
from analyse.project import Project
from analyse.store import Store
from analyse.validation.service import Service
from campaign_project import fill


@pytest.fixture(autouse=True)
def _no_database_of_the_machine(monkeypatch):
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = projects.create(tmp_path / "événement")
    fill(made)
    return made


@pytest.fixture
def store(project):
    with Store.open(project.database_url) as opened:
        yield opened


@pytest.fixture
def service(project, store) -> Service:
    return Service(store, project.params)


@pytest.fixture
def campaign(service):
    """Twelve people for half an hour: all six themes are asked about."""
    found = service.material()
    plan = service.propose(found, volunteers=12, minutes=30)
    return service.create(found, plan, title="Essai", author="Équipe")

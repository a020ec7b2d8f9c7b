"""Projects whose notes name invented people, on SQLite; and real databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyse import project as projects
from analyse.project import Project
from custody_worlds import analyse, make, take
from servers import *  # noqa: F403


@pytest.fixture(autouse=True)
def _no_variable_of_the_machine(monkeypatch):
    for name in (projects.DATABASE_VARIABLE, projects.MAPPING_KEY_VARIABLE, "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A project never read."""
    return make(tmp_path / "assises")


@pytest.fixture
def read(made: Project) -> Project:
    """The same, its notes read."""
    take(made)
    return made


@pytest.fixture
def analysed(read: Project) -> Project:
    """The same, with an analysis."""
    analyse(read)
    return read

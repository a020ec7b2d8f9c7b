"""Canaries planted in notes never reach Prefect: database, logs, artifacts, storage."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyse import project as projects
from canaries import Watch, heard, leaks, plant

pytestmark = pytest.mark.slow


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    made = projects.create(tmp_path / "projet")
    plant(made.folder)
    return made.folder


def test_a_real_run_leaves_no_canary_in_prefect(run, read, kept, planted):
    """Everything that the server wrote, and the project folder during and after the run."""
    allowed = [planted / name for name in ("notes", "registre.csv", "participants.csv")]
    with Watch(planted, allowed=allowed) as watch:
        state = run(planted)
    assert state.is_completed(), state.message
    found = read(state.state_details.flow_run_id)
    assert heard(repr(found).encode()) == set()
    assert heard(kept()) == set()
    assert watch.found == {}
    assert leaks([planted], allowed=allowed) == {}


@pytest.mark.parametrize("stage", ["take_in", "find_themes", "write_drafts"])
def test_a_failure_leaves_no_canary_in_prefect(run, kept, planted, monkeypatch, stage):
    """A stage that fails with a name in its message."""
    from flows import analyser

    def fail(*_args: object, **_options: object) -> None:
        raise ValueError("Mélanie Quillorbert, 418 555-0147")

    monkeypatch.setattr(analyser, stage, fail)
    for task in (analyser.receive, analyser.form_themes, analyser.write):
        monkeypatch.setattr(task, "retry_delay_seconds", 0)
    state = run(planted)
    assert not state.is_completed()
    assert heard((state.message or "").encode()) == set()
    assert heard(kept()) == set()

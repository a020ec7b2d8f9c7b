"""The flow « publier »: refused or done, and nothing of the notes told to Prefect."""

from __future__ import annotations

import json

import pytest

from analyse import project as projects
from analyse.contracts import DecisionKind
from analyse.desk import Desk
from analyse.params import GridParams
from analyse.stages import checks
from analyse.store import Store
from publication_project import FILES, LINES, make
from samples import OTHER_THEME, THEME


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    made = make(tmp_path / "ev")
    with Store.open(made.database_url) as store:
        keys = {file.process_key for file in store.known_files()}
    monkeypatch.setattr(checks, "process_key", lambda item, *_: item.known.process_key)
    assert keys
    return made


def publish(project, **fields):
    from flows.publier import DemandePublication, publier

    return publier(DemandePublication(dossier=project.folder, **fields), return_state=True)


def approve(project, *, quotes: bool) -> None:
    with Store.open(project.database_url) as store:
        desk = Desk(store, GridParams())
        for theme in (THEME, OTHER_THEME):
            desk.decide(DecisionKind.APPROVE, author="C.", themes=[theme])
        for quote in desk.state.run.quotes if quotes else ():
            passages = [quote.passage_id]
            desk.decide(DecisionKind.APPROVE_QUOTE, author="C.", passages=passages, reason="lu")


def test_a_refusal_is_a_failure_that_says_how_much_lacks(server, read, project):
    """The table of what lacks holds gates, titles and counts; no file, no text."""
    approve(project, quotes=False)
    state = publish(project)
    assert state.is_failed()
    assert state.name == "Publication refusée"
    assert state.message == "Rien n'est publié\u00a0: il manque 2 choses, 2 thèmes."
    (artifact,) = read(state.state_details.flow_run_id).artifacts["ce-qui-manque"]
    rows = json.loads(artifact.data) if isinstance(artifact.data, str) else artifact.data
    assert [(row["barrière"], row["extraits"]) for row in rows] == [("extraits", 3)] * 2
    assert not project.published.exists()


def test_what_is_approved_is_published(server, read, project):
    """The state says so; Prefect holds the folder, and nothing of the notes."""
    approve(project, quotes=True)
    state = publish(project, qui="Camille T.")
    assert state.is_completed(), state.message
    assert state.message == "Fiches écrites."
    assert (project.published / "fiches.html").is_file()
    with Store.open(project.database_url) as store:
        assert [release.author for release in store.releases()] == ["Camille T."]
    kept = str(read(state.state_details.flow_run_id))
    for text in (*FILES, *LINES[0], *LINES[1]):
        assert text not in kept
    assert publish(project, brouillon=True).is_completed()
    assert (project.publication_draft / "fiches.html").is_file()

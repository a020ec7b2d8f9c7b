"""The cached view: never stale, never read twice for nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from analyse.contracts import DecisionKind
from analyse.desk import Desk
from analyse.store import Store
from analyse.web import create_app, reading
from samples import THEME
from small_project import a_note, an_analysis


@pytest.fixture
def site(either_project, settings):
    app = create_app(either_project, settings=settings)
    with TestClient(app):
        yield app.state.site


@pytest.fixture
def reads(monkeypatch):
    """Counts how often the notes are read whole."""
    calls = []
    original = reading.material
    monkeypatch.setattr(reading, "material", lambda store: calls.append(1) or original(store))
    return calls


def titles(state):
    return {theme.id: theme.title for theme in state.run.themes}


def test_a_project_that_does_not_change_is_read_once(site, reads):
    first = site.reading.snapshot()
    assert all(site.reading.snapshot() is first for _ in range(5))
    assert len(reads) == 1


def test_a_decision_is_in_the_next_page_without_reading_the_notes_again(site, reads):
    before = site.reading.snapshot()
    desk = Desk(site.store, site.project.params.grille, state=before)
    desk.decide(DecisionKind.RENAME, author="Une", themes=[THEME], value="Se déplacer")
    after = site.reading.snapshot()
    assert titles(after)[THEME] == "Se déplacer"
    assert titles(before)[THEME] != "Se déplacer"
    assert len(reads) == 1


def test_what_is_replayed_is_what_would_be_read(site):
    """The quick way gives the same view as reading everything."""
    from analyse.exports.tables import snapshot

    site.reading.snapshot()
    desk = Desk(site.store, site.project.params.grille)
    desk.decide(DecisionKind.RENAME, author="Une", themes=[THEME], value="Se déplacer")
    passage = site.reading.snapshot().passages[0].id
    Desk(site.store, site.project.params.grille).decide(
        DecisionKind.OFF_TOPIC, author="Une", passages=[passage]
    )
    quick, whole = site.reading.snapshot(), snapshot(site.store)
    for name in ("documents", "passages", "set_aside", "decisions", "decided", "heads"):
        assert getattr(quick, name) == getattr(whole, name), name
    assert quick.found_titles == whole.found_titles
    assert quick.run.themes == whole.run.themes
    assert quick.run.placements == whole.run.placements
    assert quick.run.quotes == whole.run.quotes


def test_what_another_program_writes_is_seen(site, either_project):
    """A new analysis, a new note, a withdrawn note: each in the next page."""
    site.reading.snapshot()
    with Store.open(either_project.database_url) as other:
        other.save_run(replace(an_analysis(a_note(), 2), fingerprint="autre"))
        assert site.reading.snapshot().run.number == 2
        other.forget([a_note().document.id])
        assert site.reading.snapshot().passages == []


def test_sessions_do_not_make_pages_read_again(site, reads):
    from analyse.web import Role

    site.reading.snapshot()
    [made] = site.sessions.invite(Role.VOLUNTEER)
    site.sessions.enter(made.token)
    site.reading.snapshot()
    assert len(reads) == 1


def test_what_is_made_of_a_view_is_made_once_for_as_long_as_it_holds(site):
    made = []

    def count(state):
        made.append(1)
        return len(state.passages)

    assert [site.reading.of(count) for _ in range(3)] == [7, 7, 7]
    assert len(made) == 1
    site.store.forget([a_note().document.id])
    assert site.reading.of(count) == 0
    assert len(made) == 2


def test_a_server_reads_the_project_before_anybody_asks(site, reads):
    from analyse.web.serving import warm

    warm(site)
    site.reading.snapshot()
    assert len(reads) == 1

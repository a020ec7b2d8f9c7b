"""An analysis is made again from its manifest, or the reasons why it cannot be are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analyse import pipeline, project
from analyse.contracts import Decision, DecisionKind, Seen
from analyse.errors import StoreError, UsageError
from analyse.progress import Silent
from analyse.remake import remake
from analyse.steps.cluster import core, follow
from analyse.store import Store
from small_project import a_note, an_analysis

TOPICS = (
    (
        "Le transport manque le soir.",
        "Il faut un taxibus entre les villages.",
        "L'autobus est rare.",
    ),
    (
        "Le loyer a doublé en un an.",
        "Les jeunes partent faute de logement.",
        "Des toits vides.",
    ),
    ("La clinique refuse des patients.", "Il manque des infirmières.", "Le soin est trop loin."),
)


def a_day(event: project.Project, day: int, *, odd: str = "") -> None:
    """Notes of one day: three topics, said in other words each time."""
    said = ("souvent", "partout", "chez nous", "depuis longtemps")
    for at, topic in enumerate(TOPICS):
        lines = [f"- {text[:-1]} {word} au jour {day}." for text in topic for word in said]
        path = event.notes / f"jour-{day}" / f"atelier-{day}{at}_estrie.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"# Notes\n\nAnimée par Gisèle Tremblay\n\n{odd}\n" + "\n".join(lines), "utf-8"
        )


def decide(store: Store, kind: DecisionKind, *themes: str, value: str = "") -> None:
    number = len(store.decisions())
    store.append(
        Decision(
            f"{number:032x}", kind, "Camille", "2022-11-04T12:00:00+00:00", themes, value=value,
            seen=Seen(run=store.last_run_number(), title="x", size=1, version=number),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def event(tmp_path_factory):
    """Two days, a merge and a title decided in between, one more title after."""
    opened = project.create(tmp_path_factory.mktemp("refaire") / "assises")
    a_day(opened, 1)
    first = pipeline.run(opened).run
    with Store.open(opened.database_url) as store:
        ids = [theme.id for theme in first.themes]
        decide(store, DecisionKind.RENAME, ids[0], value="Se déplacer")
        if len(ids) > 2:
            decide(store, DecisionKind.MERGE, ids[1], ids[2])
    a_day(opened, 2, odd="Selon Roger Lavoie, tout va bien.")
    second = pipeline.run(opened).run
    assert (first.number, second.number) == (1, 2)
    with Store.open(opened.database_url) as store:
        decide(store, DecisionKind.RENAME, ids[0], value="Bouger")
    return opened


@pytest.mark.slow
def test_a_day_that_joined_earlier_themes_is_made_again(tmp_path, monkeypatch):
    """Said in the report and the manifest; the same tables again; `--complet` forms themes anew,
    once."""
    monkeypatch.setattr(core, "LANDMARKS", 20)
    monkeypatch.setattr(follow, "NEW", 0.6)
    monkeypatch.setattr(follow, "OWN", 1.1)
    opened = project.create(tmp_path / "assises")
    a_day(opened, 1)
    first = pipeline.run(opened)
    assert first.joined == ""
    a_day(opened, 2)
    second = pipeline.run(opened)
    assert second.to_json()["passages_joints"] == 36
    assert second.joined.startswith("36\u00a0passages ont rejoint les thèmes déjà formés")
    assert "36\u00a0passages joints" in (opened.drafts / "bilan.md").read_text("utf-8")
    assert second.joined in (opened.drafts / "journal" / "jour-2.md").read_text("utf-8")
    where = {p.passage_id: p.theme_id for p in second.run.placements}
    placed = [p for p in first.run.placements if p.theme_id and where[p.passage_id]]
    assert len(placed) > 25
    assert all(where[p.passage_id] == p.theme_id for p in placed)
    assert again(opened, 2).same
    anew = pipeline.run(opened, anew=True)
    assert (anew.computed, anew.run.number, anew.joined) == (True, 3, "")
    assert again(opened, 3).same
    assert not pipeline.run(opened, anew=True).computed


def again(event: project.Project, number: int):
    with Store.open(event.database_url) as store:
        before = store.last_run()
        found = remake(event, store, number, progress=Silent())
        assert store.last_run() == before
    return found


@pytest.mark.slow
def test_the_same_documents_settings_and_decisions_give_the_same_tables(event):
    """Each day's analysis comes out again, names masked alike, decisions up to its own only."""
    for number in (1, 2):
        found = again(event, number)
        assert found.same, found
        assert found.obstacles == ()


@pytest.mark.slow
def test_what_is_no_longer_as_it_was_is_told(event, monkeypatch):
    """Other versions, another register, then a note that is gone."""
    monkeypatch.setattr("analyse.stages.provenance.__version__", "9.9")
    (event.folder / "registre.csv").write_text(
        "fichier,jour,atelier\njour-1/atelier-10_estrie.md,3,\n", "utf-8"
    )
    found = again(event, 2)
    assert found.made
    assert any("analyse\u00a0: " in one and "9.9" in one for one in found.obstacles)
    assert "registre a changé" in found.obstacles
    note = next(event.notes.rglob("*.md"))
    kept = note.read_bytes()
    note.write_bytes(kept + b"- Une phrase de plus.\n")
    found = again(event, 2)
    note.write_bytes(kept)
    assert (found.made, found.same, found.missing) == (False, False, 1)
    assert "1 document de cette analyse n'est plus dans notes/" in found.obstacles[0]
    assert found.to_json()["documents_absents"] == 1


def test_an_analysis_without_a_manifest_cannot_be_made_again(tmp_path, monkeypatch):
    """A run of an older version of the software, and one that does not exist."""
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
    opened = project.create(Path(tmp_path) / "assises")
    with Store.open(opened.database_url) as store:
        store.save_files([a_note()])
        store.save_run(replace(an_analysis(a_note()), manifest={}))
        with pytest.raises(UsageError, match="manifeste de l'analyse 1"):
            remake(opened, store, 1, progress=Silent())
        with pytest.raises(StoreError):
            remake(opened, store, 7, progress=Silent())

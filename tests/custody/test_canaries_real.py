"""Canaries with the real models: everything that the product writes, and errors at every step."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from analyse import project as projects
from analyse.project import Project
from canaries import Watch, heard, leaks, plant
from custody_worlds import run

pytestmark = pytest.mark.slow

SECRET = "Mélanie Quillorbert, 418 555-0147"


def allowed(opened: Project) -> list[Path]:
    """What people wrote; nothing else may hold a canary."""
    names = ("notes", "registre.csv", "participants.csv")
    return [opened.folder / name for name in names]


@pytest.fixture
def event(tmp_path, monkeypatch) -> tuple[Project, Path]:
    """A project full of canaries, and the folder of temporary files of every program."""
    temporary = tmp_path / "temporaires"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    made = projects.create(tmp_path / "projet")
    plant(made.folder)
    return projects.load(made.folder), temporary


def another_seed(opened: Project, seed: int) -> None:
    """Make the next run compute everything again."""
    config = opened.folder / "projet.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"graine = \d+", f"graine = {seed}", text), encoding="utf-8")


def test_a_whole_event_leaves_no_canary(event, monkeypatch, tmp_path):
    """Two processes read; themes, drafts, exports, decisions, a draft publication, papers and the
    pages of the web app: no canary in a file, a name of file, a message or a page, at any time."""
    opened, temporary = event
    monkeypatch.setenv("ANALYSE_PROCESSUS", "2")
    for least in ("WORTH_IT", "WORTH_IT_LOADED"):
        monkeypatch.setattr(f"analyse.stages.crews.{least}", 1)
    output: list[str] = []

    def done(*arguments: object, fine: tuple[int, ...] = (0,)) -> str:
        result = run(*map(str, arguments))
        output.append(result.output)
        assert result.exit_code in fine, (arguments, result.output)
        return result.stdout

    folder = opened.folder
    with Watch(folder, temporary, allowed=allowed(opened)) as watch:
        told = json.loads(done("lancer", folder, "--json", fine=(1,)))
        theme = told["themes"][0]["theme_id"]
        done("etat", folder, fine=(1,))
        done("decider", folder, "renommer", theme, "Un autre titre", "--qui", "C.")
        another_seed(opened, 7)
        done("lancer", folder, fine=(1,))
        done("comparer", folder, "1", "2")
        for form in ("csv", "json"):
            done("exporter", folder, "--format", form)
        done("exporter", folder, "--format", "csv", "--tableur", "--sortie", tmp_path / "tableur")
        done("publier", folder, "--brouillon", "--qui", "C.", fine=(0, 3))
        done("publier", folder, "--qui", "C.", fine=(0, 3))
        done("tracer", folder)
        done("decisions", folder, "--exporter", tmp_path / "decisions.csv")
        done("inventaire", folder)
        done("incident", folder)
        pages = crawled(opened)
    assert watch.looks
    assert len(pages) > 5
    assert watch.found == {}
    roots = [folder, temporary, tmp_path / "tableur"]
    assert leaks(roots, allowed=allowed(opened)) == {}
    for said in (*output, *pages):
        assert heard(said.encode()) == set()


def crawled(opened: Project) -> list[str]:
    """Every page that an administrator and a researcher reach."""
    from analyse.web import Role, create_app
    from web.crawl import crawl
    from web.web_helpers import clients

    app = create_app(opened)
    make = clients(app)
    pages: list[str] = []
    for role in (Role.ADMIN, Role.RESEARCH):
        client: TestClient = make(role)
        pages += crawl(app, client).pages.values()
    return pages


STEPS = (
    "analyse.steps.embed.embed",
    "analyse.steps.cluster.recut",
    "analyse.steps.lineage.trace",
    "analyse.steps.describe.describe",
    "analyse.steps.facets.call_facets",
    "analyse.steps.quotes.select_quotes",
    "analyse.steps.quotes.verify",
    "analyse.steps.quotes.rare_voices",
    "analyse.steps.tensions.find_tensions",
    "analyse.store.store.Store.save_run",
    "analyse.stages.drafts.render_html",
    "analyse.stages.drafts.replace_folder",
)


def test_an_error_at_any_step_of_the_analysis_tells_no_canary(event, monkeypatch):
    """Whatever a step raises, with a name in its message, as a value or as an error of the disk."""
    opened, temporary = event
    assert run("lancer", opened.folder).exit_code == 1
    for number, step in enumerate(STEPS):
        for kind in (ValueError, OSError):
            another_seed(opened, 100 + number)

            def fail(*_args: object, _kind: type = kind, **_options: object) -> None:
                raise _kind(*((5, SECRET, SECRET) if _kind is OSError else (SECRET,)))

            with monkeypatch.context() as patch:
                patch.setattr(step, fail)
                if step.endswith("embed.embed"):
                    patch.setattr("analyse.store.store.Store.vectors", lambda *_: {})
                result = run("lancer", opened.folder)
            assert result.exit_code not in (0, 1), step
            assert heard(result.output.encode()) == set(), step
            assert "Traceback" not in result.output
    assert leaks([opened.folder, temporary], allowed=allowed(opened)) == {}


def test_a_purged_event_still_works(event):
    """After `--tout`, with the real models: drafts, exports and a decision; a new run keeps every
    passage, and no canary is anywhere."""
    opened, temporary = event
    assert run("lancer", opened.folder).exit_code == 1
    before = json.loads(run("etat", opened.folder, "--json").stdout)["bilan"]
    signed = ("--qui", "C.", "--confirmer", "Mon événement")
    assert run("purger", opened.folder, "--tout", *signed).exit_code == 0
    assert leaks([opened.folder, temporary]) == {}
    again = run("lancer", opened.folder, "--json")
    assert again.exit_code == 1, again.output
    after = json.loads(again.stdout)
    assert after["bilan"] == before
    theme = after["themes"][0]["theme_id"]
    assert run("decider", opened.folder, "approuver", theme, "--qui", "C.").exit_code == 0
    assert run("exporter", opened.folder, "--format", "csv").exit_code == 0

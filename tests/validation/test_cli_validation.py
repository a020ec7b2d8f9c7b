"""The command: cost first, nothing opened without being asked, results for people and as JSON."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner

from analyse import cli
from analyse.store import Store
from analyse.validation.service import Service
from analyse.validation.told import VALIDATION_COLUMNS
from campaign_answers import everybody


def run(*arguments):
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], input="")


def test_the_cost_comes_first(project):
    """Without a campaign, the command says what one would take, and opens none."""
    result = run("validation", project.folder)
    assert result.exit_code == 0, result.output
    assert "environ 360 réponses" in result.stdout
    assert "Rien n'est ouvert" in result.stdout
    with Store.open(project.database_url) as store:
        assert store.campaigns() == ()
    assert all(
        len(line) <= 80 for line in result.stdout.splitlines() if "analyse inviter" not in line
    )


def test_opening_following_closing(project):
    """From nothing to verdicts in the drafts and in the tables."""
    told = json.loads(
        run("validation", project.folder, "--creer", "--minutes", 30, "--qui", "Équipe", "--json")
        .stdout
    )  # fmt: skip
    assert told["campagne"] == 1
    with Store.open(project.database_url) as store:
        service = Service(store, project.params)
        everybody(service, service.campaign())
    shown = run("validation", project.folder)
    assert "confirmé" in shown.stdout
    assert "pas la vérité" in shown.stdout
    assert "COREQ" in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
    found = json.loads(run("validation", project.folder, "--json").stdout)
    assert {t["verdict"] for t in found["themes"]} == {"confirmé"}
    assert {t["tache"] for t in found["taches"]} == {
        "mot intrus",
        "meilleur nom",
        "extrait et thème",
    }
    assert all(t["accord"]["accord_brut"] == 1.0 for t in found["taches"])
    assert [c["item"] for c in found["coreq"]] == ["22", *map(str, range(24, 33))]
    closed = run("validation", project.folder, "--clore", "--qui", "Équipe")
    assert "Verdicts écrits au registre\u00a0: 6" in closed.stdout
    fiches = (project.drafts / "fiches.html").read_text(encoding="utf-8")
    assert "mot intrus trouvé 6 fois sur 6" in fiches
    page = next((project.drafts / "fiches").iterdir()).read_text(encoding="utf-8")
    assert "Validation\u00a0: confirmé" in page
    assert run("exporter", project.folder, "--format", "csv").exit_code == 0
    themes = (project.exports / "themes.csv").read_text(encoding="utf-8")
    assert "proposé; confirmé" in themes
    for name, columns in VALIDATION_COLUMNS.items():
        rows = list(
            csv.DictReader(io.StringIO((project.exports / f"{name}.csv").read_text("utf-8")))
        )
        assert tuple(rows[0]) == columns
    listed = run("decisions", project.folder)
    assert "verdict des bénévoles" in listed.stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--creer"], "qui ouvre"),
        (["--clore", "--qui", "É"], "campagne"),
        (["--proposer", "--clore"], "Une action"),
        (["--codes", "x.csv"], "--codage"),
        (["--creer", "--qui", "É", "--benevoles", 1, "--minutes", 1], "Aucun thème ne tient"),
        (["--arbitrer", "x", "--qui", "É"], "motif"),
        (["--campagne", 9, "--clore", "--qui", "É"], "campagne 9"),
    ],
)
def test_what_cannot_be_is_told(project, options, told):
    """Status 2, in French, and nothing is opened."""
    result = run("validation", project.folder, *options)
    assert result.exit_code == 2
    assert told in result.stderr
    with Store.open(project.database_url) as store:
        assert store.campaigns() == ()


def test_paper_is_typed_back_once(project, campaign, tmp_path):
    """Sheets printed twice are the same; answers typed twice count once; blind first."""
    sheet = tmp_path / "feuilles.html"
    args = ("validation", project.folder, "--papier", sheet, "--benevoles", 2)
    assert run(*args).exit_code == 0
    page = sheet.read_text(encoding="utf-8")
    assert run(*args).exit_code == 0
    assert sheet.read_text(encoding="utf-8") == page
    assert page.index("feuille A") < page.index("feuille B")
    blind = page[: page.index("feuille B")]
    assert not any(f"<strong>{t.title}</strong>" in blind for t in campaign.themes)
    numbers = re.findall(r"Carte (\d+)\.", page[: page.index("P-02")])
    rows = "personne;carte;reponse;texte\n" + "".join(f"P-01;{n};A;\n" for n in numbers)
    typed = tmp_path / "reponses.csv"
    typed.write_text(rows, encoding="cp1252")
    done = json.loads(run("validation", project.folder, "--saisir", typed, "--json").stdout)
    assert (done["ajoutees"], done["deja_saisies"]) == (len(numbers), 0)
    done = json.loads(run("validation", project.folder, "--saisir", typed, "--json").stdout)
    assert (done["ajoutees"], done["deja_saisies"]) == (0, len(numbers))
    with Store.open(project.database_url) as store:
        votes = store.polls().votes
        assert len(votes) == len(numbers)
        assert {v.source for v in votes} == {"papier"}
        assert all(v.choice == v.order[0] for v in votes)


def test_a_wrong_line_is_told_and_nothing_is_typed(project, campaign, tmp_path):
    typed = tmp_path / "reponses.csv"
    typed.write_text("personne;carte;reponse\nP-01;5;A\nP-01;x;A\n", encoding="utf-8")
    result = run("validation", project.folder, "--saisir", typed)
    assert result.exit_code == 2
    assert "ligne 2" in result.stderr
    assert "ligne 3" in result.stderr
    with Store.open(project.database_url) as store:
        assert store.polls().votes == ()


@pytest.mark.parametrize("table", VALIDATION_COLUMNS)
def test_every_column_is_documented(table):
    from analyse.resources import root

    guide = (root() / "docs" / "guide-analyste.md").read_text(encoding="utf-8")
    assert f"{table}.csv" in guide
    assert not [c for c in VALIDATION_COLUMNS[table] if f"`{c}`" not in guide]

"""The inventory and the incident form: counted, changed by people, without a name."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import create_engine

from analyse import project as projects
from analyse.custody.inventory import inventory
from analyse.store import Store, schema
from canaries import heard, plant
from custody_worlds import run, take


def written(opened, command: str, *options: object) -> str:
    result = run(command, opened.folder, *options)
    assert result.exit_code == 0, result.output
    path = result.stdout.splitlines()[0].partition("\u00a0: ")[2]
    with open(path, encoding="utf-8") as stream:  # noqa: PTH123
        return stream.read()


def test_the_inventory_counts_what_is_there(analysed):
    """Files, people, masks, rows of every table, the calendar, who decided."""
    run("decider", analysed.folder, "approuver", "t0123456789a", "--qui", "Camille T.")
    run("correspondances", analysed.folder, "--tout", "--qui", "Robin", "--raison", "essai")
    config = analysed.folder / "projet.toml"
    told = config.read_text(encoding="utf-8").replace('garder_notes = ""', 'garder_notes = "2 ans"')
    told = told.replace('fin_evenement = ""', 'fin_evenement = "2026-03-01"')
    config.write_text(told, encoding="utf-8")
    analysed = projects.load(analysed.folder)
    found = inventory(analysed)
    assert found.bruts == 2
    assert found.documents == {"lu": 2}
    assert found.formats == {"txt": 2}
    assert set(found.lignes) == set(schema.metadata.tables)
    with Store.open(analysed.database_url) as store:
        assert found.lignes["passage"] == len(store.passages())
        assert found.masques["nom"] == sum(len(d.masks) for d in store.documents())
    text = written(analysed, "inventaire")
    assert "état\u00a0: **codé**".casefold() in text.casefold()
    assert "| les notes brutes | 2 ans | 2028-03-01 | oui |" in text
    assert re.search(r"Robin \(2 personnes\)\u00a0: essai", text)
    assert "{{" not in text
    page = (analysed.drafts / "inventaire-vie-privee.html").read_text(encoding="utf-8")
    assert '<html lang="fr-CA">' in page
    assert "<td>les notes brutes</td>" in page
    assert "http" not in page


def test_the_form_is_prefilled_and_never_replaced(analysed):
    first = run("incident", analysed.folder)
    second = run("incident", analysed.folder)
    assert first.stdout != second.stdout
    assert len(list(analysed.drafts.glob("incident-*.md"))) == 2
    text = next(analysed.drafts.glob("incident-*.md")).read_text(encoding="utf-8")
    assert "Notes brutes, avec les noms\u00a0: 2 fichier(s)" in text
    assert "risque de préjudice sérieux" in text
    there = next(analysed.drafts.glob("incident-*.md"))
    assert run("incident", analysed.folder, "--sortie", there).exit_code == 2


def test_no_name_and_no_password_is_in_them(tmp_path, new_postgres, monkeypatch):
    """Canaries in the notes, a password in the address of the database: neither comes out, and no
    table of a server holds a canary."""
    url = new_postgres().replace("analyse@", "analyse:motsecret@")
    monkeypatch.setenv(projects.DATABASE_VARIABLE, url)
    made = projects.create(tmp_path / "projet")
    plant(made.folder)
    take(made)
    for command in ("inventaire", "incident"):
        text = written(made, command)
        assert heard(text.encode()) == set()
        assert "motsecret" not in text
        assert "postgresql" in text
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in schema.metadata.sorted_tables:
            rows = connection.execute(table.select()).all()
            assert heard(repr([tuple(row) for row in rows]).encode()) == set(), table.name
    engine.dispose()


def test_people_may_change_the_templates(analysed):
    """A template of the project is used; one that is wrong is told with its line, and one that
    reaches for more than values is refused."""
    own = analysed.folder / "gabarits" / "inventaire.md.jinja"
    own.parent.mkdir()
    own.write_text("# {{ i.evenement.titre }}\n\n{{ etat.people }} personnes\n", encoding="utf-8")
    assert written(analysed, "inventaire").startswith("# Mon événement\n\n2 personnes")
    for wrong in ("ligne\n{% if %}", "{{ i.rien }}", "{{ ''.__class__.__mro__ }}"):
        own.write_text(wrong, encoding="utf-8")
        result = run("inventaire", analysed.folder)
        assert result.exit_code == 2, wrong
        assert "gabarits/inventaire.md.jinja" in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["x.txt", "x"])
def test_another_format_is_refused(analysed, name):
    assert run("inventaire", analysed.folder, "--sortie", analysed.folder / name).exit_code == 2
    assert not (analysed.folder / name).exists()


def test_an_empty_project_has_papers_too(made):
    assert "Aucune destruction" in written(made, "inventaire")
    assert "0 document(s)" in written(made, "incident")

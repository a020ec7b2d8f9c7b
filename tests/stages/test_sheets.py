"""Fiches 1.0 of a project: read, masked, and what cannot be read says why."""

from __future__ import annotations

import io
import json

import pytest
from docx import Document as Word

from analyse import language, project
from analyse.remember import Remembered
from analyse.stages.sheets import read_sheets, received_sheets, sheets_key
from analyse.store import Store

FICHE = "# B1. Se soigner\n\n## Constats\n\n- La clinique refuse des patients.\n"


@pytest.fixture
def event(tmp_path, monkeypatch):
    """A project with an empty fiches-1.0/, its store, and no heavy model."""
    import spacy

    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
    monkeypatch.setattr(language, "load_entities", lambda: spacy.blank("fr"))
    monkeypatch.setattr(language, "load_syntax", lambda: spacy.blank("fr"))
    made = project.create(tmp_path / "assises")
    made.sheets.mkdir()
    with Store.open(made.database_url) as store:
        yield made, store


def key(made: project.Project) -> str:
    return sheets_key(made, encoder="usem3")


def test_a_project_without_fiches_has_none(tmp_path, monkeypatch):
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
    made = project.create(tmp_path / "assises")
    assert (received_sheets(made), key(made)) == ([], "")
    with Store.open(made.database_url) as store:
        assert read_sheets(made, store) == ()


def test_markdown_and_word_are_read(event):
    made, store = event
    (made.sheets / "B1.md").write_text(FICHE, encoding="utf-8")
    word = Word()
    word.add_heading("B2. Se nourrir", 1)
    word.add_heading("Pistes", 2)
    word.add_paragraph("Ouvrir un marché couvert.", style="List Bullet")
    buffer = io.BytesIO()
    word.save(buffer)
    (made.sheets / "B2.docx").write_bytes(buffer.getvalue())
    found = read_sheets(made, store)
    assert [(s.code, s.title, s.warning) for s in found] == [
        ("B1", "Se soigner", ""),
        ("B2", "Se nourrir", ""),
    ]
    assert found[1].statements[0].section.value == "pistes"
    assert found[1].statements[0].text == "Ouvrir un marché couvert."


def test_what_cannot_be_read_says_why_and_the_rest_is_read(event):
    """A broken file, a format that is not read and a double each keep a line with a reason."""
    made, store = event
    (made.sheets / "a.md").write_text(FICHE, encoding="utf-8")
    (made.sheets / "b.docx").write_bytes(b"PK pas un document\x00")
    (made.sheets / "c.pdf").write_bytes(b"%PDF-1.4")
    (made.sheets / "d.md").write_text(FICHE, encoding="utf-8")
    (made.sheets / "e.md").write_text("", encoding="utf-8")
    (made.sheets / "attendu.csv").write_text("a,b\n", encoding="utf-8")
    (made.sheets / "LISEZMOI.md").write_text("Un mot sur ces fiches.", encoding="utf-8")
    found = {sheet.path: sheet for sheet in read_sheets(made, store)}
    assert set(found) == {"a.md", "b.docx", "c.pdf", "d.md", "e.md"}
    assert [bool(found[name].statements) for name in sorted(found)] == [True, *[False] * 4]
    assert "abîmé" in found["b.docx"].warning
    assert ".docx ou en .md" in found["c.pdf"].warning
    assert "double" in found["d.md"].warning
    assert "vide" in found["e.md"].warning


def test_names_are_masked_as_in_notes(event):
    """A name of the roster is nowhere in a statement; it shows as the notes' pseudonym would."""
    made, store = event
    (made.folder / "participants.csv").write_text(
        "nom,organisation,role\nWideline Saint-Fleur,CDC,directrice\n", encoding="utf-8"
    )
    text = FICHE.replace("La clinique", "Selon Wideline Saint-Fleur, la clinique")
    (made.sheets / "Fiche de Wideline Saint-Fleur.md").write_text(text, encoding="utf-8")
    (sheet,) = read_sheets(project.load(made.folder), store)
    assert "Fleur" not in sheet.path + sheet.statements[0].text + sheet.statements[0].published
    assert sheet.statements[0].published == "Selon Personne 1, la clinique refuse des patients."


def test_a_fiche_already_cut_loads_no_model(event, monkeypatch):
    """What an earlier analysis cut is read again as it was, without the language model; another
    fiche, or the same one under other names to mask, is cut anew."""
    made, store = event
    (made.sheets / "a.md").write_text(FICHE, encoding="utf-8")
    first = Remembered()
    (sheet,) = read_sheets(made, store, remembered=first)
    kept = Remembered(json.loads(json.dumps(first.values)))
    monkeypatch.setattr("analyse.language.load_entities", lambda: pytest.fail("a model"))
    assert read_sheets(made, store, remembered=kept) == (sheet,)
    (made.folder / "participants.csv").write_text("nom,organisation,role\nLéa Roy,CDC,\n", "utf-8")
    with pytest.raises(pytest.fail.Exception, match="a model"):
        read_sheets(project.load(made.folder), store, remembered=kept)


def test_the_key_changes_with_what_is_in_the_folder(event):
    made, _ = event
    (made.sheets / "a.md").write_text(FICHE, encoding="utf-8")
    first = key(made)
    assert first
    assert key(made) == first
    (made.sheets / "a.md").write_text(FICHE + "- Un autre constat.\n", encoding="utf-8")
    second = key(made)
    (made.sheets / "attendu.csv").write_text("a,b\n", encoding="utf-8")
    assert second not in ("", first)
    assert key(made) == second, "what is passed over changes nothing"

"""`analyse registre`: prefilled with what is understood, never changing what people wrote."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from analyse import project as projects
from analyse.errors import ConfigurationError, ProjectError
from analyse.project import Project
from analyse.register import FIELDS, complete
from analyse.steps import ingest


@pytest.fixture
def project(tmp_path) -> Project:
    made = projects.create(tmp_path / "ev")
    notes = made.notes
    (notes / "jour-2").mkdir()
    (notes / "jour-2" / "atelier-07_estrie.txt").write_text("Le transport manque.\n", "utf-8")
    (notes / "sans-rien.txt").write_text("Une note sans en-tête, ni chemin parlant.\n", "utf-8")
    (notes / "en-tete.txt").write_text(
        "Atelier\u00a0: 3\nJour\u00a0: 1\nRégion\u00a0: Gaspésie\nPreneuse de notes\u00a0: "
        "Odile Tremblay\n\nIl faut un autobus.\n",
        "utf-8",
    )
    return made


def rows(project: Project) -> dict[str, dict[str, str]]:
    with (project.folder / "registre.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {row["fichier"]: row for row in csv.DictReader(handle, delimiter=";")}


def test_what_is_understood_is_prefilled(project):
    """From the path and from the header; the rest is left empty and counted."""
    done = complete(project)
    assert (done.files, done.added) == (3, 3)
    found = rows(project)
    by_path = found["jour-2/atelier-07_estrie.txt"]
    assert (by_path["jour"], by_path["atelier"], by_path["region"]) == ("2", "7", "Estrie")
    by_header = found["en-tete.txt"]
    assert (by_header["jour"], by_header["atelier"]) == ("1", "3")
    assert by_header["region"].startswith("Gaspésie")
    assert not any(found["sans-rien.txt"][name] for name in FIELDS)
    assert done.missing["jour"] == 1
    assert done.missing["consentement"] == 3


def test_who_took_the_notes_is_left_to_people(project):
    """A name in a header is not copied from the note into the register."""
    complete(project)
    assert "Tremblay" not in (project.folder / "registre.csv").read_text("utf-8-sig")


def test_what_people_wrote_stays(project):
    """Typed values, rows of files still to come and their order are kept; the gaps are filled."""
    typed = "fichier;jour;region\r\na-venir.txt;5;Outaouais\r\njour-2/atelier-07_estrie.txt;4;\r\n"
    (project.folder / "registre.csv").write_bytes(typed.encode("cp1252"))
    done = complete(project)
    assert (done.files, done.added) == (3, 2)
    found = rows(project)
    assert list(found)[:2] == ["a-venir.txt", "jour-2/atelier-07_estrie.txt"]
    assert (found["a-venir.txt"]["jour"], found["a-venir.txt"]["region"]) == ("5", "Outaouais")
    kept = found["jour-2/atelier-07_estrie.txt"]
    assert (kept["jour"], kept["region"], kept["atelier"]) == ("4", "Estrie", "7")


def test_completing_again_changes_nothing(project):
    complete(project)
    before = (project.folder / "registre.csv").read_bytes()
    assert complete(project).added == 0
    assert (project.folder / "registre.csv").read_bytes() == before


def test_a_duplicate_has_no_row(project):
    """The same bytes twice are one voice: one row."""
    copy = project.notes / "zz-copie.txt"
    copy.write_bytes((project.notes / "sans-rien.txt").read_bytes())
    assert complete(project).files == 3
    assert "zz-copie.txt" not in rows(project)


def test_a_file_that_cannot_be_read_has_its_row(project):
    """Its path still says something; people can say the rest."""
    (project.notes / "jour-3").mkdir()
    (project.notes / "jour-3" / "brisé.docx").write_bytes(b"ceci n'est pas un docx")
    complete(project)
    assert rows(project)["jour-3/brisé.docx"]["jour"] == "3"


def test_names_decomposed_on_disk_are_found(project):
    """A file copied from macOS, its accents decomposed, is read and listed composed."""
    path = project.notes / "re\u0301gion.txt"
    path.write_text("Région\u00a0: Outaouais\nJour\u00a0: 2\n\nDu texte ici.\n", "utf-8")
    complete(project)
    assert rows(project)["région.txt"]["jour"] == "2"


def test_no_note_is_told(tmp_path):
    project = projects.create(tmp_path / "vide")
    with pytest.raises(ProjectError, match="Aucun fichier"):
        complete(project)


def book_rows(project: Project) -> dict[str, dict[str, str]]:
    """The register's sheet as a person sees it."""
    sheet = openpyxl.load_workbook(project.folder / "registre.xlsx").worksheets[0]
    head, *lines = [[cell.value or "" for cell in row] for row in sheet.rows]
    return {line[0]: dict(zip(head, line, strict=True)) for line in lines}


def test_a_workbook_is_prefilled_and_read_back(project):
    """Lists to choose from, what was understood and where; what people fill is understood."""
    done = complete(project, book=True)
    assert (done.path.name, done.added, done.replaced) == ("registre.xlsx", 3, None)
    assert book_rows(project)["en-tete.txt"]["région"].startswith("Gaspésie")
    book = openpyxl.load_workbook(done.path)
    assert book.sheetnames == ["Registre", "Compris", "Listes"]
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in
             book["Registre"].data_validations.dataValidation}  # fmt: skip
    assert lists["D2"] == "Listes!$A$2:$A$18", "the 17 regions"
    told = {tuple(c.value for c in row) for row in book["Compris"].rows}
    assert ("en-tete.txt", "jour", "1", "en-tête") in told
    sheet = book["Registre"]
    line = next(r for r in range(2, 5) if sheet.cell(r, 1).value == "sans-rien.txt")
    for column, value in enumerate((2, "=Se loger", "GIM", "MRC", "OBNL", "Kim", "oui"), start=2):
        sheet.cell(line, column).value = value
        sheet.cell(line, column).data_type = "s" if isinstance(value, str) else "n"
    book.save(done.path)
    row = ingest.read_register(done.path).row_for("sans-rien.txt")
    assert row == ingest.RegisterRow(
        "sans-rien.txt", "2", "=Se loger", "GIM", "MRC", "OBNL", "Kim", "oui"
    )


def test_a_workbook_is_completed_in_place(project):
    """Cells that people filled, their sheets and their columns' order stay; gaps are filled."""
    book = openpyxl.Workbook()
    book.active.append(["région", "fichier", "jour"])
    book.active.append(["Outaouais", "en-tete.txt", None])
    book.create_sheet("À moi")["A1"] = "mes calculs"
    book.save(project.folder / "registre.xlsx")
    assert complete(project).added == 2
    found = openpyxl.load_workbook(project.folder / "registre.xlsx")
    assert found["À moi"]["A1"].value == "mes calculs"
    first = [cell.value for cell in found.worksheets[0][2]]
    assert first[:4] == ["Outaouais", "en-tete.txt", "1", "3"]
    before = book_rows_by_file(project)
    assert complete(project).added == 0
    assert book_rows_by_file(project) == before


def book_rows_by_file(project: Project) -> list[ingest.RegisterRow]:
    return list(ingest.read_register(project.folder / "registre.xlsx").rows)


def test_a_table_becomes_a_workbook(project):
    """What was typed is taken in; the table is set aside, so that one register tells the truth."""
    (project.folder / "registre.csv").write_bytes(b"fichier;jour\r\nsans-rien.txt;5\r\n")
    done = complete(project, book=True)
    assert done.replaced.name == "registre-remplacé.csv"
    assert done.replaced.is_file()
    assert book_rows(project)["sans-rien.txt"]["jour"] == "5"
    assert project.register.name == "registre.xlsx"


def test_two_registers_are_refused(project):
    """Nobody can know which one is right."""
    (project.folder / "registre.csv").write_bytes(b"fichier;jour\r\n")
    complete(project)
    (project.folder / "registre.xlsx").write_bytes(b"PK")
    with pytest.raises(ConfigurationError, match="deux registres"):
        complete(project)


def test_what_is_said_and_not_understood_is_asked_for(project):
    """The field and where it was said; the value, which may hold a name, stays in the note."""
    (project.notes / "flou.txt").write_text(
        "Atelier\u00a0: 4\nRégion\u00a0: par là-bas\n\nIl faut un pont.\n", "utf-8"
    )
    done = complete(project)
    missed = [u for u in done.understood if u.file == "flou.txt" and not u.value]
    assert [(u.field, u.source) for u in missed] == [("region", "en-tête")]
    assert rows(project)["flou.txt"]["region"] == ""


def test_a_register_held_by_another_program_is_told(project, monkeypatch):
    """Its old content stays."""

    def held(_path: Path, _rows: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("analyse.steps.ingest.write_register", held)
    with pytest.raises(ProjectError, match="accès refusé"):
        complete(project)

"""The note template in Word: filled by a person, read back without loss; untouched, it is mute."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest

from analyse.note_template import BODY, FIELDS, HEADING, note_template
from analyse.params import ColumnParams
from analyse.resources import template
from analyse.steps import ingest
from analyse.wording import is_instruction

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FILLED = {
    "Atelier": "7",
    "Jour": "2",
    "Région": "Gaspésie–Îles-de-la-Madeleine",
    "Palier": "territorial",
    "Secteur d'activité": "santé et services sociaux",
    "Consentement": "publier",
    "Preneur ou preneuse de notes": "Odile Tremblay",
}
NOTE = ("Le transport manque le soir.", "Odile dit\u00a0: il faut un taxibus.")


def filled(path: Path, *, flags: bool) -> None:
    """What a person does: choose, type over the hints. `flags`: the program forgot to say that the
    hints are gone from the fields left alone."""
    document = docx.Document(io.BytesIO(note_template()))
    values = {hint: FILLED[label] for label, hint, _ in FIELDS}
    values |= {HEADING: "Se déplacer", BODY[2]: NOTE[0]}
    for control in document.element.body.iter(f"{W}sdt"):
        (text,) = control.iter(f"{W}t")
        if text.text in values:
            text.text = values[text.text]
        elif not flags:
            continue
        shown = control.find(f"{W}sdtPr/{W}showingPlcHdr")
        shown.getparent().remove(shown)
    document.add_paragraph(NOTE[1])
    document.save(path)


def extracted(path: Path) -> str:
    return ingest.extract(path, ColumnParams()).text


def check(text: str) -> None:
    context = ingest.understand("a.docx", text, register_row=None, header=None, default_jour=None)
    assert (context.jour, context.atelier, context.region) == (2, "7", FILLED["Région"])
    assert (context.palier, context.secteur) == ("territorial", "santé et services sociaux")
    assert (context.consentement, context.preneur) == ("publier", "Odile Tremblay")
    assert context.not_understood == ()
    for sentence in (*NOTE, "# Se déplacer"):
        assert text.count(sentence) == 1


@pytest.mark.parametrize("flags", [False, True])
def test_what_people_fill_is_understood(tmp_path, flags):
    """Every field, every word once; what they left alone is no text, or is an instruction."""
    filled(tmp_path / "a.docx", flags=flags)
    text = extracted(tmp_path / "a.docx")
    check(text)
    rest = [line for line in text.split("\n") if line.strip() and line not in NOTE]
    hints = [line for line in rest if is_instruction(line)]
    assert len(hints) == (2 if flags else 0)


def test_an_untouched_template_says_nothing(tmp_path):
    """No field, no heading, no sentence: nothing that would pass for somebody's words."""
    (tmp_path / "a.docx").write_bytes(note_template())
    text = extracted(tmp_path / "a.docx")
    labels = [f"**{label}\u00a0:**" for label, *_ in FIELDS]
    assert [line.strip() for line in text.split("\n") if line.strip(" #")] == labels


def test_the_template_names_nobody():
    """Its properties hold no author, no name of a program's user."""
    with zipfile.ZipFile(io.BytesIO(note_template())) as archive:
        core = archive.read("docProps/core.xml").decode()
    assert "python" not in core
    assert "<dc:creator></dc:creator>" in core or "<dc:creator/>" in core


def test_hints_of_both_templates_are_instructions():
    for sentence in (*BODY, HEADING, *(hint for _, hint, _ in FIELDS)):
        assert is_instruction(sentence), sentence
    note = template("note.md").read_text(encoding="utf-8").split("\n\n", 1)[1]
    for line in note.splitlines():
        assert not line.strip() or is_instruction(line.lstrip("# ")), line
    assert not is_instruction("Choisissez une région où vivre.")


@pytest.mark.slow
def test_another_program_gives_it_back(tmp_path):
    """Filled, then saved by LibreOffice: the same fields, the same words."""
    office = shutil.which("soffice")
    if office is None:
        if os.environ.get("ANALYSE_REQUIRE_LIBREOFFICE") == "1":
            pytest.fail("LibreOffice is not installed")
        pytest.skip("LibreOffice is not installed")
    filled(tmp_path / "a.docx", flags=False)
    (tmp_path / "out").mkdir()
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profil", "--convert-to",
         "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "a.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    check(extracted(tmp_path / "out" / "a.docx"))

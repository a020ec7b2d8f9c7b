"""Documents read apart: the same text as here, and no document costs more than itself."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import docx
import openpyxl
import pytest

from analyse import project
from analyse.contracts import DocumentStatus, Extraction
from analyse.errors import ReaderError, UsageError
from analyse.params import ColumnParams
from analyse.progress import Silent
from analyse.stages import bounded, desk
from analyse.stages.bounded import Bounded, UnfinishedReadingError
from analyse.stages.take_in import take_in
from analyse.steps import ingest
from analyse.steps.ingest.registry import SMALL_TEXT
from analyse.store import Store

EXAMPLE = Path(__file__).parents[2] / "data" / "exemple" / "notes"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by the system")


def word(folder: Path, name: str, text: str = "Le logement manque dans le village.") -> Path:
    path = folder / f"{name}.docx"
    document = docx.Document()
    document.add_paragraph(text)
    document.save(path)
    return path


@pytest.fixture
def hostile():
    """A reader whose other program misbehaves."""
    with Bounded(
        ColumnParams(), seconds=6, memory=300 << 20, target="hostile_readers:answer"
    ) as reader:
        yield reader


def test_reading_apart_changes_nothing():
    """Every document of the example: same text, pages, rows, metadata, or same reason."""
    paths = sorted(p for p in EXAMPLE.rglob("*") if p.suffix in ingest.READERS)
    apart = {p.suffix for p in paths if not ingest.is_small_text(p)}
    assert apart >= {".docx", ".pdf", ".xlsx", ".csv", ".vtt", ".html"}
    with Bounded(ColumnParams()) as reader:
        for path in paths:
            seen: list[Extraction | str] = []
            for read in (reader.extract, lambda p: ingest.extract(p, ColumnParams())):
                try:
                    seen.append(read(path))
                except ReaderError as error:
                    seen.append(error.message)
            assert seen[0] == seen[1], path.name


def test_settings_reach_the_other_program(tmp_path):
    """The column that `projet.toml` names is the one that is read."""
    book = openpyxl.Workbook()
    book.active.append(["avis", "remarque"])
    book.active.append(["celui-ci", "pas celui-là"])
    book.save(tmp_path / "a.xlsx")
    with Bounded(ColumnParams(texte="avis")) as reader:
        assert reader.extract(tmp_path / "a.xlsx").text == "celui-ci"


def test_small_texts_alone_start_no_program(tmp_path):
    """A text is small and is one: a page or a document named .txt is read apart."""
    (tmp_path / "a.txt").write_text("Bonjour.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("<html><p>Bonjour.</p></html>", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"a" * (SMALL_TEXT + 1))
    (tmp_path / "d.csv").write_text("texte\nBonjour.\n", encoding="utf-8")
    with Bounded(ColumnParams(), target="no_such_module:answer") as reader:
        assert reader.extract(tmp_path / "a.txt").text == "Bonjour."
        for name in ("b.txt", "c.txt", "d.csv"):
            with pytest.raises(UsageError):
                reader.extract(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("dort", bounded.LATE),
        ("sort", bounded.STOPPED),
        ("tombe", bounded.STOPPED),
        ("bafouille", bounded.STOPPED),
        ("ment", bounded.STOPPED),
    ],
)
def test_a_document_that_breaks_its_reader_costs_itself_alone(tmp_path, hostile, name, reason):
    """It has a reason, is tried again next time, and the next document is read."""
    with pytest.raises(UnfinishedReadingError) as told:
        hostile.extract(word(tmp_path, name))
    assert told.value.message == reason
    assert "logement" in hostile.extract(word(tmp_path, "bon")).text


@LINUX
def test_a_document_that_eats_memory_costs_itself_alone(tmp_path, hostile):
    """Its reason is final: the same bytes would ask for the same memory. The program is renewed."""
    before = hostile.extract(word(tmp_path, "pid")).text
    with pytest.raises(ReaderError) as told:
        hostile.extract(word(tmp_path, "mange"))
    assert told.value.message == bounded.TOO_MUCH
    assert not isinstance(told.value, UnfinishedReadingError)
    after = hostile.extract(word(tmp_path, "pid")).text
    assert before.splitlines()[0] == after.splitlines()[0]


@LINUX
def test_the_program_is_kept_while_it_is_small(tmp_path, hostile, monkeypatch):
    """One program for many documents; another once it has grown."""
    first = hostile.extract(word(tmp_path, "pid")).text
    assert hostile.extract(word(tmp_path, "pid")).text == first
    monkeypatch.setattr(bounded, "_RECYCLED", 1)
    hostile.extract(word(tmp_path, "bon"))
    monkeypatch.undo()
    assert hostile.extract(word(tmp_path, "pid")).text != first


def test_a_real_bomb_of_memory_has_its_reason(tmp_path):
    """A workbook of many long texts, read under a bound that it exceeds."""
    if sys.platform != "linux":
        pytest.skip("memory is bounded by the system")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["texte"])
    for _ in range(1500):
        sheet.append(["mot " * 8000])
    book.save(tmp_path / "a.xlsx")
    with Bounded(ColumnParams(), memory=90 << 20) as reader, pytest.raises(ReaderError) as told:
        reader.extract(tmp_path / "a.xlsx")
    assert told.value.message == bounded.TOO_MUCH


def test_a_run_goes_on_without_the_documents_that_break_their_reader(tmp_path, monkeypatch):
    """They are in quarantine with their reason, the others are read; they are tried again."""
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
    made = project.create(tmp_path / "projet")
    for name in ("dort", "sort", "bon"):
        word(made.notes, name, f"Il manque de logements au village, dit la note {name}.")
    (made.notes / "a.txt").write_text("Le transport manque le soir.", encoding="utf-8")
    reader = partial(Bounded, seconds=6, target="hostile_readers:answer")
    with Store.open(made.database_url) as store:
        monkeypatch.setattr(desk, "Bounded", reader)
        assert take_in(made, store, progress=Silent()).processed == 4
        documents = {d.path: d for d in store.documents()}
        assert documents["dort.docx"].reason == bounded.LATE
        assert documents["sort.docx"].reason == bounded.STOPPED
        read = {p for p, d in documents.items() if d.status is DocumentStatus.READ}
        assert read == {"bon.docx", "a.txt"}
        monkeypatch.setattr(desk, "Bounded", Bounded)
        assert take_in(made, store, progress=Silent()).processed == 2
        assert {d.status for d in store.documents()} == {DocumentStatus.READ}
        assert take_in(made, store, progress=Silent()).processed == 0


def test_reasons_are_words_for_people():
    """In French, with what to do, without a path."""
    for reason in (bounded.LATE, bounded.TOO_MUCH, bounded.STOPPED):
        assert "\u00a0: " in reason
        assert os.sep not in reason

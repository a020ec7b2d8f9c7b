"""The tool that makes the example event reads annotations as its README says."""

from __future__ import annotations

import csv
import importlib
import io
import re
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
HEADER = "format: txt\noptions:\n---8<---\n"


@pytest.fixture(scope="module")
def assembler():
    sys.path.insert(0, str(DATA / "fabrique"))
    try:
        yield importlib.import_module("assembler")
    finally:
        sys.path.remove(str(DATA / "fabrique"))


def read(assembler: ModuleType, body: str, header: str = HEADER) -> list[tuple[str, str, str]]:
    source = assembler.parse(header + body, "note.txt")
    return [(passage.text, passage.theme, passage.facet) for passage in source.passages]


def test_a_passage_ends_at_the_next_one_or_with_its_line(assembler):
    body = "- {{transport|constat}}Un. {{-|piste}}Deux.\nRien d'autre\n"
    assert read(assembler, body) == [("Un.", "transport", "constat"), ("Deux.", "-", "piste")]


def test_a_passage_closes_before_text_that_is_not_one(assembler):
    assert read(assembler, "{{aines|constat}}Un.{{/}} page 3\n") == [("Un.", "aines", "constat")]


def test_a_long_passage_takes_the_list_under_it(assembler):
    body = "{{aines|piste|...}}Trois choses :\n- a\n- b{{/}}\nfin\n"
    assert read(assembler, body) == [("Trois choses :\n- a\n- b", "aines", "piste")]


def test_a_passage_stays_in_its_cell(assembler):
    """A cell closes a passage in a Markdown table and in the rows of a spreadsheet."""
    table = "| Qui | Quoi | Où |\n|---|---|---|\n| x | {{aines|constat}}Un. | ici |\n"
    assert read(assembler, table) == [("Un.", "aines", "constat")]
    rows = "texte | region\n{{aines|constat}}Un. | Laval\n"
    header = HEADER.replace("txt", "csv")
    assert read(assembler, rows, header) == [("Un.", "aines", "constat")]


def test_bold_marks_around_a_passage_are_outside_it(assembler):
    body = "{{aines|constat}}**Tout en gras.**\n**{{aines|question}}Et ça?**\n"
    texts = [text for text, _, _ in read(assembler, body)]
    assert texts == ["Tout en gras.", "Et ça?"]
    kept = read(assembler, "{{aines|constat}}**Le répit** manque.\n")
    assert kept[0][0] == "**Le répit** manque."


@pytest.mark.parametrize(
    "body",
    [
        "{{inconnu|constat}}Un.\n",
        "{{aines|avis}}Un.\n",
        "{{aines|constat}}\n",
        "{{aines|constat}Un.\n",
        "{{aines|constat|...}}Un. {{aines|piste}}Deux.\n",
    ],
)
def test_a_faulty_annotation_is_refused_with_the_path_of_its_note(assembler, body):
    with pytest.raises(assembler.SourceError, match=r"note\.txt"):
        read(assembler, body)


@pytest.mark.parametrize("header", ["---8<---\n", "format: wav\n---8<---\n", "format: txt\n"])
def test_a_faulty_header_is_refused(assembler, header):
    with pytest.raises(assembler.SourceError):
        read(assembler, "x\n", header)


def test_an_unknown_option_is_refused(assembler):
    with pytest.raises(assembler.SourceError, match="couleur"):
        read(assembler, "x\n", "format: txt\noptions: couleur=bleu\n---8<---\n")


def test_the_committed_example_is_what_the_sources_give(assembler):
    """Notes in text formats have the bytes of their source; the announced passages are theirs."""
    sources = list(assembler.read_sources(DATA / "fabrique" / "sources"))
    notes = DATA / "exemple" / "notes"
    for source in sources:
        if source.format in ("txt", "md", "csv", "html", "srt", "vtt"):
            made = assembler.WRITERS[source.format](source.body, source.options)
            assert made == (notes / source.path).read_bytes(), source.path
    given = [
        {
            "document": source.path,
            "texte": passage.text,
            "theme": passage.theme.replace("-", "", 1) if passage.theme == "-" else passage.theme,
            "facette": passage.facet,
        }
        for source in sources
        for passage in source.passages
    ]
    with (DATA / "exemple" / "attendu.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.DictReader(stream)) == given


def test_office_files_are_the_same_twice_and_name_nobody(assembler):
    """Two runs give the same bytes, without author or hour in the properties."""
    body = "# Titre\n\n- un\n  - deux **gras**\n\n1. trois\n"
    rows = "no | texte\n1 | un\n"
    for kind in ("docx", "odt", "pptx", "xlsx"):
        content = rows if kind == "xlsx" else body
        once, again = (assembler.WRITERS[kind](content, {}) for _ in range(2))
        assert once == again
        with zipfile.ZipFile(io.BytesIO(once)) as archive:
            names = set(archive.namelist()) & {"docProps/core.xml", "meta.xml"}
            said = "".join(archive.read(name).decode() for name in names)
        assert re.findall(r"<dc:creator>[^<]+|<cp:lastModifiedBy>[^<]+", said) == []
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", said)) <= {"2024-05-06T09:00:00"}

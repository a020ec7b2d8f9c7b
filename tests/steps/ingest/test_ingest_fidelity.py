"""Documents made by another program, whose every word is known: each is found once, in order.

LibreOffice converts one text, one presentation and one workbook, written by the tests, to every
format that it writes and we read.
"""

from __future__ import annotations

import re

import libreoffice
import pytest
from documents import read
from libreoffice import Words

from analyse.contracts import COMMENT

pytestmark = pytest.mark.slow

TEXT = ("corps", "zone", "en-tête", "note", "pied")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Format → (document, its words)."""
    if not libreoffice.soffice():
        if libreoffice.required():
            pytest.fail("LibreOffice est absent, alors que ANALYSE_REQUIRE_LIBREOFFICE=1")
        pytest.skip("LibreOffice n'est pas installé")
    folder = tmp_path_factory.mktemp("libreoffice")
    return libreoffice.documents(folder)


def of(text: str, known: Words, *places: str) -> list[str]:
    """The known words found in a text, in order, those of these places alone."""
    wanted = set(known.of(*places))
    return [word for word in re.findall(r"[^\W\d_]+", text) if word in wanted]


def unknown(text: str, known: Words) -> set[str]:
    """Words of a text that nobody wrote."""
    return set(re.findall(r"[^\W\d_]+", text)) - {word for _, word in known.placed}


@pytest.mark.parametrize("suffix", ["docx", "odt", "html", "pdf"])
def test_each_word_of_a_text_is_found_once_and_in_order(made, suffix):
    """Headings, bold, lists, table, text box, links, columns, cut words, notes, margins.

    Boxes, notes and margins have each their own order: where they stand among the body depends on
    the format.
    """
    path, words = made[suffix]
    found = read(path)
    assert len(words.of(*TEXT)) > 480
    assert sorted(of(found.body, words, *TEXT)) == sorted(words.of(*TEXT))
    for place in TEXT:
        assert of(found.body, words, place) == words.of(place)
    assert unknown(found.body, words) == {"page"}  # what the page header says


@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_a_word_processor_text_is_read_in_its_one_order(made, suffix):
    """Header, body with boxes after their paragraph, notes, footer; numbers of lists are kept."""
    path, words = made[suffix]
    found = read(path)
    expected = [
        *words.of("en-tête"),
        *words.of("corps", "zone"),
        *words.of("note"),
        *words.of("pied"),
    ]
    assert of(found.body, words, *TEXT) == expected
    lines = found.body.split("\n")
    assert [line[:3] for line in lines if re.match(r"\d\. ", line)] == ["1. ", "2. ", "3. "]
    assert sum(line.startswith("- ") for line in lines) == 2
    assert sum(line.startswith("  - ") for line in lines) == 1
    assert [len(line.split(" ")[0]) for line in lines if line.startswith("#")] == [1, 2]


@pytest.mark.parametrize("suffix", ["docx", "odt", "pdf", "pptx", "xlsx"])
def test_comments_of_reviewers_are_apart(made, suffix):
    """After the text, each in its span, without the name of who wrote it; a warning says so."""
    path, words = made[suffix]
    found = read(path)
    told = [found.text[span.start : span.end] for span in found.apart]
    assert [word for text in told for word in text.split()] == words.of("commentaire")
    assert {span.kind for span in found.apart} == {COMMENT}
    assert not of(found.body, words, "commentaire")
    assert "Relecture" not in found.text
    assert any("commentaires" in warning for warning in found.warnings)


@pytest.mark.parametrize("suffix", ["docx", "odt"])
def test_tracked_deletions_are_not_text_and_insertions_are(made, suffix):
    path, words = made[suffix]
    found = read(path)
    assert words.of("supprimé")
    assert not of(found.text, words, "supprimé")
    assert any("modifications suivies" in warning for warning in found.warnings)


def test_each_word_of_a_presentation_is_found_once_and_in_order(made):
    """Titles, outlines, boxes, groups, tables and notes pages, slide after slide."""
    path, words = made["pptx"]
    found = read(path)
    assert of(found.body, words, "corps") == words.of("corps")
    assert unknown(found.body, words) == {"Notes"}
    assert [number for _, number in found.pages] == [1, 2, 3]


def test_each_word_of_a_workbook_is_found_once_and_in_order(made):
    """Two sheets with the text in another column, under a title, with gaps and line breaks."""
    path, words = made["xlsx"]
    found = read(path)
    assert of(found.body, words, "corps") == words.of("corps")
    assert len(found.rows) == 11
    assert found.row_metadata[1] == {"atelier": "3", "region": "Estrie"}
    assert found.row_metadata[7] == {"atelier": "4", "region": "Mauricie"}
    assert any("feuille" in warning for warning in found.warnings)


def test_a_table_saved_as_csv_is_read_the_same(made):
    """LibreOffice writes the first sheet."""
    path, words = made["csv"]
    first = words.of("corps")[: libreoffice.FIRST_SHEET]
    assert of(read(path).body, words, "corps") == first


@pytest.mark.parametrize("suffix", ["docx", "odt", "pdf", "pptx", "xlsx"])
def test_a_document_under_another_name_is_read_the_same(made, suffix, tmp_path):
    path, _ = made[suffix]
    other = tmp_path / "note.txt"
    other.write_bytes(path.read_bytes())
    assert read(other).text == read(path).text

"""Tables: the text column, the rows, what each row says."""

import csv
import io

import openpyxl
import pytest
from documents import read
from hypothesis import given
from hypothesis import strategies as st

from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.tables import find_columns, sniff_separator


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def slices(found):
    return {span.kind: found.text[span.start : span.end] for span in found.rows}


def test_a_csv_of_french_excel(tmp_path):
    """cp1252, `;`, CRLF, quotes, line breaks and separators inside cells."""
    table = 'Région;Texte;Jour\r\nEstrie;"Ça prend; un « pont »\r\net ""vite""";2\r\n;Oui;\r\n'
    found = read(write(tmp_path / "a.csv", table, "cp1252"))
    assert found.text == 'Ça prend; un « pont »\net "vite"\n\nOui'
    assert slices(found) == {"1": 'Ça prend; un « pont »\net "vite"', "2": "Oui"}
    assert found.row_metadata == {1: {"region": "Estrie", "jour": "2"}}
    assert (found.encoding, found.media_type) == ("cp1252", "text/csv")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found(tmp_path, separator):
    rows = [["atelier", "commentaire", "palier"], ["7", "a, b; c | d\te", "local"]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    found = read(write(tmp_path / "a.csv", out.getvalue()))
    assert found.text == "a, b; c | d\te"
    assert found.row_metadata[1] == {"atelier": "7", "palier": "local"}


cells = st.text(st.sampled_from("abcé ,;|\t\"'\n-"), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip())
)


@given(st.lists(cells, min_size=1, max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_every_cell_comes_back_at_its_span(tmp_path_factory, texts, separator):
    out = io.StringIO()
    rows = [["jour", "texte"], *([str(i), text] for i, text in enumerate(texts))]
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    path = write(tmp_path_factory.mktemp("t") / "a.csv", out.getvalue())
    found = read(path)
    assert list(slices(found).values()) == texts
    assert found.text == "\n\n".join(texts)


def test_empty_cells_are_skipped_but_counted(tmp_path):
    found = read(write(tmp_path / "a.csv", "nom,texte\nA,un\nB,\nC,  \nD,quatre\n"))
    assert slices(found) == {"1": "un", "4": "quatre"}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Nom,TEXTE", 1),
        ("Réponse,Nom", 0),
        ("note,texte", 1),
        ("Verbatim,Région", 0),
        ("Commentaire,Texte", 1),
        ("libre", 0),
    ],
)
def test_the_text_column_is_recognised(header, column):
    assert find_columns(header.split(","), ColumnParams()).text == column


def test_a_mapped_column_wins(tmp_path):
    path = write(tmp_path / "a.csv", "texte,Ce qu'on retient,Sect.\nnon,oui,Santé\n")
    found = read(path, texte="ce qu’on retient", secteur="sect.")
    assert found.text == "oui"
    assert found.row_metadata[1] == {"secteur": "Santé"}


def test_without_a_text_column_the_columns_found_are_named(tmp_path):
    with pytest.raises(ReaderError, match=r"«.Lieu.», «.Avis.».*\[colonnes\]"):
        read(write(tmp_path / "a.csv", "Lieu,Avis\nici,bon\n"))
    with pytest.raises(ReaderError, match="absente"):
        read(write(tmp_path / "b.csv", "Lieu,Texte\nici,bon\n"), texte="propos")


def test_one_column_with_commas_is_one_column(tmp_path):
    found = read(write(tmp_path / "a.csv", "texte\nOui, mais non\nNon, mais oui\n"))
    assert list(slices(found).values()) == ["Oui, mais non", "Non, mais oui"]


def test_an_unquoted_text_at_the_end_keeps_its_commas(tmp_path):
    found = read(write(tmp_path / "a.csv", "jour,texte\n1,oui, mais non\n"))
    assert found.text == "oui, mais non"
    assert found.warnings


def test_the_first_line_of_excel_that_names_the_separator(tmp_path):
    found = read(write(tmp_path / "a.csv", "sep=;\njour;texte\n1;a, b\n"))
    assert found.text == "a, b"
    assert sniff_separator("a|texte\n", ColumnParams()) == "|"


def test_a_tsv(tmp_path):
    found = read(write(tmp_path / "a.tsv", "jour\ttexte\n1\tbonjour\n"))
    assert (found.text, found.media_type) == ("bonjour", "text/tab-separated-values")


def test_qui_parle_and_consent_columns(tmp_path):
    table = "Intervenant,Texte,Secteur d'activité,Consentement\nA,oui,Santé,publier\n"
    found = read(write(tmp_path / "a.csv", table))
    assert found.row_metadata[1] == {
        "qui_parle": "A",
        "secteur": "Santé",
        "consentement": "publier",
    }


def test_an_xlsx_reads_every_sheet_that_has_the_column(tmp_path):
    book = openpyxl.Workbook()
    first = book.active
    first.append(["Jour", "Texte"])
    first.append([2, "un"])
    first.append([None, None])
    first.append([2.0, "deux"])
    book.create_sheet("Listes").append(["Lieu", "Salle"])
    third = book.create_sheet("Suite")
    third.append(["Compte rendu de l'atelier"])
    third.append(["Texte", "Région"])
    third.append(["trois", "Estrie"])
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    assert slices(found) == {"1": "un", "3": "deux", "4": "trois"}
    assert found.row_metadata == {1: {"jour": "2"}, 3: {"jour": "2"}, 4: {"region": "Estrie"}}
    assert len(found.warnings) == 1


def test_an_xlsx_gives_values_not_formulas(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Texte"])
    book.active.append(["=1+1"])
    book.active.append(["vrai texte"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").text == "vrai texte"


def test_an_xlsx_without_text(tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "vide.xlsx")
    with pytest.raises(ReaderError, match="aucun texte"):
        read(tmp_path / "vide.xlsx")
    book.active.append(["Lieu", "Salle"])
    book.active.append(["ici", "là"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(ReaderError, match=r"«.Lieu.», «.Salle.»"):
        read(tmp_path / "a.xlsx")


def test_columns_of_sentences_that_are_not_read_are_told(tmp_path):
    """By their letter, without their words; columns of values say nothing."""
    (tmp_path / "a.csv").write_text(
        "no;réponse;région;Et quoi encore?;courriel\n"
        "1;Le transport manque.;Estrie;Il faudrait aussi un local pour les jeunes;a@example.org\n"
        "2;Un parc.;Estrie;;b@example.org\n",
        encoding="utf-8",
    )
    (warning,) = read(tmp_path / "a.csv").warnings
    assert "pas été lues\u00a0: D." in warning
    assert "jeunes" not in warning
    (tmp_path / "b.csv").write_text("no;réponse;région\n1;Un parc.;Estrie\n", encoding="utf-8")
    assert read(tmp_path / "b.csv").warnings == ()

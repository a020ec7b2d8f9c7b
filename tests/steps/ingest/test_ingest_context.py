"""What is known of a document: register, roster, header, path, in the order of trust."""

import csv
import os
import unicodedata

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Consent
from analyse.errors import ConfigurationError
from analyse.steps.ingest import (
    Header,
    RegisterRow,
    RosterEntry,
    normalise_atelier,
    parse_consent,
    read_header,
    read_register,
    read_roster,
    understand,
    write_register,
)

NOTE = "Santé : il manque de tout.\n"


@pytest.mark.parametrize(
    ("block", "values"),
    [
        ("Atelier : 7\nRégion : Estrie\n", {"atelier": "7", "region": "Estrie"}),
        ("**Atelier :** 7\n\n**Région** : Estrie\n", {"atelier": "7", "region": "Estrie"}),
        ("- Palier\u00a0: local\n- Secteur: Santé\n", {"palier": "local", "secteur": "Santé"}),
        ("Preneur·euse de notes : Ana\n", {"preneur": "Ana"}),
        ("Preneur(se) de notes : Ana\n", {"preneur": "Ana"}),
        ("Preneur ou preneuse de notes : Ana\n", {"preneur": "Ana"}),
        ("Prise de notes : Ana\nAnimation : Bo\n", {"preneur": "Ana", "animation": "Bo"}),
        ("Notes de : Ana\nÀ l'animation : Bo\n", {"preneur": "Ana", "animation": "Bo"}),
        ("Secteur d’activité : emploi\nJour : 2\n", {"secteur": "emploi", "jour": "2"}),
        (
            "Date : mardi 3 mai\nLieu : salle 4\nConsentement : publier\n",
            {
                "date": "mardi 3 mai",
                "consentement": "publier",
            },
        ),
        ("Atelier : 7 | Région : Estrie\n", {"atelier": "7", "region": "Estrie"}),
        (
            "Atelier : 7\nNotes de Ana Roy (salle B)\n",
            {"atelier": "7", "preneur": "Ana Roy (salle B)"},
        ),
        ("Jour 2 – Atelier 7\n", {"jour": "2", "atelier": "7"}),
        ("Atelier 7 : Se loger\nJour 2\n", {"atelier": "7 – Se loger", "jour": "2"}),
        ("Atelier\n7\n\nRégion\nEstrie\n", {"atelier": "7", "region": "Estrie"}),
        ("Atelier : 7\nOrganisme : CDC\nRégion : Estrie\n", {"atelier": "7", "region": "Estrie"}),
        (
            "---\natelier: 07\nregion: 'Estrie'\ntags:\n  - a\n---\n",
            {
                "atelier": "07",
                "region": "Estrie",
            },
        ),
    ],
)
def test_blocks_that_note_takers_write(block, values):
    found = read_header(f"{block}\n{NOTE}")
    assert found.values == values
    assert (f"{block}\n{NOTE}")[found.end :].lstrip("\n") == NOTE


def test_a_title_may_stand_above_the_block():
    text = f"# Les Assises\n\nAtelier 7 – Se loger\nRégion : Estrie\n\n{NOTE}"
    found = read_header(text)
    assert found.values == {"titre": "Les Assises", "atelier": "7 – Se loger", "region": "Estrie"}
    assert text[: found.start] == "# Les Assises\n\n"
    assert text[found.end :] == f"\n{NOTE}"


@pytest.mark.parametrize(
    "text",
    [
        NOTE,
        "Notes de terrain sur le logement\n",
        "Constat : les gens partent.\nPiste : loger.\n",
        "Animation : les jeunes en redemandent.\n",
        "Réussite éducative : oui\nRégion : Estrie\n",
        "---\nUn trait, pas un en-tête.\n---\n",
        "Le jour 2 on a parlé de transport.\nAtelier : 7\n",
        "Région : " + "le manque de transport " * 8 + "\n",
        "- Un\n- Deux\nAtelier : 7\n",
        "",
    ],
)
def test_content_is_never_swallowed(text):
    found = read_header(text)
    assert (found.end, dict(found.values)) == (0, {})


def test_content_after_the_block_is_content():
    """Labels of the note right under the block stay, even without a blank line."""
    text = "Atelier : 7\nSanté : court\nConstat : on le voit\n"
    assert text[read_header(text).end :] == "Santé : court\nConstat : on le voit\n"


def test_a_heading_tells_the_workshop_and_stays():
    found = read_header("# Atelier 12 : Se nourrir au jour 3\n\nTexte.")
    assert normalise_atelier(found.values["atelier"]) == "12"


@given(st.text(max_size=200))
def test_offsets_are_within_the_text(text):
    found = read_header(text)
    assert 0 <= found.start <= found.end <= len(text) or (found.start, found.end) == (0, 0)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Atelier 07", "7"),
        ("07", "7"),
        ("no 4", "4"),
        ("#12", "12"),
        ("Atelier 3B – Se loger", "3b"),
        ("7. Se loger", "7"),
        ("3 leviers pour agir", "3 leviers pour agir"),
        ("2.3", "2.3"),
        ("Se  loger", "Se loger"),
    ],
)
def test_workshops_agree_on_their_number(text, name):
    assert normalise_atelier(text) == name


def context(path="a.txt", text="", row=None, header=None, jour=None, rows=None):
    return understand(
        path, text, register_row=row, header=header, default_jour=jour, row_metadata=rows
    )


@pytest.mark.parametrize(
    ("path", "jour", "atelier", "region"),
    [
        ("jour-2/atelier-07_estrie.docx", 2, "7", "Estrie"),
        ("J2_A07_gim.txt", 2, "7", "Gaspésie–Îles-de-la-Madeleine"),
        ("Jour 3/Atelier 12 - Mauricie.pdf", 3, "12", "Mauricie"),
        ("jour1/atelier_3_bas-saint-laurent_b.md", 1, "3", "Bas-Saint-Laurent"),
        ("2022-11-02/notes_cote-nord.txt", None, "", "Côte-Nord"),
        ("sources/notes.txt", None, "", "inconnu"),
        ("jour-2/atelier-1_jour-3.txt", 3, "1", "inconnu"),
    ],
)
def test_paths_tell(path, jour, atelier, region):
    found = context(path)
    assert (found.jour, found.atelier, found.region) == (jour, atelier, region)
    assert set(found.sources.values()) <= {"chemin"}


def test_sources_are_trusted_in_order():
    """Register, then columns, then header, then path, then the day of the command."""
    path, rows = "jour-4/atelier-4_laval.csv", {1: {"region": "BSL"}, 2: {"region": "bsl"}}
    header = Header({"jour": "3", "palier": "régional", "region": "Laval"}, 0, 10)
    row = RegisterRow("x", jour="2", secteur="Santé", consentement="publier")
    found = context(path, row=row, header=header, jour=5, rows=rows)
    assert (found.jour, found.region, found.palier) == (2, "Bas-Saint-Laurent", "régional")
    assert (found.secteur, found.atelier) == ("santé et services sociaux", "4")
    assert found.consentement is Consent.PUBLISH
    assert found.sources == {
        "jour": "registre",
        "atelier": "chemin",
        "region": "colonne",
        "palier": "en-tête",
        "secteur": "registre",
        "consentement": "registre",
    }
    assert context("a.txt", jour=5).jour == 5


def test_a_day_followed_by_the_hour_and_the_place():
    assert context(text="Jour : 2, 10 h à 12 h, salle B\nAtelier : 7\n").jour == 2


def test_a_column_that_varies_tells_nothing_of_the_document():
    assert context(rows={1: {"region": "Estrie"}, 2: {"region": "Laval"}}).region == "inconnu"
    assert context(rows={1: {"region": "Estrie"}, 2: {}}).region == "inconnu"


def test_what_is_not_understood_is_told_and_the_next_source_is_asked():
    header = Header({"region": "Pays d'en bas", "jour": "mardi"}, 0, 10)
    found = context("a_estrie.txt", header=header)
    assert (found.region, found.sources["region"]) == ("Estrie", "chemin")
    assert found.not_understood == ("jour\u00a0: en-tête", "region\u00a0: en-tête")


def test_the_header_is_read_from_the_text_when_not_given():
    assert context(text="Région : Estrie\nPalier : MRC\n").palier == "territorial"


@pytest.mark.parametrize(
    ("text", "consent"),
    [
        ("Publier", Consent.PUBLISH),
        ("retiré", Consent.WITHDRAW),
        ("non", Consent.WITHDRAW),
        ("analyser seulement", Consent.ANALYSE),
        ("", Consent.UNKNOWN),
        ("bof", None),
    ],
)
def test_consents(text, consent):
    assert parse_consent(text) is consent


HEADER = "fichier;jour;atelier;région;palier;Secteur d'activité;preneur;consentement\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_register_in_the_encodings_of_excel(tmp_path, encoding):
    path = tmp_path / "registre.csv"
    path.write_bytes((HEADER + "jour-1/été.docx;1;7;Estrie;local;Santé;Ana;\r\n").encode(encoding))
    register = read_register(path)
    row = register.row_for(unicodedata.normalize("NFD", "jour-1/été.docx"))
    assert row == RegisterRow("jour-1/été.docx", "1", "7", "Estrie", "local", "Santé", "Ana", "")
    assert register.row_for("jour-2/été.docx") is None


def test_a_bare_name_matches_wherever_the_file_is(tmp_path):
    path = tmp_path / "registre.csv"
    path.write_text("fichier,jour\na.txt,2\nnotes\\jour-1\\b.txt,3\n", encoding="utf-8")
    register = read_register(path)
    assert register.row_for("jour-9/A.txt").jour == "2"
    assert register.row_for("jour-1/b.txt").jour == "3"


def test_a_register_in_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Fichier", "Jour", "Région"])
    book.active.append(["a.txt", 2, "GIM"])
    book.save(tmp_path / "registre.xlsx")
    assert read_register(tmp_path / "registre.xlsx").rows == (
        RegisterRow("a.txt", jour="2", region="GIM"),
    )


@pytest.mark.parametrize(
    ("table", "line", "word"),
    [
        ("fichier;jour\na.txt;mardi\n", 2, "« jour »"),
        ("fichier;region\na.txt;Estrie\nb.txt;Bretagne\n", 3, "« region »"),
        ('fichier;secteur\n"a\n.txt";Pêche au gros\n', 2, "« secteur »"),
        ("fichier;palier\na.txt;galactique\n", 2, "« palier »"),
        ("fichier;consentement\na.txt;peut-être\n", 2, "« consentement »"),
        ("fichier;météo\na.txt;beau\n", 1, "colonne inconnue"),
        ("jour\n2\n", 1, "« fichier » absente"),
        ("fichier;jour\n;2\n", 2, "est vide"),
        ("fichier\na.txt\nA.TXT\n", 3, "déjà à la ligne 2"),
    ],
)
def test_a_wrong_register_says_where(tmp_path, table, line, word):
    path = tmp_path / "registre.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_register(path)
    assert caught.value.line == line
    assert word in str(caught.value).replace("\u00a0", " ")
    assert caught.value.action


def test_completing_a_register_keeps_what_people_typed(tmp_path):
    path = tmp_path / "registre.csv"
    path.write_bytes((HEADER + "b.txt;J2;;GIM;;;Ana;\r\n").encode("cp1252"))
    written = write_register(
        path,
        [
            RegisterRow("a.txt", jour="1", region="Estrie"),
            RegisterRow("jour-1/b.txt", jour="9", atelier="7", region="Laval"),
        ],
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbffichier;jour;")
    assert read_register(path) == written
    assert written.rows == (
        RegisterRow("b.txt", jour="J2", atelier="7", region="GIM", preneur="Ana"),
        RegisterRow("a.txt", jour="1", region="Estrie"),
    )
    before = path.read_bytes()
    write_register(path, [RegisterRow("a.txt", jour="1", region="Estrie")])
    assert path.read_bytes() == before


def test_files_of_one_name_get_a_line_each(tmp_path):
    path = tmp_path / "registre.csv"
    path.write_text("fichier;jour\nnotes.txt;4\n", encoding="utf-8")
    files = [RegisterRow("jour-1/notes.txt", jour="1"), RegisterRow("jour-2/notes.txt", jour="2")]
    assert write_register(path, files).rows == (RegisterRow("notes.txt", jour="4"), *files)


def test_a_register_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "registre.csv"
    write_register(path, [RegisterRow("a.txt")])
    before = path.read_bytes()

    def full(_descriptor):
        raise OSError("disque plein")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disque plein"):
        write_register(path, [RegisterRow("b.txt")])
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["registre.csv"]


def test_a_file_name_is_never_a_formula(tmp_path):
    path = tmp_path / "registre.csv"
    written = write_register(path, [RegisterRow("=cmd.txt"), RegisterRow("-a.txt")])
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = [row[0] for row in csv.reader(stream, delimiter=";")]
    assert cells == ["fichier", "'=cmd.txt", "'-a.txt"]
    assert read_register(path) == written


def test_a_workbook_register_is_never_rewritten(tmp_path):
    with pytest.raises(ConfigurationError):
        write_register(tmp_path / "registre.xlsx", [])


def test_the_roster(tmp_path):
    path = tmp_path / "participants.csv"
    path.write_text("Nom,Organisme,Rôle\nAna Roy,CDC du Lac,\nBo,,élu\n", encoding="utf-8")
    assert read_roster(path) == (
        RosterEntry("Ana Roy", "CDC du Lac", ""),
        RosterEntry("Bo", "", "élu"),
    )

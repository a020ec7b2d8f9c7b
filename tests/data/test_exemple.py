"""The example event holds what its README and its expected passages announce."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "exemple"
NOTES = EXAMPLE / "notes"
ORDINARY = {
    *("transport", "logement", "alimentation", "participation", "financement", "concertation"),
    *("paliers", "jeunesse", "aines", "immigration", "transition", "numerique"),
    *("sante-mentale", "releve", "petite-enfance", "autochtones"),
}
RARE = "langue-des-signes"
MASKED_KINDS = {
    *("nom", "courriel", "téléphone", "code postal", "adresse"),
    *("identifiant", "url", "date de naissance"),
}


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


def decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    text = text.replace("\r\n", "\n")
    if path.suffix == ".csv":
        dialect = csv.Sniffer().sniff(text.split("\n", 1)[0], delimiters=",;")
        text = "\n\n".join(cell for row in csv.reader(io.StringIO(text), dialect) for cell in row)
    return text


def note_paths() -> list[str]:
    return sorted(file.relative_to(NOTES).as_posix() for file in NOTES.rglob("*") if file.is_file())


@pytest.fixture(scope="module")
def expected() -> list[dict[str, str]]:
    return rows_of(EXAMPLE / "attendu.csv")


def test_columns_of_expected_passages():
    """The first line of attendu.csv is the four names others rely on."""
    first = (EXAMPLE / "attendu.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    assert first == "document,texte,theme,facette"


def test_every_document_exists(expected):
    assert {row["document"] for row in expected} <= set(note_paths())


def test_passages_of_text_notes_are_verbatim_in_order(expected):
    """In txt, md and csv notes, each passage is found after the one before it."""
    position: Counter[str] = Counter()
    texts: dict[str, str] = {}
    for row in expected:
        path = row["document"]
        if Path(path).suffix not in (".txt", ".md", ".csv"):
            continue
        text = texts.setdefault(path, decoded(NOTES / path))
        found = text.find(row["texte"], position[path])
        assert found >= 0, (path, row["texte"])
        position[path] = found + len(row["texte"])
    assert len(texts) >= 15


def test_size_of_the_corpus(expected):
    assert 800 <= len(expected) <= 1000
    assert 40 <= len(note_paths()) <= 50


def test_themes_and_facets_are_known_and_none_is_thin(expected):
    """Each ordinary theme has thirty passages or more; the rare one has five to seven."""
    themes = Counter(row["theme"] for row in expected)
    assert set(themes) == {*ORDINARY, RARE, ""}
    assert min(themes[theme] for theme in ORDINARY) >= 30
    assert 5 <= themes[RARE] <= 7
    facets = Counter(row["facette"] for row in expected)
    assert set(facets) == {"constat", "piste", "question", "autre"}
    assert facets["constat"] / len(expected) == pytest.approx(0.55, abs=0.05)
    assert facets["piste"] / len(expected) == pytest.approx(0.28, abs=0.05)


def test_the_rare_theme_is_said_in_two_workshops_of_two_days(expected):
    documents = {row["document"] for row in expected if row["theme"] == RARE}
    assert {path.split("/")[0] for path in documents} == {"jour-2", "jour-4"}
    assert len(documents) == 2


def test_passages_are_short_and_clean(expected):
    """No annotation, no list mark and no blank is left around a passage."""
    for row in expected:
        text = row["texte"]
        assert text == text.strip()
        assert "{{" not in text
        assert "}}" not in text
        assert not re.match(r"[-*•#>]\s", text)
        assert len(text.split()) <= 60, text


def test_five_days_and_twenty_four_workshops():
    paths = note_paths()
    assert {path.split("/")[0] for path in paths} == {f"jour-{day}" for day in range(1, 6)}
    names = [path.split("/", 1)[1] for path in paths]
    numbers = [re.match(r"(?:atelier[-_ ])?(\d{2})(?!\d)", name, re.IGNORECASE) for name in names]
    assert {int(found[1]) for found in numbers if found} == set(range(1, 25))


def test_every_format_is_there():
    suffixes = {Path(path).suffix for path in note_paths()}
    formats = "txt md docx odt pdf pptx html csv xlsx vtt srt"
    assert suffixes == {f".{name}" for name in formats.split()}


def test_the_event_says_it_is_invented():
    readme = (EXAMPLE / "LISEZMOI.md").read_text(encoding="utf-8")
    assert "(événement inventé)" in readme.split("\n", 1)[0]
    assert "Tout y est inventé" in readme


def test_two_notes_were_sent_twice(expected):
    """The first path in sorted order is the original, and only it has expected passages."""
    same: dict[str, list[str]] = {}
    for path in note_paths():
        digest = hashlib.sha256((NOTES / path).read_bytes()).hexdigest()
        same.setdefault(digest, []).append(path)
    twice = [paths for paths in same.values() if len(paths) > 1]
    assert [len(paths) for paths in twice] == [2, 2]
    announced = {row["document"] for row in expected}
    assert all(original in announced and copy not in announced for original, copy in twice)
    assert any(original.split("/")[0] != copy.split("/")[0] for original, copy in twice)


def test_broken_and_empty_files_and_a_note_that_says_nothing(expected):
    announced = {row["document"] for row in expected}
    broken = NOTES / "jour-3/atelier-13_photo-tableau.pdf"
    assert broken.read_bytes().startswith(b"%PDF")
    assert b"%%EOF" not in broken.read_bytes()
    assert (NOTES / "jour-4/atelier-17_a-completer.txt").read_bytes() == b""
    silent = "jour-3/atelier-13_feuille de table.txt"
    assert decoded(NOTES / silent).strip()
    assert silent not in announced


def test_a_correction_keeps_most_of_its_note():
    """A corrected note has the path of one on day 2, other bytes, and mostly the same lines."""
    corrected = [file for file in (EXAMPLE / "corrections").rglob("*") if file.is_file()]
    assert len(corrected) == 1
    path = corrected[0].relative_to(EXAMPLE / "corrections").as_posix()
    assert path.startswith("jour-2/")
    old, new = (decoded(root / path).split("\n") for root in (NOTES, EXAMPLE / "corrections"))
    kept = [line for line in old if line in new]
    assert old != new
    assert 0.8 < len(kept) / len(old) < 1
    for row in rows_of(EXAMPLE / "attendu-corrections.csv"):
        assert row["texte"] in "\n".join(new)


def test_planted_personal_data_is_in_the_notes():
    planted = rows_of(EXAMPLE / "plantes.csv")
    assert {row["type"] for row in planted} <= MASKED_KINDS
    assert {row["fichier"] for row in planted} <= set(note_paths())
    for row in planted:
        path = NOTES / row["fichier"]
        if path.suffix in (".txt", ".md", ".csv", ".html", ".vtt", ".srt"):
            assert row["valeur"] in decoded(path), row
    for row in planted:
        if row["type"] == "courriel":
            assert row["valeur"].endswith(".example")
        if row["type"] == "téléphone":
            assert re.search(r"555[- ]01\d\d$", row["valeur"])


def test_register_names_notes_that_exist():
    """The register covers about a third of the notes, each once."""
    register = rows_of(EXAMPLE / "registre.csv", delimiter=";")
    columns = ["fichier", "jour", "atelier", "region", "palier", "secteur", "preneur"]
    assert list(register[0]) == [*columns, "consentement"]
    files = [row["fichier"] for row in register]
    assert len(files) == len(set(files))
    assert set(files) <= set(note_paths())
    assert 0.25 <= len(files) / len(note_paths()) <= 0.45
    assert {row["consentement"] for row in register} <= {"publier", "analyser", "retirer", ""}


def test_roster_names_some_of_the_people_of_the_notes():
    roster = rows_of(EXAMPLE / "participants.csv")
    assert list(roster[0]) == ["nom", "organisation", "role"]
    names = {row["nom"] for row in roster}
    assert len(names) == len(roster)
    planted = {row["valeur"] for row in rows_of(EXAMPLE / "plantes.csv") if row["type"] == "nom"}
    assert len(names & planted) >= 30
    assert planted - names


def test_every_expected_answer_quotes_its_fiche():
    """Six fiches 1.0 of eight to fourteen statements, each with one answer."""
    folder = EXAMPLE / "fiches-1.0"
    answers = rows_of(folder / "attendu.csv")
    assert list(answers[0]) == ["fiche", "enonce", "reponse"]
    assert {row["reponse"] for row in answers} == {"confirmé", "nuancé", "contesté", "absent"}
    fiches = sorted(file.name for file in folder.glob("*.md"))
    assert len(fiches) == 6
    for name in fiches:
        text = (folder / name).read_text(encoding="utf-8")
        statements = re.findall(r"^- (.+)$", text, flags=re.MULTILINE)
        assert statements == [row["enonce"] for row in answers if row["fiche"] == name]
        assert 8 <= len(statements) <= 14
        assert all(f"## {part}" in text for part in ("Définition", "Constats", "Pistes"))


def test_every_expected_tension_quotes_an_expected_passage(expected):
    """A row names a passage of attendu.csv; an opposition has two sides that share nothing."""
    rows = rows_of(EXAMPLE / "attendu-tensions.csv")
    assert list(rows[0]) == ["objet", "forme", "cote", "document", "texte"]
    known = {(row["document"], row["texte"]) for row in expected}
    assert {(row["document"], row["texte"]) for row in rows} <= known
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    sides: dict[str, dict[str, set[tuple[str, str]]]] = {}
    for row in rows:
        assert (row["forme"], row["cote"]) in {
            ("opposition", "A"),
            ("opposition", "B"),
            ("dite", ""),
        }
        if row["cote"]:
            place = sides.setdefault(row["objet"], {"A": set(), "B": set()})
            place[row["cote"]].add((row["document"], row["texte"]))
    assert len({row["objet"] for row in rows}) == 32
    assert len(sides) == 28
    assert all(a and b and not a & b for a, b in (place.values() for place in sides.values()))
    assert sum(len(place["A"]) * len(place["B"]) for place in sides.values()) == 237

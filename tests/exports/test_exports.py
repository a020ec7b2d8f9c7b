"""The tables other programs read: exactly the promised columns, order and texts."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import Consent, DocumentStatus, Voice
from analyse.errors import ProjectError
from analyse.exports import files as export_files
from analyse.exports.files import FORMATS, export
from analyse.exports.tables import Snapshot, snapshot, tables
from analyse.store import Store
from samples import THEME, a_file, a_run, refused

# The promise, written here a second time: a change must be made on purpose.
COLUMNS = {
    "passages": "passage_id, document, debut, fin, texte, theme_id, theme, force, theme_second, "
    "facette, facette_proba, chemin, page, ligne, qui_parle, jour, atelier, region, palier, "
    "secteur, langue",
    "themes": "theme_id, theme, proposition, effectif, ateliers, stabilite, fiches, chantiers, "
    "statut",
    "citations": "citation_id, theme_id, facette, rang, document, debut, fin, texte, "
    "texte_publie, nature, statut",
    "tensions": "tension_id, theme_id, rang, forme, indice, explicite, cote, mot, document, "
    "debut, fin, texte, texte_publie",
    "ecartes": "document, debut, fin, texte, motif",
    "masques": "document, debut, fin, type",
    "documents": "document, fichier, sha256, version, jour, atelier, region, palier, secteur, "
    "consentement, statut, motif",
}


@pytest.fixture
def state(tmp_path) -> Snapshot:
    """Three read files, one duplicate, one refused; as the database gives them back."""
    files = [
        a_file("jour-2/b.txt", ("=SOMME(A1:A9)", "Deux; avec « guillemets »", "Trois")),
        a_file("jour-1/a.txt", jour=None),
        a_file("jour-1/é 🚌.txt", ("+1 pour l'autobus 🚌🚌", "-2", "@toi", "Fin")),
    ]
    with Store.open(f"sqlite:///{tmp_path / 'analyse.db'}") as store:
        store.save_files(files)
        store.save_files([refused("x.txt", DocumentStatus.QUARANTINED)])
        store.save_files([refused("=y.txt", DocumentStatus.DUPLICATE, reason="mêmes octets")])
        store.save_run(a_run(store.passages()))
        return snapshot(store)


def read(path: Path, **options: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, **options))


def test_columns_are_the_promised_ones(state, tmp_path):
    """Every table has exactly its columns, in their order, with or without a run."""
    for content in (state, Snapshot([], [], [], None)):
        written = export(content, "csv", tmp_path)
        assert [path.name for path in written] == [f"{name}.csv" for name in COLUMNS]
        for path in written:
            header = path.read_text(encoding="utf-8").partition("\n")[0]
            assert header == COLUMNS[path.stem].replace(", ", ",")


def test_every_text_is_a_slice_of_the_masked_text(state, tmp_path):
    """`texte` is `masked[debut:fin]`, in code points, in each table that has one."""
    export(state, "csv", tmp_path)
    export(state, "json", tmp_path)
    masked = json.loads((tmp_path / "analyse.json").read_text(encoding="utf-8"))["textes"]
    assert masked == {d.path: d.text for d in state.documents if d.text}
    for name in ("passages", "citations", "tensions", "ecartes"):
        rows = read(tmp_path / f"{name}.csv")
        assert rows
        for row in rows:
            assert row["texte"] == masked[row["document"]][int(row["debut"]) : int(row["fin"])]
    for row in read(tmp_path / "masques.csv"):
        assert set(masked[row["document"]][int(row["debut"]) : int(row["fin"])]) == {"█"}


def test_rows_are_sorted(state, tmp_path):
    """By the SHA-256 of the document, then by start."""
    export(state, "csv", tmp_path)
    documents = read(tmp_path / "documents.csv")
    assert [row["sha256"] for row in documents] == sorted(row["sha256"] for row in documents)
    sha = {row["document"]: row["sha256"] for row in documents}
    for name in ("passages", "citations", "tensions", "ecartes", "masques"):
        keys = [(sha[row["document"]], int(row["debut"])) for row in read(tmp_path / f"{name}.csv")]
        assert keys == sorted(keys)


def test_what_the_tables_say(state, tmp_path):
    """Whole numbers stay whole, what is unknown is empty, an unclassified passage has no theme."""
    export(state, "csv", tmp_path)
    rows = read(tmp_path / "passages.csv")
    assert {row["jour"] for row in rows} == {"", "1"}
    assert {row["force"] for row in rows} == {"0.625"}
    assert [row["theme_id"] for row in rows] == [THEME] * (len(rows) - 1) + [""]
    assert {row["theme"] for row in rows} == {"Transport collectif", ""}
    assert {row["chemin"] for row in rows} == {"Se déplacer > Pistes"}
    themes = read(tmp_path / "themes.csv")
    assert [row["fiches"] for row in themes] == ["2022/F2", "2022/F2"]
    statuses = {row["document"]: row["statut"] for row in read(tmp_path / "documents.csv")}
    assert statuses["x.txt"] == "quarantaine"
    assert statuses["=y.txt"] == "doublon"


def test_a_passage_that_arrived_since_the_run(state):
    """It is listed without theme nor facet; a quote whose passage left is not listed."""
    assert state.run is not None
    late = replace(state, run=replace(state.run, placements=state.run.placements[1:]))
    missing = state.run.placements[0].passage_id
    row = next(r for r in tables(late)["passages"].to_dict("records") if r["passage_id"] == missing)
    assert (row["theme_id"], row["facette"]) == ("", "")
    quoted = state.run.quotes[0].passage_id
    gone = replace(state, passages=[p for p in state.passages if p.id != quoted])
    assert len(tables(gone)["citations"]) == 0


def test_a_disagreement_is_whole_or_not_there(state):
    """Each passage has its side; without one of its sides the disagreement is left out."""
    assert state.run is not None
    (tension,) = state.run.tensions
    rows = tables(state)["tensions"].to_dict("records")
    assert sorted(row["cote"] for row in rows) == ["A", "B", "ailleurs"]
    assert {row["indice"] for row in rows} == {"n'est pas d'accord"}
    assert {(row["forme"], row["explicite"], row["mot"]) for row in rows} == {
        ("opposition", "oui", "transport")
    }
    for gone, left in ((tension.side_b, 0), (tension.elsewhere, 2)):
        kept = [p for p in state.passages if p.id not in gone]
        assert len(tables(replace(state, passages=kept))["tensions"]) == left


def test_plain_csv_is_not_neutralised(state, tmp_path):
    """Other people's scripts get the text as it is: no mark, comma, LF, no apostrophe."""
    export(state, "csv", tmp_path)
    data = (tmp_path / "passages.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    texts = {row["texte"] for row in read(tmp_path / "passages.csv")}
    assert {"=SOMME(A1:A9)", "+1 pour l'autobus 🚌🚌", "-2", "@toi"} <= texts


def test_spreadsheet_csv_is_neutralised(state, tmp_path):
    """`--tableur` writes what French Excel opens: mark, `;`, decimal comma, no live formula."""
    export(state, "csv", tmp_path, spreadsheet=True)
    for name in COLUMNS:
        data = (tmp_path / f"{name}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        text = data.decode("utf-8-sig")
        assert text.splitlines()[0] == COLUMNS[name].replace(", ", ";")
        for row in csv.reader(text.splitlines(), delimiter=";"):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    with (tmp_path / "passages.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    assert "'=SOMME(A1:A9)" in {row["texte"] for row in rows}
    assert {row["force"] for row in rows} == {"0,625"}
    assert {row["jour"] for row in rows} == {"", "1"}


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(
        st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), min_size=1
    ).map(lambda t: t + "x")
)
def test_any_text_survives_csv_and_json(tmp_path_factory, text):
    """Quotes, line breaks, separators and emoji come back from both formats."""
    folder = tmp_path_factory.mktemp("export")
    file = a_file(lines=(text,))
    passage = replace(file.passages[0], headings=(), voice=Voice("=nom"))
    state = Snapshot([file.document], [passage], file.set_aside, None)
    for path in (*export(state, "csv", folder), *export(state, "json", folder)):
        assert path.exists()
    assert [row["texte"] for row in read(folder / "passages.csv")] == [text]
    content = json.loads((folder / "analyse.json").read_text(encoding="utf-8"))
    assert content["passages"][0]["texte"] == text
    assert content["passages"][0]["force"] is None
    assert content["passages"][0]["qui_parle"] == "=nom"
    assert content["textes"] == {file.document.path: file.document.text}


def test_json_holds_the_same_as_csv(state, tmp_path):
    """Same tables, same rows, same columns; and the masked texts."""
    export(state, "csv", tmp_path)
    (path,) = export(state, "json", tmp_path)
    content = json.loads(path.read_text(encoding="utf-8"))
    assert list(content) == [*COLUMNS, "textes"]
    for name in COLUMNS:
        rows = read(tmp_path / f"{name}.csv")
        assert len(content[name]) == len(rows) > 0
        for ours, theirs in zip(content[name], rows, strict=True):
            assert list(ours) == list(theirs)
            for column, value in ours.items():
                told = theirs[column]
                if isinstance(value, float):
                    assert float(told) == value
                else:
                    assert told == ("" if value is None else str(value))


def test_the_folder_may_exist(state, tmp_path):
    """What people put there stays; our files are replaced."""
    (tmp_path / "mes-notes.txt").write_text("à moi", encoding="utf-8")
    (tmp_path / "themes.csv").write_text("vieux", encoding="utf-8")
    export(state, "csv", tmp_path)
    assert (tmp_path / "mes-notes.txt").read_text(encoding="utf-8") == "à moi"
    assert read(tmp_path / "themes.csv")[0]["theme_id"] == THEME
    written = {path.name for path in tmp_path.iterdir() if path.suffix == ".csv"}
    assert written == {f"{name}.csv" for name in COLUMNS}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_the_folder_and_its_parents_are_made(state, tmp_path):
    assert export(state, "json", tmp_path / "un" / "deux")[0].is_file()


def test_a_failure_leaves_the_old_file_whole(state, tmp_path, monkeypatch):
    """A full disk in the middle of a write: the old file stays, no half file, a French message."""
    (old,) = export(state, "json", tmp_path)
    before = old.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analyse.atomic.os.fsync", full)
    with pytest.raises(ProjectError, match="plus d'espace sur le disque"):
        export(Snapshot([], [], [], None), "json", tmp_path)
    assert old.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".db"][:1] == [old.name]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_file_in_the_way_is_told(state, tmp_path):
    (tmp_path / "sortie").write_text("", encoding="utf-8")
    with pytest.raises(ProjectError, match="un fichier porte déjà ce nom"):
        export(state, "csv", tmp_path / "sortie")


def test_exporting_twice_gives_the_same_bytes(state, tmp_path):
    for format_ in FORMATS:
        first = {p.name: p.read_bytes() for p in export(state, format_, tmp_path / "a")}
        second = {p.name: p.read_bytes() for p in export(state, format_, tmp_path / "b")}
        assert first == second


def test_consent_of_unread_files_is_not_invented(state, tmp_path):
    """A file that was not read says nothing of its consent; a read one says what it knows."""
    export(state, "csv", tmp_path)
    told = {row["document"]: row["consentement"] for row in read(tmp_path / "documents.csv")}
    assert told["x.txt"] == ""
    assert told["jour-2/b.txt"] == Consent.PUBLISH.value


def test_formats_are_those_of_the_command_line():
    from analyse import cli

    assert cli.EXPORT_FORMATS == FORMATS
    assert export_files.FORMATS == FORMATS

"""The whole way, with real models: on the example, and on whatever people may drop in notes/."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from analyse import pipeline, project
from analyse.contracts import DocumentStatus
from analyse.errors import ProjectError
from analyse.exports.tables import Snapshot, snapshot, tables
from analyse.store import Store

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "exemple"

pytestmark = pytest.mark.slow

WORKSHOP = """Atelier : 1
Région : Estrie

- Le transport manque le soir et la fin de semaine.
- Il faudrait un taxibus entre les villages.
- Qui va payer le chauffeur?
"""


def make(folder: Path, notes: dict[str, str | bytes]) -> project.Project:
    """A project with these notes."""
    project.create(folder)
    for name, content in notes.items():
        path = folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return project.load(folder)


def read(opened: project.Project) -> Snapshot:
    """Everything the project holds."""
    with Store.open(opened.database_url) as store:
        return snapshot(store)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example event, analysed once."""
    folder = tmp_path_factory.mktemp("exemple") / "projet"
    shutil.copytree(EXAMPLE, folder)
    opened = project.load(folder)
    return opened, pipeline.run(opened)


def comparable(state: Snapshot) -> list[tuple[object, ...]]:
    """What must not depend on the names of files, row by row."""
    frame = tables(state)["passages"]
    digests = {d.path: d.sha256 for d in state.documents}
    return [
        (digests[row.document], row.debut, row.texte, row.theme_id, row.force, row.facette)
        for row in frame.itertuples()
    ]


def test_the_example_ledger_adds_up(example):
    """Files, text and passages: everything that came in is somewhere, once."""
    _, report = example
    assert report.state.problems == []
    ledger = report.state.ledger
    assert (ledger.received, ledger.read, ledger.duplicates, ledger.quarantined) == (46, 42, 2, 2)
    assert ledger.segmented > 800
    assert report.exit_status == 1  # two planted files cannot be read, and are named
    assert {r.document for r in report.state.rejects if r.status == "quarantaine"} == {
        "jour-3/atelier-13_photo-tableau.pdf",
        "jour-4/atelier-17_a-completer.txt",
    }


def test_running_again_computes_and_doubles_nothing(example):
    """The second run reads no file, makes no run, and leaves the tables as they were."""
    opened, report = example
    before = read(opened)
    again = pipeline.run(opened)
    assert again.intake.processed == 0
    assert not again.computed
    assert again.run is not None
    assert report.run is not None
    assert again.run.number == report.run.number
    after = read(opened)
    for name, frame in tables(before).items():
        assert frame.equals(tables(after)[name]), name


def test_every_quote_is_verbatim(example):
    """A quote is the masked text of its document between its offsets."""
    opened, _ = example
    state = read(opened)
    texts = {d.path: d.text for d in state.documents}
    frames = tables(state)
    for name in ("citations", "passages", "ecartes"):
        for row in frames[name].itertuples():
            assert row.texte == texts[row.document][row.debut : row.fin]


def test_no_planted_contact_is_left(example):
    """No planted e-mail, phone, postal code, address or identifier stays in what is stored."""
    import csv

    opened, _ = example
    stored = "\n".join(d.text + d.path for d in read(opened).documents)
    with (EXAMPLE / "plantes.csv").open(encoding="utf-8", newline="") as handle:
        planted = [row for row in csv.DictReader(handle) if row["type"] != "nom"]
    assert planted
    assert [row["valeur"] for row in planted if row["valeur"] in stored] == []


def test_names_and_order_of_files_do_not_matter(tmp_path, example):
    """The same bytes under other names give the same passages, themes, strengths and facets."""
    texts = [p for p in sorted((EXAMPLE / "notes").rglob("*.txt")) if p.stat().st_size][:10]
    one = make(tmp_path / "un", {f"n/{i:02}.txt": p.read_bytes() for i, p in enumerate(texts)})
    shuffled = texts.copy()
    random.Random(3).shuffle(shuffled)
    two = make(
        tmp_path / "deux", {f"n/z{i:02}.txt": p.read_bytes() for i, p in enumerate(shuffled)}
    )
    pipeline.run(one)
    pipeline.run(two)
    left, right = read(one), read(two)
    assert comparable(left) == comparable(right)
    assert [p.id for p in left.passages] == [p.id for p in right.passages]


def test_a_renamed_file_keeps_its_document_and_passages(tmp_path):
    """Renaming is not a new voice."""
    opened = make(tmp_path / "p", {"a.txt": WORKSHOP})
    pipeline.run(opened)
    before = read(opened)
    (opened.notes / "a.txt").rename(opened.notes / "autre nom.txt")
    pipeline.run(opened)
    after = read(opened)
    assert [d.id for d in after.documents] == [d.id for d in before.documents]
    assert [p.id for p in after.passages] == [p.id for p in before.passages]
    assert after.documents[0].path == "autre nom.txt"


def test_a_corrected_file_keeps_what_did_not_change(tmp_path):
    """New bytes under the same name are version 2; unchanged passages keep their ids."""
    opened = make(tmp_path / "p", {"a.txt": WORKSHOP})
    pipeline.run(opened)
    before = read(opened)
    corrected = WORKSHOP.replace("un taxibus", "deux taxibus")
    (opened.notes / "a.txt").write_text(corrected, encoding="utf-8")
    pipeline.run(opened)
    after = read(opened)
    assert [d.version for d in after.documents] == [2]
    old = {p.text: p.id for p in before.passages}
    new = {p.text: p.id for p in after.passages}
    assert len(old.keys() & new.keys()) == 2
    assert all(old[text] == new[text] for text in old.keys() & new.keys())


def test_a_removed_file_leaves_the_analysis_and_is_counted(tmp_path):
    """A file that is gone is « retiré »: its passages leave, the ledger still adds up."""
    opened = make(tmp_path / "p", {"a.txt": WORKSHOP, "b.txt": WORKSHOP + "- Autre chose ici.\n"})
    pipeline.run(opened)
    (opened.notes / "b.txt").unlink()
    report = pipeline.run(opened)
    assert report.state.problems == []
    assert (report.state.ledger.read, report.state.ledger.withdrawn) == (1, 1)
    assert {p.document_id for p in read(opened).passages} == {
        d.id for d in read(opened).documents if d.status is DocumentStatus.READ
    }


def test_the_day_option_is_for_new_files_that_have_none(tmp_path):
    """--jour does not change a file that says its day, nor one that came before."""
    opened = make(tmp_path / "p", {"a.txt": WORKSHOP, "jour-1/b.txt": WORKSHOP + "- Encore.\n"})
    pipeline.run(opened)
    (opened.notes / "c.txt").write_text("Le logement manque partout.\n", encoding="utf-8")
    pipeline.run(opened, day=2)
    days = {d.path: d.context.jour for d in read(opened).documents}
    assert days == {"a.txt": None, "jour-1/b.txt": 1, "c.txt": 2}


def test_an_empty_folder_is_a_clear_error(tmp_path):
    """Nothing in notes/: the message says where to put notes."""
    opened = make(tmp_path / "p", {})
    with pytest.raises(ProjectError, match="vide"):
        pipeline.run(opened)


def test_notes_that_cannot_be_read_are_counted(tmp_path):
    """Only unreadable files: no theme, no traceback, every file named with its reason."""
    opened = make(tmp_path / "p", {"a.docx": b"PK pas un zip\x00", "b.pdf": b"%PDF-1.4 tronque"})
    report = pipeline.run(opened)
    assert report.run is None
    assert report.page is None
    assert report.exit_status == 1
    assert report.state.ledger.quarantined == 2
    assert all(reject.reason for reject in report.state.rejects)


def test_three_passages_are_enough(tmp_path):
    """Three passages in all: fiches are written, nothing crashes."""
    opened = make(tmp_path / "p", {"a.txt": WORKSHOP})
    report = pipeline.run(opened)
    assert report.state.ledger.segmented == 3
    assert report.state.problems == []
    assert report.page is not None
    assert report.page.is_file()


def test_other_languages_are_analysed_and_told(tmp_path):
    """A note in English or in Innu is kept, with its language."""
    english = "The bus only comes twice a day. We should share rides with the school board.\n"
    innu = "Kuei! Tshinashkumitin. Innu-aimun. Eukuan ume nitipatshimun.\n"
    opened = make(tmp_path / "p", {"en.txt": english, "innu.txt": innu, "fr.txt": WORKSHOP})
    report = pipeline.run(opened)
    assert report.state.problems == []
    names = {d.id: d.path for d in read(opened).documents}
    languages = {(names[p.document_id], p.language) for p in read(opened).passages}
    assert ("en.txt", "en") in languages
    assert ("fr.txt", "fr") in languages
    assert any(path == "innu.txt" and code != "fr" for path, code in languages)


def test_a_five_megabyte_note_is_read_whole(tmp_path):
    """A very large note is done in bounded memory, and the ledger adds up."""
    sentence = "Le logement manque à Sainte-Ombelle depuis {} ans et personne ne sait quoi faire. "
    text = "".join(sentence.format(i) + ("\n" if i % 7 == 0 else "") for i in range(2000))
    filler = "mot " * ((5_000_000 - len(text)) // 4)
    opened = make(tmp_path / "p", {"gros.txt": text + "\n" + filler, "a.txt": WORKSHOP})
    report = pipeline.run(opened)
    assert report.state.problems == []
    assert report.state.ledger.read == 2
    assert report.state.ledger.segmented > 1900


def test_decisions_survive_new_days_and_corrected_notes(tmp_path):
    """Day 1, decisions, a corrected note, day 2: every decision is accounted for, what is still
    there is as people left it, and the journal has its page per day."""
    from analyse.contracts import DecisionKind, OutcomeStatus
    from analyse.desk import Desk
    from analyse.params import GridParams

    notes = {
        f"jour-1/{p.name}": p.read_bytes()
        for p in sorted((EXAMPLE / "notes" / "jour-1").iterdir())
        if p.suffix in (".txt", ".md")
    }
    opened = make(tmp_path / "p", notes)
    pipeline.run(opened)
    with Store.open(opened.database_url) as store:
        desk = Desk(store, GridParams())
        assert desk.state.run is not None
        theme = desk.state.run.themes[0].id
        members = desk.view.members(theme)
        off, split = members[0], members[1 : 1 + len(members) // 3]
        who = {"author": "Camille T."}
        desk.decide(DecisionKind.RENAME, themes=[theme], value="Se déplacer", **who)
        desk.decide(DecisionKind.OFF_TOPIC, passages=[off], **who)
        new = desk.decide(
            DecisionKind.SPLIT, themes=[theme], passages=split, value="À part", **who
        ).decision.theme_ids[1]
        documents = {p.id: p.document_id for p in desk.state.passages}
        texts = {p.id: p.text for p in desk.state.passages}
    # One word is added to one of the passages that were set apart.
    found = [
        (path, passage)
        for path in sorted((opened.notes / "jour-1").iterdir())
        for passage in split
        if texts[passage].encode() in path.read_bytes()
    ]
    path, gone = found[0]
    said = texts[gone].rpartition(" ")
    corrected = f"{said[0]} vraiment {said[2]}"
    path.write_bytes(path.read_bytes().replace(texts[gone].encode(), corrected.encode()))
    (opened.notes / "jour-2").mkdir()
    for path in (EXAMPLE / "notes" / "jour-2").glob("*.md"):
        shutil.copy(path, opened.notes / "jour-2")
    report = pipeline.run(opened)
    assert report.computed
    assert report.state.problems == []
    assert report.state.ledger.off_topic == 1
    with Store.open(opened.database_url) as store:
        state = snapshot(store)
        anchors = {a.old_id: a.new_id for a in store.anchors()}
    assert state.decided is not None
    assert len(state.decided.outcomes) == 3
    assert all(o.reason for o in state.decided.outcomes if o.status is OutcomeStatus.CONFLICT)
    assert gone in anchors
    assert documents[gone] in {d.id for d in state.documents}
    assert state.decided.main[anchors[gone]] == new
    assert all(state.decided.main[p] == new for p in split if p != gone)
    pages = {p.name for p in (opened.drafts / "journal").iterdir()}
    assert pages == {"jour-1.md", "jour-2.md"}
    again = pipeline.run(opened)
    assert not again.computed

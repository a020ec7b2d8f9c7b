"""A whole folder of broken, trapped and odd files: each has its reason, good notes are read."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from functools import partial

import pytest

from analyse import pipeline, project
from analyse.contracts import DocumentStatus
from analyse.exports.tables import snapshot
from analyse.params import ColumnParams
from analyse.stages import bounded, desk
from analyse.steps import ingest
from analyse.store import Store
from benchmarks import notes_hostiles

SECONDS = 40
"""Time a document has here: the slowest that ends (a million rows) takes 5 s of processor."""

LIBRARIES = 200 * 1024**2
"""Memory that the bound does not count: libraries mapped from disk."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project with the folder, and what was put there."""
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
    made = project.create(tmp_path / "un" / "projet")
    return made, notes_hostiles.fill(made.notes)


def test_the_folder_is_listed_in_little_memory_and_nothing_is_forgotten(folder):
    """Received is what was put there, by-products of systems left out; nothing is unpacked."""
    made, cases = folder
    tracemalloc.start()
    found = {record.path: record for record in ingest.list_files(made.notes)}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert set(found) == {case.path for case in cases}
    assert sum(bool(case.reason) for case in cases) >= 95
    assert peak < 20 * 1024**2
    # What its name or first bytes tell is told before any reading; no good note is refused there.
    assert not [case.path for case in cases if not case.reason and found[case.path].reason]
    assert sum(bool(record.reason) for record in found.values()) >= 40


@pytest.mark.slow
def test_a_whole_folder_of_hostile_files_costs_nobody_else_anything(folder, monkeypatch):
    """Each hostile file is in quarantine with its own reason, every good note is read, the ledger
    adds up, the reader stays within its memory, and the exit status is 1."""
    made, cases = folder
    used: list[int] = []
    understood = bounded._understood

    def spy(said):
        found = understood(said)
        used.append(found[1])
        return found

    monkeypatch.setattr(bounded, "_understood", spy)
    monkeypatch.setattr(desk, "Bounded", partial(bounded.Bounded, seconds=SECONDS))
    monkeypatch.setenv("ANALYSE_PROCESSUS", "1")
    report = pipeline.run(project.load(made.folder))
    assert report.exit_status == 1
    assert report.state.problems == []
    with Store.open(made.database_url) as store:
        held = snapshot(store)
    documents = {document.path: document for document in held.documents}
    wrong = {
        case.path: documents[case.path].reason
        for case in cases
        if case.reason not in documents[case.path].reason.replace("\u00a0", " ")
        or (documents[case.path].status is DocumentStatus.READ) is bool(case.reason)
    }
    assert wrong == {}
    counts = Counter(document.status for document in documents.values())
    ledger = report.state.ledger
    assert ledger.received == len(cases) == ledger.read + ledger.quarantined
    assert counts[DocumentStatus.QUARANTINED] == sum(bool(case.reason) for case in cases)
    assert "secret" not in "".join(document.text for document in held.documents)
    assert max(used) < bounded.MEMORY + LIBRARIES
    reasons = {document.reason for document in held.documents if document.reason}
    assert not [reason for reason in reasons if "défaut du logiciel" in reason]


AT_SIGHT = [c for c in notes_hostiles.cases() if c.path.startswith(("ancien/", "faux/", "cle/"))]


@pytest.mark.parametrize("case", AT_SIGHT, ids=lambda case: case.path)
def test_reasons_are_words_for_people(case, tmp_path):
    """A reason says what to do, without the name of the file nor a path."""
    path = tmp_path / "notes" / "Xochitl"
    path.parent.mkdir()
    path = path.with_name("Xochitl" + case.path[case.path.rindex("/") + 1 :])
    case.make(path)
    (record,) = ingest.list_files(path.parent)
    reason = record.reason or _refused(path)
    assert "Xochitl" not in reason
    assert str(tmp_path) not in reason
    assert "\u00a0: " in reason or ", " in reason


def _refused(path):
    with pytest.raises(bounded.ReaderError) as told:
        ingest.extract(path, ColumnParams())
    return told.value.message

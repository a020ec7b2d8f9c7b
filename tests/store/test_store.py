"""The store gives back what it was given, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from analyse.contracts import (
    Answer,
    Confrontation,
    DocumentStatus,
    Evidence,
    Label,
    MaskSpan,
    Relation,
    Response,
    Section,
    SetAside,
    Sheet,
    Statement,
)
from analyse.errors import StoreError
from analyse.store import KnownFile, Store, StoredFile, freed_digest, schema
from analyse.store.records import passage_of
from samples import a_file, a_run, refused, renamed


def count(store: Store, table: str) -> int:
    with store._engine.connect() as connection:
        return connection.execute(
            select(func.count()).select_from(schema.metadata.tables[table])
        ).scalar_one()


def test_a_file_comes_back_whole(store):
    """Document, masks, passages and set-aside spans are those that were saved."""
    file = a_file()
    store.save_files([file])
    assert store.documents() == [file.document]
    assert store.passages() == list(file.passages)
    assert store.set_asides() == list(file.set_aside)
    assert store.known_files() == [
        KnownFile(
            id=file.document.id,
            path=file.document.path,
            path_digest=file.path_digest,
            sha256=file.document.sha256,
            version=2,
            status=DocumentStatus.READ,
            reason="",
            given_day=None,
            process_key=file.process_key,
        )
    ]


# What a database can hold: no NUL (PostgreSQL refuses it) and no half of a surrogate pair.
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)


@st.composite
def files(draw) -> StoredFile:
    base = a_file(draw(TEXT) + "x", lines=draw(st.lists(TEXT, max_size=4)))
    text = draw(TEXT) + "fin"
    cut = draw(st.integers(0, len(text)))
    document = replace(
        base.document,
        text=text,
        reason=draw(TEXT),
        masks=(MaskSpan(0, cut, "nom", 3),) if cut else (),
        row_metadata=draw(
            st.dictionaries(st.integers(1, 9), st.dictionaries(TEXT, TEXT, max_size=2), max_size=2)
        ),
        warnings=tuple(draw(st.lists(TEXT, max_size=2))),
        context=replace(base.document.context, atelier=draw(TEXT), preneur=draw(TEXT)),
    )
    passages = tuple(
        replace(
            p,
            headings=tuple(draw(st.lists(TEXT, max_size=2))),
            lemmas=tuple(draw(st.lists(TEXT, max_size=2))),
            voice=replace(p.voice, speaker=draw(TEXT)),
        )
        for p in base.passages
    )
    aside = SetAside(document.id, cut, len(text), text[cut:], "motif")
    return replace(base, document=document, passages=passages, set_aside=(aside,))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(file=files())
def test_any_text_comes_back(store, file):
    """Any Unicode text a note can hold survives, offsets in code points included."""
    store.save_files([file])
    try:
        assert store.documents() == [file.document]
        assert store.passages() == sorted(file.passages, key=lambda p: (p.start, p.id))
        assert store.set_asides() == list(file.set_aside)
    finally:
        store.forget([file.document.id])


def test_saving_again_replaces(store):
    """A file saved twice is there once, with the passages of the second time."""
    file = a_file(lines=("Un.", "Deux.", "Trois."))
    store.save_files([file])
    corrected = replace(
        file, passages=file.passages[:1], document=replace(file.document, version=3)
    )
    store.save_files([corrected])
    assert [d.version for d in store.documents()] == [3]
    assert store.passages() == list(file.passages[:1])
    assert count(store, "mask") == count(store, "set_aside") == 1


def test_forgetting_takes_everything_along(store):
    """No mask, passage or span outlives its document; vectors and people stay."""
    store.save_files([a_file(), a_file("b.txt")])
    store.forget([file.id for file in store.known_files()])
    assert store.known_files() == []
    assert [count(store, t) for t in ("document", "mask", "passage", "set_aside")] == [0, 0, 0, 0]


def test_all_or_nothing(store):
    """When one file of a batch cannot be written, none of the batch is."""
    good = a_file()
    store.save_files([good])
    twice = replace(a_file("b.txt"), passages=good.passages[:1] * 2)
    with pytest.raises(StoreError):
        store.save_files([replace(good, process_key="autre"), twice])
    assert [file.process_key for file in store.known_files()] == [good.process_key]
    assert store.passages() == list(good.passages)


def test_two_files_swap_names_one_at_a_time(store):
    """A document whose path another one takes is not lost between two batches."""
    first, second = a_file("a.txt"), a_file("b.txt")
    store.save_files([first, second])
    store.save_files([renamed(first, "b.txt")])  # the machine stops here
    ids = {first.document.id, second.document.id}
    assert {file.id for file in store.known_files()} == ids
    assert len(store.passages()) == 4
    digests = {file.id: file.path_digest for file in store.known_files()}
    assert digests[second.document.id] == freed_digest(second.document.id)
    store.save_files([renamed(second, "a.txt")])
    digests = {file.id: file.path_digest for file in store.known_files()}
    assert digests == {first.document.id: second.path_digest, second.document.id: first.path_digest}


def test_reads_are_ordered(store):
    """Documents by (SHA-256, path) and passages by (SHA-256, start), in code point order whatever
    the server's collation."""
    names = ["é.txt", "a.txt", "B.txt", "b.txt", "É.txt", "Z.txt", "z.txt", "a-b.txt", "ab.txt"]
    same = [
        refused(f"doublons/{name}", DocumentStatus.DUPLICATE, reason="mêmes octets")
        for name in names
    ]
    same = [replace(f, document=replace(f.document, sha256="0" * 64)) for f in same]
    store.save_files([*same, *(a_file(name) for name in names)])
    documents = store.documents()
    assert [d.path for d in documents[:9]] == [f"doublons/{name}" for name in sorted(names)]
    assert documents == sorted(documents, key=lambda d: (d.sha256, d.path))
    sha = {d.id: d.sha256 for d in documents}
    passages = store.passages()
    assert len(passages) == 18
    assert passages == sorted(passages, key=lambda p: (sha[p.document_id], p.start))
    paths = [file.path for file in store.known_files()]
    assert paths == sorted(paths)


def test_only_read_files_have_passages(store):
    """Passages of a withdrawn file are not given, even while its row is still there."""
    file = a_file()
    withdrawn = replace(file, document=replace(file.document, status=DocumentStatus.WITHDRAWN))
    store.save_files([withdrawn])
    assert store.passages() == []
    assert store.set_asides() == []


def test_person_numbers_are_stable(store, url):
    """A person keeps their number; new ones follow, in the order given."""
    assert store.person_numbers(["b", "a", "b"]) == {"b": 1, "a": 2}
    assert store.person_numbers([]) == {}
    with Store.open(url) as again:
        assert again.person_numbers(["c", "a"]) == {"c": 3, "a": 2}


def test_person_numbers_given_at_once_are_distinct(url):
    """Several analyses numbering people at the same time never give one number twice."""
    stores = [Store.open(url) for _ in range(4)]
    start = threading.Barrier(4)

    def number(index: int) -> list[dict[str, int]]:
        start.wait()
        return [
            stores[index].person_numbers([f"commun {i}", f"à moi {index} {i}"]) for i in range(10)
        ]

    with ThreadPoolExecutor(4) as pool:
        answers = [answer for answers in pool.map(number, range(4)) for answer in answers]
    for opened in stores:
        opened.__exit__(None, None, None)
    numbers: dict[str, set[int]] = {}
    for answer in answers:
        for person, value in answer.items():
            numbers.setdefault(person, set()).add(value)
    assert all(len(values) == 1 for values in numbers.values())
    assert sorted(v for values in numbers.values() for v in values) == list(range(1, 51))


def test_vectors_come_back_and_stay(store):
    """Vectors are exact in float32; a key that is there is left as it is; others are unknown."""
    one, two = np.array([0.1, -0.2], dtype=np.float32), np.array([1.0, 2.0], dtype=np.float32)
    store.save_vectors({"k1": one})
    store.save_vectors({"k1": two, "k2": two.astype(np.float64)})
    found = store.vectors(["k2", "k1", "absent", "k1"])
    assert set(found) == {"k1", "k2"}
    np.testing.assert_array_equal(found["k1"], one)
    np.testing.assert_array_equal(found["k2"], two)
    assert found["k2"].dtype == np.float32


def test_many_vectors_at_once(store):
    """More keys than one statement takes."""
    vectors = {f"{i:064d}": np.full(4, i, dtype=np.float32) for i in range(1203)}
    store.save_vectors(vectors)
    found = store.vectors(list(vectors))
    assert len(found) == 1203
    assert found[f"{1202:064d}"][0] == 1202


def test_vectors_saved_at_once_by_two(url):
    """Two analyses that computed the same vectors both succeed."""
    vectors = {f"{i:064d}": np.full(4, i, dtype=np.float32) for i in range(300)}
    stores = [Store.open(url) for _ in range(2)]
    start = threading.Barrier(2)

    def save(opened: Store) -> int:
        start.wait()
        opened.save_vectors(vectors)
        return len(opened.vectors(list(vectors)))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(save, stores)) == [300, 300]
    for opened in stores:
        opened.__exit__(None, None, None)


def test_a_run_comes_back_whole(store):
    """Themes in their order, placements by passage, quotes, manifest and tree."""
    assert store.last_run() is None
    assert store.last_run_number() == 0
    run = a_run(a_file().passages)
    store.save_run(run)
    assert store.last_run() == run
    second = replace(a_run(a_file("b.txt").passages, number=2), themes=run.themes[::-1])
    store.save_run(second)
    assert store.last_run() == second
    assert store.run(1) == run


def test_a_run_number_serves_once(store):
    """Of two analyses that end at once, the second is refused whole, with what to do."""
    run = a_run(a_file().passages)
    store.save_run(run)
    with pytest.raises(StoreError) as told:
        store.save_run(replace(run, fingerprint="autre", themes=()))
    assert "relancez" in told.value.action
    assert store.last_run() == run


def test_an_unknown_run_is_told(store):
    with pytest.raises(StoreError, match="L'analyse 7 n'existe pas"):
        store.run(7)


def test_a_moment_is_one_moment(store, url):
    """What is read inside a moment ignores what another program writes meanwhile."""
    store.save_files([a_file()])
    with Store.open(url) as other, store.moment():
        assert len(store.documents()) == 1
        other.save_files([a_file("b.txt")])
        assert len(store.documents()) == 1
        assert len(store.passages()) == 2
    assert len(store.documents()) == 2


def test_an_error_carries_no_text(store):
    """The message of a refusal, its cause included, holds nothing of what was being written."""
    file = a_file(lines=("Une phrase confidentielle.",))
    twice = replace(file, passages=file.passages * 2)
    with pytest.raises(StoreError) as told:
        store.save_files([twice])
    chain: BaseException | None = told.value
    while chain is not None:
        assert "confidentielle" not in str(chain)
        chain = chain.__cause__ or chain.__context__


@pytest.fixture
def saved_state(store) -> Callable[[], tuple]:
    return lambda: (store.documents(), store.passages(), store.last_run())


def test_reading_changes_nothing(store, saved_state):
    """Reading twice gives equal, independent results."""
    file = a_file()
    store.save_files([file])
    store.save_run(a_run(file.passages))
    assert saved_state() == saved_state()


def test_the_answers_to_the_fiches_come_back_whole(store):
    """Sheets, statements with their answer, evidence in its order, labels; an unread sheet too."""
    first, second = a_file().passages
    statements = tuple(
        Statement(f"e{k:011}", section, 1, f"Énoncé █ {k}", f"Énoncé Personne {k}")
        for k, section in enumerate((Section.FINDINGS, Section.LEADS))
    )
    confrontation = Confrontation(
        sheets=(
            Sheet("z.md", "Z1", "Dernier nom, première fiche", statements),
            Sheet("a.docx", "", "a", warning="fichier abîmé"),
        ),
        answers=(
            Answer(statements[0].id, Response.NUANCED, 0.25, 2, 1, 0, 3),
            Answer(statements[1].id, Response.SILENT, 0.0),
        ),
        evidence=(
            Evidence(statements[0].id, second.id, 0.75, Relation.SUPPORTS, 0.5),
            Evidence(statements[0].id, first.id, 0.5, Relation.NUANCES, 0.75),
        ),
        labels=tuple(
            sorted(
                (
                    Label(first.id, Response.NUANCED, statements[0].id, 0.5),
                    Label(second.id, Response.NEW, "", 0.5),
                ),
                key=lambda label: label.passage_id,
            )
        ),
    )
    run = replace(a_run([first, second]), confrontation=confrontation)
    store.save_run(run)
    assert store.last_run() == run


def test_passages_are_read_once_while_nobody_writes(url, monkeypatch):
    """Saving an analysis does not make them read again; what comes in then does, at once."""
    read = []
    monkeypatch.setattr(
        "analyse.store.store.records.passage_of",
        lambda row: read.append(row["id"]) or passage_of(row),
    )
    with Store.open(url) as store, Store.open(url) as other:
        store.save_files([a_file("a.txt")])
        first = store.passages()
        store.save_run(a_run(first))
        assert store.passages() == first
        assert len(read) == len(first)
        other.save_files([a_file("b.txt")])
        with store.moment():
            both = store.passages()
            other.forget([first[0].document_id])
            assert store.passages() == both
        assert len(both) == 2 * len(first)
        left = store.passages()
        assert {p.document_id for p in left} == {p.document_id for p in both} - {
            first[0].document_id
        }


def test_passages_that_changed_before_an_analysis_is_saved_are_read_again(url):
    """Those of before the change are not taken for those of after the analysis."""
    with Store.open(url) as store, Store.open(url) as other:
        store.save_files([a_file("a.txt")])
        run = a_run(store.passages())
        other.save_files([a_file("b.txt")])
        store.save_run(run)
        assert store.passages() == other.passages()


def test_what_passages_gives_belongs_to_who_asked(url):
    """Its list may be changed without changing what others get."""
    with Store.open(url) as store:
        store.save_files([a_file()])
        store.passages().clear()
        assert store.passages()

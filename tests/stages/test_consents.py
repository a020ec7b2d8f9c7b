"""Consents take effect at once: per file, person or passage, and nothing withdrawn is kept."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse import project as projects
from analyse.contracts import (
    MASK,
    Consent,
    ConsentRecord,
    Document,
    DocumentStatus,
    Passage,
    Scope,
    Voice,
)
from analyse.errors import ConfigurationError
from analyse.exports.tables import snapshot
from analyse.progress import Silent
from analyse.publication.consents import Consents, consents
from analyse.publication.withdrawal import WITHDRAWN, lost_places, withdraw
from analyse.stages.consents import kept, settle, to_read_again
from analyse.stages.drafts import write_drafts
from analyse.state import describe
from analyse.store import Store
from publication_project import FILES, LINES, NAME, make
from samples import a_file


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    return make(tmp_path / "ev")


@pytest.fixture
def store(project):
    with Store.open(project.database_url) as opened:
        yield opened


def says(project, *rows: str) -> None:
    """Write `consentements.csv`."""
    text = "\n".join(["portee;valeur;consentement;date;par", *rows]) + "\n"
    (project.folder / "consentements.csv").write_text(text, encoding="utf-8")


def everything(project) -> bytes:
    """Every byte of the database and of the drafts."""
    files = [p for p in project.folder.rglob("*") if p.is_file()]
    inside = [p for p in files if p.name.startswith("analyse.db") or "brouillons" in p.parts]
    return b"".join(p.read_bytes() for p in inside)


def texts(store) -> set[str]:
    return {p.text for p in store.passages()}


def the(store, text: str) -> Passage:
    return next(p for p in store.passages() if p.text == text)


def test_a_person_withdraws(project, store):
    """Told by name: all they say leaves, in every note, from passages, quotes, drafts and text."""
    write_drafts(project, store, store.last_run(), progress=Silent())
    says(project, f"personne;{NAME};retirer;2022-11-05;C.")
    done = settle(project, store)
    assert (done.passages, done.documents, done.unknown) == (4, 0, ())
    assert texts(store) == {LINES[1][1], LINES[1][2]}
    state = snapshot(store)
    assert {q.text for q in state.run.quotes} <= texts(store)
    assert describe(state).problems == []
    assert describe(state).reasons[WITHDRAWN] == 4
    store._engine.dispose()
    held = everything(project)
    for line in (*LINES[0], LINES[1][0]):
        assert line.encode() not in held
    assert b"Pharandel" not in held
    assert LINES[1][1].encode() in held


def test_a_file_withdraws(project, store):
    """Told by its path, whatever the case: its text, its passages and its quotes leave."""
    says(project, "fichier;JOUR-1/A.txt;retirer;;")
    assert settle(project, store).documents == 1
    state = snapshot(store)
    assert texts(store) == set(LINES[1])
    withdrawn = next(d for d in state.documents if d.path == FILES[0])
    assert (withdrawn.status, withdrawn.text) == (DocumentStatus.WITHDRAWN, "")
    assert describe(state).problems == []
    assert describe(state).ledger.withdrawn == 1


def test_a_passage_withdraws(project, store):
    gone = the(store, LINES[0][1])
    says(project, f"passage;{gone.id};retirer;;")
    assert settle(project, store).passages == 1
    assert LINES[0][1] not in texts(store)
    document = next(d for d in store.documents() if d.id == gone.document_id)
    assert document.text[gone.start : gone.end] == MASK * len(gone.text)
    assert describe(snapshot(store)).problems == []


def test_the_register_withdraws_without_waiting_for_an_analysis(project, store):
    (project.folder / "registre.csv").write_text(
        f"fichier;consentement\n{FILES[0]};retirer\n", encoding="utf-8"
    )
    again = projects.load(project.folder)
    assert settle(again, store).documents == 1
    assert store.consents() == []  # the register is the register: it is read again each time


def test_the_roster_withdraws(project, store):
    (project.folder / "participants.csv").write_text(
        f"nom;organisation;role;consentement\n{NAME};;;retirer\n", encoding="utf-8"
    )
    assert settle(projects.load(project.folder), store).passages == 4


def test_saying_it_again_changes_nothing(project, store):
    """Once in the table, once in effect; the last word of each source is what counts."""
    says(project, f"personne;{NAME};analyser;;", "fichier;jour-1/b.txt;publier;2022-11-05;C.")
    settle(project, store)
    settle(project, store)
    assert [(r.scope, r.consent) for r in store.consents()] == [
        (Scope.PERSON, Consent.ANALYSE),
        (Scope.DOCUMENT, Consent.PUBLISH),
    ]
    says(project, f"personne;{NAME};publier;;")
    settle(project, store)
    assert [r.consent for r in store.consents()][-1] is Consent.PUBLISH
    assert NAME not in str(store.consents())


def test_what_is_not_in_the_project_is_told(project, store):
    """By the line of the file, without the name."""
    says(project, "fichier;nulle-part.txt;publier;;", "passage;0000000000000000;retirer;;")
    told = settle(project, store).unknown
    assert told == (
        "consentements.csv, ligne 2\u00a0: fichier inconnu du projet",
        "consentements.csv, ligne 3\u00a0: passage inconnu du projet",
    )


@pytest.mark.parametrize(
    "row", ["chose;x;publier;;", "fichier;x;peut-être;;", "fichier;;publier;;"]
)
def test_a_line_that_is_not_understood_is_told(project, store, row):
    says(project, row)
    with pytest.raises(ConfigurationError, match="ligne 2"):
        settle(project, store)


def test_given_back_it_is_read_again(project, store):
    """A withdrawal that is taken back asks for the note to be read; one that stands does not."""
    gone = the(store, LINES[0][1])
    says(project, f"passage;{gone.id};retirer;;")
    settle(project, store)
    standing = consents(store.consents(), store.person_digests())
    assert to_read_again(store, standing) == frozenset()
    says(project, f"passage;{gone.id};publier;;")
    settle(project, store)
    standing = consents(store.consents(), store.person_digests())
    assert to_read_again(store, standing) == {gone.document_id}


def test_a_note_read_again_stays_without_what_was_withdrawn(project, store):
    """Before it is written: the database never holds it again."""
    says(project, f"personne;{NAME};retirer;;")
    settle(project, store)
    standing = consents(store.consents(), store.person_digests())
    file = a_file(FILES[0], LINES[0])
    done, left = kept([file], standing, {})
    assert done[0].passages == ()
    assert len(left) == 3
    assert all(one.by == "personne 1" for one in left)


def test_a_corrected_note_does_not_bring_a_passage_back(project, store):
    """What stands where the withdrawn passage stood is withdrawn; a place that is lost is told."""
    file = a_file(FILES[0], LINES[0])
    first, gone, last = file.passages
    standing = Consents(
        passages={gone.id: Consent.WITHDRAW},
        places={gone.id: (file.document.id, first.id, last.id)},
    )
    other = replace(gone, id="f" * 16)
    (_, passages, _), left = withdraw(file.document, (first, other, last), file.set_aside, standing)
    assert [p.id for p in passages] == [first.id, last.id]
    assert left[0].by == f"passage {gone.id}"
    changed = (replace(first, id="a" * 16), other, last)
    assert lost_places(file.document.id, changed, file.set_aside, standing) == 1
    assert lost_places(file.document.id, (first, other, last), file.set_aside, standing) == 0


def record(scope: Scope, target: str, consent: Consent) -> ConsentRecord:
    return ConsentRecord("x", scope, target, consent, "2022-11-05T00:00:00+00:00")


CONSENTS = st.sampled_from([None, *Consent])


@given(CONSENTS, CONSENTS, CONSENTS, CONSENTS, st.sampled_from(list(Consent)))
def test_the_most_precise_word_counts_and_a_withdrawal_before_all(
    passage_says, person_says, row_says, file_says, context_says
):
    """Passage, person, row of a table, file, register or header; whatever is said elsewhere."""
    file = a_file()
    passage = replace(file.passages[0], voice=Voice("Personne 7, animatrice"))
    document: Document = replace(
        file.document,
        row_metadata={1: {"consentement": row_says.value}} if row_says else {},
        context=replace(file.document.context, consentement=context_says),
    )
    said = [
        record(scope, target, consent)
        for scope, target, consent in (
            (Scope.PASSAGE, passage.id, passage_says),
            (Scope.PERSON, "d7", person_says),
            (Scope.DOCUMENT, document.id, file_says),
        )
        if consent
    ]
    got = consents(said, {7: "d7"}).of(passage, document)
    order = [passage_says, person_says, row_says, file_says, context_says]
    if Consent.WITHDRAW in order:
        assert got is Consent.WITHDRAW
    else:
        known = [c for c in order if c not in (None, Consent.UNKNOWN)]
        assert got is (known[0] if known else Consent.UNKNOWN)


@given(st.data())
def test_nothing_withdrawn_is_kept_and_every_letter_is_somewhere(data):
    """Whatever leaves: same length, what stays is word for word, spans do not overlap."""
    lines = tuple(f"Phrase numéro {n} sur le sujet." for n in range(6))
    file = a_file(lines=lines)
    out = data.draw(st.sets(st.sampled_from([p.id for p in file.passages])))
    standing = Consents(passages=dict.fromkeys(out, Consent.WITHDRAW))
    (document, passages, asides), left = withdraw(
        file.document, file.passages, file.set_aside, standing
    )
    assert len(document.text) == len(file.document.text)
    assert {w.passage_id for w in left} == out
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert all(document.text[a.start : a.end] == a.text for a in asides)
    for passage in file.passages:
        assert (passage.text in document.text) == (passage.id not in out)
    spans = sorted([(p.start, p.end) for p in passages] + [(a.start, a.end) for a in asides])
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert len(passages) + sum(a.reason == WITHDRAWN for a in asides) == len(lines)


def test_an_untouched_project_costs_nothing(project, store):
    """No consent said: no key read, nothing written."""
    before = {p: p.stat().st_mtime_ns for p in Path(project.folder).rglob("*.db")}
    assert settle(project, store) == settle(project, store)
    assert {p: p.stat().st_mtime_ns for p in Path(project.folder).rglob("*.db")} == before

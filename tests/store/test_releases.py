"""Consents, agreements and releases: appended, never changed, on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from analyse.contracts import (
    Agreement,
    AgreementAnswer,
    Consent,
    ConsentRecord,
    Release,
    ReleaseKind,
    Scope,
    Withdrawn,
)
from analyse.store import schema
from analyse.store.releases import WITHHELD
from samples import a_file, a_run

AT = "2022-11-05T12:00:00+00:00"
CONSENT = ConsentRecord(
    "a" * 32, Scope.PASSAGE, "p1", Consent.WITHDRAW, AT, "C.", "hier", "commande", "à sa demande",
    ("d1", "p0", "p2"),
)  # fmt: skip
AGREEMENT = Agreement("b" * 32, "Utshashumek", AgreementAnswer.GRANTED, AT, "C.", "Résolution 4")
RELEASE = Release(
    "c" * 32, ReleaseKind.PUBLICATION, AT, "C.", 1, "/quelque/part/fiches",
    {"fiches.html": "e" * 64}, {"d1": ("p1", "p2")},
)  # fmt: skip


def test_what_is_appended_comes_back_with_its_number(store):
    assert store.add_consents([CONSENT]) == [replace(CONSENT, number=1)]
    assert store.consents() == [replace(CONSENT, number=1)]
    assert store.add_agreement(AGREEMENT) == replace(AGREEMENT, number=1)
    assert store.agreements() == [replace(AGREEMENT, number=1)]
    export = replace(RELEASE, id="d" * 32, kind=ReleaseKind.EXPORT, form="csv")
    store.add_release(RELEASE)
    store.add_release(export)
    assert store.releases() == [replace(export, number=1), replace(RELEASE, number=1)]


def test_what_a_file_repeats_is_written_once(store):
    """A command is an act and counts each time; a line of a file counts when it changes."""
    line = replace(CONSENT, source="consentements.csv")
    assert len(store.add_consents([line, replace(line, id="f" * 32)])) == 1
    assert store.add_consents([replace(line, id="1" * 32)]) == []
    back = replace(line, id="2" * 32, consent=Consent.PUBLISH)
    assert len(store.add_consents([back, replace(line, id="3" * 32)])) == 2
    acts = [replace(CONSENT, id="4" * 32), replace(CONSENT, id="5" * 32)]
    assert len(store.add_consents(acts)) == 2


def test_withdrawn_passages_leave_the_quotes_of_every_analysis(store):
    file = a_file()
    store.save_files([file])
    store.save_run(a_run(file.passages))
    store.save_run(a_run(file.passages, 2))
    first = file.passages[0]
    gone = Withdrawn(first.id, file.document.id, "personne 1")
    store.save_files([replace(file, passages=file.passages[1:])], [gone])
    store.save_files([], [gone])
    assert store.withdrawn() == [gone]
    assert [store.run(number).quotes for number in (1, 2)] == [(), ()]
    store.save_run(a_run(file.passages, 3))  # an analysis that had begun before
    store.scrub()
    assert store.run(3).quotes == ()


def test_what_was_made_of_withdrawn_texts_goes(store):
    """Cards of volunteers say so instead; vectors and memos, which cannot be told apart, go."""
    tables = schema.metadata.tables
    card = {
        "id": "c" * 16, "campaign": 1, "rank": 1, "task": 1, "theme_id": "t", "passage_id": "p",
        "content": {"passages": ["Un mot.", "Le bus passe vide, dit-on."], "asks": 1,
                    "options": [["oui", "Oui"]]},
        "gold": "", "control": 0, "votes": 0,
    }  # fmt: skip
    campaign = {
        "number": 1, "kind": "validation", "title": "", "created": AT, "author": "", "run": 1,
        "settings": {}, "themes": [], "codebook": [], "closed": None,
    }  # fmt: skip
    with store._engine.begin() as connection:
        connection.execute(insert(tables["campaign"]), [campaign])
        connection.execute(insert(tables["card"]), [card])
        connection.execute(insert(schema.vector), [{"key": "k", "data": b"1234"}])
    store.scrub(["Le bus passe vide"])
    with store._engine.connect() as connection:
        content = connection.execute(select(tables["card"].c.content)).scalar()
        assert connection.execute(select(schema.vector)).all() == []
    assert content == {**card["content"], "passages": ["Un mot.", WITHHELD]}


@pytest.mark.parametrize("table", ["consent", "withdrawn", "agreement", "publication", "exported"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = '9'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_line(store, table, change):
    store.add_consents([CONSENT])
    store.add_agreement(AGREEMENT)
    store.add_release(RELEASE)
    store.add_release(replace(RELEASE, kind=ReleaseKind.EXPORT))
    store.save_files([], [Withdrawn("p1", "d1")])
    column = "document_id" if table == "withdrawn" else "at"
    with store._engine.connect() as connection, pytest.raises(DatabaseError):
        connection.execute(text(change.format(table, column)))

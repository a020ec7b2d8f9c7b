"""The ledger adds up, and what would be lost is found."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import DocumentStatus, Ledger, SetAside, Voice
from analyse.exports.tables import Snapshot
from analyse.state import describe, sorted_days
from samples import a_file, a_run, refused

DAYS = st.one_of(st.none(), st.integers(1, 3))
REFUSED = st.sampled_from(
    [DocumentStatus.DUPLICATE, DocumentStatus.QUARANTINED, DocumentStatus.WITHDRAWN]
)


@st.composite
def states(draw) -> Snapshot:
    """Any project: read files whose passages may be of another day, refused files, a run or none
    that may ignore the last passages."""
    read = [
        a_file(f"{i}.txt", draw(st.lists(st.just("Une phrase."), max_size=4)), jour=draw(DAYS))
        for i in range(draw(st.integers(0, 4)))
    ]
    others = [
        refused(f"r{i}.txt", draw(REFUSED), jour=draw(DAYS)) for i in range(draw(st.integers(0, 4)))
    ]
    passages = [replace(p, jour=draw(DAYS)) for file in read for p in file.passages]
    known = passages[: draw(st.integers(0, len(passages)))]
    return Snapshot(
        documents=[file.document for file in (*read, *others)],
        passages=passages,
        set_aside=[aside for file in read for aside in file.set_aside],
        run=a_run(known) if known else None,
    )


@settings(deadline=None)
@given(state=states())
def test_the_ledger_adds_up(state):
    """On any project: every equation holds, for the whole and for each day; nothing is lost."""
    found = describe(state)
    assert found.problems == []
    for ledger in found.days.values():
        assert ledger.check() == []
    assert found.ledger.received == len(state.documents)
    assert found.ledger.segmented == len(state.passages)
    assert found.ledger.set_aside == len(state.set_aside) == sum(found.reasons.values())
    placed = state.run.placements if state.run else ()
    assert found.stale == len(state.passages) - len(placed)


@settings(deadline=None)
@given(state=states())
def test_days_sum_to_the_whole(state):
    """Each count of the whole is the sum of the counts of the days, the unknown day included."""
    found = describe(state)
    for field in fields(Ledger):
        total = sum(getattr(ledger, field.name) for ledger in found.days.values())
        assert total == getattr(found.ledger, field.name), field.name


@settings(deadline=None)
@given(state=states(), data=st.data())
def test_a_lost_passage_is_found(state, data):
    """Without one passage, its letters are counted as lost, no more and no less."""
    if not state.passages:
        return
    gone = data.draw(st.sampled_from(state.passages))
    rest = [p for p in state.passages if p.id != gone.id]
    found = describe(replace(state, passages=rest))
    assert found.lost == sum(c.isalnum() for c in gone.text)
    assert any("nulle part" in problem for problem in found.problems)


def one(**changes) -> Snapshot:
    file = a_file(lines=("Le transport manque.",))
    state = Snapshot([file.document], list(file.passages), list(file.set_aside), None)
    return replace(state, **changes)


def test_text_told_twice_is_found():
    """A stretch that is both a passage and set aside counts once too many."""
    state = one()
    passage = state.passages[0]
    twice = SetAside(passage.document_id, passage.start, passage.start + 12, "", "répétition")
    assert describe(one(set_aside=[*state.set_aside, twice])).lost == 12


def test_a_lost_mask_is_found():
    """A masked name is text of the note like any other."""
    assert describe(one(set_aside=[])).lost == len("Animée par ████".replace(" ", ""))


def test_a_span_beyond_the_text_is_found():
    state = one()
    passage = state.passages[0]
    long = replace(passage, end=passage.end + 7)
    assert describe(one(passages=[long])).lost == 7


def test_marks_and_spaces_may_be_nowhere():
    """Bullets, spaces and punctuation outside passages are not text that is lost."""
    state = one()
    document = replace(state.documents[0], text=state.documents[0].text + "\n  - • ** \n")
    assert describe(one(documents=[document])).lost == 0


def test_rejects_come_with_their_reason():
    """Files in quarantine first, then withdrawn ones, then duplicates, each by path."""
    files = [
        refused("d.txt", DocumentStatus.DUPLICATE, reason="mêmes octets que a.txt"),
        refused("c.txt", DocumentStatus.WITHDRAWN, reason="consentement retiré"),
        refused("b.txt", DocumentStatus.QUARANTINED),
        refused("a.txt", DocumentStatus.QUARANTINED),
    ]
    found = describe(Snapshot([file.document for file in files], [], [], None))
    assert [(r.document, r.status) for r in found.rejects] == [
        ("a.txt", "quarantaine"),
        ("b.txt", "quarantaine"),
        ("c.txt", "retiré"),
        ("d.txt", "doublon"),
    ]
    assert found.rejects[3].reason == "mêmes octets que a.txt"


def test_days_are_in_order_the_unknown_one_last():
    ledger = Ledger(**dict.fromkeys((f.name for f in fields(Ledger)), 0))
    assert [day for day, _ in sorted_days({None: ledger, 10: ledger, 2: ledger})] == [2, 10, None]


def test_json_says_everything_in_french():
    """One object, French keys, the numbers of the ledger."""
    found = describe(one())
    told = found.to_json()
    assert list(told["bilan"].values()) == list(asdict(found.ledger).values())
    assert list(told["bilan"]) == [
        *("recus", "lus", "doublons", "quarantaine", "retires"),
        *("segmentes", "classes", "non_classes", "ecartes", "extraits", "hors_sujet"),
    ]
    assert told["jours"] == [{"jour": 1, **told["bilan"]}]
    assert told["avertissements"] == [
        {"document": "jour-1/atelier-01_estrie.txt", "message": "une image sans texte"}
    ]
    assert told["ecartes"] == {"animation": 1}
    assert told["passages_a_analyser"] == 1
    assert told["problemes"] == []


def test_what_nothing_says_of_a_voice_is_counted():
    """Passages whose region, palier or secteur nobody told are asked for, not forgotten."""
    file = a_file(lines=["Le bus manque.", "Le loyer double.", "Il faut agir."])
    known = Voice(speaker="", region="Estrie", palier="local", secteur="citoyen")
    passages = [
        replace(p, voice=known if i else Voice(), jour=1, atelier="" if i else "3")
        for i, p in enumerate(file.passages)
    ]
    told = describe(Snapshot([file.document], passages, file.set_aside, None)).unplaced
    assert told == {
        "atelier": len(passages) - 1,
        "région": 1,
        "palier": 1,
        "secteur d'activité": 1,
    }

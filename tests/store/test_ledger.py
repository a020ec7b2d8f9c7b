"""The ledger of decisions: appended once, never changed, nobody overwritten."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from analyse.contracts import Anchor, Decision, DecisionKind, Seen
from analyse.errors import ConcurrentDecision, StoreError
from analyse.store import Store
from samples import OTHER_THEME, THEME, a_file


def a_decision(number: int = 1, **changes) -> Decision:
    decision = Decision(
        id=f"{number:032x}",
        kind=DecisionKind.RENAME,
        author="Camille T.",
        at="2022-11-04T14:05:00+00:00",
        theme_ids=(THEME,),
        value="Se déplacer «\u00a0le soir\u00a0»",
        reason="Le mot des notes",
        seen=Seen(1, "Transport collectif", 3, "0123456789abcdef", 0),
    )
    return replace(decision, **changes)


def test_a_decision_comes_back_with_its_number(store):
    """Every field survives, what was seen included."""
    written = store.append(a_decision())
    assert written == replace(a_decision(), number=1)
    assert store.decisions() == [written]


def test_sent_twice_it_counts_once(store):
    """The same id again, after an answer that was lost, is the same decision."""
    first = store.append(a_decision())
    assert store.append(a_decision()) == first
    assert len(store.decisions()) == 1


def test_an_id_that_is_taken_is_refused(store):
    """Another decision under a known id is a mistake, and nothing is written."""
    store.append(a_decision())
    with pytest.raises(StoreError, match="autre contenu"):
        store.append(a_decision(value="Autre titre"))
    assert [d.value for d in store.decisions()] == [a_decision().value]


def test_the_second_of_two_is_told(store):
    """Two people decide on one theme from the same screen: the second learns who did what, when,
    and nothing is overwritten."""
    store.append(a_decision())
    with pytest.raises(ConcurrentDecision) as told:
        store.append(a_decision(2, author="Robin G.", value="Mobilité"))
    assert told.value.numbers == (1,)
    for said in ("Camille T.", "renommer", "2022-11-04 à 14\u00a0h\u00a005"):
        assert said in str(told.value)
    assert len(store.decisions()) == 1
    store.append(a_decision(2, author="Robin G.", value="Mobilité"), expected=1)
    assert [d.number for d in store.decisions()] == [1, 2]


def test_other_themes_and_passages_are_not_in_the_way(store):
    """Only a same theme or a same passage is."""
    store.append(a_decision())
    store.append(a_decision(2, theme_ids=(OTHER_THEME,)))
    move = replace(a_decision(3), kind=DecisionKind.MOVE, theme_ids=(OTHER_THEME,))
    store.append(replace(move, passage_ids=("p1",)), expected=2)
    with pytest.raises(ConcurrentDecision):
        store.append(a_decision(4, theme_ids=("t0",), passage_ids=("p1", "p2")), expected=0)


def test_many_at_once_are_all_there_or_told(url):
    """Eight people decide at the same moment, two on each theme: one of each two is written, the
    other is told; numbers have no hole."""
    start = threading.Barrier(8)
    with Store.open(url):
        pass

    def use(person: int) -> list[bool]:
        done = []
        with Store.open(url) as store:
            start.wait()
            for theme in range(5):
                decision = a_decision(
                    person * 100 + theme + 1, theme_ids=(f"t{person // 2}{theme}",)
                )
                try:
                    store.append(decision)
                    done.append(True)
                except ConcurrentDecision:
                    done.append(False)
        return done

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(use, range(8)))
    for one, other in zip(done[::2], done[1::2], strict=True):
        assert [a != b for a, b in zip(one, other, strict=True)] == [True] * 5
    with Store.open(url) as store:
        assert [d.number for d in store.decisions()] == list(range(1, 21))


def test_all_of_them_or_none(store):
    """A list whose last decision is refused leaves nothing behind."""
    store.append(a_decision())
    with pytest.raises(ConcurrentDecision):
        store.append_all([a_decision(2, theme_ids=(OTHER_THEME,)), a_decision(3)])
    assert len(store.decisions()) == 1
    both = [a_decision(2, theme_ids=(OTHER_THEME,)), a_decision(3, theme_ids=(OTHER_THEME,))]
    assert [d.number for d in store.append_all(both)] == [2, 3]


@pytest.mark.parametrize("table", ["decision", "anchor"])
@pytest.mark.parametrize("change", ["UPDATE {} SET number = 9", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_line(store, table, change):
    store.append(a_decision())
    store.save_files([replace(a_file(), anchors=(Anchor("a", "b", "texte"),))])
    with store._engine.connect() as connection, pytest.raises(DatabaseError):
        connection.execute(text(change.format(table)))
    assert len(store.decisions()) == 1
    assert store.anchors() == [Anchor("a", "b", "texte")]

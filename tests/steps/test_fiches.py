"""Themes, passages and quotes become draft fiches."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Facet, Nature, Passage, Quote, Theme, Voice
from analyse.steps.fiches import compose, who_spoke
from analyse.voices import voice_key, workshop_key


def passage(number: int, *, document="d", atelier="", jour=None, speaker="", region="Estrie"):
    return Passage(
        id=f"{number:016}", document_id=document, start=number, end=number + 1, text="x",
        atelier=atelier, jour=jour, voice=Voice(speaker, region),
    )  # fmt: skip


def theme(name: str, workshops: int, size: int = 1) -> Theme:
    return Theme(name, name, name, (), (), size, workshops, workshops, 0.5)


def quote(theme_id: str, number: int, facet: Facet, rank: int) -> Quote:
    return Quote(f"q{number}", theme_id, f"{number:016}", facet, rank, "x", "x", Nature.NOTE)


def test_two_note_takers_in_one_workshop_are_one_workshop():
    """Two files of the same workshop and day count once; a file without workshop counts alone."""
    a = passage(1, document="a", atelier="3", jour=1)
    b = passage(2, document="b", atelier="3", jour=1)
    c = passage(3, document="c")
    assert workshop_key(a) == workshop_key(b)
    assert len({workshop_key(p) for p in (a, b, c)}) == 3 - 1
    assert workshop_key(passage(4, atelier="3", jour=2)) != workshop_key(a)


def test_two_speakers_are_two_voices():
    """In a panel, each person is a voice."""
    one = passage(1, speaker="Personne 1", atelier="3")
    two = passage(2, speaker="Personne 2", atelier="3")
    assert voice_key(one) != voice_key(two)


def test_fiches_go_by_workshops_and_quotes_by_facet_and_rank():
    """The widest theme first; each quote under its facet, best first; no definition is written."""
    themes = [theme("t1", 2), theme("t2", 5)]
    quotes = [
        quote("t2", 1, Facet.LEAD, 2),
        quote("t2", 2, Facet.LEAD, 1),
        quote("t2", 3, Facet.FINDING, 1),
        quote("t1", 4, Facet.QUESTION, 1),
        quote("t1", 5, Facet.OTHER, 1),
    ]
    first, second = compose(themes, {"t2": [passage(1)]}, quotes)
    assert (first.theme.id, second.theme.id) == ("t2", "t1")
    assert [q.id for q in first.leads] == ["q2", "q1"]
    assert [q.id for q in first.findings] == ["q3"]
    assert [q.id for q in second.questions] == ["q4"]
    assert [q.id for q in second.others] == ["q5"]
    assert first.definition == second.definition == ""
    assert second.all_passages == ()


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["", "1", "2"]), st.sampled_from("RS")),
        max_size=30,
    )
)
def test_who_spoke_counts_every_passage_once(drawn):
    """Passages of the grid add up to all passages; workshops never exceed passages."""
    passages = [passage(i, document=d, atelier=w, region=r) for i, (d, w, r) in enumerate(drawn)]
    rows = who_spoke(passages)
    assert sum(row[4] for row in rows) == len(passages)
    assert all(1 <= row[3] <= row[4] for row in rows)
    assert len({row[:3] for row in rows}) == len(rows)

"""What a step remembers changes how long it takes, never what it finds."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Facet, FacetCall, Passage
from analyse.remember import Remembered
from analyse.stages.memory import Memory
from analyse.steps import facets, quotes, tensions
from analyse.store import Store
from samples import a_file, a_run

TEXTS = (
    "Le transport manque le soir dans les villages de la région.",
    "Contrairement à ce qui vient d'être dit, les autobus de nuit sont vides depuis un an.",
    "Il faudrait un taxibus entre les villages, payé par les municipalités.",
    "Les participants ne s'entendent pas sur le prix du billet entre les villages.",
    "Cela demande du financement.",
)


def passages() -> list[Passage]:
    return [
        Passage(f"{i:016x}", "d", 100 * i, 100 * i + len(t), t, lemmas=tuple(t.lower().split()))
        for i, t in enumerate(TEXTS)
    ]


def found(remembered: Remembered) -> object:
    """What the three steps that remember give of the same passages."""
    said, rows = passages(), np.eye(len(TEXTS), 8)
    calls = facets.call_facets(
        said, rows, facets.load_model().without_vectors(), remembered=remembered
    )
    spoken = [FacetCall(Facet.FINDING, 0.9)] * len(said)
    themes = {"t": np.arange(len(said))}
    rare = quotes.rare_voices(themes, said, rows, spoken, remembered=remembered)
    told = tensions.find_tensions(themes, said, spoken, per_theme=5, remembered=remembered)
    return calls, rare, told


def test_steps_find_the_same_with_and_without_memory():
    """Cues, forms and disagreements read from a database are those found anew."""
    first = Remembered()
    fresh = found(first)
    again = Remembered(json.loads(json.dumps(first.values)))
    assert found(again) == fresh
    assert first.found
    assert not again.found


@given(st.lists(st.text(), max_size=8), st.lists(st.text(), max_size=8))
def test_only_what_is_new_is_looked_for(before, now):
    """A value is found once for each thing it depends on; what nobody asks for is forgotten."""
    first = Remembered()
    for text in before:
        first(lambda text=text: len(text), text)
    second = Remembered(first.values)
    assert [second(lambda text=text: len(text), text) for text in now] == [len(t) for t in now]
    assert second.found == len(set(now) - set(before))
    assert len(second.values) == len(set(now))


def test_two_things_are_not_one_because_they_join():
    """ "ab" then "c" is not "a" then "bc"."""
    remembered = Remembered()
    assert remembered(lambda: 1, "ab", "c") == 1
    assert remembered(lambda: 2, "a", "bc") == 2


def test_another_version_remembers_nothing(tmp_path):
    """What a step kept under one version is not read by the next one; a run saves it or nothing."""
    with Store.open(f"sqlite:///{tmp_path}/a.db") as store:
        memory = Memory(store)
        assert memory.of("facettes", "1")(lambda: [0.5], "texte") == [0.5]
        assert not Memory(store).of("facettes", "1").values
        store.save_run(a_run(a_file().passages), memos=memory.memos())
        kept = Memory(store).of("facettes", "1")
        assert kept(lambda: [0.0], "texte") == [0.5]
        assert not kept.found
        assert Memory(store).of("facettes", "2")(lambda: [0.0], "texte") == [0.0]

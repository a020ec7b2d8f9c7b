"""Passages of a corrected note are found again by their words, then by their place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Anchor, Passage
from analyse.steps.reanchor import reanchor
from analyse.steps.segment.anchors import passage_ids


def note(*texts: str) -> list[Passage]:
    """The passages of one note, with the ids that segmentation gives."""
    ids = passage_ids("d" * 16, texts)
    return [
        Passage(i, "d" * 16, n * 100, n * 100 + len(t), t)
        for n, (i, t) in enumerate(zip(ids, texts, strict=True))
    ]


BUS = "Il faudrait un taxibus entre les villages."


def test_nothing_changed_nothing_to_find():
    assert reanchor(note("Un.", BUS), note("Autre chose.", "Un.", BUS)) == ()


def test_a_corrected_sentence_is_found_by_its_place():
    """One word changed between the same neighbours."""
    old, new = note("Avant.", BUS, "Après."), note("Avant.", BUS.replace("un", "deux"), "Après.")
    assert reanchor(old, new) == (Anchor(old[1].id, new[1].id, "contexte"),)


def test_punctuation_alone_is_the_same_text():
    """A reader that reads quotation marks or hyphens better changes no word."""
    old, new = (
        note("Avant.", BUS),
        note("Avant.", "Il faudrait un «\u00a0taxibus\u00a0» entre les villages"),
    )
    assert reanchor(old, new) == (Anchor(old[1].id, new[1].id, "texte"),)


def test_a_sentence_joined_to_the_next_is_in_it():
    """Both old passages are in the new one, word for word."""
    old, new = note(BUS, "Cela coûte cher."), note(f"{BUS} Cela coûte cher.")
    assert {(a.new_id, a.by) for a in reanchor(old, new)} == {(new[0].id, "texte")}
    assert len(reanchor(old, new)) == 2


def test_a_sentence_cut_in_two_goes_with_its_larger_part():
    old, new = note(f"{BUS} Cher."), note(BUS, "Cher.")
    assert reanchor(old, new) == (Anchor(old[0].id, new[0].id, "texte"),)


def test_another_sentence_at_the_same_place_is_another():
    """Replaced, not corrected: what was decided is told, not carried over."""
    assert reanchor(note("Un.", BUS), note("Un.", "Le loyer a doublé en dix ans à Gaspé.")) == ()


def test_a_long_note_typed_again_is_done_quickly():
    """A thousand passages, each with a word more: found again by their place, in seconds."""
    import time

    old = note(*(f"Le village {i} demande un taxibus pour le soir." for i in range(1000)))
    new = note(*(f"Le village {i} demande encore un taxibus pour le soir." for i in range(1000)))
    started = time.process_time()
    anchors = reanchor(old, new)
    assert time.process_time() - started < 30
    pairs = {a.old_id: a.new_id for a in anchors}
    right = sum(pairs.get(o.id) == n.id for o, n in zip(old, new, strict=True))
    assert right > 990


TEXTS = st.lists(st.sampled_from(["Un bus.", "Deux bus.", "Un toit.", "Rien!", BUS]), max_size=6)


@given(old=TEXTS, new=TEXTS)
def test_only_what_is_gone_is_anchored_and_only_to_what_is_there(old, new):
    """At most one anchor per old passage, from a vanished id to an id of now."""
    before, after = note(*old), note(*new)
    anchors = reanchor(before, after)
    gone = {p.id for p in before} - {p.id for p in after}
    assert {a.old_id for a in anchors} <= gone
    assert len({a.old_id for a in anchors}) == len(anchors)
    assert {a.new_id for a in anchors} <= {p.id for p in after} - {p.id for p in before}

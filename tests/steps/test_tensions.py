"""Disagreements: only what notes mark, verbatim, few per theme, the same in any order."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import (
    Document,
    DocumentStatus,
    Facet,
    FacetCall,
    Passage,
    TensionForm,
    Voice,
)
from analyse.errors import IntegrityError
from analyse.steps.tensions import find_tensions, verify
from analyse.steps.tensions.markers import reply, told
from analyse.steps.tensions.text import plain, roots

PHRASES = Path(__file__).with_name("tensions_phrases.csv")
CLAIM = "Il faut un toit de tôle sur le kiosque."
REPLY = "Une voisine n'est pas d'accord, la tôle est trop bruyante."
TOLD = "Les avis sont partagés sur le nom du kiosque."


def note(*texts: str, document: str = "d1", atelier: str = "1", **fields) -> list[Passage]:
    """Passages of one note, one after the other."""
    return [
        Passage(
            id=f"{document}-{i:02}", document_id=document, start=100 * i, end=100 * i + len(text),
            text=text, atelier=atelier, jour=1, **fields,
        )
        for i, text in enumerate(texts)
    ]  # fmt: skip


def find(passages, *, per_theme=3, themes=None, facets=None):
    """Tensions of passages that are all in one theme and all findings, unless told."""
    return find_tensions(
        {"t1": np.arange(len(passages))} if themes is None else themes,
        passages,
        facets or [FacetCall(Facet.FINDING, 1.0)] * len(passages),
        per_theme=per_theme,
    )


@pytest.mark.parametrize(
    ("expected", "text"),
    [(row["attendu"], row["texte"]) for row in csv.DictReader(PHRASES.open(encoding="utf-8"))],
)
def test_markers_of_disagreement(expected, text):
    """Invented sentences, traps included: what is told, what replies, what does neither."""
    line = plain(text)
    found = "dite" if told(line) else "réplique" if reply(line) else "rien"
    assert found == expected


def test_typographic_marks_do_not_hide_a_cue():
    """Curly apostrophes, bullets, bold and no-break spaces read as plain ones."""
    assert reply(plain("- **Une dame** n’est pas d’accord\u00a0: trop cher.")) is not None
    assert told(plain("➡️ Les avis\u00a0divergent sur le quai.")) is not None


def test_a_reply_faces_what_was_said_just_before():
    passages = note("On a repeint le kiosque au printemps.", CLAIM, REPLY)
    (tension,) = find(passages)
    assert tension.form is TensionForm.OPPOSITION
    assert (tension.side_a, tension.side_b) == (("d1-01",), ("d1-02",))
    assert tension.cue == "pas d'accord"
    assert tension.explicit
    assert (tension.theme_id, tension.rank) == ("t1", 1)


def test_words_of_contrast_are_told_apart():
    """ "À l'inverse" may compare two cases: it is shown, but said to be less sure."""
    (tension,) = find(note(CLAIM, "À l'inverse, un menuisier préfère le bardeau."))
    assert not tension.explicit


def test_a_told_disagreement_stands_alone():
    (tension,) = find(note("On a repeint le kiosque au printemps.", TOLD))
    assert tension.form is TensionForm.TOLD
    assert (tension.side_a, tension.side_b) == (("d1-01",), ())


def test_two_passages_tell_one_quarrel():
    """ "Le ton a monté." and the two camps that follow are not two disagreements."""
    told_twice = note(
        "Sur le quai, le ton a monté hier.", "Les uns veulent du bois, les autres du béton."
    )
    (tension,) = find(told_twice)
    assert tension.side_a == ("d1-00", "d1-01")


def test_what_is_told_then_answered_has_two_sides():
    passages = note("L'idée a conquis une moitié de la salle.", "L'autre moitié craint le bruit.")
    (tension,) = find(passages)
    assert tension.form is TensionForm.OPPOSITION


@pytest.mark.parametrize(
    "change",
    [
        {"document_id": "d2"},
        {"headings": ("Autre sujet",)},
        {"row": 3},
        {"kind": "question"},
        {"kind": "mention"},
        {"language": "en"},
        {"text": "Le toit.", "end": 8},
    ],
)
def test_what_cannot_be_answered_is_not(change):
    """Another note, other headings, a row of a table, a question, a mention, a fragment."""
    claim, answer = note(CLAIM, REPLY)
    assert find([replace(claim, **change), answer]) == []


def test_a_named_person_does_not_contradict_herself():
    """She qualifies what she says. When nobody is named, two people may be speaking."""
    assert find(note(CLAIM, REPLY, voice=Voice("Personne 1"))) == []
    assert len(find(note(CLAIM, REPLY, voice=Voice()))) == 1
    one, other = note(CLAIM, REPLY)
    two = [replace(one, voice=Voice("Personne 1")), replace(other, voice=Voice("Personne 2"))]
    assert len(find(two)) == 1


def test_method_and_logistics_hold_no_position():
    passages = note(CLAIM, REPLY)
    calls = [FacetCall(Facet.OTHER, 0.9), FacetCall(Facet.FINDING, 0.9)]
    assert find(passages, facets=calls) == []


def test_the_fiche_is_that_of_the_reply_else_of_the_claim():
    passages = note(CLAIM, REPLY)
    both = {"t1": np.array([0]), "t2": np.array([1])}
    assert [t.theme_id for t in find(passages, themes=both)] == ["t2"]
    assert [t.theme_id for t in find(passages, themes={"t1": np.array([0])})] == ["t1"]
    assert find(passages, themes={}) == []


def test_few_per_theme_and_the_named_ones_first():
    contrast = note(CLAIM, "À l'inverse, un menuisier préfère le bardeau.", document="d0")
    named = [p for k in (1, 2, 3) for p in note(CLAIM, REPLY, document=f"d{k}", atelier=str(k))]
    passages = [*contrast, *named]
    found = find(passages, per_theme=3)
    assert [t.rank for t in found] == [1, 2, 3]
    assert all(t.explicit for t in found)
    assert [t.explicit for t in find(passages, per_theme=9)] == [True] * 3 + [False]
    assert find(passages, per_theme=0) == []


def test_a_rare_shared_word_leads_to_other_workshops():
    """Only a word that both sides say and few others do, only in other workshops."""
    passages = [
        *note("Il faut densifier le village.", "Une dame s'y oppose : densifier tue le village."),
        *note("La densification avance bien là-bas.", document="d2",
              atelier="2"),
        *note("On densifie le village aussi ici.", document="d3", atelier="1"),
        *note(*("Le village attend depuis longtemps." for _ in range(9)), document="d4",
              atelier="4"),
    ]  # fmt: skip
    (tension,) = find(passages)
    assert tension.word == "densifier"
    assert tension.elsewhere == ("d2-00",)


def test_roots_bring_the_forms_of_a_word_together():
    assert roots(plain("Densifier les Églises")).keys() & roots("densification").keys()
    assert roots("le la pour avec") == {}


def test_facets_must_match_passages():
    with pytest.raises(ValueError, match="2 passages, 1 facets"):
        find_tensions({}, note(CLAIM, REPLY), [FacetCall(Facet.FINDING, 1.0)], per_theme=3)


lines = st.lists(
    st.sampled_from((CLAIM, REPLY, TOLD, "Le quai est long.", "Oui mais qui paiera la tôle?")),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(lines, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_no_passage_is_used_twice(documents, random):
    passages = [
        p for k, texts in enumerate(documents) for p in note(*texts, document=f"d{k}", atelier="")
    ]
    found = find(passages, per_theme=5)
    shuffled = list(passages)
    random.shuffle(shuffled)
    assert find(shuffled, per_theme=5) == found
    used = [i for t in found for i in t.passages]
    assert len(used) == len(set(used))
    assert [t.rank for t in found] == list(range(1, len(found) + 1))
    assert {t.id for t in found} == {t.id for t in found if len(t.id) == 16}
    known = {p.id for p in passages}
    assert all({*t.passages, *t.elsewhere} <= known for t in found)


@pytest.fixture
def checked():
    text = f"{CLAIM}\n{REPLY}"
    cut = len(CLAIM) + 1
    passages = {
        "a": Passage("a", "d", 0, len(CLAIM), CLAIM),
        "b": Passage("b", "d", cut, len(text), REPLY),
    }
    document = Document("d", "n.txt", "0" * 64, 1, DocumentStatus.READ, text=text)
    (tension,) = find(list(passages.values()))
    return tension, passages, {"d": document}


def test_a_verbatim_disagreement_passes(checked):
    tension, passages, documents = checked
    verify([tension], passages, documents)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"elsewhere": ("zz",)}, "inconnu"),
        ({"elsewhere": ("a",)}, "deux fois"),
        ({"side_b": ()}, "forme"),
        ({"side_a": ()}, "forme"),
        ({"form": TensionForm.TOLD}, "forme"),
    ],
)
def test_a_wrong_disagreement_is_refused(checked, change, reason):
    tension, passages, documents = checked
    with pytest.raises(IntegrityError, match=reason):
        verify([replace(tension, **change)], passages, documents)


def test_a_passage_that_is_not_verbatim_is_refused(checked):
    tension, passages, documents = checked
    passages["b"] = replace(passages["b"], text="Autre chose.")
    with pytest.raises(IntegrityError, match="autrement"):
        verify([tension], passages, documents)

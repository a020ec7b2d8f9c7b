"""Fiches 1.0 against constats and pistes: what is found, weighed, labelled."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import (
    Facet,
    FacetCall,
    Passage,
    Relation,
    Response,
    Section,
    Sheet,
    Statement,
    Voice,
)
from analyse.errors import IntegrityError
from analyse.steps.confront import confront, load_model
from analyse.steps.confront.features import Rarity, near_tensor, stance_matrix
from analyse.steps.confront.model import Thresholds
from analyse.steps.confront.text import content, stem
from analyse.steps.confront.weigh import respond, weigh

MODEL = load_model()
TEXTS = (
    ("La clinique refuse des patients depuis un an.", Facet.FINDING),
    ("Au contraire, la clinique ne refuse aucun patient.", Facet.FINDING),
    ("Le quai a été repeint en vert.", Facet.FINDING),
    ("La clinique refuse-t-elle des patients?", Facet.QUESTION),
    ("Planter des tilleuls devant la gare.", Facet.LEAD),
)


def sheet(*texts: str, section: Section = Section.FINDINGS) -> Sheet:
    made = tuple(Statement(f"e{k:011}", section, k + 1, text, text) for k, text in enumerate(texts))
    return Sheet("B1.md", "B1", "Se soigner", made)


def passages(texts=TEXTS):
    made = [
        Passage(f"{k:016}", "d" * 16, k, k + 1, text, voice=Voice(f"Personne {k}"), atelier=str(k))
        for k, (text, _) in enumerate(texts)
    ]
    return made, [FacetCall(facet, 0.9) for _, facet in texts]


def vectors(number: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(number, 8))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def near_first(number: int, *near: int) -> tuple[np.ndarray, np.ndarray]:
    """One statement vector, and passages of which `near` point its way."""
    ours = np.zeros((1, 8), dtype=np.float32)
    ours[0, 0] = 1.0
    theirs = vectors(number)
    theirs[:, 0] = -0.5
    theirs[list(near)] = ours
    return ours, theirs


def run(made=None, order=None):
    said, facets = passages()
    ours, theirs = near_first(len(said), 0, 1, 3)
    order = list(range(len(said))) if order is None else order
    return confront(
        [sheet("La clinique refuse des patients.")] if made is None else made,
        ours if made is None else np.zeros((0, 8)),
        [said[i] for i in order],
        theirs[order],
        [facets[i] for i in order],
        MODEL,
    )


def test_evidence_is_what_speaks_of_the_statement():
    """Near constats are evidence; a question, however near, asserts nothing and is not."""
    found = run()
    assert {e.passage_id for e in found.evidence} == {f"{0:016}", f"{1:016}"}
    relation = {e.passage_id: e.relation for e in found.evidence}
    assert relation[f"{1:016}"] is Relation.CONTRADICTS
    assert found.answers[0].workshops == 2
    assert found.answers[0].supports + found.answers[0].contradicts == 2


def test_what_answers_no_statement_is_new():
    labels = {label.passage_id: label for label in run().labels}
    assert labels[f"{2:016}"].response is Response.NEW
    assert labels[f"{2:016}"].statement_id == ""
    assert labels[f"{1:016}"].response is Response.CONTESTED
    assert labels[f"{1:016}"].statement_id == f"e{0:011}"
    assert f"{3:016}" not in labels, "a question is no constat"


def test_a_statement_nobody_spoke_of_is_silent():
    said, facets = passages()
    ours, theirs = near_first(len(said))
    found = confront([sheet("Le funiculaire grince.")], ours, said, theirs, facets, MODEL)
    assert found.answers[0].response is Response.SILENT
    assert not found.evidence
    assert {label.response for label in found.labels} == {Response.NEW}


@given(st.permutations(range(len(TEXTS))))
@settings(max_examples=20, deadline=None)
def test_the_order_of_passages_does_not_matter(order):
    assert run(order=list(order)) == run()


def test_without_statements_or_passages_nothing_breaks():
    assert run(made=[]).labels == ()
    unread = Sheet("B2.docx", "", "B2", warning="fichier abîmé")
    assert run(made=[unread]).sheets == (unread,)
    found = confront([sheet("Rien ne bouge.")], vectors(1), [], vectors(0), [], MODEL)
    assert found.answers[0].response is Response.SILENT


def test_tables_of_other_lengths_are_refused():
    said, facets = passages()
    with pytest.raises(ValueError, match="vectors"):
        confront([sheet("a b c")], vectors(2), said, vectors(5), facets, MODEL)
    with pytest.raises(ValueError, match="facets"):
        confront([sheet("a b c")], vectors(1), said, vectors(5), facets[1:], MODEL)


THRESHOLDS = Thresholds(related=0.4, supports=0.5, contradicts=0.5)
FOR, BUT, AGAINST = np.eye(3) * 0.9 + 0.1 / 3


def weighed(*said, voices=None):
    voices = voices or [str(i) for i in range(len(said))]
    return weigh(np.full(len(said), 0.8), np.vstack(said), voices, THRESHOLDS)


def test_many_for_and_some_against_is_nuanced_or_confirmed_never_contested():
    assert weighed(FOR, FOR, FOR).response is Response.CONFIRMED
    assert weighed(AGAINST, AGAINST).response is Response.CONTESTED
    assert weighed(FOR, BUT, BUT).response is Response.NUANCED
    assert weighed(FOR, FOR, FOR, AGAINST).response is not Response.CONTESTED


def test_a_voice_counts_once_however_long_it_speaks():
    """Ten passages of one voice against three voices do not make a contested statement."""
    loud = weighed(*[AGAINST] * 10, FOR, FOR, FOR, voices=["0"] * 10 + ["1", "2", "3"])
    assert loud.response is Response.CONFIRMED
    assert loud.voices == (3, 0, 1)


@given(st.lists(st.sampled_from([0, 1, 2]), min_size=1, max_size=12))
def test_one_more_voice_against_never_makes_a_statement_more_confirmed(kinds):
    """Monotony: adding contradiction moves from confirmé towards contesté, not back."""
    rank = {Response.CONFIRMED: 0, Response.NUANCED: 1, Response.CONTESTED: 2}
    rows = [(FOR, BUT, AGAINST)[k] for k in kinds]
    assert rank[weighed(*rows, AGAINST).response] >= rank[weighed(*rows).response]


@given(st.tuples(*[st.floats(0.01, 1)] * 3))
def test_a_response_always_has_a_confidence_in_the_unit_interval(parts):
    shares = np.array(parts) / sum(parts)
    response, confidence = respond(shares, THRESHOLDS)
    assert response not in (Response.NEW, Response.SILENT)
    assert 0 <= confidence <= 1


def test_denials_are_seen_where_they_bear():
    told = {word.stem: word.denied for word in content("On n'a plus de médecin, la clinique reste")}
    assert told[stem("medecin")]
    assert not told[stem("clinique")]
    lack = {word.stem: word.denied for word in content("Le manque de logements inquiète")}
    assert lack[stem("logements")]


@given(st.text(max_size=80), st.text(max_size=80))
@settings(deadline=None)
def test_any_text_gives_finite_features(one, other):
    rarity = Rarity([one, other])
    near = near_tensor([one], [other], np.array([[0.3]]), rarity)
    stance = stance_matrix([(one, other, 0.3, True)], rarity)
    assert np.isfinite(near).all()
    assert np.isfinite(stance).all()
    assert np.isclose(MODEL.relations(stance, np.zeros((1, 3))).sum(), 1.0)


def test_another_encoder_reads_the_words_alone():
    other = load_model(encoder="autre")
    features = stance_matrix([("a", "b", 0.0, False)], Rarity([]))
    wide = np.ones((1, MODEL.dimension))
    assert not np.allclose(MODEL.relations(features, wide), other.relations(features, wide))
    assert np.allclose(other.relations(features, wide), MODEL.relations(features, np.ones((1, 3))))
    assert replace(MODEL, dimension=-1).dimension == other.dimension


@pytest.mark.parametrize("broken", ["", "{}", '{"version": "0"}'])
def test_a_model_file_that_is_not_ours_is_refused(tmp_path, broken):
    path = tmp_path / "m.json"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(IntegrityError, match="confrontation"):
        load_model(path)


def test_a_model_file_of_another_shape_is_refused(tmp_path):
    from analyse import resources

    data = json.loads(resources.model("confrontation.json").read_text(encoding="utf-8"))
    data["near"]["coefficients"] = [[1.0]]
    path = tmp_path / "m.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(IntegrityError, match="forme"):
        load_model(path)

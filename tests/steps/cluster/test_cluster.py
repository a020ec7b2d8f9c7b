"""Vectors → themes: same answer for any order, honest outliers, a tree that can be cut again."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from analyse.params import ThemeParams
from analyse.steps.cluster import ClusterResult, cluster

PARAMS = ThemeParams()


def made(
    n: int, themes: int, *, seed: int = 0, noise: float = 0.5, strays: int = 0
) -> tuple[list[str], np.ndarray, list[tuple[str, ...]], np.ndarray]:
    """Keys, unit vectors, lemmas and true themes of a corpus with that many themes."""
    draw = np.random.default_rng(seed)
    centres = draw.normal(size=(themes, 48))
    truth = np.arange(n) % themes
    vectors = centres[truth] + noise * draw.normal(size=(n, 48))
    for i in range(strays):
        vectors[i] = 5 * draw.normal(size=48)
        truth[i] = -1
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    lemmas = [
        tuple(f"mot{t}-{w}" for w in draw.choice(12, size=4, replace=False)) if t >= 0 else ()
        for t in truth
    ]
    return [f"passage {i}" for i in range(n)], vectors.astype(np.float32), lemmas, truth


def shuffled(data, seed: int):
    keys, vectors, lemmas, _ = data
    order = np.random.default_rng(seed).permutation(len(keys))
    return [keys[i] for i in order], vectors[order], [lemmas[i] for i in order], order


def assert_same(result: ClusterResult, other: ClusterResult, order: np.ndarray) -> None:
    assert np.array_equal(result.labels[order], other.labels)
    assert np.array_equal(result.strength[order], other.strength)
    assert np.array_equal(result.nearest[order], other.nearest)
    assert np.array_equal(result.nearest_distance[order], other.nearest_distance)
    assert tuple(result.others[i] for i in order) == other.others
    assert result.stability == other.stability


def assert_sound(result: ClusterResult, n: int, params: ThemeParams = PARAMS) -> None:
    """What always holds of a result."""
    assert result.labels.shape == result.strength.shape == result.nearest.shape == (n,)
    assert result.labels.dtype == np.int64
    assert len(result.others) == n
    themes = sorted(set(result.labels.tolist()) - {-1})
    assert themes == list(range(len(themes)))
    assert sorted(result.stability) == themes
    assert all(0 <= value <= 1 for value in result.stability.values())
    assert ((result.strength >= 0) & (result.strength <= 1)).all()
    assert (result.strength[result.labels < 0] == 0).all()
    sizes = [int((result.labels == theme).sum()) for theme in themes]
    assert sizes == sorted(sizes, reverse=True)
    assert (result.nearest[result.labels >= 0] == result.labels[result.labels >= 0]).all()
    for label, others in zip(result.labels, result.others, strict=True):
        assert all(other in themes and other != label for other, _ in others)
        assert all(params.seuil_autres <= strength <= 1 for _, strength in others)
        assert [s for _, s in others] == sorted((s for _, s in others), reverse=True)


def test_finds_the_themes_and_their_number():
    """Well separated themes are found as they are, without being told how many."""
    keys, vectors, lemmas, truth = made(240, 6)
    result = cluster(keys, vectors, lemmas, PARAMS, seed=1)
    assert_sound(result, 240)
    assert len(result.stability) == 6
    assert adjusted_rand_score(truth, result.nearest) > 0.98
    assert min(result.stability.values()) > 0.9


@pytest.mark.parametrize("n", [7, 40, 150])
def test_order_changes_nothing(n):
    """The same passages in any order give the same themes, exactly."""
    data = made(n, 4, noise=1.2, strays=n // 20)
    result = cluster(*data[:3], PARAMS, seed=3)
    for seed in (1, 2):
        *rows, order = shuffled(data, seed)
        assert_same(result, cluster(*rows, PARAMS, seed=3), order)


def test_same_seed_same_answer_other_inputs_untouched():
    """Two runs agree exactly, and leave vectors and lemmas as they were."""
    keys, vectors, lemmas, _ = made(90, 3, noise=1.5)
    before = vectors.copy()
    one = cluster(keys, vectors, lemmas, PARAMS, seed=8)
    two = cluster(keys, vectors, lemmas, PARAMS, seed=8)
    assert_same(one, two, np.arange(90))
    assert np.array_equal(one.tree.linkage(), two.tree.linkage())
    assert np.array_equal(vectors, before)


def test_what_is_said_twice_counts_once():
    """Repeating passages changes no theme, and copies have the same place."""
    keys, vectors, lemmas, _ = made(120, 4, noise=1.0)
    once = cluster(keys, vectors, lemmas, PARAMS, seed=2)
    copies = list(range(40)) * 3
    twice = cluster(
        keys + [keys[i] for i in copies],
        np.vstack([vectors, vectors[copies]]),
        lemmas + [lemmas[i] for i in copies],
        PARAMS,
        seed=2,
    )
    assert adjusted_rand_score(once.labels, twice.labels[:120]) == 1
    assert np.array_equal(twice.labels[120:160], twice.labels[:40])
    assert np.array_equal(once.strength, twice.strength[:120])


@pytest.mark.parametrize("n", range(13))
def test_tiny_corpora(n):
    """From no passage to a dozen: nothing breaks, and few passages make one theme at most."""
    keys, vectors, lemmas, _ = made(max(n, 1), 2)
    result = cluster(keys[:n], vectors[:n], lemmas[:n], PARAMS, seed=0)
    assert_sound(result, n)
    assert len(result.stability) == (0 if n < 3 else 1 if n < 10 else len(result.stability))
    assert result.tree.linkage().shape == ((n - 1, 4) if n >= 3 else (0, 4))


def test_all_alike():
    """A hundred copies of one passage are too little to speak of a theme."""
    vectors = np.tile(np.float32([[1, 0, 0]]), (100, 1))
    result = cluster(["même"] * 100, vectors, [("même",)] * 100, PARAMS, seed=0)
    assert_sound(result, 100)
    assert set(result.labels) == {-1}


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 45),
    st.integers(1, 5),
    st.floats(0.1, 4.0),
    st.integers(0, 10_000),
    st.sampled_from([0.25, 1.0, 4.0]),
    st.sampled_from([0.0, 0.05, 0.5, 1.0]),
    st.booleans(),
)
def test_sound_whatever_the_corpus(n, themes, noise, seed, grain, share, wordless):
    """Whatever the size, the noise and the settings, the result holds together."""
    keys, vectors, lemmas, _ = made(max(n, 1), themes, seed=seed, noise=noise)
    words = [()] * n if wordless else lemmas[:n]
    params = ThemeParams(granularite=grain, seuil_non_classe=share)
    result = cluster(keys[:n], vectors[:n], words, params, seed=seed)
    assert_sound(result, n, params)
    if len(result.stability):
        assert (result.labels < 0).mean() <= share


def test_strays_are_left_out_and_told_where_they_lean():
    """Passages far from everything stay unclassified, with their nearest theme and distance."""
    keys, vectors, lemmas, truth = made(300, 5, noise=0.4, strays=8)
    result = cluster(keys, vectors, lemmas, PARAMS, seed=4)
    left = np.flatnonzero(result.labels < 0)
    assert 0 < len(left) <= 15
    assert (truth[left] == -1).mean() > 0.7
    assert (result.nearest[left] >= 0).all()
    assert (result.nearest_distance[left] > np.median(result.nearest_distance)).all()


def test_nothing_is_left_out_when_all_is_near():
    """The share of unclassified passages is a ceiling, not a quota; zero means none."""
    keys, vectors, lemmas, _ = made(200, 4, noise=0.9, strays=5)
    none = cluster(keys, vectors, lemmas, ThemeParams(seuil_non_classe=0.0), seed=4)
    assert (none.labels >= 0).all()
    half = cluster(keys, vectors, lemmas, ThemeParams(seuil_non_classe=0.5), seed=4)
    assert (half.labels < 0).mean() < 0.25


def test_grain_is_monotone():
    """A finer grain never gives fewer themes, and its themes divide the coarser ones."""
    keys, vectors, lemmas, _ = made(150, 12, noise=1.6)
    counts, previous = [], None
    for grain in (0.25, 0.5, 1.0, 1.7, 4.0):
        params = ThemeParams(granularite=grain, seuil_non_classe=0.0)
        labels = cluster(keys, vectors, lemmas, params, seed=5).labels
        counts.append(len(set(labels)))
        if previous is not None:
            assert len(set(zip(labels, previous, strict=True))) == len(set(labels))
        previous = labels
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_a_passage_between_two_themes_has_both():
    """A passage half-way between two themes has both; one in the middle of a theme has no other."""
    keys, vectors, lemmas, truth = made(200, 4, noise=0.8, seed=1)
    half = vectors[truth == 0].mean(axis=0) + vectors[truth == 1].mean(axis=0)
    result = cluster(
        [*keys, "entre"],
        np.vstack([vectors, half / np.linalg.norm(half)]),
        [*lemmas, ()],
        ThemeParams(seuil_autres=0.3, seuil_non_classe=0.0),
        seed=6,
    )
    both = {result.labels[-1], *(other for other, _ in result.others[-1])}
    assert both == {result.labels[0], result.labels[1]}
    assert result.strength[-1] < np.percentile(result.strength, 5)
    assert np.mean([len(others) > 0 for others in result.others[:-1]]) < 0.05


def test_many_passages_follow_the_landmarks(monkeypatch):
    """Beyond the landmarks, passages join their neighbours' themes, in any order."""
    from analyse.steps.cluster import core

    monkeypatch.setattr(core, "LANDMARKS", 200)
    data = made(700, 5, noise=0.8)
    result = cluster(*data[:3], PARAMS, seed=9)
    assert_sound(result, 700)
    assert adjusted_rand_score(data[3], result.nearest) > 0.95
    *rows, order = shuffled(data, 4)
    assert_same(result, cluster(*rows, PARAMS, seed=9), order)


def test_lengths_must_agree():
    """A missing vector is an error of the caller, told at once."""
    keys, vectors, lemmas, _ = made(20, 2)
    with pytest.raises(ValueError, match="same length"):
        cluster(keys, vectors[:-1], lemmas, PARAMS, seed=0)


@pytest.mark.slow
def test_ten_thousand_passages_in_time():
    """10,000 passages take at most 15 seconds of processor."""
    keys, vectors, lemmas, _ = made(10_000, 25, noise=1.5)
    vectors = np.hstack([vectors, np.zeros((10_000, 464), dtype=np.float32)])
    started = time.process_time()
    assert_sound(cluster(keys, vectors, lemmas, PARAMS, seed=0), 10_000)
    assert time.process_time() - started < 15

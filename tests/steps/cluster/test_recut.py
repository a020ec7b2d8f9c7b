"""A tree is cut coarser or finer at once, and a cut is what a whole analysis would have given."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.params import ThemeParams
from analyse.steps.cluster import ThemeTree, build, cluster, recut
from analyse.steps.cluster.membership import same_scale, unheld
from analyse.steps.cluster.stability import Draw
from analyse.steps.cluster.tree import grow

KEEP_ALL = ThemeParams(seuil_non_classe=0.0)


def corpus(n: int, themes: int, *, noise: float = 1.2):
    """Keys, vectors and lemmas of a corpus with that many themes."""
    draw = np.random.default_rng(0)
    truth = np.arange(n) % themes
    vectors = draw.normal(size=(themes, 32))[truth] + noise * draw.normal(size=(n, 32))
    lemmas = [tuple(f"m{t}-{w}" for w in draw.choice(9, 4, replace=False)) for t in truth]
    return [f"passage {i}" for i in range(n)], vectors.astype(np.float32), lemmas


@st.composite
def trees(draw) -> ThemeTree:
    """Any tree, sound in form, of rows that are held more or less."""
    groups = draw(st.integers(1, 9))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    leaves = np.concatenate([np.arange(groups), rng.integers(0, groups, draw(st.integers(0, 40)))])
    n = len(leaves)
    similar = rng.random((groups, groups))
    again = rng.random((5, 5))
    return ThemeTree(
        place=rng.integers(0, n, draw(st.integers(1, 60))),
        leaves=leaves,
        merges=grow((similar + similar.T) / 2, np.bincount(leaves)),
        affinity=rng.random((n, groups)).astype(np.float16),
        support=rng.random(n),
        distance=rng.random(n),
        draws=(Draw(rng.integers(0, 9, (groups, 5)), grow((again + again.T) / 2, np.ones(5))),),
        names=np.arange(n).astype("S16"),
        together=np.zeros((0, groups), dtype=np.float32),
        grown=n,
    )


@settings(deadline=None)
@given(trees(), st.sampled_from([0.0, 0.05, 0.3]))
def test_coarser_themes_are_unions_of_finer_ones(tree, share):
    """At every number of themes: that number, nested, the same passages unclassified."""
    params = ThemeParams(seuil_non_classe=share)
    coarser = None
    for count in range(1, tree.finest + 1):
        cut = recut(tree, params, count=count)
        if share == 0:
            rows = recut(
                ThemeTree(**{**vars(tree), "place": np.arange(len(tree.leaves))}),
                params,
                count=count,
            )
            assert len(rows.stability) == count
        if coarser is not None:
            assert np.array_equal(cut.labels < 0, coarser.labels < 0)
            pairs = set(zip(cut.labels.tolist(), coarser.labels.tolist(), strict=True))
            assert len(pairs) == len(set(cut.labels.tolist()))
        assert ((cut.strength >= 0) & (cut.strength <= 1)).all()
        assert all(0 <= value <= 1 for value in cut.stability.values())
        coarser = cut


@settings(deadline=None)
@given(trees(), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_a_higher_threshold_gives_fewer_other_themes(tree, one, other):
    """Other themes at a high threshold are among those at a low one, never the main theme."""
    low, high = sorted((one, other))
    many = recut(tree, ThemeParams(seuil_autres=low))
    few = recut(tree, ThemeParams(seuil_autres=high))
    for label, more, less in zip(many.labels, many.others, few.others, strict=True):
        assert set(less) <= set(more)
        assert label not in {theme for theme, _ in more}
        assert label >= 0 or not more


def test_a_count_out_of_reach_is_the_nearest_possible():
    """Asking for too few or too many themes gives the coarsest or the finest cut."""
    tree = build(*corpus(120, 6), seed=1)
    assert len(recut(tree, KEEP_ALL, count=0).stability) == 1
    assert len(recut(tree, KEEP_ALL, count=10_000).stability) == tree.finest


@pytest.mark.parametrize("grain", [0.25, 1.0, 2.0])
def test_a_cut_is_what_an_analysis_gives(grain):
    """Cutting a kept tree and analysing again at the same grain are the same, exactly."""
    data, params = corpus(140, 7), ThemeParams(granularite=grain)
    kept = recut(build(*data, seed=3), ThemeParams()).tree
    one, two = recut(kept, params), cluster(*data, params, seed=3)
    for name in ("labels", "strength", "nearest", "nearest_distance"):
        assert np.array_equal(getattr(one, name), getattr(two, name))
    assert (one.others, one.stability) == (two.others, two.stability)


def test_a_theme_that_comes_back_is_stable_at_every_cut():
    """Six clear themes come back at their own cut; cut finer, they do not."""
    tree = build(*corpus(180, 6, noise=0.4), seed=2)
    assert min(recut(tree, KEEP_ALL, count=6).stability.values()) > 0.9
    finer = recut(tree, KEEP_ALL, count=tree.finest)
    if tree.finest > 6:
        assert np.mean(list(finer.stability.values())) < 0.9


def test_strength_falls_from_the_middle_of_a_theme_to_its_edge():
    """Passages drawn away from their theme towards another one are held less and less."""
    keys, vectors, lemmas = corpus(200, 4, noise=0.8)
    middle = [vectors[i::4].mean(axis=0) for i in range(4)]
    pulls = np.linspace(0, 0.5, 6)
    between = np.stack([(1 - p) * middle[0] + p * middle[1] for p in pulls]).astype(np.float32)
    result = cluster(
        [*keys, *(f"entre {p}" for p in pulls)],
        np.vstack([vectors, between]),
        [*lemmas, *[()] * len(pulls)],
        KEEP_ALL,
        seed=4,
    )
    pulled = result.strength[200:]
    assert pulled[-1] == pulled.min() < pulled[0] - 0.2
    assert pulled[:3].min() > pulled[3:].max()


def test_the_weakest_are_left_out_and_no_more_than_told():
    """Rows under the least support are unheld, the weakest first when they are too many."""
    support = np.array([0.9, 0.1, 0.2, 0.8, 0.25, 0.9, 0.9, 0.9, 0.9, 0.9])
    near = np.array([0.1, 0.2, 0.3, 0.2, 0.1, 0.2, 0.3, 0.2, 0.1, 0.2])
    assert np.flatnonzero(unheld(support, near, least=0.28, share=1.0)).tolist() == [1, 2, 4]
    assert np.flatnonzero(unheld(support, near, least=0.28, share=0.2)).tolist() == [1, 2]
    assert not unheld(support, near, least=0.28, share=0.05).any()


def test_what_is_far_from_all_is_left_out_first():
    """A row far from every theme is left out even when all runs put it with the same others."""
    support, distances = np.full(20, 0.9), np.linspace(0.1, 0.3, 20)
    support[3], distances[7] = 0.1, 1.5
    assert np.flatnonzero(unheld(support, distances, least=0.28, share=0.05)).tolist() == [7]
    assert np.flatnonzero(unheld(support, distances, least=0.28, share=0.1)).tolist() == [3, 7]


def test_same_scale_keeps_quantiles():
    """A median is told as the other measure's median, and order is kept."""
    known, wanted = np.array([0.1, 0.2, 0.3]), np.array([0.9, 0.5, 0.7])
    assert same_scale(np.array([0.1, 0.2, 0.25, 0.3]), known, wanted).tolist() == pytest.approx(
        [0.5, 0.7, 0.8, 0.9]
    )


def test_twenty_thousand_passages_are_cut_at_once():
    """A cut at 20,000 passages and 200 small groups takes less than half a second."""
    rng = np.random.default_rng(0)
    groups, n = 200, 20_000
    leaves = np.concatenate([np.arange(groups), rng.integers(0, groups, n - groups)])
    similar = rng.random((groups, groups))
    merges = grow((similar + similar.T) / 2, np.bincount(leaves))
    tree = ThemeTree(
        place=np.arange(n),
        leaves=leaves,
        merges=merges,
        affinity=(rng.random((n, groups)) ** 8).astype(np.float16),
        support=rng.random(n),
        distance=rng.random(n),
        draws=(Draw(rng.integers(0, 9, (groups, groups)), merges),) * 4,
        names=np.arange(n).astype("S16"),
        together=np.zeros((0, groups), dtype=np.float32),
        grown=n,
    )
    started = time.process_time()
    result = recut(tree, ThemeParams(), count=40)
    assert (
        time.process_time() - started < 2.0
    )  # 0.2 to 0.7 s measured, the latter on a busy machine
    assert len(result.stability) == 40

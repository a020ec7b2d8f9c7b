"""A theme is told from the themes that are nearest to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.steps.describe.weights import contrast, directions, own_words, unit


@given(st.integers(2, 8), st.integers(0, 99))
def test_a_theme_is_compared_with_all_others(count, seed):
    """Weights sum to 1, a theme is not compared with itself, nobody is left out."""
    draw = np.random.default_rng(seed)
    weights = contrast(
        unit(draw.normal(size=(count, 5))), draw.integers(1, 50, count).astype(float)
    )
    assert weights.sum(axis=1) == pytest.approx(1)
    assert (np.diag(weights) == 0).all()
    assert (weights[~np.eye(count, dtype=bool)] > 0).all()


def test_the_nearest_themes_weigh_more():
    """Of as many passages, a near theme counts for more than a far one."""
    angles = np.array([0.0, 0.1, 0.2, 0.3, 1.5, 1.6])
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    weights = contrast(rows, np.full(6, 10.0))
    assert weights[0, 1] > weights[0, 4]


def test_one_theme_has_nothing_to_be_told_from():
    """A lone theme is described by what it is."""
    alone = np.array([[0.6, 0.8]])
    against = contrast(alone, np.array([4.0]))
    assert not against.any()
    assert directions(alone, against) == pytest.approx(alone)


def test_own_words_are_not_shared_words():
    """A word said as much by the others weighs nothing; one's own weighs more when said more."""
    counts = np.array([[8, 6, 3], [8, 0, 0], [8, 0, 0]])
    sizes = np.full(3, 10.0)
    against = contrast(np.eye(3), sizes)
    weights = own_words(counts, sizes, against)
    assert weights[0, 0] < 0.5 < weights[0, 2] < weights[0, 1]
    assert (weights >= 0).all()
    assert np.isfinite(weights).all()

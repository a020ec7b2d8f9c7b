"""Trees: nested cuts, scipy's format."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import is_valid_linkage, linkage
from scipy.spatial.distance import squareform

from analyse.steps.cluster.tree import cut, expand, finest, grow, natural


@st.composite
def trees(draw) -> np.ndarray:
    groups = draw(st.integers(1, 8))
    leaves = np.array(draw(st.permutations(list(range(groups)) * draw(st.integers(1, 4)))))
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    similarity = rng.random((groups, groups))
    similarity = (similarity + similarity.T) / 2
    return expand(leaves, grow(similarity, np.bincount(leaves)))


@settings(deadline=None)
@given(trees())
def test_a_tree_is_a_linkage_with_nested_cuts(tree):
    """Every cut has the number asked for, and divides the coarser one."""
    if len(tree):
        assert is_valid_linkage(tree)
    n, coarser = len(tree) + 1, None
    for count in range(1, finest(tree) + 1):
        labels = cut(tree, count)
        assert labels.shape == (n,)
        assert sorted(set(labels)) == list(range(count))
        assert [int(np.flatnonzero(labels == c)[0]) for c in range(count)] == sorted(
            int(np.flatnonzero(labels == c)[0]) for c in range(count)
        )
        if coarser is not None:
            assert len(set(zip(labels, coarser, strict=True))) == count
        coarser = labels


@settings(deadline=None)
@given(st.integers(2, 12), st.integers(0, 10_000))
def test_grow_is_average_linkage(m, seed):
    """On single passages, merges are those of scipy's average linkage."""
    rng = np.random.default_rng(seed)
    similarity = rng.random((m, m))
    similarity = (similarity + similarity.T) / 2
    ours = grow(similarity, np.ones(m))
    np.fill_diagonal(similarity, 1)
    theirs = linkage(squareform(1 - similarity, checks=False), "average")
    assert np.allclose(ours[:, 2:], theirs[:, 2:])


def test_natural_counts_groups_farther_than_a_distance():
    """Merging below a distance leaves that many themes."""
    tree = np.array([[0, 1, 0.0, 2], [2, 3, 0.4, 2], [4, 5, 0.9, 4]])
    assert [natural(tree, d) for d in (0.0, 0.5, 1.0)] == [3, 2, 1]
    assert finest(tree) == 3
    assert natural(np.zeros((0, 4)), 0.5) == finest(np.zeros((0, 4))) == 1

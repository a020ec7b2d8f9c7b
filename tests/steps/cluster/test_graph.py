"""Neighbours and communities."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse

from analyse.steps.cluster.consensus import groups, look, runs
from analyse.steps.cluster.graph import communities, nearness, neighbours, symmetric


def unit(n: int, d: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_neighbours_are_the_nearest_by_cosine(monkeypatch):
    """Blocks change nothing: indices and similarities are those of the full matrix."""
    from analyse.steps.cluster import graph

    monkeypatch.setattr(graph, "_BLOCK", 7)
    rows = unit(40, 6, 1)
    indices, weights = neighbours(rows, 5)
    full = rows @ rows.T
    np.fill_diagonal(full, -2)
    assert np.array_equal(np.sort(indices), np.sort(np.argsort(-full, axis=1)[:, :5]))
    assert (np.diff(weights, axis=1) <= 1e-9).all()
    assert not (indices == np.arange(40)[:, None]).any()
    assert np.allclose(weights, np.sort(full, axis=1)[:, ::-1][:, :5], atol=1e-6)


def test_neighbours_among_others():
    """Rows can be looked up among other rows, themselves included when they are there."""
    rows = unit(30, 6, 2)
    indices, _ = neighbours(rows[20:], 3, among=rows)
    assert np.array_equal(indices[:, 0], np.arange(20, 30))


def test_graph_is_symmetric_and_keeps_what_is_kept():
    """An edge dropped on both sides is gone; two directions are united as fuzzy sets."""
    indices, weights = np.array([[1], [0], [0]]), np.array([[0.8], [0.8], [0.2]])
    graph = symmetric(indices, weights, np.array([[True], [False], [True]])).toarray()
    assert np.allclose(graph, [[0, 0.8, 0.2], [0.8, 0, 0], [0.2, 0, 0]])
    both = symmetric(indices, weights, np.ones((3, 1), dtype=bool)).toarray()
    assert np.allclose(both, [[0, 0.96, 0.2], [0.96, 0, 0], [0.2, 0, 0]])


def test_nearness_is_measured_by_the_neighbourhood():
    """The nearest neighbour weighs 1, others less; shifting all cosines changes nothing."""
    cosines = np.array([[0.9, 0.7, 0.5], [0.3, 0.3, 0.3]])
    weights = nearness(cosines)
    assert weights[0, 0] == 1
    assert (np.diff(weights[0]) < 0).all()
    assert (weights[1] == 1).all()
    assert np.allclose(nearness(cosines - 0.2), weights)


def test_communities_of_two_cliques():
    """Two cliques joined by one weak edge are two communities; a higher resolution divides more."""
    block = np.ones((6, 6)) - np.eye(6)
    graph = np.block([[block, np.zeros((6, 6))], [np.zeros((6, 6)), block]])
    graph[0, 6] = graph[6, 0] = 0.1
    labels = communities(sparse.csr_matrix(graph), 1.0, np.random.default_rng(0))
    assert len(set(labels[:6])) == len(set(labels[6:])) == 1
    assert labels[0] != labels[6]
    fine = communities(sparse.csr_matrix(graph), 30.0, np.random.default_rng(0))
    assert len(set(fine)) > 2


def test_a_graph_without_edges_has_no_community():
    """Nothing linked: everyone alone."""
    labels = communities(sparse.csr_matrix((4, 4)), 1.0, np.random.default_rng(0))
    assert sorted(labels) == [0, 1, 2, 3]


def test_small_groups_join_the_nearest():
    """No small group is left smaller than asked, and rows always together stay together."""
    rows = unit(60, 8, 3)
    labels = runs(look([rows, unit(60, 5, 4)]), 0)
    leaves, merges = groups(labels, 5)
    assert np.bincount(leaves).min() >= 5
    assert len(merges) == leaves.max()
    assert (groups(labels, 1000)[0] == 0).all()

"""Nearest neighbours, and communities of a weighted graph by modularity.

Method: Blondel et al., "Fast unfolding of communities in large networks", 2008, with the
resolution parameter of Reichardt and Bornholdt, 2006.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import scipy.sparse as sparse

_BLOCK = 2048
_SWEEPS = 20
_FLOOR = 1e-3
"""A neighbour stays one, however little it resembles."""


def neighbours(
    rows: np.ndarray, count: int, *, among: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The nearest rows of each row by cosine, itself left out unless `among` holds it.

    Args:
        rows: (n, d) unit rows.
        count: how many, less than the number of candidates.
        among: (m, d) unit rows to look in; None means `rows` themselves.

    Returns:
        Indices (n, count), nearest first, and cosines (n, count).
    """
    candidates = rows if among is None else among
    count = min(count, len(candidates) - (among is None))
    indices = np.empty((len(rows), count), dtype=np.int64)
    weights = np.empty((len(rows), count), dtype=np.float64)
    for start in range(0, len(rows), _BLOCK):
        stop = min(start + _BLOCK, len(rows))
        similar = rows[start:stop] @ candidates.T
        if among is None:
            similar[np.arange(stop - start), np.arange(start, stop)] = -2.0
        best = np.argpartition(-similar, count - 1, axis=1)[:, :count]
        found = np.take_along_axis(similar, best, axis=1)
        order = np.lexsort((best, -found), axis=1)
        indices[start:stop] = np.take_along_axis(best, order, axis=1)
        weights[start:stop] = np.take_along_axis(found, order, axis=1)
    return indices, weights


def nearness(similarity: np.ndarray) -> np.ndarray:
    """How near each neighbour is, measured by the row's own neighbourhood.

    Args:
        similarity: (n, k) cosines, best first.

    Returns:
        (n, k) in (0, 1]: 1 for the nearest one, then exponential in the distance beyond it, by
        the mean of these distances (McInnes and Healy, UMAP, 2018, with a mean as scale).
    """
    beyond = similarity[:, :1] - similarity
    scale = np.maximum(beyond.mean(axis=1, keepdims=True), 1e-4)
    weights: np.ndarray = np.maximum(np.exp(-beyond / scale), _FLOOR)
    return weights


def symmetric(indices: np.ndarray, weights: np.ndarray, keep: np.ndarray) -> Any:
    """Symmetric sparse graph of the kept neighbourhoods.

    Args:
        indices, weights: (n, k) of `neighbours`.
        keep: (n, k) boolean.

    Returns:
        CSR matrix (n, n): an edge of weights a and b in its two directions weighs a + b - ab.
    """
    n, k = indices.shape
    start = np.repeat(np.arange(n), k).reshape(n, k)
    directed = sparse.csr_matrix((weights[keep], (start[keep], indices[keep])), shape=(n, n))
    back = directed.T.tocsr()
    return (directed + back - directed.multiply(back)).tocsr()


def communities(graph: Any, resolution: float, generator: np.random.Generator) -> np.ndarray:
    """Labels (n,) from 0 of the communities of a symmetric CSR graph."""
    labels = np.arange(graph.shape[0])
    graph = graph.tocsr().astype(np.float64)
    while True:
        n = graph.shape[0]
        degrees = np.asarray(graph.sum(axis=1)).ravel()
        if degrees.sum() <= 0:
            return labels
        member = np.arange(n)
        moved = _move(
            graph.indptr.astype(np.int64),
            graph.indices.astype(np.int64),
            graph.data,
            degrees,
            resolution,
            generator.permutation(n),
            member,
            _SWEEPS,
        )
        kept, member = np.unique(member, return_inverse=True)
        labels = member[labels]
        if not moved or len(kept) == n:
            return labels
        fold = sparse.csr_matrix((np.ones(n), (np.arange(n), member)), shape=(n, len(kept)))
        graph = (fold.T @ graph @ fold).tocsr()


@numba.njit(cache=True)
def _move(  # type: ignore[no-untyped-def] # compiled: numba infers the types
    indptr, indices, weights, degrees, resolution, order, member, sweeps
):
    """Move nodes to the neighbouring community that gains most, until none moves."""
    n = len(degrees)
    total = degrees.sum()
    mass = np.zeros(n)
    for node in range(n):
        mass[member[node]] += degrees[node]
    link = np.zeros(n)
    touched = np.empty(n, np.int64)
    moved_ever = False
    for _ in range(sweeps):
        moved = False
        for node in order:
            home = member[node]
            count = 0
            for edge in range(indptr[node], indptr[node + 1]):
                other = indices[edge]
                if other == node:
                    continue
                community = member[other]
                if link[community] == 0.0:
                    touched[count] = community
                    count += 1
                link[community] += weights[edge]
            mass[home] -= degrees[node]
            share = resolution * degrees[node] / total
            best = home
            gain = link[home] - share * mass[home]
            for at in range(count):
                community = touched[at]
                candidate = link[community] - share * mass[community]
                if candidate > gain + 1e-12:
                    gain = candidate
                    best = community
            for at in range(count):
                link[touched[at]] = 0.0
            mass[best] += degrees[node]
            if best != home:
                member[node] = best
                moved = True
        if not moved:
            break
        moved_ever = True
    return moved_ever

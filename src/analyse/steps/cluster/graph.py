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
        _largest(similar, indices[start:stop], weights[start:stop])
    return indices, weights


@numba.njit(cache=True, nogil=True)
def _largest(similar, indices, weights):  # type: ignore[no-untyped-def] # compiled
    """The largest values of each row, largest first, the first of equal ones before.

    Args:
        similar: (n, m).
        indices, weights: (n, k), filled.
    """
    count = indices.shape[1]
    for row in range(len(similar)):
        kept, least = 0, -np.inf
        for other in range(similar.shape[1]):
            value = similar[row, other]
            if kept == count and value <= least:
                continue
            at = kept if kept < count else count - 1
            while at > 0 and weights[row, at - 1] < value:
                weights[row, at], indices[row, at] = weights[row, at - 1], indices[row, at - 1]
                at -= 1
            weights[row, at], indices[row, at] = value, other
            kept = min(kept + 1, count)
            least = weights[row, count - 1] if kept == count else -np.inf


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
    n = len(indices)
    ends, columns, values = _union(n, np.ascontiguousarray(indices), weights, keep)
    return sparse.csr_matrix((values, columns, ends), shape=(n, n))


@numba.njit(cache=True, nogil=True)
def _turned(n, ends, columns, values):  # type: ignore[no-untyped-def] # compiled
    """The transpose of a CSR matrix, columns in order."""
    out_ends = np.zeros(n + 1, np.int64)
    for column in columns:
        out_ends[column + 1] += 1
    for row in range(n):
        out_ends[row + 1] += out_ends[row]
    at = out_ends[:-1].copy()
    out_columns = np.empty(len(columns), np.int64)
    out_values = np.empty(len(columns), np.float64)
    for row in range(n):
        for edge in range(ends[row], ends[row + 1]):
            column = columns[edge]
            out_columns[at[column]] = row
            out_values[at[column]] = values[edge]
            at[column] += 1
    return out_ends, out_columns, out_values


@numba.njit(cache=True, nogil=True)
def _union(n, indices, weights, keep):  # type: ignore[no-untyped-def] # compiled
    """Rows of `symmetric` in CSR, columns in order."""
    count = 0
    ends = np.zeros(n + 1, np.int64)
    for row in range(n):
        for k in range(indices.shape[1]):
            count += keep[row, k]
        ends[row + 1] = count
    columns, values = np.empty(count, np.int64), np.empty(count, np.float64)
    at = 0
    for row in range(n):
        for k in range(indices.shape[1]):
            if keep[row, k]:
                columns[at], values[at] = indices[row, k], weights[row, k]
                at += 1
    back_ends, back_columns, back_values = _turned(n, ends, columns, values)
    # Turned twice, the columns of a row are in order: the two directions are merged.
    ends, columns, values = _turned(n, back_ends, back_columns, back_values)
    out_ends = np.zeros(n + 1, np.int64)
    out_columns, out_values = np.empty(2 * count, np.int64), np.empty(2 * count, np.float64)
    at = 0
    for row in range(n):
        one, other = ends[row], back_ends[row]
        while one < ends[row + 1] or other < back_ends[row + 1]:
            left = columns[one] if one < ends[row + 1] else n
            right = back_columns[other] if other < back_ends[row + 1] else n
            a = values[one] if left <= right else 0.0
            b = back_values[other] if right <= left else 0.0
            out_columns[at], out_values[at] = min(left, right), (a + b) - a * b
            one += left <= right
            other += right <= left
            at += 1
        out_ends[row + 1] = at
    return out_ends, out_columns[:at], out_values[:at]


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


@numba.njit(cache=True, nogil=True)
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


@numba.njit(cache=True, nogil=True)
def count_pairs(times, order, ends):  # type: ignore[no-untyped-def] # compiled
    """Add 1 to `times` (n, n) for each two rows of one community.

    Args:
        times: added to.
        order: (n,) rows, community after community, in increasing order within each.
        ends: (communities,) where each one ends in `order`.
    """
    start = 0
    for end in ends:
        for one in range(start, end):
            row = times[order[one]]
            for other in range(start, end):
                row[order[other]] += 1
        start = end


@numba.njit(cache=True, nogil=True)
def upper(times, values):  # type: ignore[no-untyped-def] # compiled
    """What stands for each pair of rows, in scipy's condensed order.

    Args:
        times: (n, n) whole numbers, symmetric.
        values: of each of them.
    """
    n = len(times)
    out = np.empty(n * (n - 1) // 2, values.dtype)
    at = 0
    for row in range(n):
        for other in range(row + 1, n):
            out[at] = values[times[row, other]]
            at += 1
    return out

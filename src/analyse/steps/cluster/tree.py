"""The tree of themes, kept so that they can be cut coarser or finer later.

A tree is an array (n - 1, 4) in scipy's linkage format over n things, in their order: the two
groups that merge, their distance in [0, 1] (1 minus the share of the runs that unite them) and the
size of the union. The things are small groups of passages that nearly all runs unite; `expand`
gives the tree over the passages, where these merge at distance 0.
"""

from __future__ import annotations

import numpy as np


def finest(tree: np.ndarray) -> int:
    """The largest number of themes a tree can be cut into."""
    return 1 + int((tree[:, 2] > 0).sum())


def natural(tree: np.ndarray, distance: float) -> int:
    """Number of themes when all groups nearer than `distance` are merged."""
    return 1 + int((tree[:, 2] > distance).sum())


def cut(tree: np.ndarray, count: int) -> np.ndarray:
    """Labels (n,) int64 of `count` themes (or the nearest number the tree allows), from 0.

    Cuts are nested: each theme of a coarser cut is a union of themes of any finer one. Labels are
    in the order of the themes' first members.
    """
    n = len(tree) + 1
    parent = np.arange(2 * n - 1)
    for step in range(n - max(1, min(count, finest(tree)))):
        parent[tree[step, :2].astype(np.int64)] = n + step
    for node in range(2 * n - 2, -1, -1):  # a parent has a larger number than its children
        parent[node] = parent[parent[node]]
    _, first, labels = np.unique(parent[:n], return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    numbered: np.ndarray = order[labels]
    return numbered


def expand(leaves: np.ndarray, merges: np.ndarray) -> np.ndarray:
    """The tree over passages, from that over small groups of them.

    Args:
        leaves: (n,) the small group of each passage, from 0, none empty.
        merges: (groups - 1, 4) of `grow`.

    Returns:
        Array (n - 1, 4).
    """
    n, count = len(leaves), len(merges) + 1
    tree = np.zeros((n - 1, 4))
    top, size = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    step = 0
    for passage, leaf in enumerate(leaves):
        if top[leaf] < 0:
            top[leaf], size[leaf] = passage, 1
            continue
        low, high = sorted((int(top[leaf]), passage))
        size[leaf] += 1
        tree[step] = low, high, 0.0, size[leaf]
        top[leaf] = n + step
        step += 1
    names = [int(node) for node in top]
    sizes = [int(one) for one in size]
    for left, right, distance, _ in merges:
        low, high = sorted((names[int(left)], names[int(right)]))
        total = sizes[int(left)] + sizes[int(right)]
        tree[step] = low, high, distance, total
        names.append(n + step)
        sizes.append(total)
        step += 1
    return tree


def grow(similarity: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Average linkage of groups of given sizes.

    Args:
        similarity: (m, m) mean similarity in [0, 1] between the members of two groups.
        sizes: (m,) number of members.

    Returns:
        Merges (m - 1, 4), in scipy's linkage format; distances are above 0 and do not decrease.
    """
    m = len(sizes)
    distance = 1.0 - np.asarray(similarity, dtype=np.float64)
    np.fill_diagonal(distance, np.inf)
    weight = np.asarray(sizes, dtype=np.float64).copy()
    name = np.arange(m)
    merges = np.zeros((max(m - 1, 0), 4))
    for step in range(m - 1):
        a, b = divmod(int(np.argmin(distance)), m)
        a, b = min(a, b), max(a, b)
        low, high = sorted((int(name[a]), int(name[b])))
        merges[step] = low, high, distance[a, b], weight[a] + weight[b]
        both = (weight[a] * distance[a] + weight[b] * distance[b]) / (weight[a] + weight[b])
        distance[a], distance[:, a] = both, both
        distance[a, a] = np.inf
        distance[b], distance[:, b] = np.inf, np.inf
        weight[a] += weight[b]
        name[a] = m + step
    merges[:, 2] = np.maximum.accumulate(np.maximum(merges[:, 2], 1e-9))
    return merges

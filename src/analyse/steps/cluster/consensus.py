"""Many cheap runs, and what they agree on.

Each run finds modularity communities on a neighbourhood graph from which edges are drawn at random,
in one reading of the passages, with its own number of neighbours and resolution. Two passages are
as near as the share of the runs that put them together (co-association: Fred and Jain, "Combining
multiple clusterings using evidence accumulation", 2005); average linkage on that share gives the
tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analyse.steps.cluster.graph import communities, nearness, neighbours, symmetric
from analyse.steps.cluster.tree import grow

NEIGHBOURS = (15, 30, 45)
RESOLUTIONS = (1.0, 1.5, 2.0, 3.0)
_KEPT_EDGES = 0.9
FINE = 0.3
"""Distance under which passages always stay together: the leaves of the tree."""


def runs(readings: Sequence[np.ndarray], seed: int) -> np.ndarray:
    """Labels (number of runs, n), a run per reading, number of neighbours and resolution.

    Args:
        readings: of `features.views`, unit rows (n, …), n at least 3.
        seed: of the draws.
    """
    n = len(readings[0])
    sizes = sorted({max(2, min(size, n // 3)) for size in NEIGHBOURS})
    generator = np.random.default_rng(seed)
    out = []
    for rows in readings:
        indices, similarity = neighbours(rows, sizes[-1])
        for size in sizes:
            near, weights = indices[:, :size], nearness(similarity[:, :size])
            for resolution in RESOLUTIONS:
                keep = generator.random((n, size)) < _KEPT_EDGES
                out.append(communities(symmetric(near, weights, keep), resolution, generator))
    return np.array(out)


def indicator(labels: np.ndarray) -> Any:
    """Sparse (n, communities of all runs): 1 where a row belongs to a community."""
    import scipy.sparse as sparse

    count, n = labels.shape
    offsets = np.concatenate([[0], np.cumsum(labels.max(axis=1) + 1)])
    columns = (labels + offsets[:-1, None]).ravel()
    rows = np.tile(np.arange(n), count)
    ones = np.ones(len(columns), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(n, int(offsets[-1])))


def smallest(n: int) -> int:
    """The fewest passages that make a small group of their own."""
    return max(3, round(0.004 * n))


def groups(labels: np.ndarray, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Small groups on which nearly all runs agree, and how they merge.

    Args:
        labels: (number of runs, n) of `runs`.
        least: smaller groups join the nearest larger one.

    Returns:
        Leaves (n,) from 0, and merges in scipy's linkage format.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    member = indicator(labels).toarray()
    together = (member @ member.T) / len(labels)
    upper = np.triu_indices(len(together), 1)
    distances = (1.0 - together[upper]).clip(0.0)
    leaves = fcluster(linkage(distances, "average"), FINE, "distance") - 1
    leaves = _join_small(leaves, together, least)
    sums = _fold(together, leaves)
    sizes = np.bincount(leaves)
    return leaves, grow(sums / np.outer(sizes, sizes), sizes)


def _fold(together: np.ndarray, leaves: np.ndarray) -> np.ndarray:
    """Sums of a matrix over groups of rows and of columns."""
    member = np.eye(leaves.max() + 1, dtype=np.float32)[leaves]
    folded: np.ndarray = member.T @ together @ member
    return np.asarray(folded, dtype=np.float64)


def _join_small(leaves: np.ndarray, together: np.ndarray, least: int) -> np.ndarray:
    """Every row of a group that is too small joins the group it is most often with."""
    sizes = np.bincount(leaves)
    large = np.flatnonzero(sizes >= least)
    if not len(large):
        return np.zeros_like(leaves)
    place = np.full(len(sizes), -1)
    place[large] = np.arange(len(large))
    out: np.ndarray = place[leaves]
    member = np.zeros((len(leaves), len(large)), dtype=np.float32)
    known = out >= 0
    member[np.flatnonzero(known), out[known]] = 1.0
    affinity = (together @ member) / sizes[large]
    out[~known] = affinity[~known].argmax(axis=1)
    return out

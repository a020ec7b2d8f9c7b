"""Many cheap runs, and what they agree on.

Each run finds modularity communities on a neighbourhood graph from which edges are drawn at random,
in one reading of the passages, with its own number of neighbours and resolution. Two passages are
as near as the share of the runs that put them together (co-association: Fred and Jain, "Combining
multiple clusterings using evidence accumulation", 2005); average linkage on that share gives the
tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyse.steps.cluster.graph import (
    communities,
    count_pairs,
    nearness,
    neighbours,
    symmetric,
    upper,
)
from analyse.steps.cluster.tree import grow

NEIGHBOURS = (10, 20, 30, 60)
"""Mean AMI × 100 over four labelled corpora, two seeds, 1,800 of the arguments: 34.2, and no corpus
lower than with (15, 30, 45), which gives 33.8; (10, 15, 20) gives 33.8 too."""
_TO_SPARE = 1.25
RESOLUTIONS = (1.0, 1.5, 2.0, 3.0)
_KEPT_EDGES = 0.9
FINE = 0.3
"""Distance under which passages always stay together: the leaves of the tree."""


@dataclass(frozen=True)
class Near:
    """The neighbours of n rows in one reading.

    Attributes:
        indices: (n, k) int64, nearest first; -1 where there is none.
        similarity: (n, k) cosines.
    """

    indices: np.ndarray
    similarity: np.ndarray

    def among(self, kept: np.ndarray) -> Near:
        """The same rows and neighbours without those that are not kept (increasing indices)."""
        place = np.full(len(self.indices) + 1, -1)
        place[kept] = np.arange(len(kept))
        indices, similarity = place[self.indices[kept]], self.similarity[kept]
        order = np.argsort(indices < 0, axis=1, kind="stable")
        return Near(
            np.take_along_axis(indices, order, axis=1),
            np.take_along_axis(similarity, order, axis=1),
        )


def look(readings: Sequence[np.ndarray]) -> list[Near]:
    """Neighbours in each reading, with some to spare for draws of a part of the rows.

    Args:
        readings: of `Reader.read`, unit rows (n, …), n at least 3.
    """
    most = min(round(_TO_SPARE * NEIGHBOURS[-1]), len(readings[0]) - 1)
    return [Near(*neighbours(rows, most)) for rows in readings]


def runs(near: Sequence[Near], seed: int, *, every: int = 1) -> np.ndarray:
    """Labels (number of runs, n), a run per reading, number of neighbours and resolution.

    Args:
        near: of `look`.
        seed: of the draws.
        every: 2 for half of the runs.
    """
    n = len(near[0].indices)
    sizes = sorted({max(2, min(size, n // 3)) for size in NEIGHBOURS})
    settings = [(size, resolution) for size in sizes for resolution in RESOLUTIONS]
    generator = np.random.default_rng(seed)
    out = []
    for start, reading in enumerate(near):
        for size, resolution in settings[start % every :: every]:
            indices = reading.indices[:, :size]
            weights = nearness(reading.similarity[:, :size])
            keep = (generator.random(indices.shape) < _KEPT_EDGES) & (indices >= 0)
            out.append(communities(symmetric(indices, weights, keep), resolution, generator))
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

    times, shares = _times(labels), np.arange(len(labels) + 1, dtype=np.float32) / len(labels)
    shares = shares.astype(np.float32)
    apart = upper(times, (np.float32(1.0) - shares).astype(np.float64))
    leaves = fcluster(linkage(apart, "average"), FINE, "distance") - 1
    del apart  # a large corpus has four of these at once
    together = shares[times]
    leaves = _join_small(leaves, together, least)
    sums = _fold(together, leaves)
    sizes = np.bincount(leaves)
    return leaves, grow(sums / np.outer(sizes, sizes), sizes)


def _times(labels: np.ndarray) -> np.ndarray:
    """How many runs (n, n) unite two rows."""
    n = labels.shape[1]
    times = np.zeros((n, n), dtype=np.uint16)
    for run in labels:
        order = np.argsort(run, kind="stable")
        ends = np.cumsum(np.bincount(run))
        count_pairs(times, order, ends)
    return times


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

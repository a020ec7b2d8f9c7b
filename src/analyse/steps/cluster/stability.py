"""How much of each theme comes back when a tenth of the passages is missing.

Method: Hennig, "Cluster-wise assessment of cluster stability", 2007: the analysis is done again on
draws without replacement; a theme's score is the mean of its best Jaccard similarities.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyse.steps.cluster.consensus import groups, runs, smallest
from analyse.steps.cluster.tree import cut, expand

_DRAWS = 4
_SHARE = 0.9
_MOST = 1500
"""Rows of a draw: enough to see a theme come back, at a bounded cost."""
_FEW = 10


def stability(
    readings: Sequence[np.ndarray], labels: np.ndarray, count: int, *, seed: int
) -> np.ndarray:
    """Mean best Jaccard (count,) of each theme, in [0, 1].

    Args:
        readings: unit rows (n, …) the themes were found on.
        labels: (n,) themes from 0 to `count` - 1.
        count: number of themes, also asked of every draw.
        seed: of the draws.
    """
    n = len(readings[0])
    if count <= 1 or n < _FEW:
        return np.ones(count)
    generator = np.random.default_rng([seed, 1])
    scores = np.zeros((_DRAWS, count))
    for draw in range(_DRAWS):
        size = min(max(_FEW, int(_SHARE * n)), _MOST)
        kept = np.sort(generator.choice(n, size=size, replace=False))
        leaves, merges = groups(
            runs([rows[kept] for rows in readings], seed + 1 + draw), smallest(size)
        )
        again = cut(expand(leaves, merges), count)
        common = np.zeros((count, again.max() + 1))
        np.add.at(common, (labels[kept], again), 1.0)
        union = common.sum(axis=1, keepdims=True) + common.sum(axis=0) - common
        scores[draw] = (common / np.maximum(union, 1.0)).max(axis=1)
    mean: np.ndarray = scores.mean(axis=0)
    return mean

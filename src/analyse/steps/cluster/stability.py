"""How much of each theme comes back when a tenth of the passages is missing.

Method: Hennig, "Cluster-wise assessment of cluster stability", 2007: the analysis is done again on
draws without replacement; a theme's score is the mean of its best Jaccard similarities. What two
analyses have in common is counted between their small groups, so that any cut can be scored later.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from analyse.steps.cluster.consensus import Near, groups, runs, smallest
from analyse.steps.cluster.tree import cut

_DRAWS = 4
_SHARE = 0.9
_HALF = 2
"""Draws take every second run: see docs/decisions/0005."""
_FEW = 10
_THREADS = 2
"""Draws at once: compiled code lets the other thread work, and the result does not depend on it."""


@dataclass(frozen=True)
class Draw:
    """An analysis of a part of the passages.

    Attributes:
        common: (groups, groups of the draw) int64, passages of the draw in both.
        merges: (groups of the draw - 1, 4), its tree.
    """

    common: np.ndarray
    merges: np.ndarray


def draws(near: Sequence[Near], leaves: np.ndarray, *, seed: int) -> tuple[Draw, ...]:
    """Analyses of parts of the passages, against the small groups of all; none when n < 10.

    Args:
        near: neighbours of the rows the small groups were found on.
        leaves: (n,) small group of each row, from 0.
        seed: of the draws.
    """
    n, count = len(leaves), int(leaves.max()) + 1
    if n < _FEW:
        return ()
    generator = np.random.default_rng([seed, 1])
    size = max(_FEW, int(_SHARE * n))
    drawn = [np.sort(generator.choice(n, size=size, replace=False)) for _ in range(_DRAWS)]

    def analysed(draw: int) -> Draw:
        kept = drawn[draw]
        labels = runs([one.among(kept) for one in near], seed + 1 + draw, every=_HALF)
        again, merges = groups(labels, smallest(size))
        common = np.zeros((count, len(merges) + 1), dtype=np.int64)
        np.add.at(common, (leaves[kept], again), 1)
        return Draw(common, merges)

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="tirage") as threads:
        return tuple(threads.map(analysed, range(_DRAWS)))


def stability(drawn: Sequence[Draw], themes: np.ndarray, count: int) -> np.ndarray:
    """Mean best Jaccard (count,) of each theme, in [0, 1]; 1 when it is the only one.

    Args:
        drawn: of `draws`.
        themes: (groups,) theme of each small group, from 0.
        count: number of themes, also asked of every draw.
    """
    if count <= 1 or not drawn:
        return np.ones(count)
    scores = np.zeros((len(drawn), count))
    for i, draw in enumerate(drawn):
        again = cut(draw.merges, count)
        common = np.zeros((count, int(again.max()) + 1))
        np.add.at(common, (themes[:, None], again[None, :]), draw.common)
        union = common.sum(axis=1, keepdims=True) + common.sum(axis=0) - common
        scores[i] = (common / np.maximum(union, 1.0)).max(axis=1)
    mean: np.ndarray = scores.mean(axis=0)
    return mean

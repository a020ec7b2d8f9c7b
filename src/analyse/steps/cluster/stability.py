"""How much of each theme comes back when a tenth of the passages is missing.

Method: Hennig, "Cluster-wise assessment of cluster stability", 2007: the analysis is done again on
draws without replacement; a theme's score is the mean of its best Jaccard similarities. What two
analyses have in common is counted between their small groups, so that any cut can be scored later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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


@contextmanager
def drawing(
    near: Sequence[Near], *, seed: int
) -> Iterator[Callable[[np.ndarray], tuple[Draw, ...]]]:
    """Analyse parts of the passages in other threads, while the caller analyses all of them.

    Args:
        near: neighbours of n rows.
        seed: of the draws.

    Yields:
        What waits for these analyses, given the small group (n,) of each row, from 0; it gives
        none when n < 10.
    """
    n = len(near[0].indices)
    generator = np.random.default_rng([seed, 1])
    size = max(_FEW, int(_SHARE * n))
    count = _DRAWS if n >= _FEW else 0
    drawn = [np.sort(generator.choice(n, size=size, replace=False)) for _ in range(count)]

    def analysed(draw: int) -> tuple[np.ndarray, np.ndarray]:
        labels = runs([one.among(drawn[draw]) for one in near], seed + 1 + draw, every=_HALF)
        return groups(labels, smallest(size))

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="tirage") as threads:
        analyses = [threads.submit(analysed, draw) for draw in range(count)]

        def finished(leaves: np.ndarray) -> tuple[Draw, ...]:
            found = []
            for kept, analysis in zip(drawn, analyses, strict=True):
                again, merges = analysis.result()
                common = np.zeros((int(leaves.max()) + 1, len(merges) + 1), dtype=np.int64)
                np.add.at(common, (leaves[kept], again), 1)
                found.append(Draw(common, merges))
            return tuple(found)

        yield finished


def stability(drawn: Sequence[Draw], themes: np.ndarray, count: int) -> np.ndarray:
    """Mean best Jaccard (count,) of each theme, in [0, 1]; 1 when it is the only one.

    Args:
        drawn: of `drawing`.
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

"""MTEB's protocol for SIB-200: V-measure of mini-batch k-means, told the number of classes.

All rows; ten draws of 16,384 rows with replacement, by `random.Random(42)`; on each,
`MiniBatchKMeans(batch_size=512, init="k-means++", n_init=1, random_state=42)`; mean V-measure. As
in `AbsTaskClusteringFast` (Muennighoff et al., "MTEB: Massive Text Embedding Benchmark", 2023, and
Enevoldsen et al., "MMTEB", 2025).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWS = 10
DRAWN = 16_384
SEED = 42


@dataclass(frozen=True, slots=True)
class V:
    """Mean and standard deviation (population) of V-measures × 100."""

    mean: float
    deviation: float

    def __str__(self) -> str:
        return f"{self.mean:.1f} ± {self.deviation:.1f}"


def v_measures(
    vectors: np.ndarray,
    classes: Sequence[object],
    *,
    seed: int = SEED,
    draws: int = DRAWS,
    drawn: int = DRAWN,
) -> list[float]:
    """V-measure × 100 of each draw.

    Args:
        vectors: (n, d).
        classes: n labels.
        seed: of the draws and of k-means; 42 is MTEB's.
        draws: how many. drawn: rows in each.
    """
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.metrics import v_measure_score
    from threadpoolctl import threadpool_limits

    labels = np.unique(np.asarray(classes), return_inverse=True)[1]
    generator = random.Random(seed)
    model = MiniBatchKMeans(
        n_clusters=int(labels.max()) + 1,
        batch_size=512,
        init="k-means++",
        n_init=1,
        random_state=seed,
    )
    found = []
    with threadpool_limits(1):  # mini-batches are too small to be shared between threads
        for _ in range(draws):
            rows = generator.choices(range(len(labels)), k=drawn)
            found.append(100 * v_measure_score(labels[rows], model.fit_predict(vectors[rows])))
    return found


def score(vectors: np.ndarray, classes: Sequence[object]) -> V:
    """MTEB's figure."""
    return summary(v_measures(vectors, classes))


def steadier(vectors: np.ndarray, classes: Sequence[object], seeds: Sequence[int]) -> V:
    """The same with several seeds: mean and deviation of their means, to compare two readings."""
    return summary([float(np.mean(v_measures(vectors, classes, seed=seed))) for seed in seeds])


def summary(values: Sequence[float]) -> V:
    """Mean and deviation of some values."""
    return V(float(np.mean(values)), float(np.std(values)))

"""Accuracy: how often people find what the machine meant, and whether chance could do as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, both ends included."""

    low: float
    high: float


def percentile_interval(values: Sequence[float]) -> Interval | None:
    """The middle 95 % of bootstrap values, None without any."""
    if not len(values):
        return None
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.asarray(values, dtype=float), [tail, 1 - tail])
    return Interval(float(low), float(high))


def bootstrap_accuracy(
    themes: Sequence[tuple[int, int]], *, seed: int, draws: int = 2000
) -> Interval | None:
    """Interval of the overall accuracy, by resampling themes and not votes.

    Votes on one theme resemble each other: resampling them one by one would give an interval that
    is too narrow (clusters are resampled whole: Davison & Hinkley 1997, § 3.8).

    Args:
        themes: (right, answers) of each theme; themes without answers are left out.
        seed: of the draws.
        draws: number of draws.

    Returns:
        None with fewer than two themes: nothing tells how much themes differ.
    """
    table = np.array([one for one in themes if one[1]], dtype=float).reshape(-1, 2)
    if len(table) < 2:
        return None
    chosen = np.random.default_rng(seed).integers(len(table), size=(draws, len(table)))
    sums = table[chosen].sum(axis=1)
    return percentile_interval((sums[:, 0] / sums[:, 1]).tolist())


def exact_interval(right: int, answers: int) -> Interval | None:
    """Clopper–Pearson interval of one proportion; None without answers."""
    from scipy.stats import binomtest

    if not answers:
        return None
    found = binomtest(right, answers).proportion_ci(LEVEL, method="exact")
    return Interval(float(found.low), float(found.high))


def exact_p(right: int, answers: int, chance: float) -> float | None:
    """Probability that chance alone gives at least as many right answers (one-sided, exact).

    It speaks of that item, not of its theme: 4 of 5 with chance 1/6 gives .003.
    """
    from scipy.stats import binomtest

    if not answers:
        return None
    return float(binomtest(right, answers, chance, alternative="greater").pvalue)

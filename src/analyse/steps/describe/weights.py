"""What is a theme's own, against the themes that are nearest to it.

A theme is told from its neighbours, not only from everything: what a word or a meaning is compared
with is, for one half, the mean of the other themes and, for the other half, the mean of the few
nearest ones.
"""

from __future__ import annotations

import numpy as np

NEAR_ZERO = 0.1
"""Added to a cosine that multiplies: what means nothing of a theme still has an order."""
_NEIGHBOURS = 3
"""Nearest themes that are half of what a theme is compared with."""
_TINY = 1e-9
_PRIOR = 10.0
"""Passages that say a word as everyone does, added to each theme: the strength of the prior."""


def contrast(centroids: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Weights (k, k) of what each theme is compared with; rows sum to 1, 0 on the diagonal.

    Args:
        centroids: (k, d) unit rows.
        sizes: (k,) passages of each theme.

    Returns:
        half the other themes by size, half the three nearest ones by size; all 0 for one theme.
    """
    k = len(centroids)
    weights = np.zeros((k, k))
    if k < 2:
        return weights
    cosines = centroids @ centroids.T
    np.fill_diagonal(cosines, -np.inf)
    for theme in range(k):
        others = np.arange(k) != theme
        near = np.argsort(-cosines[theme], kind="stable")[: min(_NEIGHBOURS, k - 1)]
        weights[theme, others] += 0.5 * sizes[others] / sizes[others].sum()
        weights[theme, near] += 0.5 * sizes[near] / sizes[near].sum()
    return weights


def own_words(counts: np.ndarray, sizes: np.ndarray, against: np.ndarray) -> np.ndarray:
    """How much each word is each theme's own: z-scores of log-odds, at least 0.

    After the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn
    ("Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of
    Political Conflict", Political Analysis 16(4), 2008), counted in passages.

    Args:
        counts: (k, m) passages of each theme that say each word.
        sizes: (k,) passages of each theme.
        against: (k, k) as `contrast` gives.

    Returns:
        (k, m) z-scores; a word that the theme says less than what it is compared with has 0.
    """
    said = counts.astype(float)
    total = max(float(sizes.sum()), 1.0)
    prior = _PRIOR * said.sum(axis=0) / total
    rates = said / np.maximum(sizes[:, None], 1.0)
    # as many passages as the rest of the corpus, that say words as what it is compared with does
    rest = np.maximum(total - sizes, 1.0)[:, None]
    other = (against @ rates) * rest
    odds = np.log((said + prior + _TINY) / np.maximum(sizes[:, None] + _PRIOR - said - prior, 0.5))
    odds -= np.log((other + prior + _TINY) / np.maximum(rest + _PRIOR - other - prior, 0.5))
    spread = np.sqrt(1 / (said + prior + _TINY) + 1 / (other + prior + _TINY))
    scores: np.ndarray = np.clip(odds / spread, 0.0, None)
    return scores


def directions(centroids: np.ndarray, against: np.ndarray) -> np.ndarray:
    """Unit vectors (k, d) from what each theme is compared with to the theme."""
    return unit(centroids - against @ centroids)


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; a row of zeros stays as it is."""
    out: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
    return out


def scaled(rows: np.ndarray) -> np.ndarray:
    """Each row over its greatest value; a row of zeros stays as it is."""
    out: np.ndarray = rows / np.maximum(rows.max(axis=-1, keepdims=True), 1e-12)
    return out

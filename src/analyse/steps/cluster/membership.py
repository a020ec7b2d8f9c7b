"""How strongly a passage belongs to each theme, and which passages belong to none."""

from __future__ import annotations

import numpy as np

_TIGHT = 75
"""Percentile of a theme's own affinities that counts as belonging fully."""
_FENCE = 2.5
"""Robust deviations beyond the median from which a passage is far from every theme."""
_MAD_TO_DEVIATION = 1.4826


def strengths(affinity: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Affinities made comparable between themes.

    Args:
        affinity: (n, k) in [0, 1]: how much of a row's neighbourhood is of the theme.
        labels: (n,) main theme of each row.

    Returns:
        (n, k) in [0, 1]: 1 is as tightly held as the tightest quarter of the theme's members.
    """
    tight = np.ones(affinity.shape[1])
    for theme in range(affinity.shape[1]):
        own = affinity[labels == theme, theme]
        if len(own):
            tight[theme] = max(float(np.percentile(own, _TIGHT)), 1e-9)
    scaled: np.ndarray = np.clip(affinity / tight, 0.0, 1.0)
    return scaled


def same_scale(values: np.ndarray, known: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Values of one measure told on the scale of another, quantile for quantile.

    Args:
        values: (n,) of the first measure.
        known: (m,) the first measure on rows where both are known.
        wanted: (m,) the second measure on these rows.
    """
    scaled: np.ndarray = np.interp(values, np.sort(known), np.sort(wanted))
    return scaled


def centroids(rows: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Unit centroids (count, d) of the themes."""
    member = np.zeros((count, len(rows)), dtype=np.float32)
    member[labels, np.arange(len(rows))] = 1.0
    sums = (member @ rows).astype(np.float64)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: np.ndarray = sums / np.where(lengths > 0, lengths, 1.0)
    return unit


def far(distances: np.ndarray) -> np.ndarray:
    """Rows (n,) that are far from every theme: none when all are near.

    Args:
        distances: (n,) cosine distance to the nearest theme's centroid.
    """
    middle = float(np.median(distances))
    deviation = _MAD_TO_DEVIATION * float(np.median(np.abs(distances - middle)))
    beyond: np.ndarray = distances > middle + _FENCE * deviation + 1e-9
    return beyond


def unheld(support: np.ndarray, distances: np.ndarray, *, least: float, share: float) -> np.ndarray:
    """Rows that no theme holds: far from all, or put with its members by too few runs.

    When they are too many, those that are far come first, the farthest of them before, then those
    with the least support.

    Args:
        support: (n,) share of the runs that put a row with the members of its theme.
        distances: (n,) cosine distance to the nearest theme's centroid.
        least: support under which a row is not held.
        share: at most this share of the rows.

    Returns:
        Boolean (n,).
    """
    away = far(distances)
    order = np.lexsort((support, np.where(away, -distances, 0.0)))[: int(share * len(support))]
    out = np.zeros(len(support), dtype=bool)
    out[order] = away[order] | (support[order] < least)
    return out

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


def centroids(rows: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Unit centroids (count, d) of the themes."""
    member = np.zeros((count, len(rows)), dtype=np.float32)
    member[labels[labels >= 0], np.flatnonzero(labels >= 0)] = 1.0
    sums = (member @ rows).astype(np.float64)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: np.ndarray = sums / np.where(lengths > 0, lengths, 1.0)
    return unit


def far(distances: np.ndarray, share: float) -> np.ndarray:
    """Rows that are far from every theme: few or none when all are near.

    Args:
        distances: (n,) cosine distance to the nearest theme's centroid.
        share: at most this share of the rows.

    Returns:
        Boolean (n,).
    """
    out = np.zeros(len(distances), dtype=bool)
    most = int(share * len(distances))
    if most == 0:
        return out
    middle = float(np.median(distances))
    deviation = _MAD_TO_DEVIATION * float(np.median(np.abs(distances - middle)))
    order = np.argsort(-distances, kind="stable")[:most]
    out[order] = distances[order] > middle + _FENCE * deviation + 1e-9
    return out

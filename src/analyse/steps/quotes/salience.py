"""What a passage is worth among those of its group, and how well it stands for the others.

Nothing here is fitted: a regression on the sentences people picked in FREDSum's debates, tried with
28 traits and held-out debates, met no more of them than these few (docs/decisions/0008).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import Passage

from .form import words

SUBSTANCE = 16.0
"""Distinct content words after which a text has said 63 % of what it can: the first words count
most, so that a quote need not be the longest sentence."""
SQUARES = 2
"""Times the cosine is squared in "stands for" (power 4): a passage stands for what is near, not for
everything a little. Powers 3, 4, 6 and 8 were tried on one half of FREDSum's debates."""
REPRESENTED = 2000
"""Most passages of a group that the quotes must stand for: more are drawn evenly, by id."""

Floats = NDArray[np.float64]


def unit_range(values: Floats) -> Floats:
    """Values stretched to [0, 1]; ones when they are all alike."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-9:
        return np.ones_like(values)
    return np.round((values - low) / (high - low), 9)


def unit_rows(vectors: NDArray[np.floating]) -> Floats:
    """Rows of length 1 in double precision; a null or non-finite row becomes zeros."""
    rows = np.nan_to_num(np.asarray(vectors, dtype=np.float64), posinf=0.0, neginf=0.0)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(norms > 0, norms, 1.0)


def centre(vectors: Floats) -> Floats:
    """Unit mean of rows, shape (d,); zeros when they cancel out."""
    return np.asarray(unit_rows(vectors.mean(axis=0, keepdims=True))[0])


def content(passage: Passage) -> set[str]:
    """Distinct content words: lemmas, or words of four letters or more without a parse."""
    return set(passage.lemmas) or {word for word in words(passage.text) if len(word) > 3}


def substance(passage: Passage) -> float:
    """How much a passage says, in [0, 1): its distinct content words, the first counting most."""
    return 1.0 - math.exp(-len(content(passage)) / SUBSTANCE)


def salience(
    passages: Sequence[Passage], vectors: Floats, theme_centre: Floats, strengths: Floats
) -> Floats:
    """What each passage of a group is worth, in [0, 1), shape (n,).

    Args:
        vectors: unit rows of the group, shape (n, d).
        theme_centre: unit vector of the whole theme, shape (d,).
        strengths: strength of each passage in the theme, in [0, 1].
    """
    nearness = unit_range(0.5 * (vectors @ theme_centre) + 0.5 * (vectors @ centre(vectors)))
    typical = 0.8 * nearness + 0.2 * strengths
    return np.asarray(np.array([substance(p) for p in passages]) * (0.5 + 0.5 * typical))


def stands_for(vectors: Floats) -> tuple[NDArray[np.intp], Floats]:
    """How well each passage stands for those of its group.

    Returns:
        The positions that are represented, and shape (n_represented, n) in [0, 1].
    """
    step = -(-len(vectors) // REPRESENTED)
    represented = np.arange(0, len(vectors), step)
    near = np.clip(vectors[represented] @ vectors.T, 0.0, 1.0)
    for _ in range(SQUARES):
        near *= near
    near[np.arange(len(represented)), represented] = 1.0
    return represented, near

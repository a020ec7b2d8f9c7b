"""The step itself: rows put in a canonical order, themes found, results put back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyse.params import ThemeParams
from analyse.steps.cluster.consensus import groups, indicator, runs, smallest
from analyse.steps.cluster.features import views
from analyse.steps.cluster.graph import nearness, neighbours
from analyse.steps.cluster.membership import centroids, far, strengths
from analyse.steps.cluster.stability import stability
from analyse.steps.cluster.tree import cut, expand, finest, natural

VERSION = "1"
"""Changes whenever labels may change; keys what is cached."""

LANDMARKS = 4000
"""Distinct passages on which runs agree; the others follow their neighbours among them."""
NATURAL = 0.72
"""Distance at which the tree is cut by itself: groups that fewer than 28 % of the runs unite."""
_FEW = 10
_ALONE = 3
_VOTERS = 15


@dataclass(frozen=True)
class ClusterResult:
    """Themes of n passages, in the order they were given.

    Attributes:
        labels: (n,) int64; themes from 0, largest first; -1 is "non classé".
        strength: (n,) float64 in [0, 1], comparable between passages: 1 is as tightly held as the
            tightest quarter of the theme; 0 for an unclassified passage.
        others: per passage, (label, strength) of its other themes, strongest first.
        nearest: (n,) int64, the passage's theme, or for an unclassified one the nearest theme
            (-1 when there is no theme).
        nearest_distance: (n,) float64 in [0, 2], cosine distance to the centroid of `nearest`.
        stability: per label, mean best Jaccard over perturbed analyses, in [0, 1].
        tree: (n - 1, 4) over the passages, in scipy's linkage format, for another `cut`; (0, 4)
            when there is no theme.
    """

    labels: np.ndarray
    strength: np.ndarray
    others: tuple[tuple[tuple[int, float], ...], ...]
    nearest: np.ndarray
    nearest_distance: np.ndarray
    stability: dict[int, float]
    tree: np.ndarray


def cluster(
    keys: Sequence[str],
    vectors: np.ndarray,
    lemmas: Sequence[Sequence[str]],
    params: ThemeParams,
    *,
    seed: int,
) -> ClusterResult:
    """Find themes; how many is found too.

    Rows are put in the order of a digest of their key first, and rows alike in everything count
    once, so that the result is the same, exactly, for any order of the input.

    Args:
        keys: n strings that depend on the content of each passage only, never on its place.
        vectors: (n, d) float, rows not null.
        lemmas: n sequences of content words, possibly empty.
        params: `granularite` multiplies the number of themes found; `seuil_non_classe` is the
            largest share left unclassified; `seuil_autres` the least strength of another theme.
        seed: of every random draw.

    Returns:
        A `ClusterResult`. With fewer than three distinct passages all are unclassified; with
        fewer than ten they make one theme.

    Raises:
        ValueError: `keys`, `vectors` and `lemmas` differ in length.
    """
    vectors = np.asarray(vectors, dtype=np.float32)
    if not len(keys) == len(vectors) == len(lemmas):
        raise ValueError("keys, vectors and lemmas must have the same length")
    first, place = _canonical(keys, vectors, lemmas)
    if len(first) < _ALONE:
        return _nothing(len(keys))
    words = [tuple(lemmas[i]) for i in first]
    landmark = np.arange(min(len(first), LANDMARKS))
    readings = views(vectors[first], words, landmark)
    rows = readings[-1]
    if len(first) < _FEW:
        leaves, merges = np.zeros(len(first), dtype=np.int64), np.zeros((0, 4))
        member = np.ones((len(first), 1))
    else:
        leaves, merges, member = _consensus(readings, landmark, seed)
    tree = expand(leaves, merges)
    count = max(1, min(round(natural(tree, NATURAL) * params.granularite), finest(tree)))
    labels = cut(tree, count)
    affinity = _by_theme(member, leaves, labels)
    table = strengths(affinity, labels)
    middle = centroids(rows, labels, count)
    distance = 1.0 - rows @ middle.T
    outside = far(distance.min(axis=1), params.seuil_non_classe)
    nearest = np.where(outside, distance.argmin(axis=1), labels)
    kept, order = _by_size(np.where(outside, -1, labels), count)
    stable = stability([r[landmark] for r in readings], labels[landmark], count, seed=seed)
    final = np.where(outside, -1, order[labels])
    main = np.where(outside, 0.0, table[np.arange(len(labels)), labels])
    others = [
        _others(table[i], labels[i], order, params.seuil_autres) if not outside[i] else ()
        for i in range(len(labels))
    ]
    return ClusterResult(
        labels=final[place],
        strength=main[place],
        others=tuple(others[i] for i in place),
        nearest=order[nearest][place],
        nearest_distance=distance[np.arange(len(labels)), nearest].astype(np.float64)[place],
        stability={int(order[theme]): float(stable[theme]) for theme in kept},
        tree=expand(leaves[place], merges),
    )


def _canonical(
    keys: Sequence[str], vectors: np.ndarray, lemmas: Sequence[Sequence[str]]
) -> tuple[np.ndarray, np.ndarray]:
    """Indices of distinct rows in the order of their digests, and the place (n,) of each row."""
    digests = [
        hashlib.sha256(key.encode()).digest()
        + hashlib.sha256(row.tobytes() + "\0".join(words).encode()).digest()
        for key, row, words in zip(keys, vectors, lemmas, strict=True)
    ]
    at: dict[bytes, int] = {}
    for i, digest in enumerate(digests):
        at.setdefault(digest, i)
    ordered = sorted(at)
    rank = {digest: i for i, digest in enumerate(ordered)}
    first = np.array([at[digest] for digest in ordered], dtype=np.int64)
    return first, np.array([rank[digest] for digest in digests], dtype=np.int64)


def _consensus(
    readings: Sequence[np.ndarray], landmark: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Leaves (n,), merges, and affinity (n, leaves) of every row with every leaf.

    A row's affinity with a leaf is how often the runs put its nearest neighbours with the members
    of the leaf: a row between two themes has neighbours in both.
    """
    labels = runs([rows[landmark] for rows in readings], seed)
    leaves, merges = groups(labels, smallest(len(landmark)))
    seen = indicator(labels)
    member = np.eye(leaves.max() + 1, dtype=np.float32)[leaves]
    together = (seen @ (seen.T @ member)) / (len(labels) * member.sum(axis=0))
    rows, rest = readings[-1], np.arange(len(landmark), len(readings[-1]))
    voters, cosines = neighbours(rows[landmark], min(_VOTERS, len(landmark) - 1))
    affinity = _votes(voters, cosines, together)
    if len(rest):
        voters, cosines = neighbours(rows[rest], _VOTERS, among=rows[landmark])
        beyond = _votes(voters, cosines, together)
        chosen = _votes(voters, cosines, member) + 1e-3 * beyond
        affinity = np.vstack([affinity, beyond])
        leaves = np.concatenate([leaves, chosen.argmax(axis=1)])
    return leaves.astype(np.int64), merges, affinity


def _votes(voters: np.ndarray, cosines: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Mean of the rows (m, k) of the voters (n, v), the nearer the heavier."""
    weight = nearness(cosines)
    weight /= weight.sum(axis=1, keepdims=True)
    mean: np.ndarray = np.einsum("iv,ivk->ik", weight, of[voters])
    return mean


def _by_theme(affinity: np.ndarray, leaves: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean affinity (n, themes) with the members of a theme, from that with its leaves."""
    sizes = np.bincount(leaves, minlength=affinity.shape[1]).astype(np.float64)
    theme = np.zeros((affinity.shape[1], labels.max() + 1))
    theme[leaves, labels] = sizes[leaves]
    total: np.ndarray = affinity @ theme / np.maximum(theme.sum(axis=0), 1.0)
    return total


def _by_size(labels: np.ndarray, count: int) -> tuple[list[int], np.ndarray]:
    """Themes that keep a passage, and the new number (count,) of each, largest first."""
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    ranked = sorted(range(count), key=lambda theme: (-sizes[theme], theme))
    order = np.empty(count, dtype=np.int64)
    order[ranked] = np.arange(count)
    return [theme for theme in ranked if sizes[theme]], order


def _others(
    strength: np.ndarray, main: int, order: np.ndarray, least: float
) -> tuple[tuple[int, float], ...]:
    found = [
        (int(order[theme]), float(value))
        for theme, value in enumerate(strength)
        if theme != main and value >= least and value > 0
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _nothing(n: int) -> ClusterResult:
    """Too little to speak of themes."""
    return ClusterResult(
        labels=np.full(n, -1, dtype=np.int64),
        strength=np.zeros(n),
        others=((),) * n,
        nearest=np.full(n, -1, dtype=np.int64),
        nearest_distance=np.full(n, 1.0),
        stability={},
        tree=np.zeros((0, 4)),
    )

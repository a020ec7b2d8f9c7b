"""The step itself: rows put in a canonical order, a tree of themes grown, cut, results put back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import numpy as np

from analyse.params import ThemeParams
from analyse.steps.cluster.consensus import groups, indicator, look, runs, smallest
from analyse.steps.cluster.features import fit
from analyse.steps.cluster.follow import Follow, Placed, name_of, support, votes
from analyse.steps.cluster.membership import centroids
from analyse.steps.cluster.recut import NATURAL, ClusterResult, ThemeTree, recut
from analyse.steps.cluster.stability import drawing
from analyse.steps.cluster.tree import cut, natural

VERSION = "2"
"""Changes whenever labels may change; keys what is cached."""

LANDMARKS = 4000
"""Distinct passages on which runs agree; the others follow their neighbours among them."""
_FEW = 10
_ALONE = 3


def cluster(
    keys: Sequence[str],
    vectors: np.ndarray,
    lemmas: Sequence[Sequence[str]],
    params: ThemeParams,
    *,
    seed: int,
) -> ClusterResult:
    """Find themes; how many is found too: `build` and `recut` in one.

    Raises:
        ValueError: `keys`, `vectors` and `lemmas` differ in length.
    """
    return recut(build(keys, vectors, lemmas, seed=seed), params)


def build(
    keys: Sequence[str],
    vectors: np.ndarray,
    lemmas: Sequence[Sequence[str]],
    *,
    seed: int,
    aside: Collection[int] = (),
) -> ThemeTree:
    """Grow the tree of themes, which `recut` cuts.

    Rows are put in the order of a digest of their key first, and rows alike in everything count
    once, so that the result is the same, exactly, for any order of the input. Time and memory
    grow as the number of passages beyond `LANDMARKS`.

    Args:
        keys: n strings that depend on the content of each passage only, never on its place.
        vectors: (n, d) float, rows not null.
        lemmas: n sequences of content words, possibly empty.
        seed: of every random draw.
        aside: positions of passages that must not weigh: the tree is that of the others, and they
            follow their neighbours in it.

    Returns:
        A `ThemeTree`. With fewer than three distinct passages it has no theme; with fewer than
        ten it has one.

    Raises:
        ValueError: `keys`, `vectors` and `lemmas` differ in length.
    """
    vectors = np.asarray(vectors, dtype=np.float32)
    if not len(keys) == len(vectors) == len(lemmas):
        raise ValueError("keys, vectors and lemmas must have the same length")
    first, place = _canonical(keys, vectors, lemmas)
    first, place, count = _weighing_first(first, place, aside)
    names = np.array([name_of(keys[i], lemmas[i]) for i in first], dtype="S16")
    if count < _FEW:
        return _single(place, names)
    most = min(LANDMARKS, count)
    chosen, rest = first[:most], first[most:]
    reader = fit(vectors[chosen], [lemmas[i] for i in chosen])
    readings = reader.read(vectors[chosen], [lemmas[i] for i in chosen])
    near = look(readings)
    with drawing(near, seed=seed) as drawn:
        labels = runs(near, seed)
        leaves, merges = groups(labels, smallest(len(chosen)))
        member = np.eye(len(merges) + 1, dtype=np.float32)[leaves]
        seen = indicator(labels)
        together = (seen @ (seen.T @ member)) / np.float32(len(labels)) / member.sum(axis=0)
        around = votes(near[-1].indices, near[-1].similarity, together).astype(np.float16)
        themes = cut(merges, natural(merges, NATURAL))
        middle = centroids(readings[-1], themes[leaves], int(themes.max()) + 1).T
        own = Placed(leaves, around, 1.0 - (readings[-1] @ middle).max(axis=1))
        follow = Follow(reader, readings[-1], leaves, together, middle)
        others = follow(vectors[rest], [lemmas[i] for i in rest])
        draws = drawn(leaves)
    placed = own.then(others)
    return ThemeTree(
        place=place,
        leaves=placed.leaves,
        merges=merges,
        affinity=placed.affinity,
        support=support(together, placed.affinity, placed.leaves, themes),
        distance=placed.distance,
        draws=draws,
        names=names,
        together=together,
        grown=len(first),
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


def _weighing_first(
    first: np.ndarray, place: np.ndarray, aside: Collection[int]
) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows that weigh before those of passages set aside, in the same order otherwise, with the
    new place of each passage; and how many weigh."""
    if not aside:
        return first, place, len(first)
    out = np.zeros(len(place), dtype=bool)
    out[list(aside)] = True
    weighs = np.zeros(len(first), dtype=bool)
    weighs[place[~out]] = True
    order = np.argsort(~weighs, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[place], int(weighs.sum())


def _single(place: np.ndarray, names: np.ndarray) -> ThemeTree:
    """One theme of a few distinct passages, or none when they are too few even for that."""
    rows = len(names)
    return ThemeTree(
        place=place,
        leaves=np.zeros(rows, dtype=np.int64),
        merges=np.zeros((0, 4)),
        affinity=np.ones((rows, int(rows >= _ALONE)), dtype=np.float16),
        support=np.ones(rows),
        distance=np.zeros(rows),
        draws=(),
        names=names,
        together=np.zeros((0, int(rows >= _ALONE)), dtype=np.float32),
        grown=rows,
    )

"""The step itself: rows put in a canonical order, a tree of themes grown, cut, results put back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import numpy as np

from analyse.params import ThemeParams
from analyse.steps.cluster.consensus import groups, indicator, look, runs, smallest
from analyse.steps.cluster.features import fit
from analyse.steps.cluster.graph import nearness, neighbours
from analyse.steps.cluster.membership import centroids, same_scale
from analyse.steps.cluster.recut import NATURAL, ClusterResult, ThemeTree, by_theme, recut
from analyse.steps.cluster.stability import drawing
from analyse.steps.cluster.tree import cut, natural

VERSION = "2"
"""Changes whenever labels may change; keys what is cached."""

LANDMARKS = 4000
"""Distinct passages on which runs agree; the others follow their neighbours among them."""
_FEW = 10
_ALONE = 3
_VOTERS = 15
_BLOCK = 2048


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
    if count < _FEW:
        return _single(place, len(first))
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
        affinity = [_votes(near[-1].indices, near[-1].similarity, together).astype(np.float16)]
        everyone, themes = [leaves], cut(merges, natural(merges, NATURAL))
        middle = centroids(readings[-1], themes[leaves], int(themes.max()) + 1).T
        distance = [1.0 - (readings[-1] @ middle).max(axis=1)]
        for start in range(0, len(rest), _BLOCK):
            block = rest[start : start + _BLOCK]
            rows = reader.read(vectors[block], [lemmas[i] for i in block])[-1]
            voters = neighbours(rows, _VOTERS, among=readings[-1])
            share = _votes(*voters, together)
            everyone.append((_votes(*voters, member) + 1e-3 * share).argmax(axis=1))
            affinity.append(share.astype(np.float16))
            distance.append(1.0 - (rows @ middle).max(axis=1))
        draws = drawn(leaves)
    all_leaves, table = np.concatenate(everyone).astype(np.int64), np.concatenate(affinity)
    return ThemeTree(
        place=place,
        leaves=all_leaves,
        merges=merges,
        affinity=table,
        support=_support(together, table, all_leaves, themes),
        distance=np.concatenate(distance),
        draws=draws,
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


def _votes(voters: np.ndarray, cosines: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Mean of the rows (m, k) of the first voters (n, v), the nearer the heavier.

    A row between two themes has neighbours in both.
    """
    import scipy.sparse as sparse

    voters, cosines = voters[:, :_VOTERS], cosines[:, :_VOTERS]
    weight = nearness(cosines)
    weight /= weight.sum(axis=1, keepdims=True)
    ends = np.arange(len(voters) + 1) * voters.shape[1]
    shape = (len(voters), len(of))
    mean: np.ndarray = sparse.csr_matrix((weight.ravel(), voters.ravel(), ends), shape=shape) @ of
    return mean


def _support(
    together: np.ndarray, affinity: np.ndarray, leaves: np.ndarray, themes: np.ndarray
) -> np.ndarray:
    """How far the theme of each row holds it, in the cut that the tree asks for by itself.

    Known for the landmarks, the first rows: the share of the runs that put them with the others of
    their theme. The other rows are in no run: what their neighbourhood says is told on that scale.

    Args:
        together: (landmarks, groups) share of the runs that put a landmark with the members of a
            group, itself included.
        affinity: (n, groups), the same of its neighbourhood.
        leaves: (n,).
        themes: (groups,) the theme of each small group in that cut.
    """
    labels, count = themes[leaves], len(together)
    own = by_theme(together, leaves[:count], themes)[np.arange(count), labels[:count]]
    sizes = np.bincount(labels[:count])[labels[:count]]
    support = np.clip((own * sizes - 1.0) / np.maximum(sizes - 1, 1), 0.0, 1.0)
    around = by_theme(affinity, leaves, themes)[np.arange(len(leaves)), labels]
    beyond = same_scale(around[count:], around[:count], support)
    return np.concatenate([support, beyond])


def _single(place: np.ndarray, rows: int) -> ThemeTree:
    """One theme of a few distinct passages, or none when they are too few even for that."""
    return ThemeTree(
        place=place,
        leaves=np.zeros(rows, dtype=np.int64),
        merges=np.zeros((0, 4)),
        affinity=np.ones((rows, int(rows >= _ALONE)), dtype=np.float16),
        support=np.ones(rows),
        distance=np.zeros(rows),
        draws=(),
    )

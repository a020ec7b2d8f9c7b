"""Passages that follow their neighbours among the landmarks, in the groups these were put in.

So do, when a tree grows, the passages beyond the landmarks; and so do, later, those of a new day,
as long as they speak of what the themes are about: `extended`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analyse.steps.cluster.features import Reader, fit
from analyse.steps.cluster.graph import nearness, neighbours
from analyse.steps.cluster.membership import centroids, same_scale
from analyse.steps.cluster.recut import NATURAL, ThemeTree, by_theme
from analyse.steps.cluster.tree import cut, natural

NEW = 0.25
"""Largest share of the passages that came after the tree was grown."""
AMONG = 0.8
"""A new passage speaks of something else when this part of its neighbours are new too."""
OWN, FEWEST_OWN = 0.02, 3
"""Such passages, as a share of the new ones and at least, that bring a subject of their own. Of
days drawn at random 19 in 20 stay under it, of days that bring a class nobody had spoken of 41 in
69 go beyond (benchmarks/suivis.py)."""
_VOTERS = 15
_BLOCK = 2048


@dataclass(frozen=True, slots=True)
class Placed:
    """Where n rows are: see `ThemeTree`.

    Attributes:
        leaves: (n,) int64.
        affinity: (n, groups) float16.
        distance: (n,) float64.
    """

    leaves: np.ndarray
    affinity: np.ndarray
    distance: np.ndarray

    def then(self, others: Placed) -> Placed:
        """These rows, then others."""
        return Placed(
            np.concatenate([self.leaves, others.leaves]).astype(np.int64),
            np.concatenate([self.affinity, others.affinity]),
            np.concatenate([self.distance, others.distance]),
        )

    def at(self, rows: np.ndarray) -> Placed:
        """Some of these rows."""
        return Placed(self.leaves[rows], self.affinity[rows], self.distance[rows])


@dataclass(frozen=True, slots=True)
class Follow:
    """What places other passages among landmarks.

    Attributes:
        reader: fitted on the landmarks.
        landmarks: (m, d) their last reading.
        leaves: (m,) small group of each.
        together: (m, groups) of `ThemeTree`.
        middle: (d, themes) unit centroids of the themes that the tree asks for by itself.
    """

    reader: Reader
    landmarks: np.ndarray
    leaves: np.ndarray
    together: np.ndarray
    middle: np.ndarray

    def __call__(self, vectors: np.ndarray, lemmas: Sequence[Sequence[str]]) -> Placed:
        """Place n passages.

        Args:
            vectors: (n, d) float, rows not null.
            lemmas: n sequences of content words.
        """
        groups = self.together.shape[1]
        placed = Placed(
            np.zeros(0, dtype=np.int64), np.zeros((0, groups), dtype=np.float16), np.zeros(0)
        )
        member = np.eye(groups, dtype=np.float32)[self.leaves]
        for start in range(0, len(vectors), _BLOCK):
            stop = start + _BLOCK
            rows = self.reader.read(vectors[start:stop], lemmas[start:stop])[-1]
            voters = neighbours(rows, _VOTERS, among=self.landmarks)
            share = votes(*voters, self.together)
            leaves = (votes(*voters, member) + 1e-3 * share).argmax(axis=1)
            far = 1.0 - (rows @ self.middle).max(axis=1)
            placed = placed.then(Placed(leaves, share.astype(np.float16), far))
        return placed


def name_of(key: str, lemmas: Sequence[str]) -> bytes:
    """What a passage says, in 16 bytes of which none is null."""
    said = hashlib.sha256(f"{key}\0".encode() + "\0".join(lemmas).encode())
    return said.hexdigest()[:16].encode()


def extended(
    tree: ThemeTree, keys: Sequence[str], vectors: np.ndarray, lemmas: Sequence[Sequence[str]]
) -> ThemeTree | None:
    """A tree with the passages of today: those that are new follow their neighbours.

    Themes stay as they were grown. They cannot say what only the new passages say, hence the
    conditions: every landmark is still there, most passages are those the tree was grown with, and
    the new ones do not stand together apart from the others.

    Args:
        tree: of `build`, or of this function.
        keys: n strings, as `build` wants them; the same words in the same place have the same.
        vectors: (n, d) float, rows not null.
        lemmas: n sequences of content words.

    Returns:
        None when the tree must grow anew: a condition fails, or passages are so few that nothing
        follows (growing costs seconds then).
    """
    count = len(tree.together)
    if not 0 < count < tree.grown or not len(keys):
        return None
    vectors = np.asarray(vectors, dtype=np.float32)
    names = [name_of(key, words) for key, words in zip(keys, lemmas, strict=True)]
    first: dict[bytes, int] = {}
    for position, name in enumerate(names):
        first.setdefault(name, position)
    known = [bytes(name) for name in tree.names]
    if any(name not in first for name in known[:count]):
        return None
    kept = np.array([row for row, name in enumerate(known) if name in first], dtype=np.int64)
    new = sorted(set(first).difference(known))
    grown = int((kept < tree.grown).sum())
    if len(kept) + len(new) - grown > NEW * (len(kept) + len(new)):
        return None

    def those(rows: Sequence[bytes]) -> tuple[np.ndarray, list[Sequence[str]]]:
        positions = [first[name] for name in rows]
        return vectors[positions], [lemmas[i] for i in positions]

    landmarks, words = those(known[:count])
    reader = fit(landmarks, words)
    reading = reader.read(landmarks, words)[-1]
    themes = cut(tree.merges, natural(tree.merges, NATURAL))
    leaves = tree.leaves[:count]
    middle = centroids(reading, themes[leaves], int(themes.max()) + 1).T
    if len(new) and own_subject(reading, reader.read(*those(new))[-1]):
        return None
    others = Follow(reader, reading, leaves, tree.together, middle)(*those(new))
    placed = Placed(tree.leaves, tree.affinity, tree.distance).at(kept).then(others)
    row_of: dict[bytes, int] = {}
    for row, name in enumerate([*(known[row] for row in kept), *new]):
        row_of.setdefault(name, row)
    return replace(
        tree,
        place=np.array([row_of[name] for name in names], dtype=np.int64),
        leaves=placed.leaves,
        affinity=placed.affinity,
        support=support(tree.together, placed.affinity, placed.leaves, themes),
        distance=placed.distance,
        names=np.concatenate([tree.names[kept], np.array(new, dtype="S16")]),
        grown=grown,
    )


def own_subject(landmarks: np.ndarray, new: np.ndarray) -> bool:
    """Whether new passages bring a subject of their own: some have hardly any neighbour but them.

    Args:
        landmarks: (m, d) unit rows of one reading.
        new: (n, d), of the same, in an order that says nothing; some of them at least are looked
            at, half as many as landmarks at most.
    """
    some = new[:: -(-2 * len(new) // max(len(landmarks), 2))]
    around, _ = neighbours(some, _VOTERS + 1, among=np.vstack([landmarks, some]))
    apart = (around[:, 1:] >= len(landmarks)).mean(axis=1) >= AMONG  # the first one is itself
    return bool(apart.sum() >= max(FEWEST_OWN, OWN * len(some)))


def votes(voters: np.ndarray, cosines: np.ndarray, of: np.ndarray) -> np.ndarray:
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


def support(
    together: np.ndarray, affinity: np.ndarray, leaves: np.ndarray, themes: np.ndarray
) -> np.ndarray:
    """How far the theme of each row holds it, in the cut that the tree asks for by itself.

    Known for the landmarks, the first rows: the share of the runs that put them with the others of
    their theme. The other rows are in no run: what their neighbourhood says is told on that scale.

    Args:
        together: (landmarks, groups) of `ThemeTree`.
        affinity: (n, groups), the same of its neighbourhood.
        leaves: (n,).
        themes: (groups,) the theme of each small group in that cut.
    """
    labels, count = themes[leaves], len(together)
    own = by_theme(together, leaves[:count], themes)[np.arange(count), labels[:count]]
    sizes = np.bincount(labels[:count])[labels[:count]]
    held = np.clip((own * sizes - 1.0) / np.maximum(sizes - 1, 1), 0.0, 1.0)
    around = by_theme(affinity, leaves, themes)[np.arange(len(leaves)), labels]
    beyond = same_scale(around[count:], around[:count], held)
    return np.concatenate([held, beyond])

"""A tree of themes, and its cut: the same tree gives coarser or finer themes at once.

All that costs time is in the tree; a cut only adds up. An analysis and a cut of its tree at the
same settings give the same result, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyse.params import ThemeParams
from analyse.steps.cluster.membership import strengths, unheld
from analyse.steps.cluster.stability import Draw, stability
from analyse.steps.cluster.tree import cut, expand, finest, natural

NATURAL = 0.72
"""Distance at which the tree is cut by itself: groups that fewer than 28 % of the runs unite."""


@dataclass(frozen=True)
class ThemeTree:
    """What an analysis found, before it is cut into themes.

    Attributes:
        place: (n,) int64, the row of each passage: passages alike in everything share one.
        leaves: (m,) int64, the small group of each row.
        merges: (groups - 1, 4), the tree over small groups, in scipy's linkage format.
        affinity: (m, groups) float16 in [0, 1], how often the runs put a row's neighbourhood with
            the members of a group; (m, 0) when there is too little to speak of themes.
        support: (m,) float64 in [0, 1], share of the runs that put a row with the other members of
            its theme, in the cut that the tree asks for by itself.
        distance: (m,) float64 in [0, 2], cosine distance to the nearest centroid of these themes.
        draws: analyses of parts of the passages, for the stability of any cut.
        names: (m,) digest of what each row says, 16 bytes; landmarks first.
        together: (landmarks, groups) float32, share of the runs that put a landmark with the
            members of a group, itself included.
        grown: rows the tree was grown with, the first ones; the others followed them later.
    """

    place: np.ndarray
    leaves: np.ndarray
    merges: np.ndarray
    affinity: np.ndarray
    support: np.ndarray
    distance: np.ndarray
    draws: tuple[Draw, ...]
    names: np.ndarray
    together: np.ndarray
    grown: int

    @property
    def followers(self) -> int:
        """Rows that came after the tree was grown."""
        return len(self.leaves) - self.grown

    @property
    def natural(self) -> int:
        """The number of themes the tree asks for by itself; 0 when there is none."""
        return natural(self.merges, NATURAL) if self.affinity.shape[1] else 0

    @property
    def finest(self) -> int:
        """The largest number of themes it can be cut into; 0 when there is none."""
        return finest(self.merges) if self.affinity.shape[1] else 0

    def linkage(self) -> np.ndarray:
        """The tree over the n passages, (n - 1, 4), in scipy's linkage format; (0, 4) when none."""
        if not self.affinity.shape[1]:
            return np.zeros((0, 4))
        return expand(self.leaves[self.place], self.merges)


@dataclass(frozen=True)
class ClusterResult:
    """Themes of n passages, in the order they were given.

    Attributes:
        labels: (n,) int64; themes from 0, largest first (repeated passages counted once); -1 is
            "non classé".
        strength: (n,) float64 in [0, 1], comparable between passages: 1 is as tightly held as the
            tightest quarter of the theme; 0 for an unclassified passage.
        others: per passage, (label, strength) of its other themes, strongest first.
        nearest: (n,) int64, the passage's theme, or for an unclassified one the nearest theme
            (-1 when there is no theme).
        nearest_distance: (n,) float64 in [0, 2], cosine distance to the nearest centroid of the
            themes the tree asks for by itself.
        stability: per label, mean best Jaccard over perturbed analyses, in [0, 1].
        tree: what was cut, for another `recut`.
    """

    labels: np.ndarray
    strength: np.ndarray
    others: tuple[tuple[tuple[int, float], ...], ...]
    nearest: np.ndarray
    nearest_distance: np.ndarray
    stability: dict[int, float]
    tree: ThemeTree


def recut(tree: ThemeTree, params: ThemeParams, *, count: int | None = None) -> ClusterResult:
    """Cut a tree into themes.

    Themes of a coarser cut are unions of themes of a finer one, and the same passages stay
    unclassified whatever the cut: they are those that their theme does not hold, or that are far
    from every theme, in the cut the tree asks for by itself.

    Args:
        tree: of `build`.
        params: `granularite` multiplies the number of themes the tree asks for;
            `seuil_non_classe` is the largest share left unclassified; `seuil_autres` the least
            strength of another theme.
        count: number of themes, instead of `granularite`; the nearest the tree allows.

    Returns:
        A `ClusterResult`; a theme whose every passage is unclassified is not in it.
    """
    if not tree.finest:
        return _nothing(tree)
    outside = unheld(
        tree.support, tree.distance, least=1.0 - NATURAL, share=params.seuil_non_classe
    )
    if outside.all():
        return _nothing(tree)
    wanted = round(tree.natural * params.granularite) if count is None else count
    themes = cut(tree.merges, wanted)
    k = int(themes.max()) + 1
    labels, rows = themes[tree.leaves], np.arange(len(tree.leaves))
    affinity = by_theme(tree.affinity, tree.leaves, themes)
    table = strengths(affinity, labels)
    nearest = np.where(outside, affinity.argmax(axis=1), labels)
    kept, order = _by_size(np.where(outside, -1, labels), k)
    nearest = np.where(np.isin(nearest, kept), nearest, kept[0])
    stable = stability(tree.draws, themes, k)
    others = _others(table, labels, outside, order, kept, params.seuil_autres)
    return ClusterResult(
        labels=np.where(outside, -1, order[labels])[tree.place],
        strength=np.where(outside, 0.0, table[rows, labels])[tree.place],
        others=tuple(others[row] for row in tree.place),
        nearest=order[nearest][tree.place],
        nearest_distance=tree.distance[tree.place],
        stability={int(order[theme]): float(stable[theme]) for theme in kept},
        tree=tree,
    )


def by_theme(affinity: np.ndarray, leaves: np.ndarray, themes: np.ndarray) -> np.ndarray:
    """Mean affinity with the members of a theme, from that with its small groups.

    Args:
        affinity: (n, groups).
        leaves: (n,) the small group of each row.
        themes: (groups,) the theme of each small group.

    Returns:
        Float64 array (n, themes) in [0, 1].
    """
    sizes = np.bincount(leaves, minlength=len(themes)).astype(np.float32)
    member = np.zeros((len(themes), int(themes.max()) + 1), dtype=np.float32)
    member[np.arange(len(themes)), themes] = sizes
    member /= np.maximum(member.sum(axis=0), 1.0)
    mean = affinity.astype(np.float32) @ member
    return np.clip(mean.astype(np.float64), 0.0, 1.0)


def _by_size(labels: np.ndarray, count: int) -> tuple[list[int], np.ndarray]:
    """Themes that keep a passage, and the new number (count,) of each, largest first."""
    sizes = np.bincount(labels[labels >= 0], minlength=count)
    ranked = sorted(range(count), key=lambda theme: (-sizes[theme], theme))
    order = np.empty(count, dtype=np.int64)
    order[ranked] = np.arange(count)
    return [theme for theme in ranked if sizes[theme]], order


def _others(
    table: np.ndarray,
    labels: np.ndarray,
    outside: np.ndarray,
    order: np.ndarray,
    kept: list[int],
    least: float,
) -> list[tuple[tuple[int, float], ...]]:
    """Other themes of each row, strongest first."""
    open_to = np.zeros(table.shape, dtype=bool)
    open_to[:, kept] = True
    open_to[np.arange(len(labels)), labels] = False
    open_to[outside] = False
    found: list[list[tuple[int, float]]] = [[] for _ in labels]
    for row, theme in zip(*np.nonzero(open_to & (table >= least) & (table > 0)), strict=True):
        found[row].append((int(order[theme]), float(table[row, theme])))
    return [tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))) for pairs in found]


def _nothing(tree: ThemeTree) -> ClusterResult:
    """Too little to speak of themes."""
    n = len(tree.place)
    return ClusterResult(
        labels=np.full(n, -1, dtype=np.int64),
        strength=np.zeros(n),
        others=((),) * n,
        nearest=np.full(n, -1, dtype=np.int64),
        nearest_distance=np.full(n, 1.0),
        stability={},
        tree=tree,
    )

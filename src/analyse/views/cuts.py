"""The tree of themes cut coarser or finer: what it would give, without a new analysis.

A whole cut is only shown: it is adopted by `granularite` in projet.toml, or theme by theme by a
decision. A part of a theme becomes a decision SPLIT with its passages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyse.contracts import Passage
from analyse.params import ThemeParams
from analyse.stages.tree import KeptTree
from analyse.steps.cluster import recut
from analyse.steps.cluster.tree import cut
from analyse.views.corpus import lemma_counts
from analyse.views.model import Model

_WORDS = 6
_LEAST = 2  # passages that make a part
_READABLE = 40  # characters under which a passage says little by itself
_SOME = 0.1
"""Share of a theme under which what a cut takes from it is not told as a part."""


@dataclass(frozen=True, slots=True)
class Part:
    """A group of passages that a cut makes.

    Attributes:
        words: that tell it from the others, most telling first.
        sample: passages that can be read alone, most tightly held in their theme.
        ids: all of them, sorted.
    """

    words: tuple[str, ...]
    sample: tuple[Passage, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What a cut does to a theme that stands.

    Attributes:
        parts: passages of each part it would be cut into, largest first.
        joined: themes that would be one with it.
    """

    theme_id: str
    title: str
    size: int
    parts: tuple[int, ...]
    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut of the whole tree, against the themes that stand.

    Attributes:
        granularite: asked for. themes: how many it gives. now: how many the setting of today gives.
        unclassified: passages it leaves in none.
        stability: mean over its themes, in [0, 1].
        fates: of every theme that stands, those that change first.
    """

    granularite: float
    themes: int
    now: int
    unclassified: int
    stability: float
    fates: tuple[Fate, ...]


def preview(model: Model, params: ThemeParams, granularite: float) -> Cut | None:
    """What `granularite` would give; None when the analysis kept no tree."""
    kept = model.machine.tree
    if kept is None or not kept.tree.finest:
        return None
    wanted = recut(kept.tree, params.model_copy(update={"granularite": granularite}))
    today = recut(kept.tree, params)
    labels = dict(zip(kept.passages, (int(one) for one in wanted.labels), strict=True))
    stable = list(wanted.stability.values())
    return Cut(
        granularite=granularite,
        themes=len(wanted.stability),
        now=len(today.stability),
        unclassified=int((wanted.labels < 0).sum()),
        stability=round(sum(stable) / len(stable), 4) if stable else 0.0,
        fates=_fates(model, labels),
    )


def _fates(model: Model, labels: Mapping[str, int]) -> tuple[Fate, ...]:
    parts: dict[str, Counter[int]] = {}
    home: dict[int, list[str]] = defaultdict(list)
    for theme in model.run.themes:
        held = [labels.get(p.id, -1) for p in model.members.get(theme.id, [])]
        parts[theme.id] = Counter(label for label in held if label >= 0)
        if parts[theme.id]:
            home[parts[theme.id].most_common(1)[0][0]].append(theme.id)
    fates = []
    for theme in model.run.themes:
        counts = parts[theme.id]
        total = sum(counts.values())
        told = [n for _, n in counts.most_common() if n >= max(_LEAST, _SOME * total)]
        main = counts.most_common(1)[0][0] if counts else -1
        joined = tuple(t for t in home.get(main, ()) if t != theme.id)
        fates.append(Fate(theme.id, theme.title, theme.size, tuple(told), joined))
    fates.sort(key=lambda f: (not f.joined and len(f.parts) < 2, -len(f.parts), -f.size))
    return tuple(fates)


def parts_of(model: Model, theme_id: str, count: int = 2) -> list[Part]:
    """A theme cut along the tree into at least `count` parts, the largest first.

    The coarsest cut of the whole tree that does so is taken; parts of a single passage are left
    with the largest. [] when the tree cannot cut it: it is one of its small groups.
    """
    kept = model.machine.tree
    members = model.members.get(theme_id, [])
    if kept is None or not kept.tree.finest or len(members) < 2 * _LEAST:
        return []
    row = model.machine.row
    known = [p for p in members if p.id in row]
    rows = np.array([row[p.id] for p in known], dtype=np.int64)
    leaves = kept.tree.leaves[kept.tree.place][rows]
    labels = _first_cut(kept, leaves, count)
    if labels is None:
        return []
    groups: dict[int, list[Passage]] = defaultdict(list)
    for passage, label in zip(known, labels, strict=True):
        groups[int(label)].append(passage)
    counts = lemma_counts(members)
    kept_groups = [group for group in groups.values() if len(group) >= _LEAST]
    kept_groups.sort(key=lambda group: (-len(group), group[0].id))
    return [
        Part(
            words=telling(group, counts, len(members)),
            sample=tuple(sorted(group, key=lambda p: _shown_first(model, p))[:3]),
            ids=tuple(sorted(p.id for p in group)),
        )
        for group in kept_groups
    ]


def _shown_first(model: Model, passage: Passage) -> tuple[object, ...]:
    """What can be read alone, then what is most tightly held."""
    readable = passage.stands_alone and len(passage.text) >= _READABLE
    return not readable, -model.placements[passage.id].strength, passage.id


def _first_cut(kept: KeptTree, leaves: np.ndarray, count: int) -> np.ndarray | None:
    """Labels of the coarsest cut with `count` groups of enough of these rows; None without one.

    Cuts are nested, but a finer one may scatter a part into groups too small to count: they are
    tried in order.
    """
    if len(np.unique(leaves)) < count:
        return None
    for themes in range(2, kept.tree.finest + 1):
        labels: np.ndarray = cut(kept.tree.merges, themes)[leaves]
        if int((np.bincount(labels) >= _LEAST).sum()) >= count:
            return labels
    return None


def tree_neighbour(model: Model, theme_id: str) -> str:
    """The theme that a coarser cut unites with this one first; "" when there is none."""
    kept = model.machine.tree
    if kept is None or not kept.tree.finest:
        return ""
    row = model.machine.row
    leaves = kept.tree.leaves[kept.tree.place]
    own = {
        theme.id: leaves[[row[p.id] for p in model.members.get(theme.id, []) if p.id in row]]
        for theme in model.run.themes
    }
    if not len(own.get(theme_id, ())):
        return ""
    for themes in range(kept.tree.natural, 0, -1):
        labels = cut(kept.tree.merges, themes)
        main = {
            theme: int(np.bincount(labels[held]).argmax())
            for theme, held in own.items()
            if len(held)
        }
        near = [t for t, label in main.items() if label == main[theme_id] and t != theme_id]
        if near:
            return max(near, key=lambda t: (len(own[t]), t))
    return ""


def telling(
    group: Sequence[Passage], among: Mapping[str, int], total: int, most: int = _WORDS
) -> tuple[str, ...]:
    """Lemmas of a group that are rarer in the others, most telling first.

    Args:
        group: passages.
        among: lemma → passages that hold it, the group's included (`lemma_counts`).
        total: how many passages that is over.
        most: number of lemmas.
    """
    here = lemma_counts(group)
    share = len(group) / max(total, 1)
    scored = [
        ((n - share * among[lemma]) / (among[lemma] + 1) ** 0.5, lemma)
        for lemma, n in here.items()
        if n > 1 or len(group) < 4
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(lemma for score, lemma in scored[:most] if score > 0)

"""Today's groups and earlier themes: which is which.

A group keeps the id of the theme it shares most passages with, when each is the other's best match
and the share (Jaccard index over the passages both analyses know) reaches `KEEP`; matching is
mutual, so two groups never claim one theme. A theme whose passages have almost all left the notes
is known again by the nearness of its centre, and one that was silent by the passages it had when
it was last heard. What remains is new. Each relation carries a confidence; doubtful ones are for
people to decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analyse.contracts import LineageStatus

KEEP = 1 / 3
"""Least share for an id to be kept. A third is what three equal themes that join each bring, and
what the largest of three parts keeps: below, "the same theme" would say too much."""
BACK = 0.5  # a silent theme comes back only when most of what is compared is common
NEAR = 0.4
"""Least cosine between centres for a theme to be known without its passages. Two random halves of
one theme are at .46 or more, nine times in ten, on the example event and .61 on République
numérique's propositions; different themes are below .24 and .36, 99 times in 100
(benchmarks/jours.py)."""
GROWN = 1.2  # a theme has grown when it holds a fifth more passages than before
DOUBT = 0.5  # under this confidence, people decide
_MOST = 0.5  # of the known passages of a theme
_PART = 0.2  # of the known passages of a theme: less that leaves is not a split
_NEARLY = 0.25  # share with an earlier theme from which a new one may be that one
_FEW = 3  # common passages under which a share says nothing


@dataclass(frozen=True)
class Before:
    """A theme of earlier analyses.

    Attributes:
        members: ways of telling which passages it held: as the machine found, as people left it.
        centre: unit mean of its vectors (d,), None when not known.
        silent: the last analysis did not find it.
    """

    members: tuple[frozenset[str], ...]
    centre: np.ndarray | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """What a theme is to earlier ones; the fields are those of `contracts.ThemeChange`."""

    status: LineageStatus
    confidence: float
    others: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    back: bool = False
    reason: str = ""

    @property
    def doubtful(self) -> bool:
        """A person should look."""
        return bool(self.reason)


@dataclass(frozen=True, slots=True)
class Lineage:
    """Outcome of `trace`.

    Attributes:
        ids: group label → theme id, kept or new.
        relations: theme id → relation, for every group and for every theme of the last analysis.
    """

    ids: Mapping[int, str]
    relations: Mapping[str, Relation]


@dataclass
class _Match:
    """The work of one `trace`."""

    today: dict[int, frozenset[str]]
    before: Mapping[str, Before]
    centres: Mapping[int, np.ndarray]
    scores: dict[tuple[int, str], float] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    by_nearness: dict[int, float] = field(default_factory=dict)

    def known(self, theme: str) -> frozenset[str]:
        """Passages of a theme, as the machine found them, that are still in the notes."""
        return self.before[theme].members[0] & self.now

    def __post_init__(self) -> None:
        self.now = frozenset[str]().union(*self.today.values())
        heard = [t for t in sorted(self.before) if not self.before[t].silent]
        then = frozenset[str]().union(*(m for t in heard for m in self.before[t].members))
        self.common = self.now & then
        self.ever = self.now & then.union(*(m for b in self.before.values() for m in b.members))
        for label, group in sorted(self.today.items()):
            for theme, old in sorted(self.before.items()):
                ground = self.ever if old.silent else self.common
                score = max(_jaccard(group & ground, m & ground) for m in old.members)
                if score > 0:
                    self.scores[label, theme] = score


def trace(
    groups: Mapping[int, Sequence[str]],
    contents: Mapping[str, str],
    previous: Mapping[str, Before],
    *,
    centres: Mapping[int, np.ndarray] | None = None,
) -> Lineage:
    """Give each group of passages its theme id, and say what each theme has become.

    Args:
        groups: label → ids of its passages.
        contents: passage id → content key, independent of file names; makes new ids reproducible.
        previous: theme id → what is known of it; those of the last analysis, and silent ones.
        centres: label → unit mean of its vectors (d,), in the space of the earlier centres.

    Returns:
        ids and relations; deterministic, independent of the order of the mappings.
    """
    match = _Match({label: frozenset(g) for label, g in groups.items()}, previous, centres or {})
    heard = {theme for theme, old in previous.items() if not old.silent}
    _keep(match, heard, KEEP)
    _keep_near(match, heard)
    _keep(match, set(previous) - heard, BACK)
    for label, members in sorted(match.today.items()):
        if label not in match.ids:
            said = sorted(contents[member] for member in members)
            taken = set(previous) | set(match.ids.values())
            match.ids[label] = _new_id(said, taken=taken)
    return Lineage(ids=dict(sorted(match.ids.items())), relations=_relations(match, heard))


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / len(one | other) if shared else 0.0


def _keep(match: _Match, themes: set[str], least: float) -> None:
    """Mutual best matches by shared passages."""
    free = set(themes) - set(match.ids.values())
    open_ = {k: s for k, s in match.scores.items() if k[0] not in match.ids and k[1] in free}
    best_theme: dict[int, tuple[float, str]] = {}
    best_group: dict[str, tuple[float, int]] = {}
    for (label, theme), score in open_.items():
        best_theme[label] = max(best_theme.get(label, (0.0, "")), (score, theme))
        best_group[theme] = max(best_group.get(theme, (0.0, -label)), (score, -label))
    for label, (score, theme) in sorted(best_theme.items()):
        if score >= least and best_group[theme][1] == -label:
            match.ids[label] = theme


def _keep_near(match: _Match, themes: set[str]) -> None:
    """Mutual nearest centres, for themes whose passages have left the notes."""
    lost = {
        theme: centre
        for theme in sorted(themes - set(match.ids.values()))
        if (centre := match.before[theme].centre) is not None and len(match.known(theme)) < _FEW
    }
    left = {
        label: match.centres[label] for label in sorted(match.centres) if label not in match.ids
    }
    if not lost or not left:
        return
    near = np.stack(list(left.values())) @ np.stack(list(lost.values())).T
    for i, label in enumerate(left):
        j = int(near[i].argmax())
        if near[i, j] >= NEAR and int(near[:, j].argmax()) == i:
            match.ids[label] = list(lost)[j]
            match.by_nearness[label] = float(near[i, j])


def _relations(match: _Match, heard: set[str]) -> dict[str, Relation]:
    label_of = {theme: label for label, theme in match.ids.items()}
    flows = {
        (theme, label): len(match.known(theme) & group)
        for theme in sorted(heard)
        for label, group in sorted(match.today.items())
    }
    size = {theme: len(match.known(theme)) for theme in heard}
    # Where most of a theme that nobody continues went, and from where most of a new group comes.
    absorbed = {
        theme: label
        for theme in sorted(heard - set(label_of))
        for label in sorted(match.today)
        if size[theme] and flows[theme, label] > _MOST * size[theme]
    }
    source: dict[int, str] = {}
    for label, theme in match.ids.items():
        if theme in match.before or not heard:
            continue
        parent = max(sorted(heard), key=lambda t: flows[t, label])
        enough = max(_FEW, _PART * size[parent])
        if parent in label_of and flows[parent, label] >= enough:
            source[label] = parent
    relations: dict[str, Relation] = {}
    for label, theme in sorted(match.ids.items()):
        if theme in match.before:
            joined = tuple(t for t in absorbed if absorbed[t] == label)
            parts = tuple(match.ids[part] for part in sorted(source) if source[part] == theme)
            relations[theme] = _kept(match, label, theme, joined, parts)
        elif label in source:
            known = len(match.today[label] & match.common)
            relations[theme] = Relation(
                LineageStatus.SPLIT,
                round(flows[source[label], label] / max(1, known), 4),
                (source[label],),
                after=len(match.today[label]),
            )
        else:
            relations[theme] = _new(match, label)
    for theme in sorted(heard - set(label_of)):
        shares = {label: flows[theme, label] / size[theme] for label in match.today if size[theme]}
        most = max(shares.values(), default=0.0)
        gone = theme in absorbed
        others = (match.ids[absorbed[theme]],) if gone else ()
        confidence = most if gone else 1.0 - most
        before = len(match.before[theme].members[0])
        relations[theme] = Relation(
            LineageStatus.SILENT, round(confidence, 4), others, before=before
        )
    return dict(sorted(relations.items()))


def _kept(
    match: _Match, label: int, theme: str, joined: tuple[str, ...], parts: tuple[str, ...]
) -> Relation:
    score = match.by_nearness.get(label) or match.scores[label, theme]
    rivals = [
        s
        for (g, t), s in match.scores.items()
        if (g == label) != (t == theme) and not match.before[t].silent
    ]
    rival = max(rivals, default=0.0)
    confidence = min(1.0, max(0.0, score - rival / 2))
    before, after = len(match.before[theme].members[0]), len(match.today[label])
    if joined:
        status = LineageStatus.MERGED
    elif parts:
        status = LineageStatus.SPLIT
    else:
        status = LineageStatus.GROWN if after >= GROWN * before else LineageStatus.SAME
    reason = ""
    if label in match.by_nearness:
        reason = "reconnu à son sens seulement\u00a0: ses passages ne sont plus dans les notes"
    elif confidence < DOUBT:
        reason = (
            f"{round(100 * score)}\u00a0% de passages communs avec le thème d'avant, "
            f"{round(100 * rival)}\u00a0% avec un autre"
        )
    return Relation(
        status,
        round(confidence, 4),
        joined or parts,
        before,
        after,
        back=match.before[theme].silent,
        reason=reason,
    )


def _new(match: _Match, label: int) -> Relation:
    near = [(s, t) for (g, t), s in match.scores.items() if g == label]
    score, theme = max(near, default=(0.0, ""))
    reason = ""
    if score >= _NEARLY:
        reason = f"{round(100 * score)}\u00a0% de passages communs avec {theme}"
    return Relation(
        LineageStatus.NEW,
        round(1.0 - score, 4),
        after=len(match.today[label]),
        reason=reason,
    )


def _new_id(contents: list[str], *, taken: set[str]) -> str:
    salt = 0
    while True:
        seed = "\n".join([*contents, str(salt) if salt else ""])
        theme = "t" + hashlib.sha256(seed.encode()).hexdigest()[:11]
        if theme not in taken:
            return theme
        salt += 1

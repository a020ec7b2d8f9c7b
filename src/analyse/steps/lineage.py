"""Today's groups and yesterday's themes: which is which.

A group keeps the id of the theme it shares most passages with, when each is the other's best match
and the share (Jaccard index over the passages both days know) reaches `KEEP`. Matching is mutual,
so two groups never claim one theme. What people decide about ambiguous cases is told elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Below half, "the same theme" would mean that most of its common passages went elsewhere.
KEEP = 0.5
GROWN = 1.2  # a theme has grown when it holds a fifth more passages than before


@dataclass(frozen=True, slots=True)
class Lineage:
    """Outcome of `trace`.

    Attributes:
        ids: group label → theme id, kept or new.
        status: theme id → "nouveau", "même", "grandi"; a theme of yesterday that no group
            continues is "silencieux".
    """

    ids: Mapping[int, str]
    status: Mapping[str, str]


def trace(
    groups: Mapping[int, Sequence[str]],
    contents: Mapping[str, str],
    previous: Mapping[str, Sequence[str]],
) -> Lineage:
    """Give each group of passages its theme id.

    Args:
        groups: label → ids of its passages.
        contents: passage id → content key, independent of file names; makes new ids reproducible.
        previous: theme id → ids of its passages in the last run.

    Returns:
        ids and statuses; deterministic, independent of the order of the mappings.
    """
    today = {label: frozenset(members) for label, members in groups.items()}
    yesterday = {theme: frozenset(members) for theme, members in previous.items()}
    now_known = frozenset().union(*today.values()) if today else frozenset()
    then_known = frozenset().union(*yesterday.values()) if yesterday else frozenset()
    common = now_known & then_known

    scores: dict[tuple[int, str], float] = {}
    for label, members in today.items():
        seen = members & common
        for theme, old in yesterday.items():
            kept = old & common
            shared = len(seen & kept)
            if shared:
                scores[label, theme] = shared / len(seen | kept)

    ids: dict[int, str] = {}
    status: dict[str, str] = {}
    best_theme = {
        label: max((s, t) for (g, t), s in scores.items() if g == label)[1]
        for label in {g for g, _ in scores}
    }
    best_group = {
        theme: max((s, -g) for (g, t), s in scores.items() if t == theme)[1] * -1
        for theme in {t for _, t in scores}
    }
    for label, theme in sorted(best_theme.items()):
        if best_group[theme] == label and scores[label, theme] >= KEEP:
            ids[label] = theme
            before, after = len(yesterday[theme]), len(today[label])
            status[theme] = "grandi" if after >= GROWN * before else "même"
    for label, members in sorted(today.items()):
        if label not in ids:
            new = _new_id(sorted(contents[member] for member in members), taken=set(yesterday))
            ids[label] = new
            status[new] = "nouveau"
    for theme in yesterday:
        status.setdefault(theme, "silencieux")
    return Lineage(ids=ids, status=status)


def _new_id(contents: list[str], *, taken: set[str]) -> str:
    salt = 0
    while True:
        seed = "\n".join([*contents, str(salt) if salt else ""])
        theme = "t" + hashlib.sha256(seed.encode()).hexdigest()[:11]
        if theme not in taken:
            return theme
        salt += 1

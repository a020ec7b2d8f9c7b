"""Themes described in the notes' own words: those that stand, and those that people put aside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from analyse.contracts import Passage, Theme
from analyse.decisions import Decided, Found
from analyse.standing import blended
from analyse.voices import voice_key, workshop_key


def partition(passages: Sequence[Passage], found: Found, decided: Decided) -> dict[str, list[int]]:
    """Theme id → positions of its passages: the themes that stand, then those of the machine that
    people merged or rejected, as found, so that undoing shows them at once."""
    standing: dict[str, list[int]] = {theme: [] for theme in decided.titles}
    for i, passage in enumerate(passages):
        if decided.main[passage.id]:
            standing[decided.main[passage.id]].append(i)
    machine: dict[str, list[int]] = defaultdict(list)
    for i, passage in enumerate(passages):
        machine[found.main[passage.id]].append(i)
    hidden = {t: machine[t] for t in found.titles if not standing.get(t)}
    return {theme: rows for theme, rows in standing.items() if rows} | hidden


def stability_of(
    theme: str,
    rows: Sequence[int],
    main: Mapping[str, str],
    passages: Sequence[Passage],
    stability: Mapping[str, float],
) -> float:
    """Stability of a theme: as measured, or blended when people composed it."""
    machine = [main[passages[i].id] for i in rows]
    if all(own == theme for own in machine):
        return round(float(stability[theme]), 4)
    return blended(machine, stability)


def described(
    describe: Any,
    passages: Sequence[Passage],
    vectors: np.ndarray,
    partition: Mapping[str, Sequence[int]],
    stability: Mapping[str, float],
    **settings: Any,
) -> Iterator[Theme]:
    """Themes described, in the order of `partition`. A passage may be in a theme that stands and
    in one that people put aside: these are described in a second pass."""
    left = dict(partition)
    while left:
        labels = np.full(len(passages), -1, dtype=np.int64)
        now: list[str] = []
        for theme, rows in left.items():
            if (labels[list(rows)] < 0).all():
                labels[list(rows)] = len(now)
                now.append(theme)
        given = {label: stability[theme] for label, theme in enumerate(now)}
        for draft in describe(passages, labels, vectors, stability=given, **settings):
            theme = now[draft.label]
            yield _theme(draft, theme, [passages[i] for i in left.pop(theme)])


def _theme(draft: Any, theme_id: str, members: Sequence[Passage]) -> Theme:
    return Theme(
        id=theme_id,
        title=draft.proposal,
        proposal=draft.proposal,
        keyphrases=tuple(draft.keyphrases),
        words=tuple((word, round(float(weight), 4)) for word, weight in draft.words),
        size=len(members),
        workshops=len({workshop_key(p) for p in members}),
        voices=len({voice_key(p) for p in members}),
        stability=draft.stability,
        grille=tuple(draft.grille),
        chantiers=tuple(draft.chantiers),
    )

"""One theme: its neighbours and its words over days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyse.contracts import Passage
from analyse.views.model import Model

WORDS = 10
NEIGHBOURS = 6


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A theme near another.

    Attributes:
        cosine: of the centres, in [-1, 1]; None when people composed one of them since.
        shared: passages of either that belong to the other as well.
    """

    theme_id: str
    title: str
    cosine: float | None
    shared: int


def neighbours(model: Model, theme_id: str, most: int = NEIGHBOURS) -> list[Neighbour]:
    """The nearest themes: by their centres, then by the passages they share."""
    shared: Counter[str] = Counter()
    for placement in model.run.placements:
        for other in placement.others:
            if placement.theme_id == theme_id:
                shared[other.theme_id] += 1
            elif other.theme_id == theme_id:
                shared[placement.theme_id] += 1
    centres = model.machine.centres
    mine = centres.get(theme_id)
    found = []
    for theme in model.run.themes:
        if theme.id == theme_id:
            continue
        its = centres.get(theme.id)
        cosine = float(mine @ its) if mine is not None and its is not None else None
        if cosine is not None or shared[theme.id]:
            found.append(Neighbour(theme.id, theme.title, cosine, shared[theme.id]))
    found.sort(key=lambda n: (-(n.cosine if n.cosine is not None else -1.0), -n.shared, n.theme_id))
    return found[:most]


@dataclass(frozen=True, slots=True)
class WordsOverDays:
    """Passages of a theme that hold each of its words, day after day.

    Attributes:
        days: columns. rows: (word, passages per day). totals: passages of the theme per day.
    """

    days: tuple[int | None, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    totals: tuple[int, ...]


def words_over_days(model: Model, theme_id: str, most: int = WORDS) -> WordsOverDays:
    """The heaviest words of a theme, counted per day of the event."""
    theme, members = model.themes[theme_id], model.members.get(theme_id, [])
    days = model.corpus.days
    column = {day: at for at, day in enumerate(days)}
    totals = [0] * len(days)
    counts: Mapping[str, list[int]] = {
        word: [0] * len(days) for word, _ in list(theme.words)[:most]
    }
    for passage in members:
        at = column[passage.jour]
        totals[at] += 1
        held = f" {' '.join(passage.lemmas)} ".casefold()
        for word, row in counts.items():
            row[at] += f" {word.casefold()} " in held
    return WordsOverDays(
        days, tuple((word, tuple(row)) for word, row in counts.items()), tuple(totals)
    )


def by_strength(model: Model, passages: Sequence[Passage]) -> list[Passage]:
    """Passages, the most tightly held first."""
    return sorted(passages, key=lambda p: (-model.placements[p.id].strength, p.id))

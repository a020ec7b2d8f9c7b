"""The first page: the strip, the table of themes, its filters and orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

from analyse.contracts import UNKNOWN, Passage, Theme
from analyse.render.book import PALIERS, Grid
from analyse.render.words import count
from analyse.standing import APPROVED
from analyse.views.model import Model

SHADES = (1, 2, 4, 8)
"""Workshops from which a cell of a grid takes its first, second… shade, as in the fiches."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages are counted, and which themes are shown; "" for all."""

    jour: str = ""
    region: str = ""
    palier: str = ""
    secteur: str = ""
    statut: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))

    @property
    def of_passages(self) -> bool:
        """Whether some passages are left out."""
        return bool(self.jour or self.region or self.palier or self.secteur)

    def keep(self, passage: Passage) -> bool:
        """Whether a passage is counted."""
        voice = passage.voice
        day = UNKNOWN if passage.jour is None else str(passage.jour)
        return (
            self.jour in ("", day)
            and self.region in ("", voice.region)
            and self.palier in ("", voice.palier)
            and self.secteur in ("", voice.secteur)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One theme of the table; counts are of the passages that the filters keep.

    Attributes:
        grid: workshops per région and palier, over the whole event's régions and paliers.
        waiting: quotes that nobody approved nor rejected.
        unsupported: sentences that rest on no passage.
    """

    theme: Theme
    passages: int
    workshops: int
    voices: int
    grid: Grid
    waiting: int
    unsupported: int


STATUSES = ("proposé", APPROVED, "confirmé", "à revoir", "non confirmé", "pas encore évalué")

SORTS: dict[str, tuple[str, Callable[[Row], tuple[object, ...]]]] = {
    "ateliers": ("ateliers", lambda r: (-r.workshops, -r.voices, -r.passages)),
    "voix": ("voix", lambda r: (-r.voices, -r.workshops, -r.passages)),
    "passages": ("passages", lambda r: (-r.passages, -r.workshops)),
    "stabilite": ("stabilité, la moindre d'abord", lambda r: (r.theme.stability, -r.workshops)),
    "nom": ("nom", lambda r: (r.theme.title.casefold(),)),
    "a-relire": ("extraits à relire", lambda r: (-r.waiting, -r.workshops)),
}
"""Key → (label, order)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters may be, in the order they are shown."""

    jours: tuple[str, ...]
    regions: tuple[str, ...]
    paliers: tuple[str, ...]
    secteurs: tuple[str, ...]


def choices(model: Model) -> Choices:
    """What occurs in the notes."""
    passages = model.corpus.passages
    return Choices(
        jours=tuple(UNKNOWN if d is None else str(d) for d in model.corpus.days),
        regions=_known_first({p.voice.region for p in passages}),
        paliers=_paliers(passages),
        secteurs=_known_first({p.voice.secteur for p in passages}),
    )


def rows(model: Model, filters: Filters, sort: str = "ateliers") -> list[Row]:
    """The table of themes."""
    regions = _known_first({p.voice.region for p in model.corpus.passages})
    paliers = _paliers(model.corpus.passages)
    found = []
    for theme in model.run.themes:
        if filters.statut and filters.statut not in _statuses(theme):
            continue
        members = model.members.get(theme.id, [])
        kept = [p for p in members if filters.keep(p)] if filters.of_passages else members
        if not kept and filters.of_passages:
            continue
        found.append(
            Row(
                theme=theme,
                passages=len(kept),
                workshops=len({model.corpus.workshop[p.id] for p in kept}),
                voices=len({model.corpus.voice[p.id] for p in kept}),
                grid=grid(model, kept, regions, paliers),
                waiting=sum(q.status.value == "proposée" for q in model.quotes.get(theme.id, ())),
                unsupported=len(model.writing(theme.id).unsupported),
            )
        )
    order = SORTS.get(sort, SORTS["ateliers"])[1]
    return sorted(found, key=lambda row: (*order(row), row.theme.id))


def grid(
    model: Model, passages: Iterable[Passage], regions: Sequence[str], paliers: Sequence[str]
) -> Grid:
    """Workshops per région and palier."""
    cells: dict[tuple[str, str], set[str]] = defaultdict(set)
    for passage in passages:
        cells[passage.voice.region, passage.voice.palier].add(model.corpus.workshop[passage.id])
    return Grid(
        tuple(paliers),
        tuple((r, tuple(len(cells.get((r, p), ())) for p in paliers)) for r in regions),
    )


def whole_grid(model: Model, passages: Iterable[Passage]) -> Grid:
    """The grid of some passages over the régions and paliers of the event."""
    everyone = model.corpus.passages
    return grid(
        model, passages, _known_first({p.voice.region for p in everyone}), _paliers(everyone)
    )


def spoken(grid: Grid) -> str:
    """A grid in words, for who does not see it."""
    cells = [
        (said, region, palier)
        for region, counts in grid.rows
        for palier, said in zip(grid.paliers, counts, strict=True)
        if said
    ]
    total = len(grid.rows) * len(grid.paliers)
    if not cells:
        return f"0 case sur {total}"
    most = max(cells, key=lambda cell: cell[0])
    return f"{count(len(cells), 'case')} sur {total}; surtout {most[1]}, {most[2]}"


def shade(value: int) -> int:
    """Shade of a cell, from 0 (nobody) to 4."""
    return sum(value >= least for least in SHADES)


def _statuses(theme: Theme) -> tuple[str, ...]:
    return theme.status, theme.verdict or "pas encore évalué"


def _paliers(passages: Iterable[Passage]) -> tuple[str, ...]:
    found = {p.voice.palier for p in passages}
    return (*PALIERS, *_known_first(found - set(PALIERS)))


def _known_first(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda value: (value == UNKNOWN, value.casefold())))

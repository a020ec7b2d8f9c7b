"""The calendar of retention: what must be destroyed, and when."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from analyse.custody.mapping import Mapping, MappingState
from analyse.custody.purge import Scope
from analyse.params import DELAY, RetentionParams
from analyse.project import Project
from analyse.store import Store

WHAT = {
    "notes": "les notes brutes",
    "correspondances": "les correspondances",
    "base": "la base, les brouillons et les exports",
}


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the calendar.

    Attributes:
        what: a key of `WHAT`.
        asked: as `projet.toml` says it, "" when it says nothing.
        when: None when nothing is asked, or when the delay has no end of event to start from.
        there: whether there is something left to destroy.
    """

    what: str
    asked: str
    when: date | None
    there: bool

    def is_due(self, today: date) -> bool:
        """Whether it should be destroyed by now."""
        return self.there and self.when is not None and self.when <= today


def day_of(asked: str, end: str) -> date | None:
    """The day told by a date, or by a delay after the end of the event; None when unknown."""
    delay = re.fullmatch(DELAY, asked)
    if delay is None:
        return date.fromisoformat(asked) if asked else None
    if not end:
        return None
    start, count = date.fromisoformat(end), int(delay[1])
    if delay[2].startswith("jour"):
        return start + timedelta(days=count)
    months = start.month - 1 + count * (12 if delay[2].startswith("an") else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def dues(project: Project, store: Store) -> tuple[Due, ...]:
    """The calendar of a project, in the order of `WHAT`."""
    asked: RetentionParams = project.params.conservation
    there = {
        "notes": project.notes.is_dir() and any(p.is_file() for p in project.notes.rglob("*")),
        "correspondances": Mapping.of(project).state is not MappingState.NONE,
        "base": bool(store.known_files()),
    }
    said = {
        "notes": asked.garder_notes,
        "correspondances": asked.garder_correspondances,
        "base": asked.garder_base,
    }
    return tuple(
        Due(what, said[what], day_of(said[what], asked.fin_evenement), there[what]) for what in WHAT
    )


def overdue(lines: tuple[Due, ...], today: date) -> Scope:
    """What `purger --echu` destroys."""
    late = {line.what for line in lines if line.is_due(today)}
    return Scope(notes="notes" in late, mapping="correspondances" in late, base="base" in late)

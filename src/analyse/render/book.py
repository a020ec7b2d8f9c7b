"""`Book`: everything a renderer needs, read once, nothing left to look up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analyse.contracts import (
    UNKNOWN,
    Confrontation,
    Document,
    FacetCall,
    Fiche,
    Membership,
    Passage,
    Quote,
    SetAside,
    Tension,
    ThemeFigures,
)
from analyse.params import EventParams, PublicationParams
from analyse.render.answers import Answers
from analyse.render.notes import Note
from analyse.state import State
from analyse.voices import voice_key, workshop_key

if TYPE_CHECKING:
    from analyse.render.journal import Story

PALIERS = ("local", "territorial", "régional", "national")
_WORD = re.compile(r"[^\W_]+(?:[-+&][^\W_]*)*")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a passage stands: its facet, its strength in its theme, its other themes."""

    facet: FacetCall
    strength: float
    others: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclassified:
    """A passage that is in no theme. `nearest` is the id of the nearest one, "" without any."""

    passage: Passage
    nearest: str


@dataclass(frozen=True, slots=True)
class Rare:
    """A distinct passage that few voices said. `theme_id` is "" when it is in no theme."""

    passage: Passage
    theme_id: str
    voices: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Workshops per région (rows) and palier (columns).

    Attributes:
        paliers: columns, from local to national, then others, "inconnu" last.
        rows: (région, workshops per palier); 0 where nobody spoke.
    """

    paliers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Book:
    """One run, ready to be rendered.

    Attributes:
        event, publication: the project's settings.
        number, started: of the run; `started` is ISO 8601.
        manifest: versions, seed and settings of the run.
        changes: sentences on what changed since the run before.
        fiches: in reading order.
        standings: passage id → standing, for every passage of the run.
        unclassified, rare: passages outside themes, and rare voices.
        off_topic: passages that people put outside the subject, in reading order.
        story: what the journal and the bilan are made of.
        documents: every received file, by id, in reading order.
        passages: every passage, in reading order.
        set_aside: every stretch that is not analysed, in reading order.
        state: the ledger.
        acronyms: sigle → what it stands for, those of the product and of the project.
        stylesheet: the project's own CSS, "" without one.
        confrontation: the fiches 1.0 and what the run answers them.
        gone: quotes of the run that are left out because their passage is no longer in the notes.
        tensions: disagreements of every fiche, by theme then rank.
        validation: theme id → what volunteers answered about it.
    """

    event: EventParams
    publication: PublicationParams
    number: int
    started: str
    manifest: Mapping[str, Any]
    changes: tuple[str, ...]
    fiches: tuple[Fiche, ...]
    standings: Mapping[str, Standing]
    unclassified: tuple[Unclassified, ...]
    rare: tuple[Rare, ...]
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    set_aside: tuple[SetAside, ...]
    state: State
    acronyms: Mapping[str, str] = field(default_factory=dict)
    stylesheet: str = ""
    gone: int = 0
    off_topic: tuple[Passage, ...] = ()
    story: Story | None = None
    confrontation: Confrontation = field(default_factory=Confrontation)

    @cached_property
    def answers(self) -> Answers:
        """What the event answers the fiches 1.0, by passages that are still in the notes."""
        return Answers(self.confrontation, (p.id for p in self.passages))

    tensions: tuple[Tension, ...] = ()
    validation: Mapping[str, ThemeFigures] = field(default_factory=dict)

    @cached_property
    def notes(self) -> dict[str, Note]:
        """Document id → its note, cut into passages and the rest; only files that were read."""
        passages: dict[str, list[Passage]] = defaultdict(list)
        asides: dict[str, list[SetAside]] = defaultdict(list)
        for passage in self.passages:
            passages[passage.document_id].append(passage)
        for aside in self.set_aside:
            asides[aside.document_id].append(aside)
        return {
            d.id: Note(d, passages[d.id], asides[d.id]) for d in self.documents.values() if d.text
        }

    @cached_property
    def said(self) -> dict[str, str]:
        """Passage id → its text with pseudonyms in place of masks."""
        return {
            p.id: note.published(p.start, p.end)
            for note in self.notes.values()
            for p in note.passages
        }

    @cached_property
    def passage(self) -> dict[str, Passage]:
        """Passage id → passage."""
        return {p.id: p for p in self.passages}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Theme id → title."""
        return {f.theme.id: f.theme.title for f in self.fiches}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Theme id → number of its fiche, from 1."""
        return {f.theme.id: i for i, f in enumerate(self.fiches, start=1)}

    @cached_property
    def fiche_of(self) -> dict[str, str]:
        """Passage id → id of its main theme."""
        return {p.id: f.theme.id for f in self.fiches for p in f.all_passages}

    @cached_property
    def quote_of(self) -> dict[str, str]:
        """Passage id → id of a quote that shows it."""
        return {q.passage_id: q.id for f in self.fiches for q in quotes(f)}

    @cached_property
    def tensions_of(self) -> dict[str, tuple[Tension, ...]]:
        """Theme id → its disagreements, surest first."""
        found: dict[str, tuple[Tension, ...]] = defaultdict(tuple)
        for tension in sorted(self.tensions, key=lambda t: t.rank):
            found[tension.theme_id] += (tension,)
        return found

    @property
    def quote_count(self) -> int:
        """Quotes shown in the fiches, each verified."""
        return sum(len(quotes(fiche)) for fiche in self.fiches)

    @cached_property
    def workshops(self) -> int:
        """Distinct workshops of the whole event."""
        return len({workshop_key(p) for p in self.passages})

    @cached_property
    def voices(self) -> int:
        """Distinct voices of the whole event."""
        return len({voice_key(p) for p in self.passages})

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Every région a passage comes from, in alphabetical order, "inconnu" last."""
        return tuple(_known_first({p.voice.region for p in self.passages}))

    @cached_property
    def paliers(self) -> tuple[str, ...]:
        """The four paliers, then what else occurs, "inconnu" last."""
        found = {p.voice.palier for p in self.passages}
        return (*PALIERS, *_known_first(found - set(PALIERS)))

    def grid(self, fiche: Fiche) -> Grid:
        """Who spoke in a fiche: every région and palier of the event, even where nobody did."""
        cells: dict[tuple[str, str], set[str]] = defaultdict(set)
        for passage in fiche.all_passages:
            cells[passage.voice.region, passage.voice.palier].add(workshop_key(passage))
        rows = tuple(
            (region, tuple(len(cells.get((region, palier), ())) for palier in self.paliers))
            for region in self.regions
        )
        return Grid(self.paliers, rows)

    @cached_property
    def glossary(self) -> tuple[tuple[str, str], ...]:
        """(sigle, what it stands for) of the acronyms that occur, in alphabetical order."""
        texts = (*(p.text for p in self.passages), *self.titles.values())
        words = set(_WORD.findall("\n".join(texts)))
        seen = words.union(*(re.split("[-+&]", word) for word in words))
        return tuple(sorted((s, form) for s, form in self.acronyms.items() if s in seen))


def quotes(fiche: Fiche) -> tuple[Quote, ...]:
    """Every quote of a fiche, in the order they are shown."""
    return (*fiche.findings, *fiche.leads, *fiche.questions, *fiche.others)


def reading_order(documents: Iterable[Document]) -> list[Document]:
    """Documents by day of the event, then path; days that are unknown come last."""

    def key(document: Document) -> tuple[bool, int, str]:
        day = document.context.jour
        return day is None, day or 0, document.path

    return sorted(documents, key=key)


def by_voice(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Runs of neighbours from one document, workshop and voice."""
    groups: list[list[Passage]] = []
    for passage in passages:
        if groups and _origin(groups[-1][-1]) == _origin(passage):
            groups[-1].append(passage)
        else:
            groups.append([passage])
    return groups


def _origin(passage: Passage) -> tuple[object, ...]:
    return passage.document_id, passage.jour, passage.atelier, passage.voice


def _known_first(values: Iterable[str]) -> list[str]:
    return sorted(values, key=lambda value: (value == UNKNOWN, value.casefold()))

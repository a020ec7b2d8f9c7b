"""What a publication shows, as plain values: nothing that may not be shown is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analyse.contracts import Response
from analyse.params import EventParams
from analyse.render import words

HIDDEN = "masqué"


@dataclass(frozen=True, slots=True)
class Extract:
    """A published quote.

    Attributes:
        reference: finds it in the exports.
        marks: those of a draft.
        answer: what it is proposed to say against the fiches 1.0 ("confirme A2, constat 3"), "".
        response: of that answer, None without one. statement: id of the statement, "" without.
    """

    reference: str
    text: str
    nature: str
    origin: tuple[str, ...]
    workshop: str = ""
    marks: tuple[str, ...] = ()
    answer: str = ""
    response: Response | None = None
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement whose passages are all published."""

    title: str
    side_a: tuple[Extract, ...]
    side_b: tuple[Extract, ...]


@dataclass(frozen=True, slots=True)
class Minority:
    """A published quote that few voices said. `voices`: how many, in words."""

    extract: Extract
    voices: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What published quotes answer a statement of a fiche 1.0.

    Attributes:
        statement: id. kind: "constat 3". text: the statement, as the fiche 1.0 says it.
        response: that of the published quotes alone, see `stages.replies`.
        evidence: (what the quote does, the quote), surest first.
    """

    statement: str
    kind: str
    text: str
    response: Response
    evidence: tuple[tuple[str, Extract], ...]


@dataclass(frozen=True, slots=True)
class Replies:
    """The fiches 1.0 against what is published.

    Attributes:
        sheets: (title of the fiche 1.0, its statements that a published quote answers).
        unanswered: statements that no published quote answers.
    """

    sheets: tuple[tuple[str, tuple[Reply, ...]], ...] = ()
    unanswered: int = 0

    def __bool__(self) -> bool:
        """Whether the project holds fiches 1.0."""
        return bool(self.sheets or self.unanswered)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the team, with what it rests on.

    Attributes:
        references: of the published quotes it rests on.
        unpublished: other passages it rests on, which are not shown.
    """

    text: str
    references: tuple[str, ...] = ()
    unpublished: int = 0


@dataclass(frozen=True)
class Sheet:
    """One published fiche.

    Attributes:
        passages: passages of the theme. free: those that may be published.
        kept: why the others may not → how many.
        workshops, voices: of those that may.
        coverage: (région, palier, secteur, ateliers, passages) of those that may.
        cells: (région, palier) → ateliers of those that may.
        defined: the definition with what it rests on, None without one.
        statements: (heading, sentences of the team) of each kind that has some.
        unsaid: sentences that rest on what is held back, counted and not shown.
        untold: disagreements that the notes mark, of which a passage is not published.
        minority: published quotes that few voices said. unheard: other passages that few voices
            said, counted and not shown.
        validation: what volunteers answered, in sentences; () when nobody was asked of any theme.
        answers: what its published constats and pistes say against the fiches 1.0, in words.
    """

    number: int
    theme_id: str
    title: str
    status: str
    definition: str
    fiches: tuple[str, ...]
    chantiers: tuple[str, ...]
    findings: tuple[Extract, ...]
    leads: tuple[Extract, ...]
    questions: tuple[Extract, ...]
    others: tuple[Extract, ...]
    disputes: tuple[Dispute, ...]
    passages: int
    workshops: int
    voices: int
    free: int
    kept: Mapping[str, int]
    coverage: tuple[tuple[str, str, str, int, int], ...]
    cells: Mapping[tuple[str, str], int]
    stability: float
    defined: Statement | None = None
    statements: tuple[tuple[str, tuple[Statement, ...]], ...] = ()
    unsaid: int = 0
    untold: int = 0
    minority: tuple[Minority, ...] = ()
    unheard: int = 0
    validation: tuple[str, ...] = ()
    answers: str = ""

    @property
    def facets(self) -> tuple[tuple[str, str, tuple[Extract, ...]], ...]:
        """(class, title, quotes) of each facet."""
        return (
            ("constat", "Constats", self.findings),
            ("piste", "Pistes", self.leads),
            ("question", "Questions", self.questions),
            ("autre", "Autres extraits", self.others),
        )

    @property
    def extracts(self) -> tuple[Extract, ...]:
        """Every quote, in the order shown."""
        return (*self.findings, *self.leads, *self.questions, *self.others)


@dataclass(frozen=True)
class Edition:
    """Everything a publication shows.

    Attributes:
        number, started, version: of the analysis and of the program that made it.
        draft: it is a draft of a publication, and says so.
        regions, paliers: of the event, so that empty cells are seen.
        least: counts under it are hidden.
        passages: ids of the passages whose text is in the files.
        replies: the fiches 1.0 against what is published.
        unheard: passages that few voices said and that are in no published fiche.
    """

    event: EventParams
    number: int
    started: str
    version: str
    draft: bool
    sheets: tuple[Sheet, ...]
    regions: tuple[str, ...] = ()
    paliers: tuple[str, ...] = ()
    least: int = 0
    stylesheet: str = ""
    passages: tuple[str, ...] = field(default=())
    replies: Replies = field(default_factory=Replies)
    unheard: int = 0

    @cached_property
    def workshops(self) -> tuple[tuple[str, tuple[Sheet, ...]], ...]:
        """(atelier, the fiches that quote it), in alphabetical order."""
        found: dict[str, dict[int, Sheet]] = {}
        for sheet in self.sheets:
            for extract in sheet.extracts:
                if extract.workshop:
                    found.setdefault(extract.workshop, {})[sheet.number] = sheet
        ordered = sorted(found.items(), key=lambda item: words_key(item[0]))
        return tuple((name, tuple(sheets.values())) for name, sheets in ordered)

    def grid(self, sheet: Sheet) -> list[tuple[str, list[str]]]:
        """Rows of the grid région × palier, small cells hidden, empty ones shown."""
        flat = [sheet.cells.get((r, p), 0) for r in self.regions for p in self.paliers]
        shown = hidden_small(flat, self.least)
        width = len(self.paliers)
        return [
            (region, shown[at * width : (at + 1) * width]) for at, region in enumerate(self.regions)
        ]

    def coverage(self, sheet: Sheet) -> list[tuple[str, str, str, str, str]]:
        """Rows of the table région × palier × secteur, small cells hidden."""
        workshops = hidden_small([row[3] for row in sheet.coverage], self.least)
        passages = hidden_small([row[4] for row in sheet.coverage], self.least)
        return [
            (*row[:3], w, p) for row, w, p in zip(sheet.coverage, workshops, passages, strict=True)
        ]


def words_key(text: str) -> tuple[object, ...]:
    """Order in which people look for a workshop: "atelier 2" before "atelier 10"."""
    parts = text.casefold().replace(",", " ").split()
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def hidden_small(values: Sequence[int], least: int) -> list[str]:
    """Counts as a public table shows them.

    What is under `least` is hidden; when that hides one count alone, which the total would tell,
    the smallest of the others is hidden too (complementary suppression: Hundepool et al.,
    *Statistical Disclosure Control*, 2012). Nothing is still shown as nothing.
    """
    small = [at for at, value in enumerate(values) if 0 < value < least]
    others = [at for at, value in enumerate(values) if value >= max(least, 1)]
    also = min(others, key=lambda at: (values[at], at)) if len(small) == 1 and others else None
    return [HIDDEN if at == also else words.small(value, least) for at, value in enumerate(values)]

"""The published fiches: one self-contained page and Markdown, of what may be published alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analyse.params import EventParams
from analyse.render import words
from analyse.render.html import publication_html
from analyse.render.markdown import block_quote, escape, file_name
from analyse.render.words import NBSP

PAGE = "fiches.html"
DRAFT = (
    f"**Brouillon de publication** — ni les thèmes ni les extraits n'ont tous été approuvés{NBSP}: "
    "à relire, à ne pas diffuser."
)
HIDDEN = "masqué"


@dataclass(frozen=True, slots=True)
class Extract:
    """A published quote. `reference` finds it in the exports; `marks` are those of a draft."""

    reference: str
    text: str
    nature: str
    origin: tuple[str, ...]
    workshop: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement whose passages are all published."""

    title: str
    side_a: tuple[Extract, ...]
    side_b: tuple[Extract, ...]


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


def render(edition: Edition) -> dict[str, str]:
    """POSIX path → text of every file of the publication."""
    names = {s.theme_id: file_name(s.number, s.title) for s in edition.sheets}
    files = {PAGE: publication_html(edition), "fiches.md": _index(edition, names)}
    for sheet in edition.sheets:
        files[f"fiches/{names[sheet.theme_id]}"] = _sheet(edition, sheet)
    return files


def kept_sentence(sheet: Sheet) -> str:
    """What is not shown of a theme, counted."""
    told = f"{words.count(sheet.passages, 'passage')} dans l'analyse, {sheet.free} "
    told += "publiable" if sheet.free < 2 else "publiables"
    if sheet.kept:
        told += f". Non publiés{NBSP}: "
        told += "; ".join(f"{number} ({why})" for why, number in sorted(sheet.kept.items()))
    if sheet.unsaid:
        told += ". " + words.count(sheet.unsaid, "phrase de l'équipe", "phrases de l'équipe")
        told += " non " + ("publiée" if sheet.unsaid < 2 else "publiées")
    return f"{told}."


def _index(edition: Edition, names: Mapping[str, str]) -> str:
    event = edition.event
    dates = f"{escape(event.dates)} · " if event.dates else ""
    parts = [
        f"# {escape(event.titre)}",
        f"{dates}analyse {edition.number}, {words.moment(edition.started)}",
        DRAFT if edition.draft else "",
        "Chaque extrait est repris mot pour mot d'une note dépersonnalisée"
        + ("." if edition.draft else ", et une personne l'a approuvé."),
        "## Fiches",
        "\n".join(
            f"{s.number}. [{escape(s.title) or 'Sans titre'}](fiches/{names[s.theme_id]})"
            for s in edition.sheets
        )
        or "Aucune fiche.",
    ]
    if edition.workshops:
        parts.append("## Ateliers cités")
        parts.append(
            "\n".join(
                f"- {escape(name)}{NBSP}: "
                + ", ".join(f"[fiche {s.number}](fiches/{names[s.theme_id]})" for s in sheets)
                for name, sheets in edition.workshops
            )
        )
    return _file(parts)


def _sheet(edition: Edition, sheet: Sheet) -> str:
    facts = [f"- Étendue{NBSP}: {extent(sheet)}", f"- {kept_sentence(sheet)}"]
    if sheet.fiches:
        facts.append(f"- Fiches{NBSP}: {escape(', '.join(sheet.fiches))}")
    if sheet.chantiers:
        facts.append(f"- Chantiers{NBSP}: {escape(', '.join(sheet.chantiers))}")
    parts = [
        f"# {escape(sheet.title) or 'Sans titre'}",
        DRAFT if edition.draft else "",
        f"Fiche {sheet.number} · thème {sheet.status}",
        "\n".join(facts),
    ]
    if sheet.definition or edition.draft:
        parts += ["## Définition", escape(sheet.definition) or "_À écrire par les personnes._"]
    if sheet.defined:
        parts.append(support(sheet.defined))
    for title, statements in sheet.statements:
        parts.append(f"## {title}")
        parts.append("\n".join(f"- {escape(s.text)} ({support(s)})" for s in statements))
    for _, title, extracts in sheet.facets:
        if extracts:
            parts += [f"## {title}", *map(_extract, extracts)]
    if sheet.disputes:
        parts.append("## Tensions et désaccords")
    for dispute in sheet.disputes:
        parts.append(f"### {dispute.title}")
        for name, side in (("D'un côté", dispute.side_a), ("De l'autre", dispute.side_b)):
            parts += [f"**{name}**"] if dispute.side_b else []
            parts += map(_extract, side)
    rows = [("Région", "Palier", "Secteur d'activité", "Ateliers", "Passages")]
    rows += [tuple(map(escape, row)) for row in edition.coverage(sheet)]  # type: ignore[misc]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    parts += ["## Qui a parlé", "\n".join([lines[0], "|---|---|---|---:|---:|", *lines[1:]])]
    if edition.least > 1:
        parts.append(f"Les comptes sous {edition.least} sont cachés.")
    parts.append("[Toutes les fiches](../fiches.md)")
    return _file(parts)


def support(statement: Statement) -> str:
    """What a sentence rests on, in words."""
    parts = [f"réf. {', '.join(statement.references)}"] if statement.references else []
    if statement.unpublished:
        more = words.count(statement.unpublished, "passage non publié", "passages non publiés")
        parts.append(more)
    return f"appuis{NBSP}: {', '.join(parts)}" if parts else "sans appui"


def extent(sheet: Sheet) -> str:
    """How far a theme goes, in what may be published."""
    return f"{words.count(sheet.workshops, 'atelier')} · {words.voices(sheet.voices)}"


def _extract(extract: Extract) -> str:
    told = ", ".join(escape(part) for part in extract.origin)
    marks = f" · **{', '.join(extract.marks)}**" if extract.marks else ""
    said = f"> — {extract.nature}, {told} · réf. {extract.reference}{marks}"
    return f"{block_quote(extract.text)}\n>\n{said}"


def _file(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"

"""What a publication shows, and nothing else: from the candidate to the sheets of an edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analyse.contracts import UNKNOWN, Facet, Line, Passage, Quote, Tension, Theme
from analyse.project import Project
from analyse.publication.candidate import Candidate, Standing
from analyse.publication.consents import speakers
from analyse.render import validated
from analyse.render.answers import Answers
from analyse.render.book import PALIERS
from analyse.render.edition import Dispute, Edition, Extract, Minority, Sheet, Statement
from analyse.render.words import disagreement, few, nature, workshop
from analyse.render.written import sections
from analyse.stages.replies import labelled, replies, told
from analyse.validation.published import Validated
from analyse.voices import voice_key, workshop_key

_FACETS = (Facet.FINDING, Facet.LEAD, Facet.QUESTION, Facet.OTHER)


def edition(
    project: Project, candidate: Candidate, answered: Mapping[str, Validated] | None = None
) -> Edition:
    """The sheets of the themes that are published, the themes of most workshops first.

    A voice is told by its pseudonym, never by its role or its organisation.

    Args:
        project: its settings.
        candidate: what may be published.
        answered: theme id → what volunteers answered; empty or None when nobody was asked.
    """
    run = candidate.state.run
    assert run is not None
    themes = sorted(candidate.themes, key=lambda t: (-t.workshops, -t.voices, -t.size, t.id))
    by_id = {p.id: p for p in candidate.state.passages}
    themes = [theme for theme in themes if candidate.shown(theme.id)]
    least = project.params.publication.petites_cellules_publiees
    extracts = _extracts(candidate, themes, by_id)
    sheets = [
        replace(
            _sheet(number, theme, candidate, extracts, least),
            validation=tuple(validated.lines(answered.get(theme.id), least)) if answered else (),
        )
        for number, theme in enumerate(themes, start=1)
    ]
    return Edition(
        event=project.params.evenement,
        number=run.number,
        started=run.started,
        version=str(run.manifest.get("analyse", "")),
        draft=candidate.draft,
        sheets=tuple(sheets),
        regions=_known_first({p.voice.region for p in candidate.state.passages}),
        paliers=(*PALIERS, *_known_first(
            {p.voice.palier for p in candidate.state.passages} - set(PALIERS))),
        least=least,
        stylesheet=project.stylesheet,
        passages=tuple(sorted(extracts)),
        replies=replies(run.confrontation, extracts),
        unheard=sum(r.theme_id not in {t.id for t in themes} for r in run.rare),
    )  # fmt: skip


def _extracts(
    candidate: Candidate, themes: Sequence[Theme], by_id: Mapping[str, Passage]
) -> dict[str, Extract]:
    """Passage id → its quote, for everything that is published."""
    run = candidate.state.run
    assert run is not None
    shown = {q.passage_id: q for theme in themes for q in candidate.shown(theme.id)}
    answers = Answers(run.confrontation, shown)
    return {i: labelled(_extract(q, by_id[i], candidate), i, answers) for i, q in shown.items()}


def _sheet(
    number: int, theme: Theme, candidate: Candidate, extracts: Mapping[str, Extract], least: int
) -> Sheet:
    decided, run = candidate.state.decided, candidate.state.run
    assert decided is not None
    assert run is not None
    shown = {q.passage_id: q for q in candidate.shown(theme.id)}
    members = candidate.members(theme.id)
    writing = candidate.writing(theme.id)
    said = writing.definition if writing.definition else None
    said = said if said and candidate.may_say(said) else None
    lines = [line for line in writing.sentences if candidate.may_say(line)]
    wrote = len(writing.sentences) + bool(writing.definition)
    free = [p for p in members if candidate.verdicts[p.id].standing is Standing.PUBLISHABLE]
    kept: dict[str, int] = {}
    for passage in members:
        standing = candidate.verdicts[passage.id].standing
        if standing is not Standing.PUBLISHABLE:
            kept[standing.value] = kept.get(standing.value, 0) + 1
    facets = {
        facet: tuple(extracts[q.passage_id] for q in shown.values() if q.facet is facet)
        for facet in _FACETS
    }
    disputes = [t for t in run.tensions if t.theme_id == theme.id]
    whole = [t for t in disputes if set(t.passages) <= set(shown)]
    rare = [r for r in run.rare if r.theme_id == theme.id]
    heard = [r for r in rare if r.passage_id in shown]
    return Sheet(
        number=number,
        theme_id=theme.id,
        title=theme.title,
        status=theme.status,
        definition=said.text if said else "",
        fiches=theme.fiches,
        chantiers=theme.assigned_chantiers,
        findings=facets[Facet.FINDING],
        leads=facets[Facet.LEAD],
        questions=facets[Facet.QUESTION],
        others=facets[Facet.OTHER],
        disputes=tuple(_dispute(tension, extracts) for tension in whole),
        untold=len(disputes) - len(whole),
        minority=tuple(Minority(extracts[r.passage_id], few(r.voices, least)) for r in heard),
        unheard=len(rare) - len(heard),
        answers=told(extracts[i] for i in shown),
        passages=len(members),
        workshops=len({workshop_key(p) for p in free}),
        voices=len({voice_key(p) for p in free}),
        free=len(free),
        kept=kept,
        coverage=_coverage(free),
        cells=_cells(free),
        stability=theme.stability,
        defined=_statement(said, shown, candidate) if said else None,
        unsaid=wrote - len(lines) - bool(said),
        statements=tuple(
            (title, tuple(_statement(line, shown, candidate) for line in lines))
            for title, lines in sections(replace(writing, sentences=tuple(lines)))
        ),
    )


def _statement(line: Line, shown: dict[str, Quote], candidate: Candidate) -> Statement:
    """A sentence of the team: quotes that are published are named, the rest is counted."""
    support = candidate.rests_on(line)
    return Statement(
        text=line.text,
        references=tuple(shown[i].id for i in support if i in shown),
        unpublished=sum(i not in shown for i in support),
    )


def _extract(quote: Quote, passage: Passage, candidate: Candidate) -> Extract:
    marks = []
    if candidate.draft:
        marks.append(quote.status.value)
        standing = candidate.verdicts[passage.id].standing
        if standing is not Standing.PUBLISHABLE:
            marks.append(standing.value)
    return Extract(
        reference=quote.id,
        text=quote.published_text,
        nature=nature(quote.nature),
        origin=origin(passage),
        workshop=_workshop(passage),
        marks=tuple(marks),
    )


def _dispute(tension: Tension, extracts: Mapping[str, Extract]) -> Dispute:
    def side(ids: Sequence[str]) -> tuple[Extract, ...]:
        return tuple(extracts[i] for i in ids)

    return Dispute(disagreement(tension), side(tension.side_a), side(tension.side_b))


def _workshop(passage: Passage) -> str:
    told = [workshop(passage.atelier)] if passage.atelier else []
    told += [f"jour {passage.jour}"] if passage.jour is not None and passage.atelier else []
    return ", ".join(told)


def origin(passage: Passage) -> tuple[str, ...]:
    """Where a quote comes from, as it is published: pseudonym, atelier, jour, région, palier,
    secteur. A label without a pseudonym ("la mairesse, …") is left out."""
    voice = passage.voice
    told = [", ".join(f"Personne {number}" for number in speakers(passage))]
    told += [workshop(passage.atelier)] if passage.atelier else []
    told += [f"jour {passage.jour}"] if passage.jour is not None else []
    place = [voice.region] if voice.region != UNKNOWN else []
    place += [f"palier {voice.palier}"] if voice.palier != UNKNOWN else []
    place += [voice.secteur] if voice.secteur != UNKNOWN else []
    return tuple(part for part in (*told, *(place or ["provenance inconnue"])) if part)


def _coverage(passages: Iterable[Passage]) -> tuple[tuple[str, str, str, int, int], ...]:
    from analyse.steps.fiches import who_spoke

    return tuple(who_spoke(tuple(passages)))


def _cells(passages: Iterable[Passage]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for passage in passages:
        found[passage.voice.region, passage.voice.palier].add(workshop_key(passage))
    return {cell: len(workshops) for cell, workshops in found.items()}


def _known_first(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda value: (value == UNKNOWN, value.casefold())))

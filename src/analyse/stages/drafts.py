"""A run becomes draft fiches: one HTML page and Markdown files under `brouillons/`.

Quotes are checked against the notes once more, then everything is written at once: the new drafts
take the place of the old ones whole, or the old ones stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from analyse import lexicon
from analyse.atomic import replace_folder
from analyse.contracts import Passage, QuoteStatus, Tension, Writing
from analyse.errors import ProjectError, system_reason
from analyse.exports.tables import Snapshot
from analyse.params import LexiconParams
from analyse.progress import Progress
from analyse.project import Project
from analyse.render import Book, Rare, Standing, Unclassified, render_html, render_markdown
from analyse.render.bilan import bilan_page, bilan_text
from analyse.render.book import reading_order
from analyse.render.journal import Story, journal
from analyse.standing import stand
from analyse.state import describe
from analyse.steps import quotes, tensions
from analyse.steps.fiches import compose
from analyse.store import Run, Store
from analyse.validation.results import theme_figures

PAGE = "fiches.html"


def write_drafts(
    project: Project, store: Store, run: Run | None, *, progress: Progress
) -> Path | None:
    """Write the draft fiches of a run.

    Args:
        project: the project folder; only its `brouillons/` is written.
        store: its database, read only.
        run: the run to show; None writes nothing.
        progress: told of the step.

    Returns:
        The path of the HTML page, None without a run. Files that already say the same are not
        touched.

    Raises:
        IntegrityError: a quote is not verbatim: nothing is written.
        ConfigurationError: the project's stylesheet is missing.
        ProjectError: the folder cannot be written; the old drafts are as they were.
    """
    if run is None:
        return None
    progress.start("Écrire les fiches")
    book = make_book(project, store, run)
    files = {PAGE: render_html(book), **render_markdown(book)}
    if book.story:
        files |= {f"journal/{name}": text for name, text in journal(book.story).items()}
        files |= {"bilan.md": bilan_text(book.story), "bilan.html": bilan_page(book.story)}
    try:
        replace_folder(
            project.drafts, {n: text.encode("utf-8") for n, text in sorted(files.items())}
        )
    except OSError as error:
        raise ProjectError(
            f"Impossible d'écrire dans «\u00a0{project.drafts}\u00a0» "
            f"({system_reason(error)})\u00a0: les fiches précédentes sont intactes.",
            action="Fermez les fiches ouvertes dans d'autres programmes, vérifiez l'espace libre "
            "et le droit d'écrire, puis relancez.",
        ) from error
    progress.finish()
    return project.drafts / PAGE


def make_book(project: Project, store: Store, run: Run) -> Book:
    """Everything a renderer needs, quotes verified.

    Raises:
        IntegrityError: a quote is not verbatim.
        ConfigurationError: the project's stylesheet is missing.
    """
    with store.moment():
        documents = {d.id: d for d in reading_order(store.documents())}
        decisions, anchors, heads = store.decisions(), store.anchors(), store.heads()
        passages, asides = store.passages(), store.set_asides()
        polls = store.polls()
    rank = {document_id: at for at, document_id in enumerate(documents)}
    passages = sorted(passages, key=lambda p: (rank[p.document_id], p.start))
    asides = sorted(asides, key=lambda a: (rank[a.document_id], a.start))
    found, standing = run, stand(run, passages, documents, decisions, anchors)
    run, decided = standing.run, standing.decided
    present = {p.id: p for p in passages}
    # A passage that left the notes since the run takes its quote away: withdrawal comes first.
    kept = [q for q in run.quotes if q.passage_id in present]
    quotes.verify(kept, passages, documents)
    quarrels = [t for t in (_still_there(t, present) for t in run.tensions) if t]
    tensions.verify(quarrels, present, documents)

    placements = {p.passage_id: p for p in run.placements}
    placed = [p for p in passages if p.id in placements]
    members: dict[str, list[Passage]] = defaultdict(list)
    for passage in placed:
        if placements[passage.id].theme_id:
            members[placements[passage.id].theme_id].append(passage)
    state = describe(
        Snapshot(list(documents.values()), passages, asides, run, decided, decisions, heads)
    )
    fiches = compose(run.themes, members, [q for q in kept if q.status is not QuoteStatus.REJECTED])
    return Book(
        event=project.params.evenement,
        publication=project.params.publication,
        number=run.number,
        started=run.started,
        manifest=run.manifest,
        changes=run.changes,
        fiches=tuple(
            replace(
                fiche,
                definition=decided.definitions.get(fiche.theme.id, ""),
                writing=decided.writing.get(fiche.theme.id, Writing()),
            )
            for fiche in fiches
        ),
        standings={p.passage_id: Standing(p.facet, p.strength, p.others) for p in run.placements},
        unclassified=tuple(
            Unclassified(p, placements[p.id].nearest)
            for p in placed
            if not placements[p.id].theme_id and p.id not in decided.off_topic
        ),
        off_topic=tuple(p for p in placed if p.id in decided.off_topic),
        rare=tuple(
            Rare(present[r.passage_id], r.theme_id, r.voices)
            for r in run.rare
            if r.passage_id in present
        ),
        documents=documents,
        passages=tuple(passages),
        set_aside=tuple(asides),
        state=state,
        story=Story(project.params.evenement.titre, heads, decisions, decided.outcomes, state),
        acronyms=_acronyms(project.params.lexique),
        stylesheet=project.stylesheet,
        gone=sum(q.passage_id not in present for q in found.quotes),
        confrontation=run.confrontation,
        tensions=tuple(quarrels),
        validation={
            f.theme_id: f
            for f in theme_figures(
                polls,
                project.params.validation,
                members={t: [p.id for p in held] for t, held in members.items()},
                anchors=anchors,
            )
        },
    )


def _still_there(tension: Tension, present: Collection[str]) -> Tension | None:
    """The disagreement without what left the notes; None when a passage of its sides did."""
    if any(i not in present for i in tension.passages):
        return None
    return replace(tension, elsewhere=tuple(i for i in tension.elsewhere if i in present))


def _acronyms(params: LexiconParams) -> dict[str, str]:
    """The product's acronyms, then the project's, written "SIGLE : nom au long"."""
    own = (entry.partition(":") for entry in params.acronymes)
    return lexicon.acronyms() | {s.strip(): f.strip() for s, _, f in own if s.strip() and f.strip()}

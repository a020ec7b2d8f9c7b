"""Passages become a run: vectors, themes, facets, quotes, each theme with its lineage.

A run carries the fingerprint of all it was made of; when nothing changed, the last run stands and
nothing is computed.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from analyse import language
from analyse.contracts import Membership, Passage, Theme
from analyse.params import ProjectParams
from analyse.progress import Progress
from analyse.project import Project
from analyse.stages.manifest import digest, fingerprint, manifest
from analyse.stages.sheets import confront_sheets, sheets_key
from analyse.stages.vectors import vectorise
from analyse.steps import embed, lineage
from analyse.store import Placement, Run, Store
from analyse.voices import voice_key, workshop_key


@dataclass(frozen=True, slots=True)
class Outcome:
    """The run that stands, and whether it is new."""

    run: Run | None
    computed: bool


def find_themes(project: Project, store: Store, *, progress: Progress) -> Outcome:
    """Analyse every passage of the store, unless the last run already did.

    Returns:
        the run that stands; None when there is no passage at all.

    Raises:
        EncoderError: the encoder cannot be loaded or its vectors are unusable.
        IntegrityError: a quote is not verbatim.
    """
    passages = store.passages()
    if not passages:
        return Outcome(run=None, computed=False)
    params = project.params
    revision = language.encoder_revision(params.encodeur, project.folder)
    sheets = sheets_key(project, encoder=params.encodeur.nom)
    made_of = fingerprint(passages, params, revision, sheets)
    last = store.last_run()
    if last and last.fingerprint == made_of:
        return Outcome(run=last, computed=False)

    started = time.monotonic()
    texts = [embed.encoding_text(passage) for passage in passages]
    vectors = vectorise(project, texts, revision, store, progress=progress)
    found = _analyse(project, passages, vectors, revision, store, last, progress=progress)
    run = Run(
        number=(last.number if last else 0) + 1,
        fingerprint=made_of,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - started, 1),
        **found,
    )
    store.save_run(run)
    return Outcome(run=run, computed=True)


def _analyse(
    project: Project,
    passages: Sequence[Passage],
    vectors: np.ndarray,
    revision: str,
    store: Store,
    last: Run | None,
    *,
    progress: Progress,
) -> dict[str, Any]:
    """The fields of a `Run` that come from the steps."""
    from analyse.stages.tree import grown, packed
    from analyse.steps import cluster, describe, facets, quotes, tensions

    params = project.params
    progress.start("Former les thèmes")
    contents = {p.id: digest(" ".join(p.text.split()).casefold()) for p in passages}
    keys, read = _in_context(passages, vectors, contents, params)
    kept = grown(last.tree if last else b"", passages, keys, read, seed=params.themes.graine)
    result = cluster.recut(kept.tree, params.themes)
    progress.finish()

    progress.start("Décrire les thèmes")
    encoder = language.load_encoder(project.params.encodeur, project.folder)
    drafts = describe.describe(
        passages,
        result.labels,
        vectors,
        lexicon=params.lexique,
        grille=params.grille,
        encode=lambda texts: embed.embed(texts, encoder),
        stability=result.stability,
    )
    progress.finish()

    progress.start("Dire constats, pistes et questions")
    calls = facets.call_facets(passages, vectors, facets.load_model(encoder=params.encodeur.nom))
    progress.finish()

    groups = {
        int(label): [passages[int(i)].id for i in np.flatnonzero(result.labels == label)]
        for label in np.unique(result.labels)
        if label >= 0
    }
    trace = lineage.trace(groups, contents, _members(last))
    ids = trace.ids
    names = {theme.id: theme for theme in last.themes} if last else {}
    themes = tuple(
        _theme(draft, ids[draft.label], _of(passages, result.labels, draft.label), names, result)
        for draft in drafts
    )
    placements = tuple(
        Placement(
            passage_id=passage.id,
            theme_id=ids.get(int(result.labels[i]), ""),
            strength=round(float(result.strength[i]), 4),
            facet=calls[i],
            others=tuple(Membership(ids[o], round(float(s), 4)) for o, s in result.others[i]),
            nearest=ids.get(int(result.nearest[i]), "") if result.labels[i] < 0 else "",
        )
        for i, passage in enumerate(passages)
    )

    progress.start("Choisir les extraits")
    documents = {document.id: document for document in store.documents()}
    positions = {ids[label]: np.flatnonzero(result.labels == label) for label in groups}
    chosen = quotes.select_quotes(
        positions,
        passages,
        vectors,
        result.strength,
        calls,
        per_facet=params.publication.extraits_par_facette,
        documents=documents,
    )
    quotes.verify(chosen, passages, documents)
    rare = quotes.rare_voices(positions, passages, vectors, calls)
    progress.finish()

    progress.start("Chercher les désaccords")
    quarrels = tensions.find_tensions(
        positions, passages, calls, per_theme=params.publication.tensions_par_fiche
    )
    tensions.verify(quarrels, {p.id: p for p in passages}, documents)
    progress.finish()
    confronted = confront_sheets(
        project,
        store,
        passages,
        vectors,
        calls,
        revision,
        context_vectors=read if params.encodeur.contexte else None,
        progress=progress,
    )
    return {
        "manifest": manifest(params, revision, documents, len(passages)),
        "changes": tuple(_changes(trace.status, themes, names)),
        "themes": themes,
        "placements": placements,
        "quotes": tuple(chosen),
        "confrontation": confronted,
        "rare": tuple(replace(voice, distance=round(voice.distance, 4)) for voice in rare),
        "tree": packed(kept),
        "tensions": tuple(quarrels),
    }


def _in_context(
    passages: Sequence[Passage],
    vectors: np.ndarray,
    contents: Mapping[str, str],
    params: ProjectParams,
) -> tuple[list[str], np.ndarray]:
    """What clustering sees: content keys and vectors, with those of the neighbours if asked."""
    own = [contents[p.id] for p in passages]
    if not params.encodeur.contexte:
        return own, vectors
    around = embed.neighbours(passages)
    keys = [
        " ".join([own[i], *sorted(own[k] for k in positions)]) for i, positions in enumerate(around)
    ]
    return keys, embed.in_context(vectors, around)


def _of(passages: Sequence[Passage], labels: np.ndarray, label: int) -> list[Passage]:
    return [passages[int(i)] for i in np.flatnonzero(labels == label)]


def _theme(
    draft: Any, theme_id: str, members: Sequence[Passage], names: Mapping[str, Theme], result: Any
) -> Theme:
    before = names.get(theme_id)
    named = before is not None and before.title != before.proposal
    return Theme(
        id=theme_id,
        title=before.title if before and named else draft.proposal,
        proposal=draft.proposal,
        keyphrases=tuple(draft.keyphrases),
        words=tuple((word, round(float(weight), 4)) for word, weight in draft.words),
        size=len(members),
        workshops=len({workshop_key(p) for p in members}),
        voices=len({voice_key(p) for p in members}),
        stability=round(float(result.stability[draft.label]), 4),
        grille=tuple(draft.grille),
        chantiers=tuple(draft.chantiers),
        status=before.status if before else "proposé",
    )


def _members(last: Run | None) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for placement in last.placements if last else ():
        if placement.theme_id:
            members[placement.theme_id].append(placement.passage_id)
    return members


def _changes(
    status: Mapping[str, str], themes: Sequence[Theme], names: Mapping[str, Theme]
) -> list[str]:
    """What changed since the last run, in French; nothing on the first run."""
    if not names:
        return []
    now = {theme.id: theme for theme in themes}
    told = []
    for kind, sentence in (
        (
            "nouveau",
            "Nouveau thème\u00a0: «\u00a0{title}\u00a0» ({size} passages, {workshops} ateliers)",
        ),
        ("grandi", "«\u00a0{title}\u00a0» a grandi\u00a0: {before} → {size} passages"),
        ("silencieux", "«\u00a0{title}\u00a0» n'a plus de passages à lui"),
    ):
        for theme_id in sorted(t for t, s in status.items() if s == kind):
            theme = now.get(theme_id) or names[theme_id]
            before = names[theme_id].size if theme_id in names else 0
            told.append(
                sentence.format(
                    title=theme.title, size=theme.size, workshops=theme.workshops, before=before
                )
            )
    return told

"""Passages become a run: vectors, themes, facets, quotes, each theme with its lineage.

A run carries the fingerprint of all it was made of; when nothing changed, the last run stands and
nothing is computed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from analyse import language
from analyse.contracts import Decision, Membership, Passage
from analyse.decisions import Constraints, Decided, Found, constraints, replay
from analyse.params import ProjectParams
from analyse.progress import Progress, Silent
from analyse.project import Project
from analyse.stages.describing import described, partition, stability_of
from analyse.stages.manifest import JOINED, digest, fingerprint, manifest
from analyse.stages.memory import Memory
from analyse.stages.provenance import made_by
from analyse.stages.relate import (
    centres_of,
    changes,
    earlier,
    followers,
    packed_centres,
    sentences,
)
from analyse.stages.sheets import confront_sheets, sheets_key
from analyse.stages.vectors import vectorise
from analyse.standing import found_in
from analyse.steps import embed, lineage
from analyse.store import Placement, Run, Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """The run that stands, and whether it is new."""

    run: Run | None
    computed: bool


@dataclass(frozen=True, slots=True)
class _Before:
    """What people decided, where passages of earlier versions went, the view that stood over the
    last analysis, and the encoder of today."""

    decisions: Sequence[Decision]
    anchors: Mapping[str, tuple[str, str]]
    standing: Decided | None
    revision: str

    @property
    def off_topic(self) -> frozenset[str]:
        """Passages that people found off topic, corrected notes followed."""
        return self.standing.off_topic if self.standing else frozenset()


def find_themes(
    project: Project, store: Store, *, anew: bool = False, progress: Progress
) -> Outcome:
    """Analyse every passage of the store, unless the last run already did.

    Args:
        anew: form themes again when passages only joined those of an earlier run.

    Returns:
        the run that stands; None when there is no passage at all.

    Raises:
        EncoderError: the encoder cannot be loaded or its vectors are unusable.
        IntegrityError: a quote is not verbatim.
    """
    passages = store.passages()
    if not passages:
        return Outcome(run=None, computed=False)
    params, memory = project.params, Memory(store)
    revision = language.encoder_revision(params.encodeur, project.folder)
    sheets = sheets_key(project, encoder=params.encodeur.nom)
    last, decisions = store.last_run(), store.decisions()
    asked = constraints(decisions)
    made_of = fingerprint(passages, params, revision, sheets, asked.digest())
    joined = int(last.manifest.get(JOINED, 0)) if last else 0
    if last and last.fingerprint == made_of and not (anew and joined):
        return Outcome(run=last, computed=False)
    anchors = store.anchors()
    view = replay(found_in(last, passages, anchors), decisions) if last else None
    before = _Before(decisions, {a.old_id: (a.new_id, a.by) for a in anchors}, view, revision)

    started = time.monotonic()
    texts = [embed.encoding_text(passage) for passage in passages]
    vectors = vectorise(project, texts, revision, store, progress=progress)
    found = _analyse(
        project, passages, vectors, store, last, asked, before, memory, anew=anew, progress=progress
    )
    run = Run(
        number=(last.number if last else 0) + 1,
        fingerprint=made_of,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.monotonic() - started, 1),
        **found,
    )
    store.save_run(run, memos=memory.memos())
    return Outcome(run=run, computed=True)


def _analyse(
    project: Project,
    passages: Sequence[Passage],
    vectors: np.ndarray,
    store: Store,
    last: Run | None,
    asked: Constraints,
    before: _Before,
    memory: Memory,
    *,
    anew: bool,
    progress: Progress,
) -> dict[str, Any]:
    """The fields of a `Run` that come from the steps."""
    from analyse.stages.tree import grown, packed
    from analyse.steps import cluster, describe, facets, quotes, tensions

    params, revision = project.params, before.revision
    progress.start("Former les thèmes")
    contents = {p.id: digest(" ".join(p.text.split()).casefold()) for p in passages}
    keys, read = in_context(passages, vectors, contents, params)
    old, seed = last.tree if last else b"", params.themes.graine
    kept = grown(
        old,
        passages,
        keys,
        read,
        seed=seed,
        revision=f"{embed.VERSION} {revision} {params.encodeur.contexte}",
        aside=before.off_topic,
        anew=anew,
    )
    result = cluster.recut(kept.tree, params.themes)
    progress.finish()

    main, ids, trace = _identified(passages, vectors, result.labels, contents, store, last, before)
    followed = followers(
        asked,
        replay(Found({i: i for i in ids.values()}, main, anchors=before.anchors), before.decisions),
        store.run_passages(run for *_, run in asked.splits),
        [p.id for p in passages],
        vectors,
    )
    found = Found(
        titles={i: i for i in ids.values()}, main=main, followed=followed, anchors=before.anchors
    )
    decided = replay(found, before.decisions)
    groups = partition(passages, found, decided)

    progress.start("Décrire les thèmes")
    language.load_topics()
    stability = {ids[label]: value for label, value in result.stability.items()}
    themes = tuple(
        described(
            describe.describe,
            passages,
            vectors,
            groups,
            {i: stability_of(i, rows, main, passages, stability) for i, rows in groups.items()},
            lexicon=params.lexique,
            grille=params.grille,
            encode=lambda texts: vectorise(project, texts, revision, store, progress=Silent()),
        )
    )
    progress.finish()

    progress.start("Dire constats, pistes et questions")
    calls = facets.call_facets(
        passages,
        vectors,
        facets.load_model(encoder=params.encodeur.nom),
        remembered=memory.of("facettes", facets.VERSION, facets.KEPT),
    )
    progress.finish()

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
    wanted = {
        theme: np.array([i for i in rows if passages[i].id not in asked.unquoted], dtype=np.int64)
        for theme, rows in groups.items()
    }
    chosen = quotes.select_quotes(
        wanted,
        passages,
        vectors,
        result.strength,
        calls,
        per_facet=params.publication.extraits_par_facette,
        documents=documents,
        remembered=(looks := memory.of("extraits", quotes.VERSION)),
    )
    quotes.verify(chosen, passages, documents)
    standing_rows = {theme: rows for theme, rows in wanted.items() if theme in decided.titles}
    rare = quotes.rare_voices(standing_rows, passages, vectors, calls, remembered=looks)
    progress.finish()

    progress.start("Chercher les désaccords")
    quarrels = tensions.find_tensions(
        {theme: np.array(rows, dtype=np.int64) for theme, rows in groups.items()},
        passages,
        calls,
        per_theme=params.publication.tensions_par_fiche,
        remembered=memory.of("désaccords", tensions.VERSION),
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
        memory=memory,
        progress=progress,
    )
    titles = {t.id: decided.titles[t.id] if t.id in decided.named else t.proposal for t in themes}
    if last:
        titles = store.titles() | {t.id: t.title for t in last.themes} | titles
    told = changes(trace, titles, before.standing, decided, before.decisions)
    made = manifest(made_by(project, revision), params, documents, passages, last, before.decisions)
    made[JOINED] = kept.tree.followers
    return {
        "manifest": made,
        "changes": sentences(told, themes, titles) if last else (),
        "themes": themes,
        "placements": placements,
        "quotes": tuple(chosen),
        "confrontation": confronted,
        "rare": tuple(replace(voice, distance=round(voice.distance, 4)) for voice in rare),
        "tree": packed(kept),
        "tensions": tuple(quarrels),
        "lineage": told,
        "followed": tuple(sorted(followed.items())),
        "centres": packed_centres(centres_of(groups, vectors)),
    }


def in_context(
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


def _identified(
    passages: Sequence[Passage],
    vectors: np.ndarray,
    labels: np.ndarray,
    contents: Mapping[str, str],
    store: Store,
    last: Run | None,
    before: _Before,
) -> tuple[dict[str, str], dict[int, str], lineage.Lineage]:
    """Main theme of each passage ("" for none), theme of each label, and how they were known."""
    rows = {
        int(label): [int(i) for i in np.flatnonzero(labels == label)]
        for label in np.unique(labels)
        if label >= 0
    }
    middles = centres_of({str(label): own for label, own in rows.items()}, vectors)
    trace = lineage.trace(
        {label: [passages[i].id for i in own] for label, own in rows.items()},
        contents,
        earlier(store, last, before.standing, before.revision, before.anchors),
        centres={int(label): centre for label, centre in middles.items()},
    )
    ids = dict(trace.ids)
    main = {p.id: ids.get(int(labels[i]), "") for i, p in enumerate(passages)}
    return main, ids, trace

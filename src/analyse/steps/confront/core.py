"""Statements of the fiches 1.0 against the constats and pistes of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import (
    Answer,
    Confrontation,
    Evidence,
    Facet,
    FacetCall,
    Label,
    Passage,
    Relation,
    Response,
    Section,
    Sheet,
    Statement,
)
from analyse.steps.confront.features import Rarity, near_tensor, stance_matrix
from analyse.steps.confront.model import RELATIONS, ConfrontationModel
from analyse.steps.confront.weigh import weigh
from analyse.voices import voice_key, workshop_key

MOST = 40
"""Passages of evidence kept per statement, surest first: more than anyone reads."""
_SPEAKS = frozenset({Facet.FINDING, Facet.LEAD})
_LABELS = {
    Relation.SUPPORTS: Response.CONFIRMED,
    Relation.NUANCES: Response.NUANCED,
    Relation.CONTRADICTS: Response.CONTESTED,
}


class _Found(NamedTuple):
    """Evidence of one statement before it is weighed, surest first, ties by passage id."""

    rows: list[int]
    related: NDArray[np.float64]
    relations: NDArray[np.float64]


def confront(
    sheets: Sequence[Sheet],
    statement_vectors: NDArray[np.floating],
    passages: Sequence[Passage],
    vectors: NDArray[np.floating],
    facets: Sequence[FacetCall],
    model: ConfrontationModel,
    *,
    context_vectors: NDArray[np.floating] | None = None,
) -> Confrontation:
    """What the event answers each statement, and what each constat and piste answers.

    Only constats and pistes count as evidence: a question asserts nothing. A passage's nearness is
    the cosine of its own vector, averaged with that of the passage read with its neighbours when
    it is given, since a note often names its subject one line above.

    Args:
        sheets: fiches 1.0 with their statements.
        statement_vectors: shape (m, d), unit rows, one per statement in the order of `sheets`.
        passages: of the run, in any order: the result does not depend on it.
        vectors: shape (n, d), unit rows.
        facets: one per passage.
        model: what `load_model` gives.
        context_vectors: shape (n, d), as `embed.in_context` gives them: centred, unit rows.

    Returns:
        Answers in the order of the statements, evidence by statement then surest first, and one
        label per constat or piste by passage id. Without statements, everything but the sheets
        is empty.

    Raises:
        ValueError: a table has not the length of its fellow.
    """
    statements = [s for sheet in sheets for s in sheet.statements]
    if len(statement_vectors) != len(statements):
        raise ValueError(f"{len(statements)} statements, {len(statement_vectors)} vectors")
    if not len(passages) == len(vectors) == len(facets):
        raise ValueError(f"{len(passages)} passages, {len(vectors)} vectors, {len(facets)} facets")
    speaking = sorted(
        (i for i, p in enumerate(passages) if facets[i].facet in _SPEAKS and p.kind != "mention"),
        key=lambda i: passages[i].id,
    )
    if not statements:
        return Confrontation(sheets=tuple(sheets))
    spoken = [passages[i] for i in speaking]
    context = None if context_vectors is None else context_vectors[speaking]
    cosines = _cosines(statement_vectors, vectors[speaking], context)
    rarity = Rarity([*(p.text for p in spoken), *(s.text for s in statements)])
    related = model.related(
        near_tensor([s.text for s in statements], [p.text for p in spoken], cosines, rarity)
    )
    found = [
        _evidence(s, spoken, vectors[speaking], cosines[k], related[k], rarity, model)
        for k, s in enumerate(statements)
    ]
    return Confrontation(
        sheets=tuple(sheets),
        answers=tuple(_answer(s, found[k], spoken, model) for k, s in enumerate(statements)),
        evidence=tuple(
            Evidence(
                s.id,
                spoken[row].id,
                round(float(found[k].related[at]), 4),
                RELATIONS[int(found[k].relations[at].argmax())],
                round(float(found[k].relations[at].max()), 4),
            )
            for k, s in enumerate(statements)
            for at, row in enumerate(found[k].rows)
        ),
        labels=_labels(statements, found, spoken, related),
    )


def _cosines(
    statements: NDArray[np.floating],
    passages: NDArray[np.floating],
    context: NDArray[np.floating] | None,
) -> NDArray[np.float64]:
    """Cosines of vectors centred on the passages, shape (m, n): what all notes share goes."""
    if not len(passages):
        return np.zeros((len(statements), 0))
    mean = passages.astype(np.float64).mean(axis=0)
    ours, theirs = _unit(statements - mean), _unit(passages - mean)
    if context is None:
        return ours @ theirs.T
    return ours @ (0.5 * theirs + 0.5 * context.astype(np.float64)).T


def _unit(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float64)


def _evidence(
    statement: Statement,
    spoken: Sequence[Passage],
    vectors: NDArray[np.floating],
    cosines: NDArray[np.float64],
    related: NDArray[np.float64],
    rarity: Rarity,
    model: ConfrontationModel,
) -> _Found:
    """Passages that answer one statement, surest first; identical probabilities by passage id."""
    sure = np.round(related, 9)  # so that the last digits of a sum do not decide of an order
    near = np.flatnonzero(sure >= model.thresholds.related)
    rows = [int(i) for i in near[np.argsort(-sure[near], kind="stable")][:MOST]]
    lead = statement.section is Section.LEADS
    features = stance_matrix(
        [(statement.text, spoken[i].text, float(cosines[i]), lead) for i in rows], rarity
    )
    return _Found(rows, related[rows], model.relations(features, vectors[rows]))


def _answer(
    statement: Statement, found: _Found, spoken: Sequence[Passage], model: ConfrontationModel
) -> Answer:
    passages = [spoken[row] for row in found.rows]
    voices = [voice_key(p) for p in passages]
    weighed = weigh(found.related, found.relations, voices, model.thresholds)
    return Answer(
        statement.id,
        weighed.response,
        weighed.confidence,
        *weighed.voices,
        workshops=len({workshop_key(p) for p in passages}),
    )


def _labels(
    statements: Sequence[Statement],
    found: Sequence[_Found],
    spoken: Sequence[Passage],
    related: NDArray[np.float64],
) -> tuple[Label, ...]:
    """For each constat or piste, the statement it most surely answers, else `NEW`."""
    best: dict[int, tuple[float, int, int]] = {}
    for k, evidence in enumerate(found):
        for at, row in enumerate(evidence.rows):
            sure = round(float(evidence.related[at]), 9)
            if row not in best or sure > best[row][0]:
                best[row] = (sure, k, at)
    labels = []
    for row, passage in enumerate(spoken):
        if row not in best:
            unsure = float(related[:, row].max(initial=0.0))
            labels.append(Label(passage.id, Response.NEW, "", round(1.0 - unsure, 4)))
            continue
        sure, k, at = best[row]
        said = found[k].relations[at]
        response = _LABELS[RELATIONS[int(said.argmax())]]
        labels.append(
            Label(passage.id, response, statements[k].id, round(sure * float(said.max()), 4))
        )
    return tuple(labels)

"""Passage → constat, piste, question or autre, with a probability.

`call_facets` reads cues of form (`cues`) beside the sentence vector and applies a multinomial
logistic regression with a calibration temperature (Guo et al., 2017). The weights are trained by
`models/entrainer_facettes.py` on sentences labelled by hand and live in `models/facettes.json`;
nothing but numpy is needed here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import FacetCall, Passage
from analyse.remember import Remembered

from .cues import CUE_NAMES, KEPT, cue_matrix
from .model import VERSION, FacetModel, Weights, load_model

__all__ = [
    "CUE_NAMES",
    "KEPT",
    "VERSION",
    "FacetModel",
    "Weights",
    "call_facets",
    "contexts",
    "cue_matrix",
    "load_model",
]


def contexts(passages: Sequence[Passage]) -> list[str]:
    """For each passage, the question it answers when it is known, else its last heading."""
    text_of = {p.id: p.text for p in passages}
    return [
        text_of.get(p.question_id, "") or (p.headings[-1] if p.headings else "") for p in passages
    ]


def call_facets(
    passages: Sequence[Passage],
    vectors: NDArray[np.floating],
    model: FacetModel,
    *,
    remembered: Remembered | None = None,
) -> list[FacetCall]:
    """The facet of each passage.

    Args:
        passages: in any order; a passage's facet depends on its text, on its heading or the
            question it answers, and on its vector alone.
        vectors: shape (n_passages, dimension), unit rows. When the dimension is not the one the
            model was trained with, the cues decide alone.
        model: what `load_model` gives.
        remembered: cues of earlier passages; the result is the same without it.

    Returns:
        One call per passage, same order; always one of the four facets, probability in [0, 1].

    Raises:
        ValueError: `vectors` has not one row per passage.
    """
    if len(vectors) != len(passages):
        raise ValueError(f"{len(passages)} passages, {len(vectors)} vectors")
    if not passages:
        return []
    cues = cue_matrix(
        [p.text for p in passages],
        contexts(passages),
        [p.kind == "question" for p in passages],
        remembered=remembered,
    )
    probabilities = model.predict(cues, vectors)
    best = probabilities.argmax(axis=1)
    return [
        FacetCall(facet=model.facets[k], probability=float(min(1.0, row[k])))
        for k, row in zip(best.tolist(), probabilities, strict=True)
    ]

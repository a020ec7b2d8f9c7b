"""The trained weights and how they are applied, in plain numpy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyse import resources
from analyse.contracts import Facet
from analyse.errors import IntegrityError

from .cues import CUE_NAMES

VERSION = "1"
"""Changes whenever the cues or the shape of the model file change."""

_RETRAIN = "Refaites-le\u00a0: python models/entrainer_facettes.py"


@dataclass(frozen=True, slots=True)
class Weights:
    """One multinomial logistic regression.

    Attributes:
        coefficients: shape (4, n_features).
        intercepts: shape (4,).
        temperature: logits are divided by it before the softmax.
    """

    coefficients: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    temperature: float

    def predict(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities, shape (n, 4), for `features` of shape (n, n_features)."""
        logits = (features @ self.coefficients.T + self.intercepts) / self.temperature
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class FacetModel:
    """Weights with and without sentence vectors.

    Attributes:
        facets: classes in the order of the probabilities.
        encoder: name of the encoder whose vectors `full` was trained with.
        dimension: number of columns of these vectors.
        vector_scale: vectors are multiplied by it to weigh like the cues.
        mean: mean vector of the training sentences, taken away first; shape (dimension,).
        full: weights over cues then vector.
        cues_only: weights over cues, for the vectors of any other encoder.
        digest: digest of the file, to key what is cached.
    """

    facets: tuple[Facet, ...]
    encoder: str
    dimension: int
    vector_scale: float
    mean: NDArray[np.float64]
    full: Weights
    cues_only: Weights
    digest: str

    def without_vectors(self) -> FacetModel:
        """The same model, told to decide on cues alone."""
        return FacetModel(
            self.facets, "", -1, 0.0, self.mean[:0], self.cues_only, self.cues_only, self.digest
        )

    def predict(
        self, cues: NDArray[np.float64], vectors: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        """Probabilities of shape (n, 4); a row whose vector is not finite uses its cues alone."""
        probabilities = self.cues_only.predict(cues)
        if vectors.ndim == 2 and vectors.shape[1] == self.dimension:
            usable = np.isfinite(vectors).all(axis=1)
            centred = vectors[usable].astype(np.float64)
            centred -= self.mean  # in place: these are the largest arrays of the step
            centred *= self.vector_scale
            probabilities[usable] = self.full.predict(np.hstack([cues[usable], centred]))
        return probabilities


def _weights(data: dict[str, Any], n_features: int) -> Weights:
    coefficients = np.array(data["coefficients"], dtype=np.float64)
    if coefficients.shape != (len(Facet), n_features):
        raise IntegrityError(
            f"Le modèle des facettes a des poids de forme {coefficients.shape}, "
            f"attendu {(len(Facet), n_features)}.",
            action=_RETRAIN,
        )
    return Weights(
        coefficients=coefficients,
        intercepts=np.array(data["intercepts"], dtype=np.float64),
        temperature=float(data["temperature"]),
    )


def load_model(path: Path | None = None, *, encoder: str = "") -> FacetModel:
    """Read `models/facettes.json`.

    Args:
        path: another file of the same shape.
        encoder: name of the encoder in use; when it is given and is not the one the model was
            trained with, the model decides on cues alone, even if the dimensions agree.

    Raises:
        IntegrityError: the file is missing, of another version or of another shape.
    """
    import hashlib

    where = path or resources.model("facettes.json")
    try:
        raw = where.read_bytes()
        data = json.loads(raw)
    except (OSError, ValueError) as error:
        raise IntegrityError(
            f"Le modèle des facettes ({where.name}) est introuvable ou illisible.",
            action=_RETRAIN,
        ) from error
    if data.get("version") != VERSION or tuple(data.get("cues", ())) != CUE_NAMES:
        raise IntegrityError(
            f"Le modèle des facettes ({where.name}) est d'une autre version.", action=_RETRAIN
        )
    dimension = int(data["dimension"])
    model = FacetModel(
        facets=tuple(Facet(name) for name in data["facets"]),
        encoder=str(data["encoder"]),
        dimension=dimension,
        vector_scale=float(data["vector_scale"]),
        mean=np.array(data["mean"], dtype=np.float64),
        full=_weights(data["full"], len(CUE_NAMES) + dimension),
        cues_only=_weights(data["cues_only"], len(CUE_NAMES)),
        digest=hashlib.sha256(raw).hexdigest()[:16],
    )
    return model if encoder in ("", model.encoder) else model.without_vectors()

"""The trained weights of `models/confrontation.json` and how they are applied, in plain numpy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyse import resources
from analyse.contracts import Relation
from analyse.errors import IntegrityError
from analyse.steps.confront.features import NEAR_NAMES, STANCE_NAMES

VERSION = "1"
"""Changes whenever features, rules or the shape of the model file change."""

RELATIONS = tuple(Relation)
_RETRAIN = "Refaites-le\u00a0: python models/entrainer_confrontation.py"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How voices become a response, chosen on simulated events (see the training script).

    Attributes:
        related: probability from which a passage is evidence.
        supports: share of support from which a statement is confirmé.
        contradicts: share of contradiction from which it is contesté.
    """

    related: float
    supports: float
    contradicts: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression: coefficients of shape (classes, features), and intercepts."""

    coefficients: NDArray[np.float64]
    intercepts: NDArray[np.float64]

    def logits(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (…, classes) for features of shape (…, features)."""
        return np.asarray(features @ self.coefficients.T + self.intercepts)


@dataclass(frozen=True, slots=True)
class ConfrontationModel:
    """What tells whether a passage answers a statement, and how.

    Attributes:
        encoder, dimension: the vectors it was trained with.
        mean: mean vector of the training passages, shape (dimension,).
        vector_scale: vectors are multiplied by it to weigh like the other features.
        near: one logit, over `NEAR_NAMES`.
        stance: three logits in the order of `Relation`, over `STANCE_NAMES` then the passage's
            vector.
        stance_only: the same over `STANCE_NAMES`, for the vectors of any other encoder.
        thresholds: how voices become a response.
        digest: of the file, to key what is cached.
    """

    encoder: str
    dimension: int
    mean: NDArray[np.float64]
    vector_scale: float
    near: Weights
    stance: Weights
    stance_only: Weights
    thresholds: Thresholds
    digest: str

    def related(self, near: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probability that each passage answers each statement: (m, n) for (m, n, features)."""
        logits = np.clip(self.near.logits(near)[..., 0], -500.0, 500.0)
        return np.asarray(1.0 / (1.0 + np.exp(-logits)))

    def relations(
        self, features: NDArray[np.float64], vectors: NDArray[np.floating]
    ) -> NDArray[np.float64]:
        """Probabilities of the three relations, shape (n, 3), rows that add up to 1.

        Args:
            features: shape (n, len(STANCE_NAMES)).
            vectors: of the passages, shape (n, d), not centred. Those of another dimension, or
                that are not finite, are not used.
        """
        logits = self.stance_only.logits(features)
        if vectors.ndim == 2 and vectors.shape[1] == self.dimension:
            usable = np.isfinite(vectors).all(axis=1)
            read = (vectors[usable].astype(np.float64) - self.mean) * self.vector_scale
            logits[usable] = self.stance.logits(np.hstack([features[usable], read]))
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def _weights(data: dict[str, Any], classes: int, features: int) -> Weights:
    coefficients = np.array(data["coefficients"], dtype=np.float64)
    if coefficients.shape != (classes, features):
        raise IntegrityError(
            f"Le modèle de confrontation a des poids de forme {coefficients.shape}, "
            f"attendu {(classes, features)}.",
            action=_RETRAIN,
        )
    return Weights(coefficients, np.array(data["intercepts"], dtype=np.float64))


def load_model(path: Path | None = None, *, encoder: str = "") -> ConfrontationModel:
    """Read `models/confrontation.json`.

    Args:
        path: another file of the same shape.
        encoder: name of the encoder in use; when it is given and is not the one the model was
            trained with, stance is read from the words alone.

    Raises:
        IntegrityError: the file is missing, of another version or of another shape.
    """
    where = path or resources.model("confrontation.json")
    try:
        raw = where.read_bytes()
        data = json.loads(raw)
    except (OSError, ValueError) as error:
        raise IntegrityError(
            f"Le modèle de confrontation ({where.name}) est introuvable ou illisible.",
            action=_RETRAIN,
        ) from error
    known = (data.get("version"), tuple(data.get("near_names", ())), tuple(data.get("names", ())))
    if known != (VERSION, NEAR_NAMES, STANCE_NAMES):
        raise IntegrityError(
            f"Le modèle de confrontation ({where.name}) est d'une autre version.", action=_RETRAIN
        )
    dimension = int(data["dimension"])
    trained = str(data["encoder"])
    return ConfrontationModel(
        encoder=trained,
        dimension=dimension if encoder in ("", trained) else -1,
        mean=np.array(data["mean"], dtype=np.float64),
        vector_scale=float(data["vector_scale"]),
        near=_weights(data["near"], 1, len(NEAR_NAMES)),
        stance=_weights(data["stance"], len(RELATIONS), len(STANCE_NAMES) + dimension),
        stance_only=_weights(data["stance_only"], len(RELATIONS), len(STANCE_NAMES)),
        thresholds=Thresholds(**data["thresholds"]),
        digest=hashlib.sha256(raw).hexdigest()[:16],
    )

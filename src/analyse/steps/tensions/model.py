"""The trained weights of pairs and how they are applied, in plain numpy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyse import resources
from analyse.errors import IntegrityError

from .pairs import FEATURES

RELATIONS = ("oppose", "accord", "complément", "sans rapport")
MODEL_VERSION = "1"
"""Changes whenever the features or the shape of the model file change."""
_RETRAIN = "Refaites-le\u00a0: python models/entrainer_tensions.py"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairModel:
    """A multinomial logistic regression over `FEATURES`.

    Attributes:
        coefficients: shape (4, len(FEATURES)), rows in the order of `RELATIONS`.
        intercepts: shape (4,).
        digest: digest of the file, to key what is cached.
    """

    coefficients: Floats
    intercepts: Floats
    digest: str

    def predict(self, features: Floats) -> Floats:
        """Probabilities of `RELATIONS`, shape (n, 4), for `features` of shape (n, n_features)."""
        logits = features @ self.coefficients.T + self.intercepts
        logits -= logits.max(axis=1, keepdims=True)
        exponentials = np.exp(logits)
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))


def load_model(path: Path | None = None) -> PairModel:
    """Read `models/tensions.json`.

    Args:
        path: another file of the same shape.

    Raises:
        IntegrityError: the file is missing, of another version or of another shape.
    """
    where = path or resources.model("tensions.json")
    try:
        raw = where.read_bytes()
        data = json.loads(raw)
        coefficients = np.array(data["coefficients"], dtype=np.float64)
        intercepts = np.array(data["intercepts"], dtype=np.float64)
        told = (data["version"], tuple(data["features"]), tuple(data["relations"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(
            f"Le modèle des tensions ({where.name}) est introuvable ou illisible.",
            action=_RETRAIN,
        ) from error
    shape = (len(RELATIONS), len(FEATURES))
    if told != (MODEL_VERSION, FEATURES, RELATIONS) or coefficients.shape != shape:
        raise IntegrityError(
            f"Le modèle des tensions ({where.name}) est d'une autre version.", action=_RETRAIN
        )
    return PairModel(coefficients, intercepts, hashlib.sha256(raw).hexdigest()[:16])

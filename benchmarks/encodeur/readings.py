"""What may be done to vectors once they are encoded. None of it sees a label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

NEAREST = 5
"""Passages whose vectors are added to one's own, in the reading with the corpus around."""


@dataclass(frozen=True)
class Encoded:
    """A corpus as one encoder sees it; all arrays have n rows of unit length.

    Attributes:
        vectors: of the texts.
        content: of the content lemmas alone, in order, encoded as a text.
        words: mean spaCy vectors. lemmas: content lemmas of each text.
    """

    vectors: np.ndarray
    content: np.ndarray
    words: np.ndarray
    lemmas: list[list[str]]


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; null rows stay null."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def centred(rows: np.ndarray) -> np.ndarray:
    """Unit rows less their mean, of unit length again."""
    return unit(rows - rows.mean(axis=0))


def reduced(rows: np.ndarray, size: int = 50) -> np.ndarray:
    """The first principal components."""
    from sklearn.decomposition import PCA

    return PCA(min(size, *rows.shape), random_state=0).fit_transform(rows)


def without_first(rows: np.ndarray, count: int) -> np.ndarray:
    """Centred rows less their first principal directions (Mu and Viswanath, 2018)."""
    from sklearn.decomposition import PCA

    fitted = PCA(count, random_state=0).fit(rows)
    less = rows - fitted.mean_
    return unit(less - less @ fitted.components_.T @ fitted.components_)


def beside(rows: np.ndarray, others: np.ndarray, weight: float) -> np.ndarray:
    """Two descriptions side by side, the second of length `weight`."""
    return np.hstack([rows, weight * others])


def with_nearest(rows: np.ndarray, count: int = NEAREST) -> np.ndarray:
    """Each centred row plus the mean of its nearest ones in the corpus."""
    own = centred(rows)
    nearness = own @ own.T
    np.fill_diagonal(nearness, -np.inf)
    nearest = np.argsort(-nearness, axis=1, kind="stable")[:, :count]
    return unit(own + own[nearest].mean(axis=1))


def lemma_space(lemmas: list[list[str]], size: int = 100) -> np.ndarray:
    """Latent semantic analysis of the TF-IDF weights of lemmas, unit rows."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = TfidfVectorizer(analyzer=lambda one: one, min_df=2, sublinear_tf=True)
    counted = weights.fit_transform(lemmas)
    size = min(size, counted.shape[1] - 1)
    return unit(TruncatedSVD(size, random_state=0).fit_transform(counted))


def _features(corpus: Encoded) -> np.ndarray:
    """What the step of the themes clusters."""
    from analyse.steps.cluster.features import fit

    return fit(corpus.vectors, corpus.lemmas).read(corpus.vectors, corpus.lemmas)[-1]


READINGS: dict[str, Callable[[Encoded], np.ndarray]] = {
    "brut": lambda c: c.vectors,
    "centré": lambda c: centred(c.vectors),
    "ACP, 50 dimensions": lambda c: reduced(c.vectors),
    "sans la première composante": lambda c: without_first(c.vectors, 1),
    "sans les deux premières composantes": lambda c: without_first(c.vectors, 2),
    "centré, 0,5 × spaCy centré à côté": lambda c: beside(
        centred(c.vectors), c.words - c.words.mean(axis=0), 0.5
    ),
    "centré, 0,5 × lemmes (TF-IDF, SVD) à côté": lambda c: beside(
        centred(c.vectors), lemma_space(c.lemmas), 0.5
    ),
    "mots pleins seuls": lambda c: c.content,
    "centré, plus les mots pleins centrés": lambda c: unit(centred(c.vectors) + centred(c.content)),
    f"centré, plus la moyenne des {NEAREST} plus proches": lambda c: with_nearest(c.vectors),
    "ce que lit l'étape des thèmes": _features,
    "le même, ACP, 50 dimensions": lambda c: reduced(_features(c)),
}
"""Name in the table → vectors that are clustered."""

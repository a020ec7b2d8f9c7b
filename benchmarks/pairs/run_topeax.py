"""Topeax at its defaults, on vectors that are given to it.

Its themes come from the vectors alone (t-SNE, peaks of density, Gaussian mixture). It also encodes
the vocabulary to describe them; that part gets empty vectors here, is not measured, and cannot
change a label.
"""

from __future__ import annotations

import numpy as np
from turftopic import Topeax

from benchmarks.pairs.serve import serve


class NoWords:
    """Stands for the encoder of the vocabulary."""

    def __init__(self, size: int) -> None:
        self._size = size

    def encode(self, texts: list[str], **options: object) -> np.ndarray:
        """One and the same vector for every word."""
        return np.ones((len(texts), self._size), dtype=np.float32)


def job(texts: list[str], arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Labels of the texts."""
    vectors, seed = arrays["vectors"], int(arrays["seed"])
    np.random.seed(seed)  # its Gaussian mixture draws from numpy's own generator
    model = Topeax(encoder=NoWords(vectors.shape[1]), random_state=seed)
    model.fit_transform(texts, embeddings=vectors)
    return {"labels": np.asarray(model.labels_, dtype=np.int64)}


if __name__ == "__main__":
    serve(job)

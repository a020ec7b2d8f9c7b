"""Ours, and those it is compared with: from a corpus and a seed to labels."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from benchmarks.memory import Usage
from benchmarks.themes.corpora import Corpus

Method = Callable[[Corpus, int], dict[str, np.ndarray]]
"""Corpus and seed to labels (n,) of one method or of several that share their work.

A method that works in another process has a `usage` attribute: what its last call took there.
"""


def ours(corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
    """This project's step, at its default settings."""
    from analyse.params import ThemeParams
    from analyse.steps.cluster import cluster

    told = corpus.keys or corpus.texts
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in told]
    result = cluster(keys, corpus.vectors, corpus.lemmas, ThemeParams(), seed=seed)
    return {"analyse": result.labels}


def bertopic(corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
    """BERTopic at its defaults (UMAP, HDBSCAN), and with its outliers reduced by embeddings."""
    from bertopic import BERTopic
    from umap import UMAP

    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(language="multilingual", umap_model=reduce, embedding_model=None)
    topics, _ = model.fit_transform(corpus.texts, embeddings=corpus.vectors)
    labels = np.asarray(topics)
    reduced = labels
    if (labels < 0).any() and labels.max() >= 0:
        reduced = np.asarray(
            model.reduce_outliers(
                corpus.texts, topics, strategy="embeddings", embeddings=corpus.vectors
            )
        )
    return {"BERTopic": labels, "BERTopic, hors-thème réduits": reduced}


class Topeax:
    """Topeax at its defaults, in an environment of its own (see `benchmarks.pairs`).

    Raises:
        PeerUnavailableError: it cannot be installed or run here.
    """

    def __init__(self) -> None:
        from benchmarks.pairs.environment import Worker

        self._worker = Worker("topeax")
        self.usage: Usage | None = None

    def __call__(self, corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
        """Labels of a corpus."""
        found, told = self._worker(corpus.texts, vectors=corpus.vectors, seed=np.array(seed))
        self.usage = Usage(**told)
        return {"Topeax": found["labels"]}


def kmeans(corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
    """k-means, told the number of classes."""
    from sklearn.cluster import KMeans

    model = KMeans(corpus.k, n_init=10, random_state=seed)
    return {"k-moyennes (k donné)": model.fit_predict(corpus.vectors)}


def ward(corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
    """Ward's agglomeration, told the number of classes; it draws nothing."""
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(corpus.k, linkage="ward")
    return {"Ward (k donné)": model.fit_predict(corpus.vectors)}


METHODS: dict[str, Callable[[], Method]] = {
    "analyse": lambda: ours,
    "bertopic": lambda: bertopic,
    "topeax": Topeax,
    "kmoyennes": lambda: kmeans,
    "ward": lambda: ward,
}
"""Name on the command line → what gives the method, ready to work."""

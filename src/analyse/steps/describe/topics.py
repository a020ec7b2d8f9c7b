"""BERTopic as the engine of themes and their words: the groups are given, the words are its own.

Its topics are numbered by size, so labels are read through its topic mapper; its representative
documents and custom labels are not used (the first are drawn at random, the second are attached by
position).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

_SEPARATOR = "\x1f"
_INNER_SPACE = "\u00a0"
_TOP = 12


class GivenLabels:
    """A clusterer that answers what it was given."""

    def __init__(self, labels: np.ndarray) -> None:
        self.labels_ = np.asarray(labels, dtype=int)

    def fit(self, vectors: np.ndarray, y: Any = None) -> GivenLabels:
        """Nothing to fit."""
        return self


def topic_words(
    documents: Sequence[Sequence[str]], labels: np.ndarray, vectors: np.ndarray
) -> dict[int, tuple[tuple[str, float], ...]]:
    """c-TF-IDF words of each theme.

    Args:
        documents: n sequences of words that count; empty ones are allowed.
        labels: (n,) themes, -1 for unclassified rows, which only count as a contrast.
        vectors: (n, d) of the passages.

    Returns:
        Label → (word, weight), heaviest first, at most 12; no word for a theme without any.
    """
    themes = sorted({int(label) for label in labels if label >= 0})
    known = {word for words in documents for word in words}
    if len(known) < 2:  # BERTopic needs two words to weigh one against the other
        return {
            theme: tuple((w, 1.0) for w in known if _says(theme, w, documents, labels))
            for theme in themes
        }
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    joined = [
        _SEPARATOR.join(word.replace(" ", _INNER_SPACE) for word in words) for words in documents
    ]
    model = BERTopic(
        language="multilingual",
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=GivenLabels(labels),
        vectorizer_model=CountVectorizer(analyzer=_split),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
        top_n_words=_TOP,
        calculate_probabilities=False,
        verbose=False,
    )
    model.fit_transform(joined, embeddings=np.asarray(vectors))
    renumbered = model.topic_mapper_.get_mappings(original_topics=True)
    out = {}
    for theme in themes:
        found = model.get_topic(int(renumbered[theme])) or []
        pairs = [(word.replace(_INNER_SPACE, " "), float(weight)) for word, weight in found]
        pairs = [pair for pair in pairs if pair[0] and pair[1] > 0]
        out[theme] = tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
    return out


def _says(theme: int, word: str, documents: Sequence[Sequence[str]], labels: np.ndarray) -> bool:
    return any(
        word in words for words, label in zip(documents, labels, strict=True) if label == theme
    )


def _split(document: str) -> list[str]:
    """Words of a topic's joined documents; BERTopic writes "emptydoc" for one without words."""
    return [
        word for word in re.split(f"[{_SEPARATOR} ]+", document) if word not in {"", "emptydoc"}
    ]

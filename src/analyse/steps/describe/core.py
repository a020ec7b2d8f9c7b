"""The step itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyse.contracts import Nearness, Passage
from analyse.params import GridParams, LexiconParams
from analyse.steps.describe.grid import nearness
from analyse.steps.describe.keyphrases import Said, keyphrases
from analyse.steps.describe.titles import titles
from analyse.steps.describe.topics import topic_words
from analyse.steps.describe.vocabulary import vocabulary
from analyse.steps.describe.weights import contrast, directions
from analyse.voices import voice_key

VERSION = "3"
"""Changes whenever a description may change; keys what is cached."""


@dataclass(frozen=True)
class ThemeDraft:
    """What is proposed for one theme.

    Attributes:
        label: its number in the clustering.
        proposal: title of two to six words, from the notes; no two themes have the same.
        keyphrases: noun phrases as written, most distinctive first.
        words: (c-TF-IDF term, weight), heaviest first.
        grille: nearest known fiches, best first; empty means emergent.
        chantiers: nearest chantiers, best first.
        stability: as given, in [0, 1].
    """

    label: int
    proposal: str
    keyphrases: tuple[str, ...]
    words: tuple[tuple[str, float], ...]
    grille: tuple[Nearness, ...]
    chantiers: tuple[Nearness, ...]
    stability: float


def describe(
    passages: Sequence[Passage],
    labels: np.ndarray,
    vectors: np.ndarray,
    *,
    lexicon: LexiconParams,
    grille: GridParams,
    encode: Callable[[list[str]], np.ndarray],
    stability: Mapping[int, float],
) -> list[ThemeDraft]:
    """Describe every theme in the notes' own words.

    Args:
        passages: n passages; their `lemmas` and `phrases` are used, their text is not.
        labels: (n,) theme of each, -1 for unclassified.
        vectors: (n, d) unit rows.
        lexicon: the project's stop words and synonyms.
        grille: known fiches and chantiers, and the threshold of nearness.
        encode: texts to unit vectors (m, d), by the encoder that gave `vectors`.
        stability: label → stability, carried to the draft (0 when missing).

    Returns:
        One draft per theme, by label; an empty list when all passages are unclassified.

    Raises:
        ValueError: lengths differ.
        ConfigurationError: a synonym or an entry of the grille cannot be read.
    """
    labels = np.asarray(labels, dtype=np.int64)
    if not len(passages) == len(labels) == len(vectors):
        raise ValueError("passages, labels and vectors must have the same length")
    words = vocabulary(lexicon)
    themes = sorted({int(label) for label in labels if label >= 0})
    if not themes:
        return []
    order = sorted(range(len(passages)), key=lambda i: (passages[i].text, passages[i].id))
    labels, vectors = labels[order], np.asarray(vectors)[order]
    ordered = [passages[i] for i in order]
    centroids = {theme: _centroid(vectors[labels == theme]) for theme in themes}
    terms = topic_words([words.kept(p.lemmas) for p in ordered], labels, vectors)
    main = _main_language(ordered)
    said = [
        Said(p.phrases if p.language in (main, "und") else (), p.lemmas, voice_key(p))
        for p in ordered
    ]
    phrases = keyphrases(said, labels, centroids, words, encode)
    sizes = {t: int((labels == t).sum()) for t in themes}
    rows = np.stack([centroids[t] for t in themes])
    against = contrast(rows, np.array([sizes[t] for t in themes], dtype=float))
    towards = dict(zip(themes, directions(rows, against), strict=True))
    names = titles(phrases, terms, sizes, towards, encode)
    meaning = _by_words([[k.text for k in phrases[t]] or [names[t]] for t in themes], encode)
    middle = np.stack([centroids[t] for t in themes])
    fiches, chantiers = nearness(middle, meaning, grille, encode)
    return [
        ThemeDraft(
            label=theme,
            proposal=names[theme],
            keyphrases=tuple(phrase.text for phrase in phrases[theme]),
            words=terms[theme],
            grille=fiches[i],
            chantiers=chantiers[i],
            stability=float(stability.get(theme, 0.0)),
        )
        for i, theme in enumerate(themes)
    ]


def _centroid(rows: np.ndarray) -> np.ndarray:
    """Unit mean of unit rows."""
    mean = rows.astype(np.float64).mean(axis=0)
    unit: np.ndarray = mean / max(float(np.linalg.norm(mean)), 1e-12)
    return unit


def _main_language(passages: Sequence[Passage]) -> str:
    """The language of most passages: a title is in that one, "und" left aside."""
    counts = Counter(p.language for p in passages if p.language != "und")
    return min(counts, key=lambda code: (-counts[code], code), default="und")


def _by_words(
    texts: Sequence[Sequence[str]], encode: Callable[[list[str]], np.ndarray]
) -> np.ndarray:
    """Unit vectors (k, d) of what the keyphrases of each theme say together."""
    distinct = sorted({text for some in texts for text in some})
    vectors = dict(zip(distinct, np.asarray(encode(distinct)), strict=True))
    return np.stack([_centroid(np.stack([vectors[t] for t in some])) for some in texts])

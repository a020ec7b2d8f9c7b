"""What is asked of a method on a corpus."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from benchmarks.memory import watched
from benchmarks.themes.corpora import Corpus
from benchmarks.themes.methods import Method

KEPT = 0.9
"""Share of the rows in each draw."""
_ABSENT = -2


@dataclass(frozen=True)
class Score:
    """One line of the table.

    Attributes:
        ami, v: × 100, on labelled rows, "non classé" counted as one more group.
        themes, classes: found, and known.
        unclassified: share of all rows.
        stability: mean adjusted Rand index between draws, NaN without draws.
        seconds: of the analysis of the whole corpus.
        peak, added: megabytes, as `benchmarks.memory.Usage`.
    """

    corpus: str
    method: str
    ami: float
    v: float
    themes: int
    classes: int
    unclassified: float
    stability: float
    seconds: float
    peak: float = float("nan")
    added: float = float("nan")


def measure(corpus: Corpus, method: Method, draws: int) -> list[Score]:
    """Scores of what a method gives on a corpus.

    Stability: mean adjusted Rand index, on common rows, between all pairs of analyses of draws of
    90 % of the rows, each in an order of its own and with a seed of its own.
    """
    from sklearn.metrics import adjusted_mutual_info_score, v_measure_score

    whole, usage = watched(lambda: method(corpus, 0))
    usage = getattr(method, "usage", None) or usage
    n = len(corpus.texts)
    again: dict[str, list[np.ndarray]] = {name: [] for name in whole}
    for draw in range(draws):
        rows = np.random.default_rng(draw).permutation(n)[: int(KEPT * n)]
        for name, labels in method(corpus.take(rows), draw + 1).items():
            placed = np.full(n, _ABSENT)
            placed[rows] = labels
            again[name].append(placed)
    known = corpus.classes >= 0
    return [
        Score(
            corpus=corpus.title,
            method=name,
            ami=100 * adjusted_mutual_info_score(corpus.classes[known], labels[known]),
            v=100 * v_measure_score(corpus.classes[known], labels[known]),
            themes=len(set(labels[labels >= 0].tolist())),
            classes=corpus.k,
            unclassified=float((labels < 0).mean()),
            stability=agreement(again[name]),
            seconds=usage.seconds,
            peak=usage.peak,
            added=usage.added,
        )
        for name, labels in whole.items()
    ]


def agreement(analyses: list[np.ndarray]) -> float:
    """Mean adjusted Rand index between all pairs of analyses, on the rows both hold (not -2)."""
    from sklearn.metrics import adjusted_rand_score

    pairs = []
    for one, two in itertools.combinations(analyses, 2):
        both = (one != _ABSENT) & (two != _ABSENT)
        pairs.append(adjusted_rand_score(one[both], two[both]))
    return float(np.mean(pairs)) if pairs else float("nan")

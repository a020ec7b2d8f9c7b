"""New passages that join the themes: are they where a full analysis puts them, and is a new subject
noticed?

    python -m benchmarks.suivis

Labelled corpora, with few landmarks (35 % of the rows) so that passages follow as they do beyond
4,000. A day brings a sixth of the rows:

- drawn at random: how many such days join the themes, AMI between the themes they joined and a full
  analysis, beside that of two full analyses of 90 % draws; AMI with the classes, of both;
- drawn with a class nobody had spoken of before: how many such days make themes grow anew.

The table is printed and written to benchmarks/results/AAAA-MM-JJ-suivis.md.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import numpy as np

from analyse.params import EncoderParams, ThemeParams
from analyse.steps.cluster import ThemeTree, build, extended, recut
from benchmarks import pages
from benchmarks.themes import KEPT, TITLES, Corpus, read

LANDMARKS = 0.35
DAY = 1 / 6
PLANTED = 0.06
"""Most rows of the class that nobody had spoken of, as a share of the corpus."""
FEWEST = 0.02
"""Smaller classes are not planted: nothing could form a theme."""
DRAWS = 4
HEADERS = (
    "jeu", "lignes", "jours au hasard, joints", "AMI joints / analyse complète",
    "AMI de deux tirages de 90 %", "AMI avec les classes, joints", "AMI avec les classes, complète",
    "jours à sujet neuf, thèmes reformés",
)  # fmt: skip


@contextmanager
def few_landmarks(corpus: Corpus) -> Iterator[None]:
    """As if the corpus were larger than what is clustered whole."""
    with patch("analyse.steps.cluster.core.LANDMARKS", int(LANDMARKS * len(corpus.texts))):
        yield


class Seen:
    """What clustering sees of a corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.vectors, self.classes = corpus.vectors, corpus.classes
        self.keys = [hashlib.sha256(text.encode()).hexdigest() for text in corpus.texts]
        self.lemmas = [tuple(words) for words in corpus.lemmas]

    def part(self, rows: np.ndarray) -> tuple[list[str], np.ndarray, list[tuple[str, ...]]]:
        """Some rows, as `build` and `extended` want them."""
        return [self.keys[i] for i in rows], self.vectors[rows], [self.lemmas[i] for i in rows]

    def labels(self, rows: np.ndarray, tree: ThemeTree) -> np.ndarray:
        """Themes (n,) of some rows; -2 for the others."""
        out = np.full(len(self.keys), -2)
        out[rows] = recut(tree, ThemeParams()).labels
        return out


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """AMI on rows that both hold."""
    from sklearn.metrics import adjusted_mutual_info_score as ami

    both = (one > -2) & (other > -2)
    return float(ami(one[both], other[both]))


def with_classes(seen: Seen, labels: np.ndarray) -> float:
    """AMI with the classes, on rows that have one."""
    known = seen.classes >= 0
    return agreement(labels[known], seen.classes[known])


def at_random(seen: Seen) -> tuple[int, list[float]]:
    """Days drawn at random: how many joined, and the mean of each AMI of `HEADERS`."""
    everyone, seed = np.arange(len(seen.keys)), ThemeParams().graine
    whole = seen.labels(everyone, build(*seen.part(everyone), seed=seed))
    joined, figures = 0, []
    for draw in range(DRAWS):
        order = np.random.default_rng(draw).permutation(everyone)
        before = np.sort(order[int(DAY * len(order)) :])
        tree = build(*seen.part(before), seed=seed)
        longer = extended(tree, *seen.part(everyone))
        joined += longer is not None
        with patch("analyse.steps.cluster.follow.OWN", 1.1):  # what it would give all the same
            longer = longer or extended(tree, *seen.part(everyone))
        assert longer is not None
        found = seen.labels(everyone, longer)
        halves = []
        for half in (0, 1):
            rows = np.random.default_rng([draw, half]).permutation(everyone)
            rows = np.sort(rows[: int(KEPT * len(rows))])
            halves.append(seen.labels(rows, build(*seen.part(rows), seed=seed)))
        figures.append(
            [
                agreement(found, whole),
                agreement(*halves),
                with_classes(seen, found),
                with_classes(seen, whole),
            ]
        )
    return joined, np.mean(figures, axis=0).tolist()


def planted(seen: Seen) -> tuple[int, int]:
    """Days that bring a class of their own: how many made themes grow anew, and how many days."""
    n, anew, days = len(seen.keys), 0, 0
    for name in sorted(set(seen.classes[seen.classes >= 0].tolist())):
        draw = np.random.default_rng(name)
        own, others = (np.flatnonzero(seen.classes == name), np.flatnonzero(seen.classes != name))
        if len(own) < FEWEST * n:
            continue
        own = draw.permutation(own)[: int(PLANTED * n)]
        day = np.concatenate([own, draw.permutation(others)[: int(DAY * n) - len(own)]])
        before = np.setdiff1d(others, day)
        rows = np.sort(np.concatenate([before, day]))
        tree = build(*seen.part(before), seed=ThemeParams().graine)
        anew += extended(tree, *seen.part(rows)) is None
        days += 1
    return anew, days


def main() -> None:
    """Measure, print, write."""
    warnings.filterwarnings("ignore")
    lines = [
        f"# Des passages qui rejoignent des thèmes, {date.today().isoformat()}",
        "",
        f"Repères : {100 * LANDMARKS:.0f} % des lignes; un jour : un sixième. "
        f"Moyennes de {DRAWS} tirages (voir `benchmarks/suivis.py`).",
        "",
        f"| {' | '.join(HEADERS)} |",
        f"|{'---|' * len(HEADERS)}",
    ]
    for name in TITLES:
        corpus = read(name, EncoderParams())
        if corpus is None:
            lines.append(f"| {TITLES[name]} | fichier absent |{' |' * (len(HEADERS) - 2)}")
            continue
        seen = Seen(corpus)
        with few_landmarks(corpus):
            joined, figures = at_random(seen)
            anew, days = planted(seen)
        cells = [f"{value:.3f}" for value in figures]
        lines.append(
            f"| {corpus.title} | {len(seen.keys)} | {joined} sur {DRAWS} | {' | '.join(cells)} | "
            f"{anew} sur {days} |"
        )
        print(lines[-1], flush=True)
    print(pages.write("suivis", pages.bound("\n".join(lines))))


if __name__ == "__main__":
    main()

"""Can two passages be told to disagree by their words alone? What we tried, and what it is worth.

The product proposes only disagreements that notes mark as such. This module keeps the attempt to
do more, so that a better encoder can be put to the same test:

- a small multinomial logistic regression reads a pair of sentences as numbers (nearness, rare
  words in common, leanings: see `FEATURES` and `benchmarks.penchants`) and tells opposition,
  agreement, same subject without position, or nothing to do with each other;
- it is trained on `data/tensions/paires.csv` and judged there by cross-validation, subjects held
  out whole; then on République numérique, then on the example (`within_themes`).

Nothing is trained or chosen on the last two.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from analyse.contracts import Passage
from analyse.language import load_encoder
from analyse.params import EncoderParams
from analyse.steps.tensions.text import plain, roots
from analyse.voices import voice_key
from benchmarks import themes
from benchmarks.penchants import Stance, stance

PAIRS = Path(__file__).resolve().parents[1] / "data" / "tensions" / "paires.csv"
RELATIONS = ("oppose", "accord", "complément", "sans rapport")
FEATURES = (
    *("cosinus", "mot commun le plus rare", "mots communs", "part des mots communs"),
    *("penchants opposés", "écart des penchants", "penchants pareils", "une seule nie"),
    *("les deux demandent", "gestes opposés", "antonymes", "écart de ton"),
    *("cosinus × écart des penchants", "mot rare × écart des penchants"),
)
"""Symmetric: a pair reads the same both ways."""
BLOCK = 6
"""Neighbouring subjects held out together: "sans rapport" joins a subject to the next two."""
FOLDS = 8
REGULARISATION = 0.1
PER_PROPOSAL = 60
"""Pairs of arguments drawn per proposal, so that no proposal weighs too much."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as pairs read it."""

    roots: frozenset[str]
    stance: Stance


class Rarity:
    """How much a root tells of what is talked about: near 1 when few texts hold it."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        kept = list(readings)
        self._texts = max(2, len(kept))
        self._held = Counter(root for reading in kept for root in reading.roots)

    def of(self, shared: Iterable[str]) -> np.ndarray:
        """Inverse document frequency of some roots, scaled to [0, 1], rarest first."""
        values = [np.log(self._texts / self._held[r]) / np.log(self._texts) for r in shared]
        return np.sort(np.array(values, dtype=float))[::-1]


def read(text: str) -> Reading:
    """A text as pairs read it."""
    line = plain(text)
    return Reading(frozenset(roots(line)), stance(line))


def features(one: Reading, other: Reading, cosine: float, rarity: Rarity) -> np.ndarray:
    """Numbers of a pair, shape (len(FEATURES),)."""
    shared = rarity.of(one.roots & other.roots)
    rare = float(shared[0]) if len(shared) else 0.0
    a, b = one.stance, other.stance
    gap = abs(a.leaning - b.leaning) / 2
    return np.array(
        [
            cosine,
            rare,
            min(3.0, float(shared[:3].sum())),
            len(shared) / max(1, min(len(one.roots), len(other.roots))),
            float(a.leaning * b.leaning < 0),
            gap,
            float(a.leaning * b.leaning > 0),
            float(a.denies != b.denies),
            float(a.asks and b.asks),
            float(a.act * b.act < 0),
            min(2.0, sum(x * y < 0 for x, y in zip(a.poles, b.poles, strict=True))),
            abs(a.tone - b.tone) / 2,
            cosine * gap,
            rare * gap,
        ]
    )


def encode(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of the embedded encoder, shape (n, 512)."""
    vectors = np.asarray(load_encoder(EncoderParams()).encode(list(texts)), dtype=np.float64)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def matrix(
    readings: Sequence[Reading], vectors: np.ndarray, pairs: Sequence[tuple[int, int]]
) -> np.ndarray:
    """Numbers of pairs of positions, shape (n_pairs, len(FEATURES))."""
    rarity = Rarity(readings)
    return np.array(
        [
            features(readings[i], readings[j], float(vectors[i] @ vectors[j]), rarity)
            for i, j in pairs
        ]
    )


def fitted(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """A function from numbers of pairs to the probability that they oppose."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 0.05
    model = LogisticRegression(C=REGULARISATION, max_iter=5000, class_weight="balanced")
    model.fit((x - mean) / spread, y)
    return lambda rows: np.asarray(model.predict_proba((rows - mean) / spread)[:, 0])


@cache
def invented() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(numbers, relation, block, whether both sentences are of the block) of `paires.csv`."""
    with PAIRS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    texts = sorted({row[side] for row in rows for side in ("texte_a", "texte_b")})
    at = {text: i for i, text in enumerate(texts)}
    pairs = [(at[row["texte_a"]], at[row["texte_b"]]) for row in rows]
    x = matrix([read(text) for text in texts], encode(texts), pairs)
    y = np.array([RELATIONS.index(row["relation"]) for row in rows])
    subjects = list(dict.fromkeys(row["sujet"] for row in rows))
    block = np.array([subjects.index(row["sujet"]) // BLOCK for row in rows])
    owner = {
        i: b for pair, b, k in zip(pairs, block.tolist(), y, strict=True) if k < 3 for i in pair
    }
    whole = np.array([owner[i] == owner[j] == b for (i, j), b in zip(pairs, block, strict=True)])
    return x, y, block, whole


def elsewhere() -> Iterator[tuple[str, str]]:
    """Figures on the invented pairs, held out, and on République numérique."""
    x, y, block, whole = invented()
    p = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, block):
        clean = train[whole[train]]  # a pair that reaches into another block teaches nothing
        p[test] = fitted(x[clean], y[clean])(x[test])
    for k in (3, 2, 1):
        kept = (y == 0) | (y == k)
        name = f"paires inventées, AUC de «\u00a0oppose\u00a0» contre «\u00a0{RELATIONS[k]}\u00a0»"
        model = roc_auc_score(y[kept] == 0, p[kept])
        cosine = roc_auc_score(y[kept] == 0, x[kept, 0])
        yield name, f"{model:.3f} (cosinus\u00a0: {cosine:.3f})"
    yield from republique()


def republique() -> Iterator[tuple[str, str]]:
    """Opposite sides among pairs of arguments of one proposal."""
    path = themes.folder() / "republique_numerique" / "arguments.csv"
    if not path.is_file():
        yield "République numérique", f"sauté, fichier absent ({path.name} sous ANALYSE_CORPORA)"
        return
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r["stance"] in ("FOR", "AGAINST")]
    by_proposal = defaultdict(list)
    for i, row in enumerate(rows):
        by_proposal[row["proposal_id"]].append(i)
    draw = np.random.default_rng(20221104)
    pairs: list[tuple[int, int]] = []
    for name in sorted(by_proposal):
        members = by_proposal[name]
        if len({rows[i]["stance"] for i in members}) == 2:
            every = list(combinations(members, 2))
            pairs += [every[k] for k in draw.permutation(len(every))[:PER_PROPOSAL].tolist()]
    readings = [read(r["text"]) for r in rows]
    x = matrix(readings, encode([r["text"] for r in rows]), pairs)
    truth = np.array([rows[i]["stance"] != rows[j]["stance"] for i, j in pairs])
    yield "République numérique, paires (part opposée)", f"{len(pairs)} ({truth.mean():.2f})"
    yield "AUC du modèle", f"{roc_auc_score(truth, fitted(*invented()[:2])(x)):.3f}"
    for name in ("écart des penchants", "une seule nie", "cosinus"):
        score = x[:, FEATURES.index(name)]
        yield f"AUC, {name} seul", f"{roc_auc_score(truth, score):.3f}"
    leaning = [reading.stance.leaning for reading in readings]
    side = [row["stance"] == "FOR" for row in rows]
    yield "AUC du penchant d'un argument, pour ou contre", f"{roc_auc_score(side, leaning):.3f}"


def within_themes(
    passages: Sequence[Passage],
    vectors: np.ndarray,
    theme_of: Sequence[str],
    opposed: Callable[[int, int], set[str]],
    count: int,
) -> Iterator[tuple[str, str, str]]:
    """(way, precision, objects found) of `count` pairs of one theme and of two voices."""
    by_theme = defaultdict(list)
    for i, theme in enumerate(theme_of):
        if theme:
            by_theme[theme].append(i)
    pairs = [
        (i, j)
        for members in by_theme.values()
        for i, j in combinations(members, 2)
        if voice_key(passages[i]) != voice_key(passages[j])
    ]
    readings = [read(p.text) for p in passages]
    x = matrix(readings, np.asarray(vectors, dtype=np.float64), pairs)
    truth = [opposed(i, j) for i, j in pairs]
    cosines, denies = x[:, 0], x[:, FEATURES.index("une seule nie")]
    for name, score in (
        ("les plus proches par le cosinus", cosines),
        ("les plus proches dont une seule nie", np.where(denies > 0, cosines, -1.0)),
        ("les plus opposées selon le modèle", fitted(*invented()[:2])(x)),
    ):
        top = np.argsort(-score, kind="stable")[:count].tolist()
        right = sum(bool(truth[k]) for k in top)
        objects: set[str] = set().union(*(truth[k] for k in top))
        yield name, f"{right}/{count} ({right / count:.2f})", f"{len(objects)}"
    share = sum(map(bool, truth)) / len(truth)
    yield "au hasard (espérance)", f"{share * count:.2f}/{count} ({share:.4f})", "–"

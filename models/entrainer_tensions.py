"""Train the pair model on `data/tensions/paires.csv` and measure it.

    python models/entrainer_tensions.py            train, measure, write models/tensions.json
    python models/entrainer_tensions.py --mesure   measure only

Everything is deterministic. Subjects are held out whole, with the neighbours they share pairs
with: a sentence is always judged by a model that never saw it. The regularisation is chosen
inside each training part (nested cross-validation).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold

from analyse.language import load_encoder
from analyse.params import EncoderParams
from analyse.steps.tensions.model import MODEL_VERSION, RELATIONS
from analyse.steps.tensions.pairs import FEATURES, features, read
from analyse.steps.tensions.text import Rarity

ROOT = Path(__file__).resolve().parents[1]
PAIRS = ROOT / "data" / "tensions" / "paires.csv"
MODEL = ROOT / "models" / "tensions.json"
BLOCK = 6
"""Neighbouring subjects held out together: "sans rapport" pairs join a subject to the next two."""
FOLDS = 8
GRID = (0.01, 0.03, 0.1, 0.3)


def tell(*parts: object) -> None:
    """One line of the report on standard output."""
    sys.stdout.write(" ".join(str(part) for part in parts) + "\n")


def unit(texts: list[str]) -> np.ndarray:
    """Unit vectors of the embedded encoder, shape (n, 512)."""
    vectors = np.asarray(load_encoder(EncoderParams()).encode(texts), dtype=np.float64)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def table() -> tuple[np.ndarray, np.ndarray, list[dict[str, str]]]:
    """(features, relation of each pair, rows of the file)."""
    with PAIRS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    texts = sorted({row[side] for row in rows for side in ("texte_a", "texte_b")})
    vectors = dict(zip(texts, unit(texts), strict=True))
    readings = {text: read(text) for text in texts}
    rarity = Rarity([reading.stems for reading in readings.values()])
    x = np.array(
        [
            features(
                readings[row["texte_a"]],
                readings[row["texte_b"]],
                cosine=float(vectors[row["texte_a"]] @ vectors[row["texte_b"]]),
                rarity=rarity,
            )
            for row in rows
        ]
    )
    y = np.array([RELATIONS.index(row["relation"]) for row in rows])
    return x, y, rows


def held_out(rows: list[dict[str, str]]) -> tuple[np.ndarray, np.ndarray]:
    """(block of each pair, whether its two sentences belong to that block)."""
    subjects = list(dict.fromkeys(row["sujet"] for row in rows))
    owner: dict[str, str] = {}
    for row in rows:
        if row["relation"] != "sans rapport":
            owner[row["texte_a"]] = owner[row["texte_b"]] = row["sujet"]
    block = {subject: i // BLOCK for i, subject in enumerate(subjects)}
    groups = np.array([block[row["sujet"]] for row in rows])
    whole = np.array(
        [
            block[owner[row["texte_a"]]] == block[owner[row["texte_b"]]] == group
            for row, group in zip(rows, groups, strict=True)
        ]
    )
    return groups, whole


def fit(x: np.ndarray, y: np.ndarray, c: float) -> tuple[np.ndarray, np.ndarray]:
    """(coefficients, intercepts) over raw features; they are brought to a like spread inside."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 0.05
    model = LogisticRegression(C=c, max_iter=5000, class_weight="balanced")
    model.fit((x - mean) / spread, y)
    coefficients = model.coef_ / spread
    return coefficients, model.intercept_ - coefficients @ mean


def probabilities(x: np.ndarray, coefficients: np.ndarray, intercepts: np.ndarray) -> np.ndarray:
    """Softmax of the logits, shape (n, 4)."""
    logits = x @ coefficients.T + intercepts
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def choose(x: np.ndarray, y: np.ndarray, groups: np.ndarray) -> float:
    """The regularisation with the best held-out log loss."""
    tried = []
    for c in GRID:
        p = np.zeros((len(y), len(RELATIONS)))
        for train, test in GroupKFold(min(5, len(set(groups)))).split(x, y, groups):
            p[test] = probabilities(x[test], *fit(x[train], y[train], c))
        tried.append((float(log_loss(y, p, labels=range(len(RELATIONS)))), c))
    return min(tried)[1]


def report(p: np.ndarray, y: np.ndarray, baseline: np.ndarray) -> None:
    """Areas under the ROC curve of "oppose" against the rest and against each relation."""
    for name, score in (("cosinus", baseline), ("modèle", p[:, 0])):
        figures = {"tout": roc_auc_score(y == 0, score)}
        for k in (1, 2, 3):
            kept = (y == 0) | (y == k)
            figures[RELATIONS[k]] = roc_auc_score(y[kept] == 0, score[kept])
        tell(name, "AUC de « oppose » contre", {k: round(float(v), 3) for k, v in figures.items()})
    tell(
        "AUC de « sans rapport » contre le reste",
        round(float(roc_auc_score(y == 3, p[:, 3])), 3),
        "exactitude",
        round(float((p.argmax(axis=1) == y).mean()), 3),
    )
    order = np.argsort(-p[:, 0], kind="stable")
    for count in (20, 50, 100):
        tell(f"{count} paires les plus sûres :", round(float((y[order[:count]] == 0).mean()), 2))


def main() -> None:
    """Measure, then train on everything and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mesure", action="store_true", help="mesurer sans rien écrire")
    arguments = parser.parse_args()
    x, y, rows = table()
    groups, whole = held_out(rows)
    tell(f"{len(rows)} paires, {len({row['sujet'] for row in rows})} sujets")
    p = np.zeros((len(y), len(RELATIONS)))
    for train, test in GroupKFold(FOLDS).split(x, y, groups):
        clean = train[whole[train]]  # a pair that reaches into another block teaches nothing
        c = choose(x[clean], y[clean], groups[clean])
        p[test] = probabilities(x[test], *fit(x[clean], y[clean], c))
    report(p, y, x[:, FEATURES.index("cosinus")])
    if arguments.mesure:
        return
    c = choose(x, y, groups)
    coefficients, intercepts = fit(x, y, c)
    data = {
        "version": MODEL_VERSION,
        "relations": list(RELATIONS),
        "features": list(FEATURES),
        "C": c,
        "pairs": len(rows),
        "intercepts": np.round(intercepts, 4).tolist(),
        "coefficients": np.round(coefficients, 4).tolist(),
    }
    MODEL.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    tell("écrit :", MODEL.name, "C", c)


if __name__ == "__main__":
    from threadpoolctl import threadpool_limits

    with threadpool_limits(2):
        main()

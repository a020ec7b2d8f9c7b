"""Facets: how often constat, piste, question and autre are told apart, against the rule of thumb.

    python -m benchmarks.facettes

Three sets, none of which the model that is judged was trained on:

- our labelled sentences, by nested cross-validation with whole mini-documents held out;
- the sentences of the tests, written after the model;
- the passages of `data/exemple`, cut by the pipeline (facets of `attendu.csv`).

The rule of thumb (question mark → question; verb of obligation → piste; else constat) is the floor.
Figures: macro-F1, accuracy, F1 of each facet, expected calibration error over ten bins.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from models import entrainer_facettes as trainer

from analyse.contracts import Facet, Passage
from benchmarks.exemple import EXAMPLE, expected, locate

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "steps" / "facets_phrases.csv"
FACETS = tuple(Facet)


@dataclass(frozen=True, slots=True)
class Judged:
    """Expected classes (n,), and the probabilities (n, 4) or classes (n,) that a method gave."""

    corpus: str
    method: str
    wanted: np.ndarray
    given: np.ndarray
    probabilities: np.ndarray | None = None

    def row(self) -> str:
        """The line of the table."""
        from sklearn.metrics import accuracy_score, f1_score

        each = f1_score(
            self.wanted, self.given, labels=range(len(FACETS)), average=None, zero_division=0
        )
        error = (
            f"{trainer.calibration_error(self.probabilities, self.wanted):.3f}"
            if self.probabilities is not None
            else "–"
        )
        cells = [f"{float(np.mean(each)):.3f}", f"{accuracy_score(self.wanted, self.given):.3f}"]
        cells += [f"{value:.2f}" for value in each]
        head = [self.corpus, str(len(self.wanted)), self.method]
        return "| " + " | ".join([*head, *cells, error]) + " |"


def _classes(names: Sequence[str]) -> np.ndarray:
    return np.array([FACETS.index(Facet(name)) for name in names])


def _rule(corpus: str, texts: Sequence[str], wanted: np.ndarray) -> Judged:
    return Judged(corpus, "règle du pouce", wanted, _classes([trainer.floor(t) for t in texts]))


def held_out() -> list[Judged]:
    """Our sentences, each judged by a model that saw nothing of its mini-document."""
    rows = trainer.read()
    texts = [row["texte"] for row in rows]
    wanted = _classes([row["facette"] for row in rows])
    groups = np.array([row["document"] for row in rows])
    cues = trainer.cue_matrix(texts, [row["titre"] for row in rows], [False] * len(rows))
    found = trainer.measure(cues, trainer.encode(texts), wanted, groups)
    name = f"nos phrases, {len(set(groups))} mini-documents"
    return [
        _rule(name, texts, wanted),
        Judged(name, "analyse", wanted, found.argmax(axis=1), found),
    ]


def unseen() -> list[Judged]:
    """The sentences of the tests, with the model as it ships."""
    from analyse.steps.facets import load_model

    with TESTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["texte"] for row in rows]
    wanted = _classes([row["facette"] for row in rows])
    cues = trainer.cue_matrix(texts, [row["titre"] for row in rows], [False] * len(rows))
    found = load_model().predict(cues, trainer.encode(texts).astype(np.float32))
    name = "phrases des tests"
    return [
        _rule(name, texts, wanted),
        Judged(name, "analyse", wanted, found.argmax(axis=1), found),
    ]


def example(folder: Path) -> list[Judged]:
    """The passages of the example event, as the pipeline cuts and calls them."""
    from analyse import pipeline, project
    from analyse.exports.tables import snapshot
    from analyse.store import Store

    opened = project.load(folder)
    run = pipeline.run(opened).run
    if run is None:
        return []
    with Store.open(opened.database_url) as store:
        state = snapshot(store)
    texts = {d.path: d.text for d in state.documents}
    paths = {d.id: d.path for d in state.documents}
    calls = {p.passage_id: p.facet for p in run.placements}
    of: dict[str, list[Passage]] = {}
    for passage in state.passages:
        of.setdefault(paths[passage.document_id], []).append(passage)
    wanted, given, sentences = [], [], []
    for row, start, end in locate(expected(), texts):
        covers = [(min(p.end, end) - max(p.start, start), p.id) for p in of.get(row.document, [])]
        most, chosen = max(covers, default=(0, ""))
        if most > 0:
            wanted.append(row.facet)
            given.append(calls[chosen].facet.value)
            sentences.append(row.text)
    classes = _classes(wanted)
    name = "événement d'exemple"
    return [_rule(name, sentences, classes), Judged(name, "analyse", classes, _classes(given))]


def page(judged: Sequence[Judged]) -> str:
    """The page of benchmarks/results/."""
    names = " | ".join(facet.value for facet in FACETS)
    return "\n".join(
        [
            f"# Facettes, {date.today().isoformat()}",
            "",
            "Aucune des phrases n'a entraîné le modèle qui la juge\u00a0: validation croisée "
            "imbriquée par mini-documents entiers pour les nôtres, modèle livré pour les autres. "
            "Les indices de forme ont été écrits en lisant nos phrases\u00a0: la première mesure "
            "est optimiste. Les passages de l'exemple sont ceux que le programme a découpés.",
            "",
            f"| jeu | n | méthode | macro-F1 | exactitude | {names} | erreur de calibration |",
            "|---|---|---|---|---|" + "---|" * (len(FACETS) + 1),
            *(one.row() for one in judged),
            "",
        ]
    )


def main() -> int:
    """Measure, print, write."""
    judged = held_out() + unseen()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "exemple"
        shutil.copytree(EXAMPLE, folder)
        judged += example(folder)
    text = page(judged)
    sys.stdout.write(text)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / f"{date.today().isoformat()}-facettes.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

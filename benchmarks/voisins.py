"""What reading passages with their neighbours changes: `python -m benchmarks.voisins`.

AMI of our clustering at several weights of the neighbours (0: none), on the example event, whose
neighbours are those of the product, and on FREDSum's debate turns in the order they were said.
Behind `docs/decisions/0004`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.exemple import EXAMPLE, ROOT, expected, locate

WEIGHTS = (0.0, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts to cluster, their neighbours, and the labels of some of them."""

    name: str
    keys: list[str]
    vectors: np.ndarray
    lemmas: list[tuple[str, ...]]
    around: list[tuple[int, ...]]
    labels: dict[int, str]


def example() -> Corpus:
    """The passages of the example event, as the product makes them."""
    from analyse import language, project
    from analyse.exports.tables import snapshot
    from analyse.progress import Silent
    from analyse.stages.take_in import take_in
    from analyse.stages.vectors import vectorise
    from analyse.steps.embed import encoding_text, neighbours
    from analyse.store import Store

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "exemple"
        shutil.copytree(EXAMPLE, folder)
        opened = project.load(folder)
        revision = language.encoder_revision(opened.params.encodeur)
        with Store.open(opened.database_url) as store:
            take_in(opened, store, progress=Silent())
            state = snapshot(store)
            texts = [encoding_text(passage) for passage in state.passages]
            vectors = vectorise(opened, texts, revision, store, progress=Silent())
    paths, passages = state.paths, state.passages
    labels: dict[int, str] = {}
    for row, start, end in locate(expected(), {d.path: d.text for d in state.documents}):
        overlaps = [
            (min(p.end, end) - max(p.start, start), i)
            for i, p in enumerate(passages)
            if paths[p.document_id] == row.document
        ]
        if row.theme and overlaps and max(overlaps)[0] > 0:
            labels[max(overlaps)[1]] = row.theme
    keys = [" ".join(p.text.split()).casefold() for p in passages]
    lemmas = [p.lemmas for p in passages]
    return Corpus("événement d'exemple", keys, vectors, lemmas, neighbours(passages), labels)


def debates() -> Corpus | None:
    """FREDSum's turns; neighbours are the turns before and after in the same debate."""
    import pandas as pd

    from analyse.language import load_encoder
    from analyse.params import EncoderParams
    from analyse.steps.embed import embed

    corpora = Path(os.environ.get("ANALYSE_CORPORA", str(ROOT.parent / "shared" / "data")))
    path = corpora / "fredsum" / "turns_coarse_topics.csv"
    if not path.is_file():
        return None
    turns = pd.read_csv(path)
    texts = turns["text"].tolist()
    said = turns["debate"].tolist()
    around = [
        tuple(k for k in (i - 1, i + 1) if 0 <= k < len(said) and said[k] == said[i])
        for i in range(len(said))
    ]
    vectors = embed(texts, load_encoder(EncoderParams()))
    nothing: list[tuple[str, ...]] = [()] * len(texts)
    return Corpus(
        "FREDSum (sans lemmes)", texts, vectors, nothing, around, dict(enumerate(turns["label"]))
    )


def scores(corpus: Corpus, weights: Sequence[float]) -> list[tuple[float, int]]:
    """AMI × 100 and number of themes, for each weight."""
    from sklearn.metrics import adjusted_mutual_info_score

    from analyse.params import ThemeParams
    from analyse.steps.cluster import cluster
    from analyse.steps.embed import in_context

    found = []
    known = sorted(corpus.labels)
    for weight in weights:
        read = in_context(corpus.vectors, corpus.around, weight=weight) if weight else None
        vectors = corpus.vectors if read is None else read
        params = ThemeParams()
        labels = cluster(corpus.keys, vectors, corpus.lemmas, params, seed=params.graine).labels
        ami = adjusted_mutual_info_score([corpus.labels[i] for i in known], labels[known])
        found.append((100 * ami, len(set(labels[labels >= 0].tolist()))))
    return found


def main() -> int:
    """Measure, print, write."""
    lines = [f"# Poids des passages voisins, {date.today().isoformat()}", ""]
    lines += ["AMI × 100 (nombre de thèmes), une analyse par case.", ""]
    lines.append("| jeu | " + " | ".join(f"poids {w}" for w in WEIGHTS) + " |")
    lines.append("|---" * (len(WEIGHTS) + 1) + "|")
    for corpus in (example(), debates()):
        if corpus is None:
            print("FREDSum : sauté, fichier absent (fredsum/ sous ANALYSE_CORPORA)")
            continue
        cells = [f"{ami:.1f} ({count})" for ami, count in scores(corpus, WEIGHTS)]
        lines.append(f"| {corpus.name} | " + " | ".join(cells) + " |")
    page = "\n".join(lines) + "\n"
    print(page)
    results = ROOT / "benchmarks" / "results"
    (results / f"{date.today().isoformat()}-voisins.md").write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

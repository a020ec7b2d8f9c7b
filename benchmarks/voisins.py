"""What reading passages in their context changes: `python -m benchmarks.voisins`.

AMI of our clustering on the example event, whose passages are those of the product, and on
FREDSum's debate turns in the order they were said. Compared with each passage alone: its
neighbours' vectors added at several weights (what the product does, see `docs/decisions/0004`), or
context put before the text that is encoded: heading, path of headings, question it answers, turn
before.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from analyse.params import EncoderParams
from benchmarks import pages
from benchmarks.exemple import EXAMPLE, ROOT, expected, locate

WEIGHTS = (0.2, 0.4)
SEEDS = 3
"""Analyses per cell, each with a seed of its own."""
ALONE = "seul"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts to cluster, their neighbours, and the labels of some of them.

    `before` holds what may be put before each text, by name of the reading.
    """

    name: str
    texts: list[str]
    keys: list[str]
    vectors: np.ndarray
    lemmas: list[tuple[str, ...]]
    around: list[tuple[int, ...]]
    labels: dict[int, str]
    before: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of reading the passages: n keys, n vectors."""

    name: str
    keys: list[str]
    vectors: np.ndarray


def example(encoder: EncoderParams | None = None) -> Corpus:
    """The passages of the example event, as the product makes them, with any encoder."""
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
        if encoder is not None:
            params = opened.params.model_copy(update={"encodeur": encoder})
            opened = replace(opened, params=params)
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
    by_id = {p.id: p for p in passages}
    questions = [by_id.get(p.question_id) for p in passages]
    return Corpus(
        name="événement d'exemple",
        texts=[encoding_text(p) for p in passages],
        keys=[" ".join(p.text.split()).casefold() for p in passages],
        vectors=vectors,
        lemmas=[p.lemmas for p in passages],
        around=neighbours(passages),
        labels=labels,
        before={
            "titre en tête": [" ".join(p.headings[-1:]) for p in passages],
            "titres en tête": [". ".join(p.headings) for p in passages],
            "question en tête": [encoding_text(q) if q else "" for q in questions],
        },
    )


def debates() -> Corpus | None:
    """FREDSum's turns; neighbours are the turns before and after in the same debate."""
    import pandas as pd

    from analyse.language import load_encoder
    from analyse.steps.embed import embed

    corpora = Path(os.environ.get("ANALYSE_CORPORA", str(ROOT.parent / "shared" / "data")))
    path = corpora / "fredsum" / "turns_coarse_topics.csv"
    if not path.is_file():
        return None
    turns = pd.read_csv(path)
    texts, said = turns["text"].tolist(), turns["debate"].tolist()
    around = [
        tuple(k for k in (i - 1, i + 1) if 0 <= k < len(said) and said[k] == said[i])
        for i in range(len(said))
    ]
    return Corpus(
        name="FREDSum (sans lemmes)",
        texts=texts,
        keys=list(texts),
        vectors=embed(texts, load_encoder(EncoderParams())),
        lemmas=[()] * len(texts),
        around=around,
        labels=dict(enumerate(turns["label"])),
        before={
            "tour précédent en tête": [
                texts[i - 1] if i - 1 in positions else "" for i, positions in enumerate(around)
            ]
        },
    )


def preceded(before: str, text: str) -> str:
    """A text with its context before it; itself when it has none."""
    return f"{before.rstrip(' .:')}. {text}" if before else text


def readings(corpus: Corpus, encoder: Any) -> Iterator[Reading]:
    """Each way of reading a corpus, the passages alone first."""
    from analyse.steps.embed import embed, in_context

    def with_neighbours(name: str, keys: list[str], vectors: np.ndarray, weight: float) -> Reading:
        shown = f"{name}, voisins {weight}".replace(".", ",")
        joined = [
            " ".join([keys[i], *sorted(keys[k] for k in positions)])
            for i, positions in enumerate(corpus.around)
        ]
        return Reading(shown, joined, in_context(vectors, corpus.around, weight=weight))

    yield Reading(ALONE, corpus.keys, corpus.vectors)
    for weight in WEIGHTS:
        yield with_neighbours(ALONE, corpus.keys, corpus.vectors, weight)
    for name, contexts in corpus.before.items():
        texts = [preceded(*pair) for pair in zip(contexts, corpus.texts, strict=True)]
        vectors = embed(texts, encoder)
        yield Reading(name, texts, vectors)
        yield with_neighbours(name, texts, vectors, WEIGHTS[-1])


def scores(corpus: Corpus, read: Sequence[Reading]) -> list[tuple[str, list[float], float]]:
    """Name, AMI × 100 of each analysis, mean number of themes, for each reading."""
    from sklearn.metrics import adjusted_mutual_info_score

    from analyse.params import ThemeParams
    from analyse.steps.cluster import cluster

    found = []
    known = sorted(corpus.labels)
    wanted = [corpus.labels[i] for i in known]
    params = ThemeParams()
    for one in read:
        amis, counts = [], []
        for draw in range(SEEDS):
            seed = params.graine + draw
            labels = cluster(one.keys, one.vectors, corpus.lemmas, params, seed=seed).labels
            amis.append(100 * adjusted_mutual_info_score(wanted, labels[known]))
            counts.append(len(set(labels[labels >= 0].tolist())))
        found.append((one.name, amis, float(np.mean(counts))))
    return found


def table(corpus: str, rows: Sequence[tuple[str, list[float], float]]) -> str:
    """Markdown table of one corpus; gains are over the passages alone, the first row."""
    lines = [
        f"## {corpus[:1].upper()}{corpus[1:]}",
        "",
        "| lecture | AMI × 100 (de la plus basse à la plus haute) | gain | thèmes |",
        "|---|---|---|---|",
    ]
    alone = float(np.mean(rows[0][1]))
    for name, amis, themes in rows:
        ami = float(np.mean(amis))
        lines.append(
            f"| {name} | {ami:.1f} ({min(amis):.1f} à {max(amis):.1f}) | {ami - alone:+.1f} "
            f"| {themes:.0f} |"
        )
    return "\n".join([*lines, ""])


def main() -> int:
    """Measure, print, write."""
    from analyse.language import load_encoder

    encoder = load_encoder(EncoderParams())
    parts = [
        f"# Le contexte des passages, {date.today().isoformat()}",
        "",
        f"Moyenne de {SEEDS} analyses par ligne, chacune avec une autre graine. Les vecteurs des "
        "voisins s'ajoutent à celui du passage, au poids dit; un contexte « en tête » est encodé "
        "avec le passage, comme un seul texte. Seule change la lecture des vecteurs : les lemmes "
        "sont ceux du passage seul.",
        "",
    ]
    for corpus in (example(), debates()):
        if corpus is None:
            print("FREDSum : sauté, fichier absent (fredsum/ sous ANALYSE_CORPORA)")
            continue
        parts.append(table(corpus.name, scores(corpus, list(readings(corpus, encoder)))))
        print(parts[-1], flush=True)
    page = pages.bound("\n".join(parts))
    print(page)
    pages.write("voisins", page)
    return 0


if __name__ == "__main__":
    sys.exit(main())

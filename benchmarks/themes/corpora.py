"""Labelled corpora with their vectors and lemmas."""

from __future__ import annotations

import csv
import hashlib
import os
import pickle
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analyse.params import EncoderParams

SETS = {
    "sib": ("sib200_fra/sib200_fra_Latn.csv", "SIB-200 fra"),
    "propositions": ("republique_numerique/propositions.csv", "République num., propositions"),
    "arguments": ("republique_numerique/arguments.csv", "République num., arguments"),
    "fredsum": ("fredsum/turns_coarse_topics.csv", "FREDSum, thèmes larges"),
}
"""Name → path under the folder of corpora, title."""
EXAMPLE = "exemple"
"""Name of the set that ships with the project."""
TITLES = {name: title for name, (_, title) in SETS.items()} | {EXAMPLE: "Événement d'exemple"}
"""Every set: name → title."""
CONTENT = {"NOUN", "PROPN", "ADJ", "VERB"}
LONGEST = 20_000  # characters of a text that are lemmatised
UNLABELLED = -1


@dataclass(frozen=True)
class Corpus:
    """A labelled corpus: n texts, unit vectors (n, d), lemmas, class numbers (n,).

    A row of class -1 has no label: it is analysed with the others and not scored. `keys` are
    what identifies a passage; "" means its text.
    """

    title: str
    texts: list[str]
    vectors: np.ndarray
    lemmas: list[list[str]]
    classes: np.ndarray
    keys: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """Number of classes."""
        return len(set(self.classes[self.classes >= 0].tolist()))

    def take(self, rows: np.ndarray) -> Corpus:
        """The same corpus with some rows, in that order."""
        return Corpus(
            self.title,
            [self.texts[i] for i in rows],
            self.vectors[rows],
            [self.lemmas[i] for i in rows],
            self.classes[rows],
            tuple(self.keys[i] for i in rows) if self.keys else (),
        )


def folder() -> Path:
    """Where the corpora are."""
    root = Path(__file__).resolve().parents[2]
    return Path(os.environ.get("ANALYSE_CORPORA", root / ".." / "shared" / "data"))


def read(name: str, encoder: EncoderParams) -> Corpus | None:
    """A corpus with its vectors and lemmas, from the cache when they were computed before."""
    if name == EXAMPLE:
        return _example(encoder)
    path, title = folder() / SETS[name][0], TITLES[name]
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


def _example(encoder: EncoderParams) -> Corpus:
    """The passages of the example event, read with their neighbours as the product does."""
    from analyse.steps.embed import in_context
    from benchmarks.voisins import example

    event = example(encoder)
    classes = np.full(len(event.keys), UNLABELLED)
    known = sorted(event.labels)
    classes[known] = np.unique([event.labels[i] for i in known], return_inverse=True)[1]
    keys = tuple(
        " ".join([key, *sorted(event.keys[k] for k in around)])
        for key, around in zip(event.keys, event.around, strict=True)
    )
    return Corpus(
        TITLES[EXAMPLE],
        event.texts,
        in_context(event.vectors, event.around),
        [list(lemmas) for lemmas in event.lemmas],
        classes,
        keys,
    )


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


def warm_up() -> Corpus:
    """A corpus without meaning, to load and compile what a method needs before it is timed."""
    draw = np.random.default_rng(0)
    vectors = draw.normal(size=(60, 16)).astype(np.float32)
    texts = [f"texte {('rouge', 'vert', 'bleu')[i % 3]} {i}" for i in range(60)]
    lemmas = [["mot", str(i % 5)] for i in range(60)]
    return Corpus("essai", texts, vectors, lemmas, np.arange(60) % 3)

"""Labelled corpora as passages, with the noun phrases that the product sees.

What `benchmarks.titres` and `benchmarks.grille` describe: the rows of a corpus by class, and the
expected themes of the example event. Parses and vectors are kept in the system's temporary folder.
"""

from __future__ import annotations

import csv
import hashlib
import pickle
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analyse.contracts import Passage
from analyse.params import EncoderParams
from benchmarks.exemple import EXAMPLE, expected, locate
from benchmarks.themes import LONGEST, SETS, folder

EXAMPLE_TITLE = "événement d'exemple"
_LEAST = 8
"""Rows of a class that is kept, in all: fewer leave no half to judge a title on."""


@dataclass(frozen=True)
class Corpus:
    """Rows of a corpus: n passages, unit vectors (n, d), class numbers (n,)."""

    title: str
    passages: list[Passage]
    vectors: np.ndarray
    classes: np.ndarray

    def take(self, rows: np.ndarray) -> Corpus:
        """The same corpus with some rows."""
        passages = [self.passages[int(i)] for i in rows]
        return Corpus(self.title, passages, self.vectors[rows], self.classes[rows])


def read(name: str) -> Corpus | None:
    """A labelled corpus as passages, from the cache when it was computed before."""
    path, title = folder() / SETS[name][0], SETS[name][1]
    if not path.is_file():
        print(f"{title}\u00a0: sauté, fichier absent ({SETS[name][0]} sous ANALYSE_CORPORA)")
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    texts = [row["text"][:LONGEST] for row in rows]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    passages, vectors = _computed(texts, digest)
    classes = np.unique([row["label"] for row in rows], return_inverse=True)[1]
    return _enough(Corpus(title, passages, vectors, classes))


def _computed(texts: Sequence[str], digest: str) -> tuple[list[Passage], np.ndarray]:
    from analyse.encoder import revision
    from analyse.language import language_version, load_encoder, load_syntax
    from analyse.steps import segment
    from analyse.steps.embed import embed
    from analyse.steps.segment.noun_phrases import noun_phrases
    from analyse.steps.segment.text_features import lemmas

    params = EncoderParams()
    kept = Path(tempfile.gettempdir()) / "analyse-benchmarks"
    kept.mkdir(exist_ok=True)
    name = f"titres-{digest}-{segment.VERSION}-{revision(params)}-{language_version()}.pkl"
    file = kept / name.replace("/", "--")
    if file.is_file():
        found: tuple[list[Passage], np.ndarray] = pickle.loads(file.read_bytes())
        return found
    passages = [
        Passage(
            id=f"{i:016x}",
            document_id=f"{i}",  # a row is a voice
            start=0,
            end=len(text),
            text=text,
            lemmas=lemmas(doc[:], []),
            phrases=noun_phrases(doc[:], []),
        )
        for i, (text, doc) in enumerate(
            zip(texts, load_syntax().pipe(texts, batch_size=64), strict=True)
        )
    ]
    made = passages, embed(list(texts), load_encoder(params))
    file.write_bytes(pickle.dumps(made))
    return made


def example() -> Corpus:
    """The passages of the example event that have an expected theme, as the product makes them."""
    return named_example()[0]


def named_example() -> tuple[Corpus, dict[int, str]]:
    """The same, with the name of each class."""
    from analyse import language, project
    from analyse.exports.tables import snapshot
    from analyse.progress import Silent
    from analyse.stages.take_in import take_in
    from analyse.stages.vectors import vectorise
    from analyse.steps.embed import encoding_text
    from analyse.store import Store

    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary) / "exemple"
        shutil.copytree(EXAMPLE, place)
        opened = project.load(place)
        revision = language.encoder_revision(opened.params.encodeur)
        with Store.open(opened.database_url) as store:
            take_in(opened, store, progress=Silent())
            state = snapshot(store)
            texts = [encoding_text(passage) for passage in state.passages]
            vectors = vectorise(opened, texts, revision, store, progress=Silent())
    labels: dict[int, str] = {}
    for row, start, end in locate(expected(), {d.path: d.text for d in state.documents}):
        overlaps = [
            (min(end, p.end) - max(start, p.start), -i)
            for i, p in enumerate(state.passages)
            if state.paths[p.document_id] == row.document
        ]
        best, at = max(overlaps, default=(0, 0))
        if row.theme and best > 0:
            labels[-at] = row.theme
    rows = sorted(labels)
    names, classes = np.unique([labels[i] for i in rows], return_inverse=True)
    passages = [state.passages[i] for i in rows]
    corpus = _enough(Corpus(EXAMPLE_TITLE, passages, vectors[rows], classes))
    return corpus, {number: str(name) for number, name in enumerate(names)}


def _enough(corpus: Corpus) -> Corpus:
    """Without the classes that have too few rows, which no title can be judged on."""
    sizes = np.bincount(corpus.classes)
    return corpus.take(np.flatnonzero(sizes[corpus.classes] >= _LEAST))


def halves(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """Rows in two halves, class by class."""
    draw = np.random.default_rng(0)
    first: list[int] = []
    for label in sorted(set(corpus.classes.tolist())):
        rows = draw.permutation(np.flatnonzero(corpus.classes == label))
        first += rows[: len(rows) // 2].tolist()
    chosen = np.zeros(len(corpus.classes), dtype=bool)
    chosen[first] = True
    return np.flatnonzero(chosen), np.flatnonzero(~chosen)

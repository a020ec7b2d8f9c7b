"""Do titles tell themes apart? `python -m benchmarks.titres [--jeux sib fredsum …]`

Themes are the *known classes* of each corpus, so that clustering plays no part. Rows are cut into
two halves; each half is described in turn, and titles are judged on the other half:

- specificity: share of the rows of a class (mean over classes) that are nearer, by cosine of the
  centred vectors of the encoder, to the title of their class than to any other title;
- form: titles of two to six words, titles given twice, keyphrases of at least two words.

Others, in the same run and on the same rows: BERTopic's names (its four first words) at its
defaults and with French stop words, its KeyBERT-inspired names, the four first c-TF-IDF words of
our own lemmas, the first noun phrase of the row nearest to the centroid. `--aussi NOM=FICHIER`
judges titles made elsewhere: a JSON of {corpus: {half: {class: title}}}, as `--garder` writes.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from analyse.params import EncoderParams, GridParams, LexiconParams
from analyse.steps.describe import ThemeDraft
from benchmarks.passages import Corpus, example, halves, read
from benchmarks.themes import SETS

_NAME = 4
"""Words of a name that BERTopic gives."""


Titles = dict[int, str]
Encode = Callable[[list[str]], np.ndarray]
Method = Callable[[Corpus, Encode], Titles]


@dataclass(frozen=True)
class Score:
    """One line of the table; shares in [0, 1]."""

    corpus: str
    method: str
    specific: float
    plain: float
    classes: int
    in_form: float
    twice: int


def ours(corpus: Corpus, encode: Encode) -> Titles:
    """This project's step, at its default settings."""
    return {label: draft.proposal for label, draft in _drafts(corpus, encode).items()}


def _drafts(corpus: Corpus, encode: Encode) -> dict[int, ThemeDraft]:
    from analyse.steps.describe import describe

    drafts = describe(
        corpus.passages,
        corpus.classes,
        corpus.vectors,
        lexicon=LexiconParams(),
        grille=GridParams(fiches=(), chantiers=()),
        encode=encode,
        stability={},
    )
    return {draft.label: draft for draft in drafts}


def our_words(corpus: Corpus, encode: Encode) -> Titles:
    """The first c-TF-IDF words of our own lemmas and stop list."""
    return {
        label: " ".join(word for word, _ in draft.words[:_NAME])
        for label, draft in _drafts(corpus, encode).items()
    }


def medoid(corpus: Corpus, encode: Encode) -> Titles:
    """The first noun phrase of two words or more of the row nearest to the centroid."""
    out = {}
    for label in sorted(set(corpus.classes.tolist())):
        rows = np.flatnonzero(corpus.classes == label)
        near = rows[np.argsort(-corpus.vectors[rows] @ corpus.vectors[rows].mean(axis=0))]
        phrases = (p for i in near for p in corpus.passages[int(i)].phrases)
        out[int(label)] = next((p for p in phrases if len(p.split()) > 1), "")
    return out


def bertopic(
    corpus: Corpus, encode: Encode, *, stop: bool = False, keybert: bool = False
) -> Titles:
    """BERTopic's own names for given classes."""
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.representation import KeyBERTInspired
    from sklearn.feature_extraction.text import CountVectorizer

    from analyse.language import load_encoder, load_syntax
    from analyse.steps.describe.topics import GivenLabels

    words = sorted(load_syntax().Defaults.stop_words) if stop else None
    model = BERTopic(
        language="multilingual",
        embedding_model=load_encoder(EncoderParams()) if keybert else None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=GivenLabels(corpus.classes),
        vectorizer_model=CountVectorizer(stop_words=words),
        representation_model=KeyBERTInspired(random_state=0) if keybert else None,
    )
    model.fit_transform([p.text for p in corpus.passages], embeddings=corpus.vectors)
    numbers = model.topic_mapper_.get_mappings(original_topics=True)
    return {
        int(label): " ".join(w for w, _ in (model.get_topic(int(numbers[label])) or [])[:_NAME])
        for label in sorted(set(corpus.classes.tolist()))
    }


METHODS: Mapping[str, Method] = {
    "analyse": ours,
    "nos mots c-TF-IDF": our_words,
    "BERTopic": bertopic,
    "BERTopic, mots vides français": lambda c, e: bertopic(c, e, stop=True),
    "BERTopic, KeyBERT": lambda c, e: bertopic(c, e, stop=True, keybert=True),
    "expression du médoïde": medoid,
}


def specificity(titles: Titles, corpus: Corpus, encode: Encode, *, centred: bool) -> float:
    """Mean over classes of the share of rows that are nearest to the title of their class."""
    labels = sorted(titles)
    vectors = np.asarray(encode([titles[label] for label in labels]), dtype=float)
    rows = corpus.vectors.astype(float)
    if centred:
        vectors, rows = vectors - vectors.mean(axis=0), rows - rows.mean(axis=0)
    vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    nearest = np.array(labels)[np.argmax(rows @ vectors.T, axis=1)]
    right = nearest == corpus.classes
    return float(np.mean([right[corpus.classes == label].mean() for label in labels]))


def score(name: str, made: Sequence[Titles], corpus: Corpus, encode: Encode) -> Score:
    """The line of a method: titles of the first half judged on the second, and the other way."""
    judged = [corpus.take(rows) for rows in reversed(halves(corpus))]
    pairs = list(zip(made, judged, strict=True))
    every = [title for titles in made for title in titles.values()]
    return Score(
        corpus=corpus.title,
        method=name,
        specific=float(np.mean([specificity(t, c, encode, centred=True) for t, c in pairs])),
        plain=float(np.mean([specificity(t, c, encode, centred=False) for t, c in pairs])),
        classes=len(set(corpus.classes.tolist())),
        in_form=float(np.mean([2 <= len(title.split()) <= 6 for title in every])),
        twice=sum(len(t) - len({title.casefold() for title in t.values()}) for t in made),
    )


def measure(
    corpus: Corpus, encode: Encode, kept: dict[str, object], others: Mapping[str, object]
) -> list[Score]:
    """Every method on a corpus; what ours gives is put in `kept`."""
    parts = [corpus.take(rows) for rows in halves(corpus)]
    scores = []
    for name, method in METHODS.items():
        made = [method(part, encode) for part in parts]
        scores.append(score(name, made, corpus, encode))
        if name == "analyse":
            kept[corpus.title] = made
    for name, given in others.items():
        if isinstance(given, dict) and corpus.title in given:
            made = [{int(k): v for k, v in one.items()} for one in given[corpus.title]]
            scores.append(score(name, made, corpus, encode))
    return scores


def keyphrases_of_words(corpus: Corpus, encode: Encode) -> float:
    """Share of our keyphrases that have at least two words, over all classes."""
    drafts = _drafts(corpus, encode).values()
    phrases = [phrase for draft in drafts for phrase in draft.keyphrases]
    return float(np.mean([len(phrase.split()) > 1 for phrase in phrases])) if phrases else 0.0


def page(scores: Sequence[Score], phrases: Mapping[str, float]) -> str:
    """The page that is written."""
    from importlib.metadata import version

    from analyse.encoder import revision
    from analyse.steps import describe, segment

    lines = [
        f"# Titres\u00a0: disent-ils un thème plutôt qu'un autre? {date.today().isoformat()}",
        "",
        f"Encodeur {revision(EncoderParams())}; describe version {describe.VERSION}; segment "
        f"version {segment.VERSION}; bertopic {version('bertopic')}.",
        "",
        "Les thèmes sont les classes connues de chaque jeu. Une moitié des lignes est décrite, "
        "l'autre sert à juger, puis l'inverse. Spécificité\u00a0: part des lignes jugées plus "
        "proches du titre de leur classe que de tout autre (moyenne sur les classes; vecteurs "
        "centrés, puis bruts entre parenthèses). Hasard\u00a0: 1 ÷ classes.",
        "",
        "Quelques poids des titres ont été choisis avec la même mesure, sans les étiquettes, sur "
        "nos propres thèmes de l'exemple, de SIB-200 et de République num.\u00a0: seul FREDSum "
        "est neuf. Les autres méthodes donnent une suite de quatre mots, pas un titre.",
        "",
        "| jeu | méthode | spécificité | classes | titres de 2 à 6 mots | titres en double |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.corpus} | {one.method} | {one.specific:.3f} ({one.plain:.3f}) | {one.classes} "
        f"| {100 * one.in_form:.0f}\u00a0% | {one.twice} |"
        for one in scores
    ]
    for method in dict.fromkeys(one.method for one in scores):
        mine = [one for one in scores if one.method == method]
        specific, plain = (
            float(np.mean([getattr(s, n) for s in mine])) for n in ("specific", "plain")
        )
        form = float(np.mean([s.in_form for s in mine]))
        lines.append(
            f"| **moyenne** ({len(mine)} jeux) | {method} | {specific:.3f} ({plain:.3f}) | "
            f"| {100 * form:.0f}\u00a0% | {sum(s.twice for s in mine)} |"
        )
    lines += ["", "Expressions clés d'au moins deux mots\u00a0: "]
    lines[-1] += "; ".join(f"{name} {100 * share:.0f}\u00a0%" for name, share in phrases.items())
    lines[-1] += "."
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, write."""
    from analyse.language import load_encoder
    from analyse.steps.embed import embed

    warnings.filterwarnings("ignore")
    options = argparse.ArgumentParser(description="Titres et expressions clés")
    options.add_argument(
        "--jeux", nargs="+", choices=["exemple", *SETS], default=["exemple", *SETS]
    )
    options.add_argument("--aussi", action="append", default=[], metavar="NOM=FICHIER")
    options.add_argument("--garder", type=Path, help="écrit aussi nos titres dans ce fichier JSON")
    chosen = options.parse_args()
    encoder = load_encoder(EncoderParams())
    others = {
        name: json.loads(Path(file).read_text(encoding="utf-8"))
        for name, _, file in (entry.partition("=") for entry in chosen.aussi)
    }
    scores: list[Score] = []
    phrases: dict[str, float] = {}
    kept: dict[str, object] = {}
    for name in chosen.jeux:
        corpus = example() if name == "exemple" else read(name)
        if corpus is None:
            continue
        scores += measure(corpus, lambda texts: embed(texts, encoder), kept, others)
        phrases[corpus.title] = keyphrases_of_words(corpus, lambda texts: embed(texts, encoder))
        print(corpus.title, "fait", flush=True)
    if not scores:
        return
    text = page(scores, phrases)
    print(text)
    if chosen.garder:
        chosen.garder.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    results = Path(__file__).resolve().parent / "results"
    results.mkdir(exist_ok=True)
    (results / f"{date.today().isoformat()}-titres.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

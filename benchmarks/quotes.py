"""Do our quotes meet the ones people picked?

    python -m benchmarks.quotes [--sans-fichier]

Corpus: FREDSum (CC BY-SA 4.0), political debates cut into segments; two annotators marked, in
each segment, the sentences that sum it up. A segment plays a theme, its sentences the passages.
For each annotator apart, every method gives as many sentences as the annotator picked; a picked
sentence is met when at least half of its tokens are in one sentence of the method. The figure is
the share of picked sentences that are met, averaged over segments. `select_quotes` runs with its
defaults. Three of them (`SUBSTANCE`, `RELEVANCE`, the costs of repeats) were chosen among
twenty variants on every other segment, the first of the list included; the segments that had no
part in it have their own column.

Reads `$ANALYSE_CORPORA/fredsum/` (default `../shared/data`).
"""

from __future__ import annotations

import argparse
import csv
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from analyse.contracts import Document, DocumentStatus, Facet, FacetCall, Passage, Voice
from analyse.steps.quotes import select_quotes, verify

ROOT = Path(__file__).resolve().parents[1]
SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÝŒ«\"-])")
TOKEN = re.compile(r"\w+")
DRAWS = 20


@dataclass(frozen=True)
class Segment:
    """One segment: its sentences with who says them, and what each annotator picked."""

    name: str
    sentences: tuple[str, ...]
    speakers: tuple[str, ...]
    picked: dict[str, tuple[str, ...]]


def tokens(text: str) -> Counter[str]:
    """Multiset of lower-case tokens."""
    return Counter(TOKEN.findall(text.lower()))


def corpus() -> list[Segment]:
    """The segments, in the order of their names; none without the corpus."""
    folder = Path(os.environ.get("ANALYSE_CORPORA", str(ROOT.parent / "shared" / "data")))
    folder /= "fredsum"
    if not (folder / "turns.csv").is_file():
        return []
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (folder / "turns.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for sentence in SENTENCE.split(row["text"].strip()):
                if TOKEN.search(sentence):
                    said[row["label"]].append((sentence.strip(), row["speaker"]))
    picked: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with (folder / "extractive_quotes.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            for sentence in SENTENCE.split(row["text"].strip()):
                if TOKEN.search(sentence):
                    picked[row["label"]][row["annotator"]].append(sentence.strip())
    return [
        Segment(
            name,
            tuple(s for s, _ in said[name]),
            tuple(w for _, w in said[name]),
            {a: tuple(p) for a, p in sorted(picked[name].items())},
        )
        for name in sorted(said)
        if name in picked
    ]


def meetings(picked: Sequence[str], sentences: Sequence[str]) -> np.ndarray:
    """Whether at least half of the tokens of a picked sentence are in a sentence.

    Returns:
        Booleans of shape (n_picked, n_sentences).
    """
    bags = [tokens(s) for s in sentences]
    table = np.zeros((len(picked), len(bags)), dtype=bool)
    for i, sentence in enumerate(picked):
        bag = tokens(sentence)
        half = 0.5 * sum(bag.values())
        for j, other in enumerate(bags):
            table[i, j] = sum(min(n, other[word]) for word, n in bag.items()) >= half
    return table


def by_random(segment: Segment, vectors: np.ndarray, k: int, seed: int) -> list[int]:
    """`k` sentences drawn without replacement."""
    rng = np.random.default_rng(seed)
    return rng.permutation(len(segment.sentences))[:k].tolist()


def by_lead(segment: Segment, vectors: np.ndarray, k: int) -> list[int]:
    """The first `k` sentences."""
    return list(range(min(k, len(segment.sentences))))


def by_length(segment: Segment, vectors: np.ndarray, k: int) -> list[int]:
    """The `k` longest sentences."""
    return np.argsort([-len(s) for s in segment.sentences], kind="stable")[:k].tolist()


def by_centroid(segment: Segment, vectors: np.ndarray, k: int) -> list[int]:
    """The `k` sentences nearest to the mean vector."""
    return np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")[:k].tolist()


def by_textrank(segment: Segment, vectors: np.ndarray, k: int) -> list[int]:
    """TextRank (Mihalcea and Tarau, 2004): shared words over log lengths, PageRank at .85."""
    bags = [set(tokens(s)) for s in segment.sentences]
    n = len(bags)
    vocabulary = {word: k for k, word in enumerate(sorted(set().union(*bags)))}
    presence = np.zeros((n, len(vocabulary)), dtype=np.float32)
    for i, bag in enumerate(bags):
        presence[i, [vocabulary[word] for word in bag]] = 1
    logs = np.log([max(2, len(bag)) for bag in bags])
    graph = (presence @ presence.T) / (logs[:, None] + logs[None, :])
    np.fill_diagonal(graph, 0)
    total = graph.sum(axis=1, keepdims=True)
    walk = np.where(total > 0, graph / np.where(total > 0, total, 1), 1 / n)
    rank = np.full(n, 1 / n)
    for _ in range(100):
        rank = 0.15 / n + 0.85 * rank @ walk
    return np.argsort(-rank, kind="stable")[:k].tolist()


def by_us(segment: Segment, vectors: np.ndarray, k: int) -> list[int]:
    """`select_quotes` with its defaults, the whole segment one theme and one facet."""
    at, passages = 0, []
    for i, (text, speaker) in enumerate(zip(segment.sentences, segment.speakers, strict=True)):
        passages.append(
            Passage(f"{i:016x}", "d", at, at + len(text), text, voice=Voice(speaker=speaker))
        )
        at += len(text) + 1
    document = Document("d", "d.txt", "", 1, DocumentStatus.READ, text="\n".join(segment.sentences))
    quotes = select_quotes(
        {"t": np.arange(len(passages))},
        passages,
        vectors,
        np.ones(len(passages)),
        [FacetCall(Facet.FINDING, 1.0)] * len(passages),
        per_facet=k,
        documents={"d": document},
    )
    verify(quotes, passages, {"d": document})
    return [int(q.passage_id, 16) for q in quotes]


METHODS: dict[str, Callable[[Segment, np.ndarray, int], list[int]]] = {
    "début": by_lead,
    "plus longues": by_length,
    "centroïde": by_centroid,
    "TextRank": by_textrank,
    "analyse": by_us,
}


OTHERS = ("hasard", *(name for name in METHODS if name != "plus longues"))


def main() -> None:
    """Run every method, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sans-fichier", action="store_true", help="n'écrire aucun fichier")
    arguments = parser.parse_args()
    from analyse.language import load_encoder
    from analyse.params import EncoderParams

    segments = corpus()
    if not segments:
        print("FREDSum : sauté, fichier absent (fredsum/turns.csv sous ANALYSE_CORPORA)")
        return
    aside = {s.name for s in segments[1::2]}
    encoder = load_encoder(EncoderParams())
    annotators = sorted({a for s in segments for a in s.picked})
    scores: dict[tuple[str, str], list[float]] = defaultdict(list)
    both: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    kept_aside: dict[str, list[float]] = defaultdict(list)
    lengths: dict[str, list[float]] = defaultdict(list)
    for segment in segments:
        vectors = np.asarray(encoder.encode(list(segment.sentences)), dtype=np.float64)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        for annotator, picked in segment.picked.items():
            k = min(len(picked), len(segment.sentences))
            table = meetings(picked, segment.sentences)
            draws = [
                table[:, by_random(segment, vectors, k, seed)].any(axis=1).mean()
                for seed in range(DRAWS)
            ]
            scores["hasard", annotator].append(float(np.mean(draws)))
            both["hasard"][segment.name] += float(np.mean(draws)) / len(segment.picked)
            for name, method in METHODS.items():
                ours = method(segment, vectors, k)
                share = float(table[:, ours].any(axis=1).mean())
                scores[name, annotator].append(share)
                both[name][segment.name] += share / len(segment.picked)
                if segment.name in aside:
                    kept_aside[name].append(share)
                lengths[name] += [len(TOKEN.findall(segment.sentences[i])) for i in ours]
            others = [p for a, p in segment.picked.items() if a != annotator]
            if others:
                scores["autre personne", annotator].append(
                    float(meetings(picked, others[0]).any(axis=1).mean())
                )
    count = sum(len(s.sentences) for s in segments)
    budget = np.mean([len(p) for s in segments for p in s.picked.values()])
    lines = [
        f"# Extraits\N{NO-BREAK SPACE}: FREDSum, {date.today().isoformat()}",
        "",
        f"{len(segments)} segments, {count} phrases, {len(annotators)} personnes; "
        f"en moyenne {budget:.0f} phrases choisies par segment. "
        "Part des phrases choisies par une personne qui sont parmi les nôtres, à budget égal "
        "(au moins la moitié des mots en commun), en moyenne sur les segments.",
        "",
        "| méthode | " + " | ".join(f"personne {a}" for a in annotators) + " | moyenne "
        "| segments mis de côté | mots par phrase |",
        "|---|" + "---|" * (len(annotators) + 3),
    ]
    for name in ("hasard", *METHODS, "autre personne"):
        values = [float(np.mean(scores[name, a])) for a in annotators]
        words = f"{np.mean(lengths[name]):.0f}" if lengths[name] else "–"
        cells = " | ".join(f"{100 * v:.1f}" for v in (*values, np.mean(values)))
        apart = f"{100 * np.mean(kept_aside[name]):.1f}" if kept_aside[name] else "–"
        lines.append(f"| {name} | {cells} | {apart} | {words} |")
    lines += [
        "",
        "Écart entre « analyse » et chaque méthode, intervalle à 95 % (segments tirés",
        "",
    ]
    lines[-2] += " 2 000 fois avec remise)\N{NO-BREAK SPACE}:"
    rng = np.random.default_rng(0)
    per_segment = {m: np.array(list(both[m].values())) for m in ("hasard", *METHODS)}
    for name in ("hasard", *(m for m in METHODS if m != "analyse")):
        gap = 100 * (per_segment["analyse"] - per_segment[name])
        means = [gap[rng.integers(0, len(gap), len(gap))].mean() for _ in range(2000)]
        low, high = np.percentile(means, [2.5, 97.5])
        lines.append(f"- {name}\N{NO-BREAK SPACE}: {gap.mean():+.1f} [{low:+.1f}; {high:+.1f}]")
    lines += [
        "",
        "La ligne « autre personne » dit ce que les choix de l'autre personne retrouvent, avec "
        "son propre budget. Trois réglages (substance, nouveauté, coût des répétitions) ont été "
        "choisis parmi vingt variantes sur un segment sur deux; les autres sont « mis de côté ».",
    ]
    if all(per_segment["plus longues"].mean() > per_segment[m].mean() for m in OTHERS):
        lines += [
            "",
            "Prendre les phrases les plus longues l'emporte sur toutes les méthodes"
            "\N{NO-BREAK SPACE}: cette mesure récompense d'abord la longueur. Nos extraits paient, "
            "et c'est voulu, la diversité des voix et des mots, et la préférence pour ce qui se "
            "lit en 60 mots au plus.",
        ]
    text = "\n".join(lines) + "\n"
    for plain, bound in (("« ", "«\N{NO-BREAK SPACE}"), (" »", "\N{NO-BREAK SPACE}»")):
        text = text.replace(plain, bound)
    print(text)
    if not arguments.sans_fichier:
        out = ROOT / "benchmarks" / "results" / f"{date.today().isoformat()}-extraits.md"
        out.parent.mkdir(exist_ok=True)
        out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    from threadpoolctl import threadpool_limits

    with threadpool_limits(2):
        main()

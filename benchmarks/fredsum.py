"""FREDSum as the benchmark of quotes reads it: segments, their sentences, what people picked.

CC BY-SA 4.0; political debates cut into segments; two annotators marked, in each segment, the
sentences that sum it up. Read from `$ANALYSE_CORPORA/fredsum/` (default `../shared/data`).
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÝŒ«\"-])")
TOKEN = re.compile(r"\w+")


@dataclass(frozen=True)
class Segment:
    """One segment: its sentences with who says them, and what each annotator picked."""

    name: str
    debate: str
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
    debates: dict[str, str] = {}
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (folder / "turns.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            debates[row["label"]] = row["debate"]
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
            debates[name],
            tuple(s for s, _ in said[name]),
            tuple(w for _, w in said[name]),
            {a: tuple(p) for a, p in sorted(picked[name].items())},
        )
        for name in sorted(said)
        if name in picked
    ]


def shares(picked: Sequence[str], sentences: Sequence[str]) -> np.ndarray:
    """Part of the tokens of each picked sentence that each sentence has.

    Returns:
        Shape (n_picked, n_sentences), in [0, 1].
    """
    bags = [tokens(s) for s in sentences]
    vocabulary = {word: k for k, word in enumerate(sorted(set().union(*bags)))}
    counts = np.zeros((len(bags), len(vocabulary)), dtype=np.int32)
    for j, bag in enumerate(bags):
        for word, times in bag.items():
            counts[j, vocabulary[word]] = times
    table = np.zeros((len(picked), len(bags)))
    for i, sentence in enumerate(picked):
        bag = tokens(sentence)
        known = [word for word in bag if word in vocabulary]
        times = np.array([bag[word] for word in known], dtype=np.int32)
        columns = [vocabulary[word] for word in known]
        table[i] = np.minimum(counts[:, columns], times).sum(axis=1) / sum(bag.values())
    return table


def meetings(picked: Sequence[str], sentences: Sequence[str], *, both: bool = False) -> np.ndarray:
    """Whether at least half of the tokens of a picked sentence are in a sentence.

    Args:
        both: and half of those of the sentence in the picked one, so that length is not rewarded.

    Returns:
        Booleans of shape (n_picked, n_sentences).
    """
    met = shares(picked, sentences) >= 0.5
    return met & (shares(sentences, picked).T >= 0.5) if both else met

"""Our `embed` step and the package's own numpy pass: vectors compared, time in turn."""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from analyse.contracts import MASK
from benchmarks.exemple import ROOT

WORDS = 25
STEP = 8
"""Words between the starts of two sentences."""


def sentences(limit: int = 3000) -> list[str]:
    """Stretches of 25 words of the project's own invented notes, without what masks hide: the
    product drops it before encoding."""
    words: list[str] = []
    for path in (ROOT / "data/exemple/attendu.csv", ROOT / "data/facettes/phrases.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words += [word for word in row["texte"].split() if MASK not in word]
    starts = range(0, len(words) - WORDS + 1, STEP)
    return list(dict.fromkeys(" ".join(words[i : i + WORDS]) for i in starts))[:limit]


def pace(
    texts: Sequence[str],
    sides: Mapping[str, Callable[[Sequence[str]], Any]],
    repetitions: int,
) -> dict[str, list[float]]:
    """Sentences per second of each side at each repetition, in turn, after a short pass of each.

    Each repetition starts with another side, so that none always comes first.
    """
    names = list(sides)
    found: dict[str, list[float]] = {name: [] for name in names}
    for name in names:
        sides[name](texts[:64])
    for repetition in range(repetitions):
        first = repetition % len(names)
        for name in names[first:] + names[:first]:
            started = time.perf_counter()
            sides[name](texts)
            found[name].append(len(texts) / (time.perf_counter() - started))
    return found


def ratio(one: Sequence[float], other: Sequence[float]) -> float:
    """Median of the ratios of each repetition: what slows both cancels out."""
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Cosine of each row with the same row of the other."""
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return (one * other).sum(axis=1) / lengths


def cold(encoder: Any) -> None:
    """Forget the tables that the embedded encoder fills as it meets tokens."""
    encoder[0]._reset_tables()

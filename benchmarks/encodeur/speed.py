"""Our `embed` step and the package's own numpy pass: vectors compared, time in turn."""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.exemple import ROOT

WORDS = 25
STEP = 8
"""Words between the starts of two sentences."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Sentences per second of each repetition, in the order they were done."""

    ours: list[float]
    package: list[float]

    @property
    def ratio(self) -> float:
        """Median of the ratios of neighbouring repetitions: what slows both cancels out."""
        return statistics.median(a / b for a, b in zip(self.ours, self.package, strict=True))


def sentences(limit: int = 3000) -> list[str]:
    """Stretches of 25 words of the project's own invented notes."""
    words: list[str] = []
    for path in (ROOT / "data/exemple/attendu.csv", ROOT / "data/facettes/phrases.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words += row["texte"].split()
    starts = range(0, len(words) - WORDS + 1, STEP)
    return list(dict.fromkeys(" ".join(words[i : i + WORDS]) for i in starts))[:limit]


def pace(
    texts: Sequence[str],
    ours: Callable[[Sequence[str]], Any],
    package: Callable[[Sequence[str]], Any],
    repetitions: int,
) -> Pace:
    """Time both in turn, each going first every other time, after a short pass of each."""
    sides = [ours, package]
    found: list[list[float]] = [[], []]
    for side in sides:
        side(texts[:64])
    for repetition in range(repetitions):
        for i in (0, 1) if repetition % 2 == 0 else (1, 0):
            started = time.perf_counter()
            sides[i](texts)
            found[i].append(len(texts) / (time.perf_counter() - started))
    return Pace(*found)


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Cosine of each row with the same row of the other."""
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return (one * other).sum(axis=1) / lengths


def cold(encoder: Any) -> None:
    """Forget the tables that the embedded encoder fills as it meets tokens."""
    encoder[0]._reset_tables()

"""Invented pairs and discussions hold what their README announces, and nothing of the example."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "data"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_pairs():
    pairs = rows_of(ROOT / "tensions" / "paires.csv")
    assert list(pairs[0]) == ["sujet", "texte_a", "texte_b", "relation"]
    assert Counter(row["relation"] for row in pairs) == {
        "oppose": 144, "accord": 96, "complément": 96, "sans rapport": 96,
    }  # fmt: skip
    assert len({row["sujet"] for row in pairs}) == 48
    assert len({(row["texte_a"], row["texte_b"]) for row in pairs}) == len(pairs)


def test_discussions():
    lines = rows_of(ROOT / "tensions" / "discussions.csv")
    assert list(lines[0]) == ["discussion", "rang", "attendu", "texte"]
    assert Counter(row["attendu"] for row in lines) == {"": 59, "réplique": 14, "dite": 7}
    assert len({row["discussion"] for row in lines}) == 8


def test_nothing_comes_from_the_example():
    """What measures must never have taught."""
    example = {row["texte"] for row in rows_of(ROOT / "exemple" / "attendu.csv")}
    pairs = rows_of(ROOT / "tensions" / "paires.csv")
    ours = {row[side] for row in pairs for side in ("texte_a", "texte_b")}
    ours |= {row["texte"] for row in rows_of(ROOT / "tensions" / "discussions.csv")}
    assert not ours & example

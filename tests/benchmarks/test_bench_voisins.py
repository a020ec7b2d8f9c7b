"""Ways of reading passages in their context."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.voisins import ALONE, Corpus, preceded, readings, scores, table


class Letters:
    """An encoder that counts letters."""

    def encode(self, texts, **options):
        return np.array([[1.0 + t.count("a"), 1.0 + t.count("b"), len(t)] for t in texts])


def small() -> Corpus:
    """Twelve passages of two subjects, neighbours two by two."""
    texts = [("aaa" if i < 6 else "bbb") + " " * 0 + str(i) for i in range(12)]
    vectors = np.array([[1, 0.1, 0.0], [0.1, 1, 0.0]])[[0] * 6 + [1] * 6].astype(np.float32)
    vectors[:, 2] = 0.05 * np.arange(12)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    around: list[tuple[int, ...]] = [(i + 1,) if i % 2 == 0 else (i - 1,) for i in range(12)]
    labels = {i: "a" if i < 6 else "b" for i in range(12) if i != 3}
    before = {"titre en tête": ["Titre :"] * 6 + [""] * 6}
    return Corpus("petit", texts, texts, vectors, [()] * 12, around, labels, before)


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [("", "On marche.", "On marche."), ("Titre", "On marche.", "Titre. On marche."),
     ("Quoi?", "Rien.", "Quoi?. Rien."), ("Titre :", "Un.", "Titre. Un.")],
)  # fmt: skip
def test_context_goes_before(before, text, read):
    """A passage without context is read as it is."""
    assert preceded(before, text) == read


def test_readings_are_named_and_the_plain_one_comes_first():
    """Alone, with neighbours at each weight, then each context with and without neighbours."""
    corpus = small()
    made = list(readings(corpus, Letters()))
    assert [one.name for one in made] == [
        ALONE, f"{ALONE}, voisins 0,2", f"{ALONE}, voisins 0,4",
        "titre en tête", "titre en tête, voisins 0,4",
    ]  # fmt: skip
    assert np.array_equal(made[0].vectors, corpus.vectors)
    assert all(one.vectors.shape == (12, 3) and len(one.keys) == 12 for one in made)
    assert made[3].keys[0] == "Titre. aaa0"
    assert made[3].keys[7] == "bbb7"


def test_scores_count_labelled_rows_and_the_table_tells_gains():
    """Gains are over the first row."""
    corpus = small()
    found = scores(corpus, list(readings(corpus, Letters()))[:1])
    assert found[0][0] == ALONE
    assert len(found[0][1]) == 3
    lines = table("petit", [("seul", [10.0, 12.0], 3.0), ("titre", [14.0, 14.0], 4.4)]).splitlines()
    assert lines[0] == "## Petit"
    assert lines[4] == "| seul | 11.0 (10.0 à 12.0) | +0.0 | 3 |"
    assert lines[5] == "| titre | 14.0 (14.0 à 14.0) | +3.0 | 4 |"

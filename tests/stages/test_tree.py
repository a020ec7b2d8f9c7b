"""The tree a run keeps: read back as written, cut again while its passages are the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyse.contracts import Passage
from analyse.params import ThemeParams
from analyse.stages import tree as stage
from analyse.stages.tree import grown, packed, unpacked
from analyse.steps.cluster import recut


def passages(n: int):
    """Passages of five subjects, their content keys and vectors."""
    rng = np.random.default_rng(1)
    truth = np.arange(n) % 5
    vectors = rng.normal(size=(5, 24))[truth] + rng.normal(size=(n, 24))
    made = [
        Passage(f"{i:016x}", "d", i, i + 1, "x", lemmas=(f"mot{t}", f"autre{t}{i % 3}"))
        for i, t in enumerate(truth)
    ]
    return made, [f"contenu {i}" for i in range(n)], vectors.astype(np.float32)


@pytest.mark.parametrize("n", [0, 2, 7, 60])
def test_a_tree_comes_back_as_it_was_written(n):
    """Bytes and back: the same themes at every grain, whatever the size of the corpus."""
    kept = grown(b"", *passages(n), seed=4)
    again = unpacked(packed(kept))
    assert again is not None
    assert (again.passages, again.made_of) == (kept.passages, kept.made_of)
    for grain in (0.5, 1.0, 3.0):
        params = ThemeParams(granularite=grain)
        one, two = recut(kept.tree, params), recut(again.tree, params)
        assert np.array_equal(one.labels, two.labels)
        assert np.array_equal(one.strength, two.strength)
        assert (one.others, one.stability) == (two.others, two.stability)


def test_the_same_passages_are_not_analysed_again(monkeypatch):
    """A new grain cuts the tree of the last run; a new seed, word, vector or passage does not."""
    made, keys, vectors = passages(40)
    last = packed(grown(b"", made, keys, vectors, seed=4))
    calls: list[int] = []
    real = stage.build
    monkeypatch.setattr(stage, "build", lambda *a, **k: calls.append(1) or real(*a, **k))
    grown(last, made, keys, vectors, seed=4)
    assert calls == []
    grown(last, made, keys, vectors, seed=5)
    grown(last, made, keys, vectors * np.float32(1.01), seed=4)
    grown(last, made[:-1], keys[:-1], vectors[:-1], seed=4)
    grown(last, [replace(made[0], lemmas=("neuf",)), *made[1:]], keys, vectors, seed=4)
    assert len(calls) == 4


@pytest.mark.parametrize("data", [b"", b"PK\x00\xff", b"PK\x05\x06" + bytes(18)])
def test_bytes_that_are_no_tree_are_no_loss(data):
    """A tree that cannot be read, or of an older form, is grown again."""
    assert unpacked(data) is None
    assert len(grown(data, *passages(12), seed=1).passages) == 12

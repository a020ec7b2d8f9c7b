"""New passages follow their neighbours in themes that stay, unless they bring something new."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.params import ThemeParams
from analyse.steps.cluster import build, core, extended, recut

LANDMARKS = 120
SUBJECTS = 4


@pytest.fixture(autouse=True)
def few_landmarks(monkeypatch):
    """As if the corpus were a hundred times as large."""
    monkeypatch.setattr(core, "LANDMARKS", LANDMARKS)


class Corpus:
    """Passages of some subjects, in any order: keys, vectors, lemmas, subject of each."""

    def __init__(self, sizes, seed=0):
        draw = np.random.default_rng(seed)
        centres = np.random.default_rng(1).normal(size=(9, 40))
        self.truth = draw.permutation(np.repeat(np.arange(len(sizes)), sizes))
        n = len(self.truth)
        self.vectors = (centres[self.truth] + 0.6 * draw.normal(size=(n, 40))).astype(np.float32)
        self.lemmas = [
            tuple(f"m{t}-{w}" for w in draw.choice(9, 4, replace=False)) for t in self.truth
        ]
        self.keys = [f"{seed} {i}" for i in range(n)]

    def part(self, rows):
        rows = np.asarray(rows)
        return [self.keys[i] for i in rows], self.vectors[rows], [self.lemmas[i] for i in rows]

    def and_(self, other):
        self.truth = np.concatenate([self.truth, other.truth])
        self.vectors = np.vstack([self.vectors, other.vectors])
        self.lemmas, self.keys = self.lemmas + other.lemmas, self.keys + other.keys
        return self

    @property
    def all(self):
        return self.part(range(len(self.keys)))


def themes(tree):
    return recut(tree, ThemeParams(seuil_non_classe=0.0)).labels


def test_a_day_like_the_others_joins_the_themes():
    """Passages of the days before keep their theme exactly; new ones go with their subject."""
    before = Corpus([60] * SUBJECTS)
    tree = build(*before.all, seed=3)
    both = Corpus([60] * SUBJECTS).and_(Corpus([12] * SUBJECTS, seed=1))
    longer = extended(tree, *both.all)
    assert longer is not None
    assert (longer.grown, longer.followers) == (240, 48)
    labels = themes(longer)
    assert np.array_equal(labels[:240], themes(tree))
    assert np.array_equal(longer.support[longer.place[:240]], tree.support[tree.place])
    subject_of = {label: both.truth[:240][labels[:240] == label][0] for label in set(labels[:240])}
    assert [subject_of[label] for label in labels[240:]] == both.truth[240:].tolist()


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 1000))
def test_the_order_of_passages_changes_nothing(seed):
    before = Corpus([60] * SUBJECTS)
    tree = build(*before.all, seed=3)
    both = Corpus([60] * SUBJECTS).and_(Corpus([12] * SUBJECTS, seed=1))
    order = np.random.default_rng(seed).permutation(len(both.keys))
    one, other = extended(tree, *both.all), extended(tree, *both.part(order))
    assert np.array_equal(themes(one)[order], themes(other))


def test_a_subject_nobody_had_spoken_of_asks_for_a_new_tree():
    tree = build(*Corpus([60] * SUBJECTS).all, seed=3)
    day = Corpus([8] * SUBJECTS + [16], seed=1)
    assert extended(tree, *Corpus([60] * SUBJECTS).and_(day).all) is None


def test_too_many_new_passages_ask_for_a_new_tree():
    """Also when they came a few at a time."""
    first = Corpus([60] * SUBJECTS)
    tree = build(*first.all, seed=3)
    second = Corpus([60] * SUBJECTS).and_(Corpus([15] * SUBJECTS, seed=1))
    longer = extended(tree, *second.all)
    assert longer is not None
    third = second.and_(Corpus([6] * SUBJECTS, seed=2))
    assert extended(longer, *third.all) is None
    assert extended(build(*third.all, seed=3), *third.all) is not None


def test_a_landmark_that_left_asks_for_a_new_tree():
    """A passage beyond the landmarks may leave: the others stay where they were."""
    corpus = Corpus([60] * SUBJECTS)
    tree = build(*corpus.all, seed=3)
    landmark = int(np.flatnonzero(tree.place == 0)[0])
    beyond = int(np.flatnonzero(tree.place == LANDMARKS + 5)[0])
    everyone = np.arange(240)
    assert extended(tree, *corpus.part(np.delete(everyone, landmark))) is None
    rest = np.delete(everyone, beyond)
    shorter = extended(tree, *corpus.part(rest))
    assert shorter is not None
    assert shorter.grown == 239
    assert np.array_equal(themes(shorter), themes(tree)[rest])


def test_few_passages_are_always_analysed_anew():
    """When every passage is a landmark, growing costs seconds and nothing needs to follow."""
    corpus = Corpus([25] * SUBJECTS)
    tree = build(*corpus.all, seed=3)
    more = Corpus([25] * SUBJECTS).and_(Corpus([2] * SUBJECTS, seed=1))
    assert extended(tree, *more.all) is None
    assert extended(build(*corpus.part(range(4)), seed=3), *corpus.all) is None


@pytest.mark.parametrize("few", [1, 2, 3, 6, 9])
def test_a_corpus_without_landmarks_is_analysed_anew(few):
    """A tree of a few passages has one theme and no landmark: nothing follows in it."""
    corpus = Corpus([5] * SUBJECTS)
    tree = build(*corpus.part(range(few)), seed=3)
    assert extended(tree, *corpus.part(range(few))) is None
    assert extended(tree, *corpus.part(range(few + 1))) is None


def test_repeated_passages_follow_together():
    corpus = Corpus([60] * SUBJECTS)
    tree = build(*corpus.all, seed=3)
    twice = [*range(240), *range(20)]
    longer = extended(tree, *corpus.part(twice))
    assert longer is not None
    assert longer.followers == 0
    labels = themes(longer)
    assert np.array_equal(labels[240:], labels[:20])

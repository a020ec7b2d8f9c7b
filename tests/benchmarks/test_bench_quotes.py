"""The benchmark of quotes: what counts as met, and lists that cover."""

from __future__ import annotations

import numpy as np
from benchmarks.fredsum import meetings, shares
from benchmarks.quote_methods import greedy


def test_half_of_the_tokens_is_counted_with_their_repeats():
    """A repeated word must be there as many times; case and punctuation do not matter."""
    assert shares(["oui oui non"], ["Oui, non!", "oui oui"]).tolist() == [[2 / 3, 2 / 3]]
    assert shares(["un deux trois quatre"], ["cinq"]).tolist() == [[0.0]]


def test_a_long_sentence_meets_a_short_one_but_not_both_ways():
    """Half of the picked sentence is enough one way; both ways, length is not rewarded."""
    long = "le bus manque le soir et les jeunes restent au village sans travail ni loisirs"
    assert meetings(["le bus manque"], [long]).tolist() == [[True]]
    assert meetings(["le bus manque"], [long], both=True).tolist() == [[False]]


def test_a_cover_takes_what_adds_most():
    """The second choice is what is not covered yet, not the second heaviest."""
    near = np.array([[1.0, 0.9, 0.0], [1.0, 0.9, 0.0], [0.0, 0.0, 1.0]])
    assert greedy(near, np.array([2.0, 2.0, 1.0]), 2) == [0, 2]
    assert greedy(near, np.ones(3), 9) == [0, 2, 1]

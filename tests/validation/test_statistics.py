"""Statistics against published worked examples and against other libraries."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa
from statsmodels.stats.proportion import binom_test, proportion_confint

from analyse.validation import statistics as s

MISSING = "*"
BINARY = ("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NOMINAL = ("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR = (
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
"""Examples A, B and C of Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*; the
third is also `cac.raw4raters` of R's irrCAC."""

ANAESTHETISTS = """
111.1.1.1.1 333.4.3.3.4 112.2.1.2.2 222.3.1.2.1 222.3.2.2.2 222.3.3.2.2 122.2.1.1.1 333.3.4.3.3
222.2.2.2.3 232.2.2.2.3 444.4.4.4.4 222.3.3.4.3 111.1.1.1.1 222.3.2.1.2 121.1.1.1.1 111.2.1.1.1
111.1.1.1.1 111.1.1.1.1 222.2.2.2.1 222.1.3.2.2 222.2.2.2.2 222.2.2.2.1 222.3.2.2.2 221.2.2.2.2
111.1.1.1.1 111.1.1.1.1 232.2.2.2.2 111.1.1.1.1 111.1.1.1.1 112.1.1.2.1 111.1.1.1.1 333.3.2.3.3
111.1.1.1.1 222.2.2.2.2 222.3.2.3.2 433.4.3.4.3 221.2.2.3.2 232.3.2.3.3 333.3.4.3.2 111.1.1.1.1
111.1.1.1.1 121.2.1.1.1 232.2.2.2.2 121.1.1.1.1 222.2.2.2.2
"""
"""Table 1 of Dawid & Skene (1979): 45 patients, five anaesthetists, the first one three times."""


def units(rows):
    """The answers given to each unit, without those that are missing."""
    return [
        [a for a in unit if a != MISSING] for unit in zip(*(r.split() for r in rows), strict=True)
    ]


@pytest.mark.parametrize(("rows", "told"), [(BINARY, 0.095), (NOMINAL, 0.692), (FOUR, 0.743)])
def test_alpha_is_that_of_krippendorffs_own_examples(rows, told):
    assert round(s.alpha(s.counts(units(rows))), 3) == told


def test_ac1_and_raw_agreement_are_those_of_irrcac():
    """irrCAC's overview vignette: pa 0.8181818, pe 0.1903212, AC1 0.77544."""
    table = s.counts(units(FOUR))
    assert s.raw_agreement(table) == pytest.approx(0.8181818, abs=1e-7)
    assert s.ac1(table) == pytest.approx(0.77544, abs=5e-6)


VOTES = st.lists(st.lists(st.sampled_from("abc"), min_size=0, max_size=5), min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(VOTES)
def test_alpha_is_that_of_the_krippendorff_package(votes):
    """Any number of answers per unit, some with one or none."""
    table = s.counts(votes)
    mine = s.alpha(table)
    if mine is None:
        pairable = [unit for unit in votes if len(unit) > 1]
        assert len({answer for unit in pairable for answer in unit}) < 2
        return
    theirs = krippendorff.alpha(value_counts=table, level_of_measurement="nominal")
    assert mine == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), min_size=3, max_size=3), min_size=2, max_size=10))
def test_raw_agreement_is_that_of_fleiss(votes):
    """With as many answers everywhere, Fleiss' kappa follows from raw agreement and the shares."""
    table = s.counts(votes)
    shares = table.sum(axis=0) / table.sum()
    chance = (shares**2).sum()
    if chance == 1:
        return
    numbers = np.array([["abc".index(a) for a in row] for row in votes])
    theirs = fleiss_kappa(aggregate_raters(numbers, n_cat=3)[0])
    assert (s.raw_agreement(table) - chance) / (1 - chance) == pytest.approx(theirs, abs=1e-9)


def test_ninety_percent_of_yes_reads_differently_by_alpha_and_ac1():
    """The reason why the three are shown together."""
    votes = [["oui"] * 3] * 50 + [["oui", "oui", "non"]] * 3 + [["non"] * 3, ["non", "non", "oui"]]
    found = s.agreement(votes, seed=1)
    assert found.raw > 0.9
    assert found.ac1 > 0.9
    assert found.alpha < 0.667
    assert found.interval.low < found.alpha < found.interval.high


def test_agreement_that_does_not_exist_is_not_a_number():
    """One answer everywhere, or one vote per card: alpha is 0/0, and nothing is invented."""
    same = s.agreement([["oui", "oui"], ["oui", "oui"]], seed=1)
    assert (same.alpha, same.interval, same.ac1, same.raw) == (None, None, 1.0, 1.0)
    alone = s.agreement([["oui"], ["non"]], seed=1)
    assert (alone.cards, alone.alpha, alone.ac1, alone.raw) == (0, None, None, None)
    assert s.agreement([], seed=1).alpha is None


def test_intervals_are_those_of_their_seed():
    votes = units(FOUR)
    assert s.agreement(votes, seed=3) == s.agreement(votes, seed=3)
    assert s.bootstrap_accuracy([(4, 5), (1, 5), (5, 5)], seed=2) == s.bootstrap_accuracy(
        [(4, 5), (1, 5), (5, 5)], seed=2
    )


def test_four_of_five_against_one_in_six():
    """The figure of the protocol, p = .003, and statsmodels' own."""
    assert s.exact_p(4, 5, 1 / 6) == pytest.approx(0.003, abs=5e-4)
    assert s.exact_p(4, 5, 1 / 6) == pytest.approx(binom_test(4, 5, 1 / 6, alternative="larger"))
    assert s.exact_p(0, 0, 0.25) is None


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 30), st.integers(1, 30))
def test_exact_intervals_are_those_of_statsmodels(right, wrong):
    found = s.exact_interval(right, right + wrong)
    low, high = proportion_confint(right, right + wrong, method="beta")
    assert found.low == pytest.approx(0.0 if np.isnan(low) else low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)


def test_resampling_themes_is_wider_than_resampling_votes():
    """Ten themes, half all right and half all wrong: 100 votes do not tell as much as 100 would."""
    themes = [(10, 10), (0, 10)] * 5
    by_theme = s.bootstrap_accuracy(themes, seed=0)
    by_vote = s.exact_interval(50, 100)
    assert by_theme.low < by_vote.low < by_vote.high < by_theme.high
    assert s.bootstrap_accuracy([(4, 5)], seed=0) is None


def test_dawid_skene_finds_the_shares_of_the_paper():
    """Table 2 of the paper: prior .40, .42, .11, .07; patient 3 is the one in doubt."""
    votes = [
        (str(person), f"{patient:02}", answer)
        for patient, row in enumerate(ANAESTHETISTS.split(), start=1)
        for person, answers in enumerate(row.split("."))
        for answer in answers
    ]
    found = s.dawid_skene(votes)
    assert found.prior.round(2).tolist() == [0.40, 0.42, 0.11, 0.07]
    assert found.best()["11"] == "4"
    assert found.posterior.sum(axis=1) == pytest.approx(np.ones(45))


def test_dawid_skene_listens_less_to_who_answers_anything():
    """Three careless people who say "non" to all do not outweigh two who discriminate."""
    truth = {f"c{i:02}": "oui" if i % 2 else "non" for i in range(30)}
    votes = [(who, card, answer) for card, answer in truth.items() for who in ("a", "b")]
    votes += [(who, card, "non") for card in truth for who in ("x", "y", "z")]
    assert s.dawid_skene(votes).best() == truth
    assert s.dawid_skene([]).best() == {}

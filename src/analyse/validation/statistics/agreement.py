"""Agreement between people: Krippendorff's alpha, Gwet's AC1 and raw agreement, read together.

With 90 % of one answer, raw agreement can be above .9 while alpha is near .5 and AC1 near .9: none
of the three is enough alone, and the thresholds of alpha (.8 reliable, .667 tentative) are never
those of AC1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analyse.validation.statistics.accuracy import Interval, percentile_interval

DRAWS = 2000
"""Bootstrap draws. The ends of a 95 % percentile interval move by less than .01 beyond 1,000."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on a set of cards.

    Attributes:
        cards: cards that at least two people answered.
        votes: answers to these cards.
        alpha: Krippendorff's alpha, nominal, in (−∞, 1]; None when it does not exist (fewer than
            two votes on every card, or one and the same answer everywhere).
        interval: of alpha, by bootstrap over cards; None as alpha.
        ac1: Gwet's AC1, in [−1, 1]; None with fewer than two votes on every card.
        raw: share of the pairs of answers to a card that are the same, mean over cards.
    """

    cards: int
    votes: int
    alpha: float | None
    interval: Interval | None
    ac1: float | None
    raw: float | None


def counts(units: Iterable[Sequence[str]]) -> np.ndarray:
    """How often each answer was given to each unit: array (units, answers), missing left out.

    Args:
        units: the answers given to each unit, in any order.
    """
    rows = [list(unit) for unit in units]
    answers = {a: i for i, a in enumerate(sorted({a for row in rows for a in row}))}
    table = np.zeros((len(rows), len(answers)), dtype=np.int64)
    for at, row in enumerate(rows):
        for answer in row:
            table[at, answers[answer]] += 1
    return table


def alpha(table: np.ndarray) -> float | None:
    """Krippendorff's alpha for nominal data with missing values.

    Krippendorff, K. (2011), *Computing Krippendorff's Alpha-Reliability*, University of
    Pennsylvania; (2019), *Content Analysis*, 4th ed., ch. 12.

    Args:
        table: (units, answers), see `counts`. Units with fewer than two answers are not pairable
            and are left out.

    Returns:
        None when nothing is pairable, or when all pairable answers are the same (0/0).
    """
    rated = table[table.sum(axis=1) >= 2].astype(float)
    sizes = rated.sum(axis=1)
    total, by_answer = sizes.sum(), rated.sum(axis=0)
    expected = (by_answer * (total - by_answer)).sum()
    if not len(rated) or expected == 0:
        return None
    observed = ((rated * (sizes[:, None] - rated)).sum(axis=1) / (sizes - 1)).sum()
    return float(1 - (total - 1) * observed / expected)


def raw_agreement(table: np.ndarray) -> float | None:
    """Share of the pairs of answers to a unit that are the same, mean over units; None without."""
    rated = table[table.sum(axis=1) >= 2].astype(float)
    if not len(rated):
        return None
    sizes = rated.sum(axis=1)
    return float(((rated * (rated - 1)).sum(axis=1) / (sizes * (sizes - 1))).mean())


def ac1(table: np.ndarray) -> float | None:
    """Gwet's AC1 for any number of people and missing values.

    Gwet, K. L. (2008), *Computing inter-rater reliability and its variance in the presence of high
    agreement*, British Journal of Mathematical and Statistical Psychology 61, 29–48.

    Args:
        table: (units, answers), see `counts`. Answers that nobody gave are not counted among the
            possible ones, as `irrCAC::gwet.ac1.raw` does.
    """
    observed = raw_agreement(table)
    if observed is None:
        return None
    heard = table[table.sum(axis=1) >= 1].astype(float)
    shares = (heard / heard.sum(axis=1, keepdims=True)).mean(axis=0)
    possible = int((shares > 0).sum())
    if possible < 2:
        return 1.0
    chance = float((shares * (1 - shares)).sum() / (possible - 1))
    return (observed - chance) / (1 - chance)


def agreement(units: Iterable[Sequence[str]], *, seed: int, draws: int = DRAWS) -> Agreement:
    """All three on the same answers, alpha with its interval.

    The interval resamples cards (Zapf et al. 2016, BMC Medical Research Methodology 16:93);
    draws in which alpha does not exist are left out.

    Args:
        units: the answers given to each card.
        seed: of the draws.
        draws: number of draws.
    """
    table = counts(units)
    rated = table[table.sum(axis=1) >= 2]
    found = alpha(table)
    interval = None
    if found is not None and len(rated) > 1:
        interval = percentile_interval(_resampled(rated, seed, draws))
    return Agreement(
        cards=len(rated),
        votes=int(rated.sum()),
        alpha=found,
        interval=interval,
        ac1=ac1(table),
        raw=raw_agreement(table),
    )


def _resampled(rated: np.ndarray, seed: int, draws: int) -> list[float]:
    """Alpha of each draw of as many cards, with replacement, where it exists."""
    cards = len(rated)
    chosen = np.random.default_rng(seed).integers(cards, size=(draws, cards))
    times = np.zeros((draws, cards))
    np.add.at(times, (np.arange(draws)[:, None], chosen), 1)
    table = rated.astype(float)
    sizes = table.sum(axis=1)
    by_answer, total = times @ table, times @ sizes
    observed = times @ ((table * (sizes[:, None] - table)).sum(axis=1) / (sizes - 1))
    expected = (by_answer * (total[:, None] - by_answer)).sum(axis=1)
    exists = expected > 0
    values: list[float] = (1 - (total - 1)[exists] * observed[exists] / expected[exists]).tolist()
    return values

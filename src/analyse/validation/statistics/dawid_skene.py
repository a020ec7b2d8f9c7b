"""Dawid–Skene: what the answers would be if people were weighed by how often they agree.

A sensitivity check: the majority is the verdict, and this says which answers would change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """Outcome of `dawid_skene`.

    Attributes:
        cards: ids of the cards, sorted. answers: sorted. people: sorted.
        posterior: probability of each answer to each card, (cards, answers).
        prior: share of each answer, (answers,).
        errors: of each person, the probability of an answer (last axis) when another is true
            (middle axis), (people, answers, answers).
    """

    cards: tuple[str, ...]
    answers: tuple[str, ...]
    people: tuple[str, ...]
    posterior: np.ndarray
    prior: np.ndarray
    errors: np.ndarray

    def best(self) -> dict[str, str]:
        """Card → its most probable answer; the first in alphabetical order when two are."""
        return {
            card: self.answers[int(row.argmax())]
            for card, row in zip(self.cards, self.posterior.round(9), strict=True)
        }


def dawid_skene(
    votes: Iterable[tuple[str, str, str]], *, most: int = 200, tolerance: float = 1e-6
) -> DawidSkene:
    """Maximum likelihood by EM, from the shares of the votes.

    Dawid, A. P. & Skene, A. M. (1979), *Maximum likelihood estimation of observer error-rates
    using the EM algorithm*, Applied Statistics 28(1), 20–28. Deterministic.

    Args:
        votes: (person, card, answer); the same person may answer a card several times.
        most: iterations, at most.
        tolerance: the greatest change of a probability under which it stops.
    """
    votes = list(votes)
    people = sorted({p for p, _, _ in votes})
    cards = sorted({c for _, c, _ in votes})
    answers = sorted({a for _, _, a in votes})
    table = np.zeros((len(people), len(cards), len(answers)))
    at = [{v: i for i, v in enumerate(values)} for values in (people, cards, answers)]
    for person, card, answer in votes:
        table[at[0][person], at[1][card], at[2][answer]] += 1
    if not votes:
        empty = np.zeros((0, 0))
        return DawidSkene((), (), (), empty, np.zeros(0), np.zeros((0, 0, 0)))
    posterior = table.sum(axis=0)
    posterior /= posterior.sum(axis=1, keepdims=True)
    for _ in range(most):
        prior = posterior.mean(axis=0)
        errors = np.einsum("cj,pcl->pjl", posterior, table)
        sums = errors.sum(axis=2, keepdims=True)
        errors = np.divide(errors, sums, out=np.zeros_like(errors), where=sums > 0)
        with np.errstate(divide="ignore"):
            logs = np.where(errors > 0, np.log(np.maximum(errors, 1e-300)), -700.0)
            likely = np.log(np.maximum(prior, 1e-300)) + np.einsum("pcl,pjl->cj", table, logs)
        likely -= likely.max(axis=1, keepdims=True)
        new = np.exp(likely)
        new /= new.sum(axis=1, keepdims=True)
        moved = float(np.abs(new - posterior).max())
        posterior = new
        if moved < tolerance:
            break
    return DawidSkene(tuple(cards), tuple(answers), tuple(people), posterior, prior, errors)

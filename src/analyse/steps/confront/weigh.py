"""From evidence to a response: voices are weighed, not passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyse.contracts import Response
from analyse.steps.confront.model import Thresholds

SUPPORTS, NUANCES, CONTRADICTS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """The response to one statement, its confidence, and the voices on each side."""

    response: Response
    confidence: float
    voices: tuple[int, int, int]


def weigh(
    related: NDArray[np.float64],
    relations: NDArray[np.float64],
    voices: Sequence[str],
    thresholds: Thresholds,
) -> Weighed:
    """The response to one statement.

    A voice counts once however long it spoke: its passages are averaged, weighted by how surely
    they answer the statement. Then voices are averaged, each weighted by its surest passage. A
    statement that many support and some contradict is nuancé.

    Args:
        related: shape (n,), probability that each passage of evidence answers the statement.
        relations: shape (n, 3), probability of each relation.
        voices: what tells the voice of each passage.
        thresholds: from the model.

    Returns:
        Never `NEW`. Without evidence, `SILENT` with confidence 0. The order of passages does not
        matter but for rounding of the last digits, so callers give them in a fixed order.
    """
    if not len(related):
        return Weighed(Response.SILENT, 0.0, (0, 0, 0))
    mine: dict[str, list[int]] = defaultdict(list)
    for row, voice in enumerate(voices):
        mine[voice].append(row)
    shares = np.zeros(3)
    total = 0.0
    counts = [0, 0, 0]
    for voice in sorted(mine):
        rows = mine[voice]
        said = related[rows] @ relations[rows] / related[rows].sum()
        weight = float(related[rows].max())
        shares += weight * said
        total += weight
        counts[int(said.argmax())] += 1
    shares /= total
    response, confidence = respond(shares, thresholds)
    sure = 1.0 - float(np.prod(1.0 - related))
    return Weighed(response, round(confidence * sure, 4), (counts[0], counts[1], counts[2]))


def respond(shares: NDArray[np.float64], thresholds: Thresholds) -> tuple[Response, float]:
    """Response and confidence for the shares of support, nuance and contradiction.

    The confidence is the share of what the response rests on: support for confirmé, contradiction
    for contesté, and for nuancé how far the shares are from both.
    """
    supports, contradicts = float(shares[SUPPORTS]), float(shares[CONTRADICTS])
    if contradicts >= thresholds.contradicts and contradicts >= supports:
        return Response.CONTESTED, contradicts
    if supports >= thresholds.supports:
        return Response.CONFIRMED, supports
    return Response.NUANCED, 1.0 - max(supports, contradicts)

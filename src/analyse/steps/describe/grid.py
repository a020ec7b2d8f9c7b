"""The fiches and chantiers already known, and how near a theme is to each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from analyse.contracts import Nearness
from analyse.errors import ConfigurationError
from analyse.params import GridParams

_ENTRY = re.compile(r"\s*([^/\s][^/]*?)\s*/\s*(\S+)\s+(\S.*?)\s*")


def parse_grille(entry: str) -> tuple[str, str, str]:
    """Series, code and title of a line of `[grille] fiches`, "série/code titre".

    Raises:
        ConfigurationError: a part is missing.
    """
    found = _ENTRY.fullmatch(entry)
    if found is None:
        raise ConfigurationError(
            f"[grille] fiches\u00a0: «\u00a0{entry}\u00a0» n'est pas de la forme "
            "«\u00a0série/code titre\u00a0».",
            action='Écrivez par exemple "2.0/F3 Équité territoriale".',
        )
    return found[1], found[2], found[3]


def nearness(
    passages: np.ndarray,
    phrases: np.ndarray,
    params: GridParams,
    encode: Callable[[list[str]], np.ndarray],
) -> tuple[list[tuple[Nearness, ...]], list[tuple[Nearness, ...]]]:
    """Known fiches and chantiers near each theme, best first.

    What all themes share (the event's subject, the form of a short phrase) is taken away first:
    without it every theme of an event is near every fiche, by cosine.

    Args:
        passages: (k, d) unit vectors, the centroid of each theme's passages.
        phrases: (k, d) unit vectors, the centroid of each theme's keyphrases.
        params: entries and threshold.
        encode: texts to unit vectors.

    Returns:
        Per theme, the fiches and the chantiers whose score reaches the threshold; none of them
        means that the theme is emergent. A chantier has neither series nor code. The score is the
        square root of the mean of two centred cosines (title to passages, title to keyphrases), 0
        when it is negative. The shipped threshold, 0.4, is where F1
        is best on the expected themes of the example event and its grille (precision .46, recall
        .60 over ten right pairs; `benchmarks/grille.py`): a proposal to be read, not a verdict.

    Raises:
        ConfigurationError: an entry cannot be read.
    """
    fiches = [parse_grille(entry) for entry in params.fiches]
    chantiers = [("", "", name.strip()) for name in params.chantiers if name.strip()]
    known, count = fiches + chantiers, len(passages)
    if not known or not count:
        return [()] * count, [()] * count
    titles = np.asarray(encode([title for _, _, title in known]), dtype=np.float64)
    # a mean over few themes is mostly each of them: the fewer, the less of it is taken away
    common = (1 - 1 / count) * phrases.mean(axis=0)
    shared = (1 - 1 / count) * passages.mean(axis=0)
    titles = _unit(titles - common)
    cosines = (_unit(passages - shared) @ titles.T + _unit(phrases - common) @ titles.T) / 2
    scores = np.sqrt(np.clip(cosines, 0.0, 1.0))
    return (
        [_near(fiches, row[: len(fiches)], params.seuil_proximite) for row in scores],
        [_near(chantiers, row[len(fiches) :], params.seuil_proximite) for row in scores],
    )


def _unit(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


def _near(
    entries: Sequence[tuple[str, str, str]], scores: np.ndarray, least: float
) -> tuple[Nearness, ...]:
    near = [
        Nearness(series=series, code=code, title=title, score=round(float(score), 4))
        for (series, code, title), score in zip(entries, scores, strict=True)
        if score >= least
    ]
    return tuple(sorted(near, key=lambda one: (-one.score, one.series, one.code)))

"""What is measured of a pair (statement, passage): how near they are, and what one does to the
other. Every feature has a name; the model is a logistic regression over them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analyse.steps.confront.markers import PASSAGE_MARKERS, STATEMENT_MARKERS
from analyse.steps.confront.opposites import BAD, GOOD, OPPOSITES
from analyse.steps.confront.text import content, plain

NEAR_NAMES = ("cosinus", "cosinus_carré", "mots_communs", "mots_rares_communs", "familles_opposées")
STANCE_NAMES = (
    *(f"passage_{name}" for name, _ in PASSAGE_MARKERS),
    "mots_de_même_sens",
    "mots_niés_d_un_seul_côté",
    "contraires",
    "contraires_niés",
    "ton_commun",
    "ton_opposé",
    "ton_du_passage",
    "négation_d_un_seul_côté",
    "négation_des_deux_côtés",
    "longueur",
    "cosinus",
    "énoncé_piste",
    "absolu×exception",
    "absolu×négation",
    "consensus×opposition",
    "piste×négation",
    "piste×propose",
    "constat×propose",
    "mais×ton_opposé",
    "mais×ton_commun",
    "oui_mais×condition",
    "plus_un_problème×énoncé_négatif",
    "autant×énoncé_positif",
)


class Rarity:
    """How telling a stem is in a corpus: log of (texts / texts that hold it), in [0, 1]."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count, in every text, each stem once."""
        counts: Counter[str] = Counter()
        total = 0
        for text in texts:
            counts.update({word.stem for word in content(text)})
            total += 1
        self._counts, self._log = counts, math.log(total + 2.0)

    def __call__(self, stem: str) -> float:
        """Weight of a stem; 1 when no text holds it."""
        return 1.0 - math.log(self._counts[stem] + 1.0) / self._log


@lru_cache(maxsize=65_536)
def _marks(text: str, statement: bool) -> dict[str, float]:
    said = plain(text)
    patterns = STATEMENT_MARKERS if statement else PASSAGE_MARKERS
    return {name: float(bool(pattern.search(said))) for name, pattern in patterns}


@lru_cache(maxsize=65_536)
def _tone(text: str) -> float:
    """From -1 (goes badly) to 1 (goes well); a denied word counts the other way."""
    score = sum(
        ((w.stem in GOOD) - (w.stem in BAD)) * (-1 if w.denied else 1) for w in content(text)
    )
    return math.tanh(score / 1.5)


def near_tensor(
    statements: Sequence[str],
    passages: Sequence[str],
    cosines: NDArray[np.floating],
    rarity: Rarity,
) -> NDArray[np.float64]:
    """Features of nearness of every statement with every passage.

    Args:
        statements, passages: m and n masked texts.
        cosines: shape (m, n), of their centred vectors.
        rarity: of stems in the corpus.

    Returns:
        Array of shape (m, n, len(NEAR_NAMES)), finite, in the order of `NEAR_NAMES`.
    """
    from scipy.sparse import csr_matrix

    ours = [{word.stem for word in content(text)} for text in statements]
    theirs = [{word.stem for word in content(text)} for text in passages]
    columns = {stem: k for k, stem in enumerate(sorted(set().union(*ours, *theirs)))}

    def table(rows: Sequence[Iterable[str]], weigh: bool) -> csr_matrix:
        at = [(i, columns[s]) for i, row in enumerate(rows) for s in sorted(row) if s in columns]
        stems = list(columns)
        data = [rarity(stems[k]) if weigh else 1.0 for _, k in at]
        where = (np.array([i for i, _ in at], int), np.array([k for _, k in at], int))
        return csr_matrix((data, where), shape=(len(rows), len(columns)))

    shared = (table(ours, True) @ table(theirs, False).T).toarray()
    turned = [set().union(*(OPPOSITES.get(s, frozenset()) for s in row)) for row in ours]
    against = (table(turned, False) @ table(theirs, False).T).toarray()
    totals = [np.array([sum(map(rarity, sorted(row))) for row in rows]) for rows in (ours, theirs)]
    least = np.minimum(totals[0][:, None], totals[1][None, :])
    return np.stack(
        [
            cosines,
            np.maximum(cosines, 0.0) ** 2,
            shared / (least + 1.0),
            np.minimum(shared, 3.0) / 3.0,
            np.minimum(against, 2.0) / 2.0,
        ],
        axis=2,
    ).astype(np.float64)


def _words(statement: str, passage: str, rarity: Rarity) -> Mapping[str, float]:
    """What shared and opposite words say."""
    ours = {w.stem: w.denied for w in content(statement)}
    theirs = {w.stem: w.denied for w in content(passage)}
    total = sum(rarity(s) for s in ours) + 1.0
    same = sum(rarity(s) for s in ours if s in theirs and theirs[s] == ours[s])
    turned = sum(rarity(s) for s in ours if s in theirs and theirs[s] != ours[s])
    opposite = agreed = 0
    for one, denied in ours.items():
        for other in OPPOSITES.get(one, frozenset()) & theirs.keys():
            if theirs[other] == denied:
                opposite += 1
            else:
                agreed += 1
    return {
        "mots_de_même_sens": same / total,
        "mots_niés_d_un_seul_côté": turned / total,
        "contraires": min(opposite, 2) / 2.0,
        "contraires_niés": min(agreed, 2) / 2.0,
    }


def stance(
    statement: str, passage: str, cosine: float, rarity: Rarity, *, lead: bool
) -> list[float]:
    """Features of stance, in the order of `STANCE_NAMES`.

    Args:
        statement, passage: their masked texts.
        cosine: of their centred vectors.
        rarity: of stems in the corpus.
        lead: whether the statement is a piste.
    """
    marks, claims = _marks(passage, False), _marks(statement, True)
    ours, theirs = _tone(statement), _tone(passage)
    product = ours * theirs
    found = {f"passage_{name}": value for name, value in marks.items()}
    found |= _words(statement, passage, rarity)
    denies = marks["denie"]
    exception = max(marks[n] for n in ("exception", "ca_depend", "surtout", "part_du_tout"))
    objection = max(marks[n] for n in ("faux", "contre", "veut_pas"))
    found |= {
        "ton_commun": max(product, 0.0),
        "ton_opposé": max(-product, 0.0),
        "ton_du_passage": theirs,
        "négation_d_un_seul_côté": float(denies != claims["denie"]),
        "négation_des_deux_côtés": denies * claims["denie"],
        "longueur": min(len(passage.split()), 60) / 30.0,
        "cosinus": cosine,
        "énoncé_piste": float(lead),
        "absolu×exception": claims["absolu"] * exception,
        "absolu×négation": claims["absolu"] * denies,
        "consensus×opposition": claims["consensus"] * objection,
        "piste×négation": lead * denies,
        "piste×propose": lead * marks["propose"],
        "constat×propose": (1 - lead) * marks["propose"],
        "mais×ton_opposé": marks["mais"] * max(-product, 0.0),
        "mais×ton_commun": marks["mais"] * max(product, 0.0),
        "oui_mais×condition": marks["oui_mais"] * marks["condition"],
        "plus_un_problème×énoncé_négatif": marks["plus_un_probleme"]
        * float(ours < 0 or claims["denie"]),
        "autant×énoncé_positif": marks["autant_toujours"] * float(ours > 0),
    }
    return [found[name] for name in STANCE_NAMES]


def stance_matrix(
    pairs: Sequence[tuple[str, str, float, bool]], rarity: Rarity
) -> NDArray[np.float64]:
    """Rows of `stance` for (statement, passage, cosine, lead); shape (n, len(STANCE_NAMES))."""
    rows = [stance(s, p, c, rarity, lead=lead) for s, p, c, lead in pairs]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(STANCE_NAMES))

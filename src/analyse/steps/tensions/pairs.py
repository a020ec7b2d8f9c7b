"""What two passages have to do with each other, in numbers a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .stance import Stance, stance
from .text import Rarity, plain, stems

FEATURES: tuple[str, ...] = (
    "cosinus",
    "mot_commun_rare",
    "mots_communs",
    "recouvrement",
    "penchants_opposés",
    "écart_des_penchants",
    "penchants_pareils",
    "un_seul_penche",
    "une_seule_nie",
    "les_deux_demandent",
    "une_seule_demande",
    "gestes_opposés",
    "antonymes",
    "écart_de_ton",
    "cosinus×penchants_opposés",
    "mot_commun_rare×penchants_opposés",
    "cosinus×écart_des_penchants",
    "mot_commun_rare×écart_des_penchants",
    "mot_commun_rare×une_seule_nie",
    "mot_commun_rare×gestes_opposés",
    "mot_commun_rare×antonymes",
)
"""Symmetric: a pair reads the same both ways."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as pairs read it."""

    text: str
    stems: frozenset[str]
    stance: Stance


def read(text: str) -> Reading:
    """A text as pairs read it."""
    line = plain(text)
    return Reading(line, stems(line), stance(line))


def features(one: Reading, other: Reading, *, cosine: float, rarity: Rarity) -> NDArray[np.float64]:
    """Numbers of a pair, shape (len(FEATURES),).

    Args:
        one, other: the two texts, in any order.
        cosine: of their vectors.
        rarity: of the roots of the corpus they come from.
    """
    shared = rarity.of(one.stems & other.stems)
    rare = float(shared[0]) if len(shared) else 0.0
    smallest = max(1, min(len(one.stems), len(other.stems)))
    a, b = one.stance, other.stance
    gap = abs(a.leaning - b.leaning) / 2
    opposed = float(a.leaning * b.leaning < 0)
    alike = float(a.leaning * b.leaning > 0)
    denies = float(a.denies != b.denies)
    acts = float(a.act * b.act < 0)
    poles = min(2.0, sum(x * y < 0 for x, y in zip(a.poles, b.poles, strict=True)))
    return np.array(
        [
            cosine,
            rare,
            min(3.0, float(shared[:3].sum())),
            min(1.0, len(shared) / smallest),
            opposed,
            gap,
            alike,
            float((a.leaning == 0) != (b.leaning == 0)),
            denies,
            float(a.asks and b.asks),
            float(a.asks != b.asks),
            acts,
            poles,
            abs(a.tone - b.tone) / 2,
            cosine * opposed,
            rare * opposed,
            cosine * gap,
            rare * gap,
            rare * denies,
            rare * acts,
            rare * poles,
        ]
    )


def shared_words(one: Reading, other: Reading, *, rarity: Rarity, count: int = 3) -> list[str]:
    """Whole words of `one` whose root both hold, rarest root first, at most `count`."""
    roots = sorted(one.stems & other.stems, key=lambda root: (-rarity(root), root))
    return [_word(one.text, root) for root in roots[:count]]


def _word(text: str, root: str) -> str:
    from .text import _WORD, folded

    words: Sequence[str] = _WORD.findall(text.replace("'", " "))
    return next((word for word in words if folded(word).startswith(root)), root)

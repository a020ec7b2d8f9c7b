"""What makes a passage fit to be quoted."""

from __future__ import annotations

import re
import unicodedata

from analyse.contracts import MASK, Passage
from analyse.wording import without_marks

PREFERRED_WORDS = (6, 60)
"""Shorter says too little alone, longer is not read on a sheet. A preference, not a rule."""

GOOD_FORM = 0.7
"""Below, a text is left for another one: cut, unbalanced, masked, or far too long or short."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ADDRESS = re.compile(r"https?://|www\.\w|\S@\S+\.\w")
_CUT_END = re.compile(r"(?:[,(«/&=:-]|\b(?:et|ou|de|du|des|la|le|les|un|une|que|qui|à|au|aux))$")
_PAIRS = (("(", ")"), ("«", "»"), ("“", "”"), ("[", "]"))


def words(text: str) -> list[str]:
    """Lower-case words, in order; masks are not words."""
    return [w.lower() for w in _WORD.findall(text)]


def canonical(text: str) -> str:
    """What two doubles share: words alone, without accents, case or punctuation."""
    plain = unicodedata.normalize("NFD", " ".join(words(without_marks(text))))
    for mark in filter(unicodedata.combining, set(plain)):  # few kinds, whatever the length
        plain = plain.replace(mark, "")
    return plain


def well_formed(text: str) -> float:
    """How well a text stands on a sheet, from 0 (a fragment) to 1 (a clean sentence).

    Looks at its length, its ends, its brackets, its share of letters and of masks: never at
    what it says.
    """
    plain = without_marks(text).strip()
    count = len(words(plain))
    if count == 0:
        return 0.0
    low, high = PREFERRED_WORDS
    score = 1.0
    if count < low:
        score *= 0.35 + 0.65 * count / (low + 1)
    elif count > high:
        score *= max(0.3, high / count)
    if _ADDRESS.search(plain):
        score *= 0.2
    if any(plain.count(left) != plain.count(right) for left, right in _PAIRS):
        score *= 0.7
    if _CUT_END.search(plain.lower()):
        score *= 0.4
    if plain[0].islower():
        score *= 0.85
    if plain[0] in ",;:)».!?":
        score *= 0.5
    letters = sum(plain.count(c) for c in set(plain) if c.isalpha())
    if letters < 0.6 * len(plain):
        score *= 0.6
    masked = len(re.findall(f"{MASK}+", plain))
    if masked > 0.3 * (masked + count):
        score *= 0.4
    return score


def quotable(passage: Passage) -> bool:
    """Whether a passage may be quoted at all: a mention or a passage without words may not."""
    return passage.kind != "mention" and _WORD.search(passage.text) is not None

"""Whether a hyphen at the end of a line belongs to its word."""

from __future__ import annotations

import re
from collections.abc import Mapping

SPLIT_WORD = re.compile(r"([^\W\d_]+)-$")
"""A word that a line ends on, cut or compound."""

_PREFIXED = re.compile(r"(?:peut|mi|non|demi|semi|ex|vice|grand|rendez)$")
_ENCLITIC = re.compile(
    r"(?:je|tu|ils?|elles?|on|[nv]ous|ce|ci|là|l[aes]|lui|leur|y|en|[mt]oi|t|mêmes?|être)$"
)


def keeps_hyphen(before: str, after: str, words: Mapping[str, int]) -> bool:
    """Whether the hyphen at the end of a line is the word's own: the document writes it so
    elsewhere, or French does ("peut-être", "dit-il").

    Args:
        before: text that ends on the hyphen.
        after: text of the next line.
        words: how often the document writes each word, in lower case.
    """
    cut = SPLIT_WORD.search(before)
    left = cut.group(1).casefold() if cut else ""
    follow = re.match(r"\s*([\w'’-]*)", after)
    right = follow.group(1).casefold() if follow else ""
    if words.get(f"{left}{right}"):
        return False
    if words.get(f"{left}-{right}") or not after.lstrip()[:1].islower():
        return True
    return bool(_PREFIXED.match(left) or _ENCLITIC.match(right))

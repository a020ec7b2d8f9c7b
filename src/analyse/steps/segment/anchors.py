"""Stable names for passages: what did not change in a corrected file keeps its id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from analyse.contracts import MASK


def normalise(text: str) -> str:
    """The text without case, runs of white space, or the length of masked names."""
    return re.sub(rf"{MASK}+", MASK, " ".join(text.split())).casefold()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def passage_ids(document_id: str, texts: Sequence[str]) -> list[str]:
    """One id of 16 hexadecimal digits per passage, in order.

    The first passage with a text is known by that text; a repeat by the text before it as well,
    then by its rank among the same repeats. Offsets and versions play no part.

    Args:
        document_id: owner.
        texts: the passages of one document, in order.
    """
    ids: list[str] = []
    taken: dict[str, int] = {}
    previous = ""
    for text in texts:
        said = normalise(text)
        name = _digest(document_id, said)
        if name in taken:
            name = _digest(document_id, said, previous)
        base, ordinal = name, 1
        while name in taken:
            ordinal = taken[base] + 1
            taken[base] = ordinal
            name = _digest(base, str(ordinal))
        taken[name] = 1
        ids.append(name)
        previous = said
    return ids

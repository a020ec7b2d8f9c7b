"""A passage as the rules of this step read it, and the words two passages share."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from analyse.resources import lexicon
from analyse.wording import without_marks

_LEADING = re.compile(r"^[\s\-–—•·❖~.#>…=→➡️*]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
STEM = 6
"""Letters kept of a word, so that "densifier" and "densification" are one: French inflects and
derives at the end of words, and a note-taker's spelling is not reliable enough for a lemmatiser."""
_FEWEST = 4


def plain(text: str) -> str:
    """Lower case, straight apostrophes, plain spaces, no inner marks, no leading bullet."""
    line = without_marks(text).replace("’", "'").replace("\N{NO-BREAK SPACE}", " ")
    return _LEADING.sub("", " ".join(line.lower().split()))


def folded(text: str) -> str:
    """`text` in lower case without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(c for c in apart if not unicodedata.combining(c))


@cache
def _empty() -> frozenset[str]:
    lines = lexicon("mots_vides.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(folded(w) for line in lines if not line.startswith("#") for w in line.split())


def stems(text: str) -> frozenset[str]:
    """Roots of the content words of a text: folded, without the tool words, cut to `STEM`."""
    words = (folded(w) for w in _WORD.findall(text.replace("’", "'").replace("'", " ")))
    return frozenset(w[:STEM] for w in words if len(w) >= _FEWEST and w not in _empty())


class Rarity:
    """How much a root tells of what is talked about: near 1 when few passages hold it."""

    def __init__(self, texts: Iterable[frozenset[str]]) -> None:
        """Count, over a corpus of `texts`, the passages that hold each root."""
        kept = list(texts)
        self._passages = max(2, len(kept))
        self._held = Counter(stem for text in kept for stem in text)

    def __call__(self, stem: str) -> float:
        """Inverse document frequency scaled to [0, 1]; 1 for a root of a single passage."""
        held = max(1, self._held[stem])
        return float(np.log(self._passages / held) / np.log(self._passages))

    def of(self, shared: Iterable[str]) -> NDArray[np.float64]:
        """Rarity of each of some roots, rarest first."""
        return np.sort(np.array([self(stem) for stem in shared], dtype=np.float64))[::-1]

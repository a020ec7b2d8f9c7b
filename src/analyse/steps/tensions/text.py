"""A passage as the rules of this step read it, and the words two passages share."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from analyse.resources import lexicon
from analyse.wording import without_marks

_LEADING = re.compile(r"^[\s\-–—•·❖~.#>…=→➡️*]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
STEM = 6
"""Letters kept of a word, so that "densifier" and "densification" are one: French inflects and
derives at the end of words, and a note-taker's spelling is not reliable enough for a lemmatiser."""


def plain(text: str) -> str:
    """Lower case, straight apostrophes, plain spaces, no inner marks, no leading bullet."""
    line = without_marks(text).replace("’", "'").replace("\N{NO-BREAK SPACE}", " ")
    return _LEADING.sub("", " ".join(line.lower().split()))


def roots(text: str) -> dict[str, str]:
    """Root → word of `text` (plain) that has it: content words of at least `STEM` letters.

    A shorter word is too often another one's beginning to tell what is talked about.
    """
    found: dict[str, str] = {}
    for word in _WORD.findall(text.replace("'", " ")):
        if root := _root(word):
            found.setdefault(root, word)
    return found


@lru_cache(maxsize=1 << 16)
def _root(word: str) -> str:
    """The root of a content word that is long enough, "" for any other."""
    flat = _folded(word)
    return flat[:STEM] if len(flat) >= STEM and flat not in _empty() else ""


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(c for c in apart if not unicodedata.combining(c))


@cache
def _empty() -> frozenset[str]:
    lines = lexicon("mots_vides.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_folded(w) for line in lines if line[:1] != "#" for w in line.split())

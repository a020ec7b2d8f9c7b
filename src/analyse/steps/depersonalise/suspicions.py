"""Words of a masked text that may still be the name of a person.

Masking decides on evidence and may miss; here, whatever looks like a name is told to the person
who reads the quote before it is published. Nothing is masked.
"""

from __future__ import annotations

import re

from analyse.contracts import MASK
from analyse.steps.depersonalise.gazetteers import CLEAR, first_class, fold, last_class, load

_WORD = re.compile(
    r"(?<![\w'’-])(?:[dl]['’])?([A-ZÀ-ÝŒ][a-zà-ÿœ]+(?:-[A-ZÀ-ÝŒ]?[a-zà-ÿœ]+)*)(?![\w-])"
)
_TITLE = re.compile(
    r"(?<![\w.-])(?:M|Mme|Mlle|Dr|Dre|Me|Mgr)\.?\s+([A-ZÀ-ÝŒ][\w'’-]+(?:\s+[A-ZÀ-ÝŒ][\w'’-]+)*)"
)
_BESIDE = re.compile(
    rf"{MASK}[ \u00a0]+([A-ZÀ-ÝŒ][a-zà-ÿœ-]+)|([A-ZÀ-ÝŒ][a-zà-ÿœ-]+)[ \u00a0]+{MASK}"
)
_OPENING = re.compile(r"(?:^|[.!?:«\n•–—-])[\s\u00a0«\"“*_]*$")
_BEFORE = re.compile(r"([\w-]+)[ \u00a0]+(?:(?:de|du|des|la|le|les|d['’]|l['’])[ \u00a0]*)*$")


def suspicions(text: str) -> tuple[str, ...]:
    """Words that may be a name, in order, each once.

    Args:
        text: masked text (`█` for what is hidden).

    Returns:
        what follows a courtesy title; what touches a masked name; a capitalised word inside a
        sentence that is in the lists of first names or surnames and is nothing else, unless it
        belongs to the name of an organisation or a place.
    """
    found = {match.start(1): match[1] for match in _TITLE.finditer(text)}
    for match in _BESIDE.finditer(text):
        word = match[1] or match[2]
        if first_class(fold(word)) or last_class(fold(word)):
            found.setdefault(match.start(), word)
    for match in _WORD.finditer(text):
        word = match[1]
        if _is_name(word) and not _opens(text, match.start()) and not _of_a_body(text, match):
            found.setdefault(match.start(1), word)
    return tuple(dict.fromkeys(word for _, word in sorted(found.items())))


def _is_name(word: str) -> bool:
    return CLEAR in (first_class(fold(word)), last_class(fold(word)))


def _opens(text: str, at: int) -> bool:
    return bool(_OPENING.search(text[:at][-12:] if at >= 12 else text[:at]))


def _of_a_body(text: str, match: re.Match[str]) -> bool:
    """ "la Fondation Chagnon", "l'école Marguerite-Bourgeoys", "rue Tremblay"."""
    before = _BEFORE.search(text[: match.start()][-60:])
    kind = load().organisations.get(fold(before[1]), "") if before else ""
    return kind in ("porteur", "organisation", "lieu")

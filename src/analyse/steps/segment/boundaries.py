"""Where sentences end: final stops first, the parser where stops are ambiguous or missing."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any

from analyse.contracts import MASK
from analyse.steps.segment.cues import straight
from analyse.steps.segment.model import words

_STOP = re.compile(
    r"(?:\.{2,}|[.!?…])[.!?…]*[»”\"’')\]*_]*(?P<space>\s+[»”*_]*\s*"
    r"|(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý][a-zà-ÿ ]))"
)
_ABBREVIATIONS = words(
    "m mm mme mmes mlle dr dre pr me ex p no nos n° art al cf c.-à-d c-à-d vs fig réf ref "
    "tél tel av boul st ste env approx min max hab chap vol éd éds coll dir resp adm max "
    "p.ex qc i.e e.g ie eg apr janv févr avr juil sept oct nov déc"
)
_SOFT = words("etc org dév dev comm mun prov gouv soc pers fam asso ass rég reg inc ltée")
_PAIRS = {"«": "»", "“": "”", "(": ")", "[": "]"}
_LONGEST_ENCLOSED = 600
_UNPUNCTUATED = 60
_NAME = "Martin"
_NOT_OPENING = re.compile(r"(?:d'|de|du|des|par|à|au|aux|ou|ds|dans|pr|et|sur|vs)\b", re.IGNORECASE)


def parseable(text: str) -> str:
    """The same text, same length, as a parser can read it.

    Marks and tags become spaces; each masked name becomes a name, so that a sentence keeps a
    subject; a link keeps its words only.
    """
    text = re.sub(r"</?[a-zA-Z][a-zA-Z0-9]{0,8}\s?/?>", _blank, text)
    text = re.sub(r"\]\([^)\s]{0,2000}\)", _blank, text)
    text = re.sub(r"[*_#`~|\\]|(?<=\s)[•❖◦→➔➢]", " ", text)
    text = re.sub(rf"{MASK}+", lambda run: _name(len(run[0])), text)
    return straight(text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _name(length: int) -> str:
    return (_NAME + "in" * length)[:length] if length > 1 else "M"


def _enclosed(text: str) -> list[tuple[int, int]]:
    """Balanced quotations and parentheses, outermost, none longer than a paragraph."""
    spans: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in _PAIRS:
            if len(stack) < 20:
                stack.append((_PAIRS[char], at))
        elif stack and any(char == closing for closing, _ in stack):
            while stack[-1][0] != char:
                stack.pop()
            start = stack.pop()[1]
            if at - start <= _LONGEST_ENCLOSED:
                while spans and spans[-1][0] > start:
                    spans.pop()
                spans.append((start, at + 1))
    return spans


def _word_before(text: str, at: int) -> str:
    start = at
    while start > 0 and not text[start - 1].isspace() and text[start - 1] not in "(«“\"'[,;":
        start -= 1
    return text[start:at].lower()


def _ends(
    text: str, match: re.Match[str], starts: frozenset[int], known: Callable[[str], bool]
) -> bool:
    """Whether a final stop ends a sentence."""
    following = match.end()
    while following < len(text) and text[following] in " «“\"'(*_[-–":
        following += 1
    if following >= len(text):
        return False
    after = text[following]
    stop = match[0].strip()
    word = _word_before(text, match.start())
    parsed = match.end() in starts or following in starts
    if stop[0] in "!?…" or stop.startswith(".."):
        return after.isupper() or after.isdigit() or (after.islower() and parsed and stop[0] == "?")
    if (
        word in _ABBREVIATIONS
        or (len(word) == 1 and word.isalpha())
        or re.fullmatch(r"(?:\w\.)+\w", word)
    ):
        return False
    if word in _SOFT:
        return after.isupper()
    if not match["space"]:
        return "/" not in word and "@" not in word and "www" not in word
    if after.isupper():
        return True
    whole = len(word) > 2 and known(word)
    if after.isdigit():
        return whole and (parsed or len(word) > 3)
    if not (after.islower() and parsed and whole) or _NOT_OPENING.match(text, following):
        return False
    clause = re.match(r"(?:[^\s.]+\s+){4}", text[following : following + 120])
    return clause is not None and text.count(" ", max(match.start() - 60, 0), match.start()) >= 3


def boundaries(
    text: str, starts: frozenset[int], known: Callable[[str], bool] = lambda word: False
) -> list[int]:
    """Offsets at which a new sentence begins (0 and the end left out).

    Args:
        text: what `parseable` gave.
        starts: offsets at which the parser begins a sentence.
        known: whether a lower-case word is in the dictionary; before a stop that a lower-case
            letter or a digit follows, what is not is an abbreviation ("3 sem. d'attente").
    """
    enclosed = _enclosed(text)
    found: list[int] = []
    span = 0
    for match in _STOP.finditer(text):
        while span < len(enclosed) and enclosed[span][1] <= match.start():
            span += 1
        inside = (
            span < len(enclosed)
            and enclosed[span][0] < match.start()
            and match.end() < enclosed[span][1]
        )
        if not inside and _ends(text, match, starts, known):
            found.append(match.end())
    return _long_runs(text, found, starts)


def _long_runs(text: str, found: list[int], starts: frozenset[int]) -> list[int]:
    """Within a run without any stop (automatic captions), the parser's own sentences."""
    edges = [0, *found, len(text)]
    extra: list[int] = []
    ordered = sorted(starts)
    for a, b in itertools.pairwise(edges):
        if text.count(" ", a, b) < _UNPUNCTUATED or re.search(r"[,;:]", text[a:b]):
            continue
        last = a
        for at in ordered[bisect_right(ordered, a) : bisect_left(ordered, b)]:
            if text.count(" ", last, at) >= 5 and text.count(" ", at, b) >= 5:
                extra.append(at)
                last = at
    return sorted({*found, *extra})


def sentence_starts(doc: Any) -> frozenset[int]:
    """Offsets at which the parser begins a sentence; empty for a pipeline without one."""
    if not doc.has_annotation("SENT_START"):
        return frozenset()
    return frozenset(sent.start_char for sent in doc.sents)


def dictionary(doc: Any) -> Callable[[str], bool]:
    """The words the pipeline has vectors for; none for a pipeline without vectors."""
    vectors = doc.vocab.vectors
    if not len(vectors):
        return lambda word: False
    return lambda word: bool(doc.vocab.has_vector(word))

"""Words of a text with what masking needs to know of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyse.contracts import Span
from analyse.steps.depersonalise.gazetteers import first_class, fold, last_class, load

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
_WORD = re.compile(rf"{_LETTER}+(?:[-‐‑'’ʼ]{_LETTER}+){{0,7}}")
_APOSTROPHE = re.compile(r"['’ʼ]")
_ELISIONS = frozenset(
    ["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"]
)
_NAME_GAP = re.compile(r"[*_]{0,3}[ \t\u00a0\u202f]{1,3}[*_]{0,3}")
_DOTTED_GAP = re.compile(r"\.?[ \t\u00a0\u202f]?[-‐‑]?|\.[*_]{0,3}[ \t\u00a0\u202f]{1,3}[*_]{0,3}")
_ELIDED_GAP = re.compile(r"[ \t\u00a0\u202f]{1,3}[dDlL]['’ʼ]")
_WRAPPED_GAP = re.compile(r"[ \t]*\n[ \t]*")

_INSIDE = re.compile(r"[-‐‑][dDlL]['’ʼ]")
"""An elision inside a compound: "Marie-de-l'Enfant-Jésus", "Val-d'Or"."""

LOWER, CAPITAL, UPPER, INITIAL = "l", "C", "U", "I"


@dataclass(frozen=True, slots=True)
class Token:
    """One word.

    Attributes:
        start, end: offsets in the text.
        text, folded: as written, and folded.
        shape: LOWER, CAPITAL, UPPER (two capitals or more, nothing else) or INITIAL (one capital).
        elided: folded elision right before ("d", "qu", "l"), "" otherwise.
        first, last: class as a first name and as a surname (0 when neither).
        nature: nature as an organisation word, "" otherwise.
        entity: label of the spaCy entity that covers the word, "" otherwise.
    """

    start: int
    end: int
    text: str
    folded: str
    shape: str
    elided: str
    first: int
    last: int
    nature: str
    entity: str

    @property
    def capital(self) -> bool:
        """Whether the word is written as a name can be."""
        return self.shape != LOWER


def _shape(word: str) -> str:
    if not word[0].isupper():
        return LOWER
    letters = [sign for sign in word if sign.isalpha()]
    if len(letters) == 1:
        return INITIAL
    if all(sign.isupper() for sign in letters):
        return UPPER
    return CAPITAL


def _pieces(word: str, start: int) -> list[tuple[int, int, str]]:
    """(start, end, elision) of the words in `word`, cut where an apostrophe elides."""
    if not _APOSTROPHE.search(word):
        return [(start, start + len(word), "")]
    folded = fold(word)
    whole = (first_class(folded) or last_class(folded)) and (
        any(s.isupper() for s in word) or folded.split("'")[0] not in _ELISIONS
    )
    if _INSIDE.search(word) and word[0].isupper():
        return [(start, start + len(word), "")]
    if whole or (folded.startswith("o'") and word[0].isupper()):
        return [(start, start + len(word), "")]
    pieces: list[tuple[int, int, str]] = []
    at, elided = 0, ""
    for part in _APOSTROPHE.split(word):
        head = fold(part)
        rest = word[at + len(part) + 1 :]
        if head in _ELISIONS and rest:
            inner = fold(rest)
            if (first_class(inner) or last_class(inner)) and _APOSTROPHE.search(rest):
                offset = start + at + len(part) + 1
                return [*pieces, (offset, start + len(word), head)]
            elided = head
        elif part:
            pieces.append((start + at, start + at + len(part), elided))
            elided = ""
        at += len(part) + 1
    return pieces


def tokenize(text: str, entities: Sequence[Span] = ()) -> list[Token]:
    """Every word of `text`, in order, marked with the entity that covers it."""
    organisations = load().organisations
    ordered = sorted(entities, key=lambda span: span.start)
    at, tokens = 0, []
    for match in _WORD.finditer(text):
        for start, end, elided in _pieces(match.group(), match.start()):
            word = text[start:end]
            shape = _shape(word)
            folded = fold(word)
            while at < len(ordered) and ordered[at].end <= start:
                at += 1
            covered = at < len(ordered) and ordered[at].start < end
            tokens.append(
                Token(
                    start,
                    end,
                    word,
                    folded,
                    shape,
                    elided,
                    first_class(folded),
                    last_class(folded),
                    organisations.get(folded, ""),
                    ordered[at].kind if covered else "",
                )
            )
    return tokens


def joins(text: str, left: Token, right: Token) -> bool:
    """Whether two words can belong to one name: only spaces, emphasis or an initial's dot."""
    gap = text[left.end : right.start]
    if left.shape == INITIAL or left.folded in {"st", "ste", "jr"}:
        return bool(_DOTTED_GAP.fullmatch(gap)) or bool(_NAME_GAP.fullmatch(gap))
    return bool(_NAME_GAP.fullmatch(gap)) or bool(_ELIDED_GAP.fullmatch(gap))


def wrapped(text: str, left: Token, right: Token) -> bool:
    """Whether two words are separated by a line break inside a paragraph of full lines."""
    gap = text[left.end : right.start]
    if not _WRAPPED_GAP.fullmatch(gap):
        return False
    line_start = text.rfind("\n", 0, left.end) + 1
    return left.end - line_start >= 40


def starts_sentence(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a word opens a sentence, a line or a bullet."""
    if index == 0:
        return True
    before = tokens[index - 1]
    gap = text[before.end : tokens[index].start]
    if "\n" in gap:
        return True
    if gap.lstrip().startswith(".") and (before.shape == INITIAL or before.folded in load().titles):
        return False
    return any(sign in gap for sign in ".?!:;•»|…")

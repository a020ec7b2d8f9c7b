"""The shapes that pass between the modules of this step, and the marks left outside passages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from analyse.contracts import MASK, Voice


def words(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())


MARKS = frozenset("#*_-–—−•❖◦○●■□▪▫‣⁃·∙➢➤►▶➔→✓✔✗☐☑☒~|`=")
"""What lays a text out without saying anything: never at either end of a passage."""

LEADING_MARKS = MARKS | frozenset(">➡\ufe0f")
"""What is a mark only before a passage: at its end ">" closes a tag, and the variation selector
belongs to an emoji."""

OUTSIDE = LEADING_MARKS | frozenset(".[]")
"""The only non-space code points that may lie outside both passages and set-aside spans: marks,
and what belongs to them in the opening of an item ("- . Réseautage", "- [ ] À faire")."""


_WORD = re.compile(rf"[^\W_]|{MASK}")  # what str.isalnum accepts, or a masked code point


class Reason(StrEnum):
    """Why a stretch is set aside, in the words people read."""

    TITLE = "titre"
    LABEL = "intertitre"
    HEADER = "en-tête"
    PANEL = "présentation des panélistes"
    AGENDA = "ordre du jour"
    CONTENTS = "table des matières"
    PAGE = "numéro de page"
    REFERENCE = "référence"
    WEB = "adresse Web"
    NO_ANSWER = "non-réponse"
    TIMESTAMP = "horodatage"
    NUMBERING = "numérotation"
    SPEAKER = "marque de locuteur"
    LAYOUT = "mise en page"
    INSTRUCTION = "consigne du gabarit"
    COMMENT = "commentaire"


class Kind(StrEnum):
    """What a block of lines is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBERED = "numbered"
    CELL = "cell"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, item, heading or rule.

    Attributes:
        start, end: its words, opening and closing marks left out (`start == end` for a rule).
        level: for a heading its rank (1 is outermost), for an item its nesting from 0.
        marker: where its numbering is, (0, 0) without one.
        bold: the whole block is set in bold.
        blank_before: a blank line (or the start of the text) comes before it.
        row: data row of a table, 0 elsewhere.
        hashes: it is a Markdown heading.
        table: for a cell, offset at which its table begins.
        line: for a cell, its row in the table from 0, and its column from 0.
        column: see `line`.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    marker: tuple[int, int] = (0, 0)
    bold: bool = False
    blank_before: bool = False
    row: int = 0
    hashes: bool = False
    table: int = 0
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Aside:
    """A stretch to set aside."""

    start: int
    end: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of running text to cut into passages, with all that surrounds it.

    Attributes:
        start, end: offsets; nothing is attached across two units.
        bullet: it is an item of a list.
        asks: a heading or a labelled question: one passage, a question whatever its punctuation.
        whole: one passage, never cut.
        answers: index of the unit that asks what this one answers, -1 for none.
        spoken: introduced as someone's words.
    """

    start: int
    end: int
    headings: tuple[str, ...] = ()
    voice: Voice = field(default_factory=Voice)
    row: int = 0
    bullet: bool = False
    asks: bool = False
    whole: bool = False
    answers: int = -1
    named: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """The units to cut and the stretches already set aside, in order."""

    units: tuple[Unit, ...]
    asides: tuple[Aside, ...]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch without white space or marks at either end."""
    while start < end and (text[start].isspace() or text[start] in LEADING_MARKS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in MARKS):
        end -= 1
    return start, end


def has_words(text: str) -> bool:
    """Whether a stretch holds a letter, a digit or a masked name."""
    return _WORD.search(text) is not None

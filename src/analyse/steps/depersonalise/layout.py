"""Where a word stands: its line, its list, the label or the colon beside it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from analyse.steps.depersonalise.gazetteers import fold, load
from analyse.steps.depersonalise.tokens import Token, joins
from analyse.steps.depersonalise.words import NO_WORDS, Words

_WINDOW = 120
"""Code points on each side: enough to tell a line of capitals, however long the line is."""
_MARKUP = re.compile(
    r"[\s>#*_~•❖·▪◦–—|\-]*(?:\d{1,2}[.)]\s+|[\d:.,]{4,}(?:\s*-->\s*[\d:.,]+)?\s+)?[*_]*"
)
_LABEL = re.compile(
    r"(?m)^[ \t\u00a0>#*_~•❖·▪|\-]{0,24}([^\n:|*]{1,48}?)[ \t\u00a0]{0,4}[*_]{0,4}[ \t\u00a0]{0,4}"
    r"(?:[:|]|\s[–—-]\s)[*_ \t\u00a0|]*"
)
_BULLET = re.compile(r"[ \t]*(?:[-*•❖·▪~]|\d{1,2}[.)])[ \t~]*")
_SHORT_WORD = re.compile(r"[^\W\d_]{1,5}")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "is",
        "are",
        "was",
        "were",
        "to",
        "that",
        "for",
        "with",
        "it",
        "this",
        "have",
        "has",
        "not",
        "be",
        "by",
        "they",
        "we",
        "you",
        "our",
        "my",
        "from",
        "at",
        "can",
        "there",
        "which",
        "will",
    ]
)
_OF_FRENCH = frozenset(
    [
        "le",
        "la",
        "les",
        "de",
        "des",
        "du",
        "et",
        "est",
        "un",
        "une",
        "que",
        "qui",
        "pour",
        "dans",
        "pas",
        "en",
        "ce",
        "se",
        "sont",
        "au",
        "aux",
        "par",
        "il",
        "elle",
        "nous",
        "on",
        "avec",
        "plus",
        "ne",
        "je",
    ]
)
AFTER = re.compile(r"[*_ \t\u00a0\u202f]*")


class Layout:
    """The words of one text, and the place of each."""

    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        words: Words = NO_WORDS,
        *,
        public_figures: bool = False,
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.words = words
        self.public_figures = public_figures
        self._english: dict[int, bool] = {}
        self.starts = [token.start for token in tokens]
        self.lists = load()
        self.announced = self._announced()
        self.openings = Counter(self._opening(match.group(1)) for match in _LABEL.finditer(text))

    @staticmethod
    def _opening(label: str) -> str:
        return fold(label.strip(" *_#"))

    def _announces(self, label: str) -> bool:
        """Whether a label announces people: "présents", "secrétaire d'assemblée"."""
        words = label.replace("'", " ").split()
        return label in self.lists.labels or (
            1 < len(words) <= 5 and words[0] in self.lists.roles and not words[0][-1].isdigit()
        )

    def _announced(self) -> set[int]:
        """Words that follow a label such as "À l'animation :", on its line or in its list."""
        words: set[int] = set()
        for match in _LABEL.finditer(self.text):
            if not self._announces(self._opening(match.group(1))):
                continue
            end = self._end_of_line(match.end())
            stop = end
            if not self.text[match.end() : end].strip(" *_"):
                stop = self._end_of_list(end)
            at = bisect_left(self.starts, match.end())
            while at < len(self.tokens) and self.tokens[at].start < stop:
                words.add(at)
                at += 1
        return words

    def _end_of_line(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def _end_of_list(self, offset: int) -> int:
        """Where the short lines or bullets right after `offset` end (one blank line allowed)."""
        at, blank = offset + 1, 0
        while at < len(self.text):
            end = self._end_of_line(at)
            line = self.text[at:end]
            if not line.strip():
                blank += 1
                if blank > 1:
                    break
            elif not _BULLET.match(line) and (blank or len(line) > 60 or line.startswith("#")):
                break
            at = end + 1
        return at

    def gap(self, index: int) -> str:
        """What separates a word from the one before ("" for the first)."""
        return self.text[self.tokens[index - 1].end : self.tokens[index].start] if index else ""

    def previous(self, index: int) -> Token | None:
        """The word right before on the same line, only spaces or emphasis between."""
        if index == 0:
            return None
        before = self.tokens[index - 1]
        return before if not self.gap(index).strip(" *_\t\u00a0\u202f«\"“'’") else None

    def _next(self, index: int) -> Token | None:
        if index + 1 >= len(self.tokens):
            return None
        gap = self.text[self.tokens[index].end : self.tokens[index + 1].start]
        return self.tokens[index + 1] if not AFTER.sub("", gap) else None

    def opens_line(self, index: int) -> bool:
        """Whether a word is the first of its line, marks and timecodes apart."""
        start = self.text.rfind("\n", 0, self.tokens[index].start) + 1
        match = _MARKUP.match(self.text, start)
        return match is not None and match.end() == self.tokens[index].start

    def heading(self, index: int) -> bool:
        """Whether the word's line is a heading, a bold run or a bullet."""
        start = self.text.rfind("\n", 0, self.tokens[index].start) + 1
        return bool(re.match(r"\s*(?:#{1,6}\s|\*\*|[-*•❖]\s)", self.text[start : start + 12]))

    def before_colon(self, index: int) -> bool:
        """Whether a colon follows the word."""
        match = AFTER.match(self.text, self.tokens[index].end)
        end = match.end() if match else self.tokens[index].end
        return self.text[end : end + 1] == ":" or bool(
            re.match(r"\([^)\n]{1,40}\)[*_ \u00a0]*:", self.text[end : end + 48])
        )

    def arrow(self, index: int) -> bool:
        """Whether an arrow follows the word ("lise -> d'accord")."""
        end = self.tokens[index].end
        return bool(re.match(r"[ \t]*(?:-+>|=+>|→|⇒)", self.text[end : end + 8]))

    def english(self, index: int) -> bool:
        """Whether the word's line is more English than French, so that the dictionary is mute."""
        start = self.text.rfind("\n", 0, self.tokens[index].start) + 1
        if start not in self._english:
            window = self.text[start : min(self._end_of_line(start), start + 400)].lower()
            words = _SHORT_WORD.findall(window)
            self._english[start] = sum(map(_ENGLISH.__contains__, words)) > sum(
                map(_OF_FRENCH.__contains__, words)
            )
        return self._english[start]

    def index_at(self, offset: int) -> int:
        """Index of the word that covers an offset, -1 when none does."""
        at = bisect_right(self.starts, offset) - 1
        return at if at >= 0 and self.tokens[at].end > offset else -1

    def comma(self, index: int) -> bool:
        """Whether a comma follows the word."""
        return bool(
            re.match(r"[*_]*,", self.text[self.tokens[index].end : self.tokens[index].end + 4])
        )

    def speaker_turns(self, first: int, last: int) -> int:
        """How many lines of the text open with these words and a colon."""
        label = self.text[self.tokens[first].start : self.tokens[last].end]
        return self.openings[self._opening(label)]

    def first_person(self, index: int) -> bool:
        """Whether what follows the colon after a word is somebody speaking."""
        rest = self.text[self.tokens[index].end : self.tokens[index].end + 60]
        return bool(
            re.match(
                r"[*_\s\u00a0]*:[*_\s\u00a0]*"
                r"(?:[«\"“—–]|(?:moi|je|j['’]|nous|on|chez nous|mon|ma|mes|notre)\b)",
                rest,
                re.I,
            )
        )

    def ends_item(self, index: int) -> bool:
        """Whether the word ends a list item, a cell or a line."""
        end = self.tokens[index].end
        match = AFTER.match(self.text, end)
        at = match.end() if match else end
        following = self._next(index)
        return self.text[at : at + 1] in {
            "",
            "\n",
            ",",
            ";",
            "/",
            "(",
            "|",
            ".",
            "–",
            "—",
            "-",
            "•",
            "&",
        } or (following is not None and following.folded in {"et", "ou", "and", "pour", "de"})

    def starts_item(self, index: int) -> bool:
        """Whether the word starts a list item, a cell or a line."""
        if index == 0 or self.opens_line(index):
            return True
        before = self.tokens[index - 1]
        return (
            bool(re.search(r"[,;:/|•&\n()–—]", self.gap(index)))
            or before.folded in {"et", "and", "ou"}
            or (index - 1 not in self.announced)
        )

    def upper_line(self, index: int) -> bool:
        """Whether the word sits in a line of capitals, where case tells nothing."""
        token = self.tokens[index]
        start = max(0, token.start - _WINDOW)
        start = self.text.rfind("\n", start, token.start) + 1 or start
        line = self.text[start : min(self._end_of_line(token.end), token.end + _WINDOW)]
        letters = [sign for sign in line if sign.isalpha()]
        return len(letters) > 12 and sum(map(str.isupper, letters)) > 0.8 * len(letters)

    def joined(self, index: int) -> bool:
        """Whether a word can continue the name that the word before is part of."""
        return index < len(self.tokens) and joins(
            self.text, self.tokens[index - 1], self.tokens[index]
        )

    def joined_after(self, index: int) -> bool:
        """Whether only spaces, and an elision, separate the word from the next one."""
        return index + 1 < len(self.tokens) and bool(
            re.fullmatch(r"[ \t\u00a0\u202f]+(?:[^\W\d_]{1,2}['’])?", self.gap(index + 1))
        )

"""Shapes of names: runs of words that could name a person, before asking whether they do."""

from __future__ import annotations

from dataclasses import dataclass

from analyse.steps.depersonalise.context import Context
from analyse.steps.depersonalise.gazetteers import CLEAR, tells_one_person
from analyse.steps.depersonalise.tokens import (
    INITIAL,
    LOWER,
    UPPER,
    Token,
    wrapped,
)

PARTICLES = frozenset(
    [
        "de",
        "du",
        "des",
        "la",
        "le",
        "d",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "del",
        "della",
        "van",
        "von",
        "der",
        "den",
        "el",
        "al",
        "ben",
        "bin",
        "ould",
        "mac",
        "mc",
        "st",
        "ste",
        "saint",
        "sainte",
        "abou",
        "abu",
    ]
)
_LONGEST = 5
"""Words of a surname after its first, particles included."""
_PLURALS = frozenset(["mm", "mmes", "mlles", "messieurs", "mesdames", "drs", "dres", "mes"])
_KNOWN_WORDS = frozenset({"porteur", "organisation", "lieu", "autre"})


@dataclass(frozen=True, slots=True)
class Name:
    """Words `first..last` of the text, read as a name.

    Attributes:
        first, last: indices of the first and last word, both included.
        given: folded given name or initial, "" when unknown.
        surname: folded surname, "" when unknown.
        gender: "f", "m" or "".
    """

    first: int
    last: int
    given: str
    surname: str
    gender: str = ""

    @property
    def full(self) -> bool:
        """Whether it tells one person in the whole corpus."""
        return tells_one_person(self.given, self.surname)

    @property
    def key(self) -> str:
        """ "prenom nom", or the only part that is known."""
        return f"{self.given} {self.surname}".strip()


def spell(words: list[Token]) -> str:
    """One folded word for a given name or a surname of several words."""
    joined = "-".join(word.folded for word in words)
    parts = ["saint" if p == "st" else "sainte" if p == "ste" else p for p in joined.split("-")]
    return "-".join(parts).replace("d'-", "d'")


def plain(token: Token) -> bool:
    """Whether a capitalised word is no word of organisations, places, roles or headings."""
    return token.nature not in _KNOWN_WORDS


class Shapes:
    """Reads shapes of names in one text."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tokens = context.tokens
        self.lists = context.lists

    def gender_of(self, given: str) -> str:
        """Gender told by a first name, "" when it can be both."""
        told = self.lists.gender.get(given) or self.lists.gender.get(given.split("-")[0], "")
        return told if told in {"f", "m"} else ""

    def _surname(self, at: int, *, lower: bool = False) -> int | None:
        """Index of the last word of a surname that starts at `at`, None when there is none."""
        tokens, end = self.tokens, at
        while end < len(tokens) and tokens[end].folded in PARTICLES and tokens[end].last != CLEAR:
            if not self.context.joined(end + 1):
                break
            end += 1
            if end - at > 2:
                return None
        if end >= len(tokens):
            return None
        head = tokens[end]
        if not head.capital and not (lower and head.last):
            return None
        if head.shape == INITIAL or (head.folded in self.lists.roles and not head.last):
            return None
        if not head.last and (not plain(head) or (head.elided and head.first)):
            return None
        while end - at < _LONGEST and self.context.joined(end + 1) and self._continues(end + 1):
            end += 1
            if self._bound(end + 1):
                end += 2
        if end - at < _LONGEST and self._bound(end + 1):
            end += 2
        return end

    def _bound(self, at: int) -> bool:
        """Whether a particle and a surname go on with a name ("Silva da Costa")."""
        if not self.context.joined(at) or not self.context.joined(at + 1):
            return False
        particle, word = self.tokens[at], self.tokens[at + 1]
        if particle.shape != LOWER or particle.elided or not word.capital or word.nature:
            return False
        if particle.folded in {"de", "du", "des", "la", "le"}:
            return word.last == CLEAR and not word.elided and particle.folded == "de"
        return particle.folded in PARTICLES and bool(word.last) and not word.elided

    def _continues(self, at: int) -> bool:
        """Whether a capitalised word continues a surname ("Tremblay Roy", "García Lozano")."""
        word = self.tokens[at]
        if not word.capital or word.elided or word.shape == INITIAL or not plain(word):
            return False
        if word.folded in self.lists.titles:
            return False
        return bool(word.last) or bool(word.first and word.entity in {"PER", "PERSON"})

    def given_and_surname(self, at: int) -> Name | None:
        """A first name or initials, then a surname, starting at `at`."""
        tokens, context = self.tokens, self.context
        start = tokens[at]
        compound = context.text[start.end : start.end + 2] in {".-", ".‑"}
        if not start.capital or (start.folded in self.lists.titles and not compound):
            return None
        end = at
        initial = start.shape == INITIAL or (
            start.shape == UPPER
            and len(start.text) == 2
            and not start.last
            and start.folded not in PARTICLES
        )
        known = bool(start.first) or initial
        while context.joined(end + 1) and end - at < 3:
            following = tokens[end + 1]
            if following.shape == INITIAL and context.joined(end + 2) and tokens[end + 2].capital:
                end += 1
            elif following.folded in PARTICLES and context.joined(end + 2):
                break
            elif following.first and following.capital and known and not following.elided:
                after = self._surname(end + 2) if context.joined(end + 2) else None
                if after is None and following.last:
                    break
                if after is None:
                    end += 1
                    break
                if (
                    following.last
                    and tokens[end + 2].last == 0
                    and tokens[end + 2].folded not in PARTICLES
                ):
                    break
                end += 1
            else:
                break
        last = None
        if context.joined(end + 1) or (
            end + 1 < len(tokens) and wrapped(context.text, tokens[end], tokens[end + 1])
        ):
            last = self._surname(end + 1)
        if last is None:
            return self._given_only(at, end)
        given = [t for t in tokens[at : end + 1] if t.shape != INITIAL] or tokens[at : end + 1]
        spelled = spell(list(given))
        return Name(
            at, last, spelled, spell(list(tokens[end + 1 : last + 1])), self.gender_of(spelled)
        )

    def _given_only(self, at: int, end: int) -> Name | None:
        """ "Marie Ève" or "Mohamed Ali": several first names and nothing that must be a surname."""
        words = list(self.tokens[at : end + 1])
        if end == at or not all(word.first for word in words):
            return None
        if words[-1].last == CLEAR:
            given = spell(words[:-1])
            return Name(at, end, given, words[-1].folded, self.gender_of(given))
        spelled = spell(words)
        return Name(at, end, spelled, "", self.gender_of(spelled))

    def title_and_name(self, at: int) -> Name | None:
        """What follows a courtesy title, whatever its case."""
        gender = self.context.title(at)
        if gender is None:
            return None
        gender = gender if gender in {"f", "m"} else ""
        word = self.tokens[at]
        if word.folded in self.lists.titles or (word.folded in self.lists.roles and not word.last):
            return None
        if word.capital:
            name = self.given_and_surname(at)
            if name and (
                self.tokens[at].first or self.tokens[at].shape == INITIAL or not word.last
            ):
                return Name(name.first, name.last, name.given, name.surname, gender or name.gender)
            if not word.first and not word.last and not plain(word):
                return None
            last = self._surname(at)
            if last is None:
                return Name(at, at, "", word.folded, gender) if word.first else None
            if last > at and word.first and not word.last:
                return None
            return self._alone(at, last, gender)
        if word.first and self.context.joined(at + 1) and self.tokens[at + 1].last:
            return Name(at, at + 1, word.folded, self.tokens[at + 1].folded, gender)
        if len(word.text) > 2 and (word.last or word.first == CLEAR):
            return self._alone(at, at, gender)
        if word.folded in PARTICLES or word.elided:
            last = self._surname(at)
            return self._alone(at, last, gender) if last is not None and last > at else None
        return None

    def _alone(self, at: int, last: int, gender: str) -> Name:
        return Name(at, last, "", spell(list(self.tokens[at : last + 1])), gender)

    def _head(self, name: Name) -> Token:
        """The word of a surname that is not a particle."""
        for at in range(name.last, name.first, -1):
            if self.tokens[at].last:
                head = self.tokens[at]
                break
        else:
            head = self.tokens[name.last]
        return head

    def turned(self, name: Name, *, after: int) -> Name:
        """The same name with the surname written before it, as in "Nguyen Van Minh"."""
        before = self.context.previous(name.first)
        if before is None or name.first - 1 <= after or not self.context.joined(name.first):
            return name
        if (
            not before.capital
            or before.last != CLEAR
            or before.first
            or self.tokens[name.first].elided
        ):
            return name
        return Name(name.first - 1, name.last, name.given, name.surname, name.gender)

    def plural(self, name: Name) -> list[Name]:
        """The other names after a plural title: "Mmes Tremblay, Roy et Côté"."""
        before = self.tokens[name.first - 1] if name.first else None
        if (
            before is None
            or before.folded not in _PLURALS
            or self.context.title(name.first) is None
        ):
            return []
        names: list[Name] = []
        at = name.last + 1
        while at < len(self.tokens):
            gap = self.context.gap(at).strip()
            if self.tokens[at].folded == "et" and not gap:
                at += 1
                gap = ","
            if gap != "," or at >= len(self.tokens) or not self.tokens[at].capital:
                break
            one = self.given_and_surname(at) or (
                self._alone(at, at, name.gender) if self.tokens[at].last else None
            )
            if one is None:
                break
            names.append(one)
            at = one.last + 1
        return names

"""Names of people: the shape of a name first, then what supports it.

A shape is a run of words that could be a name (first name and surname, initial and surname,
title and surname, a name alone). Whether it is one depends on the lists and on the context; an
entity found by spaCy, whatever its label, is only one support among others.
"""

from __future__ import annotations

import re

from analyse.steps.depersonalise.gazetteers import AMBIGUOUS, CLEAR, fold
from analyse.steps.depersonalise.shapes import PARTICLES, Name, plain, spell
from analyse.steps.depersonalise.strangers import PERSON, Strangers
from analyse.steps.depersonalise.tokens import (
    CAPITAL,
    INITIAL,
    LOWER,
    UPPER,
    Token,
    starts_sentence,
)


class Reader(Strangers):
    """Reads the names of people in one text."""

    def _supported(self, name: Name) -> bool:
        """Whether the context says a person is meant."""
        context = self.context
        return (
            context.role(name.last)
            or context.speaks(name.last, strong=True)
            or context.introduced(name.first)
            or context.told_by_role(name.first)
            or (name.first in context.announced and context.starts_item(name.first))
            or (context.opens_line(name.first) and context.before_colon(name.last))
            or (
                context.heading(name.first)
                and context.opens_line(name.first)
                and context.comma(name.last)
            )
        )

    def accepts(self, name: Name) -> bool:
        """Whether a first name and a surname, without title, are a person's name."""
        tokens, context = self.tokens, self.context
        if context.organisation(name.first, lone=False, last=name.last) or context.office(
            name.first
        ):
            return False
        if not name.surname:
            return self._supported(name) or (
                tokens[name.first].first == CLEAR
                and bool(tokens[name.first].entity or context.speaks(name.last))
            )
        first, head = tokens[name.first], self._head(name)
        entity = first.entity or head.entity
        person = entity in {"PER", "PERSON"}
        place = head.nature == "lieu" and not head.last
        if place or (head.folded in self.lists.roles and not head.last):
            return False
        if first.shape == INITIAL or (
            not first.first and first.shape == UPPER and len(first.text) == 2
        ):
            if first.shape == UPPER and head.last != CLEAR:
                return False
            outline = context.opens_line(name.first) and head.last != CLEAR
            return (bool(head.last) and not outline) or (person and self._supported(name))
        if first.first and head.last:
            if CLEAR in (first.first, head.last) and not context.upper_line(name.first):
                return True
            weak = context.upper_line(name.first)
            strong = (first.first, head.last) == (CLEAR, CLEAR)
            return strong or not weak or bool(entity) or self._supported(name)
        acronym = head.shape == UPPER and first.shape != UPPER
        if first.first == CLEAR:
            return not acronym and plain(head) and not context.upper_line(name.first)
        if first.first == AMBIGUOUS:
            return not acronym and (person or self._supported(name) or self.unlisted(head))
        return self._unlisted(name, first, head, entity)

    def _unlisted(self, name: Name, first: Token, head: Token, entity: str) -> bool:
        """An unknown first name: the surname, the entity and the context must agree."""
        if (
            not plain(first)
            or first.folded in self.lists.roles
            or first.folded in self.lists.labels
            or first.folded in self.lists.kin
        ):
            return False
        if (
            first.shape != CAPITAL
            or self.context.upper_line(name.first)
            or (first.last and not entity)
        ):
            return False
        supported = self._supported(name)
        if (
            self.context.words.known
            and self.context.words.common(first.text)
            and not (
                first.first
                or first.folded in PARTICLES
                or self._listed_as_speaker(name)
                or self.context.before_colon(name.last)
            )
        ):
            return False
        second = self.tokens[name.first + 1]
        if head.elided or second.elided or (second.shape == LOWER and second.folded in PARTICLES):
            return False
        strange = self.unlisted(first)
        if strange and head.last == CLEAR and not head.first:
            return True
        if strange and head.last and self.context.acts(name.last):
            return True
        if head.last or head.first:
            covered = all(token.entity for token in self.tokens[name.first : name.last + 1])
            return covered or supported
        if supported and (entity in PERSON or self._listed_as_speaker(name)):
            return True
        unknown = strange and self.unlisted(head)
        return unknown and (supported or entity in PERSON or self.surely(name.first))

    def _listed_as_speaker(self, name: Name) -> bool:
        return self.context.role(name.last) and self.context.starts_item(name.first)

    def kept(self, name: Name) -> bool:
        """Whether a name stays: it belongs to an organisation or a place, or to a public office."""
        return self.context.organisation(name.first, lone=False, last=name.last) or (
            self.context.office(name.first)
        )

    def given_and_initial(self, at: int) -> Name | None:
        """ "Kim L." or "Marie-Ève T"."""
        word = self.tokens[at]
        if not word.capital or not word.first or not self.context.joined(at + 1):
            return None
        initial = self.tokens[at + 1]
        if (
            initial.shape != INITIAL
            or initial.elided
            or (
                fold(initial.text) in {"a", "y"}
                and (self.context.text[initial.end : initial.end + 1] != ".")
            )
        ):
            return None
        if self.context.text[initial.end : initial.end + 1] in {"'", "’", "-"}:
            return None
        name = Name(at, at + 1, word.folded, initial.folded, self.gender_of(word.folded))
        known = word.first == CLEAR or bool(word.entity) or self._supported(name)
        return name if known and not self.context.organisation(at, lone=True) else None

    def cited(self, at: int) -> Name | None:
        """An author as references are written: "Tremblay, J.-P.,", "(Tremblay, 2019)"."""
        word, text = self.tokens[at], self.context.text
        if (
            not word.capital
            or len(word.text) < 2
            or not plain(word)
            or at in self.context.announced
        ):
            return None
        after = text[word.end : word.end + 20]
        initials = _initials(after)
        if initials and (word.last or initials.endswith((",", "(", "&", ";", "et", "and"))):
            last = at + 1
            while last + 1 < len(self.tokens) and self.tokens[last + 1].end <= word.end + len(
                initials.rstrip(" ,(&;etand")
            ):
                last += 1
            return Name(at, last, spell([self.tokens[at + 1]]), word.folded)
        year = after.lstrip(" ,(")[:4]
        between = after[: len(after) - len(after.lstrip(" ,("))]
        if word.last and between.strip() and year.isdigit() and year[:2] in {"19", "20"}:
            in_brackets = text[word.start - 1 : word.start] == "(" or "(" in between
            return Name(at, at, "", word.folded) if in_brackets else None
        return None

    def alone(self, at: int) -> Name | None:
        """One name with no title: only when the text strongly supports it."""
        word, context = self.tokens[at], self.context
        if not word.capital and word.first == CLEAR:
            whole = at in context.announced and context.starts_item(at) and context.ends_item(at)
            called = context.introduced(at) and not context.introduced(at, weak=True)
            lone = Name(at, at, "", word.folded, self.gender_of(word.folded))
            return lone if whole or called else None
        if not word.capital or word.shape == INITIAL or not (word.first or word.last):
            return None
        if context.organisation(at, lone=True) or context.office(at) or context.upper_line(at):
            return None
        if context.regnal(at):
            return None
        if word.shape == UPPER and len(word.text) < 5:
            return None
        name = Name(at, at, "", word.folded, self.gender_of(word.folded) if word.first else "")
        if context.told_by_role(at) and word.nature != "lieu":
            return name
        if word.first and (context.aged(at) or self._beside_kin(at)):
            return name
        if context.within_title(at):
            return None
        listed = at in context.announced and context.starts_item(at) and context.ends_item(at)
        if listed and (word.nature != "lieu"):
            return name
        if context.opens_line(at) and context.before_colon(at):
            turns = context.speaker_turns(at, at)
            if word.first == CLEAR or context.first_person(at):
                return name
            return name if turns > 1 and word.nature == "" else None
        return name if self._stands(at, word) else None

    def _beside_kin(self, at: int) -> bool:
        """Whether brackets say what the person is ("Lise (sa blonde)")."""
        text, end = self.context.text, self.tokens[at].end
        return text[end : end + 2] == " (" and self.context.role(at)

    def _stands(self, at: int, word: Token) -> bool:
        context, words = self.context, self.context.words
        person = word.entity in PERSON
        if word.nature:
            return False
        if context.family(at) and word.last and not words.common(word.text):
            return word.last == CLEAR or (
                context.previous(at) is not None
                and (context.tokens[at - 1].folded.startswith(("famille", "clan")))
            )
        if context.article(at):
            return False
        if context.singled_out(at) or (context.done_by(at) and bool(word.first)):
            return True
        opens = starts_sentence(context.text, self.tokens, at)
        if word.first == CLEAR:
            if words.known and not (opens and words.common(word.text)):
                return True
            return (
                bool(word.entity)
                or context.introduced(at)
                or context.speaks(at)
                or context.acts(at)
                or context.role(at)
            )
        if word.last == CLEAR:
            if words.known and not words.common(word.text) and word.entity in PERSON:
                return True
            return (
                context.speaks(at, strong=True)
                or self.surely(at)
                or (person and (context.introduced(at) or context.speaks(at) or context.acts(at)))
            )
        if word.first:
            if context.speaks(at, strong=True) and (person or context.introduced(at)):
                return True
            called = self.surely(at) or self.relative(at)
            return called or (words.known and context.acts(at))
        return False

    def reversed(self, at: int) -> Name | None:
        """ "TREMBLAY Marie", "Tremblay, Marie" in a list or a cell."""
        word, context = self.tokens[at], self.context
        if not word.capital or not word.last or at + 1 >= len(self.tokens):
            return None
        given = self.tokens[at + 1]
        if not given.first or not given.capital or given.elided:
            return None
        comma = context.gap(at + 1).strip(" \t*_") == ","
        if comma and word.first and word.shape != UPPER:
            return None
        if comma:
            row = context.starts_item(at) and (at in context.announced or context.opens_line(at))
            if (
                not row
                or not self.context.ends_item(at + 1)
                or CLEAR not in (word.last, given.first)
            ):
                return None
        elif (
            not context.joined(at + 1)
            or word.first
            or given.first != CLEAR
            or given.last
            or (not (word.shape == UPPER and given.shape != UPPER) and word.last != CLEAR)
        ):
            return None
        if context.organisation(at, lone=False, last=at + 1):
            return None
        return Name(at, at + 1, given.folded, word.folded, self.gender_of(given.folded))

    def lower_pair(self, at: int) -> Name | None:
        """ "marie tremblay", typed without capitals: both words must be names and nothing else."""
        word = self.tokens[at]
        if word.capital or word.first != CLEAR or not self.context.joined(at + 1):
            return None
        after = self.tokens[at + 1]
        if after.last != CLEAR or after.first or after.elided:
            return None
        if self.context.organisation(at, lone=False, last=at + 1):
            return None
        return Name(at, at + 1, word.folded, after.folded, self.gender_of(word.folded))


def _initials(after: str) -> str:
    """The ", J.-P.," that follows an author's surname, "" without one."""
    match = re.match(r", [A-ZÀ-Ý]\.(?:[ -]?[A-ZÀ-Ý]\.)*(?:\s?[,(&;]|\s(?:et|and)\b)?", after)
    return match.group() if match else ""

"""Names that no list holds: what the dictionary, the place and the verb say of them.

A capitalised word that is neither in the dictionary nor in a list may be a person, a town or a
brand. It is taken for a person only where a person is meant: a relative, somebody thanked, a turn
of speech, a list of names.
"""

from __future__ import annotations

import re

from analyse.steps.depersonalise.gazetteers import CLEAR, fold
from analyse.steps.depersonalise.shapes import Name, Shapes, spell
from analyse.steps.depersonalise.tokens import CAPITAL, INITIAL, LOWER, UPPER, Token

PERSON = frozenset(["PER", "PERSON"])
_ELSEWHERE = frozenset(["LOC", "ORG"])
_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæ")
_ALSO_WORDS = frozenset(
    re.findall(
        r"\w+",
        "amine augustine carmine colin diane jean jules lamine laure lia liane lina lise lisette"
        " lois louis mamour marc marie mina mira molly morgan moussa nadir patrice paulette"
        " rami rani renaude rima rosa said tara valentine victorien vincent yuan zine",
    )
)
"""First names that are also written without capital, for something else."""
_SURELY = frozenset(
    [
        "merci a",
        "merci",
        "signe",
        "prenomme",
        "prenommee",
        "nomme",
        "nommee",
        "s'appelle",
        "dixit",
        "cher",
        "chere",
        "part de",
        "nom de",
        "bravo a",
        "appelle",
        "appeler",
        "rappeler",
    ]
)
"""What comes right before a person and hardly anything else."""


def foreign(text: str) -> bool:
    """Whether a word has a letter that French does not write ("Trần", "Peña", "Đặng")."""
    return any(sign.isalpha() and sign not in _FRENCH for sign in text.lower() if sign > "\x7f")


class Strangers(Shapes):
    """Reads names by what surrounds them, when their words are unknown."""

    _senses: dict[str, tuple[int, int]] | None = None

    def unlisted(self, token: Token, *, shape: str = CAPITAL) -> bool:
        """Whether a word is in no list and not in the dictionary, but could be a name."""
        if token.shape != shape or len(token.text) < 3 or token.nature:
            return False
        if token.first or token.last or self.lists.knows(token.folded):
            return False
        words = self.context.words
        if words.common(token.text):
            return False
        head, *rest = re.split(r"[-‐‑]", token.text)
        if not rest:
            return True
        if self.lists.organisations.get(fold(head)):
            return False
        return not all(words.common(part) or self.lists.knows(fold(part)) for part in (head, *rest))

    def relative(self, at: int) -> bool:
        """Whether what a person is to another comes right before ("ma sœur X", "son chum, X")."""
        before = self.context.previous(at)
        if before is not None and before.folded in self.lists.kin:
            return not self.tokens[at].elided
        gap = self.context.gap(at).strip(" *_\u00a0") if at else ""
        return gap in {",", "("} and self.tokens[at - 1].folded in self.lists.kin

    def surely(self, at: int) -> bool:
        """Whether only a person can follow what comes right before ("merci à", "signé")."""
        before = self.context.previous(at)
        if before is None:
            gap = self.context.gap(at).strip() if at else ""
            return gap in {":", ","} and self.tokens[at - 1].folded in {"signe", "merci", "dixit"}
        joined = f"{before.folded} {self.tokens[at].elided}".strip()
        two = self.context.previous(at - 1)
        return (
            before.folded in _SURELY
            or joined in _SURELY
            or (two is not None and f"{two.folded} {before.folded}" in _SURELY)
        )

    def stranger(self, at: int) -> Name | None:
        """One unknown word where a person is meant."""
        word, context = self.tokens[at], self.context
        if not self.unlisted(word) or context.article(at):
            return None
        if context.english(at) and word.entity not in PERSON:
            return None
        if context.organisation(at, lone=True) or context.office(at) or context.upper_line(at):
            return None
        last = at
        if context.joined(at + 1) and (
            self.unlisted(self.tokens[at + 1]) or self.tokens[at + 1].last
        ):
            if not self.tokens[at + 1].capital:
                return None
            last = at + 1
        if not self._meant(at, last, word):
            return None
        if last > at:
            return Name(at, last, word.folded, self.tokens[last].folded)
        return Name(at, at, "", word.folded)

    def _meant(self, at: int, last: int, word: Token) -> bool:
        context = self.context
        if self.relative(at) or self.surely(at):
            return True
        if not self._one_sense(word):
            return False
        if context.opens_line(at) and context.before_colon(last):
            if word.entity in _ELSEWHERE and not context.first_person(last):
                return False
            return context.speaker_turns(at, last) > 1 or context.first_person(last)
        if at in context.announced and context.starts_item(at) and context.ends_item(last):
            return word.entity not in _ELSEWHERE
        if context.speaks(last, strong=True):
            return word.entity not in _ELSEWHERE or not context.within_title(at)
        if context.told_by_role(at) and word.entity not in _ELSEWHERE:
            return True
        if context.within_title(at) or word.entity in _ELSEWHERE:
            return False
        if context.acts(last):
            return True
        return word.entity in PERSON and (
            context.introduced(at) or context.speaks(last) or context.role(last)
        )

    def _one_sense(self, word: Token) -> bool:
        """Whether the other mentions of a word do not say that it is a place or an organisation.

        One sense per discourse (Gale, Church and Yarowsky, 1992): a word that an article precedes
        somewhere, or that the model reads elsewhere as anything but a person, is no person.
        """
        if self._senses is None:
            self._senses = {}
            for at, token in enumerate(self.tokens):
                if token.shape == CAPITAL and not (token.first or token.last or token.nature):
                    person, other = self._senses.get(token.folded, (0, 0))
                    label = token.entity
                    thing = self.context.article(at) or (bool(label) and label not in PERSON)
                    self._senses[token.folded] = (person + (label in PERSON), other + thing)
        person, other = self._senses.get(word.folded, (0, 0))
        return person >= other

    def foreign_run(self, at: int) -> Name | None:
        """Two to four capitalised words, one of them written as no French word is."""
        if not self._part(at):
            return None
        last = at
        while last - at < 3 and self.context.joined(last + 1) and self._part(last + 1):
            last += 1
        run = self.tokens[at : last + 1]
        if last == at or not any(foreign(word.text) for word in run):
            return None
        context = self.context
        if context.organisation(at, lone=False, last=last) or context.office(at):
            return None
        listed = [word for word in run if word.first or word.last]
        person = any(word.entity in PERSON for word in run)
        if not (
            len(listed) > 1
            or (listed and run[0].entity not in _ELSEWHERE)
            or person
            or context.acts(last)
            or (at in context.announced and context.starts_item(at))
        ):
            return None
        if run[0].last and not run[0].first:
            return Name(at, last, spell(list(run[1:])), run[0].folded)
        return Name(at, last, run[0].folded, spell(list(run[1:])), self.gender_of(run[0].folded))

    def _part(self, at: int) -> bool:
        word = self.tokens[at]
        if word.shape not in {CAPITAL, INITIAL} or word.elided:
            return False
        if word.folded in self.lists.titles or word.folded in self.lists.roles_and_kin:
            return False
        if word.nature in {"porteur", "organisation", "lieu"}:
            return False
        return bool(word.first or word.last) or not word.nature

    def low(self, at: int) -> Name | None:
        """A first name typed without its capital: a name and nothing else, where one is called."""
        word, context = self.tokens[at], self.context
        if word.shape != LOWER or not word.first or word.nature or context.article(at):
            return None
        common = word.folded in _ALSO_WORDS or context.english(at)
        if word.first != CLEAR or not context.words.known:
            common = context.words.common(word.text)
        label = context.opens_line(at) and (context.before_colon(at) or context.arrow(at))
        called = self.surely(at) or self.relative(at)
        if word.first != CLEAR or not context.words.known:
            if common or not (called or label):
                return None
        elif common and not (
            called or label or (context.opens_line(at) and context.speaks(at, strong=True))
        ):
            return None
        if word.elided in {"s", "m", "t", "l"} or context.organisation(at, lone=True):
            return None
        last = at
        after = self.tokens[at + 1] if context.joined(at + 1) else None
        if after is not None and after.last == CLEAR and not context.words.common(after.text):
            last = at + 1
        surname = self.tokens[last].folded if last > at else ""
        if not surname:
            return Name(at, at, "", word.folded, self.gender_of(word.folded))
        return Name(at, last, word.folded, surname, self.gender_of(word.folded))

    def signed(self, at: int) -> Name | None:
        """Initials and a surname that no list holds ("La secrétaire, O. Sanschagrin")."""
        initial, context = self.tokens[at], self.context
        if initial.folded in self.lists.titles:
            return None
        if initial.shape not in {INITIAL, UPPER} or len(initial.text) > 4 or initial.elided:
            return None
        if initial.shape == UPPER and "-" not in initial.text:
            return None
        if not context.joined(at + 1) or context.text[initial.end : initial.end + 1] != ".":
            return None
        head = self.tokens[at + 1]
        if not self.unlisted(head) or head.entity == "LOC":
            return None
        if context.organisation(at, lone=False, last=at + 1):
            return None
        return Name(at, at + 1, initial.folded, head.folded)

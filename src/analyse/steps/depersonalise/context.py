"""What surrounds a possible name and decides whether it is a person's."""

from __future__ import annotations

import re

from analyse.steps.depersonalise.layout import Layout
from analyse.steps.depersonalise.tokens import CAPITAL, INITIAL, LOWER, UPPER, Token

_PREPOSITIONS = frozenset(["de", "du", "des", "d", "la", "le", "les", "l"])
_ARTICLES = frozenset(
    ["le", "la", "les", "un", "une", "des", "du", "au", "aux", "ce", "cette", "ces", "en"]
)
_WEAK = frozenset(["et", "comme", "par", "avec", "chez", "ou"])
_CLITICS = frozenset(
    ["ne", "n", "se", "me", "le", "la", "les", "lui", "leur", "nous", "vous", "y", "en"]
)
_HOMES = frozenset(
    [
        "maison",
        "tour",
        "place",
        "quai",
        "camp",
        "course",
        "cafe",
        "bar",
        "garage",
        "jardin",
        "jardins",
        "domaine",
        "espace",
        "club",
        "cercle",
        "fete",
        "ferme",
        "immeuble",
        "secteur",
        "quartier",
        "ecole",
        "clinique",
    ]
)
"""Words that may be somebody's ("la maison de Ginette") as well as carry a name."""
_ADJECTIVE = re.compile(r"(?:al|ale|ales|aire|aires|ique|iques|iere|ieres|ier|ienne|ee|ees)$")
"""Ends of the adjectives that come between an organisation and its name."""
_REGNAL = re.compile(r"[IVX]{2,6}")
_ROLE_GAP = re.compile(
    r"[*_]*\s?(?:,|\(|–|—|:| - |\|)[*_\s]*"
    r"(?:(?:la|le|l['’]|une?|notre|ex|ma|mon|sa|son|leur)[- ]?)?"
)
_AGE = re.compile(r"[*_]{0,2}\s?[,(]\s?(?:\d{1,2}\s(?:ans|mois)\b|\d{2}\))")


class Context(Layout):
    """The words of one text, with the questions a name raises."""

    def title(self, index: int) -> str | None:
        """Gender told by the courtesy title right before, None without a title."""
        if index == 0:
            return None
        before, gap = self.tokens[index - 1], self.gap(index)
        if before.folded not in self.lists.titles or not re.fullmatch(
            r"\.?[*_ \t\u00a0\u202f]{1,4}", gap
        ):
            return None
        word, dotted = before.text, gap.startswith(".")
        if (word == "m" and not dotted) or (
            word in {"me", "mes", "ms", "pre", "pr", "mad", "mr"} and not dotted
        ):
            return None
        if (
            word == "m"
            and self.text[max(0, before.start - 2) : before.start].strip()[-1:].isdigit()
        ):
            return None
        if word in {"Me", "Mes", "M", "Pre"} and not self.tokens[index].capital:
            return None
        return self.lists.titles[before.folded]

    def office(self, index: int) -> bool:
        """Whether a public office names the person right before ("la ministre X")."""
        return not self.public_figures and self._named_for_office(index)

    def _named_for_office(self, index: int) -> bool:
        before = self.previous(index)
        if before is None:
            return False
        if before.folded in self.lists.offices:
            return True
        two = self.previous(index - 1)
        if two and f"{two.folded} {before.folded}" in self.lists.offices:
            return True
        for back in range(index - 2, max(-1, index - 6), -1):
            if self.previous(back + 1) is None:
                return False
            if self.tokens[back].folded == "ministre":
                between = self.tokens[back + 1 : index]
                return between[0].folded in {
                    "de",
                    "des",
                    "du",
                    "delegue",
                    "deleguee",
                    "responsable",
                }
        return False

    def organisation(self, index: int, *, lone: bool, last: int = -1) -> bool:
        """Whether the name starting at a word belongs to an organisation, a place or a street."""
        after = self._next(last if last >= 0 else index)
        if after is not None and after.folded in {"inc", "ltee", "ltd", "enr", "senc"}:
            return True
        at, preposition, chained = index - 1, bool(self.tokens[index].elided), False
        while at >= 0 and index - at <= 7:
            before = self.previous(at + 1)
            word = self.tokens[at]
            allowed = {"&", "-", "."} if word.shape == INITIAL else {"&"}
            if before is None and self.gap(at + 1).strip() not in allowed:
                return False
            if word.nature in {"porteur", "organisation"} and not (chained and word.shape == UPPER):
                return self._carries(word, lone=lone, preposition=preposition)
            if word.folded in {"et", "and"} or self.gap(at + 1).strip() == "&":
                chained = True
            elif word.folded in _PREPOSITIONS:
                preposition = preposition or not chained
            elif not (
                (at == index - 1 and _ADJECTIVE.search(word.folded) and word.shape == LOWER)
                or (chained and word.capital and word.first)
                or (preposition and lone and word.capital and not word.first)
                or word.shape == INITIAL
            ):
                return False
            at -= 1
        return False

    def _carries(self, word: Token, *, lone: bool, preposition: bool) -> bool:
        if word.nature == "porteur":
            if word.folded in {"saint", "sainte", "st", "ste", "notre-dame"}:
                return not preposition
            return lone and (word.capital or word.folded not in _HOMES) if preposition else True
        if lone:
            return word.capital or not preposition
        return not preposition and word.shape == CAPITAL

    def article(self, index: int) -> bool:
        """Whether an article or "en" comes right before, as for a place or a common word."""
        if self.tokens[index].elided == "l":
            return True
        before = self.previous(index)
        return before is not None and before.folded in _ARTICLES

    def introduced(self, index: int, *, weak: bool = False) -> bool:
        """Whether what comes right before announces a person ("selon", "merci à")."""
        before = self.previous(index)
        if before is None:
            return False
        if weak:
            return before.folded in _WEAK
        joined = f"{before.folded} {self.tokens[index].elided}".strip()
        if before.folded in self.lists.introductions or joined in self.lists.introductions:
            return True
        two = self.previous(index - 1)
        return two is not None and f"{two.folded} {before.folded}" in self.lists.introductions

    def told_by_role(self, index: int) -> bool:
        """Whether what a person does or is to another comes right before ("sa fille X")."""
        if self.public_figures and self._named_for_office(index):
            return True
        before = self.previous(index)
        if before is not None and before.folded in self.lists.roles_and_kin:
            return not self.tokens[index].elided
        if before is not None and before.folded in {
            "municipal",
            "municipale",
            "general",
            "generale",
            "adjointe",
        }:
            two = self.previous(index - 1)
            return two is not None and two.folded in self.lists.roles
        if index and self.gap(index).strip(" *_\u00a0") in {",", "("}:
            return self.tokens[index - 1].folded in self.lists.kin
        return False

    def within_title(self, index: int) -> bool:
        """Whether "de" ties the word to a capitalised word before ("Délices de X")."""
        before = self.previous(index)
        at = index
        if before is not None and before.folded in _PREPOSITIONS:
            at = index - 1
        elif self.tokens[index].elided != "d":
            return False
        two = self.previous(at)
        return (
            two is not None
            and two.shape == CAPITAL
            and not (two.first or two.last)
            and two.folded not in self.lists.roles
            and not self.opens_line(at - 1)
            and not re.search(r"[.?!:]\s*[*_]*$", self.text[max(0, two.start - 4) : two.start])
        )

    def speaks(self, index: int, *, strong: bool = False) -> bool:
        """Whether a verb of speech follows the word (a pronoun may come between)."""
        after = self._next(index)
        for _ in range(2):
            if after is None:
                return False
            if after.folded in (self.lists.strong_speech if strong else self.lists.speech):
                return True
            if after.folded not in {
                "nous",
                "lui",
                "leur",
                "en",
                "y",
                "ne",
                "a",
                "avait",
                "elle",
                "aussi",
            }:
                return False
            index += 1
            after = self._next(index)
        return False

    def acts(self, index: int) -> bool:
        """Whether a verb in the third person singular follows the word ("dort", "s'excuse")."""
        for after in range(index + 1, min(index + 4, len(self.tokens))):
            word = self.tokens[after]
            if not self.joined_after(after - 1) or word.shape != LOWER:
                return False
            if word.folded in _CLITICS:
                continue
            return self.words.finite(word.text) or word.folded in {"aussi", "itou"}
        return False

    def aged(self, index: int) -> bool:
        """Whether an age follows the word ("Lise, 74 ans", "Lise (16 ans)")."""
        return bool(_AGE.match(self.text, self.tokens[index].end))

    def done_by(self, index: int) -> bool:
        """Whether a participle and "par" come right before ("tenue par X")."""
        before = self.previous(index)
        if before is None or before.folded != "par":
            return False
        two = self.previous(index - 1)
        return two is not None and bool(re.search(r"(?:é|i|u|t|s)e?s?$", two.text))

    def family(self, index: int) -> bool:
        """Whether "la famille", "les" or "aux" announces a surname."""
        before = self.previous(index)
        return (
            before is not None
            and not self.tokens[index].elided
            and before.folded in {"famille", "familles", "clan", "les", "aux", "des"}
        )

    def regnal(self, last: int) -> bool:
        """Whether a number follows, as for popes and kings ("Jean-Paul II")."""
        after = self._next(last)
        return after is not None and after.shape == UPPER and bool(_REGNAL.fullmatch(after.text))

    def singled_out(self, index: int) -> bool:
        """Whether "c'est X qui" points at the word."""
        before, after = self.previous(index), self._next(index)
        return (
            before is not None
            and before.folded == "est"
            and before.elided == "c"
            and after is not None
            and after.folded in {"qui", "que"}
        )

    def role(self, index: int) -> bool:
        """Whether what a person does follows the word (", coordonnatrice", "(citoyenne)")."""
        match = _ROLE_GAP.match(self.text, self.tokens[index].end)
        if not match or index + 1 >= len(self.tokens):
            return False
        return any(
            token.folded in self.lists.roles_and_kin
            for token in self.tokens[index + 1 : index + 3]
            if token.start <= match.end() + 16
        )

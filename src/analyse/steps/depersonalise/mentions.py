"""The roster of the event, and the further mentions of people a text has already named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache

from analyse.steps.depersonalise import ties
from analyse.steps.depersonalise.context import Context
from analyse.steps.depersonalise.gazetteers import CLEAR, first_class, fold, load
from analyse.steps.depersonalise.names import Reader
from analyse.steps.depersonalise.shapes import PARTICLES, Name
from analyse.steps.depersonalise.tokens import INITIAL, Token, starts_sentence

_CLITICS = frozenset(["m", "s", "t", "n"])
_PRONOUNS = frozenset(["me", "te", "se", "ne", "nous", "lui", "leur"])
_TIES = frozenset(["de", "du", "des", "la", "le", "les", "l", "au", "aux", "a", "en"])
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@lru_cache(maxsize=8)
def parsed(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(given, surname) of every entry that has both, folded; a lone name has no given name."""
    titles = load().titles
    people = []
    for name in names:
        before, comma, after = name.partition(",")
        words = [fold(word) for word in _WORD.findall(f"{after} {before}" if comma else name)]
        words = [word for word in words if word not in titles]
        if not words:
            continue
        given = 1
        while given < len(words) - 1 and first_class(words[given]) == CLEAR:
            given += 1
        if comma:
            given = max(1, len(_WORD.findall(after)))
        if len(words) == 1:
            people.append(("", words[0]))
        else:
            people.append(("-".join(words[:given]), "-".join(words[given:])))
    return tuple(people)


class Roster:
    """People of the event, as `participants.csv` names them."""

    def __init__(
        self, names: Sequence[str] = (), *, people: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.people = (*parsed(tuple(names)), *people)
        self.sequences: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for given, surname in self.people:
            parts = tuple(f"{given}-{surname}".strip("-").split("-"))
            if len(parts) > 1:
                self.sequences.setdefault(parts[0], []).append((parts, given, surname))
                turned = tuple(f"{surname}-{given}".split("-"))
                self.sequences.setdefault(turned[0], []).append((turned, given, surname))

    def full_name(self, context: Context, at: int) -> Name | None:
        """A full name of the roster that starts at a word, whatever its case."""
        head = context.tokens[at].folded.split("-")[0]
        for parts, given, surname in self.sequences.get(head, ()):
            last, left = at, list(parts)
            while last < len(context.tokens):
                words = context.tokens[last].folded.split("-")
                if words != left[: len(words)]:
                    break
                left = left[len(words) :]
                if not left:
                    gender = load().gender.get(given, "")
                    return Name(at, last, given, surname, gender if gender in {"f", "m"} else "")
                gap = context.gap(last + 1) if last + 1 < len(context.tokens) else "."
                if gap.strip(" *_\t\u00a0\u202f\n,") or gap.count("\n") > 1:
                    break
                last += 1
        return None


def _parts(people: Iterable[tuple[str, str]]) -> set[str]:
    """Words by which people can be mentioned again: given names, surnames and their parts."""
    words: set[str] = set()
    for given, surname in people:
        for name in (given, surname):
            if len(name.replace("-", "")) < 2:
                continue
            words.add(name)
            words.add(name.replace("saint-", "st-").replace("sainte-", "ste-"))
            if name == surname:
                words.update(
                    part
                    for part in name.split("-")
                    if len(part) > 2 and part not in PARTICLES and not first_class(part)
                )
    return words


def _mentions(reader: Reader, at: int, words: set[str]) -> bool:
    """Whether a word that is part of a known name is a mention of that person."""
    context, word = reader.context, reader.tokens[at]
    if not word.capital or word.shape == INITIAL or word.folded not in words:
        return False
    if context.organisation(at, lone=True) or context.office(at):
        return False
    clear = CLEAR in (word.first, word.last) or not (word.first or word.last)
    if word.nature == "lieu" or (not clear and (context.article(at) or context.upper_line(at))):
        return False
    if clear:
        unlisted = not (word.first or word.last)
        family = context.family(at) and word.entity != "LOC"
        return not (context.article(at) and unlisted and not family)
    if starts_sentence(context.text, reader.tokens, at):
        following = context.text[word.end : word.end + 1]
        after = reader.tokens[at + 1] if at + 1 < len(reader.tokens) else None
        clitic = after is not None and (after.elided in _CLITICS or after.folded in _PRONOUNS)
        if word.first and after is not None and after.folded not in _TIES:
            return True
        return (
            context.speaks(at)
            or context.acts(at)
            or (clitic and context.joined_after(at))
            or following in {"", ",", ".", "\n", ")"}
            or re.match(r" ?(?:\(|[–—])", context.text[word.end : word.end + 2]) is not None
            or context.before_colon(at)
        )
    return True


def _typed_low(reader: Reader, at: int, words: set[str], sure: set[str]) -> bool:
    """Whether a word without capital is a known person's name and nothing else."""
    word, context = reader.tokens[at], reader.context
    if word.folded not in words or word.nature or word.elided in {"s", "m", "t"}:
        return False
    if context.organisation(at, lone=True) or context.article(at):
        return False
    if CLEAR in (word.first, word.last):
        return True
    unknown = context.words.known and not context.words.common(word.text)
    if unknown and word.folded in sure and len(word.text) > 3:
        return word.folded not in reader.lists.around and not context.english(at)
    return context.opens_line(at) and (
        context.before_colon(at) or context.arrow(at) or context.speaks(at, strong=True)
    )


def further(
    reader: Reader,
    names: Sequence[Name],
    roster: Roster,
    *,
    kept: Sequence[Name] = (),
    owners: Set[str] = frozenset(),
) -> list[Name]:
    """Mentions of people named elsewhere in the text, or in the roster.

    Args:
        reader: the text.
        names: names already found.
        roster: people of the event.
        kept: names that stay, whose words are no mention of anybody.
        owners: words that the e-mail addresses of the text hold.
    """
    covered = {at for name in (*names, *kept) for at in range(name.first, name.last + 1)}
    found = ties.labels(reader, names, covered)
    covered.update(name.first for name in found)
    found += ties.tied(reader, [*names, *found], covered)
    people = [*names, *found]
    words = _parts([*((name.given, name.surname) for name in people), *roster.people])
    for name in found:
        words.add(name.surname)
    words.update(
        token.folded
        for token in reader.tokens
        if token.folded in owners and (token.first or token.last or reader.unlisted(token))
    )
    sure = _parts(
        pair for pair in [*((n.given, n.surname) for n in people), *roster.people] if all(pair)
    )
    pairs = {(name.given, name.surname) for name in people if name.full}
    pairs |= {
        ("", name.surname)
        for name in people
        if name.given
        and "-" in name.surname
        and not reader.context.words.common(name.surname.rsplit("-", 1)[-1])
    }
    full = Roster(people=sorted(pairs))
    for at, word in enumerate(reader.tokens):
        if at in covered:
            continue
        whole = full.full_name(reader.context, at) if word.capital else None
        if whole and not reader.kept(whole) and not covered & set(range(at, whole.last + 1)):
            found.append(whole)
            covered.update(range(at, whole.last + 1))
        elif _mentions(reader, at, words) or (
            not word.capital and _typed_low(reader, at, words, sure)
        ):
            found.append(Name(at, at, "", word.folded, _gender(reader, word)))
            covered.add(at)
    given = [Name(0, 0, *pair) for pair in roster.people]
    found += ties.misspelled(reader, words, covered)
    found += ties.initials(reader, [*names, *given], covered)
    return found


def _gender(reader: Reader, word: Token) -> str:
    return reader.gender_of(word.folded) if word.first and not word.last else ""

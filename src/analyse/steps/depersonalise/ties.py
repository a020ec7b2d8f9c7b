"""Mentions that only somebody already named explains.

A coordination ("X, Y et Z"), the initials of a person, a name with one wrong letter, the owner of
an e-mail address. Each needs a person that the text or the roster has named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analyse.steps.depersonalise.gazetteers import CLEAR, fold
from analyse.steps.depersonalise.names import Reader
from analyse.steps.depersonalise.records import Found
from analyse.steps.depersonalise.shapes import Name
from analyse.steps.depersonalise.strangers import PERSON
from analyse.steps.depersonalise.tokens import (
    CAPITAL,
    INITIAL,
    LOWER,
    UPPER,
    starts_sentence,
)

_TIE = re.compile(
    r"[*_»”\"]{0,2}[ \t\u00a0]*(?:(?P<hard>\+|&|/)|(?P<comma>,)|)[ \t\u00a0]*[*_«“\"]{0,2}"
)
_SHORTEST = 5
"""Letters of the shortest name in which a wrong letter is looked for."""
_BOXES = frozenset(
    ["info", "infos", "contact", "admin", "accueil", "secretariat", "coordination", "direction"]
)


def tied(reader: Reader, names: Sequence[Name], covered: set[int]) -> list[Name]:
    """Names that "et", "+", "/" or a comma ties to a name already found, chains included."""
    found: list[Name] = []
    queue = list(names)
    while queue:
        name = queue.pop()
        for step in (1, -1):
            one = _neighbour(reader, name, step, covered)
            if one is not None:
                found.append(one)
                covered.update(range(one.first, one.last + 1))
                queue.append(one)
    return found


def _neighbour(reader: Reader, name: Name, step: int, covered: set[int]) -> Name | None:
    tokens, context = reader.tokens, reader.context
    at = name.last + 1 if step > 0 else name.first - 1
    if not 0 <= at < len(tokens):
        return None
    hard = False
    if tokens[at].folded in {"et", "ou", "and"}:
        if tokens[at].shape != LOWER:
            return None
        pair = (name.last, at) if step > 0 else (at, name.first)
        if "\n" in context.gap(pair[1]) or context.gap(pair[1]).strip(" ,*_\u00a0"):
            return None
        hard, at = True, at + step
        if not 0 <= at < len(tokens):
            return None
    gap = context.gap(at if step > 0 else at + 1)
    match = _TIE.fullmatch(gap)
    if match is None or "\n" in gap:
        return None
    if not hard and not (match["hard"] or match["comma"]):
        return None
    if hard and gap.strip(' *_,\u00a0«»"“”'):
        return None
    hard = hard or bool(match["hard"])
    return None if at in covered else _alike(reader, at, step, hard=hard)


def _alike(reader: Reader, at: int, step: int, *, hard: bool) -> Name | None:
    """A lone word that can be a person because its neighbour is one."""
    tokens, context = reader.tokens, reader.context
    word = tokens[at]
    if not word.capital or word.shape in {INITIAL, UPPER} or word.nature or word.elided:
        return None
    if word.folded in reader.lists.around or context.article(at):
        return None
    if (at and context.joined(at) and tokens[at - 1].capital) or context.within_title(at):
        return None
    if context.joined(at + 1) and tokens[at + 1].capital:
        return None
    if context.organisation(at, lone=True) or context.office(at):
        return None
    if step < 0 and context.joined(at) and tokens[at - 1].folded in {"a", "au", "de", "du", "en"}:
        return None
    if word.entity in {"LOC", "ORG"} and word.first != CLEAR:
        return None
    if reader.context.english(at) and not word.first:
        return None
    listed = bool(word.first) or word.last == CLEAR or (bool(word.last) and hard)
    if listed or (reader.unlisted(word) and (hard or word.entity in PERSON)):
        return Name(at, at, "", word.folded, reader.gender_of(word.folded) if word.first else "")
    return None


def labels(reader: Reader, names: Sequence[Name], covered: set[int]) -> list[Name]:
    """Words before a colon, where at least two and most of the other such words are people."""
    context, tokens = reader.context, reader.tokens
    ends = {name.last: name for name in names}
    people, others, possible = 0, 0, []
    for at, word in enumerate(tokens):
        if not word.capital or not context.before_colon(at):
            continue
        name = ends.get(at)
        opens = starts_sentence(context.text, tokens, name.first if name else at)
        if name is not None:
            people += opens
        elif opens and at not in covered:
            others += 1
            if word.shape == CAPITAL and not word.nature and not word.elided:
                possible.append(at)
    if people < 2 or people < others - len(possible):
        return []
    return [
        Name(at, at, "", tokens[at].folded)
        for at in possible
        if tokens[at].first or reader.unlisted(tokens[at])
    ]


def initials(reader: Reader, names: Iterable[Name], covered: set[int]) -> list[Name]:
    """ "M. T.", "MT" or "(P.)" where the text has named somebody with these initials."""
    pairs, singles = _spelled(names)
    if not pairs:
        return []
    found: list[Name] = []
    tokens = reader.tokens
    at = 0
    while at < len(tokens):
        word, last = tokens[at], at
        if at in covered or word.shape not in {INITIAL, UPPER} or len(word.text) > 4:
            at += 1
            continue
        letters = word.folded.replace("-", "")
        while _dotted(reader, last) and last - at < 3:
            last += 1
            letters += tokens[last].folded
        if last > at and f".{letters}" in pairs:
            alone = pairs[f".{letters}"]
            found.append(Name(at, last, alone.given, alone.surname, alone.gender))
            at = last + 1
            continue
        person = pairs.get(letters)
        if person and len(letters) > 1 and _placed(reader, at, last):
            found.append(Name(at, last, person.given, person.surname, person.gender))
        elif len(letters) == 1 and letters in singles and _bracketed(reader, at):
            found.append(Name(at, at, "", letters))
        at = last + 1
    return found


def _spelled(names: Iterable[Name]) -> tuple[dict[str, Name], set[str]]:
    """Initials of the people named, and letters that stand for a surname ("Gilles P.")."""
    pairs: dict[str, Name] = {}
    singles: set[str] = set()
    for name in names:
        if not (name.given and name.surname):
            continue
        first = "".join(part[:1] for part in name.given.split("-"))
        last = "".join(part[:1] for part in name.surname.split("-"))
        for letters in (first + last, first[:1] + last[:1], first + last[:1]):
            pairs.setdefault(letters, name)
        if len(name.surname) == 1:
            singles.update((name.given[:1], name.surname))
        if len(first) > 1 and len(first) == len(name.given.replace("-", "")):
            pairs.setdefault(f".{first}", name)
    return pairs, singles


def _dotted(reader: Reader, at: int) -> bool:
    """Whether an initial is followed by another one."""
    tokens = reader.tokens
    return (
        tokens[at].shape == INITIAL
        and reader.context.joined(at + 1)
        and tokens[at + 1].shape == INITIAL
    )


def _bracketed(reader: Reader, at: int) -> bool:
    text, word = reader.context.text, reader.tokens[at]
    return text[word.start - 1 : word.start] == "(" and text[word.end : word.end + 2] == ".)"


def _placed(reader: Reader, first: int, last: int) -> bool:
    """Whether initials stand where a person does."""
    text, context = reader.context.text, reader.context
    start, end = reader.tokens[first].start, reader.tokens[last].end
    dotted = text[end : end + 1] == "."
    if context.opens_line(first) and re.match(
        r"\.?[*_ \u00a0]*(?::|[-–—]+>? |→)", text[end : end + 6]
    ):
        return True
    if text[start - 1 : start] in {"(", "["} and re.match(r"\.?[)\],]", text[end : end + 2]):
        return True
    if context.speaks(last, strong=True) or reader.surely(first):
        return True
    return dotted and last > first and context.introduced(first)


def _one_letter(left: str, right: str) -> bool:
    """Whether one letter changed, added, lost or swapped tells two words apart."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    at = 0
    while at < min(len(left), len(right)) and left[at] == right[at]:
        at += 1
    if len(left) == len(right):
        swapped = (
            left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
        )
        return left[at + 1 :] == right[at + 1 :] or swapped
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[at + 1 :] == shorter[at:]


def misspelled(reader: Reader, known: set[str], covered: set[int]) -> list[Name]:
    """Unknown capitalised words one letter away from somebody's name."""
    by_start: dict[str, list[str]] = {}
    for word in known:
        if len(word) >= _SHORTEST:
            by_start.setdefault(word[0], []).append(word)
    found: list[Name] = []
    context = reader.context
    for at, token in enumerate(reader.tokens):
        if at in covered or len(token.text) < _SHORTEST or not reader.unlisted(token):
            continue
        if context.english(at) or context.article(at) or context.organisation(at, lone=True):
            continue
        meant = [one for one in by_start.get(token.folded[0], ()) if _one_letter(one, token.folded)]
        if meant:
            found.append(Name(at, at, "", min(meant)))
    return found


def owners(text: str, found: Iterable[Found]) -> set[str]:
    """Words of four letters or more that the local parts of e-mail addresses may hold."""
    words: set[str] = set()
    for one in found:
        if one.kind != "courriel":
            continue
        local = fold(re.split(r"@|[ (\[]", text[one.start : one.end].removeprefix("mailto:"))[0])
        for part in re.split(r"[._+\d-]+", local):
            if part not in _BOXES:
                words.update(form for form in (part, part[1:]) if len(form) > 3)
    return words

"""Noun phrases of a passage, as written, with their complements.

spaCy's noun chunks are flat ("logement", "année"): what names a subject is often a noun and its
complement ("logement à l'année", "financement à la mission", "relève des bénévoles"). Phrases are
built outwards from each noun: the adjectives beside it that agree with it, then complements one by
one, so that every phrase that is given is whole whatever its length.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analyse.steps.segment.model import words

_MOST_WORDS = 6
"""Words of a phrase at most, an elision and its word being one."""
_NOUNS = ("NOUN", "PROPN")
_OF = words("de d' d’ du des")
"""A complement they open belongs to the noun right before, whatever the parser says."""
_TO = words("à au aux en pour entre sans contre par")
"""A complement they open may belong to the verb: the parser decides."""
_DETERMINERS = words("le la les l' l’ leur leurs")
_NOUN_NEXT = words(
    "un une le la les du des au aux ce cet cette ces mon ton son ma ta sa mes tes ses notre nos "
    "votre vos leur leurs"
)
"""A participle right after one of them is a noun that the tagger took for a verb ("un permis")."""
_EMPTY_ADJECTIVES = words(
    "autre même tel certain quelque dernier premier prochain seul différent divers nombreux second "
    "propre important nécessaire possible"
)
_SHOUTED = 0.6
"""Share of capitals from which a passage is in capitals, and its words are not acronyms."""


def noun_phrases(span: Any, hidden: list[tuple[int, int]]) -> tuple[str, ...]:
    """Noun phrases of a parsed span, without what determines them, six words at most.

    A noun is given alone, with its adjectives, and with each complement that follows ("régime",
    "régime de retraite", "régime de retraite commun"). Lower case but for proper nouns and
    acronyms; each phrase once, in order.

    Args:
        span: span of a text parsed with tags, lemmas and dependencies.
        hidden: offsets, in the parsed text, of masked names: phrases that touch them are dropped.
    """
    found: dict[str, None] = {}
    tokens = list(span)
    letters = [char for char in span.text if char.isalpha()]
    shouted = sum(map(str.isupper, letters)) > _SHOUTED * len(letters)
    for at, token in enumerate(tokens):
        if not _noun(tokens, at) or not _readable(token) or _bound(tokens, at):
            continue
        if _abbreviated(tokens, at):
            continue
        for start, end in _grown(tokens, at):
            said = _written(tokens[start:end], hidden)
            if said:
                found.setdefault(said.lower() if shouted else said)
    return tuple(found)


def _noun(tokens: list[Any], at: int) -> bool:
    token = tokens[at]
    if token.pos_ in _NOUNS:
        return True
    participle = token.pos_ == "VERB" and "Part" in token.morph.get("VerbForm")
    if not participle or not at or tokens[at - 1].lower_ not in _NOUN_NEXT:
        return False
    return "Past" in token.morph.get("Tense") and not (
        at + 1 < len(tokens) and tokens[at + 1].pos_ in _NOUNS
    )


def _grown(tokens: list[Any], at: int) -> Iterator[tuple[int, int]]:
    """(start, end) of the phrases headed by a noun, shortest first."""
    start, end = _core(tokens, at)
    noun = _word_end(tokens, at)
    if end > noun:
        yield at, noun
    if start < at and end > noun:
        yield at, end  # "conseil municipal" of "nouveau conseil municipal"
    yield start, end
    inside = set(range(start, end))
    while (after := _complement(tokens, end, {tokens[i].i for i in inside})) is not None:
        noun, stop = after
        # "régime de retraite commun": what follows may qualify the first noun
        if stop < len(tokens) and _qualifies_first(tokens[stop], tokens[at], tokens[noun]):
            yield start, stop
            stop += 1
        inside |= set(range(end, stop))
        end = stop
        yield start, end


def _core(tokens: list[Any], at: int) -> tuple[int, int]:
    """A noun with the adjectives right before and right after it."""
    noun, start, end = tokens[at], at, _word_end(tokens, at)
    while (
        start > 0
        and tokens[start - 1].pos_ == "ADJ"
        and _qualifies(tokens[start - 1], noun)
        and not _hyphened(tokens, start - 2)
    ):
        start -= 1
    if noun.pos_ == "PROPN":
        while end < len(tokens) and tokens[end].pos_ == "PROPN" and tokens[end].text[0].isupper():
            end += 1
    while end < len(tokens) and _qualifies(tokens[end], noun):
        end += 1
    return start, end


def _qualifies(token: Any, noun: Any) -> bool:
    """Whether a word right after a noun (or its complement) is an adjective of that noun."""
    if token.pos_ == "VERB":  # "bénévoles épuisés": a participle that stands for an adjective
        participle = "Part" in token.morph.get("VerbForm") and token.dep_ in ("acl", "amod")
        fits = participle and "Past" in token.morph.get("Tense")
        return bool(fits and token.head.i == noun.i and _agrees(token, noun) and _readable(token))
    if token.pos_ != "ADJ" or not _readable(token):
        return False
    return bool(
        token.head.i == noun.i
        and token.dep_ in ("amod", "acl")
        and _agrees(token, noun)
        and not _empty(token)
    )


def _empty(adjective: Any) -> bool:
    lemma = adjective.lemma_.lower()
    return lemma in _EMPTY_ADJECTIVES or lemma.endswith("ième")


def _hyphened(tokens: list[Any], at: int) -> bool:
    """Whether a hyphen at `at` binds the words around it, as in "main-d'œuvre"."""
    return at >= 0 and tokens[at].text == "-" and not tokens[at].whitespace_


def _abbreviated(tokens: list[Any], at: int) -> bool:
    """Whether a dot follows a word that does not end the passage ("org. communautaire")."""
    dotted = at + 2 < len(tokens) and tokens[at + 1].text == "." and not tokens[at].whitespace_
    return bool(dotted and tokens[at + 2].text[0].islower())


def _bound(tokens: list[Any], at: int) -> bool:
    """Whether a token goes on a hyphened word ("œuvre" of "main-d'œuvre")."""
    elided = at > 1 and tokens[at - 1].text[-1] in "'’" and not tokens[at - 1].whitespace_
    return _hyphened(tokens, at - 2 if elided else at - 1)


def _word_end(tokens: list[Any], at: int) -> int:
    """End of the written word that opens at `at`: a hyphen and what it binds are in it."""
    end = at + 1
    while not tokens[end - 1].whitespace_ and end + 1 < len(tokens) and _hyphened(tokens, end):
        end += 2
        while tokens[end - 1].text[-1] in "'’" and end < len(tokens):
            end += 1
    return end


def _qualifies_first(token: Any, first: Any, last: Any) -> bool:
    """Whether an adjective after a complement is the first noun's: by the parse or by agreement."""
    if _qualifies(token, first):
        return True
    agreed = _agrees(token, first) and not _agrees(token, last)
    return bool(token.pos_ == "ADJ" and agreed and _readable(token) and not _empty(token))


def _agrees(adjective: Any, noun: Any) -> bool:
    for mark in ("Gender", "Number"):
        one, other = set(adjective.morph.get(mark)), set(noun.morph.get(mark))
        if one and other and not one & other:
            return False
    return True


def _complement(tokens: list[Any], end: int, inside: set[int]) -> tuple[int, int] | None:
    """Noun and end of the complement that opens at `end`, if it belongs to what is inside."""
    if end >= len(tokens):
        return None
    link = tokens[end].lower_
    if link not in _OF and link not in _TO:
        return None
    at = end + 1
    if at < len(tokens) and tokens[at].lower_ in _DETERMINERS and tokens[at].pos_ == "DET":
        at += 1
    first = at
    while at < len(tokens) and tokens[at].pos_ == "ADJ":
        at += 1
    if at >= len(tokens) or not _noun(tokens, at) or not _readable(tokens[at]):
        return None
    noun = tokens[at]
    start, stop = _core(tokens, at)
    if start != first or (link in _TO and noun.head.i not in inside):
        return None
    return at, stop


def _readable(token: Any) -> bool:
    """Whether a token is a plain word: no address, abbreviation with a dot, number or sign."""
    text = token.text.strip("'’")
    bare = text.replace("-", "").replace("'", "").replace("’", "")
    return len(text) > 1 and bare.isalpha() and not token.like_url and not token.like_email


def _written(tokens: list[Any], hidden: list[tuple[int, int]]) -> str:
    first, last = tokens[0], tokens[-1]
    if any(a < last.idx + len(last) and first.idx < b for a, b in hidden):
        return ""
    said = "".join(_as_written(token) + token.whitespace_ for token in tokens).strip()
    if len(said.split()) > _MOST_WORDS or len(said) < 3 or "\n" in said:
        return ""
    return said


def _as_written(token: Any) -> str:
    text: str = token.text
    if text.isupper() and 1 < len(text) <= 8:
        return text  # an acronym, or a word of a heading in capitals
    return text if token.pos_ == "PROPN" and not token.is_sent_start else text.lower()

"""Everything to mask in a text: identifiers by their form, then names of people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analyse.contracts import Span
from analyse.steps.depersonalise import asides, structured, urls
from analyse.steps.depersonalise.context import Context
from analyse.steps.depersonalise.corrections import NO_CORRECTIONS, Corrections, apply
from analyse.steps.depersonalise.mentions import Roster, further
from analyse.steps.depersonalise.names import Reader
from analyse.steps.depersonalise.records import NAME, Found
from analyse.steps.depersonalise.rows import rows
from analyse.steps.depersonalise.shapes import Name
from analyse.steps.depersonalise.ties import owners
from analyse.steps.depersonalise.tokens import Token, tokenize
from analyse.steps.depersonalise.words import NO_WORDS, Words

_RULES = (
    structured.emails,
    urls.urls,
    structured.government_numbers,
    structured.phones,
    structured.birth_dates,
    structured.addresses,
    structured.postal_codes,
    structured.handles,
)


def identifiers(text: str) -> list[Found]:
    """Identifiers with a form, in order and disjoint: the first rule that claims wins."""
    taken: list[Found] = []
    occupied = bytearray(len(text))
    for rule in _RULES:
        for found in rule(text):
            if _claim(occupied, found):
                taken.append(found)
    return sorted(taken)


def _claim(occupied: bytearray, found: Found) -> bool:
    """Marks a stretch as taken; False when part of it already was."""
    if 1 in occupied[found.start : found.end]:
        return False
    occupied[found.start : found.end] = b"\x01" * (found.end - found.start)
    return True


def _candidates(reader: Reader, at: int) -> Iterable[Name | None]:
    yield reader.title_and_name(at)
    if not reader.tokens[at].capital:
        yield reader.lower_pair(at)
        yield reader.alone(at)
        yield reader.low(at)
        return
    yield asides.nicknamed(reader, at)
    yield asides.filiation(reader, at)
    name = reader.given_and_surname(at)
    name = name if name and reader.accepts(name) else None
    run = reader.foreign_run(at)
    yield run if run and (name is None or run.last > name.last) else name
    yield asides.spoken(reader, at)
    yield reader.given_and_initial(at)
    yield reader.reversed(at)
    yield reader.cited(at)
    yield reader.signed(at)
    yield reader.alone(at)
    yield reader.stranger(at)


def _names(reader: Reader, roster: Roster) -> tuple[list[Name], list[Name]]:
    """Names in order, disjoint, each supported by itself; and the names that stay."""
    names: list[Name] = []
    kept: list[Name] = []
    at, tokens = 0, reader.tokens
    listed = {name.first: name for name in rows(reader)}
    while at < len(tokens):
        word = tokens[at]
        name = listed.get(at) or roster.full_name(reader.context, at)
        if name is None and (word.capital or word.first or reader.context.title(at) is not None):
            name = next((name for name in _candidates(reader, at) if name), None)
        if name is None:
            whole = reader.given_and_surname(at) if word.capital else None
            if whole and reader.kept(whole):
                kept.append(whole)
                at = whole.last
            at += 1
        else:
            names.append(reader.turned(name, after=names[-1].last if names else -1))
            at = name.last + 1
            names.extend(reader.plural(name))
            at = max(at, names[-1].last + 1)
    names += asides.signatures(reader)
    return names, kept


def _founds(text: str, tokens: Sequence[Token], name: Name) -> Iterable[Found]:
    """A name's stretch, cut at line breaks."""
    start, end = tokens[name.first].start, tokens[name.last].end
    if text[end : end + 1] == "." and tokens[name.last].shape == "I":
        end += 1
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            yield Found(at + lead, at + len(line.rstrip()), NAME, name.key, name.gender)
        at += len(line) + 1


def find(
    text: str,
    *,
    entities: Sequence[Span] = (),
    roster: Sequence[str] = (),
    words: Words = NO_WORDS,
    corrections: Corrections = NO_CORRECTIONS,
) -> list[Found]:
    """Everything to mask in `text`.

    Args:
        text: extracted text, NFC, LF.
        entities: spaCy entities of the raw text, `kind` being the label; an entity is a
            candidate, never enough by itself.
        roster: full names of people of the event ("Prénom Nom" or "Nom, Prénom").
        corrections: what the project always or never masks.
        words: the dictionary; without it, a word that no list holds is never taken for a name.

    Returns:
        Stretches in order, disjoint, none across a line break. Deterministic.
    """
    taken = identifiers(text)
    tokens = tokenize(text, entities)
    reader = Reader(Context(text, tokens, words, public_figures=corrections.public_figures))
    people = Roster(roster)
    names, kept = _names(reader, people)
    names += further(reader, names, people, kept=kept, owners=owners(text, taken))
    found = list(taken)
    occupied = bytearray(len(text))
    for one in taken:
        _claim(occupied, one)
    for name in sorted(names, key=lambda name: (name.first, -name.last)):
        for one in _founds(text, tokens, name):
            if _claim(occupied, one):
                found.append(one)
    return apply(text, sorted(found), corrections)

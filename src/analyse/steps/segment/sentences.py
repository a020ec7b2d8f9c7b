"""Sentences → passages: each sentence with the next ones that cannot be read without it.

Sentences of different facets never share a passage, so what leans on a sentence of another facet
opens its own, marked as not standing alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from analyse.contracts import Facet
from analyse.steps.segment.boundaries import boundaries, dictionary, parseable, sentence_starts
from analyse.steps.segment.cues import Opening, facet_cue, opens_on_infinitive, straight
from analyse.steps.segment.labels import has_finite_verb
from analyse.steps.segment.model import has_words
from analyse.steps.segment.openings import (
    agrees,
    explains,
    is_question_tail,
    is_tail,
    is_yes,
    opening,
    reports,
    stem,
    stems,
)

_CLAUSES = re.compile(r"\s?;\s+|\s[-–—]\s")
_DOINGS = re.compile(
    r"(?:La |Le |L'|Les |Notre )?(?:[A-ZÀ-Ý]{2,}[\wÀ-ÿ]*|Comité|Table|Ville|Municipalité|Réseau"
    r"|Centre"
    r"|Conseil|Maison|Fondation|Regroupement|Association|Corporation|Commission|Coopérative"
    r"|Ministère"
    r"|Collectif|Carrefour|Pôle)\b[^,.;:]{0,60}?\b(?:a|ont) (?:\w+ment |aussi |ensuite "
    r"|également |donc )?"
    r"\w+(?:é|i|is|it|u|ert)\b"
)
_PURPOSE = re.compile(
    r"(?:l'idée|l'objectif|le but|l'intention)\b[^.;]{0,40}?\b(?:était|est|étaient|c'était|c'est)\b"
    r"|(?:le résultat|la raison|l'avantage|la suite|la réponse)\b[^.;]{0,30}?\b(?:était|fut"
    r"|a été)\b",
    re.IGNORECASE,
)
_UNSAID_DOMAIN = re.compile(
    r"(?:beaucoup|énormément|plusieurs|tant) (?:de |d')?[^,.;]{3,70}?\b(?:est|sont|a été|ont été"
    r"|étaient|était) (?:\w+ment )?\w+(?:é|i|u|is|it)e?s?\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"(?:\b(?:les|le|la|l'|des|une?) ?)?(?P<noun>[\wà-ÿ-]{4,})(?: [^,.;]{0,40}?)? "
    r"(?:est|sont|désigne|signifie) (?:ceux|celles|celui|celle|le fait)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a unit; offsets within the unit's text."""

    start: int
    end: int
    text: str
    facet: Facet
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes a passage; offsets within the unit's text."""

    start: int
    end: int
    facet: Facet
    stands_alone: bool


def _cue(text: str, doc: Any, start: int) -> Facet:
    root_is_first: bool | None = None
    if opens_on_infinitive(text) and doc.has_annotation("DEP"):
        span = doc.char_span(start, start + len(text), alignment_mode="contract")
        verb = next((t for t in span if t.pos_ in ("VERB", "AUX")), None) if span else None
        if verb is not None and "Inf" in verb.morph.get("VerbForm") and verb.dep_ == "csubj":
            root_is_first = False
    return facet_cue(text, root_is_first=root_is_first)


def _clauses(text: str) -> list[tuple[int, int]]:
    """A telegraphic sentence cut where its clauses change facet ("manque de …; il faudrait …")."""
    if "\n" in text or not _CLAUSES.search(text):
        return [(0, len(text))]
    depth, edges, at = 0, [0], 0
    for match in _CLAUSES.finditer(text):
        between = text[at : match.start()]
        depth += sum(between.count(c) for c in "(«“[") - sum(between.count(c) for c in ")»”]")
        at = match.end()
        colon = ":" in text[edges[-1] : match.start()]
        if depth == 0 and not colon:
            edges.append(match.end())
    edges.append(len(text))
    merged: list[tuple[int, int, Facet]] = []
    for a, b in itertools.pairwise(edges):
        said = text[a:b]
        facet = facet_cue(said)
        weak = said.count(" ") < 2 or (facet is Facet.FINDING and not has_finite_verb(said))
        if merged and (facet is merged[-1][2] or weak):
            merged[-1] = (merged[-1][0], b, merged[-1][2])
        else:
            merged.append((a, b, facet))
    return [(a, b) for a, b, _ in merged]


def split(text: str, doc: Any) -> list[Sentence]:
    """The sentences of a unit, telegraphic ones cut where their facet changes.

    Args:
        text: masked text of the unit, of the same length as what was parsed.
        doc: parse of `parseable(text)`.
    """
    readable = parseable(text)
    edges = [0, *boundaries(readable, sentence_starts(doc), dictionary(doc)), len(text)]
    found: list[Sentence] = []
    for a, b in itertools.pairwise(edges):
        if not has_words(text[a:b]):
            if found:
                last = found[-1]
                found[-1] = replace(last, end=b, text=text[last.start : b])
            continue
        for index, (c, d) in enumerate(_clauses(readable[a:b])):
            said = readable[a + c : a + d]
            found.append(
                Sentence(a + c, a + d, said.strip(), _cue(said, doc, a + c), forced=index > 0)
            )
    return found


def _finite(span: Any) -> bool:
    return any("Fin" in token.morph.get("VerbForm") for token in span or ())


def _span(doc: Any, sentence: Sentence) -> Any:
    return doc.char_span(sentence.start, sentence.end, alignment_mode="expand")


def _continues_story(group: Sequence[Sentence], sentence: Sentence) -> bool:
    """Weaker ties: a purpose, the next doing of an account, what a definition was for."""
    last, said = straight(group[-1].text).strip(" *_«"), straight(sentence.text).strip(" *_«")
    if _PURPOSE.match(said):
        return True
    if len(group) > 1 and _continues_story(group[:-1], group[-1]):
        return False
    if _DOINGS.match(last) and _DOINGS.match(said):
        return True
    if _UNSAID_DOMAIN.match(said):
        return not _UNSAID_DOMAIN.match(last)
    if defines := _DEFINES.match(last):
        opening_words = " ".join(said.split()[:3])
        term = stem(defines["noun"])
        return term in stems(said) - stems(opening_words) and said.startswith(
            ("Les ", "Le ", "La ", "L'")
        )
    return False


def _belongs(
    group: Sequence[Sentence], sentence: Sentence, doc: Any, *, speaker: bool, earlier: str
) -> bool:
    """Whether a sentence cannot be read without the passage before it.

    Args:
        earlier: what the same paragraph says before the last sentence.
    """
    last = group[-1]
    if is_yes(last.text) and len(group) == 1:
        return not sentence.forced
    if sentence.facet is Facet.QUESTION:
        return last.facet is Facet.QUESTION and is_question_tail(sentence.text)
    if sentence.forced:
        return False
    if is_tail(sentence.text) and not _finite(_span(doc, sentence)):
        return True
    if explains(sentence.text):
        return last.facet is not Facet.QUESTION
    if sentence.facet is not last.facet or reports(sentence.text):
        return False
    lean = opening(sentence.text, last.text, earlier)
    if lean is Opening.DANGLING:
        return True
    if lean is Opening.LEANING:
        pronoun = "elle" if re.match(r"\W*(?:\w+,? )?elle\b", sentence.text, re.I) else "il"
        return not speaker or agrees(pronoun, _span(doc, last))
    if not speaker and _has_loose_clitic(_span(doc, sentence)):
        return True
    return _continues_story(group, sentence)


def _has_loose_clitic(span: Any) -> bool:
    """Whether an object pronoun comes before anything it could stand for in its own sentence."""
    seen = 0
    for token in span or ():
        if token.pos_ in ("NOUN", "PROPN"):
            seen += 1
        if token.lower_ in ("les", "leur") and token.dep_.startswith(("obj", "iobj")):
            return seen == 1 and token.i - span.start <= 6
        if token.i - span.start > 8:
            return False
    return False


def group(sentences: Sequence[Sentence], doc: Any, *, speaker: bool) -> list[Piece]:
    """The passages of a unit.

    Args:
        speaker: somebody is named as speaking: "elle" may be that person.
    """
    groups: list[list[Sentence]] = []
    for index, sentence in enumerate(sentences):
        earlier = " ".join(
            before.text for before in sentences[max(index - 7, 0) : max(index - 1, 0)]
        )
        if groups and _belongs(groups[-1], sentence, doc, speaker=speaker, earlier=earlier):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    pieces = []
    for members in groups:
        first = members[0]
        alone = opening(first.text) is Opening.FREE
        pieces.append(Piece(first.start, members[-1].end, members[-1].facet, alone))
    return pieces

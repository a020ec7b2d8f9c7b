"""Document → passages and set-aside spans, and the promise that nothing is lost between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analyse.contracts import Document, Facet, Passage, SetAside, Span
from analyse.params import SegmentParams
from analyse.steps.segment.anchors import passage_ids
from analyse.steps.segment.boundaries import parseable
from analyse.steps.segment.labels import count_words
from analyse.steps.segment.model import OUTSIDE, Aside, Reason, Unit, has_words, trim
from analyse.steps.segment.noun_phrases import noun_phrases
from analyse.steps.segment.outline import outline, row_voice
from analyse.steps.segment.sentences import Piece, group, split
from analyse.steps.segment.speakers import Speakers
from analyse.steps.segment.text_features import guess_language, lemmas, nature

VERSION = "3"
"""Changes whenever the same document may be cut otherwise."""

_CHUNK = 20_000
_BATCH = 64
_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Segmentation:
    """What a document was cut into, both in the order of the text and without overlap."""

    passages: tuple[Passage, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    unit: int
    kind: str
    stands_alone: bool
    lemmas: tuple[str, ...]
    phrases: tuple[str, ...]


def segment(
    document: Document,
    nlp: Any,
    params: SegmentParams,
    *,
    roster: Mapping[str, str] | None = None,
    apart: Sequence[Span] = (),
) -> Segmentation:
    """Cut a masked document into passages.

    Every code point that is neither white space nor in `OUTSIDE` lies in exactly one passage or one
    set-aside span; both are sorted, disjoint, without white space or marks at their ends. The
    result depends on the document, the pipeline and the parameters alone. Time is linear in the
    length of the text, memory bounded by a batch of parses and the result itself.

    Args:
        document: masked document.
        nlp: spaCy pipeline with tags, lemmas and dependencies (a pipeline without a parser still
            cuts at final stops, and gives no phrases).
        params: unit of analysis.
        roster: published name ("Personne 12") → role or organisation of that person.
        apart: what is not the note's own text (comments of reviewers), after its last word: each
            is set aside with its kind as the reason.
    """
    beside = [_beside(document, span) for span in apart]
    if apart:
        document = replace(document, text=document.text[: apart[0].start])
    cut = _segment(document, nlp, params, roster)
    return replace(cut, set_aside=(*cut.set_aside, *(s for s in beside if s.text)))


def _beside(document: Document, span: Span) -> SetAside:
    start, end = trim(document.text, span.start, span.end)
    return SetAside(document.id, start, end, document.text[start:end], span.kind)


def _segment(
    document: Document, nlp: Any, params: SegmentParams, roster: Mapping[str, str] | None
) -> Segmentation:
    text = document.text
    if not has_words(text):
        return Segmentation((), _complete(document, [], []))
    if params.unite == "ligne" and document.rows:
        units, asides = _rows(document, roster), []
    else:
        found = outline(document, nlp, roster=roster)
        units, asides = list(found.units), list(found.asides)
    drafts = list(_drafts(text, units, nlp, whole=params.unite == "ligne" and bool(document.rows)))
    ids = passage_ids(document.id, [text[draft.start : draft.end] for draft in drafts])
    asked = _questions(units, drafts, ids)
    passages = tuple(
        _passage(document, units[draft.unit], draft, name, asked)
        for draft, name in zip(drafts, ids, strict=True)
    )
    return Segmentation(passages, _complete(document, drafts, asides))


def _rows(document: Document, roster: Mapping[str, str] | None) -> list[Unit]:
    speakers = Speakers(document, roster)
    units = []
    for row in document.rows:
        start, end = trim(document.text, row.start, row.end)
        if has_words(document.text[start:end]):
            number = int(row.kind)
            units.append(Unit(start, end, voice=row_voice(document, number, speakers), row=number))
    return units


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A unit in pieces a parser can hold, cut at a final stop, else at a space."""
    while end - start > _CHUNK:
        stop = max(
            text.rfind(mark, start + _CHUNK // 2, start + _CHUNK) for mark in (". ", "\n", "? ")
        )
        if stop < 0:
            stop = text.rfind(" ", start + 1, start + _CHUNK)
        stop = start + _CHUNK if stop <= start else stop + 1
        yield start, stop
        start = stop
    yield start, end


def _parsed(
    text: str, chunks: Iterable[tuple[int, tuple[int, int]]], nlp: Any
) -> Iterator[tuple[Any, tuple[int, int, int]]]:
    """Parses in order, never more than `_AT_ONCE` code points of them in memory."""
    batch: list[tuple[str, tuple[int, int, int]]] = []
    size = 0
    for index, (a, b) in chunks:
        batch.append((parseable(text[a:b]), (index, a, b)))
        size += b - a
        if size >= _AT_ONCE:
            yield from nlp.pipe(batch, as_tuples=True, batch_size=_BATCH)
            batch, size = [], 0
    yield from nlp.pipe(batch, as_tuples=True, batch_size=_BATCH)


def _drafts(text: str, units: Sequence[Unit], nlp: Any, *, whole: bool) -> Iterator[_Draft]:
    chunks = (
        (index, piece)
        for index, unit in enumerate(units)
        for piece in _cut(text, unit.start, unit.end)
    )
    for doc, (index, a, b) in _parsed(text, chunks, nlp):
        unit, said = units[index], text[a:b]
        if whole:
            pieces = [Piece(0, b - a, Facet.FINDING, stands_alone=True)]
        else:
            pieces = group(split(said, doc), doc, speaker=unit.named)
        hidden = _hidden(said)
        for piece in pieces:
            start, end = trim(text, a + piece.start, a + piece.end)
            if not has_words(text[start:end]):
                continue
            span = doc.char_span(start - a, end - a, alignment_mode="expand")
            yield _Draft(
                start,
                end,
                index,
                _kind(unit, piece, text[start:end], span),
                piece.stands_alone,
                lemmas(span, hidden) if span is not None else (),
                noun_phrases(span, hidden) if span is not None else (),
            )


def _hidden(text: str) -> list[tuple[int, int]]:
    from analyse.contracts import MASK

    spans, at = [], text.find(MASK)
    while at >= 0:
        end = at
        while end < len(text) and text[end] == MASK:
            end += 1
        spans.append((at, end))
        at = text.find(MASK, end)
    return spans


def _kind(unit: Unit, piece: Piece, said: str, span: Any) -> str:
    if piece.facet is Facet.QUESTION:
        return "question"
    if unit.bullet:
        verbal = span is not None and any(
            token.pos_ in ("VERB", "AUX") and "Fin" in token.morph.get("VerbForm") for token in span
        )
        return "mention" if count_words(said) <= 2 and not verbal else "puce"
    return "phrase"


def _questions(
    units: Sequence[Unit], drafts: Sequence[_Draft], ids: Sequence[str]
) -> dict[int, str]:
    """For each unit that asks, the passage that does: its last question, else its last passage."""
    asked: dict[int, tuple[bool, str]] = {}
    for draft, name in zip(drafts, ids, strict=True):
        if units[draft.unit].asks:
            known = asked.get(draft.unit)
            question = draft.kind == "question"
            if known is None or question or not known[0]:
                asked[draft.unit] = (question, name)
    return {unit: name for unit, (_, name) in asked.items()}


def _passage(
    document: Document, unit: Unit, draft: _Draft, name: str, asked: Mapping[int, str]
) -> Passage:
    text = document.text[draft.start : draft.end]
    told = document.row_metadata.get(unit.row, {}) if unit.row else {}
    day = told.get("jour", "")
    kind = draft.kind
    if unit.asks and asked.get(draft.unit) == name:
        kind = "question"
    return Passage(
        id=name,
        document_id=document.id,
        start=draft.start,
        end=draft.end,
        text=text,
        headings=unit.headings,
        kind=kind,
        page=_page(document, draft.start),
        row=unit.row or None,
        question_id=asked.get(unit.answers, "") if unit.answers >= 0 else "",
        nature=nature(text, document.text[max(draft.start - 60, unit.start) : draft.start]),
        voice=unit.voice,
        jour=int(day) if day.isdigit() else document.context.jour,
        atelier=told.get("atelier", "") or document.context.atelier,
        language=guess_language(text),
        lemmas=draft.lemmas,
        phrases=draft.phrases,
        stands_alone=draft.stands_alone,
    )


def _page(document: Document, offset: int) -> int | None:
    at = bisect_right([start for start, _ in document.pages], offset) if document.pages else 0
    return document.pages[at - 1][1] if at else None


def _complete(
    document: Document, drafts: Sequence[_Draft], asides: Sequence[Aside]
) -> tuple[SetAside, ...]:
    """Set-aside spans trimmed and kept out of passages, then whatever is left between them."""
    text = document.text
    taken = sorted((draft.start, draft.end) for draft in drafts)
    found: list[tuple[int, int, Reason]] = []
    merged: list[tuple[int, int, Reason | None]] = [(a, b, None) for a, b in taken]
    merged += [(aside.start, aside.end, aside.reason) for aside in asides]
    at = 0
    for start, end, reason in sorted(merged, key=lambda item: (item[0], item[2] is not None)):
        start = max(start, at)
        found += _left(text, at, start)
        if reason is not None and start < end:
            a, b = trim(text, start, end)
            if a < b:
                found += _left(text, start, a)
                found.append((a, b, reason))
                found += _left(text, b, end)
        at = max(at, end)
    found += _left(text, at, len(text))
    return tuple(
        SetAside(document.id, a, b, text[a:b], str(reason))
        for a, b, reason in sorted(found)
        if a < b
    )


def _left(text: str, start: int, end: int) -> list[tuple[int, int, Reason]]:
    """Stretches between passages that hold more than marks and white space."""
    found: list[tuple[int, int, Reason]] = []
    at = start
    while at < end:
        while at < end and (text[at].isspace() or text[at] in OUTSIDE):
            at += 1
        stop = at
        last = at
        while stop < end and text[stop] != "\n":
            stop += 1
            if not (text[stop - 1].isspace() or text[stop - 1] in OUTSIDE):
                last = stop
        if at < last:
            found.append((at, last, Reason.LAYOUT))
        at = max(stop, at + 1)
    return found

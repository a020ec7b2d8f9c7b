"""Nothing is lost: whatever the text, each character is in one place, and ids hold."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import MASK, Document, DocumentStatus, MaskSpan, Passage, SetAside, Span
from analyse.params import SegmentParams
from analyse.steps.segment import (
    LEADING_MARKS,
    MARKS,
    OUTSIDE,
    VERSION,
    Reason,
    Segmentation,
    segment,
)

BLANK = spacy.blank("fr")
PIECES = st.sampled_from(
    [
        "# ",
        "## ",
        "- ",
        "- ~ ",
        "- . ",
        "• ",
        "**",
        "***",
        "---\n",
        "\n",
        "\n\n",
        "> ",
        "| ",
        " | ",
        "1. ",
        "a) ",
        "[ ] ",
        "Santé : ",
        "Q : ",
        "Réponse : ",
        "ORDRE DU JOUR\n",
        "Références\n",
        "rien à signaler",
        "Il manque de logements. ",
        "Il faudrait un autobus; ",
        "Cela demande du temps. ",
        "etc. ",
        "« Ouvrez! Tout de suite. » ",
        "(p. ex. ici) ",
        "https://exemple.org/a_b ",
        "<sup>e</sup> ",
        "00:00:12.000 --> 00:00:15.000 ",
        "Page 3\n",
        "😀",
        "❤️ ",
        "\x00",
        "\x92",
        "\u200b",
        "\u2028",
        "\t",
        "…",
        "==",
        "é",
        "e\u0301",
        "ß½²",
        MASK * 5 + " ",
        MASK * 4 + " : ",
        "?",
        "!!",
        "x" * 300,
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map("".join),
)


def document(text: str, **fields: object) -> Document:
    masks, at = [], text.find(MASK)
    while at >= 0:
        end = at
        while end < len(text) and text[end] == MASK:
            end += 1
        masks.append(MaskSpan(at, end, "nom", 1 + at % 7))
        at = text.find(MASK, end)
    base = Document(
        id="f" * 16,
        path="note.txt",
        sha256="0" * 64,
        version=1,
        status=DocumentStatus.READ,
        text=text,
        masks=tuple(masks),
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def check(text: str, result: Segmentation) -> None:
    spans: list[Passage | SetAside] = [*result.passages, *result.set_aside]
    assert list(result.passages) == sorted(result.passages, key=lambda p: p.start)
    assert list(result.set_aside) == sorted(result.set_aside, key=lambda s: s.start)
    covered = [0] * len(text)
    for span in spans:
        assert span.text == text[span.start : span.end]
        assert span.text
        for at in range(span.start, span.end):
            covered[at] += 1
    assert max(covered, default=0) <= 1
    for char, count in zip(text, covered, strict=True):
        assert count == 1 or char.isspace() or char in OUTSIDE
        assert count == 1 or not char.isalnum()
    for passage in result.passages:
        assert passage.text == passage.text.strip()
        assert passage.text[0] not in LEADING_MARKS
        assert passage.text[-1] not in MARKS
        assert any(char.isalnum() or char == MASK for char in passage.text)
        assert len(passage.id) == 16
    assert len({passage.id for passage in result.passages}) == len(result.passages)
    assert {aside.reason for aside in result.set_aside} <= {str(reason) for reason in Reason}
    known = {passage.id for passage in result.passages}
    assert all(not p.question_id or p.question_id in known for p in result.passages)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_every_character_is_in_one_place(text: str) -> None:
    """Passages and set-aside spans are disjoint, sorted, and leave only marks outside."""
    check(text, segment(document(text), BLANK, SegmentParams()))


@given(TEXTS)
@settings(max_examples=25, deadline=None)
def test_the_real_pipeline_keeps_the_same_promise(nlp_syntax: object, text: str) -> None:
    check(text, segment(document(text), nlp_syntax, SegmentParams()))


@given(st.lists(TEXTS.filter(lambda t: len(t) < 200), min_size=1, max_size=5), st.booleans())
@settings(max_examples=80, deadline=None)
def test_rows_keep_the_same_promise(cells: list[str], whole: bool) -> None:
    """Text between passages of a table is accounted for as well, in both units."""
    text, rows = "", []
    for number, cell in enumerate(cells, start=1):
        text += "\n\n" if text else ""
        rows.append(Span(len(text), len(text) + len(cell), str(number)))
        text += cell
    params = SegmentParams(unite="ligne" if whole else "passage")
    check(text, segment(document(text, rows=tuple(rows)), BLANK, params))


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_the_same_document_gives_the_same_result(text: str) -> None:
    note = document(text)
    first = segment(note, BLANK, SegmentParams())
    assert segment(note, BLANK, SegmentParams()) == first
    assert VERSION


NOTE = "Le loyer monte. Le loyer monte. Il manque un autobus. Le loyer monte. Il pleut souvent."


def test_ids_outlive_a_correction_elsewhere() -> None:
    """A word changed in one passage leaves the ids of the others as they were."""
    before = segment(document(NOTE), BLANK, SegmentParams()).passages
    fixed = NOTE.replace("un autobus", "deux autobus")
    after = segment(document("Ajout au début.\n\n" + fixed), BLANK, SegmentParams()).passages
    kept = {passage.id for passage in before} & {passage.id for passage in after}
    texts = {passage.text for passage in before if passage.id in kept}
    assert len(before) == 5
    assert texts == {"Le loyer monte.", "Il pleut souvent."}
    assert len(kept) >= 3


def test_ids_ignore_case_spacing_and_the_length_of_masked_names() -> None:
    one = segment(document("Selon ████ le bus manque."), BLANK, SegmentParams()).passages
    two = segment(document("Selon  ██████ le Bus manque."), BLANK, SegmentParams()).passages
    assert [p.id for p in one] == [p.id for p in two]


def test_ids_differ_between_documents() -> None:
    one = segment(document(NOTE), BLANK, SegmentParams()).passages
    two = segment(document(NOTE, id="e" * 16), BLANK, SegmentParams()).passages
    assert not {p.id for p in one} & {p.id for p in two}


@pytest.mark.parametrize("text", ["", " \n\t", "---", "***\n- \n", "😀", "\x00"])
def test_a_text_without_words_gives_no_passage(text: str) -> None:
    result = segment(document(text), BLANK, SegmentParams())
    assert result.passages == ()
    check(text, result)


@pytest.mark.slow
def test_five_megabytes_take_linear_time() -> None:
    """Ten times the text takes at most about ten times as long, one endless line included."""
    sentence = "Il manque de logements abordables dans le quartier, surtout pour les familles. "
    spent = []
    for size in (500_000, 5_000_000):
        text = (sentence * 40 + "\n") * (size // (len(sentence) * 80)) + sentence * (
            size // (len(sentence) * 2)
        )
        start = time.perf_counter()
        result = segment(document(text), BLANK, SegmentParams())
        spent.append(time.perf_counter() - start)
        assert len(result.passages) == text.count(".")
    assert spent[1] < 16 * spent[0]

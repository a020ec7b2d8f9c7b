"""What masking never breaks, whatever the text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import MASK, MASK_KINDS, MaskSpan, Span
from analyse.steps.depersonalise import Found, find, fingerprint, mask, person_keys

PIECES = [
    "Marie Tremblay",
    "M. Roy",
    "mme",
    "Rose",
    "Côté",
    "d'",
    "’",
    "514 555-1234",
    "poste 23",
    "@",
    "marie@exemple.ca",
    "12, rue des Érables",
    "H2X 1Y4",
    "TREM 5551 0112",
    "046 454 286",
    "née le 3 mai 1960",
    "https://fb.com/",
    "\n",
    " ",
    "  ",
    " : ",
    ", ",
    ". ",
    "- ",
    "# ",
    "**",
    "J.-P.",
    "Saint-",
    "(",
    ")",
    "é",
    "E\u0301",
    "😀",
    "\u00a0",
    "de la",
    "█",
    "École",
    "\r",
    "\u2028",
    "O'",
    "Nguyen",
    "À l'animation :",
    "selon",
]
texts = st.one_of(
    st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
)


@st.composite
def texts_with_entities(draw):
    text = draw(texts)
    bounds = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(bounds, bounds), max_size=5))
    return text, [Span(min(a, b), max(a, b), "PER") for a, b in pairs if a != b]


@st.composite
def texts_with_stretches(draw):
    text = draw(texts)
    bounds = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(bounds, bounds), max_size=8))
    kinds = draw(st.lists(st.sampled_from(MASK_KINDS), min_size=8, max_size=8))
    stretches = [
        Found(min(a, b), max(a, b), kind, "x" if kind == "nom" else "")
        for (a, b), kind in zip(pairs, kinds, strict=False)
        if a != b
    ]
    return text, stretches


@given(texts_with_entities())
def test_found_stretches_are_ordered_disjoint_and_inside(case):
    """Stretches come in order, never overlap, never cross a line, and have a known kind."""
    text, entities = case
    found = find(text, entities=entities, roster=["Marie Tremblay"])
    assert found == find(text, entities=entities, roster=["Marie Tremblay"])
    at = 0
    for one in found:
        assert at <= one.start < one.end <= len(text)
        assert "\n" not in text[one.start : one.end]
        assert one.kind in MASK_KINDS
        assert bool(one.key) == (one.kind == "nom")
        at = one.end


@given(texts_with_stretches())
def test_masking_keeps_the_length_and_everything_outside(case):
    """Same length; outside the spans nothing changes; inside, only `█`; twice is once."""
    text, stretches = case
    result, spans = mask(text, stretches, person_numbers={"x": 3})
    assert len(result) == len(text)
    inside = {at for span in spans for at in range(span.start, span.end)}
    wanted = {at for one in stretches for at in range(one.start, one.end)}
    assert all(result[at] == (MASK if at in inside else text[at]) for at in range(len(text)))
    assert set(wanted - inside) == {at for at in wanted if text[at].splitlines() == [""]}
    assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
    assert all(span.person == (3 if span.kind == "nom" else 0) for span in spans)
    assert mask(result, stretches, person_numbers={"x": 3}) == (result, spans)


def test_overlaps_are_merged_under_the_longest():
    """Two stretches that overlap give one span, with the kind and person of the longest."""
    found = [Found(0, 4, "nom", "a"), Found(2, 12, "url")]
    assert mask("x" * 14, found, person_numbers={"a": 1})[1] == (MaskSpan(0, 12, "url", 0),)


def test_a_stretch_outside_the_text_is_refused():
    """A stretch that does not belong to the text is an error, not a longer text."""
    with pytest.raises(ValueError, match="outside"):
        mask("abc", [Found(1, 9, "nom", "a")], person_numbers={})


def test_a_masked_note_has_nothing_left_to_mask():
    """Masking what was masked finds nothing new."""
    text = (
        "M. Roy (514 555-1234) et Marie Tremblay, marie@exemple.ca, 12, rue des Érables, H2X 1Y4."
    )
    once, _ = mask(text, find(text), person_numbers={})
    assert find(once) == []


def keys(*documents: str) -> list[list[str]]:
    found = [find(text) for text in documents]
    digests = [f"d{number}" for number in range(len(documents))]
    return [[one.key for one in final] for final in person_keys(found, digests=digests)]


def test_lone_names_join_the_only_person_they_can_be():
    """A surname, a first name or an initial takes the key of the one full name it fits."""
    (found,) = keys(
        "Marie Tremblay ouvre. Mme Tremblay ajoute. Selon Marie, oui. M. Tremblay (père) aussi."
    )
    assert found[:3] == ["marie tremblay"] * 3
    assert found[3] == "d0:tremblay (m)"  # a man is not Marie
    assert keys("Jean Roy. J. Roy.") == [["jean roy", "jean roy"]]


def test_two_people_of_one_surname_stay_two():
    """ "Tremblay" alone, where two Tremblay were named, is a third key of that document."""
    assert keys("Jean Tremblay et Lucie Tremblay. Selon M. Tremblay, selon Tremblay.")[0][:2] == [
        "jean tremblay",
        "lucie tremblay",
    ]
    found = keys("Dominique Tremblay et Claude Tremblay. Puis Tremblay parle.")[0]
    assert found == ["dominique tremblay", "claude tremblay", "d0:tremblay"]


def test_mrs_and_mr_of_one_surname_are_two_people():
    """Without a full name, "Mme Roy" and "M. Roy" have two keys."""
    (found,) = keys("Mme Roy parle. M. Roy répond.")
    assert len(set(found)) == 2


def test_a_full_name_is_one_person_in_the_corpus_and_a_lone_name_is_not():
    """The same full name in two documents is one key; the same lone name is two."""
    first, second = keys("Marie Tremblay. Mme Roy.", "MARIE TREMBLAY. Mme Roy.")
    assert first[0] == second[0] == "marie tremblay"
    assert first[1] != second[1]


def test_digests_must_match_the_documents():
    """One digest per document, or nothing."""
    with pytest.raises(ValueError, match="zip"):
        person_keys([[]], digests=[])


def test_fingerprint_follows_the_roster_and_not_its_order():
    """What is cached is redone when the roster changes."""
    assert fingerprint(["a b", "c d"]) == fingerprint(["c d", "a b"]) != fingerprint(["a b"])

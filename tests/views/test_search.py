"""Full-text search forgives accents and forms, and shows exactly what was written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.views.search import Index, highlighted, understood

TEXTS = (
    "Le loyer a doublé à Québec.",
    "Les logements sociaux manquent.",
    "Un logement, c'est un début.",
    "On ira au cœur du sujet.",
    "Le transport collectif et le transport adapté.",
)
LEMMAS = (
    ("loyer", "doubler", "Québec"),
    ("logement", "social", "manquer"),
    ("logement", "début"),
    ("aller", "cœur", "sujet"),
    ("transport", "collectif", "adapter"),
)
INDEX = Index(TEXTS, LEMMAS)


def find(text: str) -> list[int]:
    return INDEX.find(understood(text))


def test_accents_ligatures_and_case_are_forgiven():
    assert find("quebec") == find("QUÉBEC") == [0]
    assert find("coeur") == find("cœur") == [3]


def test_plurals_are_forgiven_and_the_exact_form_comes_first():
    assert find("logements") == [1, 2]
    assert find("logement") == [2, 1]


def test_lemmas_are_searched():
    """ "aller" finds "ira", which shares no letter with it at the start."""
    assert find("aller") == [3]


def test_all_words_are_wanted_and_small_ones_are_left_out():
    assert find("les logements sociaux") == [1]
    assert find("loyer transport") == []


def test_a_phrase_is_taken_as_it_is():
    assert find('"transport adapte"') == [4]
    assert find("«\u00a0transport collectif\u00a0»") == [4]
    assert find('"adapté transport"') == []


def test_a_beginning_is_enough_with_a_star():
    assert find("log*") == [1, 2]
    assert find("zz*") == []


def test_nothing_typed_finds_nothing():
    assert not understood("   ")
    assert find("") == find("!!! ...") == []


def test_what_was_asked_is_marked():
    marked = [t for t, hit in highlighted(TEXTS[1], understood("logement")) if hit]
    assert marked == ["logements"]


@settings(deadline=None)
@given(text=st.text(max_size=60), query=st.text(max_size=40))
def test_any_text_and_any_query_are_safe_and_pieces_join_into_the_text(text, query):
    understood_query = understood(query)
    assert "".join(piece for piece, _ in highlighted(text, understood_query)) == text
    Index([text], [[]]).find(understood_query)


@settings(deadline=None)
@given(at=st.integers(0, len(TEXTS) - 1), data=st.data())
def test_a_word_of_a_passage_finds_it(at, data):
    word = data.draw(st.sampled_from(TEXTS[at].replace("'", " ").rstrip(".").split()))
    assert at in find(word)

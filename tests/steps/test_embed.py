"""Passage → text to encode → unit vector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Passage
from analyse.errors import EncoderError
from analyse.steps.embed import embed, encoding_text, in_context, neighbours, plain_text


def passage(text: str, *headings: str) -> Passage:
    return Passage(
        id="0", document_id="d", start=0, end=len(text), text=text, headings=tuple(headings)
    )


class FakeEncoder:
    """Counts characters: the same text always has the same vector."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts, **options):
        self.seen += texts
        return np.array([[1.0 + len(t), 1.0 + t.count("e"), 2.0] for t in texts], dtype=np.float32)

    def get_embedding_dimension(self):
        return 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Le **logement** manque", "Le logement manque"),
        ("la 2<sup>e</sup> rencontre", "la 2e rencontre"),
        (r"un budget de 300 \$ par mois", "un budget de 300 $ par mois"),
        ("████ demande un arrêt", "demande un arrêt"),
        ("la demande de ███ ████-██ (███) avance", "la demande de avance"),
        ("voir [le guide](https://exemple.org/guide) du comité", "voir le guide du comité"),
        ("deux\nlignes   et\tdemie", "deux lignes et demie"),
        ("un mot_composé et 3 < 4", "un mot_composé et 3 < 4"),
        ("_en italique_ ou __gras__", "en italique ou gras"),
        ("████", ""),
    ],
)
def test_marks_are_not_words(written, read):
    """Emphasis, tags, escapes, links and masks do not reach the encoder."""
    assert encoding_text(passage(written)) == read


def cut(document: str, start: int, *headings: str, row: int | None = None) -> Passage:
    return Passage(
        id=f"{document}{start}", document_id=document, start=start, end=start + 1, text="x",
        headings=headings, row=row,
    )  # fmt: skip


def test_neighbours_share_document_and_headings():
    """The passage before and the one after, in the order of the note, under the same headings."""
    passages = [
        cut("a", 20, "Transport"),
        cut("a", 0, "Transport"),
        cut("a", 40, "Logement"),
        cut("b", 50, "Logement"),
        cut("a", 30, "Transport"),
    ]
    assert neighbours(passages) == [(1, 4), (0,), (), (), (0,)]


def test_rows_of_a_table_are_not_neighbours():
    """Different people often wrote them."""
    assert neighbours([cut("a", 0, row=1), cut("a", 5, row=2)]) == [(), ()]


def test_context_brings_neighbours_nearer_and_keeps_units():
    """Two neighbours end up nearer than without context; rows keep unit length."""
    vectors = np.random.default_rng(0).normal(size=(30, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    alone = in_context(vectors, [()] * 30)
    around = [(1,), (0,)] + [()] * 28
    read = in_context(vectors, around)
    assert read[0] @ read[1] > alone[0] @ alone[1]
    assert np.allclose(np.linalg.norm(read, axis=1), 1, atol=1e-6)
    assert np.array_equal(read[2:], alone[2:])


@given(st.integers(10, 300), st.integers(1, 4), st.randoms(use_true_random=False))
def test_context_is_that_of_one_passage_at_a_time(count, most, random):
    """Mixed many at once, each row has the very bits it has when it is mixed alone."""
    rng = np.random.default_rng(random.randrange(1000))
    vectors = rng.normal(size=(count, 7)).astype(np.float32)
    around = [tuple(random.sample(range(count), random.randrange(most))) for _ in range(count)]
    centred = vectors.astype(np.float64) - vectors.astype(np.float64).mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    for row, mixed in enumerate(in_context(vectors, around, weight=0.4)):
        alone = centred[row] + 0.4 * centred[list(around[row])].sum(axis=0)
        alone /= np.linalg.norm(alone[None], axis=1)
        assert np.array_equal(mixed, alone.astype(np.float32))


def test_context_does_not_depend_on_the_order_of_notes():
    """Documents in another order give the same vectors, row by row."""
    vectors = np.random.default_rng(1).normal(size=(40, 5)).astype(np.float32)
    passages = [cut("ab"[i % 2], i, "Titre") for i in range(40)]
    order = np.random.default_rng(2).permutation(40)
    plain = in_context(vectors, neighbours(passages))
    other = in_context(vectors[order], neighbours([passages[i] for i in order]))
    assert np.allclose(other, plain[order], atol=1e-6)


@given(st.text(alphabet="ab.é' -(x)»\n\t\N{NO-BREAK SPACE}\x1c", max_size=40))
def test_a_text_without_marks_reads_as_one_with_marks_that_say_nothing(text):
    """What is spared a text without marks would have changed nothing."""
    assert plain_text(text) == plain_text(f"{text} **")


@given(st.text(max_size=80))
def test_encoding_text_is_one_clean_line(text):
    """Whatever the passage, one line without mask comes out, and the passage is unchanged."""
    note = passage(text)
    out = encoding_text(note)
    assert "█" not in out
    assert out == " ".join(out.split())
    assert note.text == text


@given(st.lists(st.text(max_size=12), max_size=30), st.randoms())
def test_vectors_follow_their_texts(texts, random):
    """Shuffling texts shuffles vectors; rows are float32 of unit length."""
    order = list(range(len(texts)))
    random.shuffle(order)
    vectors = embed(texts, FakeEncoder())
    shuffled = embed([texts[i] for i in order], FakeEncoder())
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), 3)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.array_equal(shuffled, vectors[order])


def test_identical_texts_are_encoded_once():
    """A text said ten times costs one encoding, and progress still adds up to ten."""
    encoder, steps = FakeEncoder(), []
    vectors = embed(["pareil"] * 10 + ["autre"], encoder, progress=steps.append)
    assert sorted(encoder.seen) == ["autre", "pareil"]
    assert sum(steps) == 11
    assert (vectors[:10] == vectors[0]).all()


@pytest.mark.parametrize(
    "answer",
    [np.zeros((2, 3)), np.full((2, 3), np.nan), np.full((2, 3), np.inf), np.ones((1, 3)), [1, 2]],
)
def test_nonsense_from_an_encoder_is_refused(answer):
    """Null, infinite or missing vectors never reach the themes."""

    class Broken:
        def encode(self, texts, **options):
            return answer

    with pytest.raises(EncoderError) as caught:
        embed(["un", "deux"], Broken())
    assert caught.value.action


def test_an_encoder_that_fails_is_told_without_text():
    """The error names the kind of failure, never the notes."""

    class Failing:
        def encode(self, texts, **options):
            raise RuntimeError(texts[0])

    with pytest.raises(EncoderError) as caught:
        embed(["secret"], Failing())
    assert "secret" not in str(caught.value)


def test_real_encoder_is_deterministic(encoder):
    """The embedded encoder gives the same vectors, exactly, for any order of the texts."""
    texts = ["Le loyer monte.", "L'autobus ne passe plus.", "", "Le loyer monte.", "Ah! 😀"]
    vectors = embed(texts, encoder)
    assert np.array_equal(embed(texts[::-1], encoder)[::-1], vectors)
    assert vectors[0] @ vectors[3] == pytest.approx(1, abs=1e-6)

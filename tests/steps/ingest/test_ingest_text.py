"""Decoding: what was typed comes back, NFC and LF, and nothing else changes."""

import codecs
import csv
import unicodedata
from pathlib import Path

import pytest
from documents import read
from hypothesis import given
from hypothesis import strategies as st

from analyse.errors import ReaderError
from analyse.steps.ingest import charsets
from analyse.steps.ingest.text import decode, normalise

DATA = Path(__file__).parents[3] / "data"

# What a keyboard gives: no control character but tab and line breaks, no lone surrogate.
typed = st.text(
    st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("\t\n\r"))
).filter(lambda text: not text.startswith("\ufeff"))
_CP1252 = "".join(chr(0x20 + i) for i in range(0x5F)) + "àâäçéèêëîïôöùûüÿœŒÉÀ’“”«»–—…€\u00a0"


def expected(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


@given(typed, st.sampled_from(["utf-8", "utf-8-sig"]))
def test_utf8_comes_back(text, encoding):
    found = decode(text.encode(encoding))
    assert found.text == expected(text)
    assert found.encoding == encoding


@given(
    typed, st.sampled_from([("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE)])
)
def test_utf16_with_bom_comes_back(text, codec):
    found = decode(codec[1] + text.encode(codec[0]))
    assert (found.text, found.encoding) == (expected(text), codec[0])


@given(st.text(st.sampled_from(_CP1252 + "\r\n"), min_size=1))
def test_bytes_in_any_order_come_back_or_are_said_doubtful(text):
    """Signs at random make no sense in any encoding: nothing is read with more certainty than that.

    What is read has at least one point in its favour, and no other encoding comes near.
    """
    data = text.encode("cp1252")
    try:
        found = decode(data)
    except ReaderError:
        return
    if found.encoding in charsets.CANDIDATES and found.text != expected(text):
        better = charsets.plausibility(data.decode(found.encoding))
        assert better >= charsets.plausibility(text) + charsets.MARGIN


def sentences():
    """French sentences that nobody looked at while the rules of `charsets` were written."""
    with (DATA / "facettes" / "phrases.csv").open(encoding="utf-8", newline="") as stream:
        return [row["texte"] for row in csv.DictReader(stream)]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "utf-16-le", "utf-16-be"])
def test_a_sentence_is_enough_to_know_its_encoding(encoding):
    """Each labelled sentence, alone in a file without a mark, comes back; not one is misread."""
    tried, refused = 0, []
    for sentence in sentences():
        text = sentence.replace("\u202f", "\xa0").replace("█", "x")
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        if text.isascii() and not encoding.startswith("utf-16"):
            continue
        tried += 1
        try:
            assert decode(data).text == expected(text)
        except ReaderError:
            refused.append(sentence)
    assert tried > 500
    assert len(refused) <= 0.01 * tried


_WORDS = "où l’été Noël façon cœur Île À déjà École « » œuvre ambiguë maïs – 5 € n° 3 août forêt"
words = st.sampled_from(_WORDS.split())


@given(st.lists(words, min_size=6), st.sampled_from(["cp1252", "mac_roman"]))
def test_words_in_any_order_are_never_misread(parts, encoding):
    text = " ".join(parts)
    try:
        found = decode(text.encode(encoding))
    except ReaderError:
        return  # doubtful: a person is asked
    assert found.text == expected(text)


def test_old_linux_notes_keep_their_ligatures():
    assert decode("Le cœur de l'œuvre, déjà".encode("iso8859-15")).text.startswith("Le cœur")


@pytest.mark.parametrize("data", [b"Zoom\x99 ", b"\xc9", "Привет, как дела".encode("cp1251")])
def test_an_encoding_that_cannot_be_told_is_refused(data):
    """ "Zoom™" of Windows is "Zoomô" of a Macintosh; Russian makes no sense in French."""
    with pytest.raises(ReaderError, match="UTF-8"):
        decode(data)


def test_two_notes_end_to_end_in_two_encodings_are_both_read():
    data = "Première note, déjà.\n".encode() + "Deuxième note, à côté.\n".encode("mac_roman")
    found = decode(data)
    assert found.text == "Première note, déjà.\nDeuxième note, à côté.\n"
    assert found.encoding == "utf-8+mac_roman"
    assert found.warnings


def test_a_file_cut_inside_a_character_is_read_up_to_there():
    found = decode("Déjà été".encode()[:-1])
    assert (found.text, len(found.warnings)) == ("Déjà ét", 1)


@pytest.mark.parametrize("codec", [codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE])
def test_utf32_with_bom_comes_back(codec):
    name = "utf-32-le" if codec == codecs.BOM_UTF32_LE else "utf-32-be"
    assert decode(codec + "Été 🙂".encode(name)).text == "Été 🙂"


def test_thousands_of_combining_marks_cost_no_time():
    """Ordering them takes the square of their number: a text that has so many is refused."""
    with pytest.raises(ReaderError, match="signes combinants"):
        normalise("a" + "\u0316\u0301" * 200_000)


def test_what_no_database_takes_is_told_in_the_text():
    assert normalise("a\x00b\ud800c") == "a\ufffdb\ufffdc"


@given(typed)
def test_normalise_is_idempotent_and_leaves_no_carriage_return(text):
    once = normalise(text)
    assert normalise(once) == once
    assert "\r" not in once


def test_nothing_but_line_ends_and_composition_changes(tmp_path):
    """Spaces, tabs, blank lines, emoji, no-break spaces and an inner BOM stay."""
    note = "  - a\t b \n\n\n« c\u00a0» 🙂 \ufeffe\u0301\r\nfin  "
    (tmp_path / "a.md").write_bytes(note.encode())
    found = read(tmp_path / "a.md")
    assert found.text == "  - a\t b \n\n\n« c\u00a0» 🙂 \ufeffé\nfin  "
    assert (found.media_type, found.reader) == ("text/markdown", "md")


def test_front_matter_stays_in_the_text(tmp_path):
    (tmp_path / "a.md").write_text("---\natelier: 7\n---\nTexte\n", encoding="utf-8")
    assert read(tmp_path / "a.md").text.startswith("---\natelier: 7\n---\n")


def test_a_wrong_bom_before_cp1252_is_not_an_obstacle():
    assert decode(codecs.BOM_UTF8 + "été".encode("cp1252")).text == "été"


def test_accents_damaged_before_us_are_told():
    garbled = "é".encode().decode("cp1252") + " à"
    assert decode(garbled.encode("cp1252")).warnings


@pytest.mark.parametrize(
    "data",
    [
        b"abc\x00def",
        bytes(range(1, 32)) * 20,
        b"a\x00",
        b"a\x00b\x00c\x00d\x00e",
        codecs.BOM_UTF16_LE + b"a",
        b"caf\x8d\x81",
    ],
)
def test_what_is_not_text_is_refused(data):
    with pytest.raises(ReaderError):
        decode(data)


@pytest.mark.parametrize("data", [b"", b" \n\t\n", codecs.BOM_UTF8])
def test_a_file_without_words_is_refused(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(ReaderError, match=r"vide|aucun texte"):
        read(tmp_path / "a.txt")

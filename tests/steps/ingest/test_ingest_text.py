"""Decoding: what was typed comes back, NFC and LF, and nothing else changes."""

import codecs
import unicodedata

import pytest
from documents import read
from hypothesis import assume, given
from hypothesis import strategies as st

from analyse.errors import ReaderError
from analyse.steps.ingest.text import decode, normalise

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
def test_cp1252_comes_back(text):
    data = text.encode("cp1252")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert decode(data).text == expected(text)
        assert decode(data).encoding == "cp1252"
    else:
        assume(False)


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
    [b"abc\x00def", bytes(range(1, 32)) * 20, codecs.BOM_UTF16_LE + b"a", b"caf\x8d\x81"],
)
def test_what_is_not_text_is_refused(data):
    with pytest.raises(ReaderError):
        decode(data)


@pytest.mark.parametrize("data", [b"", b" \n\t\n", codecs.BOM_UTF8])
def test_a_file_without_words_is_refused(tmp_path, data):
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(ReaderError, match=r"vide|aucun texte"):
        read(tmp_path / "a.txt")

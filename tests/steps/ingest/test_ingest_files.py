"""The list of what was received."""

import hashlib
import os
import sys
import unicodedata

import pytest
from documents import OLE2

from analyse.steps.ingest import list_files, locate, reader_of
from analyse.steps.ingest.advice import extension
from analyse.steps.ingest.files import is_odd
from analyse.steps.ingest.registry import CHOICE


def test_files_are_listed_in_the_order_of_their_path(tmp_path):
    (tmp_path / "jour-1").mkdir()
    (tmp_path / "jour-1" / "b.txt").write_text("b")
    (tmp_path / "a.md").write_text("a")
    found = list_files(tmp_path)
    assert [r.path for r in found] == ["a.md", "jour-1/b.txt"]
    assert found[0].sha256 == hashlib.sha256(b"a").hexdigest()
    assert (found[0].size, found[0].reason, found[0].extraction) == (1, "", None)


def test_the_same_bytes_are_one_voice_whatever_their_names(tmp_path):
    for name in ("c.txt", "a.txt", "b.md"):
        (tmp_path / name).write_text("même note")
    assert [(r.path, r.duplicate_of) for r in list_files(tmp_path)] == [
        ("a.txt", ""),
        ("b.md", "a.txt"),
        ("c.txt", "a.txt"),
    ]


def test_the_original_is_a_file_that_can_be_read(tmp_path):
    """A copy under an unknown extension never makes the readable one a duplicate."""
    (tmp_path / "a.bak").write_text("note")
    (tmp_path / "b.txt").write_text("note")
    first, second = list_files(tmp_path)
    assert (first.path, first.duplicate_of) == ("a.bak", "b.txt")
    assert (second.duplicate_of, second.reason) == ("", "")


@pytest.mark.parametrize(
    "name",
    [".DS_Store", "Thumbs.db", "desktop.ini", "~$note.docx", ".~lock.note.odt#", ".cache.txt"],
)
def test_by_products_are_not_received(tmp_path, name):
    (tmp_path / name).write_text("x")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "note.txt").write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "note.txt").write_text("x")
    assert list_files(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.doc", b"x\x00", "docx"),
        ("a.zip", b"x", "décompressez"),
        ("a.jpg", b"x", "image"),
        ("a.xyz", b"x", "format"),
        ("sans-extension", b"x\x00", "format"),
        ("a.txt", b"", "vide"),
        ("a.docx", OLE2 + bytes(600), "ancien format"),
        ("b.docx", OLE2 + bytes(9000) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("a.pdf", b"bonjour", "abîmé"),
        ("c.xyz", b"%PDF-1.7 x", "format"),
    ],
)
def test_what_cannot_be_read_has_a_reason(tmp_path, name, data, word):
    (tmp_path / name).write_bytes(data)
    (record,) = list_files(tmp_path)
    assert word in record.reason
    assert name.split(".")[0] not in record.reason.split()


def test_a_link_that_leaves_the_notes_is_never_opened(tmp_path):
    outside = tmp_path / "ailleurs"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "dossier").symlink_to(outside)
    (notes / "fichier.txt").symlink_to(outside / "secret.txt")
    (notes / "perdu.txt").symlink_to(notes / "absent.txt")
    found = list_files(notes)
    assert [r.path for r in found] == ["dossier", "fichier.txt", "perdu.txt"]
    assert all(r.reason and not r.sha256 for r in found)


def test_a_link_inside_the_notes_is_a_file(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert [r.duplicate_of for r in list_files(tmp_path)] == ["", "a.txt"]


def test_a_pipe_does_not_block_the_list(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    (record,) = list_files(tmp_path)
    assert "fichier ordinaire" in record.reason


def test_paths_are_composed_and_files_are_found_again(tmp_path):
    """A folder copied from macOS has decomposed names."""
    folder = tmp_path / unicodedata.normalize("NFD", "journée")
    folder.mkdir()
    (folder / unicodedata.normalize("NFD", "été.txt")).write_text("x")
    (record,) = list_files(tmp_path)
    assert record.path == unicodedata.normalize("NFC", "journée/été.txt")
    assert locate(tmp_path, record.path).read_text() == "x"
    with pytest.raises(FileNotFoundError):
        locate(tmp_path, "absent.txt")


def test_two_compositions_of_one_name_are_both_received(tmp_path):
    for form in ("NFC", "NFD"):
        (tmp_path / unicodedata.normalize(form, "é.txt")).write_text(form)
    found = list_files(tmp_path)
    if len(found) == 1:
        pytest.skip("ce système de fichiers compose les noms")
    assert len({r.path for r in found}) == 2
    assert sum(bool(r.reason) for r in found) == 1


def test_what_keys_a_reading_changes_with_the_readers_that_may_take_the_file():
    """By name and content: a reader that changes has its own files read again, not all of them."""
    assert reader_of("jour-1/A.DOCX", "zip") == reader_of("b.doc", "zip")
    assert reader_of("a.tsv") == reader_of("a.csv") == reader_of("sans extension")
    assert reader_of("a.xyz", "pdf") is None
    assert reader_of("a.jpg") is None
    texts, pdf, package = (set(reader_of("a.txt", kind)) for kind in ("", "pdf", "zip"))
    assert any(name.startswith("pdf ") for name in pdf)
    assert not texts & pdf & package - {CHOICE}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.TXT", ".txt"),
        ("Atelier 4. Notes", ""),
        ("notes du 12.05", ""),
        ("note.docx ", ".docx"),
        ("archive.tar.gz", ".gz"),
        ("sans", ""),
    ],
)
def test_an_extension_is_not_the_end_of_a_title(name, found):
    assert extension(name) == found


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "a\x1b[31mb.txt", "note\u202etxt.docx", "a\u2028b.txt", "a\u200bb.txt"]
)
def test_a_name_that_cannot_be_shown_is_told_without_its_signs(tmp_path, name):
    """A terminal would obey it, or show another name: it is quarantined and shown with U+FFFD."""
    (tmp_path / name).write_text("note")
    (record,) = list_files(tmp_path)
    assert "caractère invisible" in record.reason
    assert "\ufffd" in record.path
    assert not any(is_odd(sign) for sign in record.path)


@pytest.mark.parametrize(
    "name", ["--aide.txt", "-rf.txt", "👩\u200d🔬 note.txt", " espace .txt", "é'\"&.txt"]
)
def test_a_strange_but_visible_name_is_received(tmp_path, name):
    (tmp_path / name).write_text("note")
    (record,) = list_files(tmp_path)
    assert (record.path, record.reason) == (name, "")


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_that_is_no_unicode_is_received(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("note")
    (record,) = list_files(tmp_path)
    assert "mal encodé" in record.reason
    assert record.path == "caf\ufffd.txt"


def test_names_that_differ_by_case_are_two_files(tmp_path):
    (tmp_path / "Note.txt").write_text("a")
    (tmp_path / "note.txt").write_text("b")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("ce système de fichiers ne distingue pas la casse")
    assert [(r.path, r.reason) for r in list_files(tmp_path)] == [
        ("Note.txt", ""),
        ("note.txt", ""),
    ]


def test_a_huge_file_is_not_even_hashed(tmp_path):
    """A film of hours has its advice at once; a text is to be cut."""
    for name in ("a.mp4", "a.txt"):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(1 << 40)
    film, text = list_files(tmp_path)
    assert "transcription" in film.reason
    assert "trop gros" in text.reason
    assert film.sha256 == text.sha256 == ""

"""The list of what was received."""

import hashlib
import os
import unicodedata

import pytest
from documents import OLE2

from analyse.steps.ingest import list_files, locate, reader_of


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
        ("a.doc", b"x", "docx"),
        ("a.zip", b"x", "décompressez"),
        ("a.jpg", b"x", "image"),
        ("a.xyz", b"x", "format"),
        ("sans-extension", b"x", "format"),
        ("a.txt", b"", "vide"),
        ("a.docx", OLE2 + bytes(600), "ancien format"),
        ("b.docx", OLE2 + bytes(9000) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        ("a.pdf", b"bonjour", "abîmé"),
        ("c.txt", b"%PDF-1.7 x", "PDF"),
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


def test_readers_have_a_name_and_a_version():
    assert reader_of("jour-1/A.DOCX") == reader_of("b.docx")
    assert reader_of("a.tsv") == reader_of("a.csv")
    assert reader_of("a.xyz") is None
    name, version = reader_of("a.pdf")
    assert name == "pdf"
    assert version

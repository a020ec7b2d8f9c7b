"""One bad file never stops a run: each has its reason, in French, without names nor text."""

import struct
import zipfile

import docx
import openpyxl
import pytest
from documents import OLE2, odt, part, pdf, read, rewrite

from analyse.errors import ReaderError
from analyse.steps.ingest import safety

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def word(path, text="Bonjour à vous"):
    document = docx.Document()
    document.add_paragraph(text)
    document.save(path)
    return path


def reason(path):
    with pytest.raises(ReaderError) as caught:
        read(path)
    return str(caught.value).replace("\u00a0", " ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_word(tmp_path, encoding):
    source = word(tmp_path / "a.docx")
    body = part(source, "word/document.xml").decode()
    body = body.split("?>", 1)[1].replace("Bonjour", "&b;")
    hostile = f'<?xml version="1.0" encoding="{encoding}"?>{BOMB}{body}'.encode(encoding)
    path = rewrite(source, tmp_path / "b.docx", {"word/document.xml": hostile})
    assert "DOCTYPE" in reason(path)


def test_a_document_type_is_refused_in_sheets_and_opendocument(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Texte"])
    book.active.append(["x"])
    book.save(tmp_path / "a.xlsx")
    sheet = part(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml")
    hostile = BOMB.encode() + sheet.split(b"?>", 1)[-1]
    path = rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": hostile})
    assert "DOCTYPE" in reason(path)
    assert "DOCTYPE" in reason(odt(tmp_path / "a.odt", "<text:p>x</text:p>", doctype=BOMB))


def test_an_encoding_that_could_hide_a_document_type_is_refused(tmp_path):
    source = word(tmp_path / "a.docx")
    body = part(source, "word/document.xml").split(b"?>", 1)[1]
    hidden = b'<?xml version="1.0" encoding="utf-7"?>' + body
    assert reason(rewrite(source, tmp_path / "b.docx", {"word/document.xml": hidden}))


def test_a_document_that_declares_too_much_is_never_unpacked(tmp_path):
    """The sizes of the directory are enough: no part is opened."""
    path = word(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/media/x.bin", b"x")
    raw = bytearray(path.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = struct.pack("<I", safety.MAX_UNZIPPED_BYTES + 1)
    path.write_bytes(raw)
    assert "démesuré" in reason(path)


def test_too_many_parts_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(safety, "MAX_PARTS", 3)
    assert "démesuré" in reason(word(tmp_path / "a.docx"))


def test_a_part_that_lies_about_its_size_is_refused(tmp_path):
    path = word(tmp_path / "a.docx")
    raw = bytearray(path.read_bytes())
    at = raw.index(b"word/document.xml", raw.index(b"PK\x01\x02"))
    raw[at - 46 + 24 : at - 46 + 28] = struct.pack("<I", 10)
    path.write_bytes(raw)
    assert "abîmé" in reason(path)


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_truncated_document_is_refused(tmp_path, kept):
    path = word(tmp_path / "a.docx", "mot " * 2000)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert "abîmé" in reason(path)


def test_old_and_locked_office_documents(tmp_path):
    (tmp_path / "a.docx").write_bytes(OLE2 + bytes(600))
    assert "ancien format" in reason(tmp_path / "a.docx")
    locked = OLE2 + bytes(20_000) + "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "b.xlsx").write_bytes(locked)
    assert "mot de passe" in reason(tmp_path / "b.xlsx")


def test_a_locked_opendocument(tmp_path):
    path = odt(tmp_path / "a.odt", "", manifest="<manifest:encryption-data/>")
    assert "mot de passe" in reason(path)


@pytest.mark.parametrize(
    ("name", "data", "word_of_reason"),
    [
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        ("a.txt", bytes(range(256)) * 4, "pas du texte"),
        ("a.md", b"{\\rtf1 bonjour}", "RTF"),
        ("a.csv", b"PK\x03\x04" + bytes(50), "abîmé"),
        ("a.docx", b"%PDF-1.4 bonjour", "abîmé"),
        ("a.docx", b"Bonjour.\x00\x01", "abîmé"),
        ("a.pdf", b"PK\x03\x04" + bytes(50), "abîmé"),
        ("a.pdf", b"1 0 obj << /Type /Catalog >> endobj", "abîmé"),
        ("a.xlsx", b"<html><table><tr><td>texte</td></tr></table></html>", "page Web"),
        ("a.doc", b"<?xml version='1.0'?><w:wordDocument/>", ".docx"),
        ("a.txt", b"MIME-Version: 1.0\r\nFrom: a\r\n\r\nBonjour", "courriel"),
        ("a.odt", b"PK\x03\x04" + bytes(50), "abîmé"),
        ("a.doc", OLE2, ".docx"),
        ("a.xyz", b"x", "format"),
    ],
)
def test_content_and_extension_must_agree(tmp_path, name, data, word_of_reason):
    (tmp_path / name).write_bytes(data)
    assert word_of_reason in reason(tmp_path / name)


def test_what_the_content_says_wins_over_the_name(tmp_path):
    """A document under another known name is read for what it is: nothing can be mistaken."""
    source = word(tmp_path / "a.docx")
    for name in ("b.doc", "c.odt", "d.txt", "e.docm", "f", "g.zip"):
        (tmp_path / name).write_bytes(source.read_bytes())
        found = read(tmp_path / name)
        assert (found.reader, found.text) == ("docx", "Bonjour à vous")
    book = openpyxl.Workbook()
    book.active.append(["Texte"])
    book.active.append(["Une idée"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").write_bytes((tmp_path / "a.xlsx").read_bytes())
    assert read(tmp_path / "b.csv").text == "Une idée"
    pdf(tmp_path / "c.pdf", [[(72, 700, 11, "Bonjour")]]).rename(tmp_path / "c.docx")
    assert read(tmp_path / "c.docx").reader == "pdf"


@pytest.mark.parametrize(
    ("name", "data", "reader", "text"),
    [
        ("a.docx", b"Le transport manque.", "txt", "Le transport manque."),
        (
            "a.doc",
            b"<html><body><p>Le <b>transport</b></p></body></html>",
            "html",
            "Le **transport**",
        ),
        ("a.txt", b"<!DOCTYPE html><html><p>Le transport</p></html>", "html", "Le transport"),
        ("a.html", b"Un\n\nDeux lignes\nici", "txt", "Un\n\nDeux lignes\nici"),
        ("a.xls", b"texte\tjour\nUne note\t2\n", "csv", "Une note"),
        ("a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nBonjour\n", "vtt", "Bonjour"),
        ("Atelier 4. Notes", "Le café.".encode("utf-16"), "txt", "Le café."),
        ("a.md", b"<div>Du *Markdown*</div>", "md", "<div>Du *Markdown*</div>"),
    ],
)
def test_a_text_under_another_name_is_read(tmp_path, name, data, reader, text):
    (tmp_path / name).write_bytes(data)
    found = read(tmp_path / name)
    assert (found.reader, found.text) == (reader, text)


def test_an_unknown_extension_is_not_opened(tmp_path):
    """A copy kept by a program (".bak") would be a second voice."""
    word(tmp_path / "a.docx").rename(tmp_path / "a.bak")
    assert "format non pris en charge" in reason(tmp_path / "a.bak")


def test_a_document_of_photographs_says_so(tmp_path):
    source = word(tmp_path / "a.docx", "")
    path = rewrite(source, tmp_path / "b.docx", {"word/media/image1.jpg": b"\xff\xd8\xff"})
    assert "que des images" in reason(path)
    assert "aucun texte" in reason(source)


def test_too_much_text_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("analyse.steps.ingest.registry.MAX_TEXT", 10)
    (tmp_path / "a.txt").write_text("onze signes")
    assert "trop de texte" in reason(tmp_path / "a.txt")


def test_a_file_too_big_is_not_read(tmp_path):
    with (tmp_path / "a.txt").open("wb") as stream:
        stream.truncate(safety.MAX_FILE_BYTES + 1)
    assert "trop gros" in reason(tmp_path / "a.txt")


def test_too_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr("analyse.steps.ingest.tables.MAX_ROWS", 3)
    (tmp_path / "a.csv").write_text("jour,texte\n" + "1,oui\n" * 4)
    assert "trop de lignes" in reason(tmp_path / "a.csv")


def test_too_many_pages(tmp_path, monkeypatch):
    monkeypatch.setattr("analyse.steps.ingest.pdf.MAX_PAGES", 2)
    path = pdf(tmp_path / "a.pdf", [[(72, 700, 11, "Bonjour")]] * 3)
    assert "trop de pages" in reason(path)


def test_reasons_hold_neither_names_nor_text(tmp_path):
    path = tmp_path / "Ana Roy.docx"
    path.write_bytes(b"PK\x03\x04 secret de la note")
    with pytest.raises(ReaderError) as caught:
        read(path)
    assert "Ana" not in str(caught.value)
    assert "secret" not in str(caught.value)

"""A folder of invented notes with all that may go wrong in a folder: broken, trapped, odd files.

Each file is made here, from nothing; each says which words its reason must hold. Used by the test
that reads the whole folder and by the measure of what each file costs (`benchmarks.lecture`).
"""

from __future__ import annotations

import io
import os
import random
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = OLE2 + bytes(9000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
PASSWD = '<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/passwd">]>'
BOMB = 70 << 20
"""Bytes of a part once unpacked: more than is taken, little to make."""

Make = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Case:
    """One file.

    Attributes:
        name: path under notes/ (bytes when it is no Unicode).
        make: writes it.
        reason: what the reason of its quarantine must hold; "" for a file that is read.
        shown: its path in the ledger, when it is not `name`.
    """

    name: str | bytes
    make: Make
    reason: str
    shown: str = ""

    @property
    def path(self) -> str:
        """Where it stands in the ledger."""
        return self.shown or unicodedata.normalize("NFC", os.fsdecode(self.name))


def raw(data: bytes | str) -> Make:
    """A file of these bytes."""
    content = data.encode() if isinstance(data, str) else data
    return lambda path: path.write_bytes(content)


# -- documents made by hand -------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="{}"/></Relationships>'
)
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def package(parts: dict[str, bytes | str], *, level: int = 6) -> bytes:
    """A zipped document of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def word(body: str, *, before: str = "", encoding: str = "utf-8") -> bytes:
    """A Word document whose body is this XML."""
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>{before}'
        f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    )
    data = document.encode("utf-8" if encoding == "utf-7" else encoding)
    return package({"_rels/.rels": _RELS.format("word/document.xml"), "word/document.xml": data})


def paragraph(text: str) -> str:
    """A paragraph of Word."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, *, before: str = "", manifest: str = "") -> bytes:
    """An OpenDocument text whose body is this XML."""
    spaces = f'xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0"'
    content = (
        f'<?xml version="1.0"?>{before}<office:document-content {spaces}><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    parts: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
    }
    if manifest:
        parts["META-INF/manifest.xml"] = manifest
    return package(parts)


def sheet(rows: str, *, before: str = "") -> bytes:
    """A workbook of one sheet whose rows are this XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return package(
        {
            "[Content_Types].xml": (
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                '<Default Extension="rels" ContentType="application/'
                'vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
                f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}'
                '.worksheet+xml"/></Types>'
            ),
            "_rels/.rels": _RELS.format("xl/workbook.xml"),
            "xl/workbook.xml": (
                f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                '<sheet name="F" sheetId="1" r:id="s"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                f'relationships"><Relationship Id="s" Type="{office}/worksheet" '
                'Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": (
                f'<?xml version="1.0"?>{before}<worksheet xmlns="{main}"><sheetData>{rows}'
                "</sheetData></worksheet>"
            ),
        },
        level=1,
    )


def cells(*texts: str) -> str:
    """A row of a sheet."""
    inner = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{inner}</row>"


def deck(slides: int, *, before: str = "", missing: bool = False) -> bytes:
    """A presentation of so many slides, all of them the same part."""
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ids = '<p:sldId id="256" r:id="s"/>' * slides
    parts: dict[str, bytes | str] = {
        "_rels/.rels": _RELS.format("ppt/presentation.xml"),
        "ppt/presentation.xml": (
            f'<?xml version="1.0"?>{before}<p:presentation xmlns:p="{p}" xmlns:r="{office}">'
            f"<p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
        ),
    }
    if missing:
        parts["ppt/slides/slide1.xml"] = "<p:sld"
        parts["ppt/_rels/presentation.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="s" Type="{office}/slide" Target="slides/slide1.xml"/>'
            "</Relationships>"
        )
    return package(parts)


def pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first one being its catalogue."""
    out, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        trailer,
        start,
    )


def pdf_page(stream: bytes, *, filtered: bool = False, kids: int = 1) -> list[bytes]:
    """Objects of a document whose pages all show one stream, the fourth object."""
    extra = b"/Filter /FlateDecode " if filtered else b""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
        b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> "
        b"/XObject << /X0 5 0 R >> >> >>"
    )
    numbers = [3, *range(5, 4 + kids)]
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>"
        % (b" ".join(b"%d 0 R" % number for number in numbers), kids),
        page,
        b"<< %b/Length %d >>\nstream\n%b\nendstream" % (extra, len(stream), stream),
        *[page] * (kids - 1),
    ]


def pdf_forms(depth: int, times: int) -> list[bytes]:
    """Forms that each draw the next one so many times: few bytes, no end."""
    objects = pdf_page(b"/X0 Do")
    for level in range(depth):
        draw = b"/X0 Do " * times if level < depth - 1 else b"0 0 1 1 re f "
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << "
            b"/X0 %d 0 R >> >> /Length %d >>\nstream\n%b\nendstream"
            % (len(objects) + 2, len(draw), draw)
        )
    return objects


_HELLO = b"BT /F1 11 Tf 72 700 Td (Bonjour) Tj ET"


def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(1)
    chunk = bytes(1 << 20)
    return b"".join([*(packer.compress(chunk) for _ in range(size >> 20)), packer.flush()])


def _declares(size: int) -> bytes:
    """A document whose directory says that a part is huge, or tiny."""
    data = bytearray(word(paragraph("Bonjour")))
    at = data.rindex(b"word/document.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


def _flagged() -> bytes:
    """A document whose parts say that they are encrypted."""
    data = bytearray(word(paragraph("Bonjour")))
    at = data.rindex(b"word/document.xml") - 46
    data[at + 8 : at + 10] = struct.pack("<H", 1)
    return bytes(data)


def _noise(size: int) -> bytes:
    return random.Random(5).randbytes(size)


def _cut(data: bytes, share: float) -> bytes:
    return data[: int(len(data) * share)]


def _long() -> str:
    signs = random.Random(7).choices("abcdefghijklmnop", k=60_000)
    return paragraph("".join(signs))


def _link(target: str) -> Make:
    return lambda path: path.symlink_to(path.parent / target)


def _sparse(size: int) -> Make:
    def make(path: Path) -> None:
        with path.open("wb") as stream:
            stream.truncate(size)

    return make


# -- the cases --------------------------------------------------------------------------------


def cases() -> Iterator[Case]:
    """Every file, hostile ones first; those that the disk refuses are left out by `fill`."""
    yield from _bombs()
    yield from _documents()
    yield from _locked()
    yield from _truncated()
    yield from _texts()
    yield from _legacy()
    yield from _mistaken()
    yield from _names()
    yield from _good()


def _bombs() -> Iterator[Case]:
    hello = paragraph("Bonjour")
    yield Case("bombe/annoncee.docx", raw(_declares(600 << 20)), "démesuré")
    yield Case("bombe/mensonge.docx", raw(_declares(10)), "abîmé")
    big = {"_rels/.rels": _RELS.format("word/document.xml"), "word/document.xml": bytes(BOMB)}
    yield Case("bombe/part.docx", raw(package(big, level=1)), "démesuré")
    big = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": bytes(BOMB)}
    yield Case("bombe/part.odt", raw(package(big, level=1)), "démesuré")
    many = {f"word/{i}.xml": b"" for i in range(10_001)} | {"word/document.xml": b"<x/>"}
    yield Case("bombe/parts.docx", raw(package(many)), "démesuré")
    deep = "<w:sdt><w:sdtContent>" * 100_000
    yield Case("bombe/profonde.docx", raw(word(deep)), "abîmé")
    yield Case("bombe/profonde.html", raw("<div>" * 200_000 + "fond"), "abîmé")
    yield Case("bombe/rire.docx", raw(word(hello, before=LAUGHS)), "DOCTYPE")
    wide = word(hello, before=LAUGHS, encoding="utf-16")
    yield Case("bombe/rire-utf16.docx", raw(wide), "DOCTYPE")
    yield Case("bombe/rire.odt", raw(odt("<text:p>&d;</text:p>", before=LAUGHS)), "DOCTYPE")
    yield Case("bombe/rire.xlsx", raw(sheet(cells("texte"), before=LAUGHS)), "DOCTYPE")
    yield Case("bombe/rire.pptx", raw(deck(1, before=LAUGHS)), "DOCTYPE")
    yield Case("bombe/dehors.docx", raw(word(paragraph("&d;"), before=PASSWD)), "DOCTYPE")
    yield Case("bombe/utf7.docx", raw(word(hello, encoding="utf-7")), "DOCTYPE")
    rows = cells("texte") + cells("Une note assez courte.") * 1_000_000
    yield Case("bombe/million.xlsx", lambda path: path.write_bytes(sheet(rows)), "trop de lignes")
    yield Case("bombe/million.csv", raw("texte;jour\n" + "note;1\n" * 1_000_000), "trop de lignes")
    yield Case("bombe/cellule.csv", raw("texte\n" + "a" * 10_000_001), "tableau illisible")
    yield Case("bombe/roman.txt", raw("Un mot de plus.\n" * 700_000), "trop de texte")
    yield Case("bombe/diapos.pptx", raw(deck(1001)), "trop de pages")
    pages = pdf(pdf_page(_HELLO, kids=1001))
    yield Case("bombe/pages.pdf", raw(pages), "trop de pages")
    yield Case(
        "bombe/flux.pdf",
        lambda path: path.write_bytes(pdf(pdf_page(_deflated(1200 << 20), filtered=True))),
        "mémoire",
    )
    # It takes all its time or all its memory, whichever the machine has less of.
    yield Case("bombe/formes.pdf", raw(pdf(pdf_forms(12, 12))), "document a ")
    marks = "a" + "\u0316\u0301" * 300_000
    yield Case("bombe/accents.txt", raw(marks), "signes combinants")


def _documents() -> Iterator[Case]:
    yield Case("abime/sans-corps.docx", raw(package({"word/document.xml": "<a/>"})), "abîmé")
    yield Case("abime/mal-forme.docx", raw(word("<w:p>")), "abîmé")
    yield Case("abime/mal-forme.odt", raw(odt("<text:p>")), "abîmé")
    yield Case("abime/diapo.pptx", raw(deck(1, missing=True)), "abîmé")
    yield Case("abime/feuille.xlsx", raw(sheet("<row><c")), "abîmé")
    flipped = bytearray(word(_long()))
    flipped[len(flipped) // 2] ^= 0xFF
    yield Case("abime/octet.docx", raw(bytes(flipped)), "abîmé")
    yield Case("abime/bruit.pdf", raw(b"%PDF-1.7\n" + _noise(5000)), "abîmé")
    yield Case("abime/boucle.pdf", raw(pdf([b"<< /Type /Catalog /Pages 2 0 R >>",
               b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])), "abîmé")  # fmt: skip
    yield Case("abime/xref.pdf", raw(_self_referring()), "abîmé")
    scan = pdf(pdf_page(b"q 595 0 0 842 0 0 cm /Im1 Do Q"))
    yield Case("abime/numerise.pdf", raw(scan), "numérisé")
    yield Case("abime/vide.docx", raw(word("<w:p/>")), "aucun texte")
    yield Case("abime/vide.odt", raw(odt("<text:p/>")), "aucun texte")
    yield Case("abime/vide.xlsx", raw(sheet("")), "aucun texte")
    yield Case("abime/vide.html", raw("<html><body><script>x</script></body></html>"), "aucun")
    yield Case("abime/sans-texte.xlsx", raw(sheet(cells("a", "b") + cells("1", "2"))), "colonne")
    yield Case("abime/sans-texte.csv", raw("a;b\n1;2\n"), "colonne")
    yield Case("abime/entete.csv", raw("texte;jour\n"), "aucun texte")
    yield Case("abime/sans-replique.srt", raw("Bonjour à tous"), "réplique")


def _self_referring() -> bytes:
    """A PDF whose cross-reference table says that the one before is itself."""
    data = pdf(pdf_page(_HELLO))
    start = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def _locked() -> Iterator[Case]:
    yield Case("cle/a.docx", raw(LOCKED), "mot de passe")
    yield Case("cle/a.xlsx", raw(LOCKED + b"x"), "mot de passe")
    yield Case("cle/a.pptx", raw(LOCKED + b"p"), "mot de passe")
    locked = '<?xml version="1.0"?><m><encryption-data/></m>'
    yield Case("cle/a.odt", raw(odt("", manifest=locked)), "mot de passe")
    yield Case("cle/b.docx", raw(_flagged()), "mot de passe")
    key = b"(" + b"k" * 32 + b")"
    encrypted = b"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O %b /U %b >>"
    yield Case(
        "cle/a.pdf",
        raw(pdf(pdf_page(_HELLO), trailer=encrypted % (key, key))),
        "mot de passe",
    )


def _truncated() -> Iterator[Case]:
    whole = word(_long())
    for share in (20, 60, 95):
        yield Case(f"coupe/{share}.docx", raw(_cut(whole, share / 100)), "abîmé")
    book = sheet(cells("texte") + cells("Une note") * 2000)
    yield Case("coupe/a.xlsx", raw(_cut(book, 0.6)), "abîmé")
    yield Case("coupe/a.odt", raw(_cut(odt("<text:p>Une note</text:p>" * 2000), 0.6)), "abîmé")
    yield Case("coupe/a.pptx", raw(_cut(deck(50), 0.6)), "abîmé")
    yield Case("coupe/a.pdf", raw(_cut(pdf(pdf_page(_HELLO)), 0.3)), "abîmé")
    yield Case("coupe/a.txt", raw("Déjà".encode("utf-16")[:-1]), "UTF-8")


def _texts() -> Iterator[Case]:
    yield Case("texte/vide.txt", raw(b""), "fichier vide")
    yield Case("texte/blancs.txt", raw(" \n\t\n"), "aucun texte")
    yield Case("texte/binaire.txt", raw(_noise(4000)), "texte")
    yield Case("texte/nul.md", raw(b"abc\x00def, une note"), "pas du texte")
    russian = "Привет, как дела".encode("cp1251")
    yield Case("texte/cyrillique.txt", raw(russian), "UTF-8")
    yield Case("texte/douteux.txt", raw(b"On a fait Zoom\x99 "), "UTF-8")


def _legacy() -> Iterator[Case]:
    old = OLE2 + bytes(600)
    yield Case("ancien/a.doc", raw(old), "enregistrez-le en .docx")
    yield Case("ancien/b.docx", raw(old + b"b"), "ancien format")
    yield Case("ancien/a.xls", raw(old + b"x"), "enregistrez-le en .xlsx")
    yield Case("ancien/a.ppt", raw(old + b"p"), "enregistrez-la en .pptx")
    yield Case("ancien/a.rtf", raw(rb"{\rtf1\ansi Bonjour}"), "enregistrez-le en .docx")
    yield Case("ancien/b.doc", raw(rb"{\rtf1\ansi Bonsoir}"), "enregistrez-le en .docx")
    iwork = {"Index/Document.iwa": b"x", "preview.jpg": b"y"}
    yield Case("ancien/a.pages", raw(package(iwork)), "exportez-le en .docx")
    yield Case("ancien/a.numbers", raw(package(iwork | {"n": b"n"})), "exportez-le en .xlsx")
    yield Case("ancien/a.key", raw(package(iwork | {"k": b"k"})), "exportez-la en .pptx")
    ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    yield Case("ancien/a.ods", raw(package(ods)), "enregistrez-le en .xlsx")
    odp = {"mimetype": "application/vnd.oasis.opendocument.presentation", "content.xml": b"<x/>"}
    yield Case("ancien/a.odp", raw(package(odp)), "enregistrez-la en .pptx")
    notes = {"note.txt": b"Bonjour"}
    yield Case("ancien/a.zip", raw(package(notes)), "décompressez-la")
    yield Case("ancien/a.7z", raw(b"7z\xbc\xaf'\x1c" + bytes(30)), "décompressez-la")
    message = "Return-Path: <a@example.org>\nSubject: notes\nMIME-Version: 1.0\n\nBonjour\n"
    yield Case("ancien/a.eml", raw(message), "copiez-en le texte")
    yield Case("ancien/a.msg", raw(old + b"m"), "copiez-en le texte")
    yield Case("ancien/a.jpg", raw(b"\xff\xd8\xff\xe0" + bytes(50)), "tapez-en le texte")
    yield Case("ancien/a.heic", raw(bytes(4) + b"ftypheic" + bytes(50)), "tapez-en le texte")
    yield Case("ancien/a.mp3", raw(b"ID3" + bytes(50)), "déposez-en la transcription")
    yield Case("ancien/a.mp4", raw(bytes(4) + b"ftypisom" + bytes(50)), "la transcription")
    yield Case("ancien/film.mov", _sparse(3 << 30), "la transcription")
    yield Case("ancien/a.gdoc", raw('{"url": "https://example.org/"}'), "téléchargez")
    yield Case("ancien/a.one", raw(_noise(300)), "OneNote")
    yield Case("ancien/a.exe", raw(b"MZ" + bytes(60)), "retirez-le")
    yield Case("ancien/a.docx.crdownload", raw(_noise(200)), "redéposez le fichier complet")
    yield Case("ancien/a.xyz", raw("Bonjour"), "format non pris en charge")
    yield Case("ancien/sans-extension", raw(_noise(400)), "format non pris en charge")


def _mistaken() -> Iterator[Case]:
    yield Case("faux/image.docx", raw(b"\x89PNG\r\n\x1a\n" + bytes(60)), "tapez-en le texte")
    yield Case("faux/son.txt", raw(b"OggS" + bytes(60)), "la transcription")
    yield Case("faux/base.csv", raw(b"SQLite format 3\x00" + bytes(60)), "base de données")
    yield Case("faux/page.xlsx", raw("<html><table><tr><td>texte</table>"), "page Web")
    yield Case("faux/archive.docx", raw(package({"a.txt": b"a"})), "abîmé")
    yield Case("faux/courriel.txt", raw("MIME-Version: 1.0\nFrom: a\n\nSalut"), "courriel")
    yield Case("faux/texte.pdf", raw("1 0 obj << /Type /Catalog >> endobj"), "abîmé")


def _names() -> Iterator[Case]:
    note = "- Le gymnase est fermé la fin de semaine, dit le {}.\n"
    for number, (sign, shown) in enumerate(
        (("\n", "noms/a\ufffdb.txt"), ("\x1b[31m", "noms/c\ufffd[31md.txt")), start=1
    ):
        name = shown.replace("\ufffd" if number == 1 else "\ufffd[31m", sign)
        yield Case(name, raw(note.format(number)), "caractère invisible", shown)
    yield Case(
        "noms/note\u202etxt.exe.txt",
        raw(note.format("sens")),
        "caractère invisible",
        "noms/note\ufffdtxt.exe.txt",
    )
    yield Case(b"noms/caf\xe9.txt", raw(note.format("octet")), "mal encodé", "noms/caf\ufffd.txt")
    yield Case("noms/vers-dehors.txt", _link("../../../dehors.txt"), "hors du dossier")
    yield Case("noms/dossier-dehors", _link("../../.."), "hors du dossier")
    yield Case("noms/brise.txt", _link("absent.txt"), "lien brisé")
    yield Case("noms/boucle.txt", _link("boucle.txt"), "lien brisé")
    yield Case("noms/tube.txt", lambda path: os.mkfifo(path), "fichier ordinaire")
    yield Case("noms/enorme.txt", _sparse(1 << 40), "trop gros")


GOOD = (
    "Atelier : {}\nRégion : Estrie\n\n- L’aréna ferme tôt, où aller {}?\n- Il faudrait un café.\n"
)


def _good() -> Iterator[Case]:
    def note(name: str) -> str:
        return GOOD.format(len(name), name.replace(".", " ").replace("-", " "))

    for name in ("simple.txt", "--help.txt", "-rf.md", "NOTE.txt", "note.txt", "L" * 200 + ".txt"):
        yield Case(f"bon/{name}", raw(note(name)), "")
    yield Case("bon/windows.txt", raw(note("windows").encode("cp1252")), "")
    yield Case("bon/macintosh.txt", raw(note("macintosh").encode("mac_roman")), "")
    yield Case("bon/large.txt", raw(note("large").encode("utf-16-le")), "")
    yield Case("bon/sans extension", raw(note("rien")), "")
    yield Case("bon/texte.docx", raw(note("texte")), "")
    yield Case("bon/word.docx", raw(word(paragraph("Le terrain de jeu manque d'ombre."))), "")
    yield Case("bon/word.doc", raw(word(paragraph("Le terrain de jeu est loin."))), "")
    yield Case("bon/page.txt", raw("<html><p>Le parc est beau l'hiver.</p></html>"), "")
    yield Case("bon/feuille.xlsx", raw(sheet(cells("texte") + cells("Un banc de plus."))), "")
    yield Case("bon/a.odt", raw(odt("<text:p>Une patinoire couverte.</text:p>")), "")
    yield Case("bon/tags.vtt", raw("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<c " * 4000), "")


NOISE = (
    ".DS_Store",
    "._note.docx",
    "Thumbs.db",
    "desktop.ini",
    "~$note.docx",
    ".~lock.note.odt#",
    "~WRL0001.tmp",
    "__MACOSX/._a.docx",
    "@eaDir/a.txt",
    ".cache/a.txt",
)
"""By-products of systems and offices, that are not even received."""


def fill(notes: Path) -> list[Case]:
    """Make the folder.

    Args:
        notes: an empty folder, at least three levels down a folder that is only ours.

    Returns:
        The files that could be made: a disk may refuse a name.
    """
    (notes.parent.parent / "dehors.txt").write_text("secret", encoding="utf-8")
    made = []
    for case in cases():
        path = notes / os.fsdecode(case.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            case.make(path)
        except (OSError, AttributeError):  # Windows has no pipes, macOS no names in Latin-1
            continue
        made.append(case)
    for name in NOISE:
        (notes / name).parent.mkdir(parents=True, exist_ok=True)
        (notes / name).write_text("x", encoding="utf-8")
    return made

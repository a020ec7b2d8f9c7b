"""Documents built by hand for the tests of the readers."""

from __future__ import annotations

import zipfile
from pathlib import Path

from analyse.contracts import Extraction
from analyse.params import ColumnParams
from analyse.steps.ingest import extract

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODF_ROOT = " ".join(
    f'xmlns:{prefix}="{_ODF}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)


def read(path: Path, **columns: str) -> Extraction:
    """Extract a file with the given mapping of columns."""
    return extract(path, ColumnParams(**columns))


def odt(path: Path, body: str, *, styles: str = "", doctype: str = "", manifest: str = "") -> Path:
    """An OpenDocument text of this body."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {_ODF_ROOT}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        if manifest:
            package.writestr("META-INF/manifest.xml", manifest)
    return path


def pdf(path: Path, pages: list[list[tuple[float, float, float, str]]], *, bold: int = -1) -> Path:
    """A PDF whose pages hold lines (x, y, size, text) in Helvetica, cp1252.

    Args:
        path: where to write it.
        pages: lines of each page, an A4 of 595 by 842 points.
        bold: index of the line set in Helvetica-Bold on every page.
    """
    objects: list[bytes] = [b"", b""]
    kids = []
    for lines in pages:
        stream = b""
        for i, (x, y, size, text) in enumerate(lines):
            raw = text.encode("cp1252")
            for mark in (b"\\", b"(", b")"):
                raw = raw.replace(mark, b"\\" + mark)
            font = b"F2" if i == bold else b"F1"
            stream += b"BT /%b %f Tf %f %f Td (%b) Tj ET\n" % (font, size, x, y, raw)
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        contents = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            b"/Encoding /WinAnsiEncoding >> /F2 << /Type /Font /Subtype /Type1 "
            b"/BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> >> >> >>" % contents
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    path.write_bytes(out)
    return path


def rewrite(source: Path, target: Path, parts: dict[str, bytes]) -> Path:
    """A copy of a zipped document where some parts are replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return target


def part(source: Path, name: str) -> bytes:
    """One part of a zipped document."""
    with zipfile.ZipFile(source) as package:
        return package.read(name)

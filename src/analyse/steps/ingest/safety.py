"""What a received file may not do: be too big, unpack into too much, declare entities.

Every limit is far above what a note-taker sends, so that only an accident or an attack meets it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

from analyse.errors import ReaderError

MAX_FILE_BYTES = 50 * 1024**2
"""Twice the largest attachment of common mail services (25 MB for Gmail): bigger is not a note."""

MAX_UNZIPPED_BYTES = 500 * 1024**2
"""Ten times the largest file. Deflate goes up to 1032:1 (zlib technical details), so a bomb
declares gigabytes, while the pictures that make a real file heavy hardly shrink."""

MAX_XML_BYTES = 64 * 1024**2
"""One XML part held as a tree: lxml needs several times its size in memory. A part of 64 MB
holds some ten million words, a hundred novels."""

MAX_PARTS = 10_000
"""Members of an archive: a presentation of 500 slides has about 4 000."""

MAX_ROWS = 100_000
"""Rows of a table that hold something: a thousand participants, a hundred answers each."""

MAX_PAGES = 1_000
"""Pages of a PDF or slides of a presentation: a week of notes bound together is under 500."""

MAX_TEXT = 10_000_000
"""Code points of extracted text: some 1.6 million words, twenty novels; masking and cutting them
takes minutes."""

TOO_MUCH_TEXT = (
    f"trop de texte (plus de {MAX_TEXT // 1_000_000} millions de caractères)\u00a0: "
    "partagez ce document en plusieurs fichiers"
)
TOO_MANY_ROWS = (
    f"trop de lignes (plus de {MAX_ROWS})\u00a0: partagez ce tableau en plusieurs fichiers"
)
TOO_MANY_PAGES = (
    f"trop de pages (plus de {MAX_PAGES})\u00a0: partagez ce document en plusieurs fichiers"
)
TOO_BIG = (
    f"fichier trop gros (plus de {MAX_FILE_BYTES // 1024**2} Mo)\u00a0: "
    "retirez-en les images ou partagez-le en plusieurs fichiers"
)
BROKEN = "fichier abîmé ou incomplet\u00a0: ouvrez-le, enregistrez-le de nouveau, puis redéposez-le"
PASSWORD = "fichier protégé par un mot de passe\u00a0: enregistrez-en une copie sans mot de passe"
NO_TEXT = "le fichier ne contient aucun texte"
SUSPECT = (
    "le fichier contient une déclaration interdite (DOCTYPE)\u00a0: "
    "ouvrez-le dans votre traitement de texte et enregistrez-en une copie"
)
_UNZIPS_TOO_MUCH = (
    "le fichier, une fois décompressé, serait démesuré\u00a0: "
    "copiez-en le texte dans un nouveau document"
)

_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_PLAIN_ENCODINGS = {
    b"utf-8",
    b"utf8",
    b"utf-16",
    b"utf-16le",
    b"utf-16be",
    b"us-ascii",
    b"iso-8859-1",
}
_CHUNK = 1024 * 1024


def refuse_doctype(stream: IO[bytes]) -> None:
    """Refuse an XML part that declares a document type, in any encoding Office may use.

    Raises:
        ReaderError: a DOCTYPE, or an encoding that could hide one.
    """
    chunk, tail, first = stream.read(_CHUNK), b"", True
    while chunk:
        if first:
            declared = _ENCODING.match(chunk.removeprefix(b"\xef\xbb\xbf"))
            if declared and declared.group(1).lower() not in _PLAIN_ENCODINGS:
                raise ReaderError(SUSPECT)
            first = False
        # Without its NULs, UTF-16 reads like ASCII.
        window = tail + chunk.replace(b"\x00", b"")
        if b"<!DOCTYPE" in window:
            raise ReaderError(SUSPECT)
        tail, chunk = window[-16:], stream.read(_CHUNK)


def parse_xml(data: bytes) -> etree._Element:
    """The tree of one XML part: no DOCTYPE, no entity, no network, bounded size.

    Raises:
        ReaderError: too big, suspect, or not well formed.
    """
    if len(data) > MAX_XML_BYTES:
        raise ReaderError(_UNZIPS_TOO_MUCH)
    refuse_doctype(io.BytesIO(data))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise ReaderError(BROKEN) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None:
        raise ReaderError(SUSPECT)
    return root


_STRICT = b"http://purl.oclc.org/ooxml/"
_OPENING = 4096
_STRICT_NAMES = tuple(
    (
        _STRICT + strict.encode() + b'"',
        b"http://schemas.openxmlformats.org/" + usual.encode() + b'"',
    )
    for strict, usual in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("presentationml/main", "presentationml/2006/main"),
        ("drawingml/main", "drawingml/2006/main"),
        ("drawingml/diagram", "drawingml/2006/diagram"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
        ("officeDocument/math", "officeDocument/2006/math"),
    )
)
"""Namespaces of ISO/IEC 29500 strict, which Word writes on demand, and of transitional."""


class Package:
    """A zipped office document, opened under limits; use it in a `with` block.

    Raises:
        ReaderError: not a zip, too many parts, declares too much, or locked.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise ReaderError(BROKEN) from None
        infos = self._zip.infolist()
        self.names = frozenset(info.filename for info in infos)
        try:
            if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_UNZIPPED_BYTES:
                raise ReaderError(_UNZIPS_TOO_MUCH)
            if any(info.flag_bits & 0x1 for info in infos):
                raise ReaderError(PASSWORD)
        except ReaderError:
            self._zip.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream; zipfile stops at the declared size."""
        try:
            return self._zip.open(name)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            raise ReaderError(BROKEN) from None

    def read(self, name: str) -> bytes:
        """The bytes of one part."""
        if name in self.names and self._zip.getinfo(name).file_size > MAX_XML_BYTES:
            raise ReaderError(_UNZIPS_TOO_MUCH)
        try:
            with self.open(name) as stream:
                return stream.read()
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error):
            raise ReaderError(BROKEN) from None

    def xml(self, name: str) -> etree._Element:
        """The tree of one XML part; strict Office documents get the names of the usual ones."""
        data = self.read(name)
        if _STRICT in data[:_OPENING]:
            for strict, usual in _STRICT_NAMES:
                data = data.replace(strict, usual)
        return parse_xml(data)

    def xml_parts(self) -> Iterator[str]:
        """Names of the parts that hold XML, sorted."""
        return iter(sorted(n for n in self.names if n.lower().endswith((".xml", ".rels"))))

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationships of a part: id → (last word of the type, name of the target part).

        Targets outside the package are left out.
        """
        where = PurePosixPath(part)
        name = str(where.parent / "_rels" / f"{where.name}.rels") if part else "_rels/.rels"
        if name not in self.names:
            return {}
        found = {}
        for item in self.xml(name):
            if not isinstance(item.tag, str) or item.get("TargetMode") == "External":
                continue
            target = item.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else _join(where.parent, target)
            kind = item.get("Type", "").rsplit("/", 1)[-1]
            found[item.get("Id", "")] = (kind, full)
        return found


def _join(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = [] if str(folder) == "." else list(folder.parts)
    for piece in target.split("/"):
        if piece == "..":
            parts = parts[:-1]
        elif piece not in ("", "."):
            parts.append(piece)
    return "/".join(parts)

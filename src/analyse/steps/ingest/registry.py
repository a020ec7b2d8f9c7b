"""Which reader takes which file, and the way into all of them.

The content decides when it is unmistakable (a PDF, a package of Word, PowerPoint, Excel or
OpenDocument, a whole web page, WebVTT); the extension says how to read a text. A file whose
extension means nothing to us is left alone: a copy in ".bak" is not a second voice.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.advice import ADVICE, BY_CONTENT, advice, extension
from analyse.steps.ingest.safety import (
    BROKEN,
    MAX_FILE_BYTES,
    MAX_TEXT,
    NO_TEXT,
    PASSWORD,
    TOO_BIG,
    TOO_MUCH_TEXT,
    Package,
)
from analyse.steps.ingest.sniffing import ole2_reason, sniff

Read = Callable[[Path, ColumnParams, str, str], Extraction]

CHOICE = "1"
"""Raised whenever another reader may be chosen for the same file."""

SMALL_TEXT = 1024**2
"""Bytes of a text that is read at once: its whole reading takes some 15 MB and 0.1 s."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader. `version` changes whenever its output may change; `content` is what `sniff` says
    of its files ("" for text)."""

    name: str
    version: str
    content: str
    module: str

    def read(self, path: Path, params: ColumnParams) -> Extraction:
        """Read one file; libraries are imported only now."""
        module = import_module(f"analyse.steps.ingest.{self.module}")
        read: Read = module.read
        return read(path, params, self.name, self.version)


_TXT = Reader("txt", "2", "", "plain")
_MD = Reader("md", "2", "", "plain")
_DOCX = Reader("docx", "3", "zip", "docx")
_ODT = Reader("odt", "2", "zip", "odt")
_PDF = Reader("pdf", "2", "pdf", "pdf")
_PPTX = Reader("pptx", "2", "zip", "pptx")
_HTML = Reader("html", "2", "html", "html")
_CSV = Reader("csv", "2", "", "tables")
_XLSX = Reader("xlsx", "2", "zip", "workbook")
_VTT = Reader("vtt", "2", "vtt", "subtitles")
_SRT = Reader("srt", "2", "", "subtitles")

READERS: dict[str, Reader] = {
    ".txt": _TXT,
    ".md": _MD,
    ".markdown": _MD,
    ".docx": _DOCX,
    ".odt": _ODT,
    ".pdf": _PDF,
    ".pptx": _PPTX,
    ".html": _HTML,
    ".htm": _HTML,
    ".csv": _CSV,
    ".tsv": _CSV,
    ".xlsx": _XLSX,
    ".vtt": _VTT,
    ".srt": _SRT,
}

_PACKAGES = {
    "word/document.xml": _DOCX,
    "ppt/presentation.xml": _PPTX,
    "xl/workbook.xml": _XLSX,
}
"""Main part → reader; a document with macros or a template has the same parts."""
_ODT_TYPES = (
    b"application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.text-template",
)

_PROSE = frozenset(
    {"", ".docx", ".odt", ".doc", ".dot", ".docm", ".dotx", ".rtf", ".pages", ".ppt", ".pptx"}
)
"""Names under which a plain text is read as such."""
_SHEETS = frozenset({".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers"})
"""Names under which a text is a table, as exports of forms often are."""

_PAGE_AS_TABLE = (
    "page Web sous le nom d'un tableau\u00a0: ouvrez-la dans un tableur et enregistrez-la en .xlsx"
)
_PICTURES = "le document ne contient que des images, sans texte\u00a0: tapez-en le texte"
_OTHER_PACKAGE = (
    "le contenu est celui d'un autre genre de document\u00a0: ouvrez-le dans le programme qui l'a "
    "fait et enregistrez-le en .docx, .odt, .xlsx ou .pptx"
)


def versions() -> dict[str, str]:
    """Name of each reader → its version."""
    return {reader.name: reader.version for reader in READERS.values()}


def reader_of(path: str, content: str = "") -> tuple[str, ...] | None:
    """What keys the reading of a file: readers that may take it with their versions; else None.

    Args:
        path: its name.
        content: what `sniff` says of it.
    """
    known = extension(path) in READERS.keys() | ADVICE.keys() | {""}
    if not known or (reason_at_sight(path, b"") and content not in ("zip", "pdf", "html")):
        return None
    family = content if content in ("zip", "pdf") else ""
    readers = {r.name: r.version for r in READERS.values() if _family(r) == family}
    return (CHOICE, *(f"{name} {version}" for name, version in sorted(readers.items())))


def _family(reader: Reader) -> str:
    return reader.content if reader.content in ("zip", "pdf") else ""


def is_heavy(path: str) -> bool:
    """Whether most bytes of a file of this name are not text (Office documents, PDF, pages)."""
    reader = READERS.get(extension(path))
    return reader is None or reader.content in ("zip", "pdf", "html")


def is_small_text(path: Path) -> bool:
    """Whether a file takes no parser and little memory: it needs no program of its own.

    Raises:
        OSError: it cannot be opened.
    """
    if extension(path.name) not in (".txt", ".md", ".markdown"):
        return False
    told = path.stat()
    if not stat.S_ISREG(told.st_mode) or told.st_size > SMALL_TEXT:
        return False
    with path.open("rb") as stream:
        return _choice(path.name, stream.read(8192), locked=False) in (_TXT, _MD)


def reason_at_sight(path: str, head: bytes, *, locked: bool = False) -> str:
    """Why a file cannot be read, in French, told by its first bytes; "" when it may be.

    Args:
        path: its name.
        head: at least the first kilobytes.
        locked: whether the marker of an encrypted Office document was seen in the whole file.
    """
    found = _choice(path, head, locked=locked)
    return found if isinstance(found, str) else ""


def _choice(path: str, head: bytes, *, locked: bool) -> Reader | str | None:
    """The reader of a file, or why there is none; None for a package, to be opened to know."""
    name, content = extension(path), sniff(head)
    if name and name not in READERS and name not in ADVICE:
        return advice(path)
    if content == "pdf":
        return _PDF
    if content == "zip":
        return None
    if content == "ole2":
        return PASSWORD if locked else advice(path) if name not in READERS else ole2_reason(head)
    if content in BY_CONTENT:
        return BY_CONTENT[content]
    return _text_reader(path, name, content, head)


def _text_reader(path: str, name: str, content: str, head: bytes) -> Reader | str:
    """The reader of what is no known binary format."""
    known = READERS.get(name)
    text = known is not None and known.content not in ("zip", "pdf")
    if not (text or name in _PROSE or name in _SHEETS):
        return BROKEN if known else advice(path)
    if content == "html":
        table = name in _SHEETS or known is _CSV
        return _PAGE_AS_TABLE if table else _HTML
    if text and known is not None:
        # A page without any tag is a text that was named so; WebVTT is known by its first word.
        if content == "vtt" and known in (_TXT, _SRT):
            return _VTT
        return _TXT if known is _HTML and b"<" not in head else known
    if content == "xml" or not _looks_like_text(head):
        return BROKEN if known else advice(path)
    return _CSV if name in _SHEETS else _TXT


def _looks_like_text(head: bytes) -> bool:
    """Whether the first bytes hold no control character but those of texts (UTF-16 allowed)."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return not any(byte < 32 and byte not in (9, 10, 11, 12, 13, 27) for byte in head)


def choose(path: Path) -> Reader:
    """The reader of a file on disk.

    Raises:
        ReaderError: no reader takes it, and why.
        OSError: it cannot be opened.
    """
    with path.open("rb") as stream:
        head = stream.read(8192)
    locked = sniff(head) == "ole2" and ole2_reason(path.read_bytes()) == PASSWORD
    found = _choice(path.name, head, locked=locked)
    if found is None:
        found = _package_reader(path)
    if isinstance(found, str):
        raise ReaderError(found)
    return found


def _package_reader(path: Path) -> Reader | str:
    """The reader of a zipped document, by its main part; archives are for people to open.

    Raises:
        ReaderError: broken, locked, or declares too much.
    """
    name = extension(path.name)
    if not zipfile.is_zipfile(path):
        return BROKEN if name in READERS else advice(path.name)
    with Package(path) as package:
        for part, reader in _PACKAGES.items():
            if part in package.names:
                return reader
        if "content.xml" in package.names:
            kind = package.read("mimetype").strip() if "mimetype" in package.names else b""
            if kind in _ODT_TYPES or (not kind and name == ".odt"):
                return _ODT
            return advice(path.name) if name not in READERS else _OTHER_PACKAGE
        if "_rels/.rels" in package.names:
            main = dict(package.related("").values())
            part = main.get("officeDocument", "")
            for suffix, reader in ((".docx", _DOCX), (".pptx", _PPTX), (".xlsx", _XLSX)):
                if name == suffix and part in package.names:
                    return reader  # a main part under another name, as some exporters write
    known = READERS.get(name)
    if known is None:
        return advice(path.name)
    return BROKEN if known.content == "zip" else BY_CONTENT["archive"]


def _holds_pictures(path: Path) -> bool:
    """Whether a zipped document holds images (Word, PowerPoint, Excel; OpenDocument)."""
    if not zipfile.is_zipfile(path):
        return False
    with Package(path) as package:
        return any("/media/" in name or name.startswith("Pictures/") for name in package.names)


def extract(path: Path, params: ColumnParams) -> Extraction:
    """Read one file, whatever its format.

    Args:
        path: the file on disk (see `locate`).
        params: names of the columns of tables.

    Returns:
        The extracted text and its provenance; the same bytes always give the same result.

    Raises:
        ReaderError: with a reason in French that tells what to do, without names nor text.
        MemoryError: the system refuses more memory.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ReaderError(TOO_BIG)
        if not size:
            raise ReaderError("fichier vide\u00a0: redéposez-le")
        found = choose(path).read(path, params)
    except (ReaderError, MemoryError):
        raise
    except OSError:
        raise ReaderError(
            "lecture refusée par le système\u00a0: vérifiez les droits du fichier"
        ) from None
    # A hostile file may break any library in any way; one bad file never stops a run.
    except Exception as error:
        raise ReaderError(f"{BROKEN} ({type(error).__name__})") from None
    if not found.body.strip():
        raise ReaderError(_PICTURES if _holds_pictures(path) else NO_TEXT)
    if len(found.text) > MAX_TEXT:
        raise ReaderError(TOO_MUCH_TEXT)
    return found

"""Which reader takes which file, and the way into all of them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePosixPath

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.safety import (
    BROKEN,
    MAX_FILE_BYTES,
    NO_TEXT,
    PASSWORD,
    TOO_BIG,
    ole2_reason,
    sniff,
)

Read = Callable[[Path, ColumnParams, str, str], Extraction]


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader. `version` changes whenever its output may change; `content` is what `sniff` must
    say of its files ("" for text); `risky` readers parse a whole format from anybody, and are run
    in a program of their own."""

    name: str
    version: str
    content: str
    module: str
    risky: bool = False

    def read(self, path: Path, params: ColumnParams) -> Extraction:
        """Read one file; libraries are imported only now."""
        module = import_module(f"analyse.steps.ingest.{self.module}")
        read: Read = module.read
        return read(path, params, self.name, self.version)


_PLAIN = Reader("txt", "1", "", "plain")
_MARKDOWN = Reader("md", "1", "", "plain")
_DOCX = Reader("docx", "1", "zip", "docx", risky=True)
_ODT = Reader("odt", "1", "zip", "odt", risky=True)
_PDF = Reader("pdf", "1", "pdf", "pdf", risky=True)
_PPTX = Reader("pptx", "1", "zip", "pptx", risky=True)
_HTML = Reader("html", "1", "", "html", risky=True)
_CSV = Reader("csv", "1", "", "tables")
_XLSX = Reader("xlsx", "1", "zip", "workbook", risky=True)
_VTT = Reader("vtt", "1", "", "subtitles")
_SRT = Reader("srt", "1", "", "subtitles")

READERS: dict[str, Reader] = {
    ".txt": _PLAIN,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
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

READABLE = "docx, odt, pdf, pptx, txt, md, html, csv, xlsx, vtt ou srt"

_ADVICE: dict[str, str] = {
    **dict.fromkeys((".doc", ".dot"), "ancien format Word\u00a0: enregistrez-le en .docx"),
    **dict.fromkeys(
        (".docm", ".dotx"), "document Word à macros ou modèle\u00a0: enregistrez-le en .docx"
    ),
    **dict.fromkeys(
        (".xls", ".xlsb", ".xlsm"), "classeur d'un autre format\u00a0: enregistrez-le en .xlsx"
    ),
    **dict.fromkeys(
        (".ppt", ".pps", ".ppsx", ".pptm"),
        "présentation d'un autre format\u00a0: enregistrez-la en .pptx",
    ),
    ".rtf": "format RTF\u00a0: enregistrez-le en .docx",
    ".ods": "classeur LibreOffice\u00a0: enregistrez-le en .xlsx ou .csv",
    ".odp": "présentation LibreOffice\u00a0: enregistrez-la en .pptx",
    ".pages": "format Pages\u00a0: exportez-le en .docx",
    ".numbers": "format Numbers\u00a0: exportez-le en .xlsx",
    ".key": "format Keynote\u00a0: exportez-le en .pptx",
    **dict.fromkeys(
        (".gdoc", ".gsheet", ".gslides", ".url", ".webloc", ".lnk"),
        "raccourci vers un document\u00a0: téléchargez le document lui-même",
    ),
    **dict.fromkeys(
        (".zip", ".7z", ".rar", ".gz", ".tar"), "archive\u00a0: décompressez-la dans le dossier"
    ),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".heic", ".tif", ".tiff", ".webp", ".bmp"),
        "image\u00a0: tapez-en le texte dans un document",
    ),
    **dict.fromkeys(
        (".mp3", ".m4a", ".wav", ".ogg", ".mp4", ".mov", ".avi", ".mkv", ".webm", ".wma"),
        "enregistrement\u00a0: déposez-en la transcription (vtt, srt, docx ou txt)",
    ),
    **dict.fromkeys((".eml", ".msg"), "courriel\u00a0: copiez-en le texte dans un document"),
}

_CONTENT_NAMES = {
    "pdf": "un PDF",
    "zip": "un document Office ou une archive",
    "ole2": "un document Office",
    "rtf": "un document RTF",
    "image": "une image",
    "son": "un enregistrement sonore",
    "archive": "une archive",
    "base de données": "une base de données",
}

_MAIN_PARTS = {
    "word/document.xml": ".docx",
    "ppt/presentation.xml": ".pptx",
    "xl/workbook.xml": ".xlsx",
    "content.xml": ".odt",
}


def reader_of(path: str) -> tuple[str, str] | None:
    """(name, version) of the reader that takes this path, to key what is cached; else None."""
    reader = READERS.get(_extension(path))
    return (reader.name, reader.version) if reader else None


def is_risky(path: str) -> bool:
    """Whether the reader of this path is to be run apart, under limits of time and memory."""
    reader = READERS.get(_extension(path))
    return reader is not None and reader.risky


def unknown_reason(path: str) -> str:
    """Why no reader takes this path, in French; "" when one does."""
    extension = _extension(path)
    if extension in READERS:
        return ""
    if extension in _ADVICE:
        return _ADVICE[extension]
    return f"format non pris en charge\u00a0: enregistrez le document en {READABLE}"


def content_reason(path: str, head: bytes, *, locked: bool = False) -> str:
    """Why the first bytes are not those of the extension, in French; "" when they may be.

    Args:
        path: decides which content is expected.
        head: at least the first kilobytes.
        locked: whether the marker of an encrypted Office document was seen in the whole file.
    """
    reader = READERS[_extension(path)]
    seen = sniff(head)
    if seen == reader.content:
        return ""
    if seen == "ole2":
        return PASSWORD if locked else ole2_reason(head)
    if seen:
        return (
            f"l'extension ne correspond pas au contenu, qui est {_CONTENT_NAMES[seen]}\u00a0: "
            "renommez ou réenregistrez le fichier"
        )
    return BROKEN


def extract(path: Path, params: ColumnParams) -> Extraction:
    """Read one file, whatever its format.

    Args:
        path: the file on disk (see `locate`); its extension decides, its content is checked.
        params: names of the columns of tables.

    Returns:
        The extracted text and its provenance; the same bytes always give the same result.

    Raises:
        ReaderError: with a reason in French that tells what to do, without names nor text.
        MemoryError: the system refuses more memory.
    """
    reader = READERS.get(_extension(path.name))
    if reader is None:
        raise ReaderError(unknown_reason(path.name))
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise ReaderError(TOO_BIG)
        if not size:
            raise ReaderError("fichier vide\u00a0: redéposez-le")
        with path.open("rb") as stream:
            head = stream.read(8192)
        reason = content_reason(path.name, head)
        if reason and sniff(head) == "ole2":
            reason = ole2_reason(path.read_bytes())
        if reason:
            raise ReaderError(reason)
        if reader.content == "zip":
            _check_kind(path, _extension(path.name))
        found = reader.read(path, params)
    except (ReaderError, MemoryError):
        raise
    except OSError:
        raise ReaderError(
            "lecture refusée par le système\u00a0: vérifiez les droits du fichier"
        ) from None
    # A hostile file may break any library in any way; one bad file never stops a run.
    except Exception as error:
        raise ReaderError(f"{BROKEN} ({type(error).__name__})") from None
    if not found.text.strip():
        raise ReaderError(NO_TEXT)
    return found


def _check_kind(path: Path, extension: str) -> None:
    """Refuse a package whose main part belongs to another extension.

    Raises:
        ReaderError: naming the extension it should have.
    """
    if not zipfile.is_zipfile(path):
        raise ReaderError(BROKEN)
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
    kinds = [kind for part, kind in _MAIN_PARTS.items() if part in names]
    if kinds and extension not in kinds:
        raise ReaderError(
            "l'extension ne correspond pas au contenu\u00a0: renommez le fichier en "
            f"«\u00a0{kinds[0]}\u00a0»"
        )


def _extension(path: str) -> str:
    return PurePosixPath(path).suffix.lower()

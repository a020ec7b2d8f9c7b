"""The reader of .txt and .md."""

from __future__ import annotations

from pathlib import Path

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.safety import NO_TEXT
from analyse.steps.ingest.text import decode

_MEDIA_TYPES = {"txt": "text/plain", "md": "text/markdown"}


def read(path: Path, _params: ColumnParams, reader: str, version: str) -> Extraction:
    """Decode exactly, change nothing else.

    Raises:
        ReaderError: binary, undecodable or without any text.
    """
    decoded = decode(path.read_bytes())
    if not decoded.text.strip():
        raise ReaderError(NO_TEXT)
    return Extraction(
        text=decoded.text,
        media_type=_MEDIA_TYPES[reader],
        reader=reader,
        version=version,
        encoding=decoded.encoding,
        warnings=decoded.warnings,
    )

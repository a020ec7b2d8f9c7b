"""Decoding of plain text: BOM, then strict UTF-8, then cp1252; LF; NFC; nothing else."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from analyse.errors import ReaderError

_BINARY = "le contenu n'est pas du texte\u00a0: enregistrez ce document en .txt, .docx ou .pdf"
_UNDECODABLE = (
    "encodage de caractères non reconnu\u00a0: ouvrez le fichier et enregistrez-le en "
    "«\u00a0UTF-8\u00a0»"
)
_GARBLED = (
    "Des accents semblent abîmés («\u00a0Ã©\u00a0» pour «\u00a0é\u00a0»)\u00a0: vérifiez "
    "l'encodage du fichier d'origine."
)
_MISREAD_UTF8 = re.compile("[ÃÂ][\u0080-\u00bf]|â€")

_UTF16_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, without BOM, LF, NFC; the codec's name; what a person should know."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """CRLF and CR become LF, the whole becomes NFC; idempotent."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """Decode the bytes of a text file.

    Args:
        data: the whole file.
        declared: codec the content declares for itself (HTML); tried after strict UTF-8, since
            valid UTF-8 with accents is practically never anything else.

    Raises:
        ReaderError: binary content, or no encoding fits.
    """
    raw, encoding = _decode(data, declared)
    # A NUL, or more than a third of odd characters: the rule of perl's -T and -B file tests.
    odd = sum(1 for c in raw if (c < " " and c not in "\t\n\v\f\r\x1b") or c == "\x7f")
    if "\x00" in raw or odd * 3 > len(raw):
        raise ReaderError(_BINARY)
    text = normalise(raw)
    garbled = encoding == "cp1252" and _MISREAD_UTF8.search(text)
    return Decoded(text, encoding, (_GARBLED,) if garbled else ())


def _decode(data: bytes, declared: str) -> tuple[str, str]:
    for bom, name in _UTF16_BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(name), name
            except UnicodeDecodeError:
                raise ReaderError(_UNDECODABLE) from None
    body = data.removeprefix(codecs.BOM_UTF8)
    candidates = ["utf-8", *([declared] if _known(declared) else []), "cp1252"]
    for name in candidates:
        try:
            text = body.decode(name)
        except (UnicodeDecodeError, ValueError):
            continue
        return text, "utf-8-sig" if name == "utf-8" and len(body) < len(data) else name
    raise ReaderError(_BINARY if b"\x00" in data else _UNDECODABLE)


def _known(name: str) -> bool:
    """Whether `name` is a text codec that maps bytes to characters one for one or so."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return getattr(info, "_is_text_encoding", False) and info.name not in ("utf-7", "idna")

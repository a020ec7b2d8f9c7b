"""Decoding of plain text: BOM, strict UTF-8, UTF-16, then the most plausible one-byte encoding."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from analyse.errors import ReaderError
from analyse.steps.ingest.charsets import guess

_BINARY = "le contenu n'est pas du texte\u00a0: enregistrez ce document en .txt, .docx ou .pdf"
_UNDECODABLE = (
    "encodage de caractères non reconnu\u00a0: ouvrez le fichier et enregistrez-le en "
    "«\u00a0UTF-8\u00a0»"
)
_DOUBTFUL = (
    "encodage de caractères douteux, les accents seraient peut-être faux\u00a0: ouvrez le fichier, "
    "vérifiez-les et enregistrez-le en «\u00a0UTF-8\u00a0»"
)
_MARKS = "suite démesurée de signes combinants\u00a0: copiez le texte seul dans un nouveau document"
_GARBLED = (
    "Des accents semblent abîmés («\u00a0Ã©\u00a0» pour «\u00a0é\u00a0»)\u00a0: vérifiez "
    "l'encodage du fichier d'origine."
)
_CUT = "La fin du fichier est coupée au milieu d'un caractère\u00a0: vérifiez qu'il est complet."
_MIXED = (
    "Des lignes du fichier sont dans un encodage, d'autres dans un autre\u00a0: "
    "vérifiez les accents."
)
_MISREAD_UTF8 = re.compile("[ÃÂ][\u0080-\u00bf]|â€")
_COMBINING = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff]{500}")
"""Canonical ordering takes the square of a run of combining marks. The Stream-Safe Text Format of
UAX #15 allows 30 of them; no writing has 500."""
_NOT_STORED = re.compile("[\x00\ud800-\udfff]")
"""What no database nor UTF-8 file takes: NUL, half of a surrogate pair."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The longer ones first: UTF-32's little-endian mark opens like UTF-16's."""

_SHORTEST_UTF16 = 8
"""Bytes below which zeros say nothing of an encoding."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, without BOM, LF, NFC; the codec's name; what a person should know."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """CRLF and CR become LF, what cannot be stored U+FFFD, the whole NFC; idempotent.

    Raises:
        ReaderError: hundreds of combining marks in a row.
    """
    text = _NOT_STORED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if _COMBINING.search(text):
        raise ReaderError(_MARKS)
    return unicodedata.normalize("NFC", text)


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """Decode the bytes of a text file.

    A file whose lines are in two encodings (two notes put end to end) is read line by line. UTF-16
    is known without a BOM by its zeros. Whatever is not Unicode is read in the encoding that makes
    most sense in French (`charsets`), and refused when two of them do.

    Args:
        data: the whole file.
        declared: codec the content declares for itself (HTML); tried after strict UTF-8, since
            valid UTF-8 with accents is practically never anything else.

    Raises:
        ReaderError: binary content, no encoding fits, or several do.
    """
    found = _decode(data, declared)
    # A NUL, or more than a third of odd characters: the rule of perl's -T and -B file tests.
    odd = sum(1 for c in found.text if (c < " " and c not in "\t\n\v\f\r\x1b") or c == "\x7f")
    if "\x00" in found.text or odd * 3 > len(found.text):
        raise ReaderError(_BINARY)
    text = normalise(found.text)
    garbled = (_GARBLED,) if _MISREAD_UTF8.search(text) else ()
    return Decoded(text, found.encoding, (*found.warnings, *garbled))


def _decode(data: bytes, declared: str) -> Decoded:
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data[len(bom) :].decode(name), name)
            except UnicodeDecodeError:
                raise ReaderError(_UNDECODABLE) from None
    body = data.removeprefix(codecs.BOM_UTF8)
    signed = "utf-8-sig" if len(body) < len(data) else "utf-8"
    if b"\x00" in body:
        return _wide(body)
    try:
        return Decoded(body.decode("utf-8"), signed)
    except UnicodeDecodeError as error:
        whole = body[: error.start].decode("utf-8")
        if error.reason == "unexpected end of data" and not whole.isascii():
            return Decoded(whole, signed, (_CUT,))
    if _known(declared):
        try:
            return Decoded(body.decode(declared), declared)
        except (UnicodeDecodeError, ValueError):
            pass
    return _by_lines(body)


def _wide(data: bytes) -> Decoded:
    """UTF-16 without a BOM: in Latin writing, one byte of two is zero.

    Raises:
        ReaderError: the zeros are not those of a text.
    """
    if len(data) < _SHORTEST_UTF16 or len(data) % 2:
        raise ReaderError(_BINARY)
    half = len(data) // 2
    low, high = data[0::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if high > low else "utf-16-be"
    if max(low, high) < 0.7 * half or min(low, high) > 0.02 * half:
        raise ReaderError(_BINARY)
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:
        raise ReaderError(_BINARY) from None


def _by_lines(body: bytes) -> Decoded:
    """Lines that are UTF-8 as such, the others in the encoding that makes most sense of them."""
    lines = body.split(b"\n")
    read: list[str | None] = []
    for line in lines:
        try:
            read.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            read.append(None)
    old = [line for line, text in zip(lines, read, strict=True) if text is None]
    found = guess(b"\n".join(old))
    if found is None:
        raise ReaderError(_UNDECODABLE)
    if found.doubtful:
        raise ReaderError(_DOUBTFUL if found.score > 0 else _UNDECODABLE)
    others = iter(found.text.split("\n"))
    mixed = any(text is not None and not text.isascii() for text in read)
    text = "\n".join(next(others) if known is None else known for known in read)
    if mixed:
        return Decoded(text, f"utf-8+{found.encoding}", (_MIXED,))
    return Decoded(text, found.encoding)


def _known(name: str) -> bool:
    """Whether `name` is a text codec that maps bytes to characters one for one or so."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return getattr(info, "_is_text_encoding", False) and info.name not in ("utf-7", "idna")

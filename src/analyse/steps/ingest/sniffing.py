"""What a file is, told by its first bytes; nothing is opened nor unpacked."""

from __future__ import annotations

import re

from analyse.steps.ingest.safety import PASSWORD

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (_OLE2, "ole2"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"ID3", "son"),
    (b"OggS", "son"),
    (b"7z\xbc\xaf'\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"\x1f\x8b\x08", "archive"),
    (b"SQLite format 3\x00", "base de données"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
    (b"fLaC", "son"),
    (b"\xff\xfb", "son"),
    (b"\x30\x26\xb2\x75", "son"),
    (b"\x1aE\xdf\xa3", "son"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"MZ", "programme"),
    (b"\x7fELF", "programme"),
)
_BOXES = {
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"avif"), "image"),
    **dict.fromkeys((b"M4A ", b"mp42", b"isom", b"qt  ", b"mp41", b"3gp4", b"M4V "), "son"),
}
"""Brands of files that open on an `ftyp` box (ISO/IEC 14496-12)."""
_RIFF = {b"WEBP": "image", b"WAVE": "son", b"AVI ": "son"}
_SHORT_MAGIC = 4
"""A magic number shorter than this may also open a text ("BM", "MZ"): a NUL must be near."""
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.S | re.I
)
_MAIL = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}")
_MAIL_FIELDS = re.compile(r"^(?:MIME-Version|Received|Message-ID|Return-Path):", re.I | re.M)


def sniff(head: bytes) -> str:
    """What the first bytes say a file is: "zip", "pdf", "ole2", "rtf"…, or "" when they do not.

    Args:
        head: at least the first 1 024 bytes (a PDF may open with a few bytes of noise, as the
            specification's implementation notes allow).

    Returns:
        For texts, "html" (a whole page), "vtt", "courriel" (a message or an archived page), "xml"
        or "".
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (len(magic) >= _SHORT_MAGIC or b"\x00" in head[:512]):
            return kind
    if head[4:8] == b"ftyp":
        return _BOXES.get(head[8:12], "son")
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "son")
    if b"%PDF-" in head[:1024] and b"\x00" in head[:8192]:
        return "pdf"
    return _sniff_text(head)


def _sniff_text(head: bytes) -> str:
    # Without its NULs, UTF-16 reads like ASCII; a byte-order mark is no letter.
    text = head.replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")
    if _PAGE.match(text):
        return "html"
    if re.match(r"WEBVTT(?:\s|$)", text):
        return "vtt"
    if _MAIL.match(text) and _MAIL_FIELDS.search(text):
        return "courriel"
    return "xml" if text.lstrip().startswith("<?xml") else ""


def ole2_reason(data: bytes) -> str:
    """Why a file in the old Office container cannot be read: locked, or an old format."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PASSWORD
    return (
        "ancien format Office (.doc, .xls, .ppt)\u00a0: ouvrez-le et enregistrez-le "
        "en .docx, .xlsx ou .pptx"
    )

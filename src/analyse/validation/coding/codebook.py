"""A codebook from elsewhere: REFI-QDA (.qdc) or CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from lxml import etree

from analyse.errors import UsageError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
MOST = 500
"""Codes of a codebook; more cannot be chosen from on a page."""
_BYTES = 5_000_000
_DEPTH = 20
_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)
_HELP = "Exportez la grille de codes au format REFI-QDA (.qdc), ou en CSV\u00a0: code, description."


def codebook(data: bytes) -> tuple[tuple[str, str], ...]:
    """(code, description) of a file, in its order.

    Codes that only group others (`isCodable="false"`) are left out; two codes of one name are told
    apart by their parents ("Parent › Code").

    Raises:
        UsageError: it is neither, it declares a DOCTYPE, or it holds no code.
    """
    if len(data) > _BYTES:
        raise UsageError("Cette grille de codes est trop grosse (5 Mo au plus).", action=_HELP)
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n\0")[:200]
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    found = _refi(data) if start.startswith(b"<") or utf16 else _csv(data)
    if not found:
        raise UsageError("Cette grille ne contient aucun code.", action=_HELP)
    if len(found) > MOST:
        raise UsageError(
            f"Cette grille contient {len(found)} codes\u00a0: {MOST} au plus peuvent servir ici."
        )
    return tuple(found)


def _refi(data: bytes) -> list[tuple[str, str]]:
    text = data.decode("utf-16").encode() if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
    if _DOCTYPE.search(text):
        raise UsageError(
            "Cette grille déclare un DOCTYPE\u00a0: elle est refusée, par prudence.", action=_HELP
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(
            f"Cette grille n'est pas un fichier XML complet (ligne {error.lineno}).", action=_HELP
        ) from error
    if root.tag != f"{{{NAMESPACE}}}CodeBook":
        raise UsageError("Ce fichier XML n'est pas une grille REFI-QDA.", action=_HELP)
    codes = root.find(f"{{{NAMESPACE}}}Codes")
    found: list[tuple[tuple[str, ...], str]] = []
    if codes is not None:
        _walk(codes, (), found)
    names = Counter(path[-1] for path, _ in found)
    return [(path[-1] if names[path[-1]] == 1 else " › ".join(path), told) for path, told in found]


def _walk(
    parent: etree._Element, path: tuple[str, ...], found: list[tuple[tuple[str, ...], str]]
) -> None:
    if len(path) > _DEPTH:
        raise UsageError("Cette grille de codes est trop profonde.", action=_HELP)
    for code in parent.findall(f"{{{NAMESPACE}}}Code"):
        name = " ".join((code.get("name") or "").split())[:120]
        if not name:
            raise UsageError("Un code de cette grille n'a pas de nom.", action=_HELP)
        here = (*path, name)
        if (code.get("isCodable") or "true").strip() in ("true", "1"):
            told = code.findtext(f"{{{NAMESPACE}}}Description") or ""
            found.append((here, " ".join(told.split())[:400]))
        _walk(code, here, found)


def _csv(data: bytes) -> list[tuple[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError("Cette grille CSV ne se lit pas.", action=_HELP) from error
    if rows and rows[0] and rows[0][0].strip().casefold() in ("code", "nom", "name"):
        rows = rows[1:]
    found: dict[str, str] = {}
    for row in rows:
        name = " ".join(row[0].split())[:120] if row else ""
        if name:
            found.setdefault(name, " ".join(row[1].split())[:400] if len(row) > 1 else "")
    return list(found.items())

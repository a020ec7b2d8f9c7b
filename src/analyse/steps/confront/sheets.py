"""A fiche 1.0, as a reader gives it, becomes statements."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from analyse.contracts import Section, Sheet, Statement

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
_BOLD_LINE = re.compile(r"^\*\*([^*]{2,80}?)\s?:?\s?\*\*\s?:?$")
_LABEL_LINE = re.compile(r"^([^\W\d_][^.!?]{2,40}?)[\s\u00a0]?:$")
_BULLET = re.compile(r"^\s*(?:[-–—•*+❖▪◦·]|\d{1,2}[.)])\s+(?=\S)")
_QUOTE_OR_RULE = re.compile(r"^\s*(?:>|[-*_=]{3,}\s*$|\|)")
_ASIDE = re.compile(r"^[*_][^*_].*[*_]$")
_CODE = re.compile(
    r"^(?:fiche\s+)?(?:n[o°]\.?\s*)?([A-Za-z]{1,3}[\s-]?\d{1,3}|\d{1,3})"
    r"(?:\s*[.:–—)_-]+\s*|\s+(?=[^\W\d_]))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…»])\s+(?=[«\"(]?\s?[A-ZÀ-ÖØ-ÞŒ0-9█])")
_SECTIONS = (
    (Section.LEADS, r"piste|recommandation|proposition|solution|levier|\bactions?\b|contribution"),
    (Section.FINDINGS, r"constat|enjeu|défis?\b|observation|état de|portrait|problème|forces?\b"),
    (Section.DEFINITION, r"définition|de quoi|qu'est-ce|en bref|présentation|mise en contexte"),
)
_LEAST = 3
"""Words under which a line states nothing."""


def cut_sheet(path: str, text: str, published: Callable[[int, int], str] | None = None) -> Sheet:
    """Cut the text of one fiche 1.0.

    A bullet is a statement; running text under a heading is one statement per sentence. A heading
    tells the section (définition, constats, pistes); what comes under none of them is *autre*. An
    italic line before the first section tells of the document and is left out, like quotations,
    tables and rules. The same statement twice in a section is one.

    Args:
        path: masked POSIX path under fiches-1.0/.
        text: masked, with the light Markdown of the readers.
        published: gives `text[start:end]` with pseudonyms; without it the masked text is kept.

    Returns:
        the sheet; without a single statement it says so in `warning`.
    """
    heading, section = "", Section.OTHER
    counts: Counter[Section] = Counter()
    statements: dict[str, Statement] = {}
    title, code = "", ""
    for start, end, line in _lines(text):
        found = _HEADING.match(line) or _BOLD_LINE.match(line) or _LABEL_LINE.match(line)
        if found:
            said = found[found.lastindex or 1].strip(" *")
            level = len(found[1]) if line.startswith("#") else 2
            if not heading and not title and level == 1:
                code, title = _code_and_title(said)
            else:
                heading = said
                section = _section(said, section, deeper=level > 2)
            continue
        if not title and not heading and not _BULLET.match(line):
            code, title = _code_and_title(line.strip("* "))
            continue
        if _QUOTE_OR_RULE.match(line) or (not heading and _ASIDE.match(line)):
            continue
        for a, b in _sentences(text, start, end):
            said = text[a:b]
            key = _identity(path, section, said)
            if len(said.split()) < _LEAST or key in statements:
                continue
            counts[section] += 1
            shown = published(a, b) if published else said
            statements[key] = Statement(key, section, counts[section], said, shown)
    if not code:
        code, rest = _code_and_title(PurePosixPath(path).stem.replace("_", " "))
        title = title or rest
    warning = "" if statements else "aucun énoncé trouvé\u00a0: ajoutez des puces sous des titres"
    return Sheet(path, code, title or PurePosixPath(path).stem, tuple(statements.values()), warning)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, line) of lines that are not blank, marks of spacing outside."""
    for found in re.finditer(r"[^\n]+", text):
        line = found[0]
        lead = len(line) - len(line.lstrip())
        if line.strip():
            yield found.start() + lead, found.start() + len(line.rstrip()), line.strip()


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A bullet whole; else each sentence of the line."""
    bullet = _BULLET.match(text[start:end])
    if bullet:
        yield start + bullet.end(), end
        return
    at = start
    for gap in _SENTENCE.finditer(text, start, end):
        yield at, gap.start()
        at = gap.end()
    yield at, end


def _section(heading: str, current: Section, *, deeper: bool) -> Section:
    """The section a heading opens; a sub-heading that names none stays in the current one."""
    low = heading.lower().replace("’", "'")
    for section, pattern in _SECTIONS:
        if re.search(pattern, low):
            return section
    return current if deeper else Section.OTHER


def _code_and_title(said: str) -> tuple[str, str]:
    """("A1. Se déplacer") → ("A1", "Se déplacer"); without a code, ("", the whole)."""
    found = _CODE.match(said)
    if not found or not said[found.end() :].strip():
        return "", said
    return re.sub(r"[\s-]", "", found[1]).upper(), said[found.end() :].strip()


def _identity(sheet: str, section: Section, text: str) -> str:
    made_of = "\0".join((sheet, section.value, " ".join(text.casefold().split())))
    return "e" + hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).hexdigest()[:11]

"""What a note says of itself at its top: a block of "Clé : valeur" lines, or YAML front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from analyse.lexicon import fold, normalise_jour
from analyse.wording import is_instruction

KEYS: dict[str, tuple[str, ...]] = {
    "titre": ("titre", "titre de l atelier", "title", "intitule"),
    "atelier": (
        *("atelier", "no d atelier", "no atelier", "n d atelier", "numero d atelier"),
        "numero de l atelier",
    ),
    "jour": ("jour", "journee", "jour de l evenement"),
    "date": ("date", "date et heure", "jour et date"),
    "region": ("region", "region administrative"),
    "palier": ("palier",),
    "secteur": ("secteur", "secteur d activite", "secteurs d activite"),
    "preneur": (
        *("preneur de notes", "preneuse de notes", "preneur", "preneuse", "preneur euse de notes"),
        *("preneur ou preneuse de notes", "preneuse ou preneur de notes", "prise de notes"),
        *(
            "notes de",
            "notes par",
            "notes prises par",
            "note de",
            "prise de note",
            "redaction",
            "qui note",
        ),
        *("preneurs de notes", "preneuses de notes", "preneurs euses de notes", "secretaire"),
        *("preneuse preneur de notes", "preneur preneuse de notes"),
    ),
    "animation": (
        *("animation", "a l animation", "animateur", "animatrice", "anime par"),
        *("animatrice ou animateur", "animateur ou animatrice", "animateur trice"),
        *("animateur animatrice", "animatrice animateur"),
    ),
    "consentement": ("consentement", "consentements", "consent"),
    "autre": (
        *("lieu", "salle", "local de l atelier", "heure", "heures", "horaire", "plage horaire"),
        *("evenement", "nombre de participants", "nombre de participantes", "nb de participants"),
        *("nombre de personnes", "nombre de personnes presentes", "participantes et participants"),
        *("participants et participantes", "personnes presentes", "presences", "duree", "tags"),
        *("mots cles", "author", "auteur", "autrice"),
    ),
}
"""Names of the keys of a header, folded. "autre" belongs to the block and is not used."""

STRONG = frozenset(
    {"atelier", "jour", "date", "region", "palier", "secteur", "preneur", "consentement"}
)
"""Keys that open a block alone; one of the others needs a second key."""

MAX_VALUE = 120
"""A longer value is a sentence of the note, not a piece of metadata."""

MAX_FOREIGN = 2
"""Lines with a key of the note-taker's own ("Organisme : …") that known keys may surround."""

_SHORT_VALUE = 60
"""A value that stands for a cell, or beside an unknown key, is a name, not a sentence."""

MAX_TITLE_LINES = 3
"""Lines that may stand above the block: the event, the workshop, a subtitle."""

_BY_NAME = {name: key for key, names in KEYS.items() for name in names}
_MARKS = re.compile(r"^[\s#>*_\-•·]*")
_LINE = re.compile(r"^(?P<key>[^:\n]{2,45}?)[ \u00a0\u202f]*:(?P<value>.*)$")
_NUMBERED = re.compile(r"^(atelier|jour|journee) (?:no )?\d{1,3}\w?$")
_NUMBERED_LINE = re.compile(
    r"^(?P<name>atelier|jour|journée)\s+(?:n[o°]\.?\s*|numéro\s+)?"
    r"(?P<value>\d{1,3}[a-z]?(?:\s*[–—,-]\s[^?.]*)?)$",
    re.IGNORECASE,
)
_NOTES_BY = re.compile(
    r"^(?i:(?:prise de )?notes (?:de|par|prises par))\s+(?P<value>[A-ZÀ-Þ█][^?]*)$"
)
_SEVERAL = re.compile(r"\s+[|•·–—]\s+|\t+")
_ENDS_SENTENCE = re.compile(r"[.;,]\s*$")
_WORKSHOP = re.compile(r"(?<!\w)atelier[ \-]*(?:no |numero )?(?P<n>\d{1,3}[a-z]?)(?!\w)")


@dataclass(frozen=True, slots=True)
class Header:
    """What was read.

    Attributes:
        values: key of `KEYS` (never "autre") → value as written, without marks.
        start: offset where the block begins: titles above it are before.
        end: offset where the note itself begins; 0 without a block.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0


def read_header(text: str) -> Header:
    """Read the header block or the front matter at the top of a text, masked or not.

    Only known keys make a block, so that a note that begins with "Santé : …" keeps it. A title
    above tells workshop and day even without a block; it then stays in the note (`end` is 0).
    """
    return _front_matter(text) or _block(text)


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end with its line break, content) of each line."""
    at = 0
    for line in text.splitlines(keepends=True) if "\n" in text else [text]:
        yield at, at + len(line), line.rstrip("\n")
        at += len(line)


def _front_matter(text: str) -> Header | None:
    lines = text.split("\n")
    if not lines or lines[0].strip() != "---":
        return None
    values: dict[str, str] = {}
    at, last = len(lines[0]) + 1, "autre"
    for line in lines[1:]:
        at += len(line) + 1
        if line.strip() in ("---", "..."):
            known = {k: v for k, v in values.items() if v and k != "autre"}
            return Header(known, 0, min(at, len(text)))
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if re.match(r"\s*-\s+\S", line):
            item = line.strip()[1:].strip().strip("\"'")
            values[last] = f"{values[last]}, {item}" if values.get(last) else item
            continue
        match = re.match(r"^([^\s:#][^:]{0,44}?)\s*:(?:\s+(.*))?$", line)
        if match is None:
            return None
        last = _key(match.group(1)) or "autre"
        values[last] = (match.group(2) or "").strip().strip("\"'[]").strip()
    return None


def _block(text: str) -> Header:
    values: dict[str, str] = {}
    others = foreign = 0
    titles: list[str] = []
    start = end = 0
    waiting = ""
    for begin, stop, line in _lines(text):
        plain = _MARKS.sub("", line).replace("**", "").replace("__", "").strip()
        if not plain:
            continue
        pairs = _pairs(plain)
        lone = _key(plain) if line.strip() == plain else None
        if pairs or (waiting and _is_name(plain)):
            start = start if end or waiting else begin
            end, foreign = stop, 0
            for key, value in pairs or [(waiting, plain)]:
                others += key == "autre"
                if key != "autre" and value:
                    values.setdefault(key, value)
            waiting = ""
        elif lone in STRONG:
            # A key alone on its line (a cell of a table): its value is on the next one.
            waiting, start = str(lone), start if end else begin
        elif end:
            # Another key may stand among the known ones; it counts only if one comes after it.
            foreign, waiting = foreign + 1, ""
            pair = _LINE.match(plain)
            if pair is None or foreign > MAX_FOREIGN or not _is_name(pair["value"]):
                break
        elif (
            len(titles) == MAX_TITLE_LINES
            or len(plain) > MAX_VALUE
            or _ENDS_SENTENCE.search(plain)
            or line.lstrip().startswith(("- ", "* ", "• "))
            or (_labelled(plain) and not line.lstrip().startswith("#"))
        ):
            break
        else:
            titles.append(line)
    if not values.keys() & STRONG and len(values) + others < 2:
        values, start, end = {}, 0, 0
    for title in titles:
        # Without a block, a short first line may be the note itself: only a heading is a title.
        if end or title.lstrip().startswith("#"):
            _from_title(title, values)
    return Header(values, start, end)


def _labelled(line: str) -> bool:
    """Whether a line is "label : something"."""
    pair = _LINE.match(line)
    return pair is not None and bool(pair["value"].strip())


def _is_name(value: str) -> bool:
    """Whether a value is short and not a sentence."""
    return len(value) <= _SHORT_VALUE and not _ENDS_SENTENCE.search(value)


def _pairs(line: str) -> list[tuple[str, str]]:
    """The (key, value) pairs of a line, or nothing when any piece is not one."""
    pieces = _SEVERAL.split(line)
    for parts in ([line], pieces) if len(pieces) > 1 else ([line],):
        pairs = [_pair(part) for part in parts]
        found = [pair for pair in pairs if pair is not None]
        if len(found) == len(pairs) and not (len(parts) == 1 and _holds_key(found[0][1])):
            return found
    return []


def _holds_key(value: str) -> bool:
    """Whether a value hides another pair ("7 | Région : Estrie")."""
    return any(_pair(piece) is not None for piece in _SEVERAL.split(value)[1:])


def _pair(piece: str) -> tuple[str, str] | None:
    match = _LINE.match(piece.strip())
    if match is None:
        notes = _NOTES_BY.match(piece.strip())
        if notes is not None and _is_name(notes["value"]):
            return "preneur", notes["value"].strip()
        alone = _NUMBERED_LINE.match(piece.strip())
        if alone is None or len(piece) > MAX_VALUE:
            return None
        name = "atelier" if alone["name"].lower() == "atelier" else "jour"
        return name, alone["value"].strip()
    value = match["value"].strip()
    if is_instruction(value):
        value = ""
    numbered = _NUMBERED.match(fold(match["key"]).replace("-", " "))
    if numbered:
        # "Atelier 7 : Se loger" tells the number and the title.
        name = "atelier" if numbered.group(1) == "atelier" else "jour"
        number = fold(match["key"]).split()[-1]
        value = f"{number} – {value}" if value else number
        return (name, value) if len(value) <= MAX_VALUE else None
    key = _key(match["key"])
    return (key, value) if key and len(value) <= MAX_VALUE else None


def _key(name: str) -> str | None:
    folded = re.sub(r"[-*]", " ", fold(re.sub(r"[·.()/]", " ", name)))
    folded = re.sub(r" (?:s|se|es|e)(?= |$)", "", f"{' '.join(folded.split())}")
    return _BY_NAME.get(folded) or _BY_NAME.get(" ".join(fold(name).replace("-", " ").split()))


def _from_title(line: str, values: dict[str, str]) -> None:
    title = _MARKS.sub("", line).replace("**", "").strip()
    found = _WORKSHOP.search(fold(title))
    if found and "atelier" not in values:
        values["atelier"] = found["n"]
    if "jour" not in values and normalise_jour(title) is not None and not title.strip().isdigit():
        values["jour"] = f"jour {normalise_jour(title)}"
    values.setdefault("titre", title)

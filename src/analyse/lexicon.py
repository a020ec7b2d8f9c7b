"""Where voices come from, in the words people write: régions, paliers, secteurs d'activité.

The tables are in `data/lexiques/`; the functions are pure. Whatever is not sure is "inconnu":
two regions in one value, a place that is not an organisation's own, an unknown word.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from analyse.contracts import UNKNOWN
from analyse.resources import lexicon as _file

PALIERS = ("local", "territorial", "régional", "national", UNKNOWN)

SECTEURS = (
    "communautaire",
    "municipal",
    "santé et services sociaux",
    "éducation",
    "emploi",
    "économie sociale",
    "environnement",
    "culture et loisir",
    "philanthropie",
    "recherche",
    "gouvernemental",
    "citoyen",
    UNKNOWN,
)

_CASE_MATTERS = frozenset({"CAR", "ROC", "CLE", "CRE", "CAB"})
"""Acronyms that are also French words in lower case."""

_CITY_REGIONS = frozenset({"Montréal", "Laval"})
"""Regions that are also one city: their name does not tell the palier."""

_SHORT = 4
"""Variants of up to four letters (GIM, C.-Q., A.-T.) are too short to be looked for in a
sentence whatever their case ("a-t-il"): they count as a whole value, or in capitals."""

_LABEL_CUTS = re.compile(r"\s*[,;()|\n\t–—]\s*|\s+-\s+")
_SMALL = r"(?:(?:de|des|du|d|la|le|les|l)[ \-])*"
_TERRITORIAL_BODIES = (
    rf"(?:mrc|cdc|cld|sadc|municipalites? regionales? de comte|territoire)[ \-]{_SMALL}"
)
_REGION_PREFIX = re.compile(rf"^(?:\d{{1,2}}[ \-]+)?(?:regions?(?: administratives?)? )?{_SMALL}")
_REGION_CODE = re.compile(r"(?:regions?(?: administratives?)? )?(?:no |numero )?0?(\d{1,2})")
_WHOLE_ONLY = frozenset({"iles"})
"""Names that tell a region as a whole value, not in a sentence ("les îles de Sorel")."""
_REGION_SUFFIX = re.compile(r" ?\d{0,2}$")


def fold(text: str) -> str:
    """Lower case without accents; "st" is "saint"; apostrophes and marks are spaces, dashes "-"."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"\s*[-‐‑‒–—−]+\s*", "-", text)
    text = re.sub(r"[^\w\-*]+|_", " ", text)
    text = re.sub(r"(?<![^\s\-])st(e?)(?=[\s\-])", r"saint\1", text)
    return " ".join(text.split()).strip("- ")


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with _file(name).open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


REGIONS: tuple[str, ...] = (*(row["region"] for row in _rows("regions.csv")), UNKNOWN)
"""The 17 administrative regions by code, then "inconnu"."""


@dataclass(frozen=True, slots=True)
class _Cue:
    """A motif, its compiled form, and what it tells. `cased` ones are looked for as written."""

    value: str
    pattern: re.Pattern[str]
    cased: bool
    length: int


def _cue(value: str, motif: str) -> _Cue:
    cased = motif in _CASE_MATTERS
    if cased:
        return _Cue(value, re.compile(rf"(?<!\w){motif}(?!\w)"), True, len(motif))
    words = []
    for word in re.split(r"[ \-]", fold(motif)):
        if word == "*":
            words.append(r"\w+(?: \w+){0,3}")
        elif word.endswith("*"):
            words.append(re.escape(word[:-1]) + r"\w*")
        else:
            words.append(re.escape(word) + ("" if motif.isupper() else "[sx]?"))
    # "Ville-Marie" is not a ville, nor "Capitale-Nationale" national; acronyms may be joined.
    edge = r"\w" if motif.isupper() else r"\w\-"
    pattern = re.compile(rf"(?<![{edge}])" + r"[ \-]+".join(words) + rf"(?![{edge}])")
    return _Cue(value, pattern, False, len(motif))


@cache
def _cues(name: str, column: str, kinds: tuple[str, ...]) -> tuple[_Cue, ...]:
    found = [_cue(r[column], r["motif"]) for r in _rows(name) if r["nature"] in kinds]
    return _longest_first(found)


def _hits(text: str, cues: Iterable[_Cue]) -> list[tuple[int, str]]:
    """(place, value) of the cues in the text, longest first; one place tells one thing."""
    folded, written = fold(text), text
    found = []
    for cue in cues:
        for match in cue.pattern.finditer(written if cue.cased else folded):
            found.append((match.start(), cue.value))
        if not cue.cased:
            folded = cue.pattern.sub(lambda m: "\x00" * len(m.group()), folded)
    return sorted(found)


def _only(values: Iterable[str]) -> str:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else UNKNOWN


@cache
def _region_names() -> tuple[dict[str, str], tuple[_Cue, ...], dict[str, str], tuple[_Cue, ...]]:
    """Whole values → region; names looked for in a text; MRC → region; MRC with their cue."""
    whole: dict[str, str] = {}
    inside: list[_Cue] = []
    for row in _rows("regions.csv"):
        names = [row["region"], *row["variantes"].split("|"), *row["lieux"].split("|")]
        for name in filter(None, names):
            key = _bare(fold(name))
            whole[key] = row["region"]
            whole[re.sub(r"\W", "", key)] = row["region"]
            if len(re.sub(r"\W", "", key)) > _SHORT and key not in _WHOLE_ONLY:
                inside.append(_region_cue(row["region"], key))
            elif name.isupper() and name.isalpha():
                pattern = re.compile(rf"(?<!\w){name}(?!\w)")
                inside.append(_Cue(row["region"], pattern, True, len(name)))
    territories: dict[str, str] = {}
    bodies: list[_Cue] = []
    for row in _rows("mrc.csv"):
        key = _bare(fold(row["territoire"]))
        territories[key] = row["region"]
        bodies.append(_region_cue(row["region"], key, before=_TERRITORIAL_BODIES))
    # The province and its capital bear one name, which alone tells no region.
    whole.pop("quebec", None), territories.pop("quebec", None)
    return whole, _longest_first(inside), territories, _longest_first(bodies)


def _longest_first(cues: list[_Cue]) -> tuple[_Cue, ...]:
    return tuple(sorted(cues, key=lambda cue: -cue.length))


def _region_cue(region: str, key: str, *, before: str = "") -> _Cue:
    words = r"[ \-]+".join(map(re.escape, re.split(r"[ \-]", key)))
    return _Cue(region, re.compile(rf"(?<![\w\-]){before}{words}(?![\w\-])"), False, len(key))


def _bare(folded: str) -> str:
    return re.sub(rf"^{_SMALL}", "", folded)


def find_region(text: str) -> str:
    """The administrative region a value tells ("Gaspésie", "GIM", "MRC des Appalaches"…).

    Returns:
        One of `REGIONS`; "inconnu" when nothing or several regions are told. The number of a
        region ("11", "région 01") tells it.
    """
    whole, _, territories, _ = _region_names()
    code = _REGION_CODE.fullmatch(fold(text))
    if code and 1 <= int(code[1]) <= len(REGIONS) - 1:
        return REGIONS[int(code[1]) - 1]
    value = _REGION_SUFFIX.sub("", _REGION_PREFIX.sub("", fold(text)))
    for key in (value, value.replace("-", " "), re.sub(r"\W", "", value)):
        if key in whole:
            return whole[key]
    mrc = _bare(re.sub(rf"^{_TERRITORIAL_BODIES}", "", value))
    for key, region in territories.items():
        if mrc.replace("-", " ") == key.replace("-", " "):
            return region
    return region_in(text)


@lru_cache(maxsize=4096)
def region_in(text: str) -> str:
    """The one region that a longer text names; bare names of MRC do not count.

    "Université Laval" is not in Laval.
    """
    _, inside, _, bodies = _region_names()
    rest = re.sub(r"(?i)universit[ée]\s+laval", " ", text)
    found = _hits(rest, bodies)
    for cue in bodies:
        rest = rest if cue.cased else _blank(rest, cue)
    found += _hits(rest, inside)
    return _only(value for _, value in found)


def _blank(text: str, cue: _Cue) -> str:
    folded = fold(text)
    return cue.pattern.sub(" ", folded) if cue.pattern.search(folded) else text


def find_palier(text: str) -> str:
    """The palier a value tells ("régional", "MRC", "provincial"…), one of `PALIERS`."""
    return _find(text, "paliers.csv", "palier", PALIERS)


def find_secteur(text: str) -> str:
    """The secteur d'activité a value tells ("OBNL", "réseau de la santé"…), one of `SECTEURS`."""
    return _find(text, "secteurs.csv", "secteur", SECTEURS)


@lru_cache(maxsize=4096)
def _find(text: str, name: str, column: str, values: tuple[str, ...]) -> str:
    folded = fold(text)
    for value in values:
        if folded == fold(value):
            return value
    told = _hits(text, _cues(name, column, ("valeur",)))
    return _only(v for _, v in told or _hits(text, _cues(name, column, ("organisation", "rôle"))))


@lru_cache(maxsize=4096)
def affiliation(text: str) -> tuple[str, str, str]:
    """(région, palier, secteur) of a label such as "Prénom Nom, conseillère, MRC des Appalaches".

    The organisation is what counts: the last part of the label that holds a cue. A region is
    told only when the organisation's own name carries it, so that neither the place someone
    speaks of nor a family name gives one.
    """
    parts = [part for part in _LABEL_CUTS.split(text) if part.strip()]
    cues = _cues("secteurs.csv", "secteur", ("organisation",))
    roles = _hits(text, _cues("secteurs.csv", "secteur", ("rôle",)))
    for part in parts:
        first = _hits(part, cues)[:1]
        if first and first[0] == (0, "citoyen"):
            return UNKNOWN, UNKNOWN, "citoyen"
    for part in reversed(parts):
        hits = _hits(part, cues)
        if hits:
            secteur = hits[0][1]
            break
    else:
        part, secteur = (parts[-1], UNKNOWN) if len(parts) > 1 else ("", UNKNOWN)
    if roles and secteur in (UNKNOWN, "éducation"):
        secteur = "recherche"
    region = region_in(part)
    levels = _hits(part, _cues("paliers.csv", "palier", ("organisation",)))
    palier = levels[0][1] if levels else _palier_of_name(part, region, secteur)
    return region, palier, secteur


def _palier_of_name(organisation: str, region: str, secteur: str) -> str:
    """The palier of an organisation without a cue: it bears the name of a region, or of Québec."""
    if secteur in ("éducation", "recherche", "citoyen"):
        return UNKNOWN
    if region == UNKNOWN:
        return "national" if re.search(r"(?<!\w)du quebec$", fold(organisation)) else UNKNOWN
    if region in _CITY_REGIONS:
        return UNKNOWN
    row = next(row for row in _rows("regions.csv") if row["region"] == region)
    names = [row["region"], *filter(None, row["variantes"].split("|"))]
    folded = f" {fold(organisation).replace('-', ' ')} "
    named = any(f" {fold(name).replace('-', ' ')} " in folded for name in names)
    return "régional" if named else UNKNOWN


_NUMBERS = {f"{n}{end}": n for n in range(1, 100) for end in ("", "e", "er", "re", "eme")}
for _words in ("un deux trois quatre cinq six sept", "premier deuxieme troisieme quatrieme"):
    _NUMBERS |= {word: n for n, word in enumerate(_words.split(), start=1)}
_NUMBERS |= {"premiere": 1, "seconde": 2, "second": 2, "cinquieme": 5}
_DAYS = (
    re.compile(
        r"(?<![a-z0-9])(?:jours?|journee|day|j)[ \-]*(?:no |numero )?0*(\d{1,2})(?![a-z0-9])"
    ),
    re.compile(r"(?<![a-z0-9])(?:jour|journee)[ \-]+([a-z]+)(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9])(\w+)[ \-](?:jour|journee)(?![a-z0-9])"),
)


def normalise_jour(text: str) -> int | None:
    """The day of the event ("Jour 2", "J2", "2e journée", "2" → 2), from 1 to 99.

    Dates and names of days tell no number by themselves: None.
    """
    folded = fold(text)
    if re.fullmatch(r"0*[1-9]\d?", folded):
        return int(folded)
    words = [word for pattern in _DAYS for word in pattern.findall(folded)]
    found = {_NUMBERS[word] for word in words if word in _NUMBERS}
    return found.pop() if len(found) == 1 else None


def acronyms() -> dict[str, str]:
    """Acronym → what it stands for, in the order of the file."""
    return {row["sigle"]: row["forme"] for row in _rows("acronymes.csv")}

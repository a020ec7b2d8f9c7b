"""Administrative regions, in the words people write: names, short forms, towns, MRC, numbers."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from analyse.contracts import UNKNOWN
from analyse.lexicon.tables import Cue, fold, hits, longest_first, only, rows

_SHORT = 4
"""Variants of up to four letters (GIM, C.-Q., A.-T.) are too short to be looked for in a
sentence whatever their case ("a-t-il"): they count as a whole value, or in capitals."""

_SMALL = r"(?:(?:de|des|du|d|la|le|les|l)[ \-])*"
_TERRITORIAL_BODIES = (
    rf"(?:mrc|cdc|cld|sadc|municipalites? regionales? de comte|territoire)[ \-]{_SMALL}"
)
_REGION_PREFIX = re.compile(rf"^(?:\d{{1,2}}[ \-]+)?(?:regions?(?: administratives?)? )?{_SMALL}")
_REGION_CODE = re.compile(r"(?:regions?(?: administratives?)? )?(?:no |numero )?0?(\d{1,2})")
_WHOLE_ONLY = frozenset({"iles"})
"""Names that tell a region as a whole value, not in a sentence ("les îles de Sorel")."""
_REGION_SUFFIX = re.compile(r" ?\d{0,2}$")


REGIONS: tuple[str, ...] = (*(row["region"] for row in rows("regions.csv")), UNKNOWN)
"""The 17 administrative regions by code, then "inconnu"."""


@cache
def _region_names() -> tuple[dict[str, str], tuple[Cue, ...], dict[str, str], tuple[Cue, ...]]:
    """Whole values → region; names looked for in a text; MRC → region; MRC with their cue."""
    whole: dict[str, str] = {}
    inside: list[Cue] = []
    for row in rows("regions.csv"):
        names = [row["region"], *row["variantes"].split("|"), *row["lieux"].split("|")]
        for name in filter(None, names):
            key = _bare(fold(name))
            whole[key] = row["region"]
            whole[re.sub(r"\W", "", key)] = row["region"]
            if len(re.sub(r"\W", "", key)) > _SHORT and key not in _WHOLE_ONLY:
                inside.append(_region_cue(row["region"], key))
            elif name.isupper() and name.isalpha():
                pattern = re.compile(rf"(?<!\w){name}(?!\w)")
                inside.append(Cue(row["region"], pattern, True, len(name)))
    territories: dict[str, str] = {}
    bodies: list[Cue] = []
    for row in rows("mrc.csv"):
        key = _bare(fold(row["territoire"]))
        territories[key] = row["region"]
        bodies.append(_region_cue(row["region"], key, before=_TERRITORIAL_BODIES))
    # The province and its capital bear one name, which alone tells no region.
    whole.pop("quebec", None), territories.pop("quebec", None)
    return whole, longest_first(inside), territories, longest_first(bodies)


def _region_cue(region: str, key: str, *, before: str = "") -> Cue:
    words = r"[ \-]+".join(map(re.escape, re.split(r"[ \-]", key)))
    return Cue(region, re.compile(rf"(?<![\w\-]){before}{words}(?![\w\-])"), False, len(key))


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
    found = hits(rest, bodies)
    folded = fold(rest)
    for cue in bodies:
        if cue.pattern.search(folded):
            rest = cue.pattern.sub(" ", folded)
            folded = fold(rest)
    found += hits(rest, inside)
    return only(value for _, value in found)

"""What in a quote may point at one person although no name is left in it.

Three signs, none of them a proof: a role that one person holds in a small place, a word that may
be a name that masking left, an origin (région, palier, secteur) that is that of one voice in the
whole event. A person decides; an alarm too many costs one sentence of explanation.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from analyse import lexicon, resources
from analyse.contracts import UNKNOWN, Flag, FlagKind, Passage
from analyse.voices import voice_key

VERSION = "1"

_ONE = (
    r"(?:(?:le|la|au|du|notre|votre|leur|son|sa|mon|ma|cet|cette|ce)\s+|l['’]\s?)"
    r"(?:(?:ancien(?:ne)?|nouve(?:au|lle)|premi(?:er|ère)|futur(?:e)?|jeune|petit|petite)\s+)?"
)
"""What says that there is one: "la directrice", "l'ancien maire"; not "une directrice"."""

_ALONE = r"(?:(?:le|la|l['’]|un|une|notre|du|au)\s*)?(?:seule?|unique|dernière?)\s+"
_OF = r"(?:d[eu]|des|d['’]|à|au|aux|en|chez|pour|,)\s*"
_STEP = r"(?:(?:la|le|les|l['’])\s*)?"
_COMMON = r"(?:[a-zà-ÿœ'’-]+\s+){0,7}?"
"""Common words between the role and the place: "de l'école primaire de"."""

_PROPER = (
    r"(?P<place>(?:L['’]|La |Le |Les )?[A-ZÀ-ÝŒ][\wà-ÿœ'’]+"
    r"(?:[- ](?:(?:d['’]|l['’])?[A-ZÀ-ÝŒ][\wà-ÿœ'’]+"
    r"|(?:de|du|des|la|le|les|sur|aux|à|en|lès)(?=[- ](?:la[- ]|les[- ]|l['’])?[A-ZÀ-ÝŒ])))*)"
)
_HERE = (
    r"(?P<here>(?:du|de (?:la|ce|cette|notre|mon|leur)|de l['’]|d['’]un|dans (?:le|la|notre|mon)"
    r"|au|à la)\s*(?:petit |petite )?"
    r"(?:village|municipalité|place|paroisse|hameau|île|réserve|communauté|rang|canton|coin"
    r"|patelin|quartier))"
)
_NOUN = re.compile(
    r"^(?:MRC|CDC|CISSS|CIUSSS|CPE|CLSC|CLD|CJE|SADC|Ville|Municipalité|Communauté|Université|Cégep)"
    r"\s+(?:(?:de|du|des)\s+(?:la\s+|l['’])?|d['’])?"
)
_SENTENCES = re.compile(r"[^.!?;\n]+")


def flag(
    passages: Sequence[Passage],
    texts: Mapping[str, str],
    everyone: Iterable[Passage],
    suspects: Mapping[str, Sequence[str]],
) -> dict[str, tuple[Flag, ...]]:
    """Flags of some passages.

    Args:
        passages: those that may be published.
        texts: passage id → its text as it would be published.
        everyone: every passage of the event, to know how many voices share an origin.
        suspects: passage id → words of it that may be a name.

    Returns:
        passage id → its flags, in the order of `FlagKind`; every passage has an entry.
    """
    shared = origins(everyone)
    found: dict[str, tuple[Flag, ...]] = {}
    for passage in passages:
        flags = [
            Flag(FlagKind.ROLE, words, "un rôle que peu de gens tiennent dans un petit lieu")
            for words in role_and_place(texts[passage.id])
        ]
        flags += [
            Flag(FlagKind.NAME, word, "peut-être le nom d'une personne, que le masquage a laissé")
            for word in dict.fromkeys(suspects.get(passage.id, ()))
        ]
        if is_rare(passage, shared):
            told = ", ".join(part for part in _origin(passage) if part != UNKNOWN)
            flags.append(Flag(FlagKind.RARE, told, "la seule voix de l'événement de cette origine"))
        found[passage.id] = tuple(flags)
    return found


def role_and_place(text: str) -> list[str]:
    """The stretches where a role and a small place stand together, in order.

    "la directrice de l'école de Saint-Machin", "le seul médecin du village", "mairesse,
    Saint-Machin"; not "une directrice", nor "le maire de Montréal".
    """
    found = []
    for sentence in _SENTENCES.finditer(text):
        for match in _patterns().finditer(sentence[0]):
            place = match["place"] or match["town"]
            if place is None or _is_small(place):
                found.append(" ".join(match[0].split()).strip(" ,"))
    return list(dict.fromkeys(found))


def origins(passages: Iterable[Passage]) -> dict[tuple[str, str, str], set[str]]:
    """(région, secteur, palier) → voices of that origin."""
    voices: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for passage in passages:
        voices[_origin(passage)].add(voice_key(passage))
    return dict(voices)


def is_rare(passage: Passage, shared: Mapping[tuple[str, str, str], set[str]]) -> bool:
    """Whether the voice of a passage, a person's, is alone of its origin while others are not it.

    What a whole workshop says has no speaker: its origin is that of all who were there. An origin
    known by one thing only tells too little.
    """
    origin = _origin(passage)
    if not (passage.voice.speaker or passage.row is not None) or len(shared) < 2:
        return False
    return sum(part != UNKNOWN for part in origin) >= 2 and len(shared.get(origin, ())) == 1


def _origin(passage: Passage) -> tuple[str, str, str]:
    return passage.voice.region, passage.voice.secteur, passage.voice.palier


@cache
def _patterns() -> re.Pattern[str]:
    with resources.lexicon("roles_reperables.csv").open(encoding="utf-8", newline="") as stream:
        words = sorted((row["mot"] for row in csv.DictReader(stream)), key=len, reverse=True)
    role = rf"(?:{'|'.join(map(re.escape, words))})"
    wide = r"(?:\s+(?:général|générale|adjoint|adjointe|municipal|municipale|de famille|scolaire))?"
    single = rf"(?<![\w'’-])(?i:(?:{_ONE}|{_ALONE}){role}{wide})(?![\w-])"
    label = rf"(?<![\w'’-])(?i:{role}{wide})(?=\s*,\s*[A-ZÀ-ÝŒ])"
    of = rf"\s*(?:{_OF}{_STEP}{_COMMON}(?:{_OF}{_STEP})?)"
    place = rf"(?:{of}{_PROPER}|\s*(?:[a-zà-ÿœ'’-]+\s+){{0,4}}?{_HERE})"
    return re.compile(rf"(?:{single}{place}|{label}\s*,\s*{_PROPER.replace('place', 'town')})")


@cache
def _wide() -> frozenset[str]:
    with resources.lexicon("lieux_larges.csv").open(encoding="utf-8", newline="") as stream:
        places = {lexicon.fold(row["lieu"]) for row in csv.DictReader(stream)}
    return frozenset(places | {lexicon.fold(region) for region in lexicon.REGIONS})


def _is_small(place: str) -> bool:
    """Whether a proper noun is not that of a large city, a region or a country, nor an acronym."""
    bare = _NOUN.sub("", place)
    if bare.isupper() or re.fullmatch(r"Personne(?: \d+)?", bare):
        return False
    folded = lexicon.fold(bare)
    return folded not in _wide() and re.sub(r"^(?:la|le|les|l) ", "", folded) not in _wide()

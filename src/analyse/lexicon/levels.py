"""Paliers and secteurs d'activité, and what the label of an organisation tells of a voice."""

from __future__ import annotations

import re
from functools import lru_cache

from analyse.contracts import UNKNOWN
from analyse.lexicon.regions import region_in
from analyse.lexicon.tables import cues, fold, hits, only, rows

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

_CITY_REGIONS = frozenset({"Montréal", "Laval"})
"""Regions that are also one city: their name does not tell the palier."""

_LABEL_CUTS = re.compile(r"\s*[,;()|\n\t–—]\s*|\s+-\s+")


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
    told = hits(text, cues(name, column, ("valeur",)))
    return only(v for _, v in told or hits(text, cues(name, column, ("organisation", "rôle"))))


@lru_cache(maxsize=4096)
def affiliation(text: str) -> tuple[str, str, str]:
    """(région, palier, secteur) of a label such as "Prénom Nom, conseillère, MRC des Appalaches".

    The organisation is what counts: the last part of the label that holds a cue. A region is
    told only when the organisation's own name carries it, so that neither the place someone
    speaks of nor a family name gives one.
    """
    parts = [part for part in _LABEL_CUTS.split(text) if part.strip()]
    bodies = cues("secteurs.csv", "secteur", ("organisation",))
    roles = hits(text, cues("secteurs.csv", "secteur", ("rôle",)))
    for part in parts:
        first = hits(part, bodies)[:1]
        if first and first[0] == (0, "citoyen"):
            return UNKNOWN, UNKNOWN, "citoyen"
    for part in reversed(parts):
        told = hits(part, bodies)
        if told:
            secteur = told[0][1]
            break
    else:
        part, secteur = (parts[-1], UNKNOWN) if len(parts) > 1 else ("", UNKNOWN)
    if roles and secteur in (UNKNOWN, "éducation"):
        secteur = "recherche"
    region = region_in(part)
    levels = hits(part, cues("paliers.csv", "palier", ("organisation",)))
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
    row = next(row for row in rows("regions.csv") if row["region"] == region)
    names = [row["region"], *filter(None, row["variantes"].split("|"))]
    folded = f" {fold(organisation).replace('-', ' ')} "
    named = any(f" {fold(name).replace('-', ' ')} " in folded for name in names)
    return "régional" if named else UNKNOWN

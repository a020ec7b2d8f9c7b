"""Numbers, dates and measures in words that people understand, with Québec typography."""

from __future__ import annotations

import re
from datetime import datetime

from analyse.contracts import (
    UNKNOWN,
    Document,
    Nature,
    Nearness,
    Passage,
    Tension,
    Theme,
    ThemeFigures,
)

NBSP = "\u00a0"
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_MASKED = re.compile(r"█+(?:[ '’-]*█+)*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

STRENGTHS = ((2 / 3, "fort"), (1 / 3, "moyen"), (0.0, "faible"))
"""Thirds of the scale, where 1 is as tightly held as the tightest quarter of the theme."""

STABILITIES = (
    (0.85, "très stable", "se retrouve presque à l'identique"),
    (0.75, "stable", "se retrouve pour l'essentiel"),
    (0.60, "plutôt stable", "se retrouve, mais ses contours bougent"),
    (0.0, "instable", "ne se retrouve pas toujours"),
)
"""Mean Jaccard similarity: the marks .85, .75 and .60 are those given for cluster-wise stability
by its author (Hennig, documentation of `clusterboot`, R package fpc)."""


def printable(text: str) -> str:
    """The text with a visible mark in place of each character that no page may hold."""
    return text if text.isprintable() else _UNPRINTABLE.sub("\ufffd", text)


def number(value: int) -> str:
    """1234 → "1 234", with a no-break space."""
    return f"{value:,}".replace(",", NBSP)


def decimal(value: float, digits: int = 2) -> str:
    """0.816 → "0,82"."""
    return f"{value:.{digits}f}".replace(".", ",")


def count(value: int, singular: str, plural: str = "") -> str:
    """(3, "atelier") → "3 ateliers"; nothing and one are singular in French."""
    word = singular if abs(value) < 2 else plural or f"{singular}s"
    return f"{number(value)}{NBSP}{word}"


def voices(value: int) -> str:
    """3 → "3 voix"."""
    return count(value, "voix", "voix")


def few(value: int, least: int) -> str:
    """How many voices said something, as a public page tells it: "moins de 3 voix"."""
    if value < least:
        return f"moins de {least}{NBSP}voix"
    return "une seule voix" if value < 2 else voices(value)


def small(value: int, least: int) -> str:
    """A count as a public table shows it: "< n" under `least`, "·" for nothing."""
    if value == 0:
        return "·"
    return f"<{NBSP}{least}" if value < least else number(value)


def moment(iso: str) -> str:
    """ "2022-11-04T14:05:00+00:00" → "4 novembre 2022, 14 h 05 (UTC)"."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    day = "1er" if when.day == 1 else str(when.day)
    zone = f" ({when.tzname()})" if when.tzname() else ""
    return (
        f"{day} {_MONTHS[when.month - 1]} {when.year}, "
        f"{when.hour}{NBSP}h{NBSP}{when.minute:02}{zone}"
    )


def strength(value: float) -> str:
    """A strength in [0, 1] in one word."""
    return next(word for least, word in STRENGTHS if value >= least)


def stability(value: float) -> tuple[str, str]:
    """A stability in [0, 1] in one word, and in a sentence."""
    _, word, sentence = next(level for level in STABILITIES if value >= level[0])
    again = f"quand on refait l'analyse sur 90{NBSP}% des passages"
    return word, f"{sentence} {again}"


def entry(near: Nearness) -> str:
    """ "2022/F9 Participation citoyenne"."""
    return " ".join(part for part in (f"{near.series}/{near.code}".strip("/"), near.title) if part)


def nearness(theme: Theme) -> str:
    """Where a theme stands against the grille, in words; what people assigned comes first."""
    if theme.fiches:
        return f"rattaché à {', '.join(theme.fiches)} par des personnes"
    if not theme.grille:
        return "émergent"
    return "proche de " + ", puis de ".join(
        f"{entry(near)} ({decimal(near.score)})" for near in theme.grille
    )


def offsets(start: int, end: int) -> str:
    """ "123–245": code points of the extracted text, as the exports give them."""
    return f"{start}–{end}"


def unmasked(text: str) -> str:
    """A label whose masked names are said to be so, instead of drawn as blocks."""
    return _MASKED.sub("nom masqué", text)


def workshop(name: str) -> str:
    """A workshop as written; a bare number says what it is."""
    name = unmasked(name)
    return f"atelier {name}" if re.fullmatch(r"\d+\s?\w{0,3}", name) else name


def origin(passage: Passage) -> tuple[str, ...]:
    """Where a passage comes from: qui parle, atelier, jour, région, palier, secteur.

    What is unknown is left out; when nothing of the voice is known, that is said.
    """
    voice = passage.voice
    told = [unmasked(voice.speaker)] if voice.speaker else []
    told += [workshop(passage.atelier)] if passage.atelier else []
    told += [f"jour {passage.jour}"] if passage.jour is not None else []
    place = [voice.region] if voice.region != UNKNOWN else []
    place += [f"palier {voice.palier}"] if voice.palier != UNKNOWN else []
    place += [voice.secteur] if voice.secteur != UNKNOWN else []
    return (*told, *(place or ["provenance inconnue"]))


def about(document: Document) -> tuple[str, ...]:
    """What is known of a document as a whole."""
    context = document.context
    known = [workshop(context.atelier)] if context.atelier else []
    known += [f"jour {context.jour}"] if context.jour is not None else []
    known += [context.region] if context.region != UNKNOWN else []
    known += [f"palier {context.palier}"] if context.palier != UNKNOWN else []
    known += [context.secteur] if context.secteur != UNKNOWN else []
    return (
        *known,
        f"consentement{NBSP}: {context.consentement.value}",
        f"version {document.version}",
    )


def nature(value: Nature) -> str:
    """Whose words a quote holds."""
    return "parole rapportée" if value is Nature.REPORTED else "extrait de note"


def disagreement(tension: Tension) -> str:
    """What is known of a disagreement, as a title."""
    if not tension.side_b:
        return "Un désaccord raconté"
    return "Deux avis qui se répondent" if tension.explicit else "Deux passages en contraste"


def validation(f: ThemeFigures) -> str:
    """What volunteers answered about a theme: verdict and figures on one line."""
    parts = [f.verdict.value]
    if f.intruders[1]:
        parts.append(f"mot intrus trouvé {f.intruders[0]} fois sur {f.intruders[1]}")
    if f.labels[1]:
        parts.append(f"nom choisi pour {f.labels[0]} passages sur {f.labels[1]}")
    if f.quotes[1]:
        parts.append(f"{f.quotes[0]} extraits reconnus sur {f.quotes[1]}")
    told = "; ".join([*parts, count(f.people, "bénévole")])
    names = list(dict.fromkeys(name for name, _ in f.names))[:3]
    if names:
        quoted = ", ".join(f"«{NBSP}{name}{NBSP}»" for name in names)
        told += f". Noms donnés sans voir le titre{NBSP}: {quoted}"
    if f.changed:
        told += (
            f". Ces votes sont d'une autre version du thème ({round(100 * f.same)}{NBSP}% des "
            "passages en commun)"
        )
    return told

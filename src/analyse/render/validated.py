"""What volunteers answered about a published theme, in sentences. Nothing here is a note's text."""

from __future__ import annotations

from analyse.render import words
from analyse.render.words import NBSP
from analyse.validation.published import Validated
from analyse.validation.report import WARNING
from analyse.validation.statistics import Interval, exact_interval

TITLE = "Validation par des bénévoles"
NOBODY = "Aucun bénévole n'a encore répondu sur ce thème."
RELIABILITY = f"Fiabilité, pas vérité{NBSP}: {WARNING[0].lower()}{WARNING[1:]}"


def lines(found: Validated | None, least: int) -> list[str]:
    """Sentences on one theme, the verdict first.

    Args:
        found: what was answered; None when nobody was asked.
        least: under so many people, the figures are not told: they would be those of one person.
    """
    if found is None or not found.figures.people:
        return [NOBODY]
    f = found.figures
    if f.people < least:
        return [
            f"Moins de {least}{NBSP}bénévoles ont répondu{NBSP}: les chiffres ne sont pas montrés."
        ]
    told = [_verdict(found)]
    right = f"trouvé {f.intruders[0]} fois sur {f.intruders[1]}"
    told += _criterion("Mot intrus", f.intruders, right)
    right = f"choisi pour {words.count(f.labels[0], 'carte')} sur {f.labels[1]}"
    told += _criterion("Meilleur nom", f.labels, right)
    right = words.count(f.quotes[0], "reconnu", "reconnus") + " comme étant du thème"
    told += _criterion("Extraits", f.quotes, f"{right}, sur {f.quotes[1]}")
    right = f"{words.count(f.decoys[0], 'refusé', 'refusés')} sur {f.decoys[1]}"
    told += _criterion("Extraits d'un autre thème", f.decoys, right)
    told += _agreement(found)
    told += _disagreements(found)
    if f.to_redo:
        cards = words.count(f.to_redo, "carte n'a", "cartes n'ont")
        told.append(f"{cards} pas encore tous les votes.")
    if f.changed:
        share = f"{round(100 * f.same)}{NBSP}%"
        told.append(
            f"Ces votes sont d'une autre version du thème ({share} des passages en commun)."
        )
    return told


def _verdict(found: Validated) -> str:
    f = found.figures
    why = f" ({'; '.join(f.reasons)})" if f.reasons else ""
    return f"Verdict{NBSP}: {f.verdict.value}{why}. {words.count(f.people, 'bénévole')}."


def _criterion(name: str, figures: tuple[int, int], told: str) -> list[str]:
    if not figures[1]:
        return []
    return [f"{name}{NBSP}: {told}{_interval(exact_interval(*figures), percent=True)}."]


def _interval(found: Interval | None, *, percent: bool = False) -> str:
    if found is None:
        return ""
    if percent:
        ends = f"{round(100 * found.low)} à {round(100 * found.high)}{NBSP}%"
    else:
        ends = f"{_decimal(found.low)} à {_decimal(found.high)}"
    return f" (intervalle à 95{NBSP}%{NBSP}: {ends})"


def _decimal(value: float) -> str:
    """Coefficients go below zero: with the sign that people read, not a hyphen."""
    return words.decimal(value).replace("-", "−")


def _agreement(found: Validated) -> list[str]:
    a = found.agreement
    if a.raw is None:
        return []
    alpha = "non calculable" if a.alpha is None else _decimal(a.alpha) + _interval(a.interval)
    parts = [f"alpha de Krippendorff {alpha}"]
    parts += [] if a.ac1 is None else [f"AC1 de Gwet {_decimal(a.ac1)}"]
    parts.append(f"accord brut {words.decimal(a.raw)}")
    on = f"{words.count(a.cards, 'carte')} et {words.count(a.votes, 'réponse')}"
    return [f"Accord entre bénévoles, sur {on}{NBSP}: {', '.join(parts)}."]


def _disagreements(found: Validated) -> list[str]:
    """On how many cards people stayed split, and what the adjudicator made of it."""
    if not found.cards:
        return []
    if not found.split:
        return [f"Désaccords{NBSP}: aucun, sur {words.count(found.cards, 'carte')}."]
    told = [f"Désaccords{NBSP}: {found.split} sur {words.count(found.cards, 'carte')}"]
    if found.judged:
        why = ", ".join(f"{motive.value} ({n})" for motive, n in sorted(found.motives.items()))
        told.append(f"{words.count(found.judged, 'arbitré')}{NBSP}: {why}")
    if found.unsettled:
        told.append(f"{found.unsettled} sans qu'une réponse s'impose")
    waiting = found.split - found.judged
    if waiting:
        told.append(f"{waiting} à arbitrer")
    return ["; ".join(told) + "."]

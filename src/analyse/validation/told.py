"""A report told: as JSON, as rows of tables, and in the sentences that COREQ asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analyse.contracts import Json, Polls, ThemeFigures
from analyse.params import ValidationParams
from analyse.validation.report import WARNING, Report, p_of
from analyse.validation.results import standing_votes, theme_figures
from analyse.validation.statistics import Agreement, Interval

VALIDATION_COLUMNS: dict[str, tuple[str, ...]] = {
    "validation": (
        "theme_id", "theme", "campagne", "verdict", "raisons", "intrus_justes", "intrus_reponses",
        "noms_justes", "noms_cartes", "extraits_reconnus", "extraits_cartes", "leurres_refuses",
        "leurres_cartes", "personnes", "cartes_incompletes", "cartes_a_arbitrer",
        "passages_communs", "autre_version",
    ),
    "votes": (
        "vote_id", "campagne", "carte_id", "tache", "theme_id", "passage_id", "controle",
        "leurre", "personne", "reponse", "texte", "attendu", "rang", "options", "donne_a", "compte",
        "vaut", "origine",
    ),
}  # fmt: skip
"""`validation.csv`, one row per theme asked about; `votes.csv`, one per answer ever given."""


def interval(found: Interval | None) -> list[float] | None:
    """Both ends, rounded."""
    return [round(found.low, 4), round(found.high, 4)] if found else None


def _agreement(found: Agreement) -> Json:
    return {
        "cartes": found.cards,
        "votes": found.votes,
        "alpha": _rounded(found.alpha),
        "alpha_intervalle": interval(found.interval),
        "ac1": _rounded(found.ac1),
        "accord_brut": _rounded(found.raw),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def to_json(report: Report) -> Json:
    """The whole report as `--json` prints it."""
    campaign = report.campaign
    return {
        "campagne": campaign.number,
        "titre": campaign.title,
        "ouverte": not campaign.closed,
        "personnes": report.people,
        "reponses": report.answers,
        "reponses_prevues": campaign.budget,
        "reponses_tardives": report.late,
        "controles": {"rates": report.controls[0], "vus": report.controls[1]},
        "avertissement": WARNING,
        "taches": [
            {
                "tache": task.task.french,
                "justes": task.right,
                "reponses": task.answers,
                "ne_sait_pas": task.unsure,
                "exactitude": _rounded(task.accuracy),
                "intervalle": interval(task.interval),
                "cartes_au_dela_du_hasard": task.sure_items,
                "cartes_comparees_au_hasard": task.items,
                "accord": _agreement(task.agreement),
            }
            for task in report.tasks
        ],
        "themes": [
            figures_json(t.figures)
            | {
                "intervalles": {
                    "intrus": interval(t.intruders),
                    "noms": interval(t.labels),
                    "extraits": interval(t.quotes),
                },
                "accord": _agreement(t.agreement),
            }
            for t in report.themes
        ],
        "cartes": [
            {
                "carte": r.card.id,
                "tache": r.card.task.french,
                "theme_id": r.card.theme_id,
                "votes": len(r.answers),
                "manque": r.missing,
                "reponse": r.answer,
                "attendu": r.card.gold,
                "p_hasard": _rounded(p_of(r)),
            }
            for r in report.cards
            if not r.card.control
        ],
        "a_arbitrer": [r.card.id for r in report.to_judge],
        "dawid_skene": {"cartes_changees": report.moved, "verdicts_changes": list(report.shaken)},
        "inconnu": report.unknown,
        "coreq": [{"item": item, "dit": told} for item, told in coreq(report)],
    }


def figures_json(f: ThemeFigures) -> dict[str, Any]:
    """One theme."""
    return {
        "theme_id": f.theme_id,
        "theme": f.title,
        "verdict": f.verdict.value,
        "raisons": list(f.reasons),
        "intrus": list(f.intruders),
        "noms": list(f.labels),
        "extraits": list(f.quotes),
        "leurres": list(f.decoys),
        "noms_donnes": [{"nom": name, "clarte": clarity} for name, clarity in f.names],
        "retours": dict(f.returns),
        "il_manque": list(f.lacking),
        "personnes": f.people,
        "cartes_incompletes": f.to_redo,
        "cartes_a_arbitrer": f.to_judge,
        "passages_communs": f.same,
        "autre_version": f.changed,
    }


def coreq(report: Report) -> list[tuple[str, str]]:
    """(item of COREQ, what this campaign says of it), in French.

    Tong, A., Sainsbury, P. & Craig, J. (2007), *Consolidated criteria for reporting qualitative
    research*, International Journal for Quality in Health Care 19(6), 349–357, items 22, 24–32.
    """
    asked, c = len(report.themes), report.campaign
    returns = sum(sum(t.figures.returns.values()) for t in report.themes)
    lacking = sum(len(t.figures.lacking) for t in report.themes)
    small = sum(c_t.size < 15 for c_t in c.themes)
    incomplete = sum(t.figures.to_redo > 0 for t in report.themes)
    quotes = sum(t.figures.quotes[1] for t in report.themes)
    return [
        (
            "22",
            "Saturation\u00a0: non évaluée par cette campagne; les passages non classés et les "
            "voix minoritaires sont listés à part.",
        ),
        (
            "24",
            f"{report.people} bénévoles désignés par un code ont répondu, {c.votes} personnes par "
            f"carte, {c.votes + c.more} quand elles n'étaient pas unanimes.",
        ),
        ("25", f"{asked} thèmes évalués; l'arbre des thèmes est gardé avec l'analyse {c.run}."),
        (
            "26",
            "Les thèmes viennent des notes, par regroupement automatique, puis sont nommés par "
            "des personnes; ils ne sont pas fixés d'avance.",
        ),
        ("27", "Logiciel\u00a0: analyse, dont chaque analyse garde la version et les réglages."),
        (
            "28",
            f"Retour aux participants\u00a0: {returns} réponses sur les fiches, dont {lacking} "
            "disent ce qui y manque.",
        ),
        (
            "29",
            f"{quotes} extraits ont été présentés et jugés; chacun remonte à son passage, sous "
            "un code ou un pseudonyme.",
        ),
        (
            "30",
            "La cohérence entre extraits et thèmes est mesurée carte par carte, avec des leurres "
            f"({sum(t.figures.decoys[1] for t in report.themes)} jugés).",
        ),
        ("31", f"{asked - small} thèmes principaux, chacun avec ses chiffres et son verdict."),
        (
            "32",
            f"{small} petits thèmes évalués sur moins de cartes; {incomplete} thèmes restent sans "
            "assez de votes. Aucun n'est retiré parce que peu de gens le reconnaissent.",
        ),
    ]


def tables(
    polls: Polls,
    params: ValidationParams,
    members: Mapping[str, Sequence[str]] | None = None,
    anchors: Sequence[Any] = (),
) -> dict[str, list[Mapping[str, object]]]:
    """Rows of `validation.csv` and `votes.csv`; none when nobody was asked."""
    if not polls.campaigns:
        return {}
    cards = {card.id: card for card in polls.cards}
    standing = standing_votes(polls.votes)
    return {
        "validation": [
            {
                "theme_id": f.theme_id,
                "theme": f.title,
                "campagne": f.campaign,
                "verdict": f.verdict.value,
                "raisons": "; ".join(f.reasons),
                "intrus_justes": f.intruders[0],
                "intrus_reponses": f.intruders[1],
                "noms_justes": f.labels[0],
                "noms_cartes": f.labels[1],
                "extraits_reconnus": f.quotes[0],
                "extraits_cartes": f.quotes[1],
                "leurres_refuses": f.decoys[0],
                "leurres_cartes": f.decoys[1],
                "personnes": f.people,
                "cartes_incompletes": f.to_redo,
                "cartes_a_arbitrer": f.to_judge,
                "passages_communs": f.same,
                "autre_version": "oui" if f.changed else "non",
            }
            for f in theme_figures(polls, params, members=members, anchors=anchors)
        ],
        "votes": [
            {
                "vote_id": vote.id,
                "campagne": vote.campaign,
                "carte_id": vote.card_id,
                "tache": card.task.french,
                "theme_id": card.theme_id,
                "passage_id": card.passage_id,
                "controle": "oui" if card.control else "non",
                "leurre": "oui" if card.decoy else "non",
                "personne": vote.person,
                "reponse": vote.choice or "reprise",
                "texte": vote.text,
                "attendu": card.gold,
                "rang": vote.position,
                "options": " | ".join(vote.order),
                "donne_a": vote.at,
                "compte": "oui" if vote.counted else "non",
                "vaut": "oui" if standing.get(card.id, {}).get(vote.person) == vote else "non",
                "origine": vote.source,
            }
            for vote in polls.votes
            for card in (cards[vote.card_id],)
        ],
    }

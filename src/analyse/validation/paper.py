"""The form of last resort: sheets to print, filled by hand, typed back.

A sheet has the cards that its code was given, in the order of that code, so that blinding and the
number of votes hold on paper as they do on a phone.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from analyse.contracts import Assigned, Campaign, Card, Task, Vote
from analyse.errors import UsageError
from analyse.validation.service import Service
from analyse.validation.words import CLARITY, QUESTIONS

LETTERS = "ABCDEFGH"
BLOCKS = 3
"""Blocks on paper for each person: some thirty answers, ten minutes."""
COLUMNS = ("personne", "carte", "reponse", "texte")
_STYLE = """
body{font:12pt/1.4 Georgia,serif;margin:1.5cm;color:#000}
h1{font-size:16pt}h2{font-size:13pt;margin:1em 0 .3em}
article{break-inside:avoid;border-top:1px solid #000;padding:.5em 0}
ol{list-style:none;padding:0;margin:.3em 0;columns:2}
li b{display:inline-block;width:1.6em;border:1px solid #000;text-align:center;margin-right:.5em}
.feuille{break-before:page}.feuille:first-of-type{break-before:auto}
q{quotes:none}p{margin:.3em 0}.ligne{border-bottom:1px solid #000;height:1.5em}
"""


def code_of(number: int) -> str:
    """Code of the person who fills sheet `number`."""
    return f"P-{number:02}"


def sheets(service: Service, campaign: Campaign, count: int) -> str:
    """One HTML page with `count` sheets; printing again gives the same ones."""
    cards = service.cards(campaign.number)
    parts = []
    for number in range(1, count + 1):
        given = service.paper_cards(campaign, code_of(number), BLOCKS)
        parts.append(_sheet(campaign, code_of(number), given, cards))
    if not any(parts):
        raise UsageError(
            "Il n'y a plus de carte à donner dans cette campagne.",
            action="Toutes ont leurs votes, ou toutes les réponses prévues sont données\u00a0: "
            "ouvrez une autre campagne.",
        )
    title = escape(campaign.title)
    return (
        '<!DOCTYPE html>\n<html lang="fr-CA"><head><meta charset="utf-8">'
        f"<title>{title} — feuilles</title><style>{_STYLE}</style></head><body><main>"
        f"{''.join(parts)}</main></body></html>\n"
    )


def _sheet(
    campaign: Campaign, code: str, given: Sequence[Assigned], cards: Mapping[str, Card]
) -> str:
    title = escape(campaign.title)
    asked = [a for a in given if cards[a.card_id].task is not Task.PRACTICE]
    blind = [a for a in asked if cards[a.card_id].task.blind]
    named = [a for a in asked if not cards[a.card_id].task.blind]
    parts = []
    for letter, part, told in (
        ("A", blind, "À rendre avant de recevoir la feuille B."),
        ("B", named, "Après la feuille A."),
    ):
        if not part:
            continue
        parts.append(
            f'<section class="feuille"><h1>{title} — {code}, feuille {letter}</h1>'
            f"<p>{told} Votre participation est libre. On ne garde de vous que le code {code}"
            "\u00a0: n'écrivez le nom de personne. Entourez une lettre par carte.</p>"
            + "".join(_card(cards[a.card_id], a) for a in part)
            + "</section>"
        )
    return "".join(parts)


def _card(card: Card, given: Assigned) -> str:
    labels = dict(card.options)
    content = card.content
    shown = "".join(f"<p><q>{escape(text)}</q></p>" for text in content.get("passages", ()))
    if content.get("passage"):
        shown += f"<p><q>{escape(content['passage'])}</q></p>"
    if content.get("title"):
        shown = f"<p><strong>{escape(content['title'])}</strong></p>{shown}"
    shown += "".join(f"<p><q>{escape(text)}</q></p>" for text in content.get("quotes", ()))
    options = "".join(
        f"<li><b>{LETTERS[at]}</b>{escape(labels[value])}</li>"
        for at, value in enumerate(given.order)
    )
    if card.task is Task.NAMING:
        shown += f"<p>{CLARITY}</p>"
    line = '<p class="ligne"></p>' if card.task in (Task.NAMING, Task.RETURN) else ""
    return (
        f"<article><h2>Carte {card.rank}. {escape(QUESTIONS[card.task])}</h2>{shown}"
        f"<ol>{options}</ol>{line}</article>"
    )


@dataclass(frozen=True, slots=True)
class Typed:
    """What typing back did: answers added, and those that were already there."""

    added: int
    known: int


def typed(service: Service, campaign: Campaign, data: bytes) -> Typed:
    """Keep the answers of a CSV file, all of them or none.

    Columns: personne (P-01), carte (its number), reponse (a letter, or the answer itself), texte.
    Typing the same file twice counts once.

    Raises:
        UsageError: every line that cannot be understood, with its number.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    table = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count), strict=True
    )
    missing = [name for name in COLUMNS[:3] if name not in (table.fieldnames or ())]
    if missing:
        raise UsageError(
            f"Ligne 1\u00a0: il manque les colonnes {', '.join(missing)}.",
            action=f"Les colonnes sont\u00a0: {', '.join(COLUMNS)}.",
        )
    by_rank = {str(card.rank): card for card in service.cards(campaign.number).values()}
    given: dict[str, dict[str, Assigned]] = {}
    votes: list[Vote] = []
    wrong: list[str] = []
    try:
        for row in table:
            cells = {k: " ".join((v or "").split()) for k, v in row.items() if isinstance(k, str)
                     and not isinstance(v, list)}  # fmt: skip
            if not any(cells.values()):
                continue
            try:
                votes.append(_vote(service, campaign, cells, by_rank, given))
            except UsageError as error:
                wrong.append(f"ligne {table.line_num}\u00a0: {error.message}")
    except csv.Error:
        wrong.append(f"ligne {table.line_num}\u00a0: des guillemets ne sont pas refermés")
    if wrong:
        told = [*wrong[:20], *([f"… et {len(wrong) - 20} autres"] if len(wrong) > 20 else [])]
        raise UsageError(
            "Rien n'a été saisi\u00a0:\n  " + "\n  ".join(told),
            action="Corrigez ces lignes, puis recommencez.",
        )
    known = service.known([vote.id for vote in votes])
    service.vote(votes)
    return Typed(len({v.id for v in votes} - known), len({v.id for v in votes} & known))


def _vote(
    service: Service,
    campaign: Campaign,
    cells: Mapping[str, str],
    by_rank: Mapping[str, Card],
    given: dict[str, dict[str, Assigned]],
) -> Vote:
    person, number = cells["personne"].upper(), cells["carte"]
    if not person:
        raise UsageError("il manque le code de la personne")
    card = by_rank.get(number)
    if card is None:
        raise UsageError(f"la carte «\u00a0{number}\u00a0» n'est pas de cette campagne")
    if person not in given:
        given[person] = {a.card_id: a for a in service.given(campaign, person)}
    mine = given[person].get(card.id)
    if mine is None:
        raise UsageError(f"la carte {number} n'est pas sur la feuille de {person}")
    said = cells["reponse"]
    labels = {label.casefold(): value for value, label in card.options}
    if len(said) == 1 and said.upper() in LETTERS[: len(mine.order)]:
        choice = mine.order[LETTERS.index(said.upper())]
    elif said in dict(card.options):
        choice = said
    elif said.casefold() in labels:
        choice = labels[said.casefold()]
    else:
        raise UsageError(f"la réponse «\u00a0{said}\u00a0» n'est pas de la carte {number}")
    told = cells.get("texte", "")
    key = f"{campaign.number}|{person}|{card.id}|{choice}|{told}"
    return Vote(
        id=hashlib.sha256(key.encode()).hexdigest()[:32],
        campaign=campaign.number,
        card_id=card.id,
        person=person,
        choice=choice,
        text=told,
        source="papier",
    )

"""Everybody's answers to a campaign over a real store."""

from __future__ import annotations

import hashlib
from collections import Counter

from analyse.contracts import Campaign, Card, Task, Vote
from analyse.contracts.validation import NO, YES
from analyse.validation.draw import SPLITTABLE
from analyse.validation.service import Service


def vote_of(
    campaign: Campaign, person: str, card: Card, choice: str, text: str = "", salt: str = ""
) -> Vote:
    key = f"{person}{card.id}{choice}{salt}".encode()
    return Vote(
        hashlib.sha256(key).hexdigest()[:32], campaign.number, card.id, person, choice, text
    )


def kind(card: Card) -> str:
    """What the machine expects, or something kind."""
    return card.gold or ("5" if card.task is Task.NAMING else YES)


def everybody(service, campaign, people=12, choose=lambda _, card: kind(card)) -> None:
    """People answer in turn until nobody gets a card."""
    cards = service.cards(campaign.number)
    for _ in range(60):
        busy = False
        for n in range(people):
            person = f"B-{n:02}"
            block = service.block(campaign, person)
            if not block:
                continue
            busy = True
            service.vote(
                [
                    vote_of(campaign, person, cards[a.card_id], choose(person, cards[a.card_id]),
                            "Se déplacer" if cards[a.card_id].task is Task.NAMING else "")
                    for a in block
                ]
            )  # fmt: skip
            service.send(campaign.number, person, block[0].block)
        if not busy:
            return


def split(service: Service, campaign: Campaign) -> Card:
    """Two "oui" and three "non" on one card of quotes, which it returns."""
    target = next(
        c for c in service.cards(campaign.number).values() if c.task is Task.QUOTE and c.votes
    )
    said = iter([YES, NO, YES, NO, NO])
    everybody(service, campaign, choose=lambda _, c: next(said) if c.id == target.id else kind(c))
    return target


def split_all(service: Service, campaign: Campaign) -> list[Card]:
    """People answer by turns one thing and another: every card that can be split is, and returned
    in order."""
    asked: Counter[str] = Counter()

    def by_turns(_: str, card: Card) -> str:
        if card.task not in SPLITTABLE or card.control:
            return kind(card)
        asked[card.id] += 1
        return card.options[asked[card.id] % 2][0]

    everybody(service, campaign, choose=by_turns)
    return [result.card for result in service.report(campaign.number).to_judge]

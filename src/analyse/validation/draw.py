"""Which cards a person gets next: blind ones before any name of a theme, no vote wasted.

A pure function of what everybody has so far; the store calls it inside the transaction that writes
the block, so that two people never take the last vote of a card.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from analyse.contracts import Assigned, Campaign, Card, Tally, Task
from analyse.contracts.validation import NONE, UNSURE
from analyse.validation.plan import CONTROLS

SPLITTABLE = (Task.INTRUSION, Task.LABEL, Task.QUOTE)
"""Tasks with one answer to agree on: more people are asked when the first are not unanimous."""
_SAME_THEME = 2
"""Cards of one theme in a block, while there are others: the tenth would be answered by habit."""
_NAMINGS = 2
"""Blind namings in a block: they are the ones that must be typed."""
_LAST = (UNSURE, NONE)


@dataclass(frozen=True, slots=True)
class Person:
    """What one person has had: their cards in the order they came."""

    code: str
    had: Sequence[Assigned] = ()

    @property
    def blocks(self) -> int:
        """Blocks so far."""
        return max((a.block for a in self.had), default=0)


def needed(card: Card, campaign: Campaign, choices: Mapping[str, int]) -> int:
    """How many people a card needs: more when the first were not unanimous.

    Controls and practice need nobody: everybody meets some.
    """
    if not card.votes or card.retired:
        return 0
    votes = sum(choices.values())
    split = card.task in SPLITTABLE and votes >= card.votes and len(choices) > 1
    return card.votes + (campaign.more if split else 0)


def draw(
    campaign: Campaign, cards: Sequence[Card], tally: Tally, person: Person
) -> tuple[Assigned, ...]:
    """The next block of a person, () when nothing is left for them.

    - Practice comes first, in its own order.
    - Blind tasks come before any name of a theme; who has seen one never gets them again. Each
      person gets a fair share of the blind cards, so that all are done by people who saw nothing.
    - A card is never given twice to a person, nor to more people than it needs.
    - One card in ten is a control. The budget of the campaign is never passed.
    - The order of cards within a task, and that of the options, is drawn for each person from the
      seed of the campaign; "je ne sais pas" stays last.
    """
    chance = random.Random(f"{campaign.seed}|{person.code}|{person.blocks + 1}")
    size = min(campaign.block, campaign.budget - tally.given)
    had = {a.card_id for a in person.had}
    if campaign.kind == "codage":  # everybody codes the whole sample, in an order of their own
        order = sorted(cards, key=lambda c: c.rank)
        random.Random(f"{campaign.seed}|{person.code}").shuffle(order)
        rest = [card for card in order if card.id not in had and not card.retired]
        return _given(rest[: campaign.block], person, campaign)
    by_id = {card.id: card for card in cards}
    fresh = [card for card in cards if card.id not in had and not card.retired]
    block = [card for card in fresh if card.task is Task.PRACTICE][: max(0, size)]
    room = size - len(block)
    if room <= 0:
        return _given(block, person, campaign)
    seen = any(_names_a_theme(by_id[i]) for i in had if i in by_id)
    open_ = [
        card
        for card in fresh
        if card.votes
        and tally.taken(card.id) < needed(card, campaign, tally.choices.get(card.id, {}))
    ]
    blind = [] if seen else [card for card in open_ if card.task.blind]
    named = [card for card in open_ if not card.task.blind]
    done = sum(by_id[i].task.blind and not by_id[i].control for i in had if i in by_id)
    left = share(campaign, cards, tally) - done
    if blind and (left > 0 or not named):
        pool = blind
        room = min(room, left) if named else room
    else:
        pool = named
    controls = _controls(fresh, blind=pool is blind, room=room, chance=chance) if pool else []
    chosen = _choose(pool, by_id, had, tally, room - len(controls), chance)
    if not chosen:
        return _given(block, person, campaign)
    mixed = [*chosen, *controls]
    chance.shuffle(mixed)
    mixed.sort(key=lambda card: card.task)  # one task after the other: instructions change less
    return _given([*block, *mixed], person, campaign)


def share(campaign: Campaign, cards: Sequence[Card], tally: Tally) -> int:
    """Blind cards that each person is asked before seeing names.

    What remains is shared between the people who are still expected and have seen no name.
    """
    asked = [card for card in cards if not card.retired]
    blind = [card for card in asked if card.task.blind and not card.control]
    total = sum(card.votes for card in blind)
    remaining = max(0, total - sum(tally.taken(card.id) for card in blind))
    expected = max(1, campaign.volunteers - tally.labels_seen)
    return max(ceil(total / max(1, campaign.volunteers)), ceil(remaining / expected))


def _names_a_theme(card: Card) -> bool:
    return not card.task.blind and card.task is not Task.PRACTICE


def _controls(
    fresh: Sequence[Card], *, blind: bool, room: int, chance: random.Random
) -> list[Card]:
    """One control for ten cards; for a shorter block, as often as it takes."""
    fit = [card for card in fresh if card.control and card.task.blind == blind]
    if not fit or chance.random() >= room / CONTROLS:
        return []
    return [chance.choice(fit)]


def _choose(
    pool: Sequence[Card],
    by_id: Mapping[str, Card],
    had: set[str],
    tally: Tally,
    count: int,
    chance: random.Random,
) -> list[Card]:
    """Cards that others have begun first, then those that matter most; few of one theme."""
    ties = {card.id: chance.random() for card in pool}
    themes = {t: n for n, t in enumerate(dict.fromkeys(c.theme_id for c in by_id.values()))}
    ordered = sorted(
        pool,
        key=lambda c: (-min(tally.taken(c.id), c.votes), themes[c.theme_id] // 4, ties[c.id]),
    )
    intruded = {by_id[i].theme_id for i in had if i in by_id and by_id[i].task is Task.INTRUSION}
    chosen: list[Card] = []
    for most in (_SAME_THEME, len(ordered)):
        for card in ordered:
            themes_in = Counter(c.theme_id for c in chosen)
            namings = sum(c.task is Task.NAMING for c in chosen)
            if (
                len(chosen) < count
                and card not in chosen
                and themes_in[card.theme_id] < most
                and not (card.task is Task.NAMING and namings >= _NAMINGS)
                # Who has seen the words of a theme no longer names it blindly.
                and not (card.task is Task.NAMING and card.theme_id in intruded)
            ):
                chosen.append(card)
    return chosen


def _given(cards: Sequence[Card], person: Person, campaign: Campaign) -> tuple[Assigned, ...]:
    return tuple(
        Assigned(card.id, person.blocks + 1, position, option_order(card, person.code, campaign))
        for position, card in enumerate(cards, start=1)
    )


def option_order(card: Card, code: str, campaign: Campaign) -> tuple[str, ...]:
    """The options of a card in the order a person sees them.

    Words and names are shuffled for each card; "oui" and "non" once for each person, so that the
    thumb does not have to look for them; scales keep their order.
    """
    values = [value for value, _ in card.options]
    moving = [v for v in values if v not in _LAST]
    kind = Task(card.content["asks"]) if card.task is Task.PRACTICE else card.task
    if kind in (Task.INTRUSION, Task.LABEL):
        random.Random(f"{campaign.seed}|{code}|{card.id}").shuffle(moving)
    elif kind is Task.QUOTE:
        random.Random(f"{campaign.seed}|{code}").shuffle(moving)
    return (*moving, *(v for v in values if v in _LAST))

"""Invented themes and answers, for tests that need neither a model nor a store."""

from __future__ import annotations

from itertools import count

from analyse.contracts import Assigned, Campaign, Card, Polls, Tally, Task, Vote
from analyse.contracts.validation import YES
from analyse.params import ValidationParams
from analyse.validation.cards import make_cards
from analyse.validation.draw import Person, draw
from analyse.validation.material import Item, Material, Subject
from analyse.validation.plan import propose

PARAMS = ValidationParams()


def a_subject(number: int, size: int = 30, stability: float = 0.7, disputes: int = 0) -> Subject:
    """A theme with its own words ("mot3a"…) and passages."""
    theme = f"t{number:011x}"
    items = tuple(
        Item(f"{number:08x}{at:08x}", f"Passage {at} du thème {number}, assez long pour être lu.",
             1 - at / 100)
        for at in range(size)
    )  # fmt: skip
    # Every word begins otherwise, so that none is of the family of another.
    words = tuple(f"{chr(97 + number % 26)}{chr(97 + at)}{number}mot" for at in range(12))
    return Subject(
        id=theme,
        title=f"Thème {number}",
        definition="",
        size=size,
        stability=stability,
        disputes=disputes,
        words=words,
        vocabulary=frozenset(words),
        members=tuple(sorted(i.passage_id for i in items)),
        items=items,
        quotes=items[:4],
    )


def some_material(themes: int = 8, **more) -> Material:
    """Themes on a line: the farther their numbers, the farther they are."""
    subjects = tuple(a_subject(n, **more) for n in range(themes))
    near = {
        (a.id, b.id): 1 / (1 + abs(i - j))
        for i, a in enumerate(subjects)
        for j, b in enumerate(subjects)
        if i != j
    }
    return Material(1, subjects, near)


def a_campaign(
    material: Material, *, volunteers: int = 12, minutes: float = 10, number: int = 1, **more
) -> tuple[Campaign, tuple[Card, ...]]:
    plan = propose(
        material, volunteers=volunteers, minutes=minutes, pace=20, votes=3, more=2, **more
    )
    campaign = Campaign(
        number=number,
        kind="validation",
        title="Essai",
        created="2022-11-05T12:00:00+00:00",
        author="Équipe",
        run=1,
        seed=7,
        volunteers=volunteers,
        budget=plan.budget,
        votes=3,
        more=2,
        block=10,
        themes=tuple(line.subject.then() for line in plan.lines),
    )
    return campaign, make_cards(material, campaign, plan.lines)


class World:
    """Everybody's answers, in memory: what the store does, without a database."""

    def __init__(self, campaign: Campaign, cards) -> None:
        self.campaign, self.cards = campaign, cards
        self.by_id = {card.id: card for card in cards}
        self.had: dict[str, list[Assigned]] = {}
        self.votes: list[Vote] = []
        self._ids = count(1)

    def tally(self) -> Tally:
        choices: dict[str, dict[str, int]] = {}
        waiting: dict[str, int] = {}
        answered = {(v.person, v.card_id): v.choice for v in self.votes}
        named = set()
        given = 0
        for person, cards in self.had.items():
            for one in cards:
                given += 1
                card = self.by_id[one.card_id]
                if card.task in (Task.LABEL, Task.QUOTE, Task.RETURN):
                    named.add(person)
                choice = answered.get((person, card.id))
                if choice:
                    told = choices.setdefault(card.id, {})
                    told[choice] = told.get(choice, 0) + 1
                else:
                    waiting[card.id] = waiting.get(card.id, 0) + 1
        return Tally(choices, waiting, given, len(named))

    def block(self, person: str) -> tuple[Assigned, ...]:
        had = self.had.setdefault(person, [])
        drawn = draw(self.campaign, self.cards, self.tally(), Person(person, tuple(had)))
        had.extend(drawn)
        return drawn

    def answer(self, person: str, card: Card, choice: str, text: str = "") -> None:
        number = next(self._ids)
        self.votes.append(
            Vote(f"{number:032x}", self.campaign.number, card.id, person, choice, text,
                 number=number)
        )  # fmt: skip

    def polls(self) -> Polls:
        return Polls((self.campaign,), tuple(self.cards), tuple(self.votes), (), len(self.had))


def right(card: Card) -> str:
    """What the machine expects, or something kind."""
    return card.gold or ("5" if card.task is Task.NAMING else YES)


def everybody_answers(world: World, choose, people: int = 12, most: int = 400) -> None:
    """Blocks in turn until nobody gets one."""
    for _ in range(most):
        busy = False
        for n in range(people):
            for one in world.block(f"B-{n:02}"):
                busy = True
                card = world.by_id[one.card_id]
                world.answer(f"B-{n:02}", card, choose(f"B-{n:02}", card), "Un nom")
        if not busy:
            return

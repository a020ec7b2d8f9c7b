"""Who gets which card: invariants, whatever people answer and in whatever order they come."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from subjects import World, a_campaign, everybody_answers, right, some_material

from analyse.contracts import Task
from analyse.validation.draw import needed

NAMED = (Task.LABEL, Task.QUOTE, Task.RETURN)


def a_world(themes: int = 6, volunteers: int = 8, minutes: float = 10) -> World:
    return World(*a_campaign(some_material(themes), volunteers=volunteers, minutes=minutes))


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    people=st.integers(1, 12),
    volunteers=st.integers(1, 12),
    minutes=st.integers(2, 20),
)
def test_invariants(seed, people, volunteers, minutes):
    """No card goes to more people than it needs, nobody gets one twice, no name of a theme comes
    before a blind card, and the budget is honoured; people come, answer and leave as they like."""
    chance = random.Random(seed)
    world = a_world(volunteers=volunteers, minutes=minutes)
    for _ in range(60):
        person = f"B-{chance.randrange(people):02}"
        for one in world.block(person):
            card = world.by_id[one.card_id]
            assert set(one.order) == {v for v, _ in card.options}
            if chance.random() < 0.9:  # the others leave a block half done
                world.answer(person, card, chance.choice(one.order))
        tally = world.tally()
        for card in world.cards:
            if card.votes:
                most = needed(card, world.campaign, tally.choices.get(card.id, {}))
                # Votes that come in after a block was drawn can only make a card need more.
                assert tally.taken(card.id) <= max(most, card.votes)
    assert world.tally().given <= world.campaign.budget
    for had in world.had.values():
        ids = [one.card_id for one in had]
        assert len(ids) == len(set(ids))
        tasks = [world.by_id[i].task for i in ids]
        named = [at for at, task in enumerate(tasks) if task in NAMED]
        blind = [at for at, task in enumerate(tasks) if task.blind]
        assert not named or not blind or max(blind) < min(named)
        intruded = set()
        for i in ids:
            card = world.by_id[i]
            if card.task is Task.NAMING:
                assert card.theme_id not in intruded
            if card.task is Task.INTRUSION:
                intruded.add(card.theme_id)


def test_everybody_practises_first():
    world = a_world()
    first = world.block("B-01")
    assert [world.by_id[a.card_id].task for a in first[:4]] == [Task.PRACTICE] * 4
    assert 8 <= len(first) <= 10  # fewer when a fair share of blind cards is less than that
    assert all(world.by_id[a.card_id].task is not Task.PRACTICE for a in world.block("B-01"))


def test_all_votes_come_in_when_people_agree():
    """Twelve people who agree give three votes to every card, no more, and then get nothing."""
    world = a_world(volunteers=12, minutes=20)
    everybody_answers(world, lambda _, card: right(card))
    tally = world.tally()
    for card in world.cards:
        if card.votes:
            assert sum(tally.choices.get(card.id, {}).values()) == card.votes


def test_two_more_people_are_asked_when_the_first_are_not_unanimous():
    world = a_world(volunteers=12, minutes=40)
    everybody_answers(world, lambda p, card: right(card) if p != "B-00" else card.options[0][0])
    tally = world.tally()
    votes = [
        (len(tally.choices[c.id]) > 1, sum(tally.choices[c.id].values()))
        for c in world.cards
        if c.votes and c.task in (Task.INTRUSION, Task.LABEL, Task.QUOTE)
    ]
    assert set(votes) <= {(False, 3), (True, 5), (True, 4), (True, 3)}
    assert (True, 5) in votes


def test_about_one_card_in_ten_is_a_control():
    world = a_world(themes=10, volunteers=12, minutes=30)
    everybody_answers(world, lambda _, card: right(card))
    had = [world.by_id[a.card_id] for cards in world.had.values() for a in cards]
    asked = [card for card in had if card.task is not Task.PRACTICE]
    share = sum(card.control for card in asked) / len(asked)
    assert 0.06 <= share <= 0.12


def test_a_block_speaks_little_of_one_theme():
    world = a_world(themes=10, volunteers=12, minutes=30)
    for _ in range(2):
        themes = [world.by_id[a.card_id].theme_id for a in world.block("B-01")]
        assert all(themes.count(t) <= 2 for t in themes if t)


def test_the_order_of_cards_is_that_of_the_person():
    """Two people who come at the same moment do not read the same thing in the same order."""
    orders = set()
    for person in ("B-01", "B-02", "B-03", "B-04"):
        world = a_world()
        orders.add(tuple(a.card_id for a in world.block(person)))
    assert len(orders) == 4
    again = a_world()
    assert tuple(a.card_id for a in again.block("B-01")) in orders

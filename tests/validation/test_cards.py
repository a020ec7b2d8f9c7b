"""What a campaign asks: intruders and decoys well chosen, a plan that fits."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from subjects import a_campaign, a_subject, some_material

from analyse.contracts import Task
from analyse.contracts.validation import NO, NONE, UNSURE
from analyse.validation.draw import option_order
from analyse.validation.nearness import middling
from analyse.validation.plan import FEWER, FULL, decoys_for, propose, ranked


def test_a_theme_has_the_cards_of_the_protocol():
    """One blind naming of seven passages, two intrusions of six words, five labels of four names,
    five quotes with 30 % of decoys, one return."""
    _, cards = a_campaign(some_material(8), volunteers=12, minutes=30)
    theme = [c for c in cards if c.theme_id == cards[-1].theme_id]
    told = Counter(c.task for c in theme)
    assert told == {
        Task.NAMING: 1, Task.INTRUSION: 2, Task.LABEL: 5, Task.QUOTE: 7, Task.RETURN: 1,
    }  # fmt: skip
    by_task = {t: [c for c in theme if c.task is t] for t in told}
    assert len(by_task[Task.NAMING][0].content["passages"]) == 7
    assert {len([v for v, _ in c.options if v != UNSURE]) for c in by_task[Task.INTRUSION]} == {6}
    assert {len([v for v, _ in c.options if v != NONE]) for c in by_task[Task.LABEL]} == {4}
    assert sum(c.decoy for c in by_task[Task.QUOTE]) == 2
    assert [decoys_for(n) for n in (5, 3, 10)] == [2, 1, 4]
    assert sum(c.task is Task.PRACTICE for c in cards) == 4


def test_blind_cards_show_no_name():
    """Nor does practice: names of themes are nowhere before the third task."""
    material = some_material(8)
    _, cards = a_campaign(material)
    titles = [s.title for s in material.subjects]
    for card in cards:
        if card.task.blind or card.task is Task.PRACTICE:
            shown = str([v for k, v in card.content.items() if k not in ("passages",)])
            assert not any(title in shown for title in titles)


def test_what_does_not_belong_is_neither_near_nor_absurd():
    """The nearest quarter and the farthest quarter of the other themes give nothing."""
    material = some_material(13)
    first = material.subjects[0]
    middle = middling(material, first)
    assert [s.id for s in middle] == [s.id for s in material.subjects[4:10]]
    _, cards = a_campaign(material, volunteers=60)
    allowed = {s.id for s in middle}
    for card in (c for c in cards if c.theme_id == first.id):
        if card.task is Task.INTRUSION:
            assert card.content["from"] in allowed
            assert card.gold not in first.vocabulary
        if card.task is Task.LABEL:
            assert {v for v, _ in card.options} - {first.id, NONE} <= allowed
        if card.decoy:
            owner = next(s for s in material.subjects if card.passage_id in s.members)
            assert owner.id in allowed
            assert card.gold == NO


def test_a_wrong_name_is_never_that_of_another_theme_of_the_passage():
    material = some_material(8)
    first = material.subjects[0]
    rivals = frozenset(s.id for s in material.subjects[2:5])
    items = tuple(replace(i, others=rivals) for i in first.items)
    material = replace(material, subjects=(replace(first, items=items), *material.subjects[1:]))
    _, cards = a_campaign(material, volunteers=60)
    labels = [c for c in cards if c.task is Task.LABEL and c.theme_id == first.id]
    assert labels
    for card in labels:
        assert not rivals & {v for v, _ in card.options}


def test_the_same_seed_makes_the_same_cards():
    assert a_campaign(some_material(8)) == a_campaign(some_material(8))


def test_options_are_shuffled_for_each_person_and_unsure_stays_last():
    campaign, cards = a_campaign(some_material(8))
    card = next(c for c in cards if c.task is Task.LABEL)
    orders = {option_order(card, f"B-{n}", campaign) for n in range(30)}
    assert len(orders) > 10
    assert {order[-1] for order in orders} == {NONE}
    assert {frozenset(order) for order in orders} == {frozenset(v for v, _ in card.options)}
    quotes = [c for c in cards if c.task is Task.QUOTE]
    # "oui" and "non" stay where they are for one person, and not for all.
    assert {len({option_order(c, f"B-{n}", campaign) for c in quotes}) for n in range(9)} == {1}
    assert len({option_order(quotes[0], f"B-{n}", campaign) for n in range(9)}) == 2
    naming = next(c for c in cards if c.task is Task.NAMING)
    assert option_order(naming, "B-1", campaign) == ("1", "2", "3", "4", "5", UNSURE)


# -- the plan -------------------------------------------------------------------------------------


def test_twelve_people_for_ten_minutes_give_360_answers():
    plan = propose(some_material(20), volunteers=12, minutes=10, pace=20, votes=3, more=2)
    assert plan.budget == 360
    assert plan.expected <= 360
    assert plan.left


def test_all_tasks_for_twenty_themes_take_900_to_1350_answers():
    """The range of the protocol."""
    plan = propose(some_material(20), volunteers=12, minutes=10, pace=20, votes=3, more=2)
    assert 900 <= plan.everything <= 1350
    assert plan.volunteers_for_everything * 30 >= plan.everything


def test_large_unstable_and_disputed_themes_come_first():
    plain = a_subject(1, size=30)
    large = a_subject(2, size=60)
    unstable = a_subject(3, size=30, stability=0.2)
    disputed = a_subject(4, size=30, disputes=2)
    order = [s.id for s, _ in ranked([plain, large, unstable, disputed])]
    assert order[-1] == plain.id
    why = {s.id: why for s, why in ranked([plain, large, unstable, disputed])}
    assert "grand" in why[large.id]
    assert "instable" in why[unstable.id]
    assert "discuté" in why[disputed.id]


def test_small_themes_get_fewer_cards():
    plan = propose(some_material(8, size=9), volunteers=30, minutes=10, pace=20, votes=3, more=2)
    assert {line.effort.labels for line in plan.lines} == {FEWER.labels}
    assert FEWER.cards < FULL.cards


@settings(max_examples=60, deadline=None)
@given(
    themes=st.integers(1, 25), size=st.integers(1, 40), volunteers=st.integers(1, 60),
    minutes=st.integers(1, 60),
)  # fmt: skip
def test_a_plan_never_costs_more_than_people_can_give(themes, size, volunteers, minutes):
    plan = propose(
        some_material(themes, size=size), volunteers=volunteers, minutes=minutes, pace=20, votes=3,
        more=2,
    )  # fmt: skip
    assert plan.expected <= plan.budget
    assert len(plan.lines) + len(plan.left) == themes


def test_tasks_that_are_not_asked_make_no_card():
    _, cards = a_campaign(some_material(8), tasks=[Task.QUOTE])
    assert {c.task for c in cards if c.theme_id} == {Task.QUOTE}


@pytest.mark.parametrize("themes", [1, 2, 3])
def test_few_themes_make_the_cards_they_can(themes):
    """A name cannot be chosen among four when there are three themes: no card is faked."""
    _, cards = a_campaign(some_material(themes))
    assert not [c for c in cards if c.task is Task.LABEL and c.theme_id]

"""The cards of a campaign: every question it can ask, made once, from one seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analyse.contracts import Campaign, Card, Task
from analyse.contracts.validation import NO, PARTLY, UNSURE, YES
from analyse.validation import examples
from analyse.validation.material import Item, Material, Subject
from analyse.validation.nearness import decoys, intruder, wrong_names
from analyse.validation.plan import Effort, Line

WORDS = 5
_RANKS = ((0, 1, 2, 3, 4), (1, 3, 5, 6, 7))
"""Ranks of the words shown by the first and by the second intrusion of a theme."""
PASSAGES = 7
NAMES = 4
_RETURN = [[YES, "Oui"], [PARTLY, "En partie"], [NO, "Non"]]
_CLARITY = [
    ["1", "1"],
    ["2", "2"],
    ["3", "3"],
    ["4", "4"],
    ["5", "5"],
    [UNSURE, "Je ne vois pas ce qu'ils ont en commun"],
]


def make_cards(material: Material, campaign: Campaign, lines: Sequence[Line]) -> tuple[Card, ...]:
    """Practice, controls, then the cards of each theme, themes in the order of the plan.

    Deterministic: the same material, plan and seed give the same cards.
    """
    made: list[Card] = []

    def add(task: Task, content: Mapping[str, Any], **more: Any) -> None:
        told = f"{campaign.number}|{len(made)}|{task.value}|{more.get('theme_id', '')}"
        made.append(
            Card(
                id=hashlib.sha256(told.encode()).hexdigest()[:16],
                campaign=campaign.number,
                task=task,
                rank=len(made) + 1,
                content=content,
                **{"theme_id": "", "passage_id": "", **more},
            )
        )

    for one in examples.practice():
        content = {**one["content"], "asks": int(one["asks"])}
        add(Task.PRACTICE, content, gold=one["gold"], votes=0)
    titles = [line.subject.title for line in lines]
    for one in examples.controls(titles):
        add(one["asks"], one["content"], gold=one["gold"], control=True, votes=0)
    for line in lines:
        chance = random.Random(f"{campaign.seed}|{line.subject.id}")
        for task, card in theme_cards(material, line.subject, line.effort, chance):
            add(task, votes=campaign.votes, theme_id=line.subject.id, **card)
    return tuple(made)


def theme_cards(
    material: Material, subject: Subject, effort: Effort, chance: random.Random
) -> Iterator[tuple[Task, dict[str, Any]]]:
    """(task, what the card needs) of one theme."""
    if effort.naming:
        shown = _spread(subject.items, PASSAGES, chance)
        chance.shuffle(shown)
        yield (
            Task.NAMING,
            {
                "content": {
                    "passages": [i.text for i in shown],
                    "ids": [i.passage_id for i in shown],
                    "options": _CLARITY,
                },
            },
        )
    yield from _intrusions(material, subject, effort.intruders, chance)
    quoted = [*subject.quotes, *(i for i in subject.items if i not in subject.quotes)]
    quoted = quoted[: effort.quotes]
    rest = [i for i in subject.items if i not in quoted]
    # A passage asked twice would be remembered: labels use others while there are some.
    for item in _spread(
        rest if len(rest) >= effort.labels else subject.items, effort.labels, chance
    ):
        wrong = wrong_names(material, subject, item, NAMES - 1, chance)
        if len(wrong) < NAMES - 1:
            continue
        options = [[s.id, s.title] for s in (subject, *wrong)] + [examples.NO_NAME]
        content = {"passage": item.text, "options": options}
        yield (
            Task.LABEL,
            {"content": content, "gold": subject.id, "passage_id": item.passage_id},
        )
    for item in quoted:
        yield Task.QUOTE, _quote_card(subject, item, YES)
    for item, _ in decoys(material, subject, effort.decoys, chance):
        yield Task.QUOTE, _quote_card(subject, item, NO)
    if effort.returns:
        yield (
            Task.RETURN,
            {
                "content": {
                    "title": subject.title,
                    "definition": subject.definition,
                    "quotes": [i.text for i in quoted[:4]],
                    "ids": [i.passage_id for i in quoted[:4]],
                    "options": _RETURN,
                }
            },
        )


def _intrusions(
    material: Material, subject: Subject, count: int, chance: random.Random
) -> Iterator[tuple[Task, dict[str, Any]]]:
    for at in range(count):
        # The second card keeps two of the heaviest words: lighter ones alone say little.
        words = [subject.words[i] for i in _RANKS[at % 2] if i < len(subject.words)]
        words = words if len(words) == WORDS else list(subject.words[:WORDS])
        if len(words) < WORDS:
            return
        found = intruder(material, subject, words, chance)
        if found is None:
            return
        options = [[w, w] for w in (*words, found[0])] + [examples.UNKNOWN_WORDS]
        yield (
            Task.INTRUSION,
            {"content": {"options": options, "from": found[1]}, "gold": found[0]},
        )


def _quote_card(subject: Subject, item: Item, gold: str) -> dict[str, Any]:
    return {
        "content": {"title": subject.title, "passage": item.text, "options": examples.YES_NO},
        "gold": gold,
        "passage_id": item.passage_id,
    }


def _spread(items: Sequence[Item], count: int, chance: random.Random) -> list[Item]:
    """As many items, from strong to weak, one drawn in each equal part of the ranking."""
    count = min(count, len(items))
    return [
        items[chance.randrange(at * len(items) // count, (at + 1) * len(items) // count)]
        for at in range(count)
    ]

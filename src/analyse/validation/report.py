"""What a campaign found, with everything a methods reviewer asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyse.contracts import Anchor, Campaign, Polls, Task, ThemeFigures
from analyse.contracts.validation import UNSURE
from analyse.params import ValidationParams
from analyse.validation.draw import SPLITTABLE
from analyse.validation.results import CardResult, card_results, theme_figures
from analyse.validation.statistics import (
    Agreement,
    Interval,
    agreement,
    bootstrap_accuracy,
    dawid_skene,
    exact_interval,
    exact_p,
)

NBSP = "\u00a0"
WARNING = (
    "Ces coefficients mesurent la fiabilité des réponses (alpha, AC1), pas la vérité des thèmes."
)
CHANCE = {Task.INTRUSION: 1 / 6, Task.LABEL: 1 / 4}
"""What answering at random gives, with six words or four names."""


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """One task over the whole campaign.

    Attributes:
        right, answers: of all people, on cards with an expected answer; "je ne sais pas" left out.
        unsure: answers "je ne sais pas" or "je ne connais pas ces mots".
        interval: of the accuracy, by bootstrap over themes.
        agreement: on the choices themselves, not on whether they are right.
        sure_items: cards that chance alone explains badly (exact one-sided p < .05). items: cards
            with answers, where chance is known.
    """

    task: Task
    right: int
    answers: int
    unsure: int
    interval: Interval | None
    agreement: Agreement
    sure_items: int = 0
    items: int = 0

    @property
    def accuracy(self) -> float | None:
        """Share of right answers."""
        return self.right / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class ThemeReport:
    """One theme: figures, and what their size allows to say.

    Attributes:
        intruders, labels, quotes: exact intervals of the shares of right answers (intruders) and
            right cards, None without any. They take answers as independent: read them as the least
            wide they can be.
        agreement: on the choices of its cards of names and quotes.
    """

    figures: ThemeFigures
    intruders: Interval | None
    labels: Interval | None
    quotes: Interval | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Report:
    """A campaign and what it found.

    Attributes:
        tasks: by task. themes: by theme, in the order of the plan.
        answers: that count. late: kept but not counted. people: who answered at least one card.
        controls: (failed, answered). failures: person → controls failed, by code.
        cards: every card, but practice.
        moved: cards whose answer Dawid–Skene would change. shaken: themes whose verdict would.
    """

    campaign: Campaign
    tasks: tuple[TaskFigures, ...]
    themes: tuple[ThemeReport, ...]
    answers: int
    late: int
    people: int
    controls: tuple[int, int]
    failures: Mapping[str, int]
    cards: tuple[CardResult, ...]
    moved: int
    shaken: tuple[str, ...]

    @property
    def to_judge(self) -> list[CardResult]:
        """Cards that wait for the adjudicator."""
        return [r for r in self.cards if r.split and r.adjudication is None]

    @property
    def unknown(self) -> list[str]:
        """What this campaign does not tell, in French."""
        told = []
        for theme in self.themes:
            f = theme.figures
            if f.changed:
                told.append(
                    f"«\u00a0{f.title}\u00a0» a changé depuis\u00a0: {round(100 * f.same)}{NBSP}% "
                    "des passages en commun; ces votes sont d'une autre version"
                )
            if f.to_redo:
                plural = "s" if f.to_redo > 1 else ""
                told.append(
                    f"«\u00a0{f.title}\u00a0»\u00a0: {f.to_redo} carte{plural} sans assez de votes"
                )
        return told

    @property
    def complete(self) -> bool:
        """Every card has its votes."""
        return not any(r.missing for r in self.cards if r.card.task is not Task.RETURN)


def report(
    polls: Polls,
    number: int,
    params: ValidationParams,
    *,
    members: Mapping[str, Sequence[str]] | None = None,
    anchors: Sequence[Anchor] = (),
) -> Report:
    """Everything on campaign `number`. See `results.theme_figures` for the arguments."""
    mine = polls.of(number)
    campaign = mine.campaigns[0]
    cards = card_results(mine)
    asked = [r for r in cards if not r.card.control]
    figures = theme_figures(mine, params, members=members, anchors=anchors)
    by_theme: dict[str, list[CardResult]] = defaultdict(list)
    for result in asked:
        by_theme[result.card.theme_id].append(result)
    weighed, moved = _weighed(asked)
    other = {f.theme_id: f.verdict for f in theme_figures(mine, params, said=weighed)}
    failures: dict[str, int] = defaultdict(int)
    met = 0
    for result in cards:
        for person, answer in result.answers.items() if result.card.control else ():
            met += 1
            failures[person] += answer != result.card.gold
    return Report(
        campaign=campaign,
        tasks=tuple(_task(task, asked, campaign.seed) for task in SPLITTABLE),
        themes=tuple(_theme(f, by_theme[f.theme_id], campaign.seed) for f in figures),
        answers=sum(len(r.answers) for r in cards),
        late=sum(not vote.counted for vote in mine.votes),
        people=len({person for r in cards for person in r.answers}),
        controls=(sum(failures.values()), met),
        failures={person: n for person, n in sorted(failures.items()) if n},
        cards=tuple(cards),
        moved=moved,
        shaken=tuple(f.title for f in figures if other[f.theme_id] is not f.verdict),
    )


def _task(task: Task, results: Sequence[CardResult], seed: int) -> TaskFigures:
    mine = [r for r in results if r.card.task is task]
    by_theme: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    unsure = sure = items = 0
    for result in mine:
        told = [a for a in result.answers.values() if a != UNSURE]
        unsure += len(result.answers) - len(told)
        right = sum(a == result.card.gold for a in told)
        by_theme[result.card.theme_id][0] += right
        by_theme[result.card.theme_id][1] += len(told)
        p = exact_p(right, len(told), CHANCE[task]) if task in CHANCE else None
        items += p is not None
        sure += p is not None and p < 0.05
    themes = [(right, answers) for right, answers in by_theme.values()]
    return TaskFigures(
        task=task,
        right=sum(right for right, _ in themes),
        answers=sum(answers for _, answers in themes),
        unsure=unsure,
        interval=bootstrap_accuracy(themes, seed=seed),
        agreement=agreement([list(r.answers.values()) for r in mine], seed=seed),
        sure_items=sure,
        items=items,
    )


def _theme(figures: ThemeFigures, results: Sequence[CardResult], seed: int) -> ThemeReport:
    choices = [list(r.answers.values()) for r in results if r.card.task in (Task.LABEL, Task.QUOTE)]
    return ThemeReport(
        figures,
        exact_interval(*figures.intruders),
        exact_interval(*figures.labels),
        exact_interval(*figures.quotes),
        agreement(choices, seed=seed),
    )


def _weighed(results: Sequence[CardResult]) -> tuple[dict[str, str], int]:
    """Card → answer according to Dawid–Skene, task by task, and how many change."""
    best: dict[str, str] = {}
    for task in (Task.LABEL, Task.QUOTE):
        mine = [r for r in results if r.card.task is task and r.answers]
        if task is Task.LABEL:  # what a person does with a name, right or not, is what can be told
            votes = [
                (person, r.card.id, "juste" if answer == r.card.gold else "autre")
                for r in mine
                for person, answer in r.answers.items()
            ]
            found = dawid_skene(votes).best()
            best |= {
                r.card.id: r.card.gold if found[r.card.id] == "juste" else "autre" for r in mine
            }
        else:
            best |= dawid_skene(
                (person, r.card.id, answer) for r in mine for person, answer in r.answers.items()
            ).best()
    moved = sum(
        (best[r.card.id] == r.card.gold) != (r.majority == r.card.gold)
        for r in results
        if r.card.id in best
    )
    return best, moved


def p_of(result: CardResult) -> float | None:
    """Exact p of one card against chance, None where chance is not known."""
    told = [a for a in result.answers.values() if a != UNSURE]
    if result.card.task not in CHANCE:
        return None
    right = sum(a == result.card.gold for a in told)
    return exact_p(right, len(told), CHANCE[result.card.task])

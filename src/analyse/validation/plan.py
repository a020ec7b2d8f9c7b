"""What a campaign costs, and what fits the people there.

Cost comes first: answers, minutes, volunteers. Votes go where they matter: large, unstable and
disputed themes first, fewer cards for small ones; what does not fit is said, not thinned out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from analyse.contracts import Json, Task
from analyse.validation.material import Material, Subject

SPLIT = 0.3
"""Share of the cards expected not to be unanimous after three votes, in the cost told beforehand.
An assumption of ours, not a measurement: the page says how it really went."""
CONTROLS = 10
"""One card in ten is a control."""
PRACTICE = 4
SMALL = 15
"""Passages under which a theme gets fewer cards: it has not enough of them to draw from."""
ALL_TASKS = (Task.NAMING, Task.INTRUSION, Task.LABEL, Task.QUOTE, Task.RETURN)


@dataclass(frozen=True, slots=True)
class Effort:
    """How many cards of each task a theme gets."""

    naming: int = 1
    intruders: int = 2
    labels: int = 5
    quotes: int = 5
    decoys: int = 2
    returns: int = 1

    def only(self, tasks: Collection[Task]) -> Effort:
        """Without the tasks that are not asked."""
        quotes = Task.QUOTE in tasks
        return Effort(
            self.naming * (Task.NAMING in tasks),
            self.intruders * (Task.INTRUSION in tasks),
            self.labels * (Task.LABEL in tasks),
            self.quotes * quotes,
            self.decoys * quotes,
            self.returns * (Task.RETURN in tasks),
        )

    def within(self, subject: Subject) -> Effort:
        """No more than the theme can give."""
        items = len(subject.items)
        quotes = min(self.quotes, items)
        return replace(
            self,
            naming=min(self.naming, items // 3),
            intruders=self.intruders if len(subject.words) >= 5 else 0,
            labels=min(self.labels, items),
            quotes=quotes,
            decoys=min(self.decoys, decoys_for(quotes)),
        )

    @property
    def cards(self) -> int:
        """Cards in all."""
        disputed = self.intruders + self.labels + self.quotes + self.decoys
        return self.naming + disputed + self.returns

    def answers(self, votes: int, more: int, *, split: float = SPLIT) -> float:
        """Answers expected: first votes, and those added where people are not unanimous."""
        disputed = self.intruders + self.labels + self.quotes + self.decoys
        return self.cards * votes + disputed * more * split


FULL = Effort()
FEWER = Effort(naming=1, intruders=1, labels=3, quotes=3, decoys=1, returns=1)


def decoys_for(quotes: int) -> int:
    """How many decoys make 30 % of the cards, true quotes included."""
    return round(quotes * 3 / 7)


@dataclass(frozen=True, slots=True)
class Line:
    """A theme in the plan: `answers` expected, `why` it comes where it does, in French."""

    subject: Subject
    effort: Effort
    answers: int
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is proposed.

    Attributes:
        lines: themes asked about, what matters most first. left: themes that do not fit.
        budget: answers that the people there can give. expected: answers it should take, practice
            and controls included. everything: the same for all themes and tasks.
        pace: seconds per answer.
    """

    lines: tuple[Line, ...]
    left: tuple[Subject, ...]
    volunteers: int
    minutes: float
    budget: int
    expected: int
    everything: int
    pace: int
    votes: int
    more: int

    @property
    def volunteers_for_everything(self) -> int:
        """How many people, at as many minutes each, all themes and tasks would take."""
        per_person = max(1, int(self.minutes * 60 / self.pace))
        return max(self.votes + self.more, ceil(self.everything / per_person))

    def to_json(self) -> Json:
        """As `--json` prints it."""
        return {
            "benevoles": self.volunteers,
            "minutes": self.minutes,
            "reponses_possibles": self.budget,
            "reponses_prevues": self.expected,
            "tout_evaluer_reponses": self.everything,
            "tout_evaluer_benevoles": self.volunteers_for_everything,
            "themes": [
                {
                    "theme_id": line.subject.id,
                    "theme": line.subject.title,
                    "cartes": line.effort.cards,
                    "reponses": line.answers,
                    "pourquoi": line.why,
                }
                for line in self.lines
            ],
            "themes_laisses": [{"theme_id": s.id, "theme": s.title} for s in self.left],
        }


def propose(
    material: Material,
    *,
    volunteers: int,
    minutes: float,
    pace: int,
    votes: int,
    more: int,
    tasks: Collection[Task] = ALL_TASKS,
    only: Sequence[str] = (),
) -> Plan:
    """What fits.

    Args:
        volunteers, minutes: people expected, and how long each stays. pace: seconds per answer.
        votes, more: people first asked of each card, and added when they are not unanimous.
        tasks: what is asked. only: ids of the themes to ask about, () for all.

    Returns:
        `expected` is never above `budget` unless no theme fits at all.
    """
    budget = int(volunteers * minutes * 60 / pace)
    chosen = [s for s in material.subjects if not only or s.id in only]
    usable = (budget - PRACTICE * volunteers) * (CONTROLS - 1) / CONTROLS
    lines: list[Line] = []
    left: list[Subject] = []
    spent = 0.0
    for subject, why in ranked(chosen):
        wished = [FULL, FEWER] if subject.size >= SMALL else [FEWER]
        for effort in (e.only(tasks).within(subject) for e in wished):
            cost = effort.answers(votes, more)
            if effort.cards and spent + cost <= usable:
                lines.append(Line(subject, effort, ceil(cost), why))
                spent += cost
                break
        else:
            left.append(subject)
    return Plan(
        lines=tuple(lines),
        left=tuple(left),
        volunteers=volunteers,
        minutes=minutes,
        budget=budget,
        expected=_with_overhead(spent, volunteers) if lines else 0,
        everything=_with_overhead(
            sum(FULL.only(tasks).within(s).answers(votes, more) for s in chosen), volunteers
        ),
        pace=pace,
        votes=votes,
        more=more,
    )


def _with_overhead(answers: float, volunteers: int) -> int:
    return ceil(round(answers * CONTROLS / (CONTROLS - 1), 6)) + PRACTICE * volunteers


def ranked(subjects: Iterable[Subject]) -> list[tuple[Subject, str]]:
    """Themes, what matters most first, with the reason.

    The score adds what a theme has of each, from 0 to 1: size against the largest theme, lack of
    stability, disputes (two or more count as 1).
    """
    subjects = list(subjects)
    largest = max((s.size for s in subjects), default=1) or 1

    def score(s: Subject) -> float:
        return s.size / largest + (1 - s.stability) + min(1.0, s.disputes / 2)

    ordered = sorted(subjects, key=lambda s: (-score(s), s.id))
    return [(s, _why(s, largest)) for s in ordered]


def _why(subject: Subject, largest: int) -> str:
    why = []
    if subject.size >= largest / 2:
        why.append("grand")
    if subject.stability < 0.5:
        why.append("instable")
    if subject.disputes:
        why.append("discuté")
    if subject.size < SMALL:
        why.append("petit\u00a0: moins de cartes")
    return ", ".join(why) or "stable"

"""The journal of an event, a page per day; `bilan` is the page of the morning.

Counts, titles and what people wrote about their decisions: no text of a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyse.contracts import Decision, Outcome
from analyse.render.markdown import escape
from analyse.render.words import NBSP, count, moment, number
from analyse.state import State
from analyse.store import Run

FIRST = 5
"""Changes told first: what a person reads standing, before the day begins."""


@dataclass(frozen=True, slots=True)
class Story:
    """What the journal is made of.

    Attributes:
        title: the event's.
        heads: every analysis, in order.
        decisions: the ledger.
        outcomes: what became of each decision.
        state: where the project stands.
    """

    title: str
    heads: Sequence[Run]
    decisions: Sequence[Decision]
    outcomes: Sequence[Outcome]
    state: State


def journal(story: Story) -> dict[str, str]:
    """File name → Markdown, one page per day of the event on which something came in."""
    pages: dict[str, list[Run]] = defaultdict(list)
    day: int | None = None
    for head in story.heads:
        new = head.manifest.get("jour")
        day = new if new is not None else day  # nothing dated came: it belongs to the same day
        pages[page_name(day)].append(head)
    return {name: _page(name, heads, story) for name, heads in pages.items()}


def page_name(day: int | None) -> str:
    """ "jour-2.md"; "jour-inconnu.md" when no note says its day."""
    return f"jour-{'inconnu' if day is None else day}.md"


def first_changes(changes: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """The changes that matter most, and the others."""
    return changes[:FIRST], changes[FIRST:]


def _page(name: str, heads: Sequence[Run], story: Story) -> str:
    day = name.removeprefix("jour-").removesuffix(".md")
    parts = [f"# {escape(story.title)}{NBSP}: jour {day}"]
    for head in reversed(heads):
        parts += _analysis(head, story)
    return "\n\n".join(parts) + "\n"


def _analysis(head: Run, story: Story) -> list[str]:
    at = [h.number for h in story.heads].index(head.number)
    before = story.heads[at - 1] if at else None
    parts = [f"## Analyse {head.number}, {moment(head.started)}"]
    came = int(head.manifest.get("nouveaux", 0))
    left = int(head.manifest.get("disparus", 0))
    told = f"{count(came, 'passage')} de plus" if before else count(came, "passage")
    parts.append(f"Entrés{NBSP}: {told}." + (f" Sortis{NBSP}: {number(left)}." if left else ""))
    if before is None:
        parts.append("Première analyse\u00a0: il n'y a rien à comparer.")
    elif not head.changes:
        parts.append("Aucun thème n'a changé.")
    else:
        first, others = first_changes(head.changes)
        parts += ["### Ce qui compte le plus", items([escape(c) for c in first])]
        if others:
            parts += ["### Les autres changements", items([escape(c) for c in others])]
    if told := joined(head.manifest):
        parts.append(told)
    low = int(before.manifest.get("decisions", 0)) if before else 0
    high = int(head.manifest.get("decisions", 0))
    taken = [d for d in story.decisions if low < d.number <= high]
    if taken:
        who = sorted({d.author for d in taken})
        parts.append(
            f"Décisions prises depuis l'analyse d'avant{NBSP}: {number(len(taken))} "
            f"({', '.join(map(escape, who))})."
        )
    return parts


def joined(manifest: Mapping[str, Any]) -> str:
    """What is told when passages joined themes rather than make them anew; "" when none did."""
    some = int(manifest.get("passages_joints", 0))
    if not some:
        return ""
    verb, home = ("ont", "se retrouvent") if some > 1 else ("a", "se retrouve")
    who = "ils" if some > 1 else "il"
    return (
        f"{count(some, 'passage')} {verb} rejoint les thèmes déjà formés, où {who} {home}. "
        f"Pour former de nouveau tous les thèmes{NBSP}: analyse lancer DOSSIER --complet."
    )


def items(lines: Sequence[str]) -> str:
    """A Markdown list."""
    return "\n".join(f"- {line}" for line in lines)

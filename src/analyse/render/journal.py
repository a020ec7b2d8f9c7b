"""The journal of an event, a page per day, and the morning's one-page bilan.

Counts, titles and what people wrote about their decisions: no text of a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from analyse.contracts import Decision, Outcome, OutcomeStatus
from analyse.render.markdown import escape
from analyse.render.words import NBSP, count, moment, number
from analyse.state import State, sorted_days
from analyse.store import Run

FIRST = 5
"""Changes told first: what a person reads standing, before the day begins."""
_WAITING = 12


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
        parts += ["### Ce qui compte le plus", _items([escape(c) for c in first])]
        if others:
            parts += ["### Les autres changements", _items([escape(c) for c in others])]
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


def bilan(story: Story) -> str:
    """One page to read in the morning: what came in, what changed, what needs a person."""
    state, ledger = story.state, story.state.ledger
    parts = [f"# {escape(story.title)}{NBSP}: bilan"]
    last = story.heads[-1] if story.heads else None
    if last:
        parts.append(f"Analyse {last.number}, {moment(last.started)}")
    rows = [
        "| jour | reçus | lus | passages | classés | non classés | hors sujet | extraits |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    days = sorted_days(state.days)
    shown = [("inconnu" if d is None else str(d), one) for d, one in days] if len(days) > 1 else []
    for name, one in [*shown, ("**tous**", ledger)]:
        cells = (
            *(one.received, one.read, one.segmented, one.classified),
            *(one.unclassified, one.off_topic, one.quotes),
        )
        rows.append(f"| {name} | {' | '.join(map(number, cells))} |")
    parts += ["## Ce qui est entré", "\n".join(rows)]
    if last:
        parts.append("## Ce qui a changé")
        first, others = first_changes(last.changes)
        parts.append(
            _items([escape(c) for c in first]) if first else "Rien depuis l'analyse d'avant."
        )
        if others:
            parts.append(f"… et {number(len(others))} autres, dans `journal/`.")
    parts += ["## Ce qui attend une personne", *_waiting(story)]
    return "\n\n".join(parts) + "\n"


def bilan_page(story: Story) -> str:
    """The same page as HTML, self-contained, to print on one sheet."""
    from analyse.render.html import bilan_html

    last = story.heads[-1] if story.heads else None
    first, others = first_changes(last.changes if last else ())
    days = sorted_days(story.state.days) if len(story.state.days) > 1 else []
    return bilan_html(
        title=story.title,
        when=f"Analyse {last.number}, {moment(last.started)}" if last else "",
        rows=[*days, ("tous", story.state.ledger)],
        changes=first,
        others=len(others),
        waiting=[(t.subject, t.why) for t in story.state.to_decide[:_WAITING]],
        hidden=max(0, len(story.state.to_decide) - _WAITING),
        state=story.state,
    )


def _waiting(story: Story) -> list[str]:
    state = story.state
    items = [f"**Le bilan ne balance pas**{NBSP}: {escape(p)}" for p in state.problems]
    items += [f"{escape(t.subject)}{NBSP}: {escape(t.why)}" for t in state.to_decide[:_WAITING]]
    hidden = len(state.to_decide) - _WAITING
    if hidden > 0:
        items.append(f"{number(hidden)} autres à décider (`analyse etat`)")
    if state.ledger.quarantined:
        items.append(f"{count(state.ledger.quarantined, 'fichier')} en quarantaine")
    if state.stale:
        items.append(f"{count(state.stale, 'passage')} à analyser (`analyse lancer`)")
    if state.ledger.unclassified:
        items.append(f"{count(state.ledger.unclassified, 'passage')} non classés à lire")
    tally = {s: sum(o.status is s for o in story.outcomes) for s in OutcomeStatus}
    told = ", ".join(f"{n} {s.value}{'s' if n > 1 and s is not OutcomeStatus.CONFLICT else ''}"
                     for s, n in tally.items() if n)  # fmt: skip
    parts = [_items(items) if items else "Rien."]
    if told:
        parts.append(f"Décisions au registre{NBSP}: {told}.")
    return parts


def _items(lines: Sequence[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)

"""The morning's bilan: one page, to read standing. What came in, what changed, what needs a person.

Whatever the day, it holds on one Letter sheet: the longest texts are cut, the oldest days are added
up, and what is left out is counted, with where to read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from analyse.contracts import DocumentStatus, Ledger, OutcomeStatus
from analyse.render.journal import FIRST, Story, items
from analyse.render.markdown import escape
from analyse.render.words import NBSP, count, moment, number
from analyse.state import State, sorted_days
from analyse.store import Run

DAYS = 5
"""Days with a row of their own; the ones before are one row."""
WAITING = 6
PROBLEMS = 2
REASONS = 3
_TITLE, _CHANGE, _SUBJECT, _WHY, _REASON = 70, 170, 60, 90, 75
"""Most characters: two lines of the sheet for a title, a change, a subject with its why; one for a
reason."""

_SUMMED = [field.name for field in fields(Ledger)]


@dataclass(frozen=True, slots=True)
class Bilan:
    """What the page says.

    Attributes:
        title, when: of the event; of the last analysis, "" before the first.
        came: what the last analysis took in.
        rows: (days, counts), all of them last.
        changes, others: the changes that matter most; how many more.
        problems: what does not add up.
        waiting, hidden: (subject, why) for people; how many more.
        notes: what else is to be looked at.
        decided: what became of the decisions.
    """

    title: str
    when: str
    came: str
    rows: tuple[tuple[str, Ledger], ...]
    changes: tuple[str, ...]
    others: int
    problems: tuple[str, ...]
    waiting: tuple[tuple[str, str], ...]
    hidden: int
    notes: tuple[str, ...]
    decided: str


def bilan(story: Story) -> Bilan:
    """The page of the last analysis."""
    state, last = story.state, story.heads[-1] if story.heads else None
    changes = last.changes if last else ()
    waiting = [(cut(t.subject, _SUBJECT), cut(t.why, _WHY)) for t in state.to_decide]
    return Bilan(
        title=cut(story.title, _TITLE),
        when=f"Analyse {last.number}, {moment(last.started)}" if last else "",
        came=_came(story),
        rows=tuple(_rows(state)),
        changes=tuple(cut(change, _CHANGE) for change in changes[:FIRST]),
        others=max(0, len(changes) - FIRST),
        problems=tuple(cut(problem, _CHANGE) for problem in state.problems[:PROBLEMS]),
        waiting=tuple(waiting[:WAITING]),
        hidden=max(0, len(waiting) - WAITING),
        notes=tuple(_notes(state, last)),
        decided=_decided(story),
    )


def cut(text: str, most: int) -> str:
    """The text on one line, its end left out at a word when it is longer than `most`."""
    line = " ".join(text.split(" "))
    if len(line) <= most:
        return line
    start, space, _ = line[: most - 1].rpartition(" ")
    return (start if space and len(start) > most // 2 else line[: most - 1]).rstrip(" ,;:") + "…"


def _came(story: Story) -> str:
    if not story.heads:
        return "Aucune analyse encore."
    head = story.heads[-1].manifest
    came, left = int(head.get("nouveaux", 0)), int(head.get("disparus", 0))
    day = f" (jour {head['jour']})" if head.get("jour") is not None else ""
    told = f"Depuis l'analyse d'avant{NBSP}: {count(came, 'passage')} de plus{day}"
    if len(story.heads) == 1:
        told = f"Première analyse{NBSP}: {count(came, 'passage')}"
    return told + (f", {number(left)} de moins." if left else ".")


def _rows(state: State) -> Iterable[tuple[str, Ledger]]:
    days = sorted_days(state.days) if len(state.days) > 1 else []
    early = days[: max(0, len(days) - DAYS)]
    if early:
        first, last = early[0][0], early[-1][0]
        total = Ledger(**{n: sum(getattr(one, n) for _, one in early) for n in _SUMMED})
        yield (f"{first} à {last}" if last != first else _day(first)), total
    for day, one in days[len(early) :]:
        yield _day(day), one
    yield "tous", state.ledger


def _day(day: int | None) -> str:
    return "inconnu" if day is None else str(day)


def _notes(state: State, last: Run | None) -> Iterable[str]:
    refused = Counter(
        r.reason for r in state.rejects if r.status == DocumentStatus.QUARANTINED.value
    )
    for reason, files in refused.most_common(REASONS):
        yield cut(f"{count(files, 'fichier')} en quarantaine{NBSP}: {reason}", _REASON)
    more = sum(files for _, files in refused.most_common()[REASONS:])
    if more:
        yield f"{count(more, 'autre fichier', 'autres fichiers')} en quarantaine (analyse etat)"
    if last and (some := int(last.manifest.get("passages_joints", 0))):
        joined = count(some, "passage joint", "passages joints")
        yield f"{joined} à des thèmes déjà formés (analyse lancer --complet)"
    if state.stale:
        yield f"{count(state.stale, 'passage')} à analyser (analyse lancer)"
    if state.ledger.unclassified:
        free = count(state.ledger.unclassified, "passage non classé", "passages non classés")
        yield f"{free} à lire"


def _decided(story: Story) -> str:
    tally = Counter(outcome.status for outcome in story.outcomes)
    told = [
        f"{tally[s]} {s.value}{'s' if tally[s] > 1 and s is not OutcomeStatus.CONFLICT else ''}"
        for s in OutcomeStatus
        if tally[s]
    ]
    return f"Décisions au registre{NBSP}: {', '.join(told)}." if told else ""


def bilan_text(story: Story) -> str:
    """The page in Markdown."""
    page = bilan(story)
    parts = [f"# {escape(page.title)}{NBSP}: bilan"]
    parts += [page.when] if page.when else []
    rows = [
        "| jour | reçus | lus | passages | classés | non classés | hors sujet | extraits |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    rows += [f"| {name} | {' | '.join(cells(one))} |" for name, one in page.rows]
    parts += ["## Ce qui est entré", page.came, "\n".join(rows), "## Ce qui a changé"]
    parts.append(
        items([escape(c) for c in page.changes])
        if page.changes
        else "Rien depuis l'analyse d'avant."
    )
    if page.others:
        parts.append(f"… et {others(page.others)}, dans `journal/`.")
    lines = [f"**Le bilan ne balance pas**{NBSP}: {escape(p)}" for p in page.problems]
    lines += [f"{escape(subject)}{NBSP}: {escape(why)}" for subject, why in page.waiting]
    if page.hidden:
        lines.append(f"{others(page.hidden)} à décider (analyse etat)")
    lines += [escape(note) for note in page.notes]
    parts += ["## Ce qui attend une personne", items(lines) if lines else "Rien."]
    if page.decided:
        parts.append(page.decided)
    return "\n\n".join(parts) + "\n"


def bilan_page(story: Story) -> str:
    """The page as self-contained HTML, to print on one sheet."""
    from analyse.render.html import bilan_html

    return bilan_html(page=bilan(story), cells=cells, others=others)


def cells(one: Ledger) -> Sequence[str]:
    """Numbers of a row of the table, as written."""
    values = (
        *(one.received, one.read, one.segmented, one.classified),
        *(one.unclassified, one.off_topic, one.quotes),
    )
    return [number(value) for value in values]


def others(value: int) -> str:
    """ "1 autre", "12 autres"."""
    return count(value, "autre")

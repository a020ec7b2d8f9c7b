"""Quotes approved or rejected at the keyboard, one at a time, readable at 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from analyse.contracts import DecisionKind
from analyse.errors import ConcurrentDecision
from analyse.render.words import count, nature, origin
from analyse.review import Session, Waiting

_CONTEXT = 300
"""Characters of each neighbour: four lines at 80 columns."""

KEYS = "[b]o[/b]ui  [b]n[/b]on  [b]p[/b]asser  [b]a[/b]nnuler  [b]q[/b]uitter"


class Keys(Protocol):
    """Where the person answers. See `keys.Keyboard`."""

    def forget(self) -> None:
        """Drop what was typed before now."""

    def key(self) -> str:
        """One key, in lower case."""

    def line(self, question: str) -> str:
        """One line, "" when nothing is typed."""


def go_through(console: Console, session: Session, keys: Keys) -> None:
    """Show each quote that waits and write what the person decides, until all are or they stop.

    What was typed before a quote is on the screen does not decide on it.

    Args:
        console: where to show.
        session: what waits, and who decides.
        keys: the keyboard.
    """
    shown = ""
    while one := session.current:
        if shown != one.quote.id:
            keys.forget()
            show(console, one, session.left)
            shown = one.quote.id
        key = keys.key()
        try:
            if key == "q":
                break
            if key == "o":
                _approve(console, session, one, keys)
            elif key == "n":
                _told(console, session, session.reject().decision.number, "rejeté", "red")
            elif key == "p":
                session.skip()
                console.print("[dim]Passé\u00a0: il reviendra la prochaine fois.[/dim]")
            elif key == "a":
                _undo(console, session)
                shown = ""
            else:
                console.print(KEYS)
        except ConcurrentDecision as error:
            console.print(f"[yellow]{escape(error.message)}[/yellow]")
            session.refresh()
            shown = ""
    _close(console, session)


def _approve(console: Console, session: Session, one: Waiting, keys: Keys) -> None:
    reason = ""
    if one.flags:
        reason = keys.line("Pourquoi le publier quand même (rien\u00a0: ne pas approuver)")
        if not reason:
            console.print(f"Pas approuvé.  {KEYS}")
            return
    _told(console, session, session.approve(reason).decision.number, "approuvé", "green")


def _told(console: Console, session: Session, number: int, what: str, colour: str) -> None:
    console.print(f"[{colour}]Extrait {what}[/{colour}] [dim](décision {number})[/dim]")


def _undo(console: Console, session: Session) -> None:
    before = len(session.trail)
    undone = session.undo()
    if undone:
        console.print(f"[dim]Annulé (décision {undone.decision.number}).[/dim]")
    elif len(session.trail) == before:
        console.print("[dim]Rien à annuler dans cette séance.[/dim]")


def _close(console: Console, session: Session) -> None:
    kinds = Counter(outcome.decision.kind for outcome in session.done)
    approved, rejected = kinds[DecisionKind.APPROVE_QUOTE], kinds[DecisionKind.REJECT_QUOTE]
    put_off = len(session.trail) - len(session.done)
    left = session.left + put_off
    console.print()
    console.print(
        f"{count(approved, 'extrait approuvé', 'extraits approuvés')}, "
        f"{count(rejected, 'rejeté', 'rejetés')}, {count(put_off, 'passé', 'passés')}. "
        + (f"Il en reste {left} à relire." if left else "Plus aucun n'attend.")
    )


def show(console: Console, one: Waiting, left: int) -> None:
    """One quote: its theme, its place in the note, who speaks, why to look twice."""
    quote, passage = one.quote, one.passage
    console.print()
    console.print(Rule(f"[b]{escape(one.theme.title)}[/b]", align="left", style="cyan"))
    console.print(
        f"{quote.facet.value}, {one.why or f'rang {quote.rank}'} · {nature(quote.nature)} · "
        f"{'encore ' if left > 1 else ''}{left} à relire",
        style="dim",
        highlight=False,
    )
    console.print(escape(one.document.path), style="dim", highlight=False)
    if passage.headings:
        console.print(escape(" › ".join(passage.headings)), style="dim", highlight=False)
    console.print()
    _neighbour(console, _end(one.before))
    console.print(Padding(Text(quote.published_text, style="bold"), (0, 2)))
    _neighbour(console, _start(one.after))
    console.print()
    console.print(f"Qui parle\u00a0: {escape(', '.join(origin(passage)))}", highlight=False)
    for flag in one.flags:
        found = f"«\u00a0{flag.found}\u00a0»"
        console.print(
            f"[yellow]! {flag.kind.value}\u00a0:[/yellow] {escape(found)}, {escape(flag.why)}",
            highlight=False,
        )
    console.print(KEYS)


def _neighbour(console: Console, text: str) -> None:
    if text:
        console.print(Padding(Text(text, style="dim"), (0, 2)))


def _end(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CONTEXT else "…" + line[-_CONTEXT:].partition(" ")[2]


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _CONTEXT else line[:_CONTEXT].rpartition(" ")[0] + "…"


def show_waiting(console: Console, found: Sequence[Waiting]) -> None:
    """What waits, theme after theme; no text of a quote."""
    if not found:
        console.print("Aucun extrait n'attend une personne.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title="Extraits à relire", title_justify="left")
    table.add_column("Thème", ratio=1)
    table.add_column("Identifiant", no_wrap=True)
    table.add_column("À relire", justify="right")
    table.add_column("Signalés", justify="right")
    themes = dict.fromkeys((one.theme.id, one.theme.title) for one in found)
    for theme_id, title in themes:
        mine = [one for one in found if one.theme.id == theme_id]
        flagged = sum(bool(one.flags) for one in mine)
        table.add_row(escape(title), theme_id, str(len(mine)), str(flagged or "·"))
    console.print(table)
    console.print(
        f"{count(len(found), 'extrait')} à relire. Dans un terminal, cette commande les montre un "
        "par un; sinon, «\u00a0analyse decider DOSSIER approuver-extrait --passage P "
        "--qui NOM\u00a0».",
        highlight=False,
    )
    more = sum(bool(one.why) for one in found)
    if more:
        one_is, many_are = "est une voix minoritaire", "sont des voix minoritaires"
        told = f"{one_is} ou un passage" if more < 2 else f"{many_are} ou des passages"
        console.print(
            f"Parmi eux, {more} {told} de désaccord\u00a0: rien n'attend après.", highlight=False
        )

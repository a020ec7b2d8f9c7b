"""Tables of the terminal, readable at 80 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analyse.contracts import Ledger, Theme
from analyse.state import State, sorted_days
from analyse.terminal.decisions import show_to_decide

if TYPE_CHECKING:  # the pipeline imports every step, which showing a state does not need
    from analyse.custody.standing import Standing
    from analyse.pipeline import Report

_REJECTS_SHOWN = 20
CHANGES_SHOWN = 5


def show_report(console: Console, report: Report) -> None:
    """What a run found: themes, changes, ledger, where the fiches are."""
    console.print()
    if report.interrupted:
        from analyse.render.words import moment

        console.print(
            f"Une analyse commencée le {moment(report.interrupted)} avait été interrompue\u00a0: "
            "celle-ci l'a reprise."
        )
    if report.run:
        console.print(themes_table(report.run.themes))
        if report.computed and report.run.changes:
            console.print("[bold]Ce qui a changé depuis la dernière analyse[/bold]")
            for change in report.run.changes[:CHANGES_SHOWN]:
                console.print(f"  • {escape(change)}", highlight=False)
            hidden = len(report.run.changes) - CHANGES_SHOWN
            if hidden > 0:
                console.print(f"  … et {hidden} autres, dans brouillons/journal/")
            console.print()
        if report.joined:
            console.print(report.joined, highlight=False)
    show_state(console, report.state)
    show_answers(console, report)
    if report.other_languages:
        told = ", ".join(f"{code} ({n})" for code, n in sorted(report.other_languages.items()))
        console.print(f"[bold]Passages dans une autre langue[/bold]\u00a0: {told}")
    if not report.run:
        console.print(
            "Aucun passage à analyser\u00a0: rien n'a pu être lu dans les notes.", style="yellow"
        )
    elif not report.computed:
        console.print("Rien de nouveau depuis la dernière analyse\u00a0: rien n'a été recalculé.")
    if report.page:
        console.print(
            f"\nFiches à lire\u00a0: [bold]{escape(str(report.page))}[/bold]", soft_wrap=True
        )


def show_answers(console: Console, report: Report) -> None:
    """What is proposed against the fiches 1.0, and those that could not be read."""
    answers = report.run.confrontation.answers if report.run else ()
    if answers:
        told = ", ".join(
            f"{response} ({count})"
            for response, count in Counter(a.response.value for a in answers).most_common()
        )
        console.print(
            f"[bold]Réponses proposées aux fiches 1.0[/bold], à décider\u00a0: {told}",
            highlight=False,
        )
    if report.unread_sheets:
        console.print("\n[bold]Fiches 1.0 non lues[/bold]")
        for sheet in report.unread_sheets:
            console.print(
                f"  • {escape(sheet.path)}\u00a0: {escape(sheet.warning)}", highlight=False
            )


def themes_table(themes: tuple[Theme, ...]) -> Table:
    """Themes, the ones of most workshops first."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title="Thèmes", title_justify="left")
    table.add_column("Thème", ratio=1)
    table.add_column("Ateliers", justify="right")
    table.add_column("Voix", justify="right")
    table.add_column("Passages", justify="right")
    table.add_column("Stabilité", justify="right")
    for theme in sorted(themes, key=lambda t: (-t.workshops, -t.voices, -t.size, t.id)):
        table.add_row(
            escape(theme.title),
            str(theme.workshops),
            str(theme.voices),
            str(theme.size),
            f"{theme.stability:.2f}".replace(".", ","),
        )
    return table


def show_state(console: Console, state: State) -> None:
    """The ledger, per day, then what was refused."""
    for table in ledger_tables(state):
        console.print(table)
    for problem in state.problems:
        console.print(f"Le bilan ne balance pas\u00a0: {problem}", style="bold red")
    if state.reasons:
        reasons = ", ".join(f"{reason} ({count})" for reason, count in state.reasons.items())
        console.print(f"[bold]Écartés[/bold]\u00a0: {escape(reasons)}", highlight=False)
    if state.rejects:
        console.print("\n[bold]Fichiers non lus[/bold]")
        for reject in state.rejects[:_REJECTS_SHOWN]:
            console.print(
                f"  • {escape(reject.document)} — {reject.status}\u00a0: {escape(reject.reason)}",
                highlight=False,
            )
        hidden = len(state.rejects) - _REJECTS_SHOWN
        if hidden > 0:
            console.print(f"  … et {hidden} autres (analyse etat --json les donne tous)")
    for document, warning in state.warnings[:_REJECTS_SHOWN]:
        console.print(f"  ! {escape(document)}\u00a0: {escape(warning)}", highlight=False)
    if state.unplaced:
        told = ", ".join(f"{name} ({count})" for name, count in state.unplaced.items())
        console.print(
            f"[bold]Provenance inconnue[/bold], en passages\u00a0: {told}. "
            "Dites-la au registre\u00a0: analyse registre",
            highlight=False,
        )
    show_to_decide(console, state.to_decide)
    if state.stale and state.ledger.segmented:
        console.print(
            f"{state.stale} passages attendent une analyse\u00a0: analyse lancer", style="cyan"
        )


def show_custody(console: Console, custody: Standing) -> None:
    """The state of personal data, and what is due."""
    console.print(escape(custody.summary), highlight=False)
    for warning in custody.warnings:
        console.print(f"  ! {escape(warning)}", style="yellow", highlight=False)


_FILES = ("Reçus", "Lus", "Doublons", "Quarantaine", "Retirés")
_PASSAGES = ("Segmentés", "Classés", "Non classés", "Hors sujet", "Extraits")


def ledger_tables(state: State) -> tuple[Table, Table]:
    """Files: received = read + duplicates + quarantined + withdrawn. Passages: segmented =
    classified + unclassified + off topic, and how many are quoted."""
    return (
        _by_day(state, "Fichiers", _FILES, _files),
        _by_day(state, "Passages", _PASSAGES, _passages),
    )


def _by_day(
    state: State, title: str, headers: tuple[str, ...], cells: Callable[[Ledger], tuple[int, ...]]
) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    table.add_column("Jour")
    for header in headers:
        table.add_column(header, justify="right")
    if len(state.days) > 1:
        for day, ledger in sorted_days(state.days):
            table.add_row("inconnu" if day is None else str(day), *map(str, cells(ledger)))
        table.add_section()
    table.add_row("Tous", *map(str, cells(state.ledger)), style="bold")
    return table


def _files(ledger: Ledger) -> tuple[int, ...]:
    return (
        ledger.received,
        ledger.read,
        ledger.duplicates,
        ledger.quarantined,
        ledger.withdrawn,
    )


def _passages(ledger: Ledger) -> tuple[int, ...]:
    return (
        ledger.segmented,
        ledger.classified,
        ledger.unclassified,
        ledger.off_topic,
        ledger.quotes,
    )


def show_files(console: Console, files: list[Path]) -> None:
    """Files that were written."""
    for file in files:
        console.print(f"  {escape(str(file))}", highlight=False, soft_wrap=True)

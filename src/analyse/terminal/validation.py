"""Campaigns in the terminal, readable at 80 columns: cost first, then what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analyse.validation.plan import SPLIT, Plan
from analyse.validation.report import WARNING, Report
from analyse.validation.statistics import Interval
from analyse.validation.told import coreq

if TYPE_CHECKING:
    from analyse.validation.coding import CodingReport

_SHOWN = 12


def _table(title: str, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    for at, name in enumerate(columns):
        words = name in ("Pourquoi", "Verdict", "Thème")
        table.add_column(name, justify="right" if at and not words else "left", ratio=int(not at))
    return table


def decimal(value: float | None) -> str:
    """Two decimals with a comma, a dash when there is no figure."""
    return "—" if value is None else f"{value:.2f}".replace(".", ",")


def _between(found: Interval | None) -> str:
    return f"{decimal(found.low)} à {decimal(found.high)}" if found else "—"


def show_plan(console: Console, plan: Plan) -> None:
    """What it costs, what fits, what is left."""
    console.print(
        f"[bold]{plan.volunteers} bénévoles × {plan.minutes:g} minutes[/bold]\u00a0: environ "
        f"{plan.budget} réponses, à {plan.pace} secondes l'une."
    )
    console.print(
        f"Tout évaluer en demanderait {plan.everything}, soit {plan.volunteers_for_everything} "
        "bénévoles pour autant de minutes."
    )
    console.print(
        f"Ce qui est proposé en prendrait {plan.expected}, essai et contrôles compris, si "
        f"{round(100 * SPLIT)}\u00a0% des cartes demandent {plan.more} votes de plus (hypothèse)."
    )
    if plan.volunteers < plan.votes + plan.more:
        console.print(
            f"Attention\u00a0: avec moins de {plan.votes + plan.more} bénévoles, des cartes "
            "resteront sans assez de votes.",
            style="yellow",
        )
    table = _table("Thèmes proposés", "Thème", "Cartes", "Réponses", "Pourquoi")
    for line in plan.lines:
        table.add_row(
            escape(line.subject.title), str(line.effort.cards), str(line.answers), line.why
        )
    console.print(table)
    if plan.left:
        names = ", ".join(escape(s.title) for s in plan.left[:_SHOWN])
        more = f" et {len(plan.left) - _SHOWN} autres" if len(plan.left) > _SHOWN else ""
        console.print(f"Laissés pour une autre campagne\u00a0: {names}{more}.")


def show_report(console: Console, report: Report, progress: Mapping[str, int]) -> None:
    """Progress, verdicts with their figures, agreement, and what remains unknown."""
    c = report.campaign
    state = "close" if c.closed else "ouverte"
    done = sum(progress.values())
    console.print(
        f"[bold]Campagne {c.number}[/bold], {escape(c.title)} ({state})\u00a0: {done} réponses "
        f"sur {c.budget} possibles, essai compris; bénévoles\u00a0: {len(progress)} sur "
        f"{c.volunteers} attendus."
    )
    table = _table("Thèmes", "Thème", "Verdict", "Intrus", "Noms", "Extraits", "AC1", "Alpha")
    for theme in report.themes:
        f = theme.figures
        table.add_row(
            escape(f.title) + (" (autre version)" if f.changed else ""),
            f.verdict.value,
            *(f"{right}/{of}" if of else "—" for right, of in (f.intruders, f.labels, f.quotes)),
            decimal(theme.agreement.ac1),
            decimal(theme.agreement.alpha),
        )
    console.print(table)
    table = _table(
        "Tâches", "Tâche", "Justes", "Intervalle", "Accord", "AC1", "Alpha", "de l'alpha"
    )
    for task in report.tasks:
        table.add_row(
            task.task.french,
            f"{task.right}/{task.answers}",
            _between(task.interval),
            decimal(task.agreement.raw),
            decimal(task.agreement.ac1),
            decimal(task.agreement.alpha),
            _between(task.agreement.interval),
        )
    console.print(table)
    console.print(WARNING, style="italic")
    failed, met = report.controls
    console.print(f"Contrôles évidents ratés\u00a0: {failed} sur {met}. Personne n'est exclu.")
    console.print(
        f"Pondérer les personnes (Dawid–Skene) changerait {report.moved} cartes et "
        f"{len(report.shaken)} verdicts."
    )
    if report.to_judge:
        console.print("\n[bold]À arbitrer[/bold]")
        for result in report.to_judge[:_SHOWN]:
            told = ", ".join(_votes(result.answers.values()))
            console.print(f"  • {result.card.id}, {result.card.task.french}\u00a0: {told}")
    if report.unknown:
        console.print("\n[bold]Ce qui reste inconnu[/bold]")
        for told in report.unknown[:_SHOWN]:
            console.print(f"  • {escape(told)}")
    console.print("\n[bold]Pour le rapport (COREQ)[/bold]")
    for item, told in coreq(report):
        console.print(f"  {item}. {told}")


def _votes(answers: Iterable[str]) -> list[str]:
    found = Counter(answers)
    return [f"{escape(answer)} ({times})" for answer, times in found.most_common()]


def show_coding(console: Console, report: CodingReport) -> None:
    """Agreement between coders, with the themes, and codes that no theme holds."""
    console.print(
        f"[bold]Codage indépendant {report.campaign.number}[/bold]\u00a0: "
        f"{report.coded} passages codés sur {report.passages}, "
        f"{len(report.coders)} personnes."
    )
    table = _table("Codes", "Code", "Passages", "AC1", "Alpha", "Thème", "Part")
    for code in report.codes:
        table.add_row(
            escape(code.code),
            str(code.passages),
            decimal(code.agreement.ac1),
            decimal(code.agreement.alpha),
            escape(code.theme) or "aucun",
            decimal(code.overlap),
        )
    console.print(table)
    for first, second, value in report.pairs:
        console.print(f"Codes et {second} de {first}\u00a0: AMI {decimal(value)}.")
    if report.missed:
        names = ", ".join(escape(code) for code in report.missed)
        console.print(f"[bold]Codes sans thème[/bold]\u00a0: {names}.")

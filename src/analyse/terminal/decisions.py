"""The ledger in the terminal, readable at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analyse.contracts import Decision, DecisionKind, Json, Outcome, OutcomeStatus
from analyse.decisions import LINES
from analyse.state import ToDecide

_CLIP = 60


def told(decision: Decision, titles: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    """What was decided, in a few words."""
    names = [f"«\u00a0{titles.get(t, t)}\u00a0»" for t in decision.theme_ids]
    if decision.theme_ids and decision.seen.title:
        names[0] = f"«\u00a0{decision.seen.title}\u00a0»"
    count = len(decision.passage_ids)
    passages = f"{count} passage{'s' if count > 1 else ''}"
    value = " ".join(decision.value.split())
    value = value if len(value) <= _CLIP else value[: _CLIP - 1].rstrip() + "…"
    match decision.kind:
        case DecisionKind.RENAME:
            return f"renommer {names[0]} → «\u00a0{value}\u00a0»"
        case DecisionKind.DEFINE:
            return f"définir {names[0]}\u00a0: {value}"
        case kind if kind in LINES:
            return f"{kind.value} ({names[0]})\u00a0: {value}"
        case DecisionKind.MERGE:
            return f"fusionner {', '.join(names[1:])} dans {names[0]}"
        case DecisionKind.SPLIT:
            return f"scinder {names[0]}\u00a0: {passages} → «\u00a0{value}\u00a0»"
        case DecisionKind.MOVE | DecisionKind.PIN:
            return f"{decision.kind.value} {passages} dans {names[0]}"
        case DecisionKind.REJECT if count:
            return f"rejeter {passages} de {names[0]}"
        case DecisionKind.OFF_TOPIC:
            return f"hors sujet\u00a0: {passages}"
        case DecisionKind.FICHE | DecisionKind.CHANTIER:
            return f"{decision.kind.value}\u00a0: {names[0]} → {value}"
        case DecisionKind.APPROVE_QUOTE | DecisionKind.REJECT_QUOTE:
            return f"{decision.kind.value} {decision.passage_ids[0]}"
        case DecisionKind.VERDICT:
            return f"verdict des bénévoles sur {names[0]}\u00a0: {value}"
        case DecisionKind.ADJUDICATE:
            return f"arbitrer une carte de {names[0]}\u00a0: {value}"
        case DecisionKind.UNDO:
            return f"annuler la décision {numbers.get(decision.value, decision.value)}"
        case _:
            return f"{decision.kind.value} {names[0]}"


def show_decisions(
    console: Console, outcomes: Sequence[Outcome], titles: Mapping[str, str]
) -> None:
    """The ledger, then what is in conflict."""
    if not outcomes:
        console.print("Aucune décision au registre.")
        return
    numbers = {o.decision.id: o.decision.number for o in outcomes}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title="Décisions", title_justify="left")
    table.add_column("N°", justify="right")
    table.add_column("Quand", no_wrap=True)
    table.add_column("Qui")
    table.add_column("Quoi", ratio=1)
    table.add_column("Suite")
    for outcome in outcomes:
        decision = outcome.decision
        what = told(decision, titles, numbers)
        reason = f"\n[dim]{escape(decision.reason)}[/dim]" if decision.reason else ""
        style = "bold red" if outcome.status is OutcomeStatus.CONFLICT else None
        table.add_row(
            str(decision.number),
            decision.at[:16].replace("T", " "),
            escape(decision.author),
            escape(what) + reason,
            outcome.status.value,
            style=style,
        )
    console.print(table)
    for outcome in outcomes:
        if outcome.reason and outcome.status is not OutcomeStatus.UNDONE:
            console.print(
                f"  Décision {outcome.decision.number}, {outcome.status.value}\u00a0: "
                f"{escape(outcome.reason)}",
                highlight=False,
            )


def show_outcome(
    console: Console, outcome: Outcome, titles: Mapping[str, str], ledger: Sequence[Decision]
) -> None:
    """One decision that was just taken."""
    decision, numbers = outcome.decision, {d.id: d.number for d in ledger}
    reason = f" ({outcome.reason})" if outcome.reason else ""
    console.print(
        f"Décision {decision.number}, {outcome.status.value}\u00a0: "
        f"{escape(told(decision, titles, numbers))}{escape(reason)}",
        highlight=False,
    )


def show_to_decide(console: Console, waiting: Sequence[ToDecide], most: int = 10) -> None:
    """What people should look at."""
    if not waiting:
        return
    console.print("\n[bold]À décider[/bold]")
    for one in waiting[:most]:
        theme = f" ({one.theme_id})" if one.theme_id else ""
        console.print(f"  • {escape(one.subject)}{theme}\u00a0: {escape(one.why)}", highlight=False)
    if len(waiting) > most:
        console.print(f"  … et {len(waiting) - most} autres (analyse etat --json les donne tous)")


def to_json(outcome: Outcome) -> Json:
    """One decision as `--json` prints it."""
    decision, seen = outcome.decision, outcome.decision.seen
    return {
        "numero": decision.number,
        "decision": decision.id,
        "action": decision.kind.value,
        "themes": list(decision.theme_ids),
        "passages": list(decision.passage_ids),
        "valeur": decision.value,
        "qui": decision.author,
        "quand": decision.at,
        "raison": decision.reason,
        "vu": {
            "analyse": seen.run,
            "titre": seen.title,
            "effectif": seen.size,
            "empreinte": seen.members,
            "version": seen.version,
        },
        "suite": outcome.status.value,
        "motif": outcome.reason,
    }

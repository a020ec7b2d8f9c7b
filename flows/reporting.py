"""What a run shows in Prefect's pages: progress, and tables at the end. Counts and titles only."""

from __future__ import annotations

import html
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.logging import get_run_logger

from analyse.contracts import DocumentStatus
from analyse.pipeline import Report
from analyse.state import Reject, State, sorted_days
from analyse.store import Run

PROGRESS = "avancement"
THEMES = "themes"
LEDGER = "bilan"
REJECTS = "fichiers-non-lus"
FICHES = "fiches"
CHANGES = "changements"

_FIRST = 5  # changes shown; the journal tells the others

_EVERY = 1.0  # seconds between two updates: each is a request of about 10 ms


class Shown:
    """A `Progress` of the pipeline shown as progress artifacts, one per step, and one log line."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._log = get_run_logger()
        self._artifact: UUID | None = None
        self._step, self._total, self._done = "", 0, 0
        self._started = self._told = 0.0

    def start(self, step: str, total: int | None = None) -> None:
        """A step begins."""
        self._step, self._total, self._done = step, total or 0, 0
        self._started = self._told = self._clock()
        self._artifact = None
        self._show(0.0)

    def advance(self, count: int = 1) -> None:
        """`count` more units are done."""
        self._done += count
        if self._total and self._clock() - self._told >= _EVERY:
            self._told = self._clock()
            self._show(min(100.0, 100.0 * self._done / self._total))

    def finish(self) -> None:
        """The step is over."""
        self._show(100.0)
        seconds = f"{self._clock() - self._started:.1f}".replace(".", ",")
        count = f", {self._done}" if self._done else ""
        self._log.info("%s%s (%s s)", self._step, count, seconds)

    def _show(self, percent: float) -> None:
        told = f"{self._step}\u00a0: {self._done} sur {self._total}" if self._total else self._step
        try:
            if self._artifact is None:
                self._artifact = create_progress_artifact(percent, key=PROGRESS, description=told)
            else:
                update_progress_artifact(self._artifact, percent, description=told)
        except Exception as error:  # a page that does not refresh never stops an analysis
            self._log.warning("L'avancement n'a pas pu être affiché (%s).", type(error).__name__)


def show(report: Report) -> None:
    """Write the artifacts a run ends with."""
    create_table_artifact(
        ledger_rows(report.state),
        key=LEDGER,
        description="\n".join(
            [
                "Tout ce qui est entré est quelque part\u00a0: reçus = lus + doublons + "
                "quarantaine + "
                "retirés; segmentés = classés + non classés.",
                *(f"**Le bilan ne balance pas**\u00a0: {p}." for p in report.state.problems),
            ]
        ),
    )
    if report.state.rejects:
        create_table_artifact(
            reject_rows(report.state.rejects),
            key=REJECTS,
            description="Fichiers non lus, par motif. «\u00a0analyse etat\u00a0» dit lesquels.",
        )
    if report.run:
        create_table_artifact(
            theme_rows(report.run),
            key=THEMES,
            description=f"Thèmes de l'analyse {report.run.number}.",
        )
    if report.run and report.computed and (report.run.changes or report.joined):
        create_markdown_artifact(
            "\n\n".join(filter(None, [changes_text(report.run.changes), report.joined])),
            key=CHANGES,
            description="Ce qui a changé depuis la dernière analyse.",
        )
    create_markdown_artifact(
        fiches_text(report), key=FICHES, description="Où lire les brouillons de fiches."
    )


def theme_rows(run: Run) -> list[dict[str, Any]]:
    """One row per theme, the ones of most workshops first."""
    return [
        {
            "thème": theme.title,
            "ateliers": theme.workshops,
            "voix": theme.voices,
            "passages": theme.size,
            "stabilité": theme.stability,
            "statut": theme.status,
            "identifiant": theme.id,
        }
        for theme in sorted(run.themes, key=lambda t: (-t.workshops, -t.voices, -t.size, t.id))
    ]


def ledger_rows(state: State) -> list[dict[str, Any]]:
    """One row per event day, then all of them."""
    counted = state.to_json()
    days = {day for day, _ in sorted_days(state.days)}
    rows = [row | {"jour": row["jour"] or "inconnu"} for row in counted["jours"]]
    return [*(rows if len(days) > 1 else []), {"jour": "tous", **counted["bilan"]}]


def reject_rows(rejects: tuple[Reject, ...]) -> list[dict[str, Any]]:
    """How many files for each reason: no file name, and a duplicate's reason holds one."""
    counts = Counter(
        (r.status, "" if r.status == DocumentStatus.DUPLICATE.value else r.reason) for r in rejects
    )
    return [
        {"statut": status, "motif": reason or "mêmes octets qu'un autre", "fichiers": count}
        for (status, reason), count in counts.most_common()
    ]


def changes_text(changes: Sequence[str]) -> str:
    """The changes that matter most, as a list; titles and counts only."""
    hidden = len(changes) - _FIRST
    more = [f"- … et {hidden} autres, dans brouillons/journal/"] if hidden > 0 else []
    return "\n".join(
        [*(f"- {html.escape(change, quote=False)}" for change in changes[:_FIRST]), *more]
    )


def fiches_text(report: Report) -> str:
    """Where the draft fiches are."""
    if report.page is None:
        return "Aucun passage à analyser\u00a0: rien n'a pu être lu dans les notes."
    page = Path(report.page)
    return (
        f"Brouillons de fiches\u00a0: [{page.name}]({page.as_uri()})\n\n"
        "Si votre navigateur n'ouvre pas ce lien (il le fait rarement vers un fichier), copiez "
        f"cette adresse dans une nouvelle fenêtre, sur la machine où l'analyse a tourné\u00a0:\n\n"
        f"`{page.as_uri()}`"
    )


def summary(report: Report) -> str:
    """The message of the final state."""
    ledger = report.state.ledger
    told = []
    if report.interrupted:
        told.append("Une analyse avait été interrompue\u00a0: celle-ci l'a reprise.")
    if report.run:
        told.append(
            f"Analyse {report.run.number}\u00a0: {_counted(len(report.run.themes), 'thème')}, "
            f"{_counted(ledger.classified, 'passage')} dans un thème, "
            f"{ledger.unclassified} hors thème."
        )
        if not report.computed:
            told.append("Rien de nouveau depuis la dernière fois\u00a0: rien n'a été recalculé.")
    else:
        told.append("Aucun passage à analyser.")
    if ledger.quarantined:
        told.append(
            f"Non lus\u00a0: {_counted(ledger.quarantined, 'fichier')}. Les motifs sont dans "
            "l'artefact "
            f"«\u00a0{REJECTS}\u00a0», et «\u00a0analyse etat\u00a0» dit lesquels."
        )
    if report.unread_sheets:
        told.append(
            f"Fiches 1.0 non lues\u00a0: {len(report.unread_sheets)}. Les motifs sont dans la page "
            "des fiches."
        )
    if report.state.problems:
        told.append(f"Le bilan ne balance pas\u00a0: {'; '.join(report.state.problems)}.")
    return " ".join(told)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"

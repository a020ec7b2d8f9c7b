"""The register in the terminal: what was understood of each file, and what a person has to say."""

from __future__ import annotations

from pathlib import PurePosixPath

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analyse.contracts import Json
from analyse.register import Completed

_SHOWN = 30
_COLUMNS = (("Jour", 4), ("Atelier", 7), ("Région", 12), ("Palier", 8), ("Secteur", 9))
"""Titles and widths; the names of files take what is left of the line."""
_NAMES = {
    "jour": "jour",
    "atelier": "atelier",
    "region": "région",
    "palier": "palier",
    "secteur": "secteur d'activité",
    "preneur": "qui a pris les notes",
    "consentement": "consentement",
}


def show_register(console: Console, done: Completed) -> None:
    """A line per file ("?" asks), what was said and not understood, what is to be completed."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), expand=True)
    table.add_column("Fichier", ratio=1, overflow="ellipsis", no_wrap=True)
    for title, width in _COLUMNS:
        table.add_column(title, width=width, overflow="ellipsis", no_wrap=True)
    for row in done.rows[:_SHOWN]:
        values = (row.jour, row.atelier, row.region, row.palier, row.secteur)
        name = PurePosixPath(row.fichier).name
        table.add_row(escape(name), *(escape(v) if v else "[yellow]?" for v in values))
    console.print(table)
    if len(done.rows) > _SHOWN:
        console.print(f"… et {len(done.rows) - _SHOWN} autres fichiers, tous dans le registre.\n")
    missed = [said for said in done.understood if not said.value]
    if missed:
        console.print("[bold]Dit, mais pas compris[/bold]")
        for said in missed[:_SHOWN]:
            console.print(
                f"  • {escape(said.file)}\u00a0: {_NAMES[said.field]} ({said.source})",
                highlight=False,
            )
        if len(missed) > _SHOWN:
            console.print(f"  … et {len(missed) - _SHOWN} autres")
    asked = [f"{_NAMES[name]} ({count})" for name, count in done.missing.items() if count]
    if asked:
        console.print(
            f"[bold]À compléter[/bold], par nombre de fichiers\u00a0: {', '.join(asked)}",
            highlight=False,
        )
    if done.replaced:
        console.print(f"L'ancien registre est devenu {escape(done.replaced.name)}.")
    console.print(
        f"{len(done.rows)} fichiers au registre, dont {done.added} ajoutés.", highlight=False
    )
    console.print(f"\nRegistre\u00a0: [bold]{escape(str(done.path))}[/bold]", soft_wrap=True)


def register_json(done: Completed) -> Json:
    """One object, as `--json` prints it."""
    return {
        "registre": str(done.path),
        "fichiers": done.files,
        "ajoutes": done.added,
        "a_completer": done.missing,
        "compris": [
            {"fichier": u.file, "champ": u.field, "valeur": u.value, "source": u.source}
            for u in done.understood
            if u.value
        ],
        "pas_compris": [
            {"fichier": u.file, "champ": u.field, "source": u.source}
            for u in done.understood
            if not u.value
        ],
    }

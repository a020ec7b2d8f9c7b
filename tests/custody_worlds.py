"""A project with names in its notes, read by our own code; no theme model is needed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner, Result

from analyse import cli
from analyse import project as projects
from analyse.progress import Silent
from analyse.project import Project
from analyse.stages.take_in import take_in
from analyse.store import Store
from analyse.wording import publishable
from small_project import a_note, an_analysis

NOTE = """Atelier : 4
Région : Mauricie

Wideline Saint-Fleur : le transport manque le soir et la fin de semaine.

- Il faudrait un taxibus entre les villages, selon Xochitl Quetzal.
- Le loyer a doublé dans le village depuis deux ans.
"""
OTHER = """Atelier : 5

- Le loyer a doublé dans le village depuis deux ans.
- Wideline Saint-Fleur propose une coopérative d'habitation.
"""


def make(folder: Path) -> Project:
    """A new project: two notes and a roster, nothing read yet."""
    opened = projects.create(folder)
    (opened.notes / "jour-1").mkdir()
    (opened.notes / "jour-1" / "a.txt").write_text(NOTE, encoding="utf-8")
    (opened.notes / "b.txt").write_text(OTHER, encoding="utf-8")
    (opened.folder / "participants.csv").write_text(
        "nom;organisation;role\nXochitl Quetzal;CDC;agente\n", encoding="utf-8"
    )
    return projects.load(opened.folder)


def run(*arguments: str | Path) -> Result:
    """Run a command without a terminal and with nothing to answer."""
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], input="")


def take(opened: Project, day: int | None = None) -> None:
    """Read the notes."""
    with Store.open(opened.database_url) as store:
        take_in(projects.load(opened.folder), store, day=day, progress=Silent())


def analyse(opened: Project) -> None:
    """Write an invented analysis of the passages: no model, the same on any machine."""
    with Store.open(opened.database_url) as store:
        model = an_analysis(a_note())
        passages, documents = store.passages(), {d.id: d for d in store.documents()}
        placements = [
            replace(model.placements[0], passage_id=p.id, others=(), nearest="") for p in passages
        ]
        quotes = [
            replace(
                model.quotes[0],
                id=f"{i:016x}",
                theme_id=placements[0].theme_id,
                passage_id=p.id,
                rank=i + 1,
                text=p.text,
                published_text=publishable(documents[p.document_id], p.start, p.end),
                nature=p.nature,
            )
            for i, p in enumerate(passages)
        ]
        theme = replace(model.themes[0], id=placements[0].theme_id, size=len(passages), grille=())
        store.save_run(
            replace(
                model,
                themes=(theme,),
                placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
                quotes=tuple(quotes),
                tensions=(),
            )
        )


def every_byte(folder: Path) -> bytes:
    """All that the files of a folder hold, and their names."""
    parts = []
    for base, _, names in os.walk(folder):
        for name in names:
            parts += [os.fsencode(Path(base) / name), (Path(base) / name).read_bytes()]
    return b"\0".join(parts)

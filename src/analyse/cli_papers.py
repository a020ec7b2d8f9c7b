"""The commands that write papers on personal data: `analyse inventaire`, `analyse incident`."""

from __future__ import annotations

from pathlib import Path

import click

from analyse.terminal.guard import guarded

FOLDER = click.argument("dossier", type=click.Path(path_type=Path))


@click.command()
@FOLDER
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F",
    help="Fichier .md ou .html à écrire (par défaut, les deux, dans brouillons/).",
)
@guarded
def inventaire(dossier: Path, sortie: Path | None) -> int:
    """Écrire l'inventaire des renseignements personnels.

    Quoi, où, pourquoi, jusqu'à quand, qui le lit, quelles mesures\u00a0: calculé de la
    configuration et de l'état réels, pour l'évaluation des facteurs relatifs à la vie privée.
    """
    from analyse import project
    from analyse.custody.inventory import inventory
    from analyse.custody.papers import INVENTORY, filled, page, write
    from analyse.errors import UsageError

    if sortie and sortie.suffix.lower() not in (".md", ".html"):
        raise UsageError(
            "Le nom du fichier doit finir par .md ou .html.", action="Corrigez --sortie."
        )
    opened = project.load(dossier)
    text = filled(opened, INVENTORY, inventory(opened))
    title = f"Inventaire\u00a0: {opened.params.evenement.titre}"
    base = opened.drafts / "inventaire-vie-privee"
    targets = (
        [sortie.absolute()] if sortie else [base.with_suffix(".md"), base.with_suffix(".html")]
    )
    for target in targets:
        html = target.suffix.lower() == ".html"
        click.echo(f"Inventaire\u00a0: {write(target, page(text, title) if html else text)}")
    return 0


@click.command()
@FOLDER
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F.md",
    help="Fichier à écrire (par défaut, daté, dans brouillons/).",
)
@guarded
def incident(dossier: Path, sortie: Path | None) -> int:
    """Préparer la fiche d'un incident de confidentialité.

    La fiche est préremplie de ce que le projet contient; les personnes écrivent ce qui s'est passé.
    Une fiche déjà écrite n'est jamais remplacée.
    """
    from datetime import date

    from analyse import project
    from analyse.custody.inventory import inventory
    from analyse.custody.papers import INCIDENT, filled, free_form, write
    from analyse.errors import UsageError

    opened = project.load(dossier)
    target = sortie.absolute() if sortie else free_form(opened, date.today())
    if target.exists():
        raise UsageError(
            f"«\u00a0{target.name}\u00a0» existe déjà\u00a0: rien n'a été écrit.",
            action="Donnez un autre nom avec --sortie.",
        )
    written = write(target, filled(opened, INCIDENT, inventory(opened)))
    click.echo(f"Fiche d'incident\u00a0: {written}")
    return 0

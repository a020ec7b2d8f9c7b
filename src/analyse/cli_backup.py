"""The commands that copy a project and put it back: `analyse sauvegarder`, `analyse restaurer`."""

from __future__ import annotations

from pathlib import Path

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

JSON = click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")
PHRASE = click.option(
    "--phrase-fichier",
    "phrase",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F",
    help="Fichier dont la première ligne est la phrase de passe; sinon, la variable "
    "ANALYSE_PHRASE_SAUVEGARDE.",
)


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F",
    help="Fichier à écrire (par défaut, à côté du projet, avec la date).",
)
@click.option("--sans-cles", is_flag=True, help="Laisser les clés hors de la sauvegarde.")
@click.option(
    "--sans-notes", is_flag=True, help="Laisser les notes, le registre et les participants dehors."
)
@PHRASE
@JSON
@guarded
def sauvegarder(
    dossier: Path,
    sortie: Path | None,
    sans_cles: bool,
    sans_notes: bool,
    phrase: Path | None,
    as_json: bool,
) -> int:
    """Copier tout le projet dans un seul fichier.

    Rien ne s'arrête pendant la copie\u00a0: elle est d'un seul moment. Avec une phrase de passe, le
    fichier est chiffré; sans elle, il se lit comme le projet. Seul son propriétaire peut l'ouvrir.
    """
    from analyse import project
    from analyse.custody.backup import passphrase, save

    opened = project.load(dossier)
    saved = save(
        opened, sortie, keys=not sans_cles, notes=not sans_notes, phrase=passphrase(phrase)
    )
    if as_json:
        told = {
            "fichier": str(saved.path),
            "sha256": saved.sha256,
            "octets": saved.size,
            "fichiers": saved.files,
            "tables": saved.tables,
            "lignes": saved.rows,
            "notes": saved.notes,
            "cles": saved.keys,
            "chiffree": saved.sealed,
            "laisses": saved.skipped,
            "synchronise": saved.synced,
        }
        print_json(told)
        return 0
    click.echo(f"Sauvegarde\u00a0: {saved.path}")
    click.echo(f"Fichiers\u00a0: {saved.files}; tables\u00a0: {saved.tables}, {saved.rows} lignes.")
    click.echo(f"SHA-256\u00a0: {saved.sha256}")
    warnings = []
    if not saved.sealed:
        inside = " et ".join(
            word for word, held in (("les notes", saved.notes), ("les clés", saved.keys)) if held
        )
        warnings.append(
            "ce fichier n'est pas chiffré" + (f" et contient {inside}" if inside else "")
        )
    if saved.key_elsewhere:
        warnings.append(
            "la clé des correspondances est hors du projet\u00a0: elle n'est pas dans ce fichier"
        )
    if saved.skipped:
        warnings.append(f"fichiers laissés de côté (liens, ou partis entre-temps)\u00a0: "
                        f"{saved.skipped}")  # fmt: skip
    if saved.synced:
        warnings.append(
            f"ce fichier est dans un dossier synchronisé par {saved.synced}\u00a0: il en part une "
            "copie ailleurs"
        )
    for warning in warnings:
        click.echo(f"Attention\u00a0: {warning}.", err=True)
    return 0


@click.command()
@click.argument("fichier", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option(
    "--remplacer", is_flag=True, help="Remplacer un projet ou une base qui contient quelque chose."
)
@PHRASE
@JSON
@guarded
def restaurer(
    fichier: Path, dossier: Path, remplacer: bool, phrase: Path | None, as_json: bool
) -> int:
    """Remettre en place une sauvegarde.

    Tout est vérifié avant que quoi que ce soit soit remplacé. La base revient dans analyse.db, ou
    sur le serveur que désigne ANALYSE_DATABASE_URL, d'où qu'elle vienne.
    """
    from analyse.custody.backup import passphrase
    from analyse.custody.restore import restore

    done = restore(fichier, dossier, replace=remplacer, phrase=passphrase(phrase))
    held = done.manifest
    if as_json:
        told = {
            "dossier": str(done.project.folder),
            "du": held.quand,
            "fichiers": done.files,
            "tables": done.tables,
            "notes": held.notes,
            "cles": held.cles,
            "remplace": done.replaced,
        }
        print_json(told)
        return 0
    click.echo(f"Projet restauré\u00a0: {done.project.folder} (sauvegarde du {held.quand})")
    click.echo(f"Fichiers\u00a0: {done.files}; tables\u00a0: {done.tables}.")
    if not held.notes:
        click.echo("Sans les notes brutes\u00a0: leur texte masqué est là.")
    if not held.cles:
        click.echo(
            "Sans les clés\u00a0: remettez pseudonymes.cle avant d'ajouter des notes, ou les "
            "personnes recevront de nouveaux numéros."
        )
    if done.project.synced_folder:
        click.echo(
            f"Attention\u00a0: ce dossier est synchronisé par {done.project.synced_folder}; la "
            "base de données peut s'y abîmer.",
            err=True,
        )
    return 0

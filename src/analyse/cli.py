"""The command line. Every import that costs time waits until a command needs it."""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import TYPE_CHECKING

# Click takes its messages from gettext: ours are in French, whatever the machine's language.
os.environ["LANGUAGE"] = "fr"
gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))

import click  # noqa: E402  (after the language is set: some messages are read at import)

from analyse import __version__  # noqa: E402
from analyse.cli_backup import restaurer, sauvegarder  # noqa: E402
from analyse.cli_compare import comparer, refaire  # noqa: E402
from analyse.cli_consent import accord, consentir  # noqa: E402
from analyse.cli_custody import correspondances, purger  # noqa: E402
from analyse.cli_decisions import decider, decisions  # noqa: E402
from analyse.cli_papers import incident, inventaire  # noqa: E402
from analyse.cli_publication import publier, tracer  # noqa: E402
from analyse.cli_review import relire  # noqa: E402
from analyse.cli_validation import validation  # noqa: E402
from analyse.cli_web import inviter, serveur  # noqa: E402
from analyse.machine import settle  # noqa: E402
from analyse.terminal.guard import guarded, utf8  # noqa: E402
from analyse.terminal.objects import print_json  # noqa: E402

if TYPE_CHECKING:
    from rich.console import Console

    from analyse.custody.standing import Standing
    from analyse.project import Project

FOLDER = click.argument("dossier", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")
EXPORT_FORMATS = ("csv", "json")


def _console(*, error: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=error, highlight=False, emoji=False)


def _warn_if_synced(project: Project) -> None:
    """A database in a synchronised folder may be damaged: say so, and go on."""
    if project.synced_folder:
        click.echo(
            f"Attention\u00a0: ce projet est dans un dossier synchronisé par "
            f"{project.synced_folder}. La base de données peut s'y abîmer\u00a0: déplacez le "
            "projet "
            "hors de ce dossier, ou suspendez la synchronisation pendant l'analyse.",
            err=True,
        )


def _custody(project: Project) -> Standing:
    """Where the personal data of the project stand."""
    from analyse.custody.standing import standing
    from analyse.store import Store

    with Store.open(project.database_url) as store:
        return standing(project, store)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
)
@click.version_option(__version__, "--version", prog_name="analyse")
def main() -> None:
    """Des notes libres d'un événement aux fiches 2.0.

    Les notes d'un dossier deviennent des thèmes et des extraits verbatim, puis des brouillons
    de fiches dont chaque phrase remonte à sa note. Aucun texte n'est rédigé par une machine.
    """
    utf8()


@main.command()
@FOLDER
@guarded
def nouveau(dossier: Path) -> int:
    """Créer un dossier de projet et sa configuration commentée."""
    from analyse import project

    created = project.create(dossier)
    click.echo(f"Projet créé\u00a0: {created.folder}")
    click.echo(f"1. Déposez les notes dans {created.notes}")
    click.echo(f'2. Lancez l\'analyse\u00a0: analyse lancer "{dossier}"')
    _warn_if_synced(created)
    return 0


@main.command()
@FOLDER
@click.option(
    "--classeur",
    is_flag=True,
    help="Écrire registre.xlsx, avec des listes de choix, plutôt que registre.csv.",
)
@JSON
@guarded
def registre(dossier: Path, classeur: bool, as_json: bool) -> int:
    """Écrire ou compléter le registre des fichiers reçus.

    Le registre (registre.csv, ou registre.xlsx avec --classeur) dit, pour chaque fichier, le jour,
    l'atelier, la région, le palier, le secteur d'activité, qui a pris les notes et le consentement.
    Ce qui est compris est prérempli et montré; ce qui manque est demandé; ce que vous avez écrit
    n'est jamais changé.
    """
    from analyse import project
    from analyse.register import complete
    from analyse.terminal.register import register_json, show_register

    result = complete(project.load(dossier), book=classeur)
    if as_json:
        print_json(register_json(result))
    else:
        show_register(_console(), result)
    return 0


@main.command()
@FOLDER
@click.option(
    "--jour",
    type=click.IntRange(1, 366),
    metavar="N",
    help="Jour de l'événement des nouveaux fichiers qui n'en ont pas.",
)
@click.option(
    "--complet",
    is_flag=True,
    help="Former de nouveau tous les thèmes, même si les nouveaux passages s'y retrouvent.",
)
@JSON
@guarded
def lancer(dossier: Path, jour: int | None, complet: bool, as_json: bool) -> int:
    """Tout analyser, jusqu'aux brouillons de fiches.

    Ce qui n'a pas changé n'est pas recalculé. Code de sortie\u00a0: 0, tout est fait; 1, fait, mais
    des fichiers n'ont pas pu être lus; 2, usage ou configuration à corriger.
    """
    settle()
    from analyse import project

    opened = project.load(dossier)
    _warn_if_synced(opened)
    from analyse import pipeline
    from analyse.terminal.live import Live
    from analyse.terminal.publication import show_recalls
    from analyse.terminal.tables import show_custody, show_report

    with Live(_console(error=True)) as live:
        report = pipeline.run(opened, day=jour, anew=complet, progress=live)
    custody = _custody(opened)
    if as_json:
        print_json({**report.to_json(), "donnees_personnelles": custody.to_json()})
    else:
        show_report(_console(), report)
        show_recalls(report.recalls)
        show_custody(_console(), custody)
    return report.exit_status


@main.command()
@FOLDER
@JSON
@guarded
def etat(dossier: Path, as_json: bool) -> int:
    """Montrer le bilan par jour et ce qui n'a pas pu être lu."""
    from analyse import project

    opened = project.load(dossier)
    _warn_if_synced(opened)
    from analyse.exports.tables import snapshot
    from analyse.stages.consents import settle as settle_consents
    from analyse.stages.trace import to_recall
    from analyse.state import describe
    from analyse.store import Store
    from analyse.terminal.publication import show_recalls, show_settled
    from analyse.terminal.tables import show_custody, show_state

    with Store.open(opened.database_url) as store:
        show_settled(settle_consents(opened, store), error=True)
        found = snapshot(store)
        recalls = to_recall(opened, store, found)
        state = describe(found)
    custody = _custody(opened)
    if as_json:
        print_json(
            {
                **state.to_json(),
                "a_reprendre": [one.to_json() for one in recalls],
                "donnees_personnelles": custody.to_json(),
            }
        )
    else:
        show_state(_console(), state)
        show_recalls(recalls)
        show_custody(_console(), custody)
    return 1 if state.ledger.quarantined else 0


@main.command()
@FOLDER
@click.option(
    "--format",
    "format_",
    type=click.Choice(EXPORT_FORMATS),
    required=True,
    help="Format des fichiers.",
)
@click.option(
    "--sortie",
    type=click.Path(path_type=Path),
    metavar="CHEMIN",
    help="Dossier où écrire (par défaut\u00a0: exports/ du projet).",
)
@click.option(
    "--tableur",
    is_flag=True,
    help="CSV pour un tableur français\u00a0: point-virgule, formules neutralisées.",
)
@guarded
def exporter(dossier: Path, format_: str, sortie: Path | None, tableur: bool) -> int:
    """Écrire la dernière analyse pour d'autres logiciels."""
    from analyse import project
    from analyse.errors import UsageError

    opened = project.load(dossier)
    if tableur and format_ != "csv":
        raise UsageError(
            "L'option --tableur ne vaut que pour le format csv.",
            action="Retirez --tableur, ou demandez --format csv.",
        )
    from analyse.exports.files import export
    from analyse.exports.tables import snapshot
    from analyse.exports.validation import Asked
    from analyse.stages.consents import settle as settle_consents
    from analyse.stages.releases import record_export
    from analyse.store import Store
    from analyse.terminal.publication import show_settled
    from analyse.terminal.tables import show_files

    with Store.open(opened.database_url) as store:
        show_settled(settle_consents(opened, store), error=True)
        state = snapshot(store)
        asked = Asked(store.polls(), opened.params.validation, store.anchors())
        if state.run is None:
            raise UsageError(
                "Ce projet n'a pas encore d'analyse.",
                action=f'Lancez-la d\'abord\u00a0: analyse lancer "{dossier}"',
            )
        folder = sortie or opened.exports
        files = export(state, format_, folder, spreadsheet=tableur, asked=asked)
        record_export(store, state, format_, folder, files)
    click.echo(f"{len(files)} fichiers écrits\u00a0:" if len(files) > 1 else "Fichier écrit\u00a0:")
    show_files(_console(), files)
    return 0


@main.command()
@click.argument("dossier", type=click.Path(path_type=Path), required=False)
@JSON
@guarded
def diagnostic(dossier: Path | None, as_json: bool) -> int:
    """Dire ce qui est installé, ce qui manque et le remède.

    DOSSIER est celui du projet ou, sans lui, le dossier courant. Rien n'est changé ni téléchargé.
    """
    settle()
    from analyse.diagnosis import diagnose

    checks = diagnose(dossier)
    fine = all(check.ok for check in checks if check.needed)
    if as_json:
        print_json({"ok": fine, "verifications": [check.to_json() for check in checks]})
        return 0 if fine else 2
    for check in checks:
        sign = "✓" if check.ok else "✗" if check.needed else "!"
        click.echo(f"{sign} {check.name}\u00a0: {check.found}")
        if not check.ok:
            click.echo(f"    → {check.mend}")
    return 0 if fine else 2


main.add_command(comparer)
main.add_command(refaire)
main.add_command(correspondances)
main.add_command(decider)
main.add_command(decisions)
main.add_command(incident)
main.add_command(inventaire)
main.add_command(inviter)
main.add_command(purger)
main.add_command(restaurer)
main.add_command(sauvegarder)
main.add_command(serveur)
main.add_command(relire)
main.add_command(validation)
main.add_command(consentir)
main.add_command(accord)
main.add_command(publier)
main.add_command(tracer)


if __name__ == "__main__":
    main()

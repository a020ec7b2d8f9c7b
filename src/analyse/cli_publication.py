"""What leaves the project folder: `analyse publier` and `analyse tracer`."""

from __future__ import annotations

from pathlib import Path

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

FOLDER = click.argument("dossier", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")


@click.command()
@FOLDER
@click.option("--qui", default="", metavar="NOM", help="Qui publie, comme vous signez.")
@click.option(
    "--brouillon",
    is_flag=True,
    help="Écrire fiches-brouillon/ sans demander les approbations, marqué comme brouillon.",
)
@JSON
@guarded
def publier(dossier: Path, qui: str, brouillon: bool, as_json: bool) -> int:
    """Vérifier les barrières, puis écrire les fiches publiées.

    Seuls paraissent les thèmes et les extraits que des personnes ont approuvés, dans des passages
    qui peuvent être publiés, mot pour mot et masqués comme dans le fichier. S'il manque quelque
    chose, rien n'est écrit\u00a0: tout ce qui manque est dit, et le code de sortie est 3.

    Avec --brouillon, les approbations et les consentements inconnus ne sont pas demandés. Ce qui
    est retiré, retenu pour une communauté, limité à l'analyse ou mal masqué n'y paraît jamais.
    """
    from analyse import project
    from analyse.machine import settle
    from analyse.stages.publish import publish
    from analyse.store import Store
    from analyse.terminal.publication import show_published

    settle()
    opened = project.load(dossier)
    with Store.open(opened.database_url) as store:
        done = publish(opened, store, draft=brouillon, author=qui)
    if as_json:
        print_json(done.to_json())
    else:
        show_published(done, str(dossier))
    return done.exit_status


@click.command()
@FOLDER
@click.argument("document", required=False, metavar="[DOCUMENT]")
@JSON
@guarded
def tracer(dossier: Path, document: str | None, as_json: bool) -> int:
    """Dire quelles fiches, quels exports citent un document.

    DOCUMENT est un chemin sous notes/, celui des exports ou un identifiant. Sans lui, la commande
    montre tout ce qui a été publié ou exporté. Ce qui doit être repris est nommé, fichier par
    fichier, avec son empreinte (SHA-256).
    """
    from analyse import project
    from analyse.stages.trace import trace
    from analyse.store import Store
    from analyse.terminal.publication import show_trace

    opened = project.load(dossier)
    with Store.open(opened.database_url) as store:
        found = trace(opened, store, document or "")
    if as_json:
        print_json(found.to_json())
    else:
        show_trace(found)
    return 0

"""The commands `analyse comparer` and `analyse refaire`."""

from __future__ import annotations

from pathlib import Path

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

_THEMES_SHOWN = 20


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.argument("run1", type=click.IntRange(1), metavar="RUN1")
@click.argument("run2", type=click.IntRange(1), metavar="RUN2")
@click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")
@guarded
def comparer(dossier: Path, run1: int, run2: int, as_json: bool) -> int:
    """Dire ce qui a changé entre deux analyses, et pourquoi.

    RUN1 et RUN2 sont des numéros d'analyse. Les raisons possibles\u00a0: le contenu des notes, les
    réglages, le logiciel et son modèle, vos décisions. Les thèmes comparés sont ceux que la
    machine a trouvés.
    """
    from analyse import project
    from analyse.compare import compare
    from analyse.store import Store

    with Store.open(project.load(dossier).database_url) as store, store.moment():
        found = compare(store.run(run1), store.run(run2), store.decisions())
    if as_json:
        print_json(found.to_json())
        return 0
    click.echo(f"De l'analyse {run1} à l'analyse {run2}")
    click.echo("Pourquoi" if found.reasons else "Rien n'a changé de ce dont l'analyse dépend.")
    for reason in found.reasons:
        click.echo(f"  • {reason}")
    share = f"{found.kept} sur {found.common}"
    click.echo(f"Passages communs restés dans le même thème\u00a0: {share}")
    click.echo("Thèmes (passages avant → après)")
    for theme_id, title, before, after in found.themes[:_THEMES_SHOWN]:
        click.echo(f"  {before} → {after}  «\u00a0{title}\u00a0» ({theme_id})")
    hidden = len(found.themes) - _THEMES_SHOWN
    if hidden > 0:
        click.echo(f"  … et {hidden} autres (--json les donne tous)")
    return 0


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.argument("numero", type=click.IntRange(1), metavar="N")
@click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")
@guarded
def refaire(dossier: Path, numero: int, as_json: bool) -> int:
    """Refaire une analyse à part, et dire si elle est la même.

    L'analyse N est refaite d'après son manifeste\u00a0: les mêmes notes, les mêmes réglages, les
    décisions prises jusque-là. Rien n'est changé dans le projet. Quand elle ne peut pas être
    refaite, ou sort autrement, la commande dit pourquoi\u00a0: versions, notes, fichiers du projet.
    Code de sortie\u00a0: 0, la même; 1, une autre, ou impossible à refaire.
    """
    from rich.console import Console

    from analyse import project
    from analyse.machine import settle
    from analyse.remake import remake
    from analyse.store import Store
    from analyse.terminal.live import Live

    settle()
    opened = project.load(dossier)
    with (
        Store.open(opened.database_url) as store,
        Live(Console(stderr=True, highlight=False, emoji=False)) as live,
    ):
        found = remake(opened, store, numero, progress=live)
    if as_json:
        print_json(found.to_json())
        return 0 if found.same else 1
    if found.same:
        click.echo(f"L'analyse {numero}, refaite, est la même, table pour table.")
    elif found.made:
        click.echo(f"L'analyse {numero}, refaite, n'est pas la même\u00a0:")
        for one in found.differences:
            click.echo(f"  • {one}")
    else:
        click.echo(f"L'analyse {numero} ne peut pas être refaite.")
    if found.obstacles:
        click.echo("Ce qui n'est plus comme alors")
        for one in found.obstacles:
            click.echo(f"  • {one}")
    return 0 if found.same else 1

"""The command `analyse comparer`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analyse.terminal.guard import guarded

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
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
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

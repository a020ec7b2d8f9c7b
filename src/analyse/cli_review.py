"""`analyse relire`: quotes approved or rejected one at a time."""

from __future__ import annotations

from pathlib import Path

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

FACETS = ("constat", "piste", "question", "autre")


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option("--qui", default="", metavar="NOM", help="Qui relit, comme vous signez.")
@click.option("--theme", default="", metavar="THEME", help="Seulement ce thème.")
@click.option("--facette", type=click.Choice(FACETS), help="Seulement cette facette.")
@click.option("--json", "as_json", is_flag=True, help="Écrire ce qui attend en un objet JSON.")
@guarded
def relire(dossier: Path, qui: str, theme: str, facette: str | None, as_json: bool) -> int:
    """Approuver ou rejeter les extraits, un par un.

    Chaque extrait est montré avec son thème, ses voisins dans la note, qui parle et ce qui
    pourrait désigner une personne. Une touche décide\u00a0:

    \b
    o  oui, il peut être publié      a  annuler la dernière décision
    n  non, il ne sera pas publié    q  quitter; on reprendra où l'on était
    p  passer pour le moment

    Les voix minoritaires et les passages d'un désaccord qui ne sont pas encore des extraits
    viennent en dernier dans leur thème\u00a0: rien n'attend après eux.

    Un extrait signalé ne s'approuve qu'en disant pourquoi. Sans terminal, rien n'est demandé\u00a0:
    la commande montre ce qui attend. --qui est obligatoire pour décider.
    """
    from rich.console import Console

    from analyse import project
    from analyse.desk import Desk
    from analyse.errors import UsageError
    from analyse.progress import Silent
    from analyse.review import Session, waiting
    from analyse.stages.consents import settle
    from analyse.stages.drafts import write_drafts
    from analyse.store import Store
    from analyse.terminal.keys import Keyboard, is_terminal
    from analyse.terminal.publication import show_settled
    from analyse.terminal.review import go_through, show_waiting

    console = Console(highlight=False, emoji=False)
    opened = project.load(dossier)
    asked = is_terminal() and not as_json
    if asked and not qui.strip():
        raise UsageError("Il manque qui relit.", action='Ajoutez --qui "Votre nom".')
    with Store.open(opened.database_url) as store:
        show_settled(settle(opened, store), error=True)
        desk = Desk(store, opened.params.grille)
        chosen = desk.theme(theme) if theme else ""
        if not asked:
            found = waiting(desk, theme=chosen, facet=facette or "")
            if as_json:
                told = {"a_relire": [one.to_json() for one in found]}
                print_json(told)
            else:
                show_waiting(console, found)
            return 0
        session = Session(desk, qui, theme=chosen, facet=facette or "")
        known = len(desk.state.decisions)
        try:
            with Keyboard() as keys:
                go_through(console, session, keys)
        finally:
            if len(desk.state.decisions) > known:
                write_drafts(opened, store, store.last_run(), progress=Silent())
    return 0

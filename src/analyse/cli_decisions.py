"""The commands that decide: `analyse decider` and `analyse decisions`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

if TYPE_CHECKING:
    from rich.console import Console

    from analyse.desk import Desk

FOLDER = click.argument("dossier", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")
ACTIONS = {
    "renommer": "THEME TITRE",
    "definir": "THEME TEXTE --passage P…",
    "fusionner": "THEME AUTRE [AUTRE…]",
    "scinder": "THEME TITRE --passage P…",
    "deplacer": "THEME --passage P…",
    "epingler": "THEME --passage P…",
    "rejeter": "THEME [--passage P…]",
    "hors-sujet": "--passage P…",
    "approuver": "THEME",
    "fiche": "THEME SERIE/CODE",
    "chantier": "THEME NOM",
    "approuver-extrait": "--passage P",
    "rejeter-extrait": "--passage P",
    "resume": "THEME PHRASE --passage P…",
    "constat": "THEME PHRASE --passage P…",
    "piste": "THEME PHRASE --passage P…",
    "tension": "THEME PHRASE --passage P…",
    "inclure": "THEME CRITERE",
    "exclure": "THEME CRITERE",
    "memo": "THEME TEXTE",
    "annuler": "NUMERO",
}


@click.command()
@FOLDER
@click.argument("action", type=click.Choice(list(ACTIONS)), metavar="ACTION")
@click.argument("mots", nargs=-1, metavar="[MOTS]...")
@click.option("--qui", required=True, metavar="NOM", help="Qui décide, comme vous signez.")
@click.option("--raison", default="", metavar="TEXTE", help="Pourquoi.")
@click.option(
    "--passage",
    "passages",
    multiple=True,
    metavar="P",
    help="Passage visé (passage_id ou citation_id); répétez l'option pour plusieurs.",
)
@click.option(
    "--vu",
    type=click.IntRange(0),
    metavar="N",
    help="Dernière décision que vous aviez lue\u00a0: si quelqu'un a décidé depuis sur le même "
    "sujet, rien n'est écrit.",
)
@JSON
@guarded
def decider(
    dossier: Path,
    action: str,
    mots: tuple[str, ...],
    qui: str,
    raison: str,
    passages: tuple[str, ...],
    vu: int | None,
    as_json: bool,
) -> int:
    """Prendre une décision et l'écrire au registre.

    \b
    renommer THEME TITRE        fusionner THEME AUTRE [AUTRE]
    definir THEME TEXTE         scinder THEME TITRE --passage P
    approuver THEME             deplacer THEME --passage P
    rejeter THEME               epingler THEME --passage P
    fiche THEME SERIE/CODE      rejeter THEME --passage P
    chantier THEME NOM          hors-sujet --passage P
    annuler NUMERO              approuver-extrait --passage P
    memo THEME TEXTE            rejeter-extrait --passage P
    inclure THEME CRITERE       resume THEME PHRASE --passage P
    exclure THEME CRITERE       constat THEME PHRASE --passage P
                                piste THEME PHRASE --passage P
                                tension THEME PHRASE --passage P

    THEME est un identifiant, son début (4 caractères au moins) ou un titre. La décision se voit
    aussitôt dans les brouillons et les exports; la prochaine analyse en tient compte.
    """
    from analyse import project
    from analyse.desk import Desk
    from analyse.progress import Silent
    from analyse.stages.consents import settle
    from analyse.stages.drafts import write_drafts
    from analyse.store import Store
    from analyse.terminal.decisions import show_outcome, to_json
    from analyse.terminal.publication import show_settled

    opened = project.load(dossier)
    with Store.open(opened.database_url) as store:
        show_settled(settle(opened, store), error=True)
        desk = Desk(store, opened.params.grille)
        outcome = desk.decide(
            **_understood(desk, action, mots, passages), author=qui, reason=raison, known=vu
        )
        write_drafts(opened, store, store.last_run(), progress=Silent())
    if as_json:
        print_json(to_json(outcome))
    else:
        show_outcome(_console(), outcome, desk.titles, desk.state.decisions)
        click.echo("Les brouillons sont à jour.")
    return 0


@click.command()
@FOLDER
@click.option(
    "--exporter",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="F.csv",
    help="Écrire le registre dans un fichier CSV pour un tableur.",
)
@click.option(
    "--importer",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="F.csv",
    help="Ajouter au registre les décisions d'un fichier CSV\u00a0: toutes, ou aucune.",
)
@JSON
@guarded
def decisions(dossier: Path, exporter: Path | None, importer: Path | None, as_json: bool) -> int:
    """Montrer, exporter ou importer le registre des décisions.

    Chaque décision dit qui, quand, pourquoi et ce qui était vu; elle est appliquée, satisfaite,
    en conflit (avec le motif) ou annulée. Rien n'y est jamais modifié ni retiré.
    """
    from analyse import project
    from analyse.desk import Desk
    from analyse.store import Store
    from analyse.terminal.decisions import show_decisions, show_to_decide, to_json

    opened = project.load(dossier)
    with Store.open(opened.database_url) as store:
        desk = Desk(store, opened.params.grille)
        if importer:
            done = desk.imported(importer.read_bytes())
            click.echo(
                f"Décisions ajoutées\u00a0: {done.added}; déjà au registre\u00a0: {done.known}.",
                err=as_json,
            )
        if exporter:
            from analyse.atomic import replace

            replace(exporter.absolute(), desk.exported())
            click.echo(f"Registre écrit\u00a0: {exporter}", err=as_json)
    outcomes = desk.outcomes()
    if as_json:
        told = {"decisions": [to_json(outcome) for outcome in outcomes]}
        print_json(told)
    elif not exporter:
        from analyse.state import to_decide

        titles = desk.titles if desk.state.decided else {}
        show_decisions(_console(), outcomes, titles)
        show_to_decide(_console(), to_decide(desk.state))
    return 0


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, emoji=False)


def _understood(
    desk: Desk, action: str, words: tuple[str, ...], passages: tuple[str, ...]
) -> dict[str, Any]:
    """What `Desk.decide` takes, from the words of the command line."""
    from analyse.contracts import DecisionKind as Kind
    from analyse.errors import UsageError

    def need(count: int, more: bool = False) -> None:
        if len(words) < count or (len(words) > count and not more):
            raise UsageError(
                f"«\u00a0{action}\u00a0» s'écrit\u00a0: {action} {ACTIONS[action]}",
                action="Mettez un titre ou un texte entre guillemets.",
            )

    ids = [desk.passage(said) for said in passages]
    one: dict[str, Kind] = {
        "approuver": Kind.APPROVE,
        "rejeter": Kind.REJECT,
        "deplacer": Kind.MOVE,
        "epingler": Kind.PIN,
    }
    two: dict[str, Kind] = {
        "renommer": Kind.RENAME,
        "definir": Kind.DEFINE,
        "scinder": Kind.SPLIT,
        "fiche": Kind.FICHE,
        "chantier": Kind.CHANTIER,
        "resume": Kind.SUMMARY,
        "constat": Kind.FINDING,
        "piste": Kind.LEAD,
        "tension": Kind.TENSION,
        "inclure": Kind.INCLUDE,
        "exclure": Kind.EXCLUDE,
        "memo": Kind.MEMO,
    }
    none: dict[str, Kind] = {
        "hors-sujet": Kind.OFF_TOPIC,
        "approuver-extrait": Kind.APPROVE_QUOTE,
        "rejeter-extrait": Kind.REJECT_QUOTE,
    }
    find: Callable[[str], str] = desk.theme
    if action in one:
        need(1)
        return {"kind": one[action], "themes": [find(words[0])], "passages": ids}
    if action in two:
        need(2)
        kind, value = two[action], words[1]
        if kind in (Kind.FICHE, Kind.CHANTIER):
            value = desk.entry(kind, value)
        return {"kind": kind, "themes": [find(words[0])], "passages": ids, "value": value}
    if action in none:
        need(0)
        return {"kind": none[action], "passages": ids}
    if action == "annuler":
        need(1)
        return {"kind": Kind.UNDO, "value": desk.number(words[0])}
    need(2, more=True)
    return {"kind": Kind.MERGE, "themes": [find(word) for word in words]}

"""The command of validation by volunteers: cost, progress, results, and what is done with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

if TYPE_CHECKING:
    from analyse.project import Project
    from analyse.store import Store
    from analyse.validation.service import Service

TASKS = {"nommer": 1, "intrus": 2, "nom": 3, "extraits": 4, "retour": 5}
MOTIVES = ("ambiguïté", "consigne", "erreur", "désaccord légitime")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("dossier", type=click.Path(path_type=Path))
@click.option("--campagne", type=click.IntRange(1), metavar="N", help="Campagne visée.")
@click.option("--proposer", is_flag=True, help="Dire ce que coûterait une campagne, sans l'ouvrir.")
@click.option("--creer", is_flag=True, help="Ouvrir la campagne proposée.")
@click.option(
    "--benevoles", type=click.IntRange(1, 2000), default=12, metavar="N", help="Bénévoles attendus."
)
@click.option(
    "--minutes", type=click.IntRange(1, 600), default=10, metavar="N", help="Minutes de chacun."
)
@click.option("--theme", "themes", multiple=True, metavar="T", help="Thème visé; répétez l'option.")
@click.option(
    "--tache",
    "tasks",
    multiple=True,
    type=click.Choice(list(TASKS)),
    metavar="T",
    help="Tâche\u00a0: nommer, intrus, nom, extraits ou retour; répétez l'option.",
)
@click.option("--votes", type=click.IntRange(1, 15), metavar="N", help="Votes par carte.")
@click.option("--titre", default="", metavar="TEXTE", help="Titre de la campagne.")
@click.option("--qui", default="", metavar="NOM", help="Qui agit, comme vous signez.")
@click.option("--clore", is_flag=True, help="Clore la campagne et écrire ses verdicts au registre.")
@click.option("--arbitrer", default="", metavar="CARTE", help="Trancher une carte partagée.")
@click.option(
    "--reponse", default="", metavar="R", help="Réponse de l'arbitre; vide si aucune ne s'impose."
)
@click.option(
    "--motif",
    type=click.Choice(MOTIVES),
    metavar="M",
    help="ambiguïté, consigne, erreur ou désaccord légitime.",
)
@click.option("--note", default="", metavar="TEXTE", help="Ce que l'arbitre ajoute.")
@click.option("--papier", type=FILE, metavar="F.html", help="Écrire une feuille à imprimer.")
@click.option("--saisir", type=FILE, metavar="F.csv", help="Saisir les feuilles remplies.")
@click.option(
    "--codage",
    type=click.IntRange(1, 2000),
    metavar="N",
    help="Ouvrir un codage indépendant de N passages.",
)
@click.option(
    "--codes", type=FILE, metavar="F", help="Grille de codes (.qdc ou .csv) de ce codage."
)
@click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")
@guarded
def validation(dossier: Path, as_json: bool, **said: Any) -> int:
    """Préparer, suivre et lire la validation par des bénévoles.

    Sans option\u00a0: le coût de ce qui est proposé, ou les résultats de la campagne. Le coût vient
    toujours d'abord; rien n'est ouvert sans --creer. Un verdict ne retire jamais un thème.

    \b
    --proposer [--benevoles N] [--minutes N]   ce qui tient dans ce temps
    --creer --qui NOM                          ouvrir la campagne
    --clore --qui NOM                          verdicts au registre et aux fiches
    --arbitrer CARTE --motif M --qui NOM       trancher une carte partagée
    --papier F.html, --saisir F.csv            la feuille de dernier recours
    --codage N [--codes F] --qui NOM           codage indépendant
    """
    from analyse import project
    from analyse.stages.consents import settle
    from analyse.store import Store
    from analyse.terminal.publication import show_settled
    from analyse.validation.service import Service

    opened = project.load(dossier)
    with Store.open(opened.database_url) as store:
        show_settled(settle(opened, store), error=True)
        service = Service(store, opened.params)
        told = _act(opened, store, service, said, quiet=as_json)
    if as_json:
        print_json(told)
    return 0


def _act(
    project: Project, store: Store, service: Service, said: dict[str, Any], *, quiet: bool
) -> object:
    """Do what was asked, show it unless `quiet`, and return it as JSON."""
    from analyse.errors import UsageError

    asked = [n for n in ("proposer", "creer", "clore", "arbitrer", "papier", "saisir") if said[n]]
    asked += ["codage"] * (said["codage"] is not None)
    if len(asked) > 1:
        told = ", ".join(f"--{name}" for name in asked)
        raise UsageError(f"Une action à la fois\u00a0: {told}.")
    if said["codes"] and not said["codage"]:
        raise UsageError("L'option --codes accompagne --codage.")
    if asked and asked[0] in ("codage", "papier", "saisir"):
        return _files(asked[0], store, service, said, quiet=quiet)
    if asked == ["clore"]:
        return _close(project, store, service, said, quiet=quiet)
    if asked == ["arbitrer"]:
        return _judge(service, said, quiet=quiet)
    campaigns = store.campaigns()
    if asked or not campaigns:
        return _propose(store, service, said, create=asked == ["creer"], quiet=quiet)
    return _show(store, service, said["campagne"], quiet=quiet)


def _propose(
    store: Store, service: Service, said: dict[str, Any], *, create: bool, quiet: bool
) -> object:
    from analyse.contracts import Task
    from analyse.desk import Desk
    from analyse.exports.tables import snapshot
    from analyse.params import GridParams
    from analyse.terminal.validation import show_plan
    from analyse.validation.plan import ALL_TASKS

    found = service.material(snapshot(store))
    tasks = [Task(TASKS[name]) for name in said["tasks"]] or ALL_TASKS
    desk = Desk(store, GridParams()) if said["themes"] else None
    plan = service.propose(
        found,
        volunteers=said["benevoles"],
        minutes=said["minutes"],
        tasks=tasks,
        themes=[desk.theme(name) for name in said["themes"]] if desk else (),
        votes=said["votes"],
    )
    if not quiet:
        show_plan(_console(), plan)
    told = plan.to_json()
    if create:
        campaign = service.create(found, plan, title=said["titre"], author=said["qui"])
        told |= {"campagne": campaign.number}
        if not quiet:
            click.echo(
                f"Campagne {campaign.number} ouverte\u00a0: «\u00a0{campaign.title}\u00a0». "
                "Invitez les bénévoles\u00a0: analyse inviter DOSSIER --role benevole "
                f"--nombre {plan.volunteers}"
            )
    elif not quiet:
        click.echo("Rien n'est ouvert. Pour l'ouvrir, ajoutez --creer --qui NOM.")
    return told


def _show(store: Store, service: Service, number: int | None, *, quiet: bool) -> object:
    from analyse.exports.tables import snapshot
    from analyse.terminal.validation import show_report
    from analyse.validation.told import to_json

    campaigns = store.campaigns()
    chosen = service.campaign(number) if number else campaigns[-1]
    if chosen.kind == "codage":
        return _show_coding(store, chosen.number, quiet=quiet)
    found = service.report(chosen.number, snapshot(store))
    if not quiet:
        show_report(_console(), found, store.progress(chosen.number))
        others = [str(c.number) for c in campaigns if c.number != chosen.number]
        if others:
            click.echo(f"Autres campagnes\u00a0: {', '.join(others)} (--campagne N).")
    return to_json(found)


def _show_coding(store: Store, number: int, *, quiet: bool) -> object:
    from analyse.exports.tables import snapshot
    from analyse.terminal.validation import show_coding
    from analyse.validation.coding import coding_report

    found = coding_report(store.polls(number), snapshot(store))
    if not quiet:
        show_coding(_console(), found)
    return found.to_json()


def _close(
    project: Project, store: Store, service: Service, said: dict[str, Any], *, quiet: bool
) -> object:
    from analyse.progress import Silent
    from analyse.stages.drafts import write_drafts

    campaign = service.campaign(said["campagne"])
    made = service.close(campaign.number, author=said["qui"])
    write_drafts(project, store, store.last_run(), progress=Silent())
    if not quiet:
        click.echo(
            f"Campagne {campaign.number} close. Verdicts écrits au registre\u00a0: {len(made)}."
        )
        click.echo("Les brouillons sont à jour.")
    return {
        "campagne": campaign.number,
        "verdicts": [
            {"theme_id": d.theme_ids[0], "verdict": d.value, "chiffres": d.reason} for d in made
        ],
    }


def _judge(service: Service, said: dict[str, Any], *, quiet: bool) -> object:
    from analyse.contracts import Motive
    from analyse.errors import UsageError

    if not said["motif"]:
        raise UsageError(
            "Il manque le motif de l'arbitrage.",
            action=f"Ajoutez --motif\u00a0: {', '.join(MOTIVES)}.",
        )
    campaign = service.campaign(said["campagne"])
    judged = service.adjudicate(
        campaign.number,
        said["arbitrer"],
        author=said["qui"],
        answer=said["reponse"],
        motive=Motive(said["motif"]),
        note=said["note"],
    )
    if not quiet:
        click.echo(f"Arbitrage écrit au registre ({judged.motive.value}).")
    return {"carte": judged.card_id, "reponse": judged.answer, "motif": judged.motive.value}


def _files(
    asked: str, store: Store, service: Service, said: dict[str, Any], *, quiet: bool
) -> object:
    from analyse.atomic import replace
    from analyse.validation import coding, paper

    if asked == "codage":
        data = said["codes"].read_bytes() if said["codes"] else b""
        campaign = coding.open_coding(
            service, size=said["codage"], data=data, author=said["qui"], title=said["titre"]
        )
        if not quiet:
            click.echo(
                f"Codage indépendant {campaign.number} ouvert. Passages tirés\u00a0: "
                f"{len(service.cards(campaign.number))}; codes\u00a0: "
                f"{len(campaign.codebook) or 'libres'}."
            )
        return {"campagne": campaign.number, "codes": len(campaign.codebook)}
    campaign = service.campaign(said["campagne"])
    if asked == "papier":
        page = paper.sheets(service, campaign, said["benevoles"])
        replace(said["papier"].absolute(), page.encode("utf-8"))
        if not quiet:
            click.echo(f"Feuille écrite\u00a0: {said['papier']}")
        return {"campagne": campaign.number, "fichier": str(said["papier"])}
    done = paper.typed(service, campaign, said["saisir"].read_bytes())
    if not quiet:
        click.echo(f"Réponses ajoutées\u00a0: {done.added}; déjà saisies\u00a0: {done.known}.")
    return {"campagne": campaign.number, "ajoutees": done.added, "deja_saisies": done.known}


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False, emoji=False)

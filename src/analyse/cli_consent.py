"""What people and communities agree to: `analyse consentir` and `analyse accord`."""

from __future__ import annotations

from pathlib import Path

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

FOLDER = click.argument("dossier", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")


@click.command()
@FOLDER
@click.argument("portee", type=click.Choice(["fichier", "personne", "passage"]), metavar="PORTEE")
@click.argument("valeur", metavar="VALEUR")
@click.argument(
    "consentement", type=click.Choice(["publier", "analyser", "retirer"]), metavar="CONSENTEMENT"
)
@click.option("--qui", required=True, metavar="NOM", help="Qui l'inscrit, comme vous signez.")
@click.option("--date", "given", default="", metavar="DATE", help="Date du consentement.")
@click.option("--raison", default="", metavar="TEXTE", help="Ce qui a été dit, sans nommer.")
@JSON
@guarded
def consentir(
    dossier: Path,
    portee: str,
    valeur: str,
    consentement: str,
    qui: str,
    given: str,
    raison: str,
    as_json: bool,
) -> int:
    """Inscrire ce à quoi une personne consent, ou un retrait.

    \b
    fichier    VALEUR est un chemin sous notes/
    personne   VALEUR est un nom, ou un pseudonyme («\u00a0Personne 12\u00a0»)
    passage    VALEUR est un passage_id

    Le dernier mot compte. «\u00a0retirer\u00a0» sort aussitôt les passages de l'analyse, des
    extraits et des brouillons, et dit ce qui est déjà publié. Un nom n'est jamais écrit dans la
    base\u00a0: seule son empreinte l'est.
    """
    from analyse import project
    from analyse.contracts import Consent, Scope
    from analyse.errors import UsageError
    from analyse.exports.tables import snapshot
    from analyse.stages.consents import settle
    from analyse.stages.said import Finder, Said
    from analyse.stages.trace import to_recall
    from analyse.store import Store
    from analyse.terminal.publication import show_recalls, show_settled

    opened = project.load(dossier)
    with Store.open(opened.database_url) as store:
        find = Finder(opened, store, store.known_files())
        said = Said(
            Scope(portee), valeur, Consent(consentement), "commande",
            date=given, author=" ".join(qui.split()), reason=raison.strip(),
        )  # fmt: skip
        record = find.record(said)
        if record is None:
            what = "nom" if portee == "personne" else portee
            raise UsageError(
                f"Ce {what} n'est pas dans le projet\u00a0: rien n'a été inscrit.",
                action="Un fichier se dit par son chemin sous notes/, une personne par son nom au "
                "long ou par son pseudonyme, un passage par son passage_id.",
            )
        store.add_consents([record])
        known = record.scope is not Scope.PERSON or record.target in set(
            store.person_digests().values()
        )
        settled = settle(opened, store)
        recalls = to_recall(opened, store, snapshot(store))
    if as_json:
        told = {
            "portee": portee,
            "consentement": consentement,
            "reconnu": known,
            "passages_retires": settled.passages,
            "fichiers_retires": settled.documents,
            "a_reprendre": [one.to_json() for one in recalls],
        }
        print_json(told)
        return 0
    click.echo(f"Consentement inscrit\u00a0: {portee}, {consentement}.")
    if not known:
        click.echo(
            "Ce nom n'a pas été reconnu dans les notes\u00a0: il vaudra s'il y paraît. Si la "
            "personne y parle autrement, donnez son pseudonyme («\u00a0Personne 12\u00a0»)."
        )
    show_settled(settled)
    show_recalls(recalls)
    return 0


@click.command()
@FOLDER
@click.argument("communaute", required=False, metavar="[COMMUNAUTE]")
@click.option("--qui", default="", metavar="NOM", help="Qui l'inscrit, comme vous signez.")
@click.option(
    "--reference",
    default="",
    metavar="TEXTE",
    help="Ce qui en témoigne\u00a0: résolution, lettre, rencontre.",
)
@click.option("--refuser", "answer", flag_value="refusé", help="La communauté refuse.")
@click.option("--revoquer", "answer", flag_value="révoqué", help="L'accord donné est repris.")
@JSON
@guarded
def accord(
    dossier: Path,
    communaute: str | None,
    qui: str,
    reference: str,
    answer: str | None,
    as_json: bool,
) -> int:
    """Inscrire la réponse d'une communauté sur ses données.

    Les communautés sont celles de la section [communautes] de projet.toml. Ce qui vient d'elles
    ou les nomme est retenu de la publication jusqu'à leur accord. Sans COMMUNAUTE, la commande
    montre où en est chacune. Rien n'est effacé\u00a0: la dernière réponse compte.
    """
    import secrets

    from analyse import project
    from analyse.contracts import Agreement, AgreementAnswer
    from analyse.errors import UsageError
    from analyse.exports.tables import snapshot
    from analyse.publication.communities import communities, named
    from analyse.stages.agreements import standing_agreements
    from analyse.stages.releases import now
    from analyse.stages.trace import to_recall
    from analyse.store import Store
    from analyse.terminal.publication import show_agreements, show_recalls

    opened = project.load(dossier)
    known = communities(opened.params.communautes.accord_requis)
    if communaute:
        one = named(communaute, known)
        if not qui.strip() or not reference.strip():
            raise UsageError(
                "Il manque qui inscrit la réponse, ou ce qui en témoigne.",
                action='Ajoutez --qui "Votre nom" et --reference "Résolution, lettre, date…".',
            )
    with Store.open(opened.database_url) as store:
        if communaute:
            store.add_agreement(
                Agreement(
                    id=secrets.token_hex(16),
                    community=one.name,
                    answer=AgreementAnswer(answer or "accordé"),
                    at=now(),
                    author=" ".join(qui.split()),
                    reference=reference.strip(),
                )
            )
        found = standing_agreements(opened, store)
        recalls = to_recall(opened, store, snapshot(store))
    if as_json:
        told = {
            "communautes": [one.to_json() for one in found],
            "a_reprendre": [one.to_json() for one in recalls],
        }
        print_json(told)
    else:
        show_agreements(found)
        show_recalls(recalls)
    return 0

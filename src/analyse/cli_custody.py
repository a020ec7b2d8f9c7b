"""The commands that look after personal data: `analyse purger` and `analyse correspondances`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyse.terminal.guard import guarded
from analyse.terminal.objects import print_json

if TYPE_CHECKING:
    from analyse.custody.purge import Scope
    from analyse.project import Project
    from analyse.store import Store

FOLDER = click.argument("dossier", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Écrire un objet JSON.")
CONFIRM = click.option(
    "--confirmer",
    metavar="TITRE",
    help="Titre de l'événement, tel que dans projet.toml\u00a0: sans lui, rien n'est détruit.",
)
REASON = click.option("--raison", default="", metavar="TEXTE", help="Pourquoi.")


@click.command()
@FOLDER
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="D",
    help="Document retiré\u00a0: son fichier et tout ce qui en a été fait. Répétez l'option pour "
    "plusieurs.",
)
@click.option("--notes", is_flag=True, help="Les notes brutes; leur texte masqué reste.")
@click.option("--correspondances", "mapping", is_flag=True, help="Qui est qui, et sa clé.")
@click.option("--base", is_flag=True, help="La base, les brouillons et les exports.")
@click.option(
    "--tout",
    is_flag=True,
    help="Notes, correspondances, clés, registre, participants, caches. L'analyse reste.",
)
@click.option("--echu", is_flag=True, help="Ce que le calendrier dit de détruire.")
@click.option("--qui", default="", metavar="NOM", help="Qui détruit, comme vous signez.")
@REASON
@CONFIRM
@JSON
@guarded
def purger(
    dossier: Path,
    documents: tuple[str, ...],
    notes: bool,
    mapping: bool,
    base: bool,
    tout: bool,
    echu: bool,
    qui: str,
    raison: str,
    confirmer: str | None,
    as_json: bool,
) -> int:
    """Détruire des données personnelles, avec une preuve.

    Sans --confirmer, dit ce qui serait détruit et s'arrête là (code 2). La preuve (empreintes,
    comptes, date) est écrite dans purges/. Ce que le logiciel ne peut pas atteindre y est dit.
    """
    from analyse import project
    from analyse.custody.purge import Scope, found_documents
    from analyse.errors import UsageError
    from analyse.store import Store

    opened = project.load(dossier)
    with Store.open(opened.database_url) as store:
        scope = Scope(
            documents=found_documents(store, documents),
            notes=notes,
            mapping=mapping,
            base=base,
            everything=tout,
        )
        if echu:
            scope = _with_overdue(opened, store, scope)
            if not scope.words:
                click.echo("Rien n'est échu.")
                return 0
        if not scope.words:
            raise UsageError(
                "Dites quoi détruire.",
                action="--document, --notes, --correspondances, --base, --tout ou --echu "
                "(analyse purger --help).",
            )
        if confirmer is None:
            _show_plan(opened, store, scope, as_json=as_json)
            return 2
    return _purge(opened, scope, qui, raison, confirmer, as_json=as_json)


def _with_overdue(opened: Project, store: Store, scope: Scope) -> Scope:
    """The scope, and what the calendar says is due."""
    from dataclasses import replace
    from datetime import date

    from analyse.custody.retention import dues, overdue

    late = overdue(dues(opened, store), date.today())
    return replace(
        scope,
        notes=scope.notes or late.notes,
        mapping=scope.mapping or late.mapping,
        base=scope.base or late.base,
    )


def _show_plan(opened: Project, store: Store, scope: Scope, *, as_json: bool) -> None:
    """What would be destroyed; nothing is."""
    from collections import Counter

    from analyse.custody.purge import targets

    counts = Counter(target.what for target in targets(opened, store, scope))
    if as_json:
        print_json({"detruit": False, "demande": scope.to_json(), "fichiers": dict(counts)})
        return
    click.echo(f"Rien n'a été détruit. Serait détruit\u00a0: {scope.words}.")
    for what, count in sorted(counts.items()):
        click.echo(f"  {what}\u00a0: {count} fichier(s)")
    click.echo(
        "Pour détruire, ajoutez --qui NOM et "
        f'--confirmer "{opened.params.evenement.titre}". C\'est sans retour.'
    )


def _purge(
    opened: Project, scope: Scope, who: str, why: str, confirmed: str, *, as_json: bool
) -> int:
    from analyse.custody.purge import Order, carry_out
    from analyse.errors import UsageError

    title = opened.params.evenement.titre
    if " ".join(confirmed.split()).casefold() != " ".join(title.split()).casefold():
        raise UsageError(
            "Le titre donné à --confirmer n'est pas celui de ce projet\u00a0: rien n'a été "
            "détruit.",
            action="Donnez le titre qui est dans [evenement] de projet.toml.",
        )
    if not who.strip():
        raise UsageError(
            "Une destruction se signe\u00a0: rien n'a été détruit.", action="Ajoutez --qui NOM."
        )
    report = carry_out(
        opened,
        Order(scope, who, why),
        waiting=lambda _since: click.echo("Une analyse est en cours\u00a0: j'attends…", err=True),
    )
    if as_json:
        print_json({"detruit": True, "demande": scope.to_json(), **report})
        return 0
    _show_done(report)
    return 0


def _show_done(report: dict[str, Any]) -> None:
    """What was destroyed, and what people must still do."""
    from collections import Counter

    from analyse.custody.words import table_word

    for what, count in sorted(Counter(f["quoi"] for f in report["fichiers"]).items()):
        click.echo(f"Détruit\u00a0: {what}, {count} fichier(s)")
    for table, rows in sorted(report["base"].items()):
        if rows:
            click.echo(f"Base\u00a0: {table_word(table)}, {rows} ligne(s)")
    for name in report.get("exports_retires", []):
        click.echo(f"Export retiré\u00a0: {name} (analyse exporter l'écrit de nouveau)")
    click.echo("Reste à faire par vous\u00a0:")
    for name in report.get("a_reprendre", []):
        click.echo(f"  • reprendre {name}, qui cite encore le document")
    for one in report["sauvegardes"]:
        click.echo(f"  • détruire la sauvegarde «\u00a0{one['nom']}\u00a0» ({one['quand'][:10]})")
    for sentence in report["reste"]:
        click.echo(f"  • {sentence}")
    click.echo(f"Preuve\u00a0: {report['preuve']}")


@click.command()
@FOLDER
@click.option(
    "--personne",
    "numbers",
    type=click.IntRange(1),
    multiple=True,
    metavar="N",
    help="Numéro d'un pseudonyme\u00a0: 12 pour «\u00a0Personne 12\u00a0». Répétez pour plusieurs.",
)
@click.option(
    "--chercher",
    metavar="NOM",
    help="Nom, ou partie d'un nom; - pour le lire sur l'entrée standard.",
)
@click.option("--tout", "everybody", is_flag=True, help="Montrer tout le monde.")
@click.option(
    "--detruire", is_flag=True, help="Détruire les correspondances et leur clé, elles seules."
)
@click.option("--qui", default="", metavar="NOM", help="Qui consulte, comme vous signez.")
@REASON
@CONFIRM
@JSON
@guarded
def correspondances(
    dossier: Path,
    numbers: tuple[int, ...],
    chercher: str | None,
    everybody: bool,
    detruire: bool,
    qui: str,
    raison: str,
    confirmer: str | None,
    as_json: bool,
) -> int:
    """Retrouver qui est derrière un pseudonyme.

    Il faut la clé, --qui et --raison\u00a0: chaque consultation est écrite au journal, sans les
    noms. Sans rien demander, dit où en sont les correspondances et qui les a consultées.
    """
    from analyse import project
    from analyse.custody.purge import Scope
    from analyse.errors import UsageError
    from analyse.store import Store

    opened = project.load(dossier)
    if detruire:
        if confirmer is None:
            with Store.open(opened.database_url) as store:
                _show_plan(opened, store, Scope(mapping=True), as_json=as_json)
            return 2
        return _purge(opened, Scope(mapping=True), qui, raison, confirmer, as_json=as_json)
    with Store.open(opened.database_url) as store:
        if not (numbers or chercher or everybody):
            _show_mapping(opened, store, as_json=as_json)
            return 0
        if not qui.strip() or not raison.strip():
            raise UsageError(
                "Une consultation se signe et se justifie\u00a0: rien n'a été montré.",
                action="Ajoutez --qui NOM et --raison TEXTE.",
            )
        if chercher == "-":
            chercher = sys.stdin.read().strip()
        people = _consulted(opened, store, numbers, chercher or "", everybody, (qui, raison))
    if as_json:
        print_json({"personnes": [{"personne": n, "noms": list(names)} for n, names in people]})
        return 0
    for number, names in people:
        click.echo(f"Personne {number}\u00a0: {', '.join(names)}")
    if not people:
        click.echo("Personne de ce nom ou de ce numéro n'est dans les correspondances.")
    return 0


def _consulted(
    opened: Project,
    store: Store,
    numbers: tuple[int, ...],
    said: str,
    everybody: bool,
    signed: tuple[str, str],
) -> list[tuple[int, tuple[str, ...]]]:
    """Who was asked for. The log is written first: nothing is shown that is not in it."""
    from datetime import UTC, datetime

    from analyse.custody.mapping import Mapping
    from analyse.store import Consultation

    mapping, known = Mapping.of(opened), store.pseudonyms()
    found = mapping.known(known) if everybody else []
    found += [person for person in mapping.known(known) if person.number in numbers]
    found += mapping.find(said, known) if said else []
    people = {person.number: person.names for person in found}
    asked = "tout" if everybody else "nom" if said else "numéro"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    store.log_consultation(Consultation(now, signed[0], signed[1], asked, len(people)))
    return sorted(people.items())


def _show_mapping(opened: Project, store: Store, *, as_json: bool) -> None:
    """Where the mapping stands, and who looked into it; no name."""
    from analyse.custody.standing import standing

    state, log = standing(opened, store), store.consultations()
    if as_json:
        lines = [
            {"quand": c.at, "qui": c.author, "raison": c.reason, "par": c.asked, "vues": c.found}
            for c in log
        ]
        print_json({**state.to_json(), "consultations": lines})
        return
    click.echo(state.summary)
    if state.missing:
        click.echo(f"Personnes que les correspondances n'ont pas\u00a0: {state.missing}")
    for warning in state.warnings:
        click.echo(warning)
    click.echo(f"Consultations\u00a0: {len(log)}")
    for one in log:
        click.echo(f"  {one.at} {one.author}, par {one.asked} ({one.found})\u00a0: {one.reason}")

"""The commands `analyse serveur` and `analyse inviter`."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analyse.terminal.guard import guarded

if TYPE_CHECKING:
    from analyse.project import Project
    from analyse.web.sessions import Sessions

PORT = 8000
_ROLES = {
    "benevole": "bénévole",
    "lecture": "lecture",
    "recherche": "recherche",
    "administration": "administration",
}
_FOLDER = click.argument("dossier", type=click.Path(path_type=Path))
_ADDRESS = click.option(
    "--adresse",
    metavar="URL",
    help="Adresse que les gens ouvrent, par exemple https://analyse.exemple.org "
    "(par défaut\u00a0: celle de cette machine sur le réseau local).",
)
_PORT = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=PORT,
    metavar="N",
    help=f"Port du serveur (par défaut\u00a0: {PORT}).",
)


def _base(given: str | None) -> str:
    """The address as it is compared with the Origin header."""
    from urllib.parse import urlsplit

    from analyse.errors import UsageError

    if not given:
        return ""
    parts = urlsplit(given.strip())
    plain = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if not plain or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError(
            f"L'adresse «\u00a0{given}\u00a0» n'est pas comprise.",
            action="Donnez http:// ou https://, puis un nom, sans chemin\u00a0: "
            "--adresse https://analyse.exemple.org",
        )
    return f"{parts.scheme}://{parts.netloc}".lower()


@click.command()
@_FOLDER
@click.option(
    "--role",
    type=click.Choice(tuple(_ROLES)),
    required=True,
    help="Ce que l'invitation ouvre.",
)
@click.option(
    "--nombre",
    type=click.IntRange(1, 500),
    default=1,
    metavar="N",
    help="Nombre d'invitations (par défaut\u00a0: 1).",
)
@click.option(
    "--expire",
    type=click.IntRange(1, 366),
    default=30,
    metavar="JOURS",
    help="Jours avant expiration (par défaut\u00a0: 30).",
)
@click.option("--campagne", default="", metavar="ID", help="Limiter à une campagne de validation.")
@_ADDRESS
@_PORT
@click.option(
    "--sortie",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FICHIER",
    help="Page HTML à imprimer, une carte à code QR par personne.",
)
@guarded
def inviter(
    dossier: Path,
    role: str,
    nombre: int,
    expire: int,
    campagne: str,
    adresse: str | None,
    port: int,
    sortie: Path | None,
) -> int:
    """Créer des liens d'invitation et une planche à imprimer.

    Un lien est montré une seule fois\u00a0: la base n'en garde que l'empreinte. Celui d'un bénévole
    sert sur tous ses appareils; celui d'un administrateur, une seule fois.
    """
    from analyse import project
    from analyse.store import Store
    from analyse.web.app import cookie_name
    from analyse.web.cards import cards, write_sheet
    from analyse.web.roles import Role
    from analyse.web.serving import ANY_HOST, reachable
    from analyse.web.sessions import Sessions
    from analyse.web.settings import Settings

    opened = project.load(dossier)
    base = _base(adresse) or reachable(ANY_HOST, port, "")[0][0]
    chosen = Role(_ROLES[role])
    with Store.open(opened.database_url) as store:
        sessions = Sessions(store, Settings(base_url=base), cookie=cookie_name(opened))
        invited = sessions.invite(
            chosen, count=nombre, days=expire, campaign=campagne, once=chosen is Role.ADMIN
        )
    shown = cards(invited, base)
    for card in shown:
        click.echo(f"{card.code}\u00a0: {card.link}")
    if sortie:
        write_sheet(sortie, shown, title=opened.params.evenement.titre)
        click.echo(f"Planche à imprimer\u00a0: {sortie}")
        click.echo("Qui tient une carte entre\u00a0: supprimez ce fichier une fois imprimé.")
    return 0


@click.command()
@_FOLDER
@_PORT
@click.option(
    "--hote",
    metavar="IP",
    help="Adresse d'écoute\u00a0: 0.0.0.0, tout le réseau (par défaut); 127.0.0.1, cette machine "
    "seulement.",
)
@_ADDRESS
@click.option(
    "--derriere-proxy",
    metavar="IP",
    is_flag=False,
    flag_value="127.0.0.1",
    help="Un mandataire (nginx…) est devant\u00a0: croire ses en-têtes X-Forwarded. IP\u00a0: la "
    "sienne (par défaut\u00a0: 127.0.0.1). Demande --adresse.",
)
@click.option(
    "--benevoles",
    type=click.IntRange(1, 500),
    metavar="N",
    help="Créer aussi N invitations de bénévoles et leur planche à imprimer.",
)
@click.option("--journal", is_flag=True, help="Écrire une ligne par demande, sans adresse.")
@guarded
def serveur(
    dossier: Path,
    port: int,
    hote: str | None,
    adresse: str | None,
    derriere_proxy: str | None,
    benevoles: int | None,
    journal: bool,
) -> int:
    """Servir les pages de relecture et de validation.

    Les téléphones du même réseau ouvrent l'adresse affichée. Dans un terminal, un lien à usage
    unique ouvre l'administration\u00a0: ailleurs, créez-le avec «\u00a0analyse inviter\u00a0».
    Ctrl+C arrête le serveur.
    """
    import logging

    from analyse import project
    from analyse.errors import UsageError
    from analyse.web.app import create_app
    from analyse.web.serving import ADMIN_MINUTES, ANY_HOST, first_link, listen, reachable, serve
    from analyse.web.settings import Settings

    base = _base(adresse)
    if derriere_proxy and not base:
        raise UsageError(
            "Derrière un mandataire, le serveur doit connaître l'adresse que les gens ouvrent.",
            action="Ajoutez --adresse, par exemple https://analyse.exemple.org",
        )
    opened = project.load(dossier)
    if opened.synced_folder:
        click.echo(
            f"Attention\u00a0: ce projet est dans un dossier synchronisé par "
            f"{opened.synced_folder}\u00a0: la base peut s'y abîmer.",
            err=True,
        )
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    logging.getLogger("analyse.web").setLevel(logging.INFO if journal else logging.WARNING)
    host = hote or ("127.0.0.1" if derriere_proxy else ANY_HOST)
    listener = listen(host, port)
    try:
        app = create_app(opened, settings=Settings(base_url=base))
    except BaseException:
        listener.close()
        raise
    site = app.state.site
    places = reachable(host, port, base)

    def ready() -> None:
        click.echo(f"{opened.params.evenement.titre}\u00a0: le serveur répond.")
        for url, what in places:
            click.echo(f"  {url}  ({what})")
        if host == ANY_HOST and not base:
            click.echo("Les téléphones du même réseau ouvrent la première adresse.")
        if benevoles:
            path = _volunteers(site.sessions, benevoles, places[0][0], opened)
            click.echo(f"Planche d'invitations à imprimer\u00a0: {path}")
        if sys.stdout.isatty():
            click.echo(f"Administration (lien à usage unique, {ADMIN_MINUTES} minutes)\u00a0:")
            click.echo(f"  {first_link(site, base or f'http://127.0.0.1:{port}')}")
        else:
            click.echo("Administration\u00a0: analyse inviter DOSSIER --role administration")
        click.echo("Ctrl+C pour arrêter.")

    with suppress(KeyboardInterrupt):
        serve(app, listener, proxy=derriere_proxy or "", ready=ready)
    click.echo("Serveur arrêté. Tout ce qui a été confirmé est enregistré.")
    return 0


def _volunteers(sessions: Sessions, count: int, base: str, opened: Project) -> Path:
    from analyse.web.cards import cards, write_sheet
    from analyse.web.roles import Role

    invited = sessions.invite(Role.VOLUNTEER, count=count)
    first, last = invited[0].invitation.code, invited[-1].invitation.code
    path = opened.folder / f"invitations-{first}-{last}.html"
    write_sheet(path, cards(invited, base), title=opened.params.evenement.titre)
    return path

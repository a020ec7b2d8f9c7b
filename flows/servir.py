"""`python -m flows.servir`: a button for the flow « analyser » on this machine.

Starts Prefect's own server, reachable from this machine only, then waits for the analyses that
people ask for in its pages. Ctrl-C ends both. When PREFECT_API_URL names a server, that one is used
and none is started.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import analyse.cli  # noqa: F401  (Click speaks French when this comes first)

# isort: split
import click

from analyse.errors import AnalyseError, UsageError
from flows.environnement import ROOT

HOST = "127.0.0.1"
PORT = 4200
_PATIENCE = 120.0  # seconds: the first start creates Prefect's database


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.argument("dossier", type=click.Path(path_type=Path), required=False)
@click.option(
    "--port",
    type=click.IntRange(1024, 65535),
    default=PORT,
    show_default=True,
    help="Port du serveur sur cette machine.",
)
def main(dossier: Path | None, port: int) -> None:
    """Donner un bouton « analyser » à cette machine.

    Le formulaire est prérempli avec DOSSIER, s'il est donné. Ctrl-C arrête tout.
    """
    folder = dossier.expanduser().absolute() if dossier else None
    os.chdir(ROOT)  # the deployment's entry point is relative to the checkout
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal must not leave a server behind
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    try:
        with server(port) as address:
            serve(address, folder)
    except KeyboardInterrupt:
        pass
    except AnalyseError as error:
        click.echo(f"Erreur\u00a0: {error}", err=True)
        sys.exit(error.exit_status)
    click.echo("Arrêté.")


def _leave(*_: Any) -> None:
    raise KeyboardInterrupt


@contextmanager
def server(port: int) -> Iterator[str]:
    """A Prefect server for as long as the context lasts; yields the address of its pages.

    Raises:
        UsageError: the port is taken, or the server does not start.
    """
    named = os.environ.get("PREFECT_API_URL")
    if named:
        yield named.removesuffix("/api")
        return
    address = f"http://{HOST}:{port}"
    if _taken(port):
        raise UsageError(
            f"Le port {port} de cette machine est déjà pris.",
            action=f"Si c'est ce serveur-ci, il est déjà ouvert\u00a0: {address}. Sinon, "
            f"choisissez un autre port\u00a0: python -m flows.servir --port {port + 1}",
        )
    os.environ["PREFECT_API_URL"] = f"{address}/api"
    # By default Prefect's API answers the pages of any site open in the same browser.
    os.environ["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] = address
    log = Path(os.environ["PREFECT_HOME"]) / "serveur.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    click.echo("Démarrage du serveur Prefect (la première fois, une demi-minute)…")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start",
             "--host", HOST, "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **_APART,
        )  # fmt: skip
        try:
            _wait(process, port, log)
            yield address
        finally:
            _end(process)


# Its own group: Ctrl-C reaches us alone, and the server ends after the runs it keeps track of.
_APART: dict[str, Any] = (
    {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    if sys.platform == "win32"
    else {"start_new_session": True}
)


def _taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex((HOST, port)) == 0


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)  # never through a proxy
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(port):
            return
        time.sleep(0.2)
    raise UsageError("Le serveur Prefect n'a pas démarré.", action=f"Ce qu'il en dit\u00a0: {log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def serve(address: str, folder: Path | None) -> None:
    """Register the deployments and run what is asked for, one at a time, until Ctrl-C."""
    # Prefect reads its settings when it is imported: the server's address must be known by then.
    import prefect

    from flows import analyser, publier

    filled = {"demande": {"dossier": str(folder)}} if folder else {}
    deployments = [
        made.to_deployment(name=made.name, description=told, parameters=filled, tags=["analyse"])
        for made, told in (
            (analyser.analyser, analyser.DESCRIPTION),
            (publier.publier, publier.DESCRIPTION),
        )
    ]
    forms = [f"{address}/deployments/deployment/{one.apply()}/run" for one in deployments]
    click.echo(
        f"Prêt. Le formulaire pour analyser\u00a0: {forms[0]}\n"
        f"Celui pour publier\u00a0: {forms[1]}\n"
        "Remplissez-le, puis cliquez sur «\u00a0Submit\u00a0». Les résultats sont dans l'onglet "
        "«\u00a0Artifacts\u00a0» de l'analyse.\n"
        "Laissez cette fenêtre ouverte; Ctrl-C arrête tout."
    )
    prefect.serve(*deployments, print_starting_message=False, limit=1)


if __name__ == "__main__":
    main()

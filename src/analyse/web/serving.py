"""Serving on a port: addresses to give, the first administrator's link, a clean stop."""

from __future__ import annotations

import errno
import gc
import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI

from analyse.errors import AnalyseError, UsageError, system_reason
from analyse.web.cards import link
from analyse.web.failures import LOG, defect
from analyse.web.network import addresses
from analyse.web.roles import Role
from analyse.web.sessions import told
from analyse.web.site import Site

ANY_HOST = "0.0.0.0"
ADMIN_MINUTES = 60
_STOP_SECONDS = 5
_TAKEN = {errno.EADDRINUSE, 10048}  # 10048: WSAEADDRINUSE


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the port, before anything else is started.

    Raises:
        UsageError: the port is taken, or the address is not one of this machine.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name != "nt":  # on Windows this option would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = system_reason(error) if isinstance(error, OSError) else "numéro impossible"
        if isinstance(error, OSError) and error.errno in _TAKEN:
            raise UsageError(
                f"Le port {port} est déjà pris par un autre programme (peut-être un autre "
                "«\u00a0analyse serveur\u00a0»).",
                action=f"Arrêtez-le, ou choisissez un autre port\u00a0: --port {port + 1}",
            ) from error
        raise UsageError(
            f"Impossible d'écouter sur {host}, port {port} ({reason}).",
            action="Choisissez un port de 1024 à 65535, et une adresse de cette machine.",
        ) from error
    return listener


def reachable(host: str, port: int, base_url: str) -> list[tuple[str, str]]:
    """(address to give to people, what it is), the best first."""
    if base_url:
        return [(base_url, "adresse publique")]
    here = [(f"http://127.0.0.1:{port}", "cette machine seulement")]
    if host == ANY_HOST:
        return [(a.url(port), a.interface) for a in addresses()] + here
    return here if host.startswith("127.") else [(f"http://{host}:{port}", "réseau")]


def first_link(site: Site, base: str) -> str:
    """A one-time link for an administrator; those that an earlier start left unused are revoked."""
    at = site.settings.clock()
    left = [
        i.id
        for i in site.store.invitations()
        if i.once and not i.used and not i.revoked and not i.created_by
        if i.role == Role.ADMIN.value
    ]
    site.store.revoke(left, at=told(at))
    days = timedelta(minutes=ADMIN_MINUTES) / timedelta(days=1)
    [invited] = site.sessions.invite(Role.ADMIN, once=True, days=days)
    return link(base, invited.token)


def warm(site: Site) -> None:
    """Read the project before anybody asks, and leave what was read out of garbage collection."""
    try:
        site.reading.snapshot()
    except AnalyseError as error:
        LOG.error("%s", defect(error))  # the first page will tell it to somebody
        return
    gc.collect()
    gc.freeze()


def serve(
    app: FastAPI, listener: socket.socket, *, proxy: str = "", ready: Callable[[], None]
) -> None:
    """Serve until the program is told to stop; requests under way are finished.

    Args:
        app: the application.
        listener: a bound socket, closed at the end.
        proxy: address of a proxy whose headers are trusted, "" when there is none.
        ready: called once the server answers.
    """
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # it would hold paths; `Guard` writes a line without any
        server_header=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
        timeout_graceful_shutdown=_STOP_SECONDS,
        lifespan="on",
        ws="none",
    )

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                threading.Thread(target=warm, args=(app.state.site,), daemon=True).start()
                ready()

    try:
        Server(config).run(sockets=[listener])
    finally:
        listener.close()

"""What tests of pages share, besides fixtures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from analyse.store import Invitation, Store
from analyse.web import Role, Site
from small_project import a_note, an_analysis

ORIGIN = "http://127.0.0.1:8000"


class FakeClock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)


def fill(store: Store) -> None:
    """Give a store one note of seven passages and its analysis."""
    note = a_note()
    store.save_files([note])
    store.save_run(an_analysis(note))


def clients(app: FastAPI) -> Callable[..., TestClient]:
    """Gives a client of the application for a role, already in; redirects are not followed."""

    def make(
        role: Role = Role.ANONYMOUS,
        *,
        name: str = "",
        campaign: str = "",
        prepare: Callable[[Site, Invitation], None] = lambda site, invitation: None,
    ) -> TestClient:
        client = TestClient(
            app, base_url=ORIGIN, follow_redirects=False, headers={"Origin": ORIGIN},
            raise_server_exceptions=False,
        )  # fmt: skip
        if role is not Role.ANONYMOUS:
            name = name or ("" if role is Role.VOLUNTEER else "Une personne inventée")
            [invited] = app.state.site.sessions.invite(role, name=name, campaign=campaign)
            prepare(app.state.site, invited.invitation)
            entered = client.post("/entrer", data={"jeton": invited.token})
            assert entered.status_code == 303
        return client

    return make


@contextmanager
def served(app: FastAPI) -> Iterator[tuple[str, Site]]:
    """The application behind a real server on loopback, on a port of its own: (address, site)."""
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive()
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.site
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()

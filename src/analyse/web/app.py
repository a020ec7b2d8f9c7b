"""`create_app`: one project, one application."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from analyse.project import Project
from analyse.store import Store
from analyse.web import access, admin, review, volunteers
from analyse.web.failures import Guard, install
from analyse.web.limits import Limits
from analyse.web.pages import Pages
from analyse.web.reading import Reading
from analyse.web.roles import check_routes
from analyse.web.security import Gate, SecurityHeaders
from analyse.web.sessions import Sessions
from analyse.web.settings import Settings
from analyse.web.site import Site

AREAS = (review, volunteers, admin, access)
"""Packages of pages: each has `ROUTERS` and `LINKS`, in the order of the navigation."""


def create_app(project: Project, *, settings: Settings | None = None) -> FastAPI:
    """The application that serves one project; its database stays open until it stops.

    Args:
        project: the folder to serve.
        settings: how; the defaults suit a laptop on a local network.

    Raises:
        StoreError: the database cannot be opened.
        RuntimeError: a route does not say who may use it.
    """
    settings = settings or Settings()
    store = Store.open(project.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with store:
            yield

    app = FastAPI(
        title="analyse",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.site = Site(
        project=project,
        store=store,
        settings=settings,
        reading=Reading(store),
        sessions=Sessions(store, settings, cookie=cookie_name(project)),
        limits=Limits(settings),
        pages=Pages(),
        links=tuple(link for area in AREAS for link in area.LINKS),
    )
    for area in AREAS:
        for router in area.ROUTERS:
            # Not include_router: routes stay plain objects, whose declarations can be read.
            app.router.routes.extend(router.routes)
    install(app)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(Guard)
    app.add_middleware(SecurityHeaders, settings=settings)  # the last added is the outermost
    check_routes(app)
    return app


def cookie_name(project: Project) -> str:
    """Name of the session cookie: ports do not separate cookies, so projects must."""
    return f"analyse-{hashlib.sha256(str(project.folder).encode()).hexdigest()[:8]}"

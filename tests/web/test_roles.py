"""Deny by default: every route with every role, from what the routes declare."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from web_helpers import clients

from analyse import project as projects
from analyse.web import Role, allow, create_app
from analyse.web.app import AREAS
from analyse.web.roles import check_routes, declared


@cache
def routes() -> list[tuple[str, str, frozenset[Role]]]:
    """(method, path, roles) of every route of every area."""
    found = []
    for area in AREAS:
        for router in area.ROUTERS:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                roles = declared(route)
                assert roles, f"{route.path} does not say who may use it"
                found += [(method, route.path, roles) for method in sorted(route.methods)]
    return found


def test_the_routes_are_those_of_the_application(app):
    served = {(m, r.path) for r in app.routes for m in r.methods}
    assert served == {(method, path) for method, path, _ in routes()}


@pytest.fixture(scope="module")
def one_app(ready, tmp_path_factory):
    """One application for all: what a route may change here matters to no other route."""
    copied = shutil.copytree(ready, tmp_path_factory.mktemp("roles") / "projet")
    made = create_app(projects.load(Path(copied)))
    with TestClient(made):
        yield made


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
@pytest.mark.parametrize(
    ("method", "path", "roles"), routes(), ids=[f"{m} {p}" for m, p, _ in routes()]
)
def test_a_route_is_open_to_the_roles_it_declares_and_to_no_other(
    one_app, method, path, roles, role
):
    """401 without a session, 403 with another role, something else for those who may."""
    client: TestClient = clients(one_app)(role)
    answer = client.request(method, re.sub(r"\{[^}]*\}", "inconnu", path))
    if role in roles:
        assert answer.status_code not in (403, 500), answer.text
        assert answer.status_code != 401 or path == "/entrer"
    else:
        assert answer.status_code == (401 if role is Role.ANONYMOUS else 403)


def test_the_application_does_not_start_with_a_route_that_does_not_say(project, monkeypatch):
    router = APIRouter()
    router.add_api_route("/oubli", lambda: {}, methods=["GET"])
    monkeypatch.setattr(AREAS[0], "ROUTERS", (*AREAS[0].ROUTERS, router))
    with pytest.raises(RuntimeError, match="/oubli"):
        create_app(project)


def test_a_route_that_declarations_leave_to_nobody_is_refused(app):
    router = APIRouter(dependencies=[allow(Role.ADMIN)])
    router.add_api_route(
        "/personne", lambda: {}, methods=["GET"], dependencies=[allow(Role.VOLUNTEER)]
    )
    app.router.routes.extend(router.routes)
    with pytest.raises(RuntimeError, match="/personne"):
        check_routes(app)


def test_what_cannot_declare_is_refused(app):
    from starlette.routing import Route

    app.router.routes.append(Route("/nu", lambda request: None))
    with pytest.raises(RuntimeError):
        check_routes(app)


def test_a_declaration_names_somebody():
    with pytest.raises(ValueError, match="role"):
        allow()

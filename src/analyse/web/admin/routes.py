"""Routes of administration."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from analyse.state import describe
from analyse.web.roles import Role, allow
from analyse.web.site import site

router = APIRouter(prefix="/administration", dependencies=[allow(Role.ADMIN)])


@router.get("")
def overview(request: Request) -> Response:
    """State of the project: files, passages, analysis."""
    here = site(request)
    state = here.reading.snapshot()
    return here.page(
        request, "admin/projet.html.jinja", state=describe(state).to_json(), run=state.run
    )

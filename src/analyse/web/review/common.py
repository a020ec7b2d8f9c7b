"""What the pages of relecture share: the model of the moment, who reads, who decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import Request, Response

from analyse.contracts import DecisionKind
from analyse.decisions.make import new_id
from analyse.render import words, written
from analyse.terminal.decisions import told
from analyse.views import overview, search
from analyse.views.model import Model, Models
from analyse.web.roles import Role, current
from analyse.web.site import Site, site

READS = (Role.RESEARCH, Role.READER, Role.ADMIN)
DECIDES = (Role.RESEARCH, Role.ADMIN)
HOME = "/relecture"
PAGE = 50
"""Passages of one page."""


def models(request: Request) -> Models:
    """The models of the application, kept from one request to the next."""
    found: Models | None = getattr(request.app.state, "review", None)
    if found is None:
        found = request.app.state.review = Models()
    return found


def model_of(request: Request) -> Model | None:
    """The project as it stands; None when there is no analysis."""
    return models(request).of(site(request).reading.snapshot())


def show(
    request: Request,
    template: str,
    build: Callable[[Site, Model], Mapping[str, Any]],
    *,
    status: int = 200,
    plots: bool = False,
) -> Response:
    """A page about the analysis, or one that says that there is none."""
    here, model = site(request), model_of(request)
    if model is None:
        return here.page(request, "review/vide.html.jinja")
    content = dict(shared(request, model)) | dict(build(here, model))
    return here.page(
        request, f"review/{template}.html.jinja", plots=plots, status=status, **content
    )


def shared(request: Request, model: Model) -> Mapping[str, Any]:
    """What every template of relecture sees."""
    numbers = {d.id: d.number for d in model.state.decisions}
    query = f"?{request.url.query}" if request.url.query else ""
    return {
        "m": model,
        "corpus": model.corpus,
        "decides": current(request).role in DECIDES,
        "fresh": new_id,
        "Kind": DecisionKind,
        "wr": written,
        "o": overview,
        "w": words,
        "told": lambda decision: told(decision, model.titles, numbers),
        "back": f"{request.url.path}{query}",
        "pieces": search.highlighted,
        "no_query": search.Query(""),
    }


def pages_of(total: int, page: int, size: int = PAGE) -> tuple[int, int, slice]:
    """(page within bounds, number of pages, slice) of a list cut into pages from 1."""
    last = max(1, -(-total // size))
    at = min(max(1, page), last)
    return at, last, slice((at - 1) * size, at * size)

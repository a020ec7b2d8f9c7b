"""The tree cut otherwise, the plots, the method."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import SimpleNamespace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from analyse.render.html import method_html
from analyse.views import cuts, figures
from analyse.views.model import Model
from analyse.web.review.common import HOME, READS, show
from analyse.web.roles import allow
from analyse.web.site import Site

router = APIRouter(prefix=HOME, dependencies=[allow(*READS)])
_YEAR = 365 * 24 * 3600
STEPS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)


@router.get("/arbre")
def tree(
    request: Request, granularite: Annotated[float | None, Query(ge=0.25, le=4.0)] = None
) -> Response:
    """What another cut of the tree would give."""

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        params = here.project.params.themes
        wanted = params.granularite if granularite is None else granularite
        return {
            "now": params.granularite,
            "wanted": wanted,
            "steps": STEPS,
            "cut": cuts.preview(model, params, wanted),
        }

    return show(request, "arbre", build)


@router.get("/graphiques")
def plots(request: Request) -> Response:
    """Sizes over days, coverage, hierarchy, map: each with its table."""

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        return {
            "figures": figures.all_figures(model),
            "summary": figures.summary,
            "plotly": f"{HOME}/plotly/{_version()}/plotly.min.js",
        }

    return show(request, "graphiques", build, plots=True)


@router.get("/plotly/{version}/plotly.min.js")
def library(request: Request, version: str) -> Response:
    """Plotly's own script, as its package ships it."""
    if version != _version():
        raise HTTPException(404)
    return Response(
        _script(),
        media_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": f"private, max-age={_YEAR}, immutable"},
    )


@lru_cache(maxsize=1)
def _version() -> str:
    from importlib.metadata import version

    return version("plotly")


@lru_cache(maxsize=1)
def _script() -> bytes:
    return files("plotly").joinpath("package_data/plotly.min.js").read_bytes()


@router.get("/methode")
def method(request: Request) -> Response:
    """How it was made, what the words mean, what the figures do not say."""

    def build(here: Site, model: Model) -> Mapping[str, Any]:
        subject = SimpleNamespace(
            manifest=model.run.manifest,
            number=model.run.number,
            answers=model.run.confrontation.sheets,
            rare=model.run.rare,
            publication=here.project.params.publication,
            passages=model.corpus.passages,
            glossary=(),
        )
        return {"method": method_html(subject), "state": model.described}

    return show(request, "methode", build)

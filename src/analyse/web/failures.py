"""What goes wrong, told in French: no stack, no value, no text of a note."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import analyse
from analyse.errors import AnalyseError, ConcurrentDecision, StoreError, UsageError
from analyse.web.roles import NOBODY

LOG = logging.getLogger("analyse.web")
_PACKAGE = Path(analyse.__file__).parent

TOLD: Mapping[int, tuple[str, str]] = {
    400: (
        "Cette adresse n'est pas celle de ce site",
        "Reprenez l'adresse écrite sur votre invitation.",
    ),
    401: (
        "Il faut une invitation",
        "Ouvrez de nouveau votre lien d'invitation, ou scannez de nouveau votre carte.",
    ),
    403: (
        "Cette page n'est pas ouverte à votre invitation",
        "Revenez à l'accueil, ou demandez une autre invitation à l'équipe.",
    ),
    404: ("Page introuvable", "Vérifiez l'adresse, ou revenez à l'accueil."),
    405: ("Cette page ne s'ouvre pas de cette façon", "Revenez à l'accueil."),
    409: ("Quelqu'un a changé la même chose entre-temps", "Relisez la page, puis recommencez."),
    413: ("Envoi trop volumineux", "Envoyez un texte ou un fichier plus court."),
    415: ("Format d'envoi inconnu", "Revenez à la page précédente, puis recommencez."),
    422: (
        "Il manque quelque chose, ou une valeur n'est pas comprise",
        "Revenez à la page précédente, corrigez, puis envoyez de nouveau.",
    ),
    429: (
        "Trop de demandes en peu de temps",
        "Attendez une minute, puis recommencez\u00a0: rien de ce qui était reçu n'est perdu.",
    ),
    500: (
        "Un défaut du logiciel a empêché cette page de s'afficher",
        "Réessayez; si cela se répète, signalez l'heure et la page à l'équipe.",
    ),
    503: (
        "La base de données ne répond pas",
        "Réessayez dans une minute; ce qui a été confirmé est enregistré.",
    ),
}
"""Status → what happened, what to do next."""


def answer(
    request: Request, status: int, *, told: AnalyseError | None = None, wait: str = ""
) -> Response:
    """The error page, or the same in JSON for a script that asks for JSON."""
    title, action = TOLD.get(status, TOLD[500] if status >= 500 else TOLD[404])
    message = told.message if told else ""
    action = told.action if told and told.action else action
    headers = {"Retry-After": wait} if wait else None
    if "application/json" in request.headers.get("accept", ""):
        content = {"erreur": message or title, "action": action}
        return JSONResponse(content, status_code=status, headers=headers)
    # Looking the visitor up may be what failed: the page shows no more than what is known.
    if getattr(request.state, "visitor", None) is None:
        request.state.visitor = NOBODY
    page = request.app.state.site.page(
        request, "erreur.html.jinja", status=status, title=title, told=message, action=action
    )
    page.headers.update(headers or {})
    response: Response = page
    return response


def refusal_page(scope: Scope, status: int) -> Response:
    """The answer to a request that is refused before any route."""
    return answer(Request(scope), status)


def install(app: FastAPI) -> None:
    """Have every failure of a route answered by a page."""

    def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request, error.status_code, wait=(error.headers or {}).get("Retry-After", ""))

    def misunderstood(request: Request, error: Exception) -> Response:
        return answer(request, 422)

    def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, AnalyseError)
        status = next((s for kind, s in _STATUSES if isinstance(error, kind)), 500)
        if status >= 500:
            LOG.error("%s", defect(error))
        return answer(request, status, told=error)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, misunderstood)
    app.add_exception_handler(AnalyseError, told)


_STATUSES = ((ConcurrentDecision, 409), (StoreError, 503), (UsageError, 422))


class Guard:
    """Outside everything else: a line of log by request, and a page for what nobody foresaw.

    The log holds the method, the pattern of the route, the status and the time: no address, no
    query, no token, no identifier.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            LOG.error("%s", defect(error))
            if status:
                raise
            await answer(Request(scope), 500)(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            spent = (time.perf_counter() - started) * 1000
            LOG.info("%s %s %s %.0f ms", scope["method"], route, status or "-", spent)


def defect(error: BaseException) -> str:
    """A failure's kind and its way through our code, never its values."""
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
        if _PACKAGE in Path(frame.filename).parents
    ]
    return f"{type(error).__name__} ({' > '.join(frames) or '-'})"

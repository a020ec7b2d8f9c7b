"""What the pages of one project share: its store, its cached reading, its templates."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from analyse.project import Project
from analyse.store import Store
from analyse.web.limits import Limits
from analyse.web.navigation import Link
from analyse.web.pages import Pages
from analyse.web.reading import Reading
from analyse.web.roles import NOBODY, current
from analyse.web.security import PLOT_POLICY
from analyse.web.sessions import Sessions
from analyse.web.settings import Settings

_FLASH = "analyse-message"


@dataclass(frozen=True, slots=True)
class Site:
    """One project, served. `site(request)` gives it to a route.

    Attributes:
        project: the folder and its settings.
        store: its database, open as long as the application runs.
        settings: how it is served.
        reading: a consistent, cached view of the whole project: `site.reading.snapshot()`.
        sessions: invitations and sessions.
        limits: rates, by invitation.
        pages: templates and static files.
        links: the navigation, in order.
    """

    project: Project
    store: Store
    settings: Settings
    reading: Reading
    sessions: Sessions
    limits: Limits
    pages: Pages
    links: tuple[Link, ...]

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        plots: bool = False,
        **content: Any,
    ) -> HTMLResponse:
        """A page from a template of `templates/`, everything in it escaped.

        Args:
            request: what the page answers.
            template: name, such as "admin/invitations.html.jinja".
            status: HTTP status.
            plots: relax the content security policy as charts need (inline styles, blob images).
            content: what the template names.
        """
        visitor = current(request)
        message = _message(request)
        html = self.pages.render(
            template,
            visitor=visitor,
            links=[link for link in self.links if visitor.role in link.roles],
            here=request.url.path,
            project_title=self.project.params.evenement.titre,
            appearance=_appearance(request),
            message=message,
            **content,
        )
        response = HTMLResponse(html, status_code=status)
        if plots:
            response.headers["Content-Security-Policy"] = PLOT_POLICY
        if message:
            response.delete_cookie(_FLASH, path="/")
        return response

    def see(self, path: str, *, done: str = "", warning: str = "") -> RedirectResponse:
        """After a form: go to `path`, which shows a message once.

        Args:
            path: path of this site.
            done: what was done, in French.
            warning: what was not done, and why.
        """
        response = RedirectResponse(path, status_code=303)
        if done or warning:
            told = json.dumps(["warning" if warning else "done", warning or done])
            response.set_cookie(
                _FLASH,
                base64.urlsafe_b64encode(told.encode()).decode(),
                max_age=60,
                httponly=True,
                samesite="lax",
                secure=self.settings.secure,
            )
        return response

    def home(self, request: Request) -> str:
        """Path of the first page that the visitor may see."""
        role = current(request).role
        return next((link.path for link in self.links if role in link.roles), "/entrer")


def site(request: Request) -> Site:
    """The site that `request` is for; also a dependency: `Depends(site)`."""
    found: Site = request.app.state.site
    return found


def bare(request: Request) -> None:
    """Show the error page without looking the visitor up again."""
    if getattr(request.state, "visitor", None) is None:
        request.state.visitor = NOBODY


def _message(request: Request) -> tuple[str, str] | None:
    kept = request.cookies.get(_FLASH)
    if not kept:
        return None
    try:
        kind, text = json.loads(base64.urlsafe_b64decode(kept))
    except (binascii.Error, ValueError):
        return None
    return ("warning" if kind == "warning" else "done"), str(text)[:500]


def _appearance(request: Request) -> str:
    kept = request.cookies.get("analyse-apparence", "")
    return kept if kept in ("clair", "sombre") else "auto"

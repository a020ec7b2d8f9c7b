"""Who is asking, and who may use a route: nothing is open unless its route says to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from analyse.web.site import Site


class Role(StrEnum):
    """What an invitation opens. Values are the words of pages and of the command line."""

    ANONYMOUS = "anonyme"
    VOLUNTEER = "bénévole"
    READER = "lecture"
    RESEARCH = "recherche"
    ADMIN = "administration"


EVERYONE = tuple(Role)
"""Every role, visitors without a session included."""

KNOWN = tuple(role for role in Role if role is not Role.ANONYMOUS)
"""Every role that an invitation gives."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind a request.

    Attributes:
        role: `Role.ANONYMOUS` without a session.
        code: code of the invitation ("B-07"), the only name a volunteer has; "" without a session.
        name: name that a member of the team chose to sign decisions with; "" for volunteers.
        invitation: id of the invitation, what rates and votes are keyed on.
        session: id of the session, not the secret of its cookie.
        campaign: campaign that the invitation is limited to, "" when it is not.
    """

    role: Role = Role.ANONYMOUS
    code: str = ""
    name: str = ""
    invitation: str = ""
    session: str = ""
    campaign: str = ""

    @property
    def signature(self) -> str:
        """What decisions are signed with: the chosen name, else the code."""
        return self.name or self.code


NOBODY = Visitor()


@dataclass(frozen=True, slots=True)
class Allow:
    """The declaration of a route, and its check: the visitor, when their role is one of these."""

    roles: frozenset[Role]

    async def __call__(self, request: Request) -> Visitor:
        """Refuse with 401 who has no session, with 403 who has another role."""
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        if visitor is None:
            site: Site = request.app.state.site
            visitor = request.state.visitor = await site.sessions.arriving(request)
        if visitor.role not in self.roles:
            raise HTTPException(401 if visitor.role is Role.ANONYMOUS else 403)
        return visitor


def allow(*roles: Role) -> Any:
    """Declare who may use a route: a dependency, or the default of a parameter.

    ``router = APIRouter(dependencies=[allow(Role.RESEARCH, Role.ADMIN)])`` declares for every route
    of a router; ``def page(request: Request, visitor: Visitor = allow(Role.VOLUNTEER))`` for one,
    which then gets its visitor. A route with several declarations is open to who is in all of them.
    """
    if not roles:
        raise ValueError("a declaration names at least one role")
    return Depends(Allow(frozenset(roles)))


def current(request: Request) -> Visitor:
    """The visitor behind `request`, looked up once for each request."""
    found: Visitor | None = getattr(request.state, "visitor", None)
    if found is None:
        site: Site = request.app.state.site
        found = site.sessions.visitor(request)
        request.state.visitor = found
    return found


def declared(route: APIRoute) -> frozenset[Role] | None:
    """Roles that `route` is open to, None when it does not say."""
    calls = [d.call for d in _all(route.dependant) if isinstance(d.call, Allow)]
    if not calls:
        return None
    return frozenset.intersection(*(call.roles for call in calls if isinstance(call, Allow)))


def check_routes(app: FastAPI) -> None:
    """Deny by default: the application does not start with a route that anybody could use.

    Raises:
        RuntimeError: a route does not declare who may use it, or nobody may.
    """
    for route in app.routes:
        if not isinstance(route, APIRoute):
            raise RuntimeError(f"{route!r}: only plain API routes can declare who may use them")
        if not declared(route):
            raise RuntimeError(
                f"{sorted(route.methods or ())} {route.path} does not say who may use it"
            )


def _all(dependant: Dependant) -> Iterable[Dependant]:
    for dependency in dependant.dependencies:
        yield dependency
        yield from _all(dependency)

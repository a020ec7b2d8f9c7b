"""Coming in and out: tokens and cookies are known by their digests alone.

A link may be used on several devices by the same person: each use opens a session, all of them have
the invitation's code. The secret of a cookie is replaced from time to time; the old one holds until
the new one comes back, so that a lost answer logs nobody out.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from analyse.store import Invitation, Store, WebSession, usable
from analyse.web.roles import NOBODY, Role, Visitor
from analyse.web.settings import Settings
from analyse.web.together import Together

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is taken for a digit when a code is copied by hand."""

TOKEN_LETTERS = 26
"""5 bits each: 130 random bits."""

PREFIXES = {Role.VOLUNTEER: "B", Role.READER: "L", Role.RESEARCH: "R", Role.ADMIN: "A"}
_LOOKALIKE = str.maketrans("oil", "011")
_SEEN_EVERY = timedelta(minutes=5)
Found = tuple[WebSession, Invitation, bool]
"""A session, its invitation, and whether its secret is the one that replaces the other."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made, with its token: the only moment when the token is known."""

    invitation: Invitation
    token: str

    @property
    def written(self) -> str:
        """The token in groups, to be copied by hand."""
        return "-".join(re.findall(".{1,5}", self.token))


class Sessions:
    """Invitations and sessions of one project.

    Args:
        store: where they are kept.
        settings: durations, clock, HTTPS or not.
        cookie: name of the cookie; two projects of one machine must not share it.
    """

    def __init__(self, store: Store, settings: Settings, *, cookie: str) -> None:
        self._store = store
        self._settings = settings
        self.cookie = f"__Host-{cookie}" if settings.secure else cookie
        self._together: Together[str, Found | None] = Together(self._look)

    # -- invitations ------------------------------------------------------------------------

    def invite(
        self,
        role: Role,
        *,
        count: int = 1,
        days: float = 30,
        campaign: str = "",
        once: bool = False,
        name: str = "",
        by: str = "",
    ) -> list[Invited]:
        """Make invitations.

        Args:
            role: what they open.
            count: how many.
            days: days until they expire.
            campaign: the campaign they are limited to.
            once: whether the first use spends them.
            name: what the person signs with, when it is known.
            by: signature of who makes them.
        """
        at = self._settings.clock()
        made = []
        for _ in range(count):
            token = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LETTERS))
            invitation = Invitation(
                id=secrets.token_hex(8),
                role=role.value,
                code="",
                created=told(at),
                expires=told(at + timedelta(days=days)),
                name=name,
                campaign=campaign,
                once=once,
                created_by=by,
            )
            made.append((invitation, token))
        kept = self._store.add_invitations(
            [(invitation, digest(token)) for invitation, token in made], prefix=PREFIXES[role]
        )
        return [Invited(new, token) for new, (_, token) in zip(kept, made, strict=True)]

    # -- coming in --------------------------------------------------------------------------

    def enter(self, said: str) -> tuple[str, Invitation] | None:
        """Exchange a token, or a link that holds one, for the secret of a new session.

        Returns:
            the secret of the cookie and the invitation; None when the token opens nothing.
        """
        invitation = self._store.invitation_of(digest(normal(said)))
        at = self._settings.clock()
        if invitation is None or not usable(invitation, at=told(at)):
            return None
        until = told(at + self._duration(Role(invitation.role)))
        session = WebSession(
            id=secrets.token_hex(8),
            invitation_id=invitation.id,
            created=told(at),
            rotated=told(at),
            seen=told(at),
            # A one-time link only has to be used in time; others give access until they expire.
            expires=until if invitation.once else min(until, invitation.expires),
        )
        secret = secrets.token_urlsafe(32)
        if not self._store.open_session(session, digest(secret), at=told(at)):
            return None
        return secret, invitation

    def leave(self, request: Request) -> None:
        """End the session of a request: its cookie is worth nothing from now on."""
        found = self._found(request)
        if found:
            self._store.end_sessions([found[0].id], at=told(self._settings.clock()))

    def visitor(self, request: Request) -> Visitor:
        """Who is behind a request; `NOBODY` without a session that holds."""
        return self._recognised(request, self._found(request))

    async def arriving(self, request: Request) -> Visitor:
        """The same, where many arrive at once: their sessions are read together."""
        secret = request.cookies.get(self.cookie)
        if not secret:
            return NOBODY
        found = await asyncio.wrap_future(self._together.ask(digest(secret)))
        if found is not None and self._to_write(request, found):
            return await run_in_threadpool(self._recognised, request, found)
        return self._recognised(request, found)

    def _look(self, digests: Sequence[str]) -> Sequence[Found | None]:
        found = self._store.sessions_of(digests)
        return [found.get(one) for one in digests]

    def _to_write(self, request: Request, found: Found) -> bool:
        session, _, renewed = found
        at = self._settings.clock()
        return (
            renewed or self._stale(request, session, at) or moment(session.seen) + _SEEN_EVERY <= at
        )

    def _stale(self, request: Request, session: WebSession, at: datetime) -> bool:
        return request.method == "GET" and moment(session.rotated) + self._settings.rotate <= at

    def _recognised(self, request: Request, found: Found | None) -> Visitor:
        if found is None:
            return NOBODY
        session, invitation, renewed = found
        at = self._settings.clock()
        if not self._holds(session, invitation, at):
            return NOBODY
        if renewed:
            self._store.promote_session(session.id, digest(request.cookies[self.cookie]))
        elif self._stale(request, session, at):
            secret = secrets.token_urlsafe(32)
            if self._store.rotate_session(
                session.id, digest(secret), at=told(at), since=session.rotated
            ):
                request.state.cookie = self.set_cookie(secret, Role(invitation.role))
        if moment(session.seen) + _SEEN_EVERY <= at:
            self._store.touch_session(session.id, at=told(at))
        return Visitor(
            role=Role(invitation.role),
            code=invitation.code,
            name=invitation.name,
            invitation=invitation.id,
            session=session.id,
            campaign=invitation.campaign,
        )

    # -- cookies ----------------------------------------------------------------------------

    def set_cookie(self, secret: str, role: Role) -> str:
        """Value of a Set-Cookie header."""
        seconds = int(self._duration(role).total_seconds())
        kept = f"{self.cookie}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}"
        return f"{kept}; Secure" if self._settings.secure else kept

    def clear_cookie(self) -> str:
        """Value of a Set-Cookie header that forgets the session."""
        kept = f"{self.cookie}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
        return f"{kept}; Secure" if self._settings.secure else kept

    def _duration(self, role: Role) -> timedelta:
        volunteer = role is Role.VOLUNTEER
        return self._settings.volunteer_session if volunteer else self._settings.team_session

    def _found(self, request: Request) -> Found | None:
        secret = request.cookies.get(self.cookie)
        return self._store.session_of(digest(secret)) if secret else None

    def _holds(self, session: WebSession, invitation: Invitation, at: datetime) -> bool:
        if session.ended is not None or invitation.revoked is not None:
            return False
        if told(at) >= session.expires:
            return False
        idle = moment(session.seen) + self._settings.idle <= at
        return invitation.role == Role.VOLUNTEER.value or not idle


def digest(secret: str) -> str:
    """What is kept of a secret. It has 130 random bits or more: no salt, no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def normal(said: str) -> str:
    """The token in what a person scanned, pasted or copied by hand."""
    token = said.rsplit("#", 1)[-1].strip().lower()
    return re.sub(r"[\s\-–]", "", token).translate(_LOOKALIKE)


def told(at: datetime) -> str:
    """A moment as the store keeps it; text that sorts as the moments do."""
    return at.isoformat(timespec="milliseconds")


def moment(text: str) -> datetime:
    """The reverse of `told`."""
    return datetime.fromisoformat(text)

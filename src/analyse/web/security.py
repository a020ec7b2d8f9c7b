"""What protects every answer: policy, exact Origin, known hosts, bounded requests.

Written as plain ASGI, so that nothing is buffered.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analyse.web.settings import Settings

_COMMON = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "connect-src": ("'self'",),
    "font-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}


def _policy(**more: tuple[str, ...]) -> str:
    given = _COMMON | {name.replace("_", "-"): values for name, values in more.items()}
    return "; ".join(" ".join((name, *values)) for name, values in given.items())


POLICY = _policy(style_src=("'self'",), img_src=("'self'",))
"""Enforced on every page: no inline script or style, nothing from elsewhere."""

PLOT_POLICY = _policy(style_src=("'self'", "'unsafe-inline'"), img_src=("'self'", "data:", "blob:"))
"""On pages that plot: the styles and images that charting libraries make."""

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    # Not "no-referrer": with it, browsers send "Origin: null" with forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


class Refused(Exception):  # noqa: N818 - an answer rather than an error
    """The request is refused before any route, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class SecurityHeaders:
    """Adds to every answer the headers that it does not set itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = dict(HEADERS)
        if settings.secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"
        else:  # browsers ignore it over plain HTTP, and say so in the console
            del self._headers["Cross-Origin-Opener-Policy"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "cookie" in state:  # the secret that replaces the session's
                    headers.append("Set-Cookie", state["cookie"])
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)


class Gate:
    """Refuses what comes from another site, to another host, or is too large."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        name = socket.gethostname().lower()
        self._names = {"localhost", name, f"{name}.local", *settings.hosts}
        if settings.base_url:
            self._names.add(settings.base_url.split("://", 1)[1].rsplit(":", 1)[0].lower())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then pass it on with a bounded body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            self._check(scope)
        except Refused as refusal:
            from analyse.web.failures import refusal_page

            await refusal_page(scope, refusal.status)(scope, receive, send)
            return
        limit, received = self._settings.body_limit, 0

        async def receiving() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                from starlette.exceptions import HTTPException

                raise HTTPException(413)
            return message

        await self._app(scope, receiving, send)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._known(host):
            raise Refused(400)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._settings.body_limit:
            raise Refused(413)
        if scope["method"] in SAFE:
            return
        own = self._settings.base_url or f"{scope['scheme']}://{host}"
        if headers.get("origin", "").lower() != own.lower():
            raise Refused(403)
        # Plain HTTP on a local network sends no Sec-Fetch-Site; where it is sent, it must agree.
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Refused(403)

    def _known(self, host: str) -> bool:
        """Whether the Host header is an address or one of our names: no DNS rebinding."""
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        name = name.strip("[]").lower()
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

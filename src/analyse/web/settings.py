"""How the application is served."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the present moment, in UTC; tests inject their own."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one server.

    Attributes:
        base_url: address that people use ("https://analyse.exemple.org"), without a final slash;
            "" when it is that of each request, on a laptop.
        hosts: names that the Host header may hold besides addresses, "localhost" and the machine's.
        volunteer_session: how long a device of a volunteer stays known.
        team_session: the same for recherche, lecture and administration.
        idle: a session of the team that is not used for so long ends.
        rotate: age at which the secret of a cookie is replaced.
        body_limit: bytes of a request, beyond which it is refused.
        burst: requests that change something, at once, for one invitation (answers kept by a phone
            without network are sent together).
        per_second: the same, in the long run.
    """

    base_url: str = ""
    hosts: tuple[str, ...] = ()
    volunteer_session: timedelta = timedelta(days=30)
    team_session: timedelta = timedelta(days=14)
    idle: timedelta = timedelta(days=3)
    rotate: timedelta = timedelta(hours=12)
    body_limit: int = 1_000_000
    burst: int = 400
    per_second: float = 4.0
    clock: Clock = field(default=now, repr=False)

    @property
    def secure(self) -> bool:
        """Whether pages come over HTTPS, which the Secure attribute of cookies needs."""
        return self.base_url.startswith("https://")

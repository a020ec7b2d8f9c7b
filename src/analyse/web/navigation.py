"""The links that every page shows, by role."""

from __future__ import annotations

from dataclasses import dataclass

from analyse.web.roles import Role


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the navigation.

    Attributes:
        label: what people read.
        path: where it leads.
        roles: who sees it; the route itself must allow them.
    """

    label: str
    path: str
    roles: tuple[Role, ...]

"""The pictures of the documentation: each area lists its own, `scripts/images.py` takes them all.

To add some, write a module here with `PICTURES` or, for pages that follow each other, a function
``take(browser, address, site, images)``, and name it in `AREAS` of `scripts/images.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analyse.store import Invitation
from analyse.web import Role, Site

Page = Any
"""A page of Playwright."""


def nothing(*_: object) -> None:
    """Nothing to do."""


@dataclass(frozen=True)
class Picture:
    """One picture of the application, on a copy of the demo.

    Attributes:
        name: file under docs/images/, without its ending.
        path: page to open.
        role: who looks at it.
        prepare: called before that person comes in.
        act: called once the page is open: click, fill, scroll.
        width, height: of the window, in CSS pixels.
        scheme: "light" or "dark".
    """

    name: str
    path: str
    role: Role
    prepare: Callable[[Site, Invitation], None] = nothing
    act: Callable[[Page], None] = nothing
    width: int = 1280
    height: int = 860
    scheme: str = "light"

"""What makes every page have something to show: each area adds a function to `FURNISHERS`.

A function takes the site of a small analysed project (`small_project`), before anybody comes in.
"""

from __future__ import annotations

from collections.abc import Callable

from analyse.contracts import DecisionKind
from analyse.desk import Desk
from analyse.web import Role, Site
from samples import THEME

FURNISHERS: list[Callable[[Site], None]] = []


def furnisher(function: Callable[[Site], None]) -> Callable[[Site], None]:
    """Register a function."""
    FURNISHERS.append(function)
    return function


@furnisher
def decisions(site: Site) -> None:
    desk = Desk(site.store, site.project.params.grille)
    desk.decide(DecisionKind.RENAME, author="Une personne", themes=[THEME], value="Se déplacer")
    desk.decide(DecisionKind.APPROVE, author="Une personne", themes=[THEME])


@furnisher
def people(site: Site) -> None:
    for role in (Role.VOLUNTEER, Role.READER):
        [made] = site.sessions.invite(role)
        site.sessions.enter(made.token)


def furnish(site: Site) -> None:
    """Call them all, in order."""
    for function in FURNISHERS:
        function(site)

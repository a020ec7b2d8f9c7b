"""What makes every page have something to show: each area adds a function to `FURNISHERS`.

A function takes the site of an analysed project (`campaign_project`, or the hostile one), before
anybody comes in. `PERSONAS` are the visitors for whom every page is tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analyse.contracts import Campaign, DecisionKind
from analyse.desk import Desk
from analyse.store import Invitation
from analyse.validation.coding import open_coding
from analyse.validation.plan import Effort
from analyse.validation.words import consent_digest
from analyse.web import Role, Site
from analyse.web.volunteers.shared import service_of
from campaign_answers import split_all
from campaign_project import theme_id

FURNISHERS: list[Callable[[Site], None]] = []
Prepare = Callable[[Site, Invitation], None]


def furnisher(function: Callable[[Site], None]) -> Callable[[Site], None]:
    """Register a function."""
    FURNISHERS.append(function)
    return function


@furnisher
def decisions(site: Site) -> None:
    desk = Desk(site.store, site.project.params.grille)
    desk.decide(DecisionKind.APPROVE, author="Une personne", themes=[theme_id(1)])


@furnisher
def people(site: Site) -> None:
    for role in (Role.VOLUNTEER, Role.READER):
        [made] = site.sessions.invite(role)
        site.sessions.enter(made.token)


def split_votes(site: Site, themes: int, effort: Effort) -> Campaign:
    """A campaign on the first themes, where every card that can be split is."""
    service = service_of(site)
    ids = [theme_id(n) for n in range(themes)]
    plan = service.propose(service.material(), volunteers=12, minutes=300, themes=ids)
    plan = replace(plan, lines=tuple(replace(line, effort=effort) for line in plan.lines))
    made = service.create(service.material(), plan, title="Salle du matin", author="Une personne")
    assert split_all(service, made)
    return made


@furnisher
def adjudication(site: Site) -> None:
    """A campaign older than the one that is open, with cards to adjudicate."""
    split_votes(site, 1, Effort(naming=0, intruders=1, labels=1, quotes=2, decoys=1, returns=1))


@furnisher
def campaign(site: Site) -> None:
    """A campaign that is open, on all themes."""
    service = service_of(site)
    found = service.material()
    plan = service.propose(found, volunteers=12, minutes=30)
    service.create(found, plan, title="Premier jour", author="Une personne")


@furnisher
def independent_coding(site: Site) -> None:
    """Passages that researchers code without seeing themes."""
    open_coding(service_of(site), size=5, data=b"", author="Une personne")


def furnish(site: Site) -> None:
    """Call them all, in order."""
    for function in FURNISHERS:
        function(site)


def _nothing(site: Site, invitation: Invitation) -> None:
    """As one comes in."""


def _agreed(site: Site, invitation: Invitation) -> None:
    service_of(site).agree(invitation.code, consent_digest())


PERSONAS: dict[str, tuple[Role, Prepare]] = {
    **{role.value: (role, _nothing) for role in Role},
    "bénévole qui a accepté": (Role.VOLUNTEER, _agreed),
}

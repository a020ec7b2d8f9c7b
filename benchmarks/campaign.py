"""A campaign of validation and the volunteers who answer it, on any analysed project."""

from __future__ import annotations

from analyse.project import Project
from analyse.store import Store
from analyse.validation.service import Service
from analyse.validation.words import consent_digest
from analyse.web.app import cookie_name
from analyse.web.roles import Role
from analyse.web.sessions import Sessions
from analyse.web.settings import Settings
from benchmarks.load import Phone


def phones(project: Project, store: Store, count: int) -> list[Phone]:
    """Open a campaign, let `count` volunteers in, and draw their first block."""
    service = Service(store, project.params)
    found = service.material()
    plan = service.propose(found, volunteers=max(count, 12), minutes=30)
    campaign = service.create(found, plan, title="Charge", author="mesure")
    sessions = Sessions(store, Settings(), cookie=cookie_name(project))
    made = []
    for invited in sessions.invite(Role.VOLUNTEER, count=count):
        code = invited.invitation.code
        service.agree(code, consent_digest())
        entered = sessions.enter(invited.token)
        assert entered is not None
        cards = service.cards(campaign.number)
        answers = [
            (one.card_id, one.order[0] if one.order else cards[one.card_id].options[0][0])
            for one in service.block(campaign, code)
        ]
        made.append(Phone(f"{sessions.cookie}={entered[0]}", campaign.number, answers))
    return made

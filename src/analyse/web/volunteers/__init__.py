"""Validation: what volunteers answer on their phones, and the campaigns that ask them."""

from analyse.web.navigation import Link
from analyse.web.roles import Role
from analyse.web.volunteers import answering, campaigns, coding

ROUTERS = (answering.router, campaigns.router, coding.router)
LINKS = (
    Link("Valider", "/valider", (Role.VOLUNTEER,)),
    Link("Validation", "/campagnes", (Role.RESEARCH, Role.READER, Role.ADMIN)),
)

"""Administration: invitations, sessions, state of the project."""

from analyse.web.admin.routes import router
from analyse.web.navigation import Link
from analyse.web.roles import Role

ROUTERS = (router,)
LINKS = (Link("Administration", "/administration", (Role.ADMIN,)),)

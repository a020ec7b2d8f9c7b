"""Coming in, going out, one's own page, static files: open to everyone or to every invitation."""

from analyse.web.access.routes import router
from analyse.web.navigation import Link
from analyse.web.roles import KNOWN, Role

ROUTERS = (router,)
LINKS = (
    Link("Mon accès", "/mon-acces", KNOWN),
    Link("Entrer", "/entrer", (Role.ANONYMOUS,)),
)

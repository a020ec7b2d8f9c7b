"""The web application of one project: researchers review and decide, volunteers validate.

How to add pages
================

Each area is a package (`review/`, `volunteers/`, `admin/`, `access/`) that gives

- ``ROUTERS``: plain FastAPI ``APIRouter`` objects, without routers inside;
- ``LINKS``: entries of the navigation, ``Link(label, path, roles)``. The first link that a role
  sees is its home.

Modules of an area import from `analyse.web.roles`, `.site`, `.navigation`, never from `analyse.web`
itself, which imports them. A route looks like this::

    router = APIRouter(prefix="/themes", dependencies=[allow(Role.RESEARCH, Role.READER)])

    @router.get("/{theme_id}")
    def theme(request: Request, theme_id: str) -> Response:
        here = site(request)
        state = here.reading.snapshot()
        return here.page(request, "review/theme.html.jinja", state=state)

    @router.post("/{theme_id}/renommer")
    def rename(request: Request, theme_id: str, titre: Annotated[str, Form(max_length=200)],
               visitor: Visitor = allow(Role.RESEARCH)) -> Response:
        here = site(request)
        here.limits.spend(visitor.invitation)
        ...                                     # visitor.signature signs a decision
        return here.see(f"/themes/{theme_id}", done="Thème renommé.")

- **Who may use it.** `allow(...)` on the route or on its router: without it the application does
  not start, and `tests/web/test_roles.py` tries every route with every role. `Role.ADMIN` is not
  implied by any other, nor implies any: name it. `current(request)` is the visitor.
- **`def`, not `async def`**: the store is synchronous, FastAPI runs such routes in threads.
- **Reading.** `here.reading.snapshot()` is a whole, consistent `Snapshot` (cached until the store
  changes, which it asks on each request; one's own decision is in the next page). Do not change
  it. `here.reading.of(function)` keeps what a function makes of it, for as long as it holds.
- **Writing.** In `store/` only. A write that does not change what `snapshot` returns opens its
  transaction with ``self._writing(quiet=True)`` (votes, sessions), or pages would read the whole
  project again after each. `Desk(here.store, grille, read=here.reading.snapshot)` decides
  over the cached snapshot.
- **Answering.** `here.page(request, template, **content)`; ``plots=True`` relaxes the policy on
  pages that plot. After a form, `here.see(path, done=...)`: a redirection and a message shown once.
  `HTTPException(404)` and `AnalyseError` become pages in French (JSON when `Accept` asks for it).
- **Templates** extend ``base.html.jinja`` (blocks `title`, `content`, `styles`, `scripts`;
  ``here.page(..., wide=True)`` for tables); macros for forms are in ``formulaires.html.jinja``.
  Everything is escaped. Inline scripts and styles do not run: files go to ``static/<area>/`` and
  are named by ``static("area/file.js")``.
- **Forms** are plain POST of the same site: `Gate` checks the exact Origin, nothing to add.
- **Time** is ``here.settings.clock()``; tests give their own.

The application is served by one process; several threads share what `Site` holds.
"""

from analyse.web.app import create_app
from analyse.web.navigation import Link
from analyse.web.roles import EVERYONE, KNOWN, Role, Visitor, allow, current
from analyse.web.settings import Settings
from analyse.web.site import Site, site

__all__ = [
    "EVERYONE",
    "KNOWN",
    "Link",
    "Role",
    "Settings",
    "Site",
    "Visitor",
    "allow",
    "create_app",
    "current",
    "site",
]

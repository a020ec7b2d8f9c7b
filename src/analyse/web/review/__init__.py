"""Relecture: what researchers read and decide.

- `reading`: overview, theme, note; `lists`: search, passages in no theme, ledger, what waits;
- `charts`: the tree cut otherwise, plots, method; `decide`: the one form that decides.
"""

from analyse.web.navigation import Link
from analyse.web.review import charts, decide, lists, reading
from analyse.web.review.common import HOME, READS

ROUTERS = (reading.router, lists.router, charts.router, decide.router)
LINKS = (Link("Relecture", HOME, READS),)

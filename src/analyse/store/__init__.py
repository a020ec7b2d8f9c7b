"""The database: the only code that reads or writes state.

`Store.open(url)` migrates and opens; `schema` holds the tables, `records` their translation to
contracts, `migrations/` their history.
"""

from analyse.store.access import Invitation, Stamp, WebSession, usable
from analyse.store.model import KnownFile, Memo, Placement, Run, StoredFile, freed_digest
from analyse.store.store import Store
from analyse.store.turns import Turn

__all__ = [
    "Invitation",
    "KnownFile",
    "Memo",
    "Placement",
    "Run",
    "Stamp",
    "Store",
    "StoredFile",
    "Turn",
    "WebSession",
    "freed_digest",
    "usable",
]

"""The database: the only code that reads or writes state.

`Store.open(url)` migrates and opens; `schema` holds the tables, `records` their translation to
contracts, `migrations/` their history.
"""

from analyse.store.access import Invitation, Stamp, WebSession, usable
from analyse.store.model import (
    Backup,
    Consultation,
    KnownFile,
    Memo,
    Placement,
    PurgeLine,
    Run,
    StoredFile,
    freed_digest,
)
from analyse.store.store import Store
from analyse.store.turns import Turn

__all__ = [
    "Backup",
    "Consultation",
    "Invitation",
    "KnownFile",
    "Memo",
    "Placement",
    "PurgeLine",
    "Run",
    "Stamp",
    "Store",
    "StoredFile",
    "Turn",
    "WebSession",
    "freed_digest",
    "usable",
]

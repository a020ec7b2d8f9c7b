"""The database: the only code that reads or writes state.

`Store.open(url)` migrates and opens; `schema` holds the tables, `records` their translation to
contracts, `migrations/` their history.

What is stored (`model`) is known at once; what stores it is loaded when it is first asked for: the
processes that read notes give `StoredFile`s and open no database.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from analyse.store.access import Invitation, Stamp, WebSession, usable
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

_WHERE = {
    "Invitation": "access",
    "Stamp": "access",
    "Store": "store",
    "Turn": "turns",
    "WebSession": "access",
    "usable": "access",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)

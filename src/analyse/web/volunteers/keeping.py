"""Votes that arrive together are kept together: one transaction, one fsync, then their answers.

A vote is acknowledged once the transaction that holds it is committed, never before; one that is
refused is told so alone, and its neighbours are kept.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass

from analyse.contracts import Vote
from analyse.errors import UsageError
from analyse.store import Store
from analyse.validation.service import Service
from analyse.web.site import Site
from analyse.web.together import Together
from analyse.web.volunteers.shared import service_of

Kept = list[Vote]


@dataclass(frozen=True, slots=True)
class Answers:
    """What one person sends.

    Attributes:
        person: code of the volunteer.
        votes: their votes, written as they may be kept.
    """

    person: str
    votes: Sequence[Vote]


_keepers: weakref.WeakKeyDictionary[Store, Together[Answers, Kept]] = weakref.WeakKeyDictionary()


def keeping(here: Site) -> Together[Answers, Kept]:
    """The one place where the votes of a site meet."""
    found = _keepers.get(here.store)
    if found is None:
        store, service = here.store, service_of(here)
        found = Together(lambda asked: keep(store, service, asked))
        found = _keepers.setdefault(here.store, found)
    return found


def keep(store: Store, service: Service, asked: Sequence[Answers]) -> list[Kept | Exception]:
    """Keep the answers of those who agreed to take part.

    Raises:
        StoreError: the database does not answer.
    """
    agreed = store.agreed_among({one.person for one in asked})
    kept = service.keep([one.votes if one.person in agreed else () for one in asked])
    return [
        outcome if one.person in agreed else consent_first()
        for one, outcome in zip(asked, kept, strict=True)
    ]


def consent_first() -> UsageError:
    """What is told to somebody who has not agreed."""
    return UsageError(
        "Il faut d'abord lire ce qu'on vous demande et l'accepter.",
        action="Revenez à l'accueil\u00a0: la page s'ouvre.",
    )

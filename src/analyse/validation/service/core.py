"""What the parts of the service share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from analyse.contracts import (
    Campaign,
    Card,
)
from analyse.errors import UsageError
from analyse.params import ProjectParams
from analyse.store import Store

IDLE = timedelta(minutes=30)
"""A card before somebody who has not answered for so long is free for others."""
TEXT = 400
"""Characters of a name, of what a fiche lacks, of a reason."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """ISO 8601, UTC, to the second: as the store compares moments."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class Core:
    """What every part of the service shares: the project, the moment, the cards.

    Cards are read once, and again when the notes changed.

    Args:
        store: the project's database.
        params: the project's settings.
        clock: gives the present moment.
    """

    def __init__(
        self, store: Store, params: ProjectParams, *, clock: Callable[[], datetime] = now
    ) -> None:
        self._store = store
        self._params = params.validation
        self._seed = params.themes.graine
        self._clock = clock
        self._cards: dict[int, dict[str, Card]] = {}
        self._content: object = None

    def campaign(self, number: int | None = None) -> Campaign:
        """One campaign; without a number, the last open one of volunteers, else the last.

        Raises:
            UsageError: there is none.
        """
        every = self._store.campaigns()
        if number is not None:
            mine = [c for c in every if c.number == number]
        else:
            asked = [c for c in every if c.kind == "validation"]
            mine = [c for c in asked if not c.closed] or asked
        if not mine:
            raise UsageError(
                "Il n'y a pas de campagne"
                + (f" {number}." if number is not None else " de validation."),
                action="Pour en ouvrir une\u00a0: analyse validation DOSSIER --creer --qui NOM",
            )
        return mine[-1]

    def cards(self, number: int) -> dict[str, Card]:
        """Card id → card, in order of rank."""
        content = self._store.stamp().content  # cards are emptied when their passage leaves
        if content != self._content:
            self._content = content
            self._cards.clear()
        if number not in self._cards:
            self._cards[number] = {card.id: card for card in self._store.cards(number)}
        return self._cards[number]


def said_by(author: str, what: str) -> str:
    """A name as it is kept, on one line; `what` is missing when there is none."""
    told = " ".join(author.split())[:80]
    if not told:
        raise UsageError(f"Il manque {what}.", action='Ajoutez --qui "Votre nom".')
    return told

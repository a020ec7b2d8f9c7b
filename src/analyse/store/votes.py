"""The cards given to people, and their votes: appended, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, func, insert, or_, select, update
from sqlalchemy.exc import OperationalError

from analyse.contracts import Assigned, Tally, Task, Vote
from analyse.store.deliveries import is_closed, write_deliveries
from analyse.store.schema import polls as tables

Choose = Callable[[Tally, Sequence[Assigned]], Sequence[Assigned]]
"""Given what everybody has and what the person has had, the cards of their next block."""

_CHUNK = 500
_NAMED = (Task.LABEL.value, Task.QUOTE.value, Task.RETURN.value)


class VoteStore:
    """The part of `Store` that gives cards and keeps votes.

    A vote costs the same whatever the number of votes already there.
    """

    if TYPE_CHECKING:

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self, *, quiet: bool = False) -> AbstractContextManager[Connection]: ...

    def given(self, number: int, code: str) -> tuple[Assigned, ...]:
        """The cards that a person was given, in order, with their answers as they stand."""
        with self._reading() as connection:
            return _given(connection, number, code)

    def next_block(
        self,
        number: int,
        code: str,
        choose: Choose,
        *,
        at: str,
        since: str,
        ahead: bool = False,
    ) -> tuple[Assigned, ...]:
        """The block of a person: the one that is not sent yet, else a new one.

        Args:
            number: of the campaign. code: of the person.
            choose: what makes a new block; called inside the transaction that writes it.
            at: now, ISO 8601, UTC.
            since: cards drawn before this moment and not answered are free for others.
            ahead: give one more block although the last is not sent (paper).

        Returns:
            the cards of the block, () when nothing is left for this person or it is closed.
        """
        assigned, block = tables.assignment, tables.block
        with self._writing(quiet=True) as connection:
            had = _given(connection, number, code)
            last = max((a.block for a in had), default=0)
            current = tuple(a for a in had if a.block == last and not a.sent)
            if current and not ahead:
                return current
            if is_closed(connection, number):
                return ()
            chosen = tuple(choose(_tally(connection, number, since), had))
            if not chosen:
                return ()
            head = {"campaign": number, "person": code, "number": last + 1, "drawn": at}
            connection.execute(insert(block), [head | {"sent": None}])
            rows = [
                {
                    "campaign": number,
                    "person": code,
                    "card_id": one.card_id,
                    "block": last + 1,
                    "position": one.position,
                    "options": list(one.order),
                    "choice": "",
                    "text": "",
                }
                for one in chosen
            ]
            connection.execute(insert(assigned), rows)
            return chosen

    def deliver(self, votes: Sequence[Vote], *, received: str) -> list[Vote]:
        """Keep votes, all of them or none, and return them as they are kept.

        One that is already there (same id) is left as it is. One that comes after its block was
        sent, or after the campaign was closed, is kept and does not count.

        Raises:
            UsageError: a card was not given to that person.
            StoreError: another vote has that id.
        """
        [kept] = self.deliver_all([votes], received=received)
        if isinstance(kept, Exception):
            raise kept
        return kept

    def deliver_all(
        self, deliveries: Sequence[Sequence[Vote]], *, received: str
    ) -> list[list[Vote] | Exception]:
        """Keep several deliveries in one transaction; each is all or nothing, as in `deliver`.

        Returns:
            for each, its votes as they are kept, or the error of this one alone: the others are
            kept. Nothing is returned before the transaction is committed.

        Raises:
            StoreError: the database does not answer.
        """
        try:
            with self._writing(quiet=True) as connection:
                return write_deliveries(connection, deliveries, received)
        except Exception as error:
            if isinstance(error.__cause__, OperationalError):
                raise
            if len(deliveries) == 1:
                return [error]
        # Something in one of them is refused by the database itself: find which.
        return [self.deliver_all([one], received=received)[0] for one in deliveries]

    def send_block(self, number: int, code: str, block_number: int, *, at: str) -> None:
        """The block is sent: its answers can no longer be taken back. Sending twice is nothing."""
        block = tables.block
        with self._writing(quiet=True) as connection:
            connection.execute(
                update(block)
                .where(
                    block.c.campaign == number,
                    block.c.person == code,
                    block.c.number == block_number,
                    block.c.sent.is_(None),
                )
                .values(sent=at)
            )

    def card_votes(self, number: int, card_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """Card → answer → how many people, as they stand, for these cards alone."""
        table = tables.assignment
        found: dict[str, dict[str, int]] = defaultdict(dict)
        with self._reading() as connection:
            for start in range(0, len(card_ids), _CHUNK):
                query = (
                    select(table.c.card_id, table.c.choice, func.count().label("times"))
                    .where(
                        table.c.campaign == number,
                        table.c.card_id.in_(list(card_ids[start : start + _CHUNK])),
                        table.c.choice != "",
                    )
                    .group_by(table.c.card_id, table.c.choice)
                )
                for row in connection.execute(query):
                    found[row.card_id][row.choice] = row.times
        return found

    def known_votes(self, vote_ids: Sequence[str]) -> set[str]:
        """Those of these ids that a vote already has."""
        table, found = tables.vote, set[str]()
        with self._reading() as connection:
            for start in range(0, len(vote_ids), _CHUNK):
                chunk = list(vote_ids[start : start + _CHUNK])
                query = select(table.c.id).where(table.c.id.in_(chunk))
                found.update(connection.execute(query).scalars())
        return found


def _given(connection: Connection, number: int, code: str) -> tuple[Assigned, ...]:
    assigned, block = tables.assignment, tables.block
    query = (
        select(assigned, block.c.sent)
        .join(
            block,
            and_(
                block.c.campaign == assigned.c.campaign,
                block.c.person == assigned.c.person,
                block.c.number == assigned.c.block,
            ),
        )
        .where(assigned.c.campaign == number, assigned.c.person == code)
        .order_by(assigned.c.block, assigned.c.position)
    )
    return tuple(
        Assigned(
            card_id=row.card_id,
            block=row.block,
            position=row.position,
            order=tuple(row.options),
            choice=row.choice,
            text=row.text,
            sent=row.sent is not None,
        )
        for row in connection.execute(query)
    )


def _tally(connection: Connection, number: int, since: str) -> Tally:
    assigned, block, card = tables.assignment, tables.block, tables.card
    live = or_(assigned.c.choice != "", and_(block.c.sent.is_(None), block.c.drawn >= since))
    query = (
        select(assigned.c.card_id, assigned.c.choice, func.count().label("times"))
        .join(
            block,
            and_(
                block.c.campaign == assigned.c.campaign,
                block.c.person == assigned.c.person,
                block.c.number == assigned.c.block,
            ),
        )
        .where(assigned.c.campaign == number, live)
        .group_by(assigned.c.card_id, assigned.c.choice)
    )
    choices: dict[str, dict[str, int]] = defaultdict(dict)
    waiting: dict[str, int] = {}
    given = 0
    for row in connection.execute(query):
        given += row.times
        if row.choice:
            choices[row.card_id][row.choice] = row.times
        else:
            waiting[row.card_id] = row.times
    seen = (
        select(func.count(assigned.c.person.distinct()))
        .join(card, card.c.id == assigned.c.card_id)
        .where(assigned.c.campaign == number, card.c.task.in_(_NAMED))
    )
    return Tally(choices, waiting, given, connection.execute(seen).scalar_one())

"""The cards given to people, and their votes: appended, never changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from analyse.contracts import Assigned, Tally, Task, Vote
from analyse.errors import StoreError, UsageError
from analyse.store.poll_rows import vote_of, vote_row
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
            if _closed(connection, number):
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
        table, assigned, block = tables.vote, tables.assignment, tables.block
        kept: list[Vote] = []
        with self._writing(quiet=True) as connection:
            for vote in votes:
                row = connection.execute(select(table).where(table.c.id == vote.id)).mappings()
                known = row.one_or_none()
                if known is not None:
                    kept.append(_same(vote_of(known), vote))
                    continue
                mine = and_(
                    assigned.c.campaign == vote.campaign,
                    assigned.c.person == vote.person,
                    assigned.c.card_id == vote.card_id,
                )
                query = (
                    select(assigned.c.options, assigned.c.position, block.c.sent)
                    .join(
                        block,
                        and_(
                            block.c.campaign == assigned.c.campaign,
                            block.c.person == assigned.c.person,
                            block.c.number == assigned.c.block,
                        ),
                    )
                    .where(mine)
                )
                place = connection.execute(query).one_or_none()
                if place is None:
                    raise UsageError("Cette carte n'a pas été donnée à cette personne.")
                counted = place.sent is None and not _closed(connection, vote.campaign)
                new = replace(
                    vote,
                    order=tuple(place.options),
                    position=place.position,
                    counted=counted,
                )
                done = connection.execute(insert(table).values(vote_row(new, received)))
                key = done.inserted_primary_key
                kept.append(replace(new, number=key[0] if key else 0))
                if counted:
                    values = {"choice": new.choice, "text": new.text}
                    connection.execute(update(assigned).where(mine).values(values))
        return kept

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


def _closed(connection: Connection, number: int) -> bool:
    table = tables.campaign
    found = connection.execute(select(table.c.closed).where(table.c.number == number)).one_or_none()
    if found is None:
        raise StoreError(f"La campagne {number} n'existe pas.")
    return found.closed is not None


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


def _same(known: Vote, sent: Vote) -> Vote:
    """The vote that is kept, when the one that was sent again says the same."""
    mine = (known.campaign, known.card_id, known.person, known.choice, known.text)
    if mine != (sent.campaign, sent.card_id, sent.person, sent.choice, sent.text):
        raise StoreError("Une autre réponse porte déjà cet identifiant\u00a0: rien n'est écrit.")
    return known

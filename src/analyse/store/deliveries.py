"""Votes of several people in one transaction: as many statements for fifty as for one.

What is there is read first, for all of them; each delivery is then judged in the order it came,
with what those before it will have written; only then is anything written. So the fault of one is
found before it can undo the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, and_, bindparam, insert, select, tuple_, update

from analyse.contracts import Vote
from analyse.errors import AnalyseError, StoreError, UsageError
from analyse.store.poll_rows import vote_of, vote_row
from analyse.store.schema import polls as tables

Item = TypeVar("Item")
Place = tuple[int, str, str]
"""Campaign, person, card."""

_CHUNK = 500
_assigned, _block = tables.assignment, tables.block
_PLACES = (
    select(
        _assigned.c.campaign,
        _assigned.c.person,
        _assigned.c.card_id,
        _assigned.c.options,
        _assigned.c.position,
        _block.c.sent,
    )
    .join(
        _block,
        and_(
            _block.c.campaign == _assigned.c.campaign,
            _block.c.person == _assigned.c.person,
            _block.c.number == _assigned.c.block,
        ),
    )
    .where(
        # The first three find by the key; SQLite would go through a whole campaign for the last.
        _assigned.c.campaign.in_(bindparam("campaigns", expanding=True)),
        _assigned.c.person.in_(bindparam("people", expanding=True)),
        _assigned.c.card_id.in_(bindparam("cards", expanding=True)),
        tuple_(_assigned.c.campaign, _assigned.c.person, _assigned.c.card_id).in_(
            bindparam("places", expanding=True)
        ),
    )
)
_KNOWN = select(tables.vote).where(tables.vote.c.id.in_(bindparam("ids", expanding=True)))
_STANDS = update(_assigned).where(
    _assigned.c.campaign == bindparam("of_campaign"),
    _assigned.c.person == bindparam("of_person"),
    _assigned.c.card_id == bindparam("of_card"),
)


def write_deliveries(
    connection: Connection, deliveries: Sequence[Sequence[Vote]], received: str
) -> list[list[Vote] | Exception]:
    """Write deliveries inside the caller's transaction, which no other writer shares.

    Returns:
        for each, its votes as they are kept, or why it is refused whole.
    """
    found = _found(connection, [vote for votes in deliveries for vote in votes])
    outcomes: list[list[Vote] | Exception] = []
    new: dict[str, Vote] = {}
    for votes in deliveries:
        mine: dict[str, Vote] = {}
        try:
            kept = [_judged(vote, found, new, mine) for vote in votes]
        except AnalyseError as error:
            outcomes.append(error)
            continue
        new |= mine
        outcomes.append(kept)
    if not new:
        return outcomes
    table = tables.vote
    rows = connection.execute(
        insert(table).returning(table.c.id, table.c.number),
        [vote_row(vote, received) for vote in new.values()],
    )
    numbers = {row.id: row.number for row in rows}
    stands = {_place(vote): vote for vote in new.values() if vote.counted}
    if stands:
        values = [
            {"of_campaign": c, "of_person": p, "of_card": k, "choice": v.choice, "text": v.text}
            for (c, p, k), v in stands.items()
        ]
        connection.execute(_STANDS, values)
    return [
        outcome
        if isinstance(outcome, Exception)
        else [replace(v, number=numbers[v.id]) if v.id in numbers else v for v in outcome]
        for outcome in outcomes
    ]


def is_closed(connection: Connection, number: int) -> bool:
    """Whether a campaign is closed. Raises `StoreError` when there is none of that number."""
    table = tables.campaign
    found = connection.execute(select(table.c.closed).where(table.c.number == number)).one_or_none()
    if found is None:
        raise StoreError(f"La campagne {number} n'existe pas.")
    return found.closed is not None


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database holds of the votes that come.

    Attributes:
        known: id → vote already kept.
        places: place → (options as shown, position, when its block was sent or None).
        closed: campaign → whether it is closed.
    """

    known: dict[str, Vote]
    places: dict[Place, tuple[tuple[str, ...], int, str | None]]
    closed: dict[int, bool]


def _found(connection: Connection, votes: list[Vote]) -> _Found:
    known: dict[str, Vote] = {}
    for ids in _chunks(list(dict.fromkeys(v.id for v in votes))):
        kept = connection.execute(_KNOWN, {"ids": ids}).mappings()
        known |= {row["id"]: vote_of(row) for row in kept}
    wanted = dict.fromkeys(_place(v) for v in votes if v.id not in known)
    places: dict[Place, Any] = {}
    for chunk in _chunks(list(wanted)):
        campaigns, people, cards = ([*dict.fromkeys(part)] for part in zip(*chunk, strict=True))
        wide = {"campaigns": campaigns, "people": people, "cards": cards}
        for row in connection.execute(_PLACES, {**wide, "places": chunk}):
            place = (row.campaign, row.person, row.card_id)
            places[place] = (tuple(row.options), row.position, row.sent)
    closed = {n: is_closed(connection, n) for n in sorted({place[0] for place in places})}
    return _Found(known, places, closed)


def _judged(vote: Vote, found: _Found, before: dict[str, Vote], mine: dict[str, Vote]) -> Vote:
    """The vote as it is kept; a new one joins `mine`."""
    known = found.known.get(vote.id) or before.get(vote.id) or mine.get(vote.id)
    if known is not None:
        return _same(known, vote)
    place = found.places.get(_place(vote))
    if place is None:
        raise UsageError("Cette carte n'a pas été donnée à cette personne.")
    order, position, sent = place
    counted = sent is None and not found.closed[vote.campaign]
    new = replace(vote, order=order, position=position, counted=counted)
    mine[vote.id] = new
    return new


def _place(vote: Vote) -> Place:
    return vote.campaign, vote.person, vote.card_id


def _same(known: Vote, sent: Vote) -> Vote:
    """The vote that is kept, when the one that was sent again says the same."""
    mine = (known.campaign, known.card_id, known.person, known.choice, known.text)
    if mine != (sent.campaign, sent.card_id, sent.person, sent.choice, sent.text):
        raise StoreError("Une autre réponse porte déjà cet identifiant\u00a0: rien n'est écrit.")
    return known


def _chunks(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]

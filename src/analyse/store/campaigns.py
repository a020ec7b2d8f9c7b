"""Campaigns with their cards, who takes part, and everything answered, read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from analyse.contracts import Adjudication, Campaign, Card, Polls
from analyse.store import schema
from analyse.store.poll_rows import (
    adjudication_of,
    campaign_of,
    campaign_row,
    card_of,
    card_row,
    vote_of,
)
from analyse.store.schema import polls as tables


class CampaignStore:
    """The part of `Store` that keeps what is asked, and who agreed to answer."""

    if TYPE_CHECKING:

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self, *, quiet: bool = False) -> AbstractContextManager[Connection]: ...

    # -- campaigns ----------------------------------------------------------------------------

    def new_campaign(self, make: Callable[[int], tuple[Campaign, Sequence[Card]]]) -> Campaign:
        """Write the campaign that `make` gives for the next number, with its cards."""
        with self._writing(quiet=True) as connection:
            last = connection.execute(select(func.max(tables.campaign.c.number))).scalar() or 0
            campaign, cards = make(last + 1)
            connection.execute(insert(tables.campaign), [campaign_row(campaign)])
            if cards:
                connection.execute(insert(tables.card), [card_row(card) for card in cards])
        return campaign

    def close_campaign(self, number: int, at: str) -> None:
        """Close it: answers that come later are kept and do not count. Closing twice is nothing."""
        table = tables.campaign
        with self._writing(quiet=True) as connection:
            connection.execute(
                update(table)
                .where(table.c.number == number, table.c.closed.is_(None))
                .values(closed=at)
            )

    def campaigns(self) -> tuple[Campaign, ...]:
        """Every campaign, in order."""
        table = tables.campaign
        with self._reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.number)).mappings()
            return tuple(campaign_of(row) for row in rows)

    def cards(self, number: int) -> tuple[Card, ...]:
        """The cards of a campaign, by rank. They never change."""
        table = tables.card
        query = select(table).where(table.c.campaign == number).order_by(table.c.rank)
        with self._reading() as connection:
            return tuple(card_of(row) for row in connection.execute(query).mappings())

    def polls(self, number: int | None = None) -> Polls:
        """Everything asked and answered, in one campaign or in all, of one moment."""

        def rows(table: Any, *order: Any) -> Iterable[RowMapping]:
            query = select(table).order_by(*order)
            if number is not None:
                mine = table.c.number if table is tables.campaign else table.c.campaign
                query = query.where(mine == number)
            return connection.execute(query).mappings()

        with self._reading() as connection:
            return Polls(
                campaigns=tuple(
                    campaign_of(r) for r in rows(tables.campaign, tables.campaign.c.number)
                ),
                cards=tuple(
                    card_of(r)
                    for r in rows(tables.card, tables.card.c.campaign, tables.card.c.rank)
                ),
                votes=tuple(vote_of(r) for r in rows(tables.vote, tables.vote.c.number)),
                adjudications=tuple(
                    adjudication_of(r)
                    for r in rows(tables.adjudication, tables.adjudication.c.number)
                ),
                people=connection.execute(
                    select(func.count()).select_from(tables.participant)
                ).scalar_one(),
            )

    def retire_cards(self) -> int:
        """Empty the cards that show a passage that is no longer in the notes; return how many.

        A withdrawn passage must not be read on a phone, nor stay in the database. Votes stay.
        """
        card, passage = tables.card, schema.passage
        with self._writing() as connection:
            present = set(connection.execute(select(passage.c.id)).scalars())
            rows = connection.execute(select(card)).mappings().all()
            gone = [c for c in map(card_of, rows) if not c.retired and set(c.shows) - present]
            for one in gone:
                kept = {
                    key: value
                    for key, value in one.content.items()
                    if key not in ("passage", "passages", "quotes", "headings")
                }
                connection.execute(
                    update(card).where(card.c.id == one.id).values(content=kept | {"retired": True})
                )
        return len(gone)

    # -- people -------------------------------------------------------------------------------

    def agree(self, code: str, *, at: str, wording: str) -> None:
        """Keep that a person agreed to a text; the first time counts."""
        table = tables.participant
        with self._writing(quiet=True) as connection:
            known = select(table.c.code).where(table.c.code == code)
            if connection.execute(known).first() is None:
                row = {"code": code, "agreed": at, "wording": wording}
                connection.execute(insert(table), [row])

    def agreed(self, code: str) -> str:
        """When the person agreed to take part, "" when they did not."""
        table = tables.participant
        with self._reading() as connection:
            query = select(table.c.agreed).where(table.c.code == code)
            return connection.execute(query).scalar() or ""

    def agreed_among(self, codes: Iterable[str]) -> set[str]:
        """Those of these people who agreed to take part."""
        table = tables.participant
        with self._reading() as connection:
            query = select(table.c.code).where(table.c.code.in_(list(codes)))
            return set(connection.execute(query).scalars())

    # -- progress and adjudication

    def progress(self, number: int) -> dict[str, int]:
        """Person → how many answers of theirs stand, in one campaign."""
        table = tables.assignment
        query = (
            select(table.c.person, func.count())
            .where(table.c.campaign == number, table.c.choice != "")
            .group_by(table.c.person)
        )
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def adjudicate(self, judged: Adjudication) -> Adjudication:
        """Append what the adjudicator decided; the same id counts once."""
        table = tables.adjudication
        with self._writing(quiet=True) as connection:
            found = connection.execute(select(table).where(table.c.id == judged.id)).mappings()
            known = found.one_or_none()
            if known is not None:
                return adjudication_of(known)
            row = asdict(judged) | {"motive": judged.motive.value}
            del row["number"]
            done = connection.execute(insert(table).values(row))
            key = done.inserted_primary_key
            return replace(judged, number=key[0] if key else 0)

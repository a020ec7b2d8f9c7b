"""Rows of campaigns, cards, votes and adjudications to contracts and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from analyse.contracts import Adjudication, Campaign, Card, Motive, Task, ThemeThen, Vote

_SETTINGS = ("seed", "volunteers", "budget", "votes", "more", "block")


def campaign_row(campaign: Campaign) -> dict[str, Any]:
    """Columns of `campaign`."""
    return {
        "number": campaign.number,
        "kind": campaign.kind,
        "title": campaign.title,
        "created": campaign.created,
        "author": campaign.author,
        "run": campaign.run,
        "settings": {name: getattr(campaign, name) for name in _SETTINGS},
        "themes": [asdict(theme) for theme in campaign.themes],
        "codebook": [list(entry) for entry in campaign.codebook],
        "closed": campaign.closed or None,
    }


def campaign_of(row: RowMapping) -> Campaign:
    """A `Campaign` from its row."""
    return Campaign(
        number=row["number"],
        kind=row["kind"],
        title=row["title"],
        created=row["created"],
        author=row["author"],
        run=row["run"],
        **row["settings"],
        themes=tuple(ThemeThen(**{**t, "members": tuple(t["members"])}) for t in row["themes"]),
        codebook=tuple((code, told) for code, told in row["codebook"]),
        closed=row["closed"] or "",
    )


def card_row(card: Card) -> dict[str, Any]:
    """Columns of `card`."""
    return {
        "id": card.id,
        "campaign": card.campaign,
        "rank": card.rank,
        "task": card.task.value,
        "theme_id": card.theme_id,
        "passage_id": card.passage_id,
        "content": dict(card.content),
        "gold": card.gold,
        "control": int(card.control),
        "votes": card.votes,
    }


def card_of(row: RowMapping) -> Card:
    """A `Card` from its row."""
    return Card(**{**row, "task": Task(row["task"]), "control": bool(row["control"])})


def vote_row(vote: Vote, received: str) -> dict[str, Any]:
    """Columns of `vote`, but for its number."""
    row = asdict(vote)
    del row["number"]
    order = row.pop("order")
    return row | {"options": list(order), "counted": int(vote.counted), "received": received}


def vote_of(row: RowMapping) -> Vote:
    """A `Vote` from its row."""
    return Vote(
        id=row["id"],
        campaign=row["campaign"],
        card_id=row["card_id"],
        person=row["person"],
        choice=row["choice"],
        text=row["text"],
        at=row["at"],
        order=tuple(row["options"]),
        position=row["position"],
        counted=bool(row["counted"]),
        source=row["source"],
        number=row["number"],
    )


def adjudication_of(row: RowMapping) -> Adjudication:
    """An `Adjudication` from its row."""
    return Adjudication(**{**row, "motive": Motive(row["motive"])})

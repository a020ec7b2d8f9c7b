"""Invitations and devices as an administrator reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from analyse.store import Invitation, WebSession, usable
from analyse.web.sessions import moment, told


@dataclass(frozen=True, slots=True)
class Row:
    """One invitation.

    Attributes:
        invitation: what the store keeps of it.
        standing: "valable", "révoquée", "expirée" or "utilisée".
        devices: sessions that are alive.
    """

    invitation: Invitation
    standing: str
    devices: int


@dataclass(frozen=True, slots=True)
class Device:
    """One session that is alive, and how long ago it was last seen."""

    session: WebSession
    invitation: Invitation
    seen: str


def listed(
    invitations: Iterable[Invitation], sessions: Iterable[WebSession], at: datetime
) -> list[Row]:
    """Those that still open something first, then the latest."""
    now = told(at)
    alive = Counter(s.invitation_id for s in sessions if _alive(s, now))
    rows = [Row(i, _standing(i, now), alive[i.id]) for i in invitations]
    rows.reverse()
    return sorted(rows, key=lambda row: row.standing != "valable" and not row.devices)


def devices(
    invitations: Iterable[Invitation], sessions: Iterable[WebSession], at: datetime
) -> list[Device]:
    """Sessions that are alive, the last seen first."""
    by_id = {i.id: i for i in invitations}
    return [
        Device(s, by_id[s.invitation_id], ago(moment(s.seen), at))
        for s in sessions
        if _alive(s, told(at))
    ]


def ago(then: datetime, at: datetime) -> str:
    """How long ago, to what `seen` is kept to."""
    minutes = int((at - then).total_seconds() // 60)
    if minutes < 6:
        return "à l'instant"
    if minutes < 120:
        return f"il y a {minutes} minutes"
    if minutes < 48 * 60:
        return f"il y a {minutes // 60} heures"
    return f"il y a {minutes // 1440} jours"


def _alive(session: WebSession, now: str) -> bool:
    return session.ended is None and now < session.expires


def _standing(invitation: Invitation, now: str) -> str:
    if invitation.revoked is not None:
        return "révoquée"
    if usable(invitation, at=now):
        return "valable"
    return "utilisée" if invitation.once and invitation.used else "expirée"

"""Invitations and sessions of the web application: digests of secrets, never the secrets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    BindParameter,
    Connection,
    RowMapping,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from analyse.store import schema

_CONTENT = "contenu"
_digests: BindParameter[str] = bindparam("digests", expanding=True)
_SESSIONS_OF = select(schema.web_session).where(
    or_(schema.web_session.c.digest.in_(_digests), schema.web_session.c.next_digest.in_(_digests))
)
_INVITATIONS_OF = select(schema.invitation).where(
    schema.invitation.c.id.in_(bindparam("ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that opens the application. Moments are ISO 8601, UTC.

    Attributes:
        id: 16 hexadecimal digits.
        role: what it opens, in the words of `analyse.web.roles.Role`.
        code: "B-07"; the only name that a volunteer has.
        name: name that a member of the team signs with, "" until chosen.
        campaign: campaign it is limited to, "" when it is not.
        once: whether its first use spends it.
        created_by: who made it, "" from the command line.
        used: its first use, None before.
        revoked: when it was revoked, None when it was not.
    """

    id: str
    role: str
    code: str
    created: str
    expires: str
    name: str = ""
    campaign: str = ""
    once: bool = False
    created_by: str = ""
    used: str | None = None
    revoked: str | None = None


@dataclass(frozen=True, slots=True)
class WebSession:
    """A device that came in. Moments are ISO 8601, UTC.

    Attributes:
        id: 16 hexadecimal digits, not the secret of the cookie.
        invitation_id: what it came in with.
        rotated: when the secret of its cookie was last replaced.
        seen: its last request, to a few minutes.
        ended: when it was ended, None while it lives.
    """

    id: str
    invitation_id: str
    created: str
    rotated: str
    seen: str
    expires: str
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that pages must read again: it differs whenever they would read something else.

    Attributes:
        content: raised by every write of notes, passages, analyses.
        decisions: number of the last decision.
    """

    content: int
    decisions: int


class Access:
    """The part of `Store` that knows who may come in."""

    if TYPE_CHECKING:

        def _reading(self) -> AbstractContextManager[Connection]: ...
        def _writing(self, *, quiet: bool = False) -> AbstractContextManager[Connection]: ...

    def stamp(self) -> Stamp:
        """The state of what pages read, by one short query."""
        table = schema.revision
        last = select(func.max(schema.decision.c.number)).scalar_subquery()
        query = select(table.c.number, last).where(table.c.scope == _CONTENT)
        with self._reading() as connection:
            row = connection.execute(query).one()
        return Stamp(content=row[0], decisions=row[1] or 0)

    # -- invitations ------------------------------------------------------------------------

    def add_invitations(
        self, invitations: Sequence[tuple[Invitation, str]], *, prefix: str
    ) -> list[Invitation]:
        """Add invitations, each with the digest of its token; their codes follow those there are.

        Returns:
            the same, with the codes given to them: `prefix`-01, `prefix`-02…
        """
        table = schema.invitation
        with self._writing(quiet=True) as connection:
            query = select(table.c.code).where(table.c.code.like(f"{prefix}-%"))
            taken = [code.rpartition("-")[2] for code in connection.execute(query).scalars()]
            last = max((int(number) for number in taken if number.isdecimal()), default=0)
            rows = [
                {
                    **asdict(invitation),
                    "once": int(invitation.once),
                    "code": f"{prefix}-{last + i:02d}",
                    "token_digest": digest,
                }
                for i, (invitation, digest) in enumerate(invitations, start=1)
            ]
            if rows:
                connection.execute(insert(table), rows)
        return [_invitation(row) for row in rows]

    def invitations(self) -> list[Invitation]:
        """Every invitation, in the order they were made."""
        table = schema.invitation
        with self._reading() as connection:
            rows = connection.execute(select(table)).mappings().all()
        return sorted((_invitation(row) for row in rows), key=lambda i: (i.created, i.code))

    def invitation_of(self, token_digest: str) -> Invitation | None:
        """The invitation whose token has this digest."""
        table = schema.invitation
        query = select(table).where(table.c.token_digest == token_digest)
        with self._reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _invitation(row) if row else None

    def revoke(self, invitation_ids: Iterable[str], *, at: str) -> int:
        """Revoke invitations and end their sessions. Returns how many were still valid."""
        table, sessions = schema.invitation, schema.web_session
        ids = list(invitation_ids)
        with self._writing(quiet=True) as connection:
            done = connection.execute(
                update(table)
                .where(table.c.id.in_(ids), table.c.revoked.is_(None))
                .values(revoked=at)
            )
            connection.execute(
                update(sessions)
                .where(sessions.c.invitation_id.in_(ids), sessions.c.ended.is_(None))
                .values(ended=at)
            )
            return done.rowcount

    def name_invitation(self, invitation_id: str, name: str) -> None:
        """Keep the name that a member of the team chose to sign with."""
        table = schema.invitation
        with self._writing(quiet=True) as connection:
            connection.execute(update(table).where(table.c.id == invitation_id).values(name=name))

    # -- sessions ---------------------------------------------------------------------------

    def open_session(self, session: WebSession, digest: str, *, at: str) -> bool:
        """Add the session of a device, unless its invitation does not hold any more.

        Checked in the same transaction: two uses of a one-time link give one session.
        """
        table = schema.invitation
        with self._writing(quiet=True) as connection:
            row = (
                connection.execute(select(table).where(table.c.id == session.invitation_id))
                .mappings()
                .one_or_none()
            )
            if row is None or not usable(_invitation(row), at=at):
                return False
            if row["used"] is None:
                mine = table.c.id == session.invitation_id
                connection.execute(update(table).where(mine).values(used=at))
            connection.execute(insert(schema.web_session), [{**asdict(session), "digest": digest}])
        return True

    def session_of(self, digest: str) -> tuple[WebSession, Invitation, bool] | None:
        """The session whose secret has this digest, its invitation, and whether the secret is the
        one that replaces the other."""
        return self.sessions_of([digest]).get(digest)

    def sessions_of(self, digests: Iterable[str]) -> dict[str, tuple[WebSession, Invitation, bool]]:
        """The same for several digests at once; those that open nothing are left out."""
        wanted = {"digests": list(dict.fromkeys(digests))}
        found: dict[str, tuple[WebSession, Invitation, bool]] = {}
        with self._reading() as connection:
            rows = connection.execute(_SESSIONS_OF, wanted).mappings().all()
            ids = {"ids": list(dict.fromkeys(row["invitation_id"] for row in rows))}
            mine = connection.execute(_INVITATIONS_OF, ids).mappings() if rows else ()
            invitations = {row["id"]: _invitation(row) for row in mine}
        for row in rows:
            session, invitation = _session(row), invitations[row["invitation_id"]]
            for digest, renewed in ((row["digest"], False), (row["next_digest"], True)):
                if digest in wanted["digests"]:
                    found[digest] = (session, invitation, renewed)
        return found

    def sessions(self) -> list[WebSession]:
        """Every session, the last seen first."""
        table = schema.web_session
        with self._reading() as connection:
            rows = connection.execute(select(table)).mappings().all()
        return sorted((_session(row) for row in rows), key=lambda s: (s.seen, s.id), reverse=True)

    def touch_session(self, session_id: str, *, at: str) -> None:
        """Note that a session was used."""
        self._change(session_id, seen=at)

    def rotate_session(self, session_id: str, next_digest: str, *, at: str, since: str) -> bool:
        """Offer a new secret; the old one holds until the new one is used.

        Returns:
            False when another request has done it since `since`, the rotation that was read.
        """
        table = schema.web_session
        mine = (table.c.id == session_id) & (table.c.rotated == since)
        with self._writing(quiet=True) as connection:
            done = connection.execute(
                update(table).where(mine).values(next_digest=next_digest, rotated=at)
            )
            return done.rowcount == 1

    def promote_session(self, session_id: str, digest: str) -> None:
        """The new secret came back: the old one is worth nothing from now on."""
        self._change(session_id, digest=digest, next_digest=None)

    def end_sessions(self, session_ids: Iterable[str], *, at: str) -> int:
        """End sessions. Returns how many were alive."""
        table = schema.web_session
        alive = table.c.id.in_(list(session_ids)) & table.c.ended.is_(None)
        with self._writing(quiet=True) as connection:
            return connection.execute(update(table).where(alive).values(ended=at)).rowcount

    def _change(self, session_id: str, **values: str | None) -> None:
        table = schema.web_session
        with self._writing(quiet=True) as connection:
            connection.execute(update(table).where(table.c.id == session_id).values(**values))


def usable(invitation: Invitation, *, at: str) -> bool:
    """Whether an invitation still lets a device in. Moments compare as text: all are UTC."""
    spent = invitation.once and invitation.used is not None
    return invitation.revoked is None and at < invitation.expires and not spent


def content_of(connection: Connection) -> int:
    """What `raise_revision` raises, as it stands in the transaction of `connection`."""
    table = schema.revision
    number: int = connection.execute(
        select(table.c.number).where(table.c.scope == _CONTENT)
    ).scalar_one()
    return number


def raise_revision(connection: Connection) -> None:
    """Tell pages to read again, inside the transaction of what changed."""
    table = schema.revision
    connection.execute(
        update(table).where(table.c.scope == _CONTENT).values(number=table.c.number + 1)
    )


def _invitation(row: RowMapping | dict[str, object]) -> Invitation:
    kept = {name: row[name] for name in Invitation.__dataclass_fields__}
    return Invitation(**{**kept, "once": bool(kept["once"])})  # type: ignore[arg-type]


def _session(row: RowMapping) -> WebSession:
    return WebSession(**{name: row[name] for name in WebSession.__dataclass_fields__})

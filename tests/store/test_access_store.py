"""Invitations, sessions and the stamp, on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from analyse.contracts import Decision, DecisionKind
from analyse.store import Invitation, Store, WebSession, usable
from samples import a_file, a_run

AT = "2026-11-28T12:00:00.000+00:00"
LATER = "2026-12-28T12:00:00.000+00:00"


def an_invitation(number: int = 1, **changes) -> Invitation:
    made = Invitation(f"{number:016x}", "bénévole", "", AT, LATER)
    return replace(made, **changes)


def a_session(number: int = 1, invitation: int = 1) -> WebSession:
    return WebSession(f"{number:016x}", f"{invitation:016x}", AT, AT, AT, LATER)


def test_codes_follow_each_other_and_are_never_given_twice(store):
    first = store.add_invitations([(an_invitation(1), "d1"), (an_invitation(2), "d2")], prefix="B")
    second = store.add_invitations([(an_invitation(3), "d3")], prefix="B")
    other = store.add_invitations([(an_invitation(4), "d4")], prefix="R")
    assert [i.code for i in (*first, *second, *other)] == ["B-01", "B-02", "B-03", "R-01"]
    assert store.invitations() == [*first, *second, *other]
    assert store.invitation_of("d2") == first[1]
    assert store.invitation_of("inconnu") is None


def test_two_programs_that_invite_at_once_give_different_codes(url, store):
    made: list[str] = []

    def invite(number: int) -> None:
        with Store.open(url) as mine:
            kept = mine.add_invitations([(an_invitation(number), f"d{number}")], prefix="B")
            made.append(kept[0].code)

    threads = [threading.Thread(target=invite, args=(n,)) for n in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [f"B-{n:02d}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("change", "holds"),
    [({}, True), ({"revoked": AT}, False), ({"expires": AT}, False),
     ({"once": True}, True), ({"once": True, "used": AT}, False), ({"used": AT}, True)],
)  # fmt: skip
def test_when_an_invitation_holds(change, holds):
    assert usable(an_invitation(**change), at=AT) is holds


def test_a_session_needs_an_invitation_that_holds(store):
    store.add_invitations([(an_invitation(once=True), "d")], prefix="A")
    assert store.open_session(a_session(1), "s1", at=AT)
    assert not store.open_session(a_session(2), "s2", at=AT)
    assert not store.open_session(a_session(3, invitation=9), "s3", at=AT)
    assert [s.id for s in store.sessions()] == [a_session(1).id]


def test_a_secret_is_replaced_by_the_one_that_comes_back(store):
    store.add_invitations([(an_invitation(), "d")], prefix="B")
    store.open_session(a_session(), "ancien", at=AT)
    assert store.rotate_session(a_session().id, "nouveau", at=LATER, since=AT)
    assert not store.rotate_session(a_session().id, "autre", at=LATER, since=AT)
    session, invitation, renewed = store.session_of("ancien")
    assert (session.rotated, invitation.code, renewed) == (LATER, "B-01", False)
    assert store.session_of("nouveau")[2] is True
    store.promote_session(session.id, "nouveau")
    assert store.session_of("ancien") is None
    assert store.session_of("nouveau")[2] is False


def test_sessions_of_several_devices_are_read_at_once(store):
    store.add_invitations([(an_invitation(1), "d1"), (an_invitation(2), "d2")], prefix="B")
    for number, invitation in ((1, 1), (2, 1), (3, 2)):
        store.open_session(a_session(number, invitation), f"s{number}", at=AT)
    store.rotate_session(a_session(3).id, "n3", at=LATER, since=AT)
    found = store.sessions_of(["s1", "n3", "s3", "s1", "rien"])
    assert {d: (s.id, i.code, renewed) for d, (s, i, renewed) in found.items()} == {
        "s1": (a_session(1).id, "B-01", False),
        "s3": (a_session(3).id, "B-02", False),
        "n3": (a_session(3).id, "B-02", True),
    }
    assert store.sessions_of([]) == {}


def test_revoking_ends_the_sessions_and_is_counted_once(store):
    store.add_invitations([(an_invitation(1), "d1"), (an_invitation(2), "d2")], prefix="B")
    store.open_session(a_session(1, 1), "s1", at=AT)
    store.open_session(a_session(2, 2), "s2", at=AT)
    assert store.revoke([an_invitation(1).id], at=AT) == 1
    assert store.revoke([an_invitation(1).id, "inconnu"], at=LATER) == 0
    ended = {s.id: s.ended for s in store.sessions()}
    assert ended == {a_session(1).id: AT, a_session(2).id: None}


def test_the_stamp_moves_with_what_pages_read_and_with_nothing_else(store):
    """Notes, analyses and decisions move it; vectors, sessions and names of persons do not."""
    seen = [store.stamp()]

    def moved() -> bool:
        seen.append(store.stamp())
        return seen[-1] != seen[-2]

    file = a_file()
    store.save_files([file])
    assert moved()
    store.save_run(a_run(file.passages))
    assert moved()
    store.append(Decision("0" * 32, DecisionKind.RENAME, "Une", AT, ("t" * 12,), (), "Nom"))
    assert moved()
    store.forget([file.document.id])
    assert moved()
    store.add_invitations([(an_invitation(), "d")], prefix="B")
    store.open_session(a_session(), "s", at=AT)
    store.touch_session(a_session().id, at=LATER)
    store.person_numbers(["une empreinte"])
    assert not moved()
    assert len(set(seen)) == 5

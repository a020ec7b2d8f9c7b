"""Invitations and sessions: what opens, for how long, and what is never written anywhere."""

from __future__ import annotations

import logging
import re
import sqlite3
import threading

import pytest
from fastapi.testclient import TestClient
from web_helpers import ORIGIN, clients

from analyse.web import Role, create_app
from analyse.web.sessions import ALPHABET, TOKEN_LETTERS, digest, normal


def enter(client: TestClient, token: str):
    return client.post("/entrer", data={"jeton": token})


@pytest.fixture
def invited(site):
    [made] = site.sessions.invite(Role.VOLUNTEER)
    return made


def test_a_token_has_more_than_128_random_bits(site):
    """Drawn by `secrets` from 32 signs; the whole alphabet comes out, and no token twice."""
    assert len(ALPHABET) == 32
    assert 5 * TOKEN_LETTERS >= 128
    made = site.sessions.invite(Role.VOLUNTEER, count=200)
    tokens = {one.token for one in made}
    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {TOKEN_LETTERS}
    assert set("".join(tokens)) == set(ALPHABET)


def test_volunteers_are_codes_in_order(site):
    codes = [one.invitation.code for one in site.sessions.invite(Role.VOLUNTEER, count=2)]
    codes += [one.invitation.code for one in site.sessions.invite(Role.VOLUNTEER)]
    assert codes == ["B-01", "B-02", "B-03"]
    assert site.sessions.invite(Role.RESEARCH)[0].invitation.code == "R-01"


def test_opening_the_link_spends_nothing(anonymous, invited):
    """Previews and mail scanners follow links: only the button counts."""
    for _ in range(3):
        page = anonymous.get("/entrer")
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
    assert anonymous.get("/mon-acces").status_code == 401
    assert enter(anonymous, invited.token).status_code == 303
    assert invited.invitation.code in anonymous.get("/mon-acces").text


@pytest.mark.parametrize(
    "write",
    [
        lambda t: t,
        lambda t: f"http://192.168.1.20:8000/entrer#{t}",
        lambda t: "-".join(re.findall(".{1,5}", t)).upper(),
        lambda t: f"  {t[:5]} {t[5:]}  ",
        lambda t: t.replace("0", "O").replace("1", "l"),
    ],
    ids=["token", "link", "by hand", "spaces", "lookalikes"],
)
def test_a_token_may_be_scanned_pasted_or_copied_by_hand(anonymous, invited, write):
    assert normal(write(invited.token)) == invited.token
    assert enter(anonymous, write(invited.token)).status_code == 303


def test_the_same_link_opens_another_device_as_the_same_volunteer(client_for, invited, site):
    phone, tablet = client_for(), client_for()
    for device in (phone, tablet):
        enter(device, invited.token)
        assert invited.invitation.code in device.get("/mon-acces").text
    assert len(site.store.sessions()) == 2
    phone.post("/sortir")
    assert phone.get("/mon-acces").status_code == 401
    assert tablet.get("/mon-acces").status_code == 200


def test_leaving_ends_the_session_on_the_server(client_for, invited, site):
    """The cookie of somebody who left is worth nothing, even put back."""
    client = client_for()
    enter(client, invited.token)
    kept = dict(client.cookies)
    client.post("/sortir")
    other = client_for()
    other.cookies.update(kept)
    assert other.get("/mon-acces").status_code == 401


def test_a_link_expires_and_so_does_what_it_opened(client_for, invited, clock):
    client = client_for()
    enter(client, invited.token)
    clock.advance(days=29)
    assert client.get("/mon-acces").status_code == 200
    clock.advance(days=1, seconds=1)
    assert client.get("/mon-acces").status_code == 401
    assert enter(client_for(), invited.token).status_code == 401


def test_a_revoked_link_opens_nothing_and_puts_its_devices_out(client_for, invited, site):
    client = client_for()
    enter(client, invited.token)
    assert site.store.revoke([invited.invitation.id], at="2026-11-28T12:00:00+00:00") == 1
    assert client.get("/mon-acces").status_code == 401
    assert enter(client_for(), invited.token).status_code == 401


def test_the_link_of_an_administrator_serves_once(client_for, site, clock):
    """Within its hour; what it opened lasts longer than the link."""
    [made] = site.sessions.invite(Role.ADMIN, once=True, days=1 / 24)
    first, second = client_for(), client_for()
    assert enter(first, made.token).status_code == 303
    assert enter(second, made.token).status_code == 401
    clock.advance(hours=20)
    assert first.get("/administration").status_code == 200


@pytest.mark.parametrize("either_project", ["sqlite"], indirect=True)
def test_a_one_time_link_used_twice_at_once_opens_one_session(either_project, settings):
    app = create_app(either_project, settings=settings)
    with TestClient(app):
        site = app.state.site
        [made] = site.sessions.invite(Role.ADMIN, once=True)
        opened, barrier = [], threading.Barrier(8)

        def use() -> None:
            barrier.wait()
            opened.append(site.sessions.enter(made.token))

        threads = [threading.Thread(target=use) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len([one for one in opened if one]) == 1


def test_an_idle_device_of_the_team_goes_out_a_volunteer_stays(client_for, clock):
    researcher, volunteer = client_for(Role.RESEARCH), client_for(Role.VOLUNTEER)
    clock.advance(days=2)
    assert researcher.get("/mon-acces").status_code == 200
    clock.advance(days=3, seconds=1)
    assert researcher.get("/mon-acces").status_code == 401
    assert volunteer.get("/mon-acces").status_code == 200


# -- cookies ------------------------------------------------------------------------------------


def test_the_cookie_on_a_local_network(anonymous, invited):
    """Not read by scripts, not sent with forms of other sites; plain HTTP has no Secure."""
    kept = enter(anonymous, invited.token).headers["set-cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=Lax" in kept
    assert "Secure" not in kept


def test_the_cookie_under_https(project, settings):
    """Secure, and with the prefix that other hosts cannot set."""
    from dataclasses import replace

    base = "https://analyse.exemple.org"
    app = create_app(project, settings=replace(settings, base_url=base))
    with TestClient(app, base_url=base, headers={"Origin": base}, follow_redirects=False) as client:
        [made] = app.state.site.sessions.invite(Role.VOLUNTEER)
        answer = enter(client, made.token)
        assert answer.headers["set-cookie"].startswith("__Host-analyse-")
        assert "; Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"]
        assert client.get("/mon-acces").status_code == 200


def test_coming_in_again_ends_the_session_the_device_had(anonymous, site):
    first, second = site.sessions.invite(Role.VOLUNTEER, count=2)
    enter(anonymous, first.token)
    enter(anonymous, second.token)
    assert second.invitation.code in anonymous.get("/mon-acces").text
    assert sum(s.ended is None for s in site.store.sessions()) == 1


def test_the_secret_is_replaced_and_the_old_one_dies(client_for, clock):
    client = client_for(Role.VOLUNTEER)
    [(name, old)] = client.cookies.items()
    clock.advance(hours=13)
    assert client.get("/mon-acces").status_code == 200
    new = client.cookies[name]
    assert new != old
    assert client.get("/mon-acces").status_code == 200  # the new one came back
    stale = client_for()
    stale.cookies.set(name, old)
    assert stale.get("/mon-acces").status_code == 401


def test_a_lost_answer_logs_nobody_out(client_for, clock):
    """The old secret holds until the new one comes back, and another is offered later."""
    client = client_for(Role.VOLUNTEER)
    [(name, old)] = client.cookies.items()
    for _ in range(3):
        clock.advance(hours=13)
        lost = client_for()
        lost.cookies.set(name, old)
        answer = lost.get("/mon-acces")
        assert answer.status_code == 200
        assert name in answer.headers["set-cookie"]
    assert client.get("/mon-acces").status_code == 200


def test_pages_asked_together_replace_the_secret_once(client_for, clock):
    """Of two requests at once, one gets a new cookie: the other would undo it."""
    client = client_for(Role.VOLUNTEER)
    [(name, old)] = client.cookies.items()
    clock.advance(hours=13)
    offers = []
    for _ in range(2):
        one = client_for()
        one.cookies.set(name, old)
        offers.append("set-cookie" in one.get("/mon-acces").headers)
    assert offers == [True, False]


# -- rates --------------------------------------------------------------------------------------


def test_wrong_tokens_are_slowed_down_and_right_ones_are_not(client_for, site):
    """A whole venue comes in from one address: only failures count."""
    wrong = client_for()
    answers = [enter(wrong, f"faux{i}").status_code for i in range(130)]
    assert answers[:120] == [401] * 120
    assert answers[-1] == 429
    for made in site.sessions.invite(Role.VOLUNTEER, count=3):
        assert enter(client_for(), made.token).status_code == 303


def test_a_rate_is_that_of_one_invitation(site, clock):
    from starlette.exceptions import HTTPException

    for _ in range(site.settings.burst):
        site.limits.spend("une")
    with pytest.raises(HTTPException) as refused:
        site.limits.spend("une")
    assert refused.value.status_code == 429
    assert refused.value.headers == {"Retry-After": "1"}
    site.limits.spend("autre")
    clock.advance(seconds=1)
    for _ in range(4):
        site.limits.spend("une")
    with pytest.raises(HTTPException):
        site.limits.spend("une")


# -- secrets ------------------------------------------------------------------------------------


def test_no_secret_is_in_the_database(project, client_for, invited):
    client = client_for()
    enter(client, invited.token)
    [secret] = client.cookies.values()
    dump = "\n".join(sqlite3.connect(project.folder / "analyse.db").iterdump())
    assert digest(invited.token) in dump
    assert invited.token not in dump
    assert secret not in dump


def test_no_secret_is_in_a_log(caplog, client_for, invited, site):
    """Right, wrong or misplaced in the address, a token never reaches a log."""
    caplog.set_level(logging.DEBUG)
    client = client_for()
    enter(client, invited.token)
    enter(client, invited.token + "x")
    client.get(f"/entrer?jeton={invited.token}")
    client.get(f"/{invited.token}")
    client.get("/mon-acces")
    ours = [r.getMessage() for r in caplog.records if r.name.startswith(("analyse", "uvicorn"))]
    assert any("/entrer" in line for line in ours)
    assert not [line for line in ours if invited.token in line]
    assert not [line for line in ours if client.cookies.get(site.sessions.cookie, "?") in line]


def test_a_link_holds_its_token_where_no_server_sees_it(invited):
    from urllib.parse import urlsplit

    from analyse.web.cards import link

    parts = urlsplit(link(ORIGIN, invited.token))
    assert parts.fragment == invited.token
    assert invited.token not in parts.path + parts.query


def test_the_team_signs_with_a_name_and_volunteers_cannot(client_for, site):
    [made] = site.sessions.invite(Role.RESEARCH)
    client = client_for()
    assert enter(client, made.token).headers["location"] == "/mon-acces"
    client.post("/mon-acces", data={"nom": "  Une   personne "})
    assert site.store.invitations()[-1].name == "Une personne"
    assert "Une personne" in client.get("/mon-acces").text
    assert client.post("/mon-acces", data={"nom": "   "}).status_code == 422
    assert client_for(Role.VOLUNTEER).post("/mon-acces", data={"nom": "x"}).status_code == 403


def test_everything_about_access_works_on_both_databases(either_project, settings):
    app = create_app(either_project, settings=settings)
    with TestClient(app):
        make = clients(app)
        admin, volunteer = make(Role.ADMIN), make(Role.VOLUNTEER)
        settings.clock.advance(hours=13)
        assert volunteer.get("/mon-acces").status_code == 200
        assert volunteer.get("/mon-acces").status_code == 200
        assert "B-01" in admin.get("/administration/appareils").text
        mine = [i.id for i in app.state.site.store.invitations() if i.code == "B-01"]
        admin.post("/administration/invitations/revoquer", data={"invitation": mine})
        assert volunteer.get("/mon-acces").status_code == 401

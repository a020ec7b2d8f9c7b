"""Fifty volunteers at once: every vote that was acknowledged is there, once."""

from __future__ import annotations

import math
import os
import signal
import threading
from collections import Counter

import pytest
from benchmarks.campaign import phones
from benchmarks.load import serving, vote
from sqlalchemy import select

from analyse import project as projects
from analyse.store import Store, schema
from campaign_project import fill

pytestmark = pytest.mark.slow

VOLUNTEERS, VOTES = 50, 200
PACED, EVERY = 20, 1.0
PROMISED_MS, ATTEMPTS = 150, 5
KILLED_AFTER = 1.5


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request, tmp_path, monkeypatch):
    """(project, URL of its database, "" for SQLite) with a campaign."""
    url = request.getfixturevalue("new_postgres")() if request.param == "postgresql" else ""
    project = projects.create(tmp_path / "événement")
    if url:
        monkeypatch.setenv(projects.DATABASE_VARIABLE, url)
    fill(project)
    return project, url


def kept_votes(project) -> Counter[str]:
    """Id of a vote → how many lines of the database hold it."""
    with Store.open(project.database_url) as store, store._reading() as connection:
        return Counter(connection.execute(select(schema.vote.c.id)).scalars())


def test_fifty_volunteers_lose_nothing_and_wait_for_nobody(place):
    """50 × 200 votes as fast as they can, one in ten sent twice, then at a vote per second each,
    five times faster than people: each acknowledged vote is kept once, p95 under 150 ms.

    The client shares the machine with the server, and others may share it with both: the time is
    measured up to five times, and the best is taken. What is kept is checked for all of them.
    """
    project, url = place
    with Store.open(project.database_url) as store:
        people = phones(project, store, VOLUNTEERS)
    acknowledged: set[str] = set()
    best = {"at once": math.inf, "paced": math.inf}
    sent = 0
    for attempt in range(ATTEMPTS):
        first = attempt * (VOTES + PACED)
        with serving(project.folder, url=url) as address:
            at_once = vote(address, people, votes=VOTES, first=first)
            paced = vote(address, people, votes=PACED, every=EVERY, first=first + VOTES)
        assert at_once.refused == paced.refused == []
        assert at_once.lost == paced.lost == 0
        sent += VOLUNTEERS * (VOTES + PACED)
        acknowledged |= {*at_once.acknowledged, *paced.acknowledged}
        for kind, load in (("at once", at_once), ("paced", paced)):
            best[kind] = min(best[kind], load.quantile(0.95))
        if max(best.values()) < PROMISED_MS:
            break
    assert len(acknowledged) == sent
    kept = kept_votes(project)
    assert set(kept) == acknowledged
    assert set(kept.values()) == {1}
    assert max(best.values()) < PROMISED_MS, best


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_server_killed_while_fifty_vote_had_kept_what_it_acknowledged(place):
    """What it said it had received is there; phones then send all again, and each counts once."""
    project, url = place
    with Store.open(project.database_url) as store:
        people = phones(project, store, VOLUNTEERS)
    with serving(project.folder, url=url) as address:
        killer = threading.Timer(KILLED_AFTER, os.kill, (address.pid, signal.SIGKILL))
        killer.start()
        cut = vote(address, people, votes=VOTES)
        killer.join()
    assert cut.acknowledged
    assert cut.lost == VOLUNTEERS
    kept = kept_votes(project)
    assert set(cut.acknowledged) <= set(kept)
    most = max(int(one[8:], 16) for one in kept) + 2
    with serving(project.folder, url=url) as address:
        again = vote(address, people, votes=most)
    assert again.refused == []
    assert again.lost == 0
    kept = kept_votes(project)
    assert set(kept) == set(again.acknowledged) >= set(cut.acknowledged)
    assert set(kept.values()) == {1}

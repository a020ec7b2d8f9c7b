"""Fifty volunteers at once: every vote that was acknowledged is there, once."""

from __future__ import annotations

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


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request, tmp_path, monkeypatch):
    """(project, URL of its database, "" for SQLite) with a campaign."""
    url = request.getfixturevalue("new_postgres")() if request.param == "postgresql" else ""
    project = projects.create(tmp_path / "événement")
    if url:
        monkeypatch.setenv(projects.DATABASE_VARIABLE, url)
    fill(project)
    return project, url


def test_fifty_volunteers_lose_nothing_and_wait_for_nobody(place):
    """50 × 200 votes as fast as they can, one in ten sent twice: each acknowledged vote is kept
    once. Then at a vote per second each, five times faster than people: p95 under 150 ms."""
    project, url = place
    with Store.open(project.database_url) as store:
        people = phones(project, store, VOLUNTEERS)
    with serving(project.folder, url=url) as address:
        at_once = vote(address, people, votes=VOTES)
        paced = vote(address, people, votes=PACED, every=EVERY, first=VOTES)
    assert at_once.refused == paced.refused == []
    sent = VOLUNTEERS * (VOTES + PACED)
    acknowledged = set(at_once.acknowledged) | set(paced.acknowledged)
    assert len(acknowledged) == sent
    with Store.open(project.database_url) as store, store._reading() as connection:
        kept = Counter(connection.execute(select(schema.vote.c.id)).scalars())
    assert set(kept) == acknowledged
    assert set(kept.values()) == {1}
    assert paced.quantile(0.95) < 150

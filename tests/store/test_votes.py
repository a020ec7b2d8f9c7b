"""Votes on SQLite and PostgreSQL: kept once, never changed, blocks that fill without overflow."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import delete, event, update
from sqlalchemy.exc import OperationalError

from analyse.contracts import (
    Adjudication,
    Assigned,
    Campaign,
    Card,
    Motive,
    Task,
    ThemeThen,
    Vote,
)
from analyse.errors import StoreError, UsageError
from analyse.store import Store, schema

AT = "2022-11-05T12:00:00+00:00"
LATER = "2022-11-05T13:00:00+00:00"


def a_campaign(number: int) -> tuple[Campaign, list[Card]]:
    campaign = Campaign(
        number=number, kind="validation", title="Essai «\u00a0é\u00a0»", created=AT,
        author="Équipe", run=1, seed=7, volunteers=12, budget=360, votes=3, more=2, block=10,
        themes=(ThemeThen("t0123456789a", "Transport", 2, ("a" * 16, "b" * 16)),),
        codebook=(("Code", "dit"),),
    )  # fmt: skip
    cards = [
        Card(
            id=f"{number:08x}{at:08x}", campaign=number, task=Task.QUOTE, rank=at + 1,
            theme_id="t0123456789a", passage_id="a" * 16,
            content={"passage": "« é 🚌 »", "options": [["oui", "Oui"], ["non", "Non"]]},
            gold="oui",
        )
        for at in range(6)
    ]  # fmt: skip
    return campaign, cards


def three(tally, had):
    """The three cards that fewest people have, of those this person has not had."""
    mine = {a.card_id for a in had}
    _, cards = a_campaign(1)
    left = sorted((c for c in cards if c.id not in mine), key=lambda c: tally.taken(c.id))
    block = max((a.block for a in had), default=0) + 1
    return [Assigned(c.id, block, at, ("non", "oui")) for at, c in enumerate(left[:3], start=1)]


def a_vote(card: str, person: str = "B-01", choice: str = "oui", number: int = 1) -> Vote:
    return Vote(f"{number:032x}", 1, card, person, choice, "é", "2022-11-05T12:00:01Z")


@pytest.fixture
def opened(store: Store) -> Store:
    store.new_campaign(a_campaign)
    return store


def test_campaigns_come_back_whole(opened):
    campaign, cards = a_campaign(1)
    assert opened.campaigns() == (campaign,)
    assert opened.cards(1) == tuple(cards)
    assert opened.new_campaign(a_campaign).number == 2
    assert opened.polls(2).campaigns == (replace(campaign, number=2),)
    opened.close_campaign(1, LATER)
    opened.close_campaign(1, AT)
    assert opened.campaigns()[0].closed == LATER


def test_a_vote_is_kept_once_and_stands(opened):
    block = opened.next_block(1, "B-01", three, at=AT, since=AT)
    vote = a_vote(block[0].card_id)
    first = opened.deliver([vote, vote], received=AT)
    again = opened.deliver([vote], received=LATER)
    assert first[0] == first[1] == again[0]
    assert first[0].order == ("non", "oui")
    assert opened.given(1, "B-01")[0].choice == "oui"
    assert opened.progress(1) == {"B-01": 1}
    assert opened.card_votes(1, [block[0].card_id]) == {block[0].card_id: {"oui": 1}}
    assert opened.known_votes([vote.id, "x"]) == {vote.id}
    with pytest.raises(StoreError):
        opened.deliver([replace(vote, choice="non")], received=AT)


def test_a_delivery_is_all_or_nothing(opened):
    block = opened.next_block(1, "B-01", three, at=AT, since=AT)
    good, bad = a_vote(block[0].card_id), a_vote("f" * 16, number=2)
    with pytest.raises(UsageError):
        opened.deliver([good, bad], received=AT)
    assert opened.polls().votes == ()


def test_deliveries_written_together_do_not_share_their_faults(opened):
    """A card of somebody else, an id taken, a text that no database keeps: each told alone."""
    for person in ("B-01", "B-02"):
        opened.next_block(1, person, three, at=AT, since=AT)
    mine, yours = opened.given(1, "B-01"), opened.given(1, "B-02")
    first = a_vote(mine[0].card_id)
    outcomes = opened.deliver_all(
        [
            [first],
            [a_vote(mine[1].card_id, number=2), a_vote("f" * 16, number=3)],
            [a_vote(yours[0].card_id, "B-02")],  # the id of the first
            [replace(a_vote(yours[0].card_id, "B-02", number=4), text="\ud800")],
            [a_vote(yours[1].card_id, "B-02", number=5)],
            [first],
            [],
        ],
        received=AT,
    )
    kinds = [type(o).__name__ if isinstance(o, Exception) else len(o) for o in outcomes]
    assert kinds[:3] == [1, "UsageError", "StoreError"]
    assert isinstance(outcomes[3], Exception)
    assert kinds[4:] == [1, 1, 0]
    assert outcomes[5] == outcomes[0]
    assert sorted(v.id for v in opened.polls().votes) == [first.id, f"{5:032x}"]
    assert [v.number for v in opened.polls().votes] == [
        outcomes[0][0].number,
        outcomes[4][0].number,
    ]


def test_of_several_answers_to_a_card_written_together_the_last_stands(opened):
    card = opened.next_block(1, "B-01", three, at=AT, since=AT)[0].card_id
    changes = [a_vote(card, choice=c, number=n) for n, c in enumerate(("oui", "", "non"), start=1)]
    opened.deliver_all([[changes[0]], changes[1:]], received=AT)
    assert [v.choice for v in opened.polls().votes] == ["oui", "", "non"]
    assert opened.given(1, "B-01")[0].choice == "non"


def test_fifty_votes_take_as_many_statements_as_one_and_search_by_key(opened):
    """One transaction, one commit, and no table is gone through whole."""
    people = [f"B-{n:02}" for n in range(51)]
    cards = {p: opened.next_block(1, p, three, at=AT, since=AT)[0].card_id for p in people}
    votes = [[a_vote(cards[p], p, number=n)] for n, p in enumerate(people, start=1)]
    seen: list[tuple[str, object]] = []
    commits: list[object] = []
    engine = opened._engine
    event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, parameters, _context, _many: seen.append(
            (statement, parameters)
        ),
    )
    event.listen(engine, "commit", commits.append)
    opened.deliver_all(votes[:1], received=AT)
    alone, statements = len(seen), list(seen)
    seen.clear()
    outcomes = opened.deliver_all(votes[1:], received=AT)
    assert all(len(kept) == 1 for kept in outcomes)
    assert len(seen) == alone <= 8
    assert len(commits) == 2
    if engine.dialect.name == "sqlite":
        plans = [plan for s, p in [*statements, *seen] if s.startswith("SELECT")
                 for plan in _plan(opened, s, p)]  # fmt: skip
        assert any("assignment" in plan for plan in plans)
        whole = [
            plan
            for plan in plans
            for table in ("assignment", "block", "vote", "campaign")
            if plan.startswith(f"SCAN {table}")
            or (plan.startswith(f"SEARCH {table}") and plan.endswith("(campaign=?)"))
        ]
        assert whole == []


def _plan(opened: Store, statement: str, parameters: object) -> list[str]:
    with opened._reading() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[-1] for row in rows]


def test_a_database_that_does_not_answer_is_told_to_all(opened, monkeypatch):
    """Nothing is tried again one by one: each would wait as long."""
    tried: list[int] = []

    def down(_connection, deliveries, _received):
        tried.append(len(deliveries))
        raise OperationalError("INSERT", {}, Exception("locked"))

    monkeypatch.setattr("analyse.store.votes.write_deliveries", down)
    with pytest.raises(StoreError):
        opened.deliver_all([[], []], received=AT)
    assert tried == [2]


def test_a_block_waits_until_it_is_sent(opened):
    block = opened.next_block(1, "B-01", three, at=AT, since=AT)
    assert opened.next_block(1, "B-01", three, at=LATER, since=AT) == block
    opened.send_block(1, "B-01", 1, at=LATER)
    late = opened.deliver([a_vote(block[0].card_id)], received=LATER)
    assert not late[0].counted
    after = opened.next_block(1, "B-01", three, at=LATER, since=AT)
    assert {a.block for a in after} == {2}
    assert not {a.card_id for a in after} & {a.card_id for a in block}


def test_nothing_is_given_nor_counted_once_it_is_closed(opened):
    block = opened.next_block(1, "B-01", three, at=AT, since=AT)
    opened.close_campaign(1, LATER)
    assert not opened.deliver([a_vote(block[0].card_id)], received=LATER)[0].counted
    assert opened.next_block(1, "B-02", three, at=LATER, since=AT) == ()


def test_the_database_refuses_to_change_a_vote(opened):
    block = opened.next_block(1, "B-01", three, at=AT, since=AT)
    opened.deliver([a_vote(block[0].card_id)], received=AT)
    judged = Adjudication("1" * 32, 1, block[0].card_id, "É", "oui", Motive.MISTAKE, "", AT)
    kept = opened.adjudicate(judged)
    assert opened.adjudicate(judged) == kept
    for table in (schema.vote, schema.adjudication):
        for change in (update(table).values(card_id="f" * 16), delete(table)):
            with pytest.raises(StoreError), opened._writing() as connection:
                connection.execute(change)
    assert len(opened.polls().votes) == len(opened.polls().adjudications) == 1


def test_ten_people_at_once_take_turns(opened, url):
    """Each draws by a connection of its own: six cards, three each, evenly given."""
    wrong: list[str] = []

    def draw(person: str) -> None:
        try:
            with Store.open(url) as mine:
                block = mine.next_block(1, person, three, at=AT, since=AT)
                for at, one in enumerate(block):
                    number = int(person[2:]) * 100 + at + 1
                    mine.deliver([a_vote(one.card_id, person, number=number)], received=AT)
        except Exception as error:
            wrong.append(repr(error))

    threads = [threading.Thread(target=draw, args=(f"B-{n:02}",)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(opened.polls().votes) == 30
    assert sorted(opened.card_votes(1, [c.id for c in opened.cards(1)]).values(),
                  key=str) == [{"oui": 5}] * 6  # fmt: skip

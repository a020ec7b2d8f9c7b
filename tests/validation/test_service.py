"""Campaigns over a real store: votes kept once, closed campaigns, verdicts in the ledger."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyse.contracts import DecisionKind, Motive, OutcomeStatus, Task
from analyse.contracts.validation import UNSURE, YES
from analyse.errors import UsageError
from analyse.exports.tables import snapshot
from analyse.store import Store
from analyse.validation.service import Service
from analyse.validation.service.core import IDLE
from campaign_answers import everybody, kind, split, vote_of


def test_a_campaign_comes_back_whole(store, service, campaign):
    assert store.campaigns() == (campaign,)
    cards = store.cards(campaign.number)
    assert cards == tuple(service.cards(campaign.number).values())
    assert {c.task for c in cards} == set(Task) - {Task.CODING}


def test_from_first_block_to_verdicts(store, service, campaign):
    """Everybody recognises everything: six themes confirmed, in the ledger and in the view."""
    everybody(service, campaign)
    made = service.close(campaign.number, author="Équipe")
    assert [d.value for d in made] == ["confirmé"] * 6
    assert all("extraits 5/5" in d.reason and "alpha" in d.reason for d in made)
    state = snapshot(store)
    assert {t.verdict for t in state.run.themes} == {"confirmé"}
    assert {t.standing for t in state.run.themes} == {"proposé; confirmé"}
    assert service.close(campaign.number, author="Équipe") == []
    assert service.block(campaign, "B-99") == ()


def test_a_verdict_on_another_version_is_in_conflict(store, service, campaign):
    """Most passages leave the theme after the vote: the verdict no longer holds, and says why."""
    everybody(service, campaign)
    service.close(campaign.number, author="Équipe")
    from analyse.desk import Desk
    from analyse.params import GridParams

    desk = Desk(store, GridParams())
    theme = campaign.themes[0]
    desk.decide(
        DecisionKind.OFF_TOPIC, author="Équipe", passages=theme.members[: len(theme.members) - 3]
    )
    told = [
        o for o in desk.outcomes()
        if o.decision.kind is DecisionKind.VERDICT and o.decision.theme_ids == (theme.id,)
    ]  # fmt: skip
    assert [o.status for o in told] == [OutcomeStatus.CONFLICT]
    assert "autre version" in told[0].reason
    assert {t.id: t.verdict for t in desk.state.run.themes}[theme.id] == ""
    found = service.report(campaign.number, desk.state)
    changed = next(t.figures for t in found.themes if t.figures.theme_id == theme.id)
    assert changed.changed
    assert changed.quotes == (5, 5)


def test_a_verdict_is_in_nobodys_way(store, service, campaign):
    """A researcher who had read the ledger before the verdict can still decide on the theme."""
    from analyse.desk import Desk
    from analyse.params import GridParams

    everybody(service, campaign)
    service.close(campaign.number, author="Équipe")
    desk = Desk(store, GridParams())
    done = desk.decide(
        DecisionKind.RENAME, author="Équipe", themes=[campaign.themes[0].id], value="Bouger",
        known=0,
    )  # fmt: skip
    assert done.status is OutcomeStatus.APPLIED


def test_a_vote_sent_twice_counts_once(store, service, campaign):
    block = service.block(campaign, "B-01")
    card = service.cards(campaign.number)[block[0].card_id]
    vote = vote_of(campaign, "B-01", card, kind(card))
    first = service.vote([vote, vote])
    again = service.vote([vote])
    assert first[0] == first[1] == again[0]
    assert len(store.polls().votes) == 1


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_redelivery_gives_the_same_answers(data, service, campaign, store):
    """A phone that sends again any of its answers, in any grouping, changes nothing."""
    person = f"B-{data.draw(st.integers(100, 10**6))}"
    block = service.block(campaign, person)
    cards = service.cards(campaign.number)
    votes = [vote_of(campaign, person, cards[a.card_id], kind(cards[a.card_id])) for a in block]
    for vote in votes:
        service.vote([vote])
    before = service.given(campaign, person)
    for _ in range(3):
        service.vote(data.draw(st.lists(st.sampled_from(votes), max_size=6)))
    assert service.given(campaign, person) == before
    assert sum(v.person == person for v in store.polls().votes) == len(block)


def test_an_answer_can_be_taken_back_until_its_block_is_sent(store, service, campaign):
    block = service.block(campaign, "B-01")
    card = service.cards(campaign.number)[block[0].card_id]
    service.vote([vote_of(campaign, "B-01", card, kind(card))])
    service.vote([vote_of(campaign, "B-01", card, "")])
    assert service.given(campaign, "B-01")[0].choice == ""
    service.vote([vote_of(campaign, "B-01", card, kind(card), salt="2")])
    service.send(campaign.number, "B-01", 1)
    late = service.vote([vote_of(campaign, "B-01", card, "", salt="3")])
    assert not late[0].counted
    assert service.given(campaign, "B-01")[0].choice == kind(card)
    assert len(store.polls().votes) == 4  # every answer is kept


def test_what_a_card_does_not_offer_is_refused(service, campaign):
    block = service.block(campaign, "B-01")
    card = service.cards(campaign.number)[block[0].card_id]
    with pytest.raises(UsageError):
        service.vote([vote_of(campaign, "B-01", card, "n'importe quoi")])
    with pytest.raises(UsageError, match="pas été donnée"):
        service.vote([vote_of(campaign, "B-02", card, kind(card))])
    with pytest.raises(UsageError):
        service.vote([replace(vote_of(campaign, "B-01", card, kind(card)), id="x")])


def test_votes_are_never_changed_nor_removed(store, service, campaign):
    """The database itself refuses."""
    from sqlalchemy import delete, update

    from analyse.store.schema import polls

    block = service.block(campaign, "B-01")
    card = service.cards(campaign.number)[block[0].card_id]
    service.vote([vote_of(campaign, "B-01", card, kind(card))])
    for change in (update(polls.vote).values(choice="x"), delete(polls.vote)):
        with pytest.raises(Exception, match=r"[Bb]ase"), store._writing() as connection:
            connection.execute(change)
    assert len(store.polls().votes) == 1


def test_a_block_comes_back_as_it_was(service, campaign):
    """From another device, the same cards in the same order, with their answers."""
    block = service.block(campaign, "B-01")
    card = service.cards(campaign.number)[block[0].card_id]
    service.vote([vote_of(campaign, "B-01", card, kind(card))])
    again = service.block(campaign, "B-01")
    assert [a.card_id for a in again] == [a.card_id for a in block]
    assert [a.order for a in again] == [a.order for a in block]
    assert again[0].choice == kind(card)


def test_people_who_come_at_once_never_take_the_last_vote_twice(project, campaign):
    """Twenty threads draw blocks together: no card is before more people than it needs."""
    wrong: list[str] = []

    def draw(person: str) -> None:
        try:
            with Store.open(project.database_url) as mine:
                Service(mine, project.params).block(campaign, person)
        except Exception as error:
            wrong.append(repr(error))

    threads = [threading.Thread(target=draw, args=(f"B-{n:02}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with Store.open(project.database_url) as store:
        given: dict[str, int] = {}
        for n in range(20):
            for one in store.given(campaign.number, f"B-{n:02}"):
                given[one.card_id] = given.get(one.card_id, 0) + 1
        for card in store.cards(campaign.number):
            if card.votes:
                assert given.get(card.id, 0) <= card.votes


def test_cards_of_somebody_who_left_are_given_to_others(project, store):
    """After half an hour without an answer, and not before."""
    moment = [datetime(2022, 11, 5, 12, tzinfo=UTC)]
    service = Service(store, project.params, clock=lambda: moment[0])
    found = service.material()
    plan = service.propose(found, volunteers=3, minutes=60, votes=1)
    campaign = service.create(found, plan, title="", author="Équipe")
    first = {a.card_id for a in service.block(campaign, "B-01")}
    asked = {i for i in first if service.cards(campaign.number)[i].votes}
    assert not asked & {a.card_id for a in service.block(campaign, "B-02")}
    moment[0] += IDLE + timedelta(seconds=1)
    later = {a.card_id for n in range(3, 9) for a in service.block(campaign, f"B-{n:02}")}
    assert asked <= later


def test_adjudication_goes_to_the_ledger(store, service, campaign):
    target = split(service, campaign)
    assert [r.card.id for r in service.report(campaign.number).to_judge] == [target.id]
    with pytest.raises(UsageError, match="réponses"):
        service.adjudicate(
            campaign.number, target.id, author="Robin", answer="x", motive=Motive.MISTAKE
        )
    service.adjudicate(
        campaign.number, target.id, author="Robin", answer=YES, motive=Motive.LEGITIMATE
    )
    assert service.report(campaign.number).to_judge == []
    told = [d for d in store.decisions() if d.kind is DecisionKind.ADJUDICATE]
    assert len(told) == 1
    assert "désaccord légitime" in told[0].reason
    assert told[0].seen.size == 16
    other = next(c for c in service.cards(campaign.number).values() if c.id != target.id)
    with pytest.raises(UsageError, match="arbitrage"):
        service.adjudicate(campaign.number, other.id, author="R", answer="", motive=Motive.MISTAKE)


def test_agreeing_is_kept_once(store, service):
    assert not service.agreed("B-01")
    service.agree("B-01", "abc")
    service.agree("B-01", "abc")
    assert service.agreed("B-01")
    assert store.polls().people == 1


def test_unsure_words_leave_a_theme_unevaluated(service, campaign):
    """Nobody knows the words: the criterion is not measured, and nothing is held against it."""
    everybody(
        service, campaign, choose=lambda _, c: UNSURE if c.task is Task.INTRUSION else kind(c)
    )
    found = service.report(campaign.number)
    assert {t.figures.verdict.value for t in found.themes} == {"pas encore évalué"}


def test_a_withdrawn_passage_is_asked_no_more_and_leaves_the_cards(store, service, campaign):
    """Its text is nowhere in the cards, nobody gets it, and the votes on it stay."""
    known = service.cards(campaign.number)
    target = next(c for c in known.values() if c.task is Task.QUOTE and c.votes)
    everybody(service, campaign, people=3)
    before = len(store.polls().votes)
    documents, passages = store.documents(), store.passages()
    from analyse.store import StoredFile

    kept = tuple(p for p in passages if p.id != target.passage_id)
    store.save_files([StoredFile(documents[0], "d", "k", None, kept)])
    assert store.retire_cards() > 0
    assert store.retire_cards() == 0
    text = target.content["passage"]
    assert all(text not in str(dict(c.content)) for c in store.cards(campaign.number))
    assert len(store.polls().votes) == before
    for n in range(20, 30):
        for one in service.block(campaign, f"B-{n}"):
            assert target.passage_id not in service.cards(campaign.number)[one.card_id].shows


def test_what_people_write_is_masked_before_it_is_kept(store, service, campaign):
    """A name or a phone in a free answer never reaches the database; invented, both."""
    block = service.block(campaign, "B-01")
    cards = service.cards(campaign.number)
    naming = next(cards[a.card_id] for a in block if cards[a.card_id].task is Task.NAMING)
    text = "Mme Tremblay, 418-555-0199, se déplacer"
    vote = vote_of(campaign, "B-01", naming, "4", text)
    service.vote([vote])
    service.vote([vote])
    [kept] = store.polls().votes
    assert "Tremblay" not in kept.text
    assert "0199" not in kept.text
    assert kept.text.endswith("se déplacer")

"""The view that stands: an analysis with what people decided, seen at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyse.contracts import (
    Anchor,
    DecisionKind,
    LineageStatus,
    OutcomeStatus,
    QuoteStatus,
    Tension,
    TensionForm,
    ThemeChange,
)
from analyse.desk import Desk
from analyse.params import GridParams
from analyse.standing import stand
from analyse.state import describe, to_decide
from analyse.store import Store
from samples import OTHER_THEME, THEME
from small_project import a_note, an_analysis

Kind = DecisionKind


@pytest.fixture
def store(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'analyse.db'}") as opened:
        note = a_note()
        opened.save_files([note])
        opened.save_run(an_analysis(note))
        yield opened


@pytest.fixture
def desk(store) -> Desk:
    return Desk(store, GridParams(chantiers=("Se loger",)))


def ids(*positions: int) -> list[str]:
    return [a_note().passages[i].id for i in positions]


def decide(desk: Desk, kind: Kind, **given):
    return desk.decide(kind, author="Camille T.", **given)


def test_without_a_decision_the_analysis_stands_as_found(store, desk):
    assert desk.state.run == store.last_run()


def test_a_title_and_a_status_are_those_that_people_gave(desk):
    decide(desk, Kind.RENAME, themes=[THEME], value="Se déplacer")
    decide(desk, Kind.APPROVE, themes=[THEME])
    theme = desk.state.run.themes[0]
    assert (theme.title, theme.proposal, theme.status) == ("Se déplacer", "transport", "approuvé")


def test_a_merge_counts_and_quotes_both(desk):
    """Sizes are counted again, the quotes of both are there with ranks from 1, the stability is
    the mean over passages of the groups they come from."""
    decide(desk, Kind.MERGE, themes=[THEME, OTHER_THEME])
    run = desk.state.run
    assert [(t.id, t.size) for t in run.themes] == [(THEME, 6)]
    assert run.themes[0].stability == pytest.approx((3 * 0.8125 + 3 * 0.5) / 6, abs=1e-4)
    assert [q.rank for q in run.quotes] == [1, 2, 3]
    assert {q.theme_id for q in run.quotes} == {THEME}
    assert all(not p.others for p in run.placements)


def test_undoing_a_merge_gives_the_analysis_back(store, desk):
    merged = decide(desk, Kind.MERGE, themes=[THEME, OTHER_THEME])
    decide(desk, Kind.UNDO, value=merged.decision.id)
    assert desk.state.run == store.last_run()


def test_a_split_takes_its_quotes_along(desk):
    done = decide(desk, Kind.SPLIT, themes=[THEME], passages=ids(1), value="Taxibus")
    new = done.decision.theme_ids[1]
    run = desk.state.run
    assert {t.id: t.size for t in run.themes} == {THEME: 2, OTHER_THEME: 3, new: 1}
    assert {(q.theme_id, q.passage_id) for q in run.quotes} >= {(new, ids(1)[0])}
    assert [p.strength for p in run.placements if p.passage_id == ids(1)[0]] == [0.75]


def test_a_moved_passage_is_held_as_the_machine_measured_there(desk):
    decide(desk, Kind.MOVE, themes=[OTHER_THEME], passages=ids(0))
    placed = {p.passage_id: p for p in desk.state.run.placements}[ids(0)[0]]
    assert (placed.theme_id, placed.strength) == (OTHER_THEME, 0.5)


def test_a_pinned_passage_heads_the_quotes(desk):
    """Even when the machine had not chosen it."""
    decide(desk, Kind.PIN, themes=[THEME], passages=ids(2))
    quotes = [q for q in desk.state.run.quotes if q.theme_id == THEME]
    assert [q.passage_id for q in quotes] == ids(2, 0, 1)


def test_off_topic_is_a_state_of_its_own(desk):
    """Neither in a theme nor unclassified: the ledger counts it apart, and adds up."""
    decide(desk, Kind.OFF_TOPIC, passages=ids(6, 0))
    found = describe(desk.state)
    assert found.problems == []
    assert (found.ledger.classified, found.ledger.unclassified, found.ledger.off_topic) == (5, 0, 2)
    assert ids(0)[0] not in {q.passage_id for q in desk.state.run.quotes}


def test_a_rejected_theme_leaves_and_its_passages_are_unclassified(desk):
    decide(desk, Kind.REJECT, themes=[THEME])
    assert [t.id for t in desk.state.run.themes] == [OTHER_THEME]
    assert describe(desk.state).ledger.unclassified == 4


def test_quotes_are_approved_or_rejected_for_the_text_they_have(store, desk):
    """A changed text takes the approval away, and says so."""
    decide(desk, Kind.APPROVE_QUOTE, passages=ids(0))
    decide(desk, Kind.REJECT_QUOTE, passages=ids(1))
    status = {q.passage_id: q.status for q in desk.state.run.quotes}
    assert status[ids(0)[0]] is QuoteStatus.APPROVED
    assert status[ids(1)[0]] is QuoteStatus.REJECTED
    passages = [replace(p, text=p.text.upper()) for p in store.passages()]
    after = stand(store.last_run(), passages, {}, store.decisions(), [])
    assert {q.status for q in after.run.quotes} == {QuoteStatus.PROPOSED}
    assert [o.status for o in after.decided.outcomes] == [OutcomeStatus.CONFLICT] * 2
    assert "à relire" in after.decided.outcomes[0].reason


def test_an_approved_quote_stays_when_the_machine_no_longer_chooses_it(store, desk):
    decide(desk, Kind.APPROVE_QUOTE, passages=ids(0))
    run = store.last_run()
    other = replace(run, quotes=tuple(q for q in run.quotes if q.passage_id != ids(0)[0]))
    documents = {d.id: d for d in store.documents()}
    after = stand(other, store.passages(), documents, store.decisions(), [])
    kept = [q for q in after.run.quotes if q.passage_id == ids(0)[0]]
    assert [(q.theme_id, q.status) for q in kept] == [(THEME, QuoteStatus.APPROVED)]


def test_a_decision_follows_a_corrected_passage_and_says_how(store, desk):
    """By its place: followed and told. Vanished: in conflict, never dropped."""
    decide(desk, Kind.MOVE, themes=[OTHER_THEME], passages=ids(0))
    decide(desk, Kind.MOVE, themes=[OTHER_THEME], passages=ids(1))
    run, passages = store.last_run(), store.passages()
    new = replace(passages[0], id="f" * 16)
    placements = [p for p in run.placements if p.passage_id not in ids(0, 1)]
    moved = next(p for p in run.placements if p.passage_id == ids(0)[0])
    placements.append(replace(moved, passage_id=new.id))
    kept = [new, *(p for p in passages if p.id not in ids(0, 1))]
    anchors = [Anchor(ids(0)[0], new.id, "contexte")]
    documents = {d.id: d for d in store.documents()}
    after = stand(
        replace(run, placements=tuple(placements)), kept, documents, store.decisions(), anchors
    )
    assert after.decided.main[new.id] == OTHER_THEME
    followed, vanished = after.decided.outcomes
    assert followed.status is OutcomeStatus.APPLIED
    assert "leur place" in followed.reason
    assert vanished.status is OutcomeStatus.CONFLICT
    assert "plus dans les notes" in vanished.reason


def test_what_is_in_conflict_waits_for_a_person(store, desk):
    """A decision on a theme that the next analysis does not find is queued with its reason."""
    decide(desk, Kind.RENAME, themes=[THEME], value="Se déplacer")
    assert to_decide(desk.state) == ()
    run = an_analysis(a_note(), 2)
    lone = [replace(p, theme_id="" if p.theme_id == THEME else p.theme_id) for p in run.placements]
    store.save_run(replace(run, themes=run.themes[1:], placements=tuple(lone), quotes=()))
    waiting = to_decide(Desk(store, GridParams()).state)
    assert [(w.decision, w.theme_id) for w in waiting] == [(1, THEME)]
    assert "Transport collectif" in waiting[0].why


def test_a_doubt_waits_until_somebody_decides_on_the_theme(store):
    """Through later analyses too; approving the theme is enough."""
    doubt = ThemeChange(
        THEME, "Transport", LineageStatus.SPLIT, 0.4, doubtful=True, reason="44 % seulement"
    )
    store.save_run(replace(an_analysis(a_note(), 2), lineage=(doubt,)))
    store.save_run(an_analysis(a_note(), 3))
    desk = Desk(store, GridParams())
    assert [(w.theme_id, w.decision) for w in to_decide(desk.state)] == [(THEME, 0)]
    assert "analyse 2" in to_decide(desk.state)[0].why
    decide(desk, Kind.APPROVE, themes=[THEME])
    assert to_decide(desk.state) == ()


def test_a_disagreement_goes_with_its_passages(store, desk):
    """To the theme that both sides are in; a side that leaves takes it away."""
    both = (ids(0)[0],), (ids(1)[0],)
    found = Tension("a" * 16, THEME, 1, TensionForm.OPPOSITION, "mais", True, *both)
    store.save_run(replace(an_analysis(a_note(), 2), tensions=(found,)))
    desk = Desk(store, GridParams())
    merged = decide(desk, Kind.MERGE, themes=[OTHER_THEME, THEME])
    assert [(t.theme_id, t.rank) for t in desk.state.run.tensions] == [(OTHER_THEME, 1)]
    decide(desk, Kind.UNDO, value=merged.decision.id)
    decide(desk, Kind.OFF_TOPIC, passages=ids(1))
    assert desk.state.run.tensions == ()

"""What always holds when decisions are replayed, whatever the days and the decisions."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import Decision, DecisionKind, OutcomeStatus
from analyse.decisions import Decided, Found, active, constraints, replay
from worlds import AT, decide, founds, histories


def view_of(decided: Decided) -> dict[str, object]:
    """What people see: everything but what became of each decision."""
    kept = {f.name: getattr(decided, f.name) for f in fields(decided)}
    for name in ("outcomes", "merged", "rejected"):
        del kept[name]
    return kept


def undo(decision: Decision, number: int) -> Decision:
    return Decision(
        id=f"{number:032x}",
        kind=DecisionKind.UNDO,
        author="Camille T.",
        at=AT,
        theme_ids=decision.theme_ids,
        passage_ids=decision.passage_ids,
        value=decision.id,
        number=number,
    )


@settings(deadline=None)
@given(history=histories())
def test_every_decision_is_accounted_for(history):
    """After any sequence of days and decisions: one outcome each, a conflict says why, and every
    passage of the notes is in exactly one state, in a theme that stands or in none."""
    found, ledger = history
    decided = replay(found, ledger)
    assert [o.decision for o in decided.outcomes] == ledger
    assert all(o.reason for o in decided.outcomes if o.status is OutcomeStatus.CONFLICT)
    assert set(decided.main) == set(found.main)
    for passage, theme in decided.main.items():
        assert theme in decided.titles or theme == ""
        assert decided.state(passage) in ("classé", "non classé", "hors sujet")
        assert not (passage in decided.off_topic and theme)
    assert all(decided.main[p] == t for p, t in decided.pinned.items())
    assert not set(decided.titles) & decided.rejected


@settings(deadline=None)
@given(history=histories())
def test_replay_is_idempotent(history):
    """The same decisions again, sent twice or replayed over the view they gave, change nothing."""
    found, ledger = history
    once = replay(found, ledger)
    assert replay(found, [*ledger, *ledger]) == once
    over = Found(titles=once.titles, main=once.main, texts=found.texts, followed=found.followed)
    assert view_of(replay(over, ledger)) == view_of(once)


@settings(deadline=None)
@given(history=histories(), data=st.data())
def test_the_order_of_independent_decisions_does_not_matter(history, data):
    """Two neighbours in the ledger that share no theme and no passage may be exchanged."""
    found, ledger = history
    pairs = [
        i
        for i in range(len(ledger) - 1)
        if not ledger[i].touches(ledger[i + 1]) and ledger[i].id != ledger[i + 1].value
    ]
    if not pairs:
        return
    at = data.draw(st.sampled_from(pairs))
    turned = [*ledger[:at], ledger[at + 1], ledger[at], *ledger[at + 2 :]]
    one, other = replay(found, ledger), replay(found, turned)
    assert view_of(one) == view_of(other)
    assert {o.decision.id: o.status for o in one.outcomes} == {
        o.decision.id: o.status for o in other.outcomes
    }


@settings(deadline=None)
@given(history=histories(), data=st.data())
def test_undo_restores_and_undoing_the_undo_brings_back(history, data):
    """Undoing the last decision gives the view without it; undoing that gives it back."""
    found, ledger = history
    new = decide(data.draw, replay(found, ledger), ledger)
    if new is None:
        return
    before, with_it = replay(found, ledger), replay(found, [*ledger, new])
    back = undo(new, len(ledger) + 2)
    assert view_of(replay(found, [*ledger, new, back])) == view_of(before)
    again = undo(back, len(ledger) + 3)
    assert view_of(replay(found, [*ledger, new, back, again])) == view_of(with_it)


@settings(deadline=None)
@given(history=histories())
def test_what_the_next_analysis_is_asked_depends_on_what_stands_alone(history):
    """Undone decisions ask nothing; titles and approvals ask nothing of how passages are
    grouped."""
    _, ledger = history
    plain = {DecisionKind.RENAME, DecisionKind.DEFINE, DecisionKind.APPROVE, DecisionKind.FICHE}
    standing = [d for d in active(ledger) if d.kind not in plain]
    assert constraints(ledger).digest() == constraints(standing).digest()


@given(found=founds())
def test_without_a_decision_the_machine_stands(found):
    decided = replay(found, [])
    assert decided.main == dict(found.main)
    assert decided.titles == dict(found.titles)
    assert decided.outcomes == ()


@given(found=founds())
def test_a_replay_mutates_nothing(found):
    copied = replace(found, titles=dict(found.titles), main=dict(found.main))
    first = next(iter(found.titles))
    decision = Decision("a" * 32, DecisionKind.REJECT, "C.", AT, theme_ids=(first,))
    replay(found, [decision])
    assert found == copied

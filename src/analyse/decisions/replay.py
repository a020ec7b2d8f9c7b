"""Decisions replayed, in the order of the ledger, over what the machine found.

Replaying is a pure function: the same analysis and the same decisions give the same view, and
decisions that concern neither a same theme nor a same passage may come in any order. Every
decision ends applied (it changed the view), satisfied (the view was already so), in conflict
(it could not be carried out in full, with the reason) or undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analyse.contracts import Decision, DecisionKind, Outcome, OutcomeStatus
from analyse.contracts.decisions import TELLING
from analyse.decisions.rules import RULES
from analyse.decisions.view import Decided, Found, View
from analyse.decisions.writing import LINES, write


def replay(found: Found, decisions: Sequence[Decision]) -> Decided:
    """The view that stands, and what became of each decision.

    Args:
        found: what the machine found.
        decisions: in the order of the ledger; one that is there twice counts once.

    Returns:
        the view; `outcomes` has one entry per distinct decision. Nothing is mutated.
    """
    ordered = list({decision.id: decision for decision in reversed(decisions)}.values())[::-1]
    undone = _undone(ordered)
    view = View(found=found, titles=dict(found.titles), main=dict(found.main))
    for decision in ordered:
        if decision.theme_ids and decision.seen.title:
            view.told.setdefault(decision.theme_ids[0], decision.seen.title)
    outcomes: dict[str, Outcome] = {}
    carried = [d for d in ordered if d.id not in undone and d.kind is not DecisionKind.UNDO]
    _revive(view, carried)
    # What volunteers said is of a version of a theme: it is compared with the view that stands.
    for decision in sorted(carried, key=lambda d: d.kind in TELLING):
        if decision.kind not in LINES:
            outcomes[decision.id] = Outcome(decision, *RULES[decision.kind](view, decision))
    writing, told = write(view, carried)
    outcomes |= told
    by_id = {decision.id: decision for decision in ordered}
    for decision in ordered:
        if decision.id in undone:
            by = undone[decision.id]
            outcomes[decision.id] = Outcome(
                decision, OutcomeStatus.UNDONE, f"par la décision {by.number}" if by.number else ""
            )
        elif decision.kind is DecisionKind.UNDO:
            target = by_id.get(decision.value)
            outcomes[decision.id] = (
                Outcome(decision, OutcomeStatus.APPLIED)
                if target
                else Outcome(
                    decision,
                    OutcomeStatus.CONFLICT,
                    "la décision à annuler n'est pas au registre, ou vient après",
                )
            )
    return Decided(
        titles=view.titles,
        main=view.main,
        off_topic=frozenset(view.off_topic),
        named=frozenset(view.named & set(view.titles)),
        definitions={t: d.value for t, d in view.defined.items() if t in view.titles},
        approved=frozenset(view.approved & set(view.titles)),
        fiches={t: f for t, f in view.fiches.items() if t in view.titles},
        chantiers={t: c for t, c in view.chantiers.items() if t in view.titles},
        quotes=view.quotes,
        pinned=view.pinned,
        merged=view.merged,
        rejected=frozenset(view.rejected),
        outcomes=tuple(outcomes[decision.id] for decision in ordered),
        verdicts={t: v for t, v in view.verdicts.items() if t in view.titles},
        judged={t: n for t, n in view.judged.items() if t in view.titles},
        writing=writing,
    )


def _revive(view: View, decisions: Sequence[Decision]) -> None:
    """A theme that took others in is there although the machine found one of these in its place.

    It is so from the start, so that what was decided on it before the merge still holds.
    """
    made = {d.theme_ids[1] for d in decisions if d.kind is DecisionKind.SPLIT}
    for decision in decisions:
        if decision.kind is not DecisionKind.MERGE:
            continue
        target, *sources = decision.theme_ids
        here = [source for source in sources if source in view.titles]
        if target not in view.titles and target not in made and here:
            view.titles[target] = view.told.get(target) or view.titles[here[0]]


def active(decisions: Sequence[Decision]) -> list[Decision]:
    """Decisions that nothing undid, in order; those that undo are left out."""
    undone = _undone(decisions)
    return [d for d in decisions if d.id not in undone and d.kind is not DecisionKind.UNDO]


def _undone(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Id of each undone decision → the one that undid it. An undone undoing undoes nothing."""
    undone: dict[str, Decision] = {}
    ordered = list(decisions)
    place = {decision.id: at for at, decision in enumerate(ordered)}
    for at in range(len(ordered) - 1, -1, -1):
        decision = ordered[at]
        if decision.kind is not DecisionKind.UNDO or decision.id in undone:
            continue
        # An undoing only reaches back: the later ones are known, so one pass is enough.
        if place.get(decision.value, at) < at:
            undone.setdefault(decision.value, decision)
    return undone

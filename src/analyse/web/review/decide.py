"""Deciding: one form, one decision; what it would have spoiled is shown instead of done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from analyse.contracts import Decision, DecisionKind, Outcome, OutcomeStatus
from analyse.decisions import LINES
from analyse.decisions.make import new_id
from analyse.desk import Desk
from analyse.errors import ConcurrentDecision, UsageError
from analyse.flagging import flags_of
from analyse.terminal.decisions import told
from analyse.views.model import Model
from analyse.web.review.common import DECIDES, HOME, model_of, models, shared
from analyse.web.roles import Visitor, allow
from analyse.web.site import site

router = APIRouter(prefix=HOME)
Kind = DecisionKind
_WAY = re.compile(rf"{HOME}(?:[/?][^\s\\]*)?")
ON_PASSAGES = (Kind.OFF_TOPIC, Kind.APPROVE_QUOTE, Kind.REJECT_QUOTE)
TO_TARGET = (Kind.MOVE, Kind.PIN)

Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=4200)]
Ids = Annotated[list[Annotated[str, Form(max_length=32)]], Form(max_length=50_000)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for.

    Attributes:
        known: number of the last decision its author had read.
        decision_id: the same one makes a second sending count once.
        back: path to come back to.
    """

    kind: DecisionKind
    themes: tuple[str, ...]
    passages: tuple[str, ...]
    value: str
    reason: str
    known: int
    decision_id: str
    back: str


def asked(
    action: Annotated[DecisionKind, Form()],
    connu: Annotated[int, Form(ge=0)],
    decision: Annotated[str, Form(pattern="^[0-9a-f]{32}$")],
    theme: Ids = [],  # noqa: B006 - a form's default
    passage: Ids = [],  # noqa: B006 - a form's default
    valeur: Long = "",
    titre: Short = "",
    cible: Short = "",
    raison: Long = "",
    retour: Annotated[str, Form(max_length=1000)] = HOME,
) -> Asked:
    """A form understood. `titre` is the value of a split, `cible` the theme passages go to."""
    themes = tuple(theme)
    if action in TO_TARGET and cible:
        themes = (cible,)
    elif action is Kind.MERGE and cible:
        themes = (*themes, cible)
    elif action in ON_PASSAGES:
        themes = ()
    value = titre if action is Kind.SPLIT and titre else valeur
    return Asked(
        kind=action,
        themes=tuple(t for t in themes if t),
        passages=tuple(passage),
        value=value,
        reason=raison,
        known=connu,
        decision_id=decision,
        back=retour if _WAY.fullmatch(retour) else HOME,
    )


@router.post("/decider")
def decide(
    request: Request,
    want: Annotated[Asked, Depends(asked)],
    visitor: Visitor = allow(*DECIDES),
) -> Response:
    """Take one decision, signed by the session."""
    here = site(request)
    here.limits.spend(visitor.invitation)
    state = here.reading.snapshot()
    desk = Desk(here.store, here.project.params.grille, state=state, read=here.reading.snapshot)
    try:
        outcome = desk.decide(
            want.kind,
            author=visitor.signature,
            themes=want.themes,
            passages=want.passages,
            value=_value(desk, want),
            reason=want.reason,
            decision_id=_id(state.decisions, want),
            known=want.known,
        )
    except ConcurrentDecision as error:
        return _again(request, want, 409, numbers=error.numbers)
    except UsageError as error:
        return _again(request, want, 422, error=error)
    model = models(request).of(desk.state)
    numbers = {d.id: d.number for d in desk.state.decisions}
    titles = model.titles if model else {}
    done = f"Décision {outcome.decision.number}\u00a0: {told(outcome.decision, titles, numbers)}."
    more = f" {outcome.reason[:1].upper()}{outcome.reason[1:]}." if outcome.reason else ""
    way = _way(want, outcome, model)
    if outcome.status is OutcomeStatus.CONFLICT:
        return here.see(way, warning=done + more)
    if outcome.status is OutcomeStatus.SATISFIED:
        more += " Rien n'a changé\u00a0: c'était déjà ainsi."
    return here.see(way, done=done + more)


def _value(desk: Desk, want: Asked) -> str:
    """The value as decisions take it: an entry of the grille by its code, a decision by its id."""
    if want.kind in (Kind.FICHE, Kind.CHANTIER):
        return desk.entry(want.kind, want.value)
    return desk.number(want.value) if want.kind is Kind.UNDO else want.value


def _id(decisions: Sequence[Decision], want: Asked) -> str:
    """The form's id; a fresh one when the form was filled again, differently, after it was sent."""
    for one in decisions:
        if one.id == want.decision_id and one.kind is want.kind:
            other = want.kind is not Kind.UNDO and (
                (want.value.strip() and one.value != want.value.strip() and want.kind in _TEXTS)
                or (want.themes and want.themes[0] not in one.theme_ids)
                or (want.kind in _CHOSEN and set(want.passages) != set(one.passage_ids))
            )
            return new_id() if other else one.id
        if one.id == want.decision_id:
            return new_id()
    return want.decision_id


_TEXTS = (Kind.RENAME, Kind.DEFINE, Kind.SPLIT, *LINES)
_QUOTED = (Kind.APPROVE_QUOTE, Kind.REJECT_QUOTE)
"""Decided on one passage, which is shown again with its flags when nothing was written."""
_CHOSEN = (Kind.SPLIT, Kind.MOVE, Kind.PIN, Kind.OFF_TOPIC, *_QUOTED)


def _way(want: Asked, outcome: Outcome, model: Model | None) -> str:
    """Where to go afterwards: the new theme of a split, not the page of a theme that is gone."""
    if want.kind is Kind.SPLIT:
        new = outcome.decision.theme_ids[1]
        return f"{HOME}/themes/{new}" if model and new in model.themes else want.back
    gone = want.kind is Kind.REJECT and not want.passages
    if gone and any(f"/themes/{t}" in want.back for t in want.themes):
        return HOME
    return want.back


def _again(
    request: Request,
    want: Asked,
    status: int,
    *,
    numbers: Sequence[int] = (),
    error: UsageError | None = None,
) -> Response:
    """What was not done, why, and the same form to send again, knowing it."""
    here, model = site(request), model_of(request)
    if model is None:
        raise error or UsageError("Ce projet n'a pas encore d'analyse.")
    others = [o for o in model.decided.outcomes if o.decision.number in set(numbers)]
    quoted = [p for p in want.passages if p in model.corpus] if want.kind in _QUOTED else []
    flags = flags_of(model.state, quoted)
    return here.page(
        request,
        "review/encore.html.jinja",
        status=status,
        want=want,
        others=others,
        error=error,
        shown=[(model.corpus[p], flags.get(p, ())) for p in quoted],
        texts=_TEXTS,
        fiches=here.project.params.grille.fiches,
        **shared(request, model),
    )

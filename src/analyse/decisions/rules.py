"""What each kind of decision does to the view: one rule per kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from analyse.contracts import Decision, DecisionKind, OutcomeStatus, QuoteStatus
from analyse.contracts.validation import SAME_VERSION
from analyse.decisions.view import View

Result = tuple[OutcomeStatus, str]
Rule = Callable[[View, Decision], Result]

_MOST = 0.5
"""A theme that is gone is found again in another when that one holds half of its passages."""


def _done(changed: bool) -> Result:
    return (OutcomeStatus.APPLIED if changed else OutcomeStatus.SATISFIED), ""


def _conflict(reason: str) -> Result:
    return OutcomeStatus.CONFLICT, reason


def _why_gone(view: View, theme_id: str) -> str:
    """Why a theme is not in the view."""
    name = view.name(theme_id)
    if theme_id in view.merged:
        return f"le thème {name} a été fusionné dans {view.name(view.root(theme_id))}"
    if theme_id in view.rejected:
        return f"le thème {name} a été rejeté"
    return f"le thème {name} n'est pas dans cette analyse"


def _rename(view: View, decision: Decision) -> Result:
    theme = decision.theme_ids[0]
    if theme not in view.titles:
        return _conflict(_why_gone(view, theme))
    changed = view.titles[theme] != decision.value
    view.titles[theme] = decision.value
    view.named.add(theme)
    return _done(changed)


def _define(view: View, decision: Decision) -> Result:
    theme = decision.theme_ids[0]
    if theme not in view.titles:
        return _conflict(_why_gone(view, theme))
    before = view.defined.get(theme)
    same = before is not None and (before.value, before.passage_ids) == (
        decision.value,
        decision.passage_ids,
    )
    view.defined[theme] = decision
    return _done(not same)


def _approve(view: View, decision: Decision) -> Result:
    theme = decision.theme_ids[0]
    if theme not in view.titles:
        return _conflict(_why_gone(view, theme))
    changed = theme not in view.approved
    view.approved.add(theme)
    return _done(changed)


def _assign(view: View, decision: Decision) -> Result:
    theme = decision.theme_ids[0]
    if theme not in view.titles:
        return _conflict(_why_gone(view, theme))
    fiche = decision.kind is DecisionKind.FICHE
    assigned = view.fiches if fiche else view.chantiers
    entries = assigned.get(theme, ())
    if decision.value in entries:
        return _done(False)
    assigned[theme] = tuple(sorted((*entries, decision.value)))  # several, in no order of arrival
    return _done(True)


def _merge(view: View, decision: Decision) -> Result:
    target, sources = view.root(decision.theme_ids[0]), decision.theme_ids[1:]
    here = [s for s in sources if s in view.titles and s != target]
    if target not in view.titles:
        return _conflict(_why_gone(view, target))
    for source in here:
        for passage in view.members(source):
            view.place(passage, target)
        del view.titles[source]
        view.merged[source] = target
    elsewhere = [s for s in sources if s not in here and view.root(s) != target]
    if not elsewhere:
        return _done(bool(here))
    # The machine no longer finds them: what they held should be in the theme they joined.
    passages, _, _ = view.now(decision.passage_ids)
    places = Counter(view.main[p] for p in passages)
    if places[target] >= _MOST * len(passages):
        view.merged |= {s: target for s in elsewhere if s not in view.rejected}
        return _done(bool(here))
    reason = _why_gone(view, elsewhere[0])
    other, count = max(places.items(), key=lambda item: (item[1], item[0]))
    where = f"dans {view.name(other)}" if other else "non classés"
    return _conflict(f"{reason}; {count} de ses {len(passages)} passages sont {where}")


def _split(view: View, decision: Decision) -> Result:
    new = decision.theme_ids[1]
    passages, gone, guessed = view.now(decision.passage_ids)
    if not passages:
        return _conflict("aucun des passages du nouveau thème n'est encore dans les notes")
    if new in view.merged or new in view.rejected:
        return _conflict(_why_gone(view, new))
    followers = sorted(
        p for p, by in view.found.followed.items() if by == decision.id and p in view.main
    )
    changed = new not in view.titles
    view.titles[new] = decision.value
    view.named.add(new)
    for passage in (*passages, *followers):
        changed |= view.place(passage, new)
    return _partly(view, changed, gone, guessed, len(decision.passage_ids))


def _move(view: View, decision: Decision) -> Result:
    target = view.root(decision.theme_ids[0])
    if target not in view.titles:
        return _conflict(_why_gone(view, target))
    passages, gone, guessed = view.now(decision.passage_ids)
    changed = False
    for passage in passages:
        changed |= view.place(passage, target)
        if decision.kind is DecisionKind.PIN:
            changed |= view.pinned.get(passage) != target
            view.pinned[passage] = target
    return _partly(view, changed, gone, guessed, len(decision.passage_ids))


def _reject(view: View, decision: Decision) -> Result:
    theme = decision.theme_ids[0]
    if not decision.passage_ids:
        if theme in view.merged:
            return _conflict(_why_gone(view, theme))
        changed = theme in view.titles
        for passage in view.members(theme):
            view.place(passage, "")
        view.titles.pop(theme, None)
        view.rejected.add(theme)
        return _done(changed)
    passages, gone, guessed = view.now(decision.passage_ids)
    changed = False
    for passage in passages:
        if view.main[passage] == view.root(theme):
            changed |= view.place(passage, "")
    return _partly(view, changed, gone, guessed, len(decision.passage_ids))


def _off_topic(view: View, decision: Decision) -> Result:
    passages, gone, guessed = view.now(decision.passage_ids)
    changed = False
    for passage in passages:
        changed |= passage not in view.off_topic
        view.place(passage, "")
        view.off_topic.add(passage)
    return _partly(view, changed, gone, guessed, len(decision.passage_ids))


def _quote(view: View, decision: Decision) -> Result:
    passages, _, _ = view.now(decision.passage_ids)
    if not passages:
        return _conflict("le passage n'est plus dans les notes")
    passage = passages[0]
    if view.found.texts.get(passage) != decision.value:
        return _conflict("le texte du passage a changé depuis\u00a0: l'extrait est à relire")
    approved = decision.kind is DecisionKind.APPROVE_QUOTE
    status = QuoteStatus.APPROVED if approved else QuoteStatus.REJECTED
    changed = view.quotes.get(passage) is not status
    view.quotes[passage] = status
    return _done(changed)


def _verdict(view: View, decision: Decision) -> Result:
    theme = view.root(decision.theme_ids[0])
    if theme not in view.titles:
        return _conflict(_why_gone(view, decision.theme_ids[0]))
    then, gone, _ = view.now(decision.passage_ids)
    members = view.members(theme)
    both = set(then) | set(members)
    common = len(set(then) & set(members)) / (len(both) + gone) if both or gone else 1.0
    if common < SAME_VERSION:
        view.verdicts.pop(theme, None)
        return _conflict(
            "les bénévoles ont vu une autre version du thème "
            f"({round(100 * common)}\u00a0% des passages en commun)"
        )
    changed = view.verdicts.get(theme) != decision.value
    view.verdicts[theme] = decision.value
    return _done(changed)


def _adjudicate(view: View, decision: Decision) -> Result:
    theme = view.root(decision.theme_ids[0])
    if theme not in view.titles:
        return _conflict(_why_gone(view, decision.theme_ids[0]))
    view.judged[theme] = view.judged.get(theme, 0) + 1
    return _done(True)


def _partly(view: View, changed: bool, gone: int, guessed: int, count: int) -> Result:
    """The outcome of what was decided on passages, some of which may have changed or vanished."""
    if gone:
        rest = "" if gone == count else "; la décision vaut pour les autres"
        return _conflict(f"{gone} passages sur {count} ne sont plus dans les notes{rest}")
    status, _ = _done(changed)
    reason = f"{guessed} passages corrigés, suivis par leur place dans la note" if guessed else ""
    return status, reason


RULES: dict[DecisionKind, Rule] = {
    DecisionKind.RENAME: _rename,
    DecisionKind.DEFINE: _define,
    DecisionKind.MERGE: _merge,
    DecisionKind.SPLIT: _split,
    DecisionKind.MOVE: _move,
    DecisionKind.PIN: _move,
    DecisionKind.REJECT: _reject,
    DecisionKind.OFF_TOPIC: _off_topic,
    DecisionKind.APPROVE: _approve,
    DecisionKind.FICHE: _assign,
    DecisionKind.CHANTIER: _assign,
    DecisionKind.APPROVE_QUOTE: _quote,
    DecisionKind.REJECT_QUOTE: _quote,
    DecisionKind.VERDICT: _verdict,
    DecisionKind.ADJUDICATE: _adjudicate,
}
"""Undoing is not a rule: what it undoes is simply not replayed. Lines are written at the end
(`writing.write`)."""

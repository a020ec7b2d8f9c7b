"""What people wrote about the themes that stand, from the ledger and the view at its end.

Lines follow their theme when it is merged, whatever the order of the decisions; they are kept in
the order of the ledger's numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from analyse.contracts import Decision, DecisionKind, Line, Outcome, OutcomeStatus, Writing
from analyse.decisions.view import View

SENTENCES = (
    DecisionKind.SUMMARY,
    DecisionKind.FINDING,
    DecisionKind.LEAD,
    DecisionKind.TENSION,
)
"""Sentences of a fiche, in the order it shows them: each rests on passages."""

LINES = (*SENTENCES, DecisionKind.INCLUDE, DecisionKind.EXCLUDE, DecisionKind.MEMO)
"""Kinds that add a line and change no theme."""


def write(view: View, carried: Sequence[Decision]) -> tuple[dict[str, Writing], dict[str, Outcome]]:
    """What is written about each theme of the view, and what became of each decision of `LINES`.

    Args:
        view: after every other decision.
        carried: decisions that stand, in the order of the ledger.

    Returns:
        theme id → writing, only for themes about which something is written; decision id →
        outcome. The same text written again about a theme takes the place of the first, with its
        own support.
    """
    into = {
        source: d.theme_ids[0]
        for d in carried
        if d.kind is DecisionKind.MERGE
        for source in d.theme_ids[1:]
    }
    lines: dict[str, dict[tuple[DecisionKind, str], Line]] = defaultdict(dict)
    outcomes: dict[str, Outcome] = {}
    for decision in sorted(carried, key=lambda d: d.number):
        if decision.kind not in LINES:
            continue
        theme = _standing(view, decision.theme_ids[0], into)
        if not theme:
            name = view.name(decision.theme_ids[0])
            reason = f"le thème {name} n'est plus là"
            outcomes[decision.id] = Outcome(decision, OutcomeStatus.CONFLICT, reason)
            continue
        line, key = line_of(view, decision), (decision.kind, decision.value)
        before = lines[theme].get(key)
        lines[theme][key] = line
        same = before is not None and before.support == line.support
        status = OutcomeStatus.SATISFIED if same else OutcomeStatus.APPLIED
        outcomes[decision.id] = Outcome(decision, status, _weak(line))
    defined = {t: line_of(view, d) for t, d in view.defined.items() if t in view.titles}
    return {
        theme: _writing(defined.get(theme), list(lines[theme].values()) if theme in lines else [])
        for theme in view.titles
        if theme in defined or theme in lines
    }, outcomes


def line_of(view: View, decision: Decision) -> Line:
    """The line that a decision wrote, with what it rests on now."""
    here, gone, guessed = view.now(decision.passage_ids)
    support = [passage for passage in here if passage not in view.off_topic]
    return Line(
        decision=decision.id,
        number=decision.number,
        kind=decision.kind,
        text=decision.value,
        author=decision.author,
        at=decision.at,
        support=tuple(sorted(support)),
        lost=gone + len(here) - len(support),
        guessed=guessed,
    )


def unsupported(writing: Mapping[str, Writing]) -> dict[str, tuple[Line, ...]]:
    """Theme id → its definition and sentences that rest on no passage; only themes with some.

    What a gate of publication refuses.
    """
    return {theme: written.unsupported for theme, written in writing.items() if written.unsupported}


def _standing(view: View, theme: str, into: Mapping[str, str]) -> str:
    seen = {theme}
    while theme not in view.titles:
        theme = into.get(theme, "")
        if theme in seen or not theme:
            return ""
        seen.add(theme)
    return theme


def _weak(line: Line) -> str:
    if line.kind in SENTENCES and not line.support:
        return "sans appui\u00a0: cette phrase ne peut pas être publiée"
    if line.lost:
        plural = "s" if line.lost > 1 else ""
        return f"{line.lost} passage{plural} d'appui en moins"
    return ""


def _writing(definition: Line | None, lines: Sequence[Line]) -> Writing:
    def of(*kinds: DecisionKind) -> tuple[Line, ...]:
        return tuple(line for kind in kinds for line in lines if line.kind is kind)

    return Writing(
        definition=definition,
        sentences=of(*SENTENCES),
        inclusion=of(DecisionKind.INCLUDE),
        exclusion=of(DecisionKind.EXCLUDE),
        memos=of(DecisionKind.MEMO),
    )

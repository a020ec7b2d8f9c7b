"""What the decisions ask of the next analysis: together, apart, placed, out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyse.contracts import Decision, DecisionKind
from analyse.decisions.replay import active


@dataclass(frozen=True, slots=True)
class Constraints:
    """What people asked of how passages are grouped; titles and approvals are not here.

    Attributes:
        together: theme id → the theme that took it in.
        apart: (passage, theme): the passage is not of that theme.
        placed: passage id → theme people put it in; the last word counts.
        pinned: passages shown first among the quotes of their theme.
        out: passages outside the subject.
        refused: themes that are not kept.
        unquoted: passages that people do not want quoted.
        splits: the decisions that split a theme: (decision id, theme, new theme, analysis seen).
    """

    together: Mapping[str, str]
    apart: frozenset[tuple[str, str]]
    placed: Mapping[str, str]
    pinned: frozenset[str]
    out: frozenset[str]
    refused: frozenset[str]
    unquoted: frozenset[str]
    splits: tuple[tuple[str, str, str, int], ...]

    def digest(self) -> str:
        """Hexadecimal digest: another one means that the next analysis may differ."""
        made_of = [
            sorted(self.together.items()),
            sorted(self.apart),
            sorted(self.placed.items()),
            sorted(self.pinned),
            sorted(self.out),
            sorted(self.refused),
            sorted(self.unquoted),
            self.splits,
        ]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def constraints(decisions: Sequence[Decision]) -> Constraints:
    """What the decisions that stand ask of the next analysis."""
    together: dict[str, str] = {}
    apart: set[tuple[str, str]] = set()
    placed: dict[str, str] = {}
    pinned: set[str] = set()
    out: set[str] = set()
    refused: set[str] = set()
    unquoted: set[str] = set()
    splits: list[tuple[str, str, str, int]] = []
    for decision in active(decisions):
        passages = set(decision.passage_ids)
        match decision.kind:
            case DecisionKind.MERGE:
                together |= dict.fromkeys(decision.theme_ids[1:], decision.theme_ids[0])
            case DecisionKind.SPLIT:
                source, new = decision.theme_ids
                placed |= dict.fromkeys(passages, new)
                splits.append((decision.id, source, new, decision.seen.run))
                out -= passages
            case DecisionKind.MOVE | DecisionKind.PIN:
                placed |= dict.fromkeys(passages, decision.theme_ids[0])
                apart -= {(passage, decision.theme_ids[0]) for passage in passages}
                out -= passages
                if decision.kind is DecisionKind.PIN:
                    pinned |= passages
            case DecisionKind.REJECT if passages:
                apart |= {(passage, decision.theme_ids[0]) for passage in passages}
                placed = {
                    p: t
                    for p, t in placed.items()
                    if p not in passages or t not in decision.theme_ids
                }
            case DecisionKind.REJECT:
                refused |= set(decision.theme_ids)
            case DecisionKind.OFF_TOPIC:
                out |= passages
                placed = {p: t for p, t in placed.items() if p not in passages}
            case DecisionKind.REJECT_QUOTE:
                unquoted |= passages
            case DecisionKind.APPROVE_QUOTE:
                unquoted -= passages
            case _:
                continue
    return Constraints(
        together=together,
        apart=frozenset(apart),
        placed=placed,
        pinned=frozenset(pinned),
        out=frozenset(out),
        refused=frozenset(refused),
        unquoted=frozenset(unquoted),
        splits=tuple(splits),
    )

"""Tables of what volunteers answered; written only when somebody was asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from analyse.contracts import Anchor, Polls
from analyse.exports.tables import Snapshot
from analyse.params import ValidationParams
from analyse.validation.told import VALIDATION_COLUMNS
from analyse.validation.told import tables as rows_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What volunteers were asked and answered, the thresholds, and where passages went."""

    polls: Polls = field(default_factory=Polls)
    params: ValidationParams = field(default_factory=ValidationParams)
    anchors: Sequence[Anchor] = ()


def members_of(state: Snapshot) -> dict[str, list[str]]:
    """Theme id → its passages, as the analysis stands."""
    found: dict[str, list[str]] = defaultdict(list)
    for place in state.run.placements if state.run else ():
        found[place.theme_id].append(place.passage_id)
    return found


def validation_tables(state: Snapshot, asked: Asked) -> dict[str, pd.DataFrame]:
    """`validation`, one row per theme asked about, and `votes`, one per answer ever given."""
    found = rows_of(asked.polls, asked.params, members_of(state), asked.anchors)
    return {
        name: pd.DataFrame(found[name], columns=list(columns))
        for name, columns in VALIDATION_COLUMNS.items()
        if name in found
    }

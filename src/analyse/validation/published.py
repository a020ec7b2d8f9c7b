"""What volunteers answered about themes that are published: figures alone, never their words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analyse.contracts import Anchor, Motive, Polls, Task, ThemeFigures
from analyse.params import ValidationParams
from analyse.validation.draw import SPLITTABLE
from analyse.validation.results import CardResult, card_results, theme_figures
from analyse.validation.statistics import Agreement, agreement


@dataclass(frozen=True, slots=True)
class Validated:
    """What volunteers answered about one theme.

    Attributes:
        figures: as drafts show them. Names and remarks, which are in people's own words and which
            nobody approved, are taken out.
        agreement: on the choices of its cards of names and of quotes, as `report` measures it.
        cards: cards on which people may be split (intruders, names, quotes) that have all their
            votes. split: those of them on which fewer than four in five said the same.
        motives: why people were split, says the adjudicator → cards.
        unsettled: cards that were adjudicated without any answer imposing itself.
    """

    figures: ThemeFigures
    agreement: Agreement
    cards: int
    split: int
    motives: Mapping[Motive, int]
    unsettled: int

    @property
    def judged(self) -> int:
        """Cards that an adjudicator decided on."""
        return sum(self.motives.values())


def validated(
    polls: Polls,
    params: ValidationParams,
    themes: Iterable[str],
    *,
    members: Mapping[str, Sequence[str]],
    anchors: Sequence[Anchor] = (),
) -> dict[str, Validated]:
    """Theme id → what volunteers answered, for those of `themes` that somebody was asked about.

    Args:
        polls: all campaigns.
        params: thresholds.
        themes: ids of the themes that are published.
        members: theme id → its passages now, to tell whether it is still the same.
        anchors: where the passages of corrected notes went.
    """
    wanted = set(themes)
    by_theme: dict[tuple[int, str], list[CardResult]] = defaultdict(list)
    for result in card_results(polls):
        if result.card.theme_id in wanted and not result.card.control:
            by_theme[result.card.campaign, result.card.theme_id].append(result)
    seeds = {campaign.number: campaign.seed for campaign in polls.campaigns}
    return {
        f.theme_id: _validated(f, by_theme[f.campaign, f.theme_id], seeds[f.campaign])
        for f in theme_figures(polls, params, members=members, anchors=anchors)
        if f.theme_id in wanted
    }


def _validated(figures: ThemeFigures, results: Sequence[CardResult], seed: int) -> Validated:
    asked = [r for r in results if r.card.task in SPLITTABLE and r.decided]
    split = [r for r in asked if r.split]
    judged = [r.adjudication for r in split if r.adjudication]
    choices = [list(r.answers.values()) for r in results if r.card.task in (Task.LABEL, Task.QUOTE)]
    return Validated(
        figures=replace(figures, names=(), lacking=()),
        agreement=agreement(choices, seed=seed),
        cards=len(asked),
        split=len(split),
        motives=dict(Counter(a.motive for a in judged)),
        unsettled=sum(not a.answer for a in judged),
    )

"""What the votes say of each theme: figures first, then a verdict that never removes anything."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analyse.contracts import (
    Adjudication,
    Anchor,
    Campaign,
    Card,
    Polls,
    Task,
    ThemeFigures,
    Verdict,
    Vote,
)
from analyse.contracts.validation import SAME_VERSION, UNSURE, YES
from analyse.params import ValidationParams
from analyse.validation.draw import SPLITTABLE, needed


@dataclass(frozen=True, slots=True)
class CardResult:
    """One card and the answers that stand.

    Attributes:
        answers: person → answer as it stands ("je ne sais pas" included).
        texts: person → what they wrote.
        missing: votes still needed.
        majority: answer of more than half of the people who gave one, "" without.
        split: all votes are there and fewer than four in five say the same: for the adjudicator.
        adjudication: the last one, None without.
    """

    card: Card
    answers: Mapping[str, str]
    texts: Mapping[str, str]
    missing: int
    majority: str
    split: bool
    adjudication: Adjudication | None = None

    @property
    def answer(self) -> str:
        """What the card says: the adjudicator's answer when there is one, else the majority's."""
        if self.adjudication and self.adjudication.answer:
            return self.adjudication.answer
        return self.majority

    @property
    def decided(self) -> bool:
        """All the votes it needs are there."""
        return bool(self.answers) and not self.missing

    @property
    def right(self) -> bool:
        """Its answer is what the machine expects."""
        return bool(self.card.gold) and self.answer == self.card.gold


UNANIMOUS_ENOUGH = 0.8
"""Four of five: under it a card that has all its votes waits for the adjudicator."""


def standing_votes(votes: Sequence[Vote]) -> dict[str, dict[str, Vote]]:
    """Card → person → the answer that stands: the last one given before its block was sent."""
    found: dict[str, dict[str, Vote]] = defaultdict(dict)
    for vote in sorted((v for v in votes if v.counted), key=lambda v: v.number):
        if vote.choice:
            found[vote.card_id][vote.person] = vote
        else:
            found[vote.card_id].pop(vote.person, None)
    return found


def card_results(polls: Polls) -> list[CardResult]:
    """Every card of validation campaigns, practice left out, in order."""
    campaigns = {c.number: c for c in polls.campaigns}
    standing = standing_votes(polls.votes)
    judged = {a.card_id: a for a in sorted(polls.adjudications, key=lambda a: a.number)}
    return [
        _card_result(card, campaigns[card.campaign], standing.get(card.id, {}), judged)
        for card in polls.cards
        if card.task not in (Task.PRACTICE, Task.CODING)
        and not (card.retired and not standing.get(card.id))
    ]


def _card_result(
    card: Card, campaign: Campaign, votes: Mapping[str, Vote], judged: Mapping[str, Adjudication]
) -> CardResult:
    answers = {person: vote.choice for person, vote in sorted(votes.items())}
    told = Counter(answers.values())
    missing = max(0, needed(card, campaign, told) - len(answers))
    best, times = min(told.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    splittable = card.task in SPLITTABLE and not card.control
    return CardResult(
        card=card,
        answers=answers,
        texts={person: vote.text for person, vote in sorted(votes.items()) if vote.text},
        missing=missing,
        majority=best if 2 * times > len(answers) else "",
        split=splittable
        and not missing
        and bool(answers)
        and times < UNANIMOUS_ENOUGH * len(answers),
        adjudication=judged.get(card.id),
    )


def theme_figures(
    polls: Polls,
    params: ValidationParams,
    *,
    members: Mapping[str, Sequence[str]] | None = None,
    anchors: Sequence[Anchor] = (),
    said: Mapping[str, str] | None = None,
) -> list[ThemeFigures]:
    """Figures of every theme that was asked about, from the last campaign that did.

    Args:
        polls: all campaigns.
        params: thresholds.
        members: theme id → its passages now, to tell whether it is still the same; None when that
            is not asked.
        anchors: where the passages of corrected notes went.
        said: card → answer, in place of the majority and of the adjudicator, to see what it would
            change.
    """
    by_theme: dict[tuple[int, str], list[CardResult]] = defaultdict(list)
    for result in card_results(polls):
        if said and result.card.id in said:
            result = replace(result, majority=said[result.card.id], adjudication=None)
        if result.card.theme_id:
            by_theme[result.card.campaign, result.card.theme_id].append(result)
    found: dict[str, ThemeFigures] = {}
    for campaign in polls.campaigns:
        for theme in campaign.themes:
            results = by_theme.get((campaign.number, theme.id), [])
            known = found.get(theme.id)
            if known and known.people and not any(r.answers for r in results):
                continue  # nobody answered the newer campaign yet: the older figures stand
            same = 1.0
            if members is not None:
                same = likeness(theme.members, members.get(theme.id, ()), anchors)
            found[theme.id] = _figures(
                theme.id, theme.title, campaign.number, results, params, same
            )
    return list(found.values())


def likeness(then: Sequence[str], now: Sequence[str], anchors: Sequence[Anchor]) -> float:
    """Share of common passages (Jaccard), corrected notes followed."""
    went = {a.old_id: a.new_id for a in anchors}
    present = set(now)
    moved = set()
    for passage in then:
        seen = {passage}
        while passage not in present and passage in went and went[passage] not in seen:
            passage = went[passage]
            seen.add(passage)
        moved.add(passage)
    both = moved | present
    return round(len(moved & present) / len(both), 4) if both else 1.0


def _figures(
    theme_id: str,
    title: str,
    campaign: int,
    results: Sequence[CardResult],
    params: ValidationParams,
    same: float,
) -> ThemeFigures:
    def of(task: Task) -> list[CardResult]:
        return [r for r in results if r.card.task is task]

    intrusions, labels = of(Task.INTRUSION), of(Task.LABEL)
    quotes = [r for r in of(Task.QUOTE) if not r.card.decoy]
    decoys = [r for r in of(Task.QUOTE) if r.card.decoy]
    said = [
        (answer, r.card.gold)
        for r in intrusions
        if r.decided
        for answer in r.answers.values()
        if answer != UNSURE
    ]
    intruders = (sum(answer == gold for answer, gold in said), len(said))
    figures = {
        "intruders": intruders,
        "labels": _right(labels),
        "quotes": (sum(r.decided and r.answer == YES for r in quotes), _decided(quotes)),
        "decoys": _right(decoys),
    }
    verdict, reasons = judge(
        figures["intruders"],
        figures["labels"],
        figures["quotes"],
        complete=all(r.decided for r in (*intrusions, *labels, *quotes)),
        asked=(bool(intrusions), bool(labels), bool(quotes)),
        params=params,
    )
    returns = of(Task.RETURN)
    return ThemeFigures(
        theme_id=theme_id,
        title=title,
        campaign=campaign,
        verdict=verdict,
        reasons=reasons,
        **figures,
        names=tuple(
            (r.texts[person], clarity)
            for r in of(Task.NAMING)
            for person, clarity in r.answers.items()
            if r.texts.get(person)
        ),
        returns=dict(Counter(a for r in returns for a in r.answers.values())),
        lacking=tuple(text for r in returns for text in r.texts.values()),
        people=len({person for r in results for person in r.answers}),
        to_redo=sum(r.missing > 0 for r in results if r.card.task is not Task.RETURN),
        to_judge=sum(r.split and r.adjudication is None for r in results),
        same=same,
        changed=same < SAME_VERSION,
    )


def _decided(results: Sequence[CardResult]) -> int:
    return sum(r.decided for r in results)


def _right(results: Sequence[CardResult]) -> tuple[int, int]:
    return sum(r.decided and r.right for r in results), _decided(results)


def judge(
    intruders: tuple[int, int],
    labels: tuple[int, int],
    quotes: tuple[int, int],
    *,
    complete: bool,
    asked: tuple[bool, bool, bool],
    params: ValidationParams,
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict on a theme, and what failed or is missing.

    *Confirmé* when the three criteria are measured and met; *à revoir* when one fails; *non
    confirmé* when two or more do; else *pas encore évalué*. A theme is judged when every card
    about it has its votes: a first answer is not a result.

    Args:
        intruders: (right, answers). labels, quotes: (right, cards).
        complete: every card of the three criteria has its votes.
        asked: whether each criterion was asked at all.
        params: thresholds.
    """
    criteria = (
        ("mot intrus", intruders, params.seuil_intrus, asked[0]),
        ("meilleur nom", labels, params.seuil_nom, asked[1]),
        ("extraits", quotes, params.seuil_extraits, asked[2]),
    )
    failed, missing = [], []
    for name, (right, measured), least, was_asked in criteria:
        if not measured:
            missing.append(f"{name}\u00a0: {'en cours' if was_asked else 'pas demandé'}")
        elif right < least * measured - 1e-9:
            failed.append(f"{name}\u00a0: {right} sur {measured}")
    if not complete:
        return Verdict.NOT_YET, ("il manque des votes", *missing)
    if len(failed) >= 2:
        return Verdict.NOT_CONFIRMED, tuple(failed)
    if failed:
        return Verdict.TO_REVIEW, (*failed, *missing)
    if missing:
        return Verdict.NOT_YET, tuple(missing)
    return Verdict.CONFIRMED, ()

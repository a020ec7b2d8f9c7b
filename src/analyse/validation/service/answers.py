"""What people who answer do: agree, take cards, vote, send."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyse.contracts import (
    MASK,
    Assigned,
    Campaign,
    Card,
    Task,
    Vote,
)
from analyse.errors import UsageError
from analyse.validation.draw import Person, draw, needed
from analyse.validation.service.core import IDLE, TEXT, Core, stamp

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Effect:
    """What the answers of one person changed.

    Attributes:
        answers: given in all.
        complete: cards that now have all their votes, theirs among them. waiting: those that wait
            for others.
        recognised: titles of themes of which a complete card says what was expected.
    """

    answers: int
    complete: int
    waiting: int
    recognised: tuple[str, ...]


class Answers(Core):
    """The part that people who answer meet. A vote reads nothing else than its place."""

    def agree(self, code: str, wording: str) -> None:
        """Keep that a person agreed to `wording` (a digest)."""
        self._store.agree(code, at=stamp(self._clock()), wording=wording)

    def agreed(self, code: str) -> bool:
        """Whether the person agreed to take part."""
        return bool(self._store.agreed(code))

    def block(self, campaign: Campaign, code: str) -> tuple[Assigned, ...]:
        """The cards before a person: those of their block, else of a new one; () at the end."""
        known = self.cards(campaign.number)
        cards = list(known.values())
        while True:
            moment = self._clock()
            block = self._store.next_block(
                campaign.number,
                code,
                lambda tally, had: draw(campaign, cards, tally, Person(code, had)),
                at=stamp(moment),
                since=stamp(moment - IDLE),
            )
            shown = tuple(a for a in block if not known[a.card_id].retired or a.choice)
            if shown or not block:
                return shown
            self.send(campaign.number, code, block[0].block)  # nothing of it can be read any more

    def given(self, campaign: Campaign, code: str) -> tuple[Assigned, ...]:
        """The cards that a person was given, with their answers as they stand."""
        return self._store.given(campaign.number, code)

    def paper_cards(self, campaign: Campaign, code: str, blocks: int) -> tuple[Assigned, ...]:
        """The cards of a sheet of paper: those already given to its code, else `blocks` blocks."""
        cards = list(self.cards(campaign.number).values())
        if not self._store.given(campaign.number, code):
            moment = self._clock()
            for _ in range(blocks):
                self._store.next_block(
                    campaign.number,
                    code,
                    lambda tally, had: draw(campaign, cards, tally, Person(code, had)),
                    at=stamp(moment),
                    since=stamp(moment - IDLE),
                    ahead=True,
                )
        return self._store.given(campaign.number, code)

    def known(self, vote_ids: Sequence[str]) -> set[str]:
        """Those of these votes that are kept already."""
        return self._store.known_votes(vote_ids)

    def vote(self, votes: Sequence[Vote]) -> list[Vote]:
        """Keep answers, once each.

        Raises:
            UsageError: an answer that its card does not offer, or a card that is not theirs.
        """
        [kept] = self.keep([self.written(votes)])
        if isinstance(kept, Exception):
            raise kept
        return kept

    def written(self, votes: Sequence[Vote]) -> list[Vote]:
        """Answers as they may be kept: names masked in what people wrote, which takes a while."""
        return [replace(v, text=self._masked(v) if v.text else "", at=v.at[:40]) for v in votes]

    def keep(self, deliveries: Sequence[Sequence[Vote]]) -> list[list[Vote] | Exception]:
        """Keep what several people send (after `written`), in one transaction.

        Returns:
            for each, its votes as they are kept, all of them, or the error that is its own.

        Raises:
            StoreError: the database does not answer.
        """
        outcomes: list[list[Vote] | Exception] = []
        cards: dict[int, dict[str, Card]] = {}
        for votes in deliveries:
            try:
                for vote in votes:
                    if vote.campaign not in cards:
                        cards[vote.campaign] = self.cards(vote.campaign)
                    _offered(vote, cards[vote.campaign].get(vote.card_id))
                outcomes.append([])
            except UsageError as error:
                outcomes.append(error)
        good = [at for at, outcome in enumerate(outcomes) if not isinstance(outcome, Exception)]
        if good:
            received = stamp(self._clock())
            kept = self._store.deliver_all([deliveries[at] for at in good], received=received)
            for at, outcome in zip(good, kept, strict=True):
                outcomes[at] = outcome
        return outcomes

    def _masked(self, vote: Vote) -> str:
        """What a person wrote, names and identifiers masked before it is kept; codes are not."""
        text = " ".join(vote.text.replace("\0", "").split())[:TEXT]
        card = self.cards(vote.campaign).get(vote.card_id) if text else None
        if card is None:
            return ""  # such a vote is refused
        if card.task is Task.CODING:
            return text
        from analyse.steps.depersonalise import find

        for found in find(text):
            text = text[: found.start] + MASK * (found.end - found.start) + text[found.end :]
        return text

    def effect(self, campaign: Campaign, code: str) -> Effect:
        """What the answers of a person changed, told plainly.

        Names of themes are told only to who has already seen some: blind cards may remain.
        """
        cards = self.cards(campaign.number)
        mine = [a for a in self._store.given(campaign.number, code) if a.choice]
        asked = [a for a in mine if cards[a.card_id].votes and cards[a.card_id].theme_id]
        votes = self._store.card_votes(campaign.number, [a.card_id for a in asked])
        complete = [
            cards[a.card_id]
            for a in asked
            if sum(votes.get(a.card_id, {}).values())
            >= needed(cards[a.card_id], campaign, votes.get(a.card_id, {}))
        ]
        titles = {theme.id: theme.title for theme in campaign.themes}
        named = any(not cards[a.card_id].task.blind for a in asked)
        recognised = [
            titles[c.theme_id]
            for c in complete
            if named
            and c.gold
            and max(votes[c.id], key=lambda v: votes[c.id][v]) == c.gold
            and not c.decoy
            and not c.task.blind
        ]
        return Effect(
            answers=len(mine),
            complete=len(complete),
            waiting=len(asked) - len(complete),
            recognised=tuple(dict.fromkeys(recognised))[:3],
        )

    def send(self, campaign: int, code: str, block: int) -> None:
        """The block is sent: nothing in it can be taken back any more."""
        self._store.send_block(campaign, code, block, at=stamp(self._clock()))


def _offered(vote: Vote, card: Card | None) -> None:
    """Refuse an answer that its card does not offer."""
    if card is None:
        raise UsageError("Cette carte n'est pas de cette campagne.")
    if not _ID.fullmatch(vote.id):
        raise UsageError("L'identifiant d'une réponse est fait de 32 chiffres hexadécimaux.")
    offered = {value for value, _ in card.options}
    if vote.choice and offered and vote.choice not in offered:
        raise UsageError("Cette réponse n'est pas de celles que la carte propose.")

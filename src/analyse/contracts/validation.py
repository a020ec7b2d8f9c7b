"""What volunteers are asked and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Task(IntEnum):
    """What a card asks. Numbers are those of the protocol."""

    PRACTICE = 0
    NAMING = 1
    INTRUSION = 2
    LABEL = 3
    QUOTE = 4
    RETURN = 5
    CODING = 6

    @property
    def blind(self) -> bool:
        """Comes before the person has seen any name of a theme."""
        return self in (Task.NAMING, Task.INTRUSION)

    @property
    def french(self) -> str:
        """In a few words, as tables show it."""
        return _FRENCH[self]


_FRENCH = {
    Task.PRACTICE: "essai",
    Task.NAMING: "nommer sans voir",
    Task.INTRUSION: "mot intrus",
    Task.LABEL: "meilleur nom",
    Task.QUOTE: "extrait et thème",
    Task.RETURN: "retour sur la fiche",
    Task.CODING: "codage indépendant",
}

UNSURE = "inconnu"
"""The answer "je ne sais pas", "je ne connais pas ces mots"."""
NONE = "aucun"
"""The answer "aucun de ces noms"."""
YES, PARTLY, NO = "oui", "en partie", "non"


SAME_VERSION = 0.5
"""Share of common passages (Jaccard) under which votes are of another version of a theme: less in
common than apart."""


class Verdict(StrEnum):
    """What volunteers say of a theme. Nothing is ever removed because of it."""

    CONFIRMED = "confirmé"
    TO_REVIEW = "à revoir"
    NOT_CONFIRMED = "non confirmé"
    NOT_YET = "pas encore évalué"


class Motive(StrEnum):
    """Why people were split, says the adjudicator."""

    AMBIGUITY = "ambiguïté"
    INSTRUCTION = "consigne"
    MISTAKE = "erreur"
    LEGITIMATE = "désaccord légitime"


@dataclass(frozen=True, slots=True)
class Card:
    """One question.

    Attributes:
        id: 16 hexadecimal digits, told by the campaign and what is asked.
        campaign: number of its campaign.
        task: what is asked.
        rank: order in the campaign, what matters most first.
        theme_id: the theme it is about, "" for practice and controls.
        passage_id: the passage shown, "" when there is none or several.
        content: what is shown; texts are masked. `options` is a list of [value, label].
        gold: the answer the machine expects, "" when it expects none.
        control: an obvious card; its answers measure attention and nothing else.
        votes: how many people are first asked; 0 for as many as there are.
    """

    id: str
    campaign: int
    task: Task
    rank: int
    theme_id: str
    passage_id: str
    content: Mapping[str, Any]
    gold: str = ""
    control: bool = False
    votes: int = 3

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """(value, label) of the answers, in the order they were made."""
        return tuple((value, label) for value, label in self.content.get("options", ()))

    @property
    def retired(self) -> bool:
        """A passage it shows has left the notes or was corrected: it is asked no more."""
        return bool(self.content.get("retired"))

    @property
    def shows(self) -> tuple[str, ...]:
        """Ids of the passages it shows."""
        return tuple(filter(None, (self.passage_id, *self.content.get("ids", ()))))

    @property
    def decoy(self) -> bool:
        """A quote of another theme, to which the expected answer is "non"."""
        return self.task is Task.QUOTE and self.gold == NO and not self.control


@dataclass(frozen=True, slots=True)
class ThemeThen:
    """A theme as it was when the campaign was made."""

    id: str
    title: str
    size: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A set of cards and the people expected.

    Attributes:
        number: from 1. kind: "validation" or "codage".
        created, closed: ISO 8601, UTC; `closed` is "" while it is open.
        author: who made it.
        run: number of the analysis it asks about.
        seed: of every draw.
        volunteers: how many people are expected. budget: answers, at most.
        votes, more: people first asked, and added when they are not unanimous.
        block: cards sent together.
        themes: as they were.
        codebook: for independent coding, (code, description); empty for free codes.
    """

    number: int
    kind: str
    title: str
    created: str
    author: str
    run: int
    seed: int
    volunteers: int
    budget: int
    votes: int
    more: int
    block: int
    themes: tuple[ThemeThen, ...] = ()
    codebook: tuple[tuple[str, str], ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """One answer, kept for ever as it was given.

    Attributes:
        id: 32 hexadecimal digits made where it was given: sent twice, it counts once.
        person: code of the volunteer, never a name.
        choice: value of the option; "" takes the answer back, before the block is sent.
        text: the name given to a theme, what a fiche lacks, codes, a reason; "" without.
        at: when it was given, by the clock of the device, ISO 8601; may be "".
        order: the options in the order they were shown. position: place in the block, from 1.
        counted: False when it came after its block was sent.
        source: "page" or "papier".
        number: place in the log, from 1; 0 before it is kept.
    """

    id: str
    campaign: int
    card_id: str
    person: str
    choice: str
    text: str = ""
    at: str = ""
    order: tuple[str, ...] = ()
    position: int = 0
    counted: bool = True
    source: str = "page"
    number: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """A card given to a person: `choice` and `text` are their answer as it stands, "" without."""

    card_id: str
    block: int
    position: int
    order: tuple[str, ...]
    choice: str = ""
    text: str = ""
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What everybody has so far, in one campaign.

    Attributes:
        choices: card → answer → how many people, answers as they stand.
        waiting: card → how many people have it before them now, without an answer.
        given: cards answered or before somebody now, practice and controls included.
        labels_seen: people who have been given a card that shows a name of a theme.
    """

    choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    given: int = 0
    labels_seen: int = 0

    def taken(self, card_id: str) -> int:
        """Votes given or about to be."""
        return sum(self.choices.get(card_id, {}).values()) + self.waiting.get(card_id, 0)


@dataclass(frozen=True, slots=True)
class Adjudication:
    """What a person who saw no name made of a card on which people stayed split.

    `answer` is "" when no answer imposes itself: the majority, if any, then stands.
    """

    id: str
    campaign: int
    card_id: str
    author: str
    answer: str
    motive: Motive
    note: str
    at: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Polls:
    """All that volunteers were asked and answered, of one moment.

    Attributes:
        campaigns: in order. cards: of every campaign, by rank.
        votes: the log, in order. adjudications: in order.
        people: how many agreed to take part.
    """

    campaigns: tuple[Campaign, ...] = ()
    cards: tuple[Card, ...] = ()
    votes: tuple[Vote, ...] = ()
    adjudications: tuple[Adjudication, ...] = ()
    people: int = 0

    def of(self, number: int) -> Polls:
        """One campaign alone."""
        return Polls(
            tuple(c for c in self.campaigns if c.number == number),
            tuple(c for c in self.cards if c.campaign == number),
            tuple(v for v in self.votes if v.campaign == number),
            tuple(a for a in self.adjudications if a.campaign == number),
            self.people,
        )


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """What volunteers answered about one theme, figures beside the verdict.

    Attributes:
        theme_id, title: the theme, as it was called when asked.
        campaign: number of the campaign.
        verdict: see `Verdict`. reasons: what failed or is missing, in French.
        intruders, labels, quotes, decoys: (right, measured): answers for intruders, cards for the
            others; decoys are rightly refused.
        names: (name given, clarity "1" to "5") without seeing the machine's.
        returns: answer → how many, on the fiche. lacking: what it lacks, in people's words.
        people: distinct people who answered about it.
        to_redo: cards that still need votes. to_judge: cards that wait for the adjudicator.
        same: share of passages common to the theme then and now (Jaccard), 1 when unknown.
        changed: the theme is so different that these figures are of another version.
    """

    theme_id: str
    title: str
    campaign: int
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    intruders: tuple[int, int] = (0, 0)
    labels: tuple[int, int] = (0, 0)
    quotes: tuple[int, int] = (0, 0)
    decoys: tuple[int, int] = (0, 0)
    names: tuple[tuple[str, str], ...] = ()
    returns: Mapping[str, int] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    people: int = 0
    to_redo: int = 0
    to_judge: int = 0
    same: float = 1.0
    changed: bool = False

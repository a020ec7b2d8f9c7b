"""Running text: its label, who says it, the question it answers, and the units it makes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analyse.contracts import Document, Voice
from analyse.steps.segment import noise
from analyse.steps.segment.headings import COLON
from analyse.steps.segment.labels import (
    Label,
    Role,
    count_words,
    has_finite_verb,
    inner_labels,
    opening_label,
)
from analyse.steps.segment.model import Aside, Block, Kind, Reason, Unit, has_words, trim
from analyse.steps.segment.openings import continues_label
from analyse.steps.segment.speakers import Speakers

_QUESTION_HEAD = re.compile(
    r"(?:autres? )?questions?\b|échanges?\b|période de|q\s?[&/]\s?r", re.IGNORECASE
)


@dataclass(slots=True)
class Heading:
    """An open heading."""

    rank: int
    text: str
    speaker: bool = False


@dataclass(slots=True)
class State:
    """What the walk remembers; everything is forgotten from one row of a table to the next.

    Attributes:
        headings: open headings, outermost first.
        label: label of the paragraph, "" without one; `label_bold` when it is set in bold,
            `label_told` when full sentences followed it, `label_level` its nesting in a list (-1:
            none).
        voice: who speaks; `speaker_rank` is the rank of the heading that says so, 0 for nobody.
        question: index of the unit that asks, -1 for none; `question_rank` as for speakers.
        zone: what the lines under the last heading are, when the heading says so.
        columns: the names of the columns of a table of speakers came, its cells follow.
        ruled: a rule came since the last heading. listed: the last block was a list item.
        top: nothing but titles and fields so far.
    """

    headings: list[Heading] = field(default_factory=list)
    label: str = ""
    label_bold: bool = False
    label_told: bool = False
    label_level: int = -1
    voice: Voice = field(default_factory=Voice)
    speaker_rank: int = 0
    question: int = -1
    question_rank: int = 0
    zone: Reason | None = None
    columns: bool = False
    ruled: bool = False
    listed: bool = False
    top: bool = True


class Prose:
    """What the walk does with running text.

    Args:
        document: what is walked through.
        speakers: its speakers, as they become known.
        clauses: words before a colon that are clauses, not labels.
    """

    def __init__(self, document: Document, speakers: Speakers, clauses: frozenset[str]) -> None:
        self.document = document
        self.text = document.text
        self.speakers = speakers
        self.clauses = clauses
        self.units: list[Unit] = []
        self.asides: list[Aside] = []
        self.state = State(voice=speakers.nobody())
        self.row = 0

    def aside(self, start: int, end: int, reason: Reason) -> None:
        """Set a stretch aside."""
        if start < end:
            self.asides.append(Aside(start, end, reason))

    def said(self, start: int, end: int) -> str:
        """A heading as it enters the path: without marks or a final colon."""
        return " ".join(re.sub(r"[*_]{1,3}", " ", self.text[start:end]).split()).strip(" :")

    def unit(self, start: int, end: int, block: Block, *, asks: bool = False) -> int:
        """Keep a stretch to be cut; returns its index, -1 when it holds no word."""
        start, end = trim(self.text, start, end)
        if not has_words(self.text[start:end]):
            return -1
        state = self.state
        headings = [heading.text for heading in state.headings]
        if state.label:
            headings.append(state.label)
        self.units.append(
            Unit(
                start,
                end,
                headings=tuple(headings),
                voice=state.voice,
                row=self.row,
                bullet=block.kind in (Kind.BULLET, Kind.NUMBERED, Kind.CELL),
                asks=asks,
                answers=-1 if asks else state.question,
                named=bool(state.voice.speaker),
            )
        )
        return len(self.units) - 1

    def ask(self, start: int, end: int, block: Block, rank: int) -> None:
        """Keep a question; what follows answers it."""
        at = self.unit(start, end, block, asks=True)
        self.state.question, self.state.question_rank = at, rank if at >= 0 else 0

    def silence(self) -> None:
        """Nobody is known to speak any more."""
        self.state.voice, self.state.speaker_rank = self.speakers.nobody(), 0

    def label_of(self, block: Block) -> Label | None:
        """The label that opens a block, if what opens it is not a clause."""
        label = opening_label(self.text, block.start, block.end)
        if label is None or label.body >= block.end:
            return None
        if label.role is Role.TOPIC and not label.bold:
            words = self.text[slice(*label.words)]
            clause = words in self.clauses and not words.lower().startswith("ce qu")
            clause = clause or words.lower().startswith(("un ", "une "))
            if not self.speakers.is_label(*label.words) and (self.row or clause):
                return None
        return label

    def prose(self, block: Block, found: Sequence[Block], index: int) -> None:
        """Take a block of running text."""
        state = self.state
        said = self.text[block.start : block.end]
        if said.endswith((".", "!", "?")) or has_finite_verb(said) or count_words(said) > 15:
            state.top = False
        item = block.kind in (Kind.BULLET, Kind.NUMBERED)
        if state.listed and not item and state.headings and state.headings[-1].rank == COLON:
            state.headings.pop()
            state.label = ""
        state.listed = item
        if label := self.label_of(block):
            self.labelled(block, label, found, index)
            return
        if state.label:
            self.keep_label(block, item=item)
        if said.rstrip(" *_").endswith("?") and self.opens_exchange(found, index):
            self.ask(block.start, block.end, block, COLON)
        elif noise.is_outline_line(said) and not item:
            self.aside(block.start, block.end, Reason.AGENDA)
            if state.question_rank >= COLON:
                state.question, state.question_rank = -1, 0
        else:
            self.cut_inner(block.start, block)

    def opens_exchange(self, found: Sequence[Block], index: int) -> bool:
        """Whether a paragraph that asks is answered by what follows."""
        if self.state.headings and _QUESTION_HEAD.match(self.state.headings[-1].text):
            return True
        if index + 1 >= len(found):
            return False
        after = found[index + 1]
        if after.kind in (Kind.BULLET, Kind.NUMBERED) and found[index].kind is Kind.PARAGRAPH:
            return True
        label = opening_label(self.text, after.start, after.end)
        return label is not None and label.role is Role.ANSWER

    def keep_label(self, block: Block, *, item: bool) -> None:
        """Keep the label of the paragraph before only where this one goes on with it."""
        state = self.state
        if self.text[block.start - 2 : block.start] in ("**", "__") and not item:
            keep = False  # bold that opens a sentence names another subject
        elif state.label_level >= 0:
            keep = item and block.level > state.label_level
        elif item:
            keep = state.label_bold or not block.blank_before
        else:
            said = self.text[block.start : block.end]
            keep = state.label_bold or (state.label_told and continues_label(said))
        if not keep:
            state.label = ""

    def labelled(self, block: Block, label: Label, found: Sequence[Block], index: int) -> None:
        """Take a block that opens on a label."""
        state = self.state
        if label.role is not Role.TOPIC:
            self.exchanged(block, label)
        elif self.speakers.is_label(*label.words):
            self.spoken(block, label, found, index)
        else:
            if state.speaker_rank > COLON:
                self.silence()
            self.topical(block, label)

    def exchanged(self, block: Block, label: Label) -> None:
        """ "Question : …", "Réponse : …"."""
        state = self.state
        self.aside(label.start, label.end, Reason.LABEL)
        state.label = ""
        if self.speakers.names(*label.words):
            state.voice, state.speaker_rank = self.speakers.voice(*label.words), COLON + 1
        elif state.speaker_rank > COLON:
            self.silence()
        if label.role is Role.QUESTION:
            self.ask(label.body, block.end, block, COLON)
        elif not self.no_answer(label.body, block.end):
            self.cut_inner(label.body, block)

    def spoken(self, block: Block, label: Label, found: Sequence[Block], index: int) -> None:
        """ "Nom, organisme : …"."""
        state = self.state
        self.aside(label.start, label.end, Reason.SPEAKER)
        state.voice, state.speaker_rank = self.speakers.voice(*label.words), COLON + 1
        state.label = ""
        asking = self.text[label.body : block.end].rstrip(" *_»").endswith("?")
        if asking and self.opens_exchange(found, index):
            self.ask(label.body, block.end, block, COLON)
        elif not self.no_answer(label.body, block.end):
            self.cut_inner(label.body, block)

    def topical(self, block: Block, label: Label) -> None:
        """ "Santé : …"."""
        state, body = self.state, self.text[label.body : block.end]
        short = count_words(self.text[slice(*label.words)]) >= 4 and count_words(body) <= 3
        if short and not label.bold and not noise.reason_alone(body.strip(" -–—*_")):
            state.label = ""
            self.cut_inner(block.start, block)
            return
        self.aside(label.start, label.end, Reason.LABEL)
        if self.no_answer(label.body, block.end):
            state.label = ""
            return
        state.label = self.said(*label.words)
        state.label_bold = label.bold
        state.label_told = body.rstrip().endswith((".", "!", "?", "…")) and has_finite_verb(body)
        state.label_level = block.level if block.kind in (Kind.BULLET, Kind.NUMBERED) else -1
        self.cut_inner(label.body, block)

    def no_answer(self, start: int, end: int) -> bool:
        """Set aside what follows a label and is nobody's idea."""
        start, end = trim(self.text, start, end)
        reason = noise.reason_alone(self.text[start:end])
        if reason:
            self.aside(start, end, reason)
        return reason is not None

    def cut_inner(self, start: int, block: Block) -> None:
        """One unit, or several when bold labels come inside the paragraph."""
        outer = self.state.label
        for label in inner_labels(self.text, start, block.end):
            self.unit(start, label.start, block)
            self.aside(label.start, label.end, Reason.LABEL)
            self.state.label = self.said(*label.words)
            start = label.body
        self.unit(start, block.end, block)
        self.state.label = outer

    def exchange_ends(self) -> None:
        """A question put in passing is no longer open."""
        if self.state.question_rank >= COLON:
            self.state.question, self.state.question_rank = -1, 0

    def block_as(self, block: Block, start: int, end: int) -> Block:
        """The same block between other offsets."""
        return replace(block, start=start, end=max(start, end))

"""Blocks → units of running text, each with its headings, its voice and the question it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from analyse.contracts import UNKNOWN, Document, Voice
from analyse.steps.segment import noise
from analyse.steps.segment.headings import (
    BOLD,
    COLON,
    completes,
    last_sentence,
    list_after,
    numbered_prefix,
    rank,
)
from analyse.steps.segment.labels import (
    Role,
    asks,
    count_words,
    has_finite_verb,
    opening_label,
    verbal_labels,
)
from analyse.steps.segment.layout import blocks
from analyse.steps.segment.model import Block, Kind, Outline, Reason, trim
from analyse.steps.segment.prose import Heading, State
from analyse.steps.segment.speakers import Speakers
from analyse.steps.segment.zones import TOP_BLOCKS, Zones

_ITEMS = (Kind.BULLET, Kind.NUMBERED)
_AGENDA_COLUMN = re.compile(r"heures?\b|horaire|durée", re.IGNORECASE)


class _Walk(Zones):
    def run(self, found: Sequence[Block]) -> Outline:
        index = 0
        while index < len(found):
            if found[index].row != self.row:
                self.row = found[index].row
                self.state = State(
                    voice=row_voice(self.document, self.row, self.speakers), top=False
                )
            index = self.step(found, index)
        return Outline(tuple(self.units), tuple(sorted(self.asides, key=lambda a: a.start)))

    def step(self, found: Sequence[Block], index: int) -> int:
        """Take a block, a table, or a sentence and the list that ends it; return the next index."""
        block, state = found[index], self.state
        if block.kind is Kind.RULE:
            state.label, state.ruled, state.listed = "", True, False
            self.exchange_ends()
            return index + 1
        if block.kind is Kind.CELL:
            return self.table(found, index)
        self.number(block)
        block = self.after_time(block)
        if block.start >= block.end or self.is_noise(block):
            return index + 1
        if self.text[block.end - 1] == ":" and (items := list_after(found, index)):
            lead = last_sentence(self.text, block)
            if completes(self.text, self.text[lead : block.end], items):
                for item in items:
                    self.number(item)
                self.prose(replace(block, end=items[-1].end), found, index)
                return index + 1 + len(items)
            if lead > block.start:
                self.prose(replace(block, end=lead), found, index)
                block = replace(block, start=lead)
            if not self.is_exchange(block):
                self.heading(block, rank(self.text, found, index) or COLON)
                return index + 1
        level = rank(self.text, found, index, agenda=state.zone is Reason.AGENDA)
        if not level and self.is_role_line(block, found, index):
            level = COLON
        panelist = state.zone is Reason.PANEL and not block.hashes
        if level and not (panelist and self.speakers.opens_on_name(block.start, block.end)):
            self.heading(block, level)
            state.top = state.top and index < TOP_BLOCKS
            return index + 1
        if not self.in_zone(block, found, index):
            self.prose(block, found, index)
        return index + 1

    def number(self, block: Block) -> None:
        if block.marker[1]:
            self.aside(*block.marker, Reason.NUMBERING)

    def is_exchange(self, block: Block) -> bool:
        label = opening_label(self.text, block.start, block.end)
        return label is not None and label.role is not Role.TOPIC and label.body < block.end

    def is_role_line(self, block: Block, found: Sequence[Block], index: int) -> bool:
        """Whether a line holds a name or a role alone, right above what that person says."""
        if block.kind is not Kind.PARAGRAPH or not block.blank_before or index + 1 >= len(found):
            return False
        said, after = self.text[block.start : block.end], found[index + 1]
        if count_words(said) > 14 or said[-1] in ".!?;,:…" or after.row != block.row:
            return False
        if after.blank_before or self.state.zone is Reason.PANEL or has_finite_verb(said):
            return False
        named = self.speakers.is_name_line(block.start, block.end)
        return named or self.speakers.is_role(block.start, block.end)

    # headings

    def heading(self, block: Block, level: int) -> None:
        """Open a heading: close those it ends, and the voice and question that end with them."""
        state, text = self.state, self.text[block.start : block.end]
        speaker = self.speakers.is_name_line(block.start, block.end) or (
            level >= COLON and text[-1] != ":" and self.speakers.is_role(block.start, block.end)
        )
        asking = asks(text) and not speaker
        opens = None if asking else noise.heading_opens(text)
        state.label, state.zone, state.columns = "", opens, False
        limit = BOLD if state.question_rank >= COLON else state.question_rank
        if state.question_rank and (level <= limit or speaker or opens):
            state.question, state.question_rank = -1, 0
        if speaker:
            level = self.replace_speaker(level)
            state.voice, state.speaker_rank = self.speakers.voice(block.start, block.end), level
        elif state.speaker_rank and (level <= state.speaker_rank or state.ruled):
            self.silence()
        while state.headings and state.headings[-1].rank >= level:
            state.headings.pop()
        state.ruled = state.listed = False
        if asking:
            start = self.without_prefix(block)
            self.aside(block.start, start, Reason.TITLE)
            self.ask(start, block.end, replace(block, kind=Kind.HEADING), level)
        else:
            named = speaker and not block.hashes
            self.aside(block.start, block.end, Reason.SPEAKER if named else Reason.TITLE)
        state.headings.append(Heading(level, self.said(block.start, block.end), speaker))

    def replace_speaker(self, level: int) -> int:
        """A new speaker takes the place of the last one, whatever their headings look like."""
        headings = self.state.headings
        for index, known in enumerate(headings):
            if known.speaker:
                del headings[index:]
                return known.rank
        return level

    def without_prefix(self, block: Block) -> int:
        """Where the question of a heading begins: after "Atelier 1 :", "Question pour tous :"."""
        start = numbered_prefix(self.text, block)
        label = opening_label(self.text, start, block.end)
        if label and label.body < block.end and count_words(self.text[start : label.end]) <= 6:
            return label.body
        return start

    def header(self, end: int) -> None:
        """The header: its fields are set aside, its titles are headings."""
        if self.text.startswith("---"):
            self.aside(*trim(self.text, 0, end), Reason.HEADER)
            return
        for block in blocks(self.text, end=end):
            said = self.text[block.start : block.end]
            if block.kind is Kind.HEADING or (said.endswith("?") and asks(said)):
                self.heading(block, block.level or COLON)
            elif block.kind is not Kind.RULE:
                self.number(block)
                self.aside(block.start, block.end, Reason.HEADER)

    # tables inside a note

    def table(self, found: Sequence[Block], index: int) -> int:
        """A Markdown table: the cells of its first row are the headings of its columns."""
        table = found[index].table
        stop = index
        while stop < len(found) and found[stop].kind is Kind.CELL and found[stop].table == table:
            stop += 1
        cells = found[index:stop]
        head = {c.column: self.text[c.start : c.end] for c in cells if c.line == 0}
        names = " ".join(head.values())
        lines = sorted({c.line for c in cells})
        zone = self.state.zone
        if noise.is_speaker_column(names) or zone is Reason.PANEL:
            zone = Reason.PANEL
        elif _AGENDA_COLUMN.match(names):
            zone = Reason.AGENDA
        self.state.label = ""
        for line in lines:
            row = [c for c in cells if c.line == line]
            if zone:
                if zone is Reason.PANEL:
                    self.speakers.learn(row[0].start, row[-1].end)
                for cell in row:
                    self.aside(cell.start, cell.end, zone)
            elif line == 0 and len(lines) > 1:
                for cell in row:
                    self.aside(cell.start, cell.end, Reason.TITLE)
            else:
                self.cells(row, head if len(lines) > 1 else {})
        self.state.label = ""
        return stop

    def cells(self, row: Sequence[Block], head: Mapping[int, str]) -> None:
        for cell in row:
            if self.is_noise(cell):
                continue
            self.state.label = " ".join(head.get(cell.column, "").split())
            self.unit(cell.start, cell.end, cell)


def row_voice(document: Document, row: int, speakers: Speakers) -> Voice:
    """The voice a table's row gives itself, completed by what its speaker's label tells."""
    told = document.row_metadata.get(row, {})
    voice = speakers.from_label(told["qui_parle"]) if told.get("qui_parle") else speakers.nobody()
    given = {
        key: told[key]
        for key in ("region", "palier", "secteur")
        if told.get(key) and told[key] != UNKNOWN
    }
    return replace(voice, **given)


def _header_end(document: Document) -> int:
    """Where the header ends; YAML front matter that no reader announced counts as one."""
    if document.header_end or not document.text.startswith("---\n"):
        return document.header_end
    closing = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE).search(document.text, 4, 4000)
    return closing.end() if closing and ":" in document.text[4 : closing.start()] else 0


def _candidates(text: str, found: Iterable[Block]) -> Iterable[str]:
    for block in found:
        if block.kind not in (Kind.RULE, Kind.HEADING, Kind.CELL):
            label = opening_label(text, block.start, block.end)
            if label and not label.bold and label.role is Role.TOPIC:
                yield text[slice(*label.words)]


def outline(document: Document, nlp: Any, *, roster: Mapping[str, str] | None = None) -> Outline:
    """Units to cut and stretches set aside, each in the order of the text."""
    rows = [(row.start, row.end, int(row.kind)) for row in document.rows]
    header = 0 if rows else _header_end(document)
    found = blocks(document.text, start=header, rows=rows)
    clauses = verbal_labels(_candidates(document.text, found), nlp)
    walk = _Walk(document, Speakers(document, roster), clauses)
    if header:
        walk.header(header)
    return walk.run(found)

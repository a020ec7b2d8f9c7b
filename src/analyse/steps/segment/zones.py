"""What the walk sets aside: addresses, header fields, agendas, speakers, references."""

from __future__ import annotations

from collections.abc import Sequence

from analyse.steps.segment import noise
from analyse.steps.segment.labels import count_words, has_finite_verb
from analyse.steps.segment.model import Block, Kind, Reason, has_words, trim
from analyse.steps.segment.prose import Prose

TOP_BLOCKS = 14
"""Fields of a header are looked for among the first blocks only."""


class Zones(Prose):
    """What the walk does with lines that are nobody's idea."""

    def after_time(self, block: Block) -> Block:
        """The block without the time that opens it, which is set aside."""
        if not block.hashes and self.text[block.start] in "[(0123456789":
            end = noise.timestamp(self.text, block.start, block.end)
            if end > block.start:
                self.aside(block.start, end, Reason.TIMESTAMP)
                start, stop = trim(self.text, end, block.end)
                return self.block_as(block, start, stop)
        return block

    def is_noise(self, block: Block) -> bool:
        """Set aside what is noise wherever it stands; True when it was."""
        if block.hashes:
            return False
        reason = noise.reason_alone(self.text[block.start : block.end])
        if reason is None and self.only_addresses(block):
            reason = Reason.WEB
        if reason:
            self.aside(block.start, block.end, reason)
        return reason is not None

    def only_addresses(self, block: Block) -> bool:
        """Whether a line holds masked addresses and at most what announces them."""
        at, rest = block.start, []
        for mask in self.speakers.others(block.start, block.end):
            rest.append(self.text[at : mask.start])
            at = mask.end
        rest.append(self.text[at : block.end])
        around = " ".join(rest)
        return len(rest) > 1 and (not has_words(around) or noise.is_web_line(around))

    def in_zone(self, block: Block, found: Sequence[Block], index: int) -> bool:
        """Fields and lines whose heading says what they are; True when the block was set aside."""
        state = self.state
        said = self.text[block.start : block.end]
        words = count_words(said)
        key = noise.field_key(said)
        named = bool(self.speakers.names(block.start, block.end))
        early = state.top and state.zone is not Reason.PANEL and index < TOP_BLOCKS and not self.row
        if noise.is_speaker_column(said) and self.next_is_column(found, index):
            self.aside(block.start, block.end, Reason.PANEL)
            state.zone, state.columns = Reason.PANEL, True
            return True
        if key and noise.is_host_label(key) and words <= 60 and (named or (early and words <= 14)):
            for name in self.speakers.names(block.start, block.end)[:1]:
                self.speakers.learn(name.start, block.end)
            self.aside(block.start, block.end, Reason.PANEL)
            state.zone = Reason.PANEL
            return True
        if (
            early
            and words <= 25
            and block.kind is Kind.PARAGRAPH
            and self.is_top_line(said, key, found, index)
        ):
            self.aside(block.start, block.end, Reason.HEADER)
            return True
        if key and noise.heading_opens(key) is Reason.AGENDA:
            self.aside(block.start, block.end, Reason.AGENDA)
            return True
        if noise.leads_agenda(said):
            self.aside(block.start, block.end, Reason.AGENDA)
            state.zone = Reason.AGENDA
            return True
        state.zone = self.still_in_zone(block, said, words)
        if state.zone:
            self.aside(block.start, block.end, state.zone)
        return state.zone is not None

    def is_top_line(self, said: str, key: str, found: Sequence[Block], index: int) -> bool:
        """Whether one of the first lines is a field, a place and date, or a subtitle."""
        if key and noise.is_header_key(key):
            return True
        total = len(found)
        alone = index == 0 or index + 1 == total or found[index + 1].blank_before
        if index < 5 and total > 1 and alone and noise.is_header_line(said):
            return True
        titled = bool(self.state.headings) or any(a.reason is Reason.HEADER for a in self.asides)
        bare = said[-1] not in ".!?;:," and not key and not said[0].islower()
        return (
            titled
            and bare
            and index < 4
            and total > 6
            and count_words(said) <= 9
            and not has_finite_verb(said)
        )

    def still_in_zone(self, block: Block, said: str, words: int) -> Reason | None:
        """What the lines under the last heading still are, None once running text begins."""
        zone = self.state.zone
        if zone is Reason.PANEL:
            opens = self.speakers.opens_on_name(block.start, block.end)
            listed = (
                bool(self.state.headings)
                and noise.heading_opens(self.state.headings[-1].text) is zone
            )
            bare = (
                (listed or self.state.columns)
                and not has_finite_verb(said)
                and not said.endswith((".", "!", "?"))
            )
            known = opens or bare or self.speakers.is_role(block.start, block.end)
            if not known or words > 60 or (has_finite_verb(said) and words > 25):
                return None
            self.speakers.learn(block.start, block.end)
        elif zone is Reason.AGENDA:
            return zone if noise.agenda_item(said) else None
        elif zone:
            told = said.endswith((".", "!", "?")) and has_finite_verb(said) and "http" not in said
            return None if told and not noise.is_reference(said) else zone
        return zone

    def next_is_column(self, found: Sequence[Block], index: int) -> bool:
        """Whether the next block is the name of a column too."""
        after = found[index + 1] if index + 1 < len(found) else None
        return after is not None and noise.is_column(self.text[after.start : after.end])

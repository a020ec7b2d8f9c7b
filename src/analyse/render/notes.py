"""A masked note, cut into what is quoted, what is set aside, and the rest.

Every stretch is cut by the offsets of the extracted text; masks are shown as pseudonyms
("Personne 12"), exactly as `Document.published` would.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from analyse.contracts import Consent, Document, Passage, SetAside

WITHHELD = "[retiré à la demande de la personne]"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, or the pseudonym that stands for a mask."""

    text: str
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a note: a passage, something set aside, or neither."""

    pieces: tuple[Piece, ...]
    passage: Passage | None = None
    aside: SetAside | None = None
    withheld: bool = False

    @property
    def text(self) -> str:
        """Its text as published."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Note:
    """A document that was read, with what was made of it."""

    document: Document
    passages: Sequence[Passage] = ()
    asides: Sequence[SetAside] = ()

    @cached_property
    def _ends(self) -> list[int]:
        return [mask.end for mask in self.document.masks]

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """`text[start:end]` with masks told apart; joined, it is `document.published`."""
        document, out, at = self.document, [], start
        first = bisect_right(self._ends, start)
        if start < end and not self._masked(first, end):
            return (Piece(document.text[start:end]),)
        for mask in islice(document.masks, first, None):
            if mask.start >= end:
                break
            if mask.start > at:
                out.append(Piece(document.text[at : mask.start]))
            name = f"Personne {mask.person}" if mask.person else f"[{mask.kind}]"
            out.append(Piece(name, masked=True))
            at = min(mask.end, end)
        if at < end:
            out.append(Piece(document.text[at:end]))
        return tuple(out)

    def published(self, start: int, end: int) -> str:
        """The same as `document.published`, in time that does not grow with the note."""
        if not self._masked(bisect_right(self._ends, start), end):
            return self.document.text[start:end]
        return "".join(piece.text for piece in self.pieces(start, end))

    def _masked(self, first: int, end: int) -> bool:
        """Whether the mask of that rank, or a later one, begins before `end`."""
        masks = self.document.masks
        return first < len(masks) and masks[first].start < end

    @cached_property
    def withheld(self) -> list[tuple[int, int]]:
        """Rows whose consent was withdrawn: their text is in the store, and shown nowhere."""
        document = self.document
        return [
            (span.start, span.end)
            for span in document.rows
            if span.kind.isdigit()
            and document.row_metadata.get(int(span.kind), {}).get("consentement")
            == Consent.WITHDRAW.value
        ]

    def is_withheld(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` touches a row whose consent was withdrawn."""
        return any(begin < end and stop > start for begin, stop in self.withheld)

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The whole note, in order. Every passage has its stretch, whatever it overlaps."""
        return tuple(self._cut())

    def _cut(self) -> Iterator[Stretch]:
        spans: list[tuple[int, int, Passage | SetAside | None]] = [
            (p.start, p.end, p) for p in self.passages
        ]
        spans += [(a.start, a.end, a) for a in self.asides if not self.is_withheld(a.start, a.end)]
        spans += [(start, end, None) for start, end in self.withheld]
        spans.sort(key=lambda span: span[:2])
        at = 0
        for start, end, what in spans:
            if start > at:
                yield Stretch(self.pieces(at, start))
            if isinstance(what, Passage):
                yield Stretch(self.pieces(start, end), passage=what)
            elif what is None:
                yield Stretch((Piece(WITHHELD, masked=True),), withheld=True)
            else:
                yield Stretch(self.pieces(max(start, at), end), aside=what)
            at = max(at, end)
        if at < len(self.document.text):
            yield Stretch(self.pieces(at, len(self.document.text)))

"""What researchers write about a theme, each line of it a decision of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from analyse.contracts.decisions import DecisionKind


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, criterion or memo.

    Attributes:
        decision: id of the decision that wrote it: undoing that takes the line away.
        number: that decision's place in the ledger.
        kind: what the line is.
        text: as written. author, at: who wrote it, when (ISO 8601).
        support: ids of the passages it rests on that are still in the notes and on the subject.
        lost: passages it rested on that are not there any more.
        guessed: passages of `support` whose words changed since: to be read again.
    """

    decision: str
    number: int
    kind: DecisionKind
    text: str
    author: str
    at: str
    support: tuple[str, ...] = ()
    lost: int = 0
    guessed: int = 0


@dataclass(frozen=True, slots=True)
class Writing:
    """All that was written about one theme, in the order of the ledger.

    Attributes:
        definition: None when nobody wrote one.
        sentences: what the fiche says in the researchers' words, by kind: résumé, constats, pistes,
            tensions.
        inclusion, exclusion: what belongs to the theme and what does not, as a codebook says it.
        memos: for the team; never published.
    """

    definition: Line | None = None
    sentences: tuple[Line, ...] = ()
    inclusion: tuple[Line, ...] = ()
    exclusion: tuple[Line, ...] = ()
    memos: tuple[Line, ...] = ()

    @property
    def unsupported(self) -> tuple[Line, ...]:
        """Definition and sentences that rest on no passage: they may not be published."""
        written = (*((self.definition,) if self.definition else ()), *self.sentences)
        return tuple(line for line in written if not line.support)

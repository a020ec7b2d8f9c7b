"""Disagreements that a theme holds, proposed for people to read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TensionForm(StrEnum):
    """How the notes show a disagreement."""

    OPPOSITION = "opposition"
    TOLD = "dite"


@dataclass(frozen=True, slots=True)
class Tension:
    """One disagreement, as the notes write it.

    Attributes:
        id: 16 hexadecimal digits told by the theme and the passages of both sides.
        theme_id: the theme whose fiche shows it.
        rank: from 1 within its theme, surest first.
        form: two sides that answer each other, or passages that tell the disagreement.
        cue: the words of the note by which it was recognised, lower case.
        explicit: whether these words name a disagreement ("pas d'accord"); otherwise they only
            contrast ("à l'inverse"), and may compare two cases rather than two opinions.
        side_a, side_b: ids of passages. A disagreement that is told has its passages in `side_a`
            and nothing in `side_b`; the letters mean nothing else.
        word: a rare word that both sides say, "" without one.
        elsewhere: ids of passages of other workshops that say `word`, on no side.
    """

    id: str
    theme_id: str
    rank: int
    form: TensionForm
    cue: str
    explicit: bool
    side_a: tuple[str, ...]
    side_b: tuple[str, ...] = ()
    word: str = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def passages(self) -> tuple[str, ...]:
        """Ids of the passages that make the disagreement; `elsewhere` is not among them."""
        return (*self.side_a, *self.side_b)

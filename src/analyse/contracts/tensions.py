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
        form: two sides that answer each other, or one passage that tells the disagreement.
        cue: the words of the note by which the disagreement was recognised, lower case.
        about: words of the notes that both sides share, most telling first; may be empty.
        side_a, side_b: ids of passages. A disagreement that is told has its passage in `side_a`
            and nothing in `side_b`; the letters mean nothing else.
        near: ids of passages of other workshops on the same subject, on no side.
        confidence: in [0, 1], to order tensions of one run; not a probability.
    """

    id: str
    theme_id: str
    rank: int
    form: TensionForm
    cue: str
    about: tuple[str, ...]
    side_a: tuple[str, ...]
    side_b: tuple[str, ...]
    near: tuple[str, ...]
    confidence: float

    @property
    def passages(self) -> tuple[str, ...]:
        """Ids of the passages that make the disagreement; `near` is not among them."""
        return (*self.side_a, *self.side_b)

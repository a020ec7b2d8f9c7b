"""What the masking step passes around."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "nom"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A stretch to mask: `text[start:end]`, never across a line break.

    Attributes:
        start: offset of the first code point.
        end: offset after the last code point.
        kind: one of `contracts.MASK_KINDS`.
        key: for a name, "prenom nom" folded, or what was said of it ("tremblay", "j tremblay");
            "" for every other kind. Given names of several words, and surnames of several
            words, are joined by hyphens: at most one space separates given name and surname.
        gender: "f" or "m" when a title or a first name tells it, "" otherwise.
    """

    start: int
    end: int
    kind: str
    key: str = ""
    gender: str = ""

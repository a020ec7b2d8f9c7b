"""What counts as one workshop and as one voice: verbosity is not consensus."""

from __future__ import annotations

from analyse.contracts import Passage


def workshop_key(passage: Passage) -> str:
    """What counts as one workshop: its name and day, or the document when it has none.

    Two note-takers in one workshop are one workshop.
    """
    return f"{passage.jour or ''}|{passage.atelier}" if passage.atelier else passage.document_id


def voice_key(passage: Passage) -> str:
    """What counts as one voice: who speaks, in a workshop."""
    return f"{workshop_key(passage)}|{passage.voice.speaker}"

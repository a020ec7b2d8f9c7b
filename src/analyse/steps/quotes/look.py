"""What is asked of every passage once: its form, and whether it can be read alone."""

from __future__ import annotations

from functools import partial

from analyse.contracts import Passage
from analyse.remember import Remembered

from .alone import leaning
from .form import well_formed


def look(passage: Passage, remembered: Remembered) -> tuple[float, bool]:
    """Form in [0, 1] (`form.well_formed`), and whether it can be read alone (`alone.leaning`).

    Args:
        passage: any.
        remembered: what was found of earlier passages, keyed by all that both depend on.
    """
    form, alone = remembered(
        partial(_found, passage),
        passage.text,
        passage.language,
        str(passage.stands_alone),
        *passage.lemmas,
    )
    return float(form), bool(alone)


def _found(passage: Passage) -> list[float | bool]:
    return [well_formed(passage.text), leaning(passage) is None]

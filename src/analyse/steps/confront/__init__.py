"""Fiches 1.0 against what the event said: confirmé, nuancé, contesté, nouveau.

    sheets      a fiche's text → its statements
    text        words of a short text, with what denies them
    opposites, markers   the words that turn a sentence
    features    what is measured of a pair (statement, passage)
    model       trained weights (models/confrontation.json)
    weigh       evidence → response, by voice
    core        the whole

Nothing is written by a machine: a response is proposed with its evidence, and a person decides.
"""

from analyse.steps.confront.core import confront
from analyse.steps.confront.model import VERSION, ConfrontationModel, load_model
from analyse.steps.confront.sheets import cut_sheet

__all__ = ["VERSION", "ConfrontationModel", "confront", "cut_sheet", "load_model"]

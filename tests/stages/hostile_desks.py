"""A process that masks and cuts, and that one file brings down; run apart by tests.

It loads no language model: no entity is found, and nothing is cut.
"""

from __future__ import annotations

import os
import pickle

from analyse import language
from analyse.errors import UsageError
from analyse.stages import desk
from analyse.steps import depersonalise, segment

language.load_entities = language.load_syntax = lambda: None
depersonalise.entities_of = lambda text, nlp: []
segment.segment = lambda *arguments, **options: segment.Segmentation((), ())


def answer(request: bytes) -> bytes:
    """As the real one, but for files named "tombe", and "manque"."""
    verb, *arguments = pickle.loads(request)
    if verb == "find":
        path = arguments[0].item.received.path
        if path.startswith("tombe"):
            os._exit(1)
        if path.startswith("manque"):
            return pickle.dumps(UsageError("Il manque un modèle.", action="Installez-le."))
    return desk.answer(request)

"""Masking: what to hide in a text, the masked text of the same length, and who is who.

    found = find(text, entities=entities_of(text, nlp), roster=roster, words=words_of(syntax))
    (final,) = person_keys([found], digests=[digest])
    masked, spans = mask(text, final, person_numbers=numbers)

`structured` and `urls` recognise identifiers by their form; `tokens`, `context` and `names` read
names of people, `strangers` those that no list holds (`words` is the dictionary); `mentions` and
`ties` follow them through a text; `corrections` is what a project says of it; `people` decides
who is who.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from analyse.steps.depersonalise.corrections import NO_CORRECTIONS, Corrections
from analyse.steps.depersonalise.entities import entities_of, entity_spans
from analyse.steps.depersonalise.find import find
from analyse.steps.depersonalise.gazetteers import digest
from analyse.steps.depersonalise.masking import mask
from analyse.steps.depersonalise.paths import mask_path
from analyse.steps.depersonalise.people import person_keys
from analyse.steps.depersonalise.records import Found
from analyse.steps.depersonalise.speakers import find_speaker
from analyse.steps.depersonalise.suspicions import suspicions
from analyse.steps.depersonalise.words import NO_WORDS, Words, words_of

__all__ = [
    "NO_CORRECTIONS",
    "NO_WORDS",
    "VERSION",
    "Corrections",
    "Found",
    "Words",
    "entities_of",
    "entity_spans",
    "find",
    "find_speaker",
    "fingerprint",
    "mask",
    "mask_path",
    "person_keys",
    "suspicions",
    "words_of",
]

VERSION = "5"
"""Changes whenever the output may change for the same input and the same lists."""


def fingerprint(roster: Sequence[str] = (), corrections: Corrections = NO_CORRECTIONS) -> str:
    """Hexadecimal digest of what the result depends on besides the text and its entities."""
    total = hashlib.sha256(f"{VERSION}\n{digest()}".encode())
    for name in sorted(set(roster)):
        total.update(b"\0" + name.encode())
    total.update(corrections.fingerprint().encode())
    return total.hexdigest()[:16]

"""Passages of a corrected note found again: by their words first, then by their place.

A passage keeps its id as long as its words do not change. When they do, because the note was
corrected or a reader understands it better, what people decided on the old passage goes to the
one that took its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from analyse.contracts import Anchor, Passage

TEXT, CONTEXT = "texte", "contexte"
LIKE = 0.5
"""Least likeness (difflib's ratio) of two texts at one place for one to be the other, corrected:
half of the characters are common, in order. Under it the passage was replaced, not corrected."""
_AROUND = 10
"""Passages on either side that are compared when many in a row changed: a note of thousands of
passages typed again must not take hours, and a correction moves little."""
_PART = 0.6  # of the characters: a passage that was cut in two goes with its larger part


def reanchor(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Anchor, ...]:
    """Where the passages that are gone went.

    Args:
        old: passages of a document before, in order.
        new: passages of the same document now, in order.

    Returns:
        one anchor for each old passage that has no longer an id of its own and is found again, in
        order: by "texte" when its letters and digits are those of a new passage or of a part of
        it, by "contexte" when it stands at the same place and is mostly the same.
    """
    kept = {p.id for p in new}
    known = {p.id for p in old}
    said = {p.id: _said(p.text) for p in (*old, *new)}
    places = _places([p.id for p in old], [p.id for p in new])
    by_words: dict[str, list[str]] = defaultdict(list)
    for passage in new:
        if passage.id not in known:
            by_words[said[passage.id]].append(passage.id)
    anchors: list[Anchor] = []
    taken: set[str] = set()
    for passage in old:
        if passage.id in kept:
            continue
        text = said[passage.id]
        around = [i for i in places.get(passage.id, ()) if i not in known]
        same = [i for i in by_words[text] if i not in taken]
        joined = [i for i in around if text and text in said[i]]
        parts = [i for i in around if said[i] in text and len(said[i]) >= _PART * len(text)]
        for found in (same, joined, parts):
            if found:
                anchors.append(Anchor(passage.id, found[0], TEXT))
                taken.add(found[0])
                break
        else:
            like = [(_likeness(text, said[i]), -n, i) for n, i in enumerate(around)]
            best = max((one for one in like if one[2] not in taken), default=(0.0, 0, ""))
            if best[0] >= LIKE:
                anchors.append(Anchor(passage.id, best[2], CONTEXT))
                taken.add(best[2])
    return tuple(anchors)


def _said(text: str) -> str:
    """Letters and digits alone, without case."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _likeness(one: str, other: str) -> float:
    # The order of the arguments changes difflib's answer: fixed, so that the result is too.
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _places(old: list[str], new: list[str]) -> dict[str, list[str]]:
    """Old id → ids that stand where it stood, between neighbours that did not change."""
    found: dict[str, list[str]] = {}
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "replace":
            continue
        for at, passage in enumerate(old[a:b]):
            middle = c + at * (d - c) // (b - a)
            found[passage] = new[max(c, middle - _AROUND) : min(d, middle + _AROUND + 1)]
    return found

"""Choosing what does not belong: from themes far enough to be wrong, not so far as to be absurd.

An intruder from the nearest theme is not one; an intruder from the farthest is found without
reading the rest. Themes are ranked by nearness and taken from the middle half.
"""

from __future__ import annotations

import random
import unicodedata

from analyse.validation.material import Item, Material, Subject

_STEM = 5
"""Letters that two words of one family share: "région", "régional"."""
_AMONG = 5
"""An intruder is one of the heaviest words of its own theme, as the others are of theirs."""


def middling(material: Material, subject: Subject) -> list[Subject]:
    """Other themes, without the nearest quarter and the farthest quarter, nearest first.

    All of them when there are fewer than four others.
    """
    others = [s for s in material.subjects if s.id != subject.id]
    others.sort(key=lambda s: (-material.nearness.get((subject.id, s.id), 0.0), s.id))
    if len(others) < 4:
        return others
    skipped = len(others) // 4
    return others[skipped : len(others) - skipped]


def intruder(
    material: Material, subject: Subject, shown: list[str], chance: random.Random
) -> tuple[str, str] | None:
    """(word, id of its theme) for a card that shows words of `subject`.

    The word is among the heaviest of its theme, never said in a passage of the subject, and of
    another family than the words shown. None when no theme offers one.
    """
    stems = {stem(word) for word in (*shown, *subject.words)}
    themes = middling(material, subject)
    chance.shuffle(themes)
    for theme in themes:
        words = [
            word
            for word in theme.words[: 2 * _AMONG]
            if word not in subject.vocabulary and stem(word) not in stems
        ][:_AMONG]
        if words:
            return chance.choice(words), theme.id
    return None


def stem(word: str) -> str:
    """The first letters of a word, without accents nor case."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))[:_STEM]


def wrong_names(
    material: Material, subject: Subject, item: Item, count: int, chance: random.Random
) -> list[Subject]:
    """Themes whose name may stand beside the right one: none that the passage also belongs to."""
    fit = [s for s in middling(material, subject) if s.id not in item.others]
    if len(fit) < count:  # few themes: take what is left, farthest last
        more = [
            s
            for s in material.subjects
            if s.id != subject.id and s not in fit and s.id not in item.others
        ]
        fit += sorted(more, key=lambda s: -material.nearness.get((subject.id, s.id), 0.0))
        return fit[:count]
    return chance.sample(fit, count)


def decoys(
    material: Material, subject: Subject, count: int, chance: random.Random
) -> list[tuple[Item, Subject]]:
    """Passages of other themes that a fiche might have quoted by mistake, each from its theme."""
    themes = middling(material, subject)
    chance.shuffle(themes)
    found: list[tuple[Item, Subject]] = []
    for theme in themes:
        fit = [i for i in (theme.quotes or theme.items) if subject.id not in i.others]
        if fit and len(found) < count:
            found.append((chance.choice(fit), theme))
    return found

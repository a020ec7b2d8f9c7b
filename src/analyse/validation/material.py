"""What an analysis offers to ask about: themes with their words, passages and quotes."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyse.contracts import (
    Document,
    LineageStatus,
    OutcomeStatus,
    Passage,
    QuoteStatus,
    ThemeThen,
)
from analyse.decisions import Decided
from analyse.store import Run
from analyse.wording import publishable

SHORT, LONG = 30, 420
"""Characters of a passage that can be read on a phone and still says something."""


@dataclass(frozen=True, slots=True)
class Item:
    """A passage as it may be shown: masks are pseudonyms."""

    passage_id: str
    text: str
    strength: float
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """A theme, ready to be asked about.

    Attributes:
        items: its passages that can be shown, strongest first.
        quotes: those chosen for its fiche, best first, a part of `items` or not.
        words: heaviest first. vocabulary: every word known of it, for what is not an intruder.
        disputes: disagreements of its notes, doubts on its lineage and decisions in conflict.
    """

    id: str
    title: str
    definition: str
    size: int
    stability: float
    disputes: int
    words: tuple[str, ...]
    vocabulary: frozenset[str]
    members: tuple[str, ...]
    items: tuple[Item, ...]
    quotes: tuple[Item, ...]

    def then(self) -> ThemeThen:
        """What is kept of it, to know later whether it is still the same."""
        return ThemeThen(self.id, self.title, self.size, self.members)


@dataclass(frozen=True, slots=True)
class Material:
    """Themes in the order of their size, and how near they are to each other.

    Attributes:
        run: number of the analysis.
        nearness: (theme, theme) → cosine of their centres, or of their words when a centre is not
            known; symmetric, higher is nearer.
        loose: passages in no theme, that can be shown.
    """

    run: int
    subjects: tuple[Subject, ...]
    nearness: Mapping[tuple[str, str], float]
    loose: tuple[Item, ...] = ()

    def by_id(self) -> dict[str, Subject]:
        """Theme id → theme."""
        return {subject.id: subject for subject in self.subjects}


def material(
    run: Run,
    decided: Decided | None,
    passages: Sequence[Passage],
    documents: Sequence[Document],
) -> Material:
    """What can be asked about the analysis as it stands.

    Args:
        run: as it stands, decisions included. decided: the same in terms of ids.
        passages: those in the notes now. documents: all.
    """
    present = {p.id: p for p in passages}
    by_document = {d.id: d for d in documents}

    def item(passage: Passage, strength: float, others: frozenset[str]) -> Item:
        text = publishable(by_document[passage.document_id], passage.start, passage.end)
        return Item(passage.id, " ".join(text.split()), strength, others)

    held: dict[str, list[Item]] = defaultdict(list)
    members: dict[str, list[str]] = defaultdict(list)
    for place in run.placements:
        passage = present.get(place.passage_id)
        if passage is None or (decided and place.passage_id in decided.off_topic):
            continue
        members[place.theme_id].append(passage.id)
        if passage.stands_alone and passage.kind not in ("mention",):
            others = frozenset(o.theme_id for o in place.others)
            one = item(passage, place.strength, others)
            if SHORT <= len(one.text) <= LONG:
                held[place.theme_id].append(one)
    known = {i.passage_id: i for items in held.values() for i in items}
    quotes: dict[str, list[Item]] = defaultdict(list)
    for quote in sorted(run.quotes, key=lambda q: (q.theme_id, q.rank, q.facet.value)):
        if quote.status is not QuoteStatus.REJECTED and quote.passage_id in known:
            quotes[quote.theme_id].append(known[quote.passage_id])
    definitions = decided.definitions if decided else {}
    disputes = _disputes(run, decided)
    subjects = tuple(
        Subject(
            id=theme.id,
            title=theme.title,
            definition=definitions.get(theme.id, ""),
            size=theme.size,
            stability=theme.stability,
            disputes=disputes[theme.id],
            words=tuple(word for word, _ in theme.words),
            vocabulary=frozenset(word for word, _ in theme.words)
            | frozenset(lemma for i in members[theme.id] for lemma in present[i].lemmas),
            members=tuple(sorted(members[theme.id])),
            items=tuple(sorted(held[theme.id], key=lambda i: (-i.strength, i.passage_id))),
            quotes=tuple(dict.fromkeys(quotes[theme.id])),
        )
        for theme in sorted(run.themes, key=lambda t: (-t.size, t.id))
        if members[theme.id]
    )
    loose = tuple(sorted(held[""], key=lambda i: i.passage_id))
    return Material(run.number, subjects, _nearness(run, subjects), loose)


def _disputes(run: Run, decided: Decided | None) -> Counter[str]:
    found: Counter[str] = Counter(tension.theme_id for tension in run.tensions)
    found.update(c.theme_id for c in run.lineage if c.doubtful and c.status != LineageStatus.SILENT)
    for outcome in decided.outcomes if decided else ():
        if outcome.status is OutcomeStatus.CONFLICT:
            found.update(outcome.decision.theme_ids[:1])
    return found


def _nearness(run: Run, subjects: Sequence[Subject]) -> dict[tuple[str, str], float]:
    centres: dict[str, np.ndarray] = {}
    if run.centres:
        with np.load(io.BytesIO(run.centres)) as file:
            centres = dict(zip(map(str, file["themes"]), file["centres"], strict=True))
    weights = {t.id: dict(t.words) for t in run.themes}
    near: dict[tuple[str, str], float] = {}
    for at, one in enumerate(subjects):
        for other in subjects[at + 1 :]:
            if one.id in centres and other.id in centres:
                value = float(np.dot(centres[one.id], centres[other.id]))
            else:
                value = _words_in_common(weights[one.id], weights[other.id])
            near[one.id, other.id] = near[other.id, one.id] = value
    return near


def _words_in_common(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    dot = sum(weight * other.get(word, 0.0) for word, weight in one.items())
    norm = np.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
    return float(dot / norm) if norm else 0.0

"""One snapshot, indexed once for all the pages that show it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from analyse.contracts import (
    Decision,
    DecisionKind,
    Passage,
    Quote,
    QuoteStatus,
    Tension,
    Theme,
    Writing,
)
from analyse.decisions import Decided
from analyse.exports.tables import Snapshot
from analyse.stages.relate import unpacked as unpacked_centres
from analyse.stages.tree import KeptTree, unpacked
from analyse.state import State, describe
from analyse.store import Placement, Run
from analyse.views.corpus import Corpus, corpus_of


class Machine:
    """What one analysis found that no decision changes: its tree, its centres."""

    def __init__(self, run: Run) -> None:
        self.number, self._tree, self._centres = run.number, run.tree, run.centres

    @cached_property
    def tree(self) -> KeptTree | None:
        """The tree of themes; None when the analysis kept none."""
        return unpacked(self._tree)

    @cached_property
    def centres(self) -> Mapping[str, np.ndarray]:
        """Theme id → unit centre (d,)."""
        return unpacked_centres(self._centres)

    @cached_property
    def row(self) -> Mapping[str, int]:
        """Passage id → its row in the tree; empty without a tree."""
        return {p: at for at, p in enumerate(self.tree.passages)} if self.tree else {}

    @cached_property
    def plane(self) -> np.ndarray:
        """(n, 2) places of the tree's passages, those that the runs often unite near each other.

        Two principal axes of the affinity with the small groups, each scaled to [-1, 1].
        """
        assert self.tree is not None
        centred = np.asarray(self.tree.tree.affinity, dtype=np.float32)
        centred = centred - centred.mean(axis=0)
        # Eigenvectors of the small square: rows may be tens of thousands, groups a few hundred.
        _, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64))
        axes = vectors[:, ::-1][:, :2]
        axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1.0, 1.0)
        found = centred @ axes
        plane = found / np.maximum(np.abs(found).max(axis=0), 1e-9)
        placed: np.ndarray = plane[self.tree.tree.place]
        return placed


class Model:
    """A snapshot with its indexes. Needs an analysis: see `Models.of`.

    Args:
        state: the project at one moment.
        corpus: of the same notes.
        machine: of the same analysis.
    """

    def __init__(self, state: Snapshot, corpus: Corpus, machine: Machine) -> None:
        assert state.run is not None
        assert state.decided is not None
        self.state, self.corpus, self.machine = state, corpus, machine
        self.run: Run = state.run
        self.decided: Decided = state.decided
        self.themes: Mapping[str, Theme] = {t.id: t for t in self.run.themes}
        self.made: dict[str, Any] = {}
        """What a page computed and the next ones show again, by name."""
        self.placements: Mapping[str, Placement] = {p.passage_id: p for p in self.run.placements}

    @property
    def known(self) -> int:
        """Number of the last decision."""
        return max((d.number for d in self.state.decisions), default=0)

    @cached_property
    def members(self) -> Mapping[str, list[Passage]]:
        """Theme id → its passages, in reading order; "" for those in none."""
        found: dict[str, list[Passage]] = defaultdict(list)
        main = self.decided.main
        for passage in self.corpus.passages:
            if passage.id in main:
                found[main[passage.id]].append(passage)
        return found

    @cached_property
    def quotes(self) -> Mapping[str, list[Quote]]:
        """Theme id → its quotes by facet and rank, rejected ones last."""
        found: dict[str, list[Quote]] = defaultdict(list)
        for quote in self.run.quotes:
            if quote.passage_id in self.corpus:
                found[quote.theme_id].append(quote)
        for quotes in found.values():
            quotes.sort(key=lambda q: (q.status is QuoteStatus.REJECTED, q.facet.value, q.rank))
        return found

    @cached_property
    def quote_of(self) -> Mapping[str, Quote]:
        """Passage id → its quote."""
        return {q.passage_id: q for q in self.run.quotes}

    @cached_property
    def tensions(self) -> Mapping[str, list[Tension]]:
        """Theme id → its disagreements whose passages are all in the notes, surest first."""
        found: dict[str, list[Tension]] = defaultdict(list)
        for tension in sorted(self.run.tensions, key=lambda t: t.rank):
            if all(p in self.corpus for p in tension.passages):
                found[tension.theme_id].append(tension)
        return found

    @cached_property
    def by_theme(self) -> Mapping[str, list[Decision]]:
        """Theme id → decisions on it and on quotes that are now in it, the last one first."""
        found: dict[str, list[Decision]] = defaultdict(list)
        main = self.decided.main
        for decision in reversed(self.state.decisions):
            themes = decision.theme_ids
            if decision.kind in (DecisionKind.APPROVE_QUOTE, DecisionKind.REJECT_QUOTE):
                themes = tuple(main[p] for p in decision.passage_ids if main.get(p))
            for theme in themes:
                found[theme].append(decision)
        return found

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Theme id → title, of those that stand and of those that people knew."""
        known = {
            d.theme_ids[0]: d.seen.title
            for d in self.state.decisions
            if d.theme_ids and d.seen.title
        }
        return known | {t.id: t.title for t in self.run.themes} | dict(self.decided.titles)

    def writing(self, theme_id: str) -> Writing:
        """What people wrote about a theme."""
        return self.decided.writing.get(theme_id, Writing())

    @cached_property
    def described(self) -> State:
        """Where the project stands."""
        return describe(self.state)


class Models:
    """The model of the last snapshot, for all threads; what decisions do not change is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Model | None = None

    def of(self, state: Snapshot) -> Model | None:
        """The model of a snapshot; None when there is no analysis."""
        if state.run is None:
            return None
        kept = self._kept
        if kept is not None and kept.state is state:
            return kept
        with self._lock:
            kept = self._kept
            if kept is not None and kept.state is state:
                return kept
            same = kept is not None and kept.corpus.source is state.passages
            corpus = kept.corpus if kept is not None and same else corpus_of(state)
            again = kept is not None and kept.run.tree is state.run.tree
            machine = kept.machine if kept is not None and again else Machine(state.run)
            self._kept = Model(state, corpus, machine)
        if not same or not again:
            threading.Thread(target=_warm, args=(corpus, machine), daemon=True).start()
        return self._kept


def _warm(corpus: Corpus, machine: Machine) -> None:
    """Make what the next pages will want, while the first one is read."""
    _ = machine.tree, machine.row, machine.centres, corpus.index

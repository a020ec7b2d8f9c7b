"""What a replay starts from, what it gives, and the view it changes on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analyse.contracts import Decision, Outcome, QuoteStatus, Writing


@dataclass(frozen=True, slots=True)
class Found:
    """What the machine found in one analysis, over the passages that are in the notes now.

    Attributes:
        titles: theme id → title proposed, in order.
        main: passage id → id of its main theme, "" when unclassified.
        texts: passage id → digest of its text.
        followed: passage id → id of the decision that split its theme, for a new passage that
            went with the part it is nearest to.
        anchors: passage id of an earlier version of a note → (id now, "texte" or "contexte").
    """

    titles: Mapping[str, str]
    main: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    followed: Mapping[str, str] = field(default_factory=dict)
    anchors: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decided:
    """The view that stands.

    Attributes:
        titles: theme id → title, in the order of the analysis, then the themes people made;
            themes merged into another or rejected are not there.
        main: passage id → id of its main theme, "" when unclassified or off topic.
        off_topic: passages that people put outside the subject.
        named: themes whose title people gave.
        definitions: theme id → definition.
        writing: theme id → all that people wrote about it, its definition included.
        approved: themes that people approved.
        fiches, chantiers: theme id → entries people assigned it to, in order.
        quotes: passage id → approved or rejected, for the text it has now.
        pinned: passage id → theme it is pinned to.
        merged: theme id → the theme that took it in. rejected: themes people rejected.
        outcomes: one per decision, in the order of the ledger.
        verdicts: theme id → what volunteers said of it, for the version it still is.
        judged: theme id → cards on which an adjudicator decided.
    """

    titles: Mapping[str, str]
    main: Mapping[str, str]
    off_topic: frozenset[str]
    named: frozenset[str]
    definitions: Mapping[str, str]
    approved: frozenset[str]
    fiches: Mapping[str, tuple[str, ...]]
    chantiers: Mapping[str, tuple[str, ...]]
    quotes: Mapping[str, QuoteStatus]
    pinned: Mapping[str, str]
    merged: Mapping[str, str]
    rejected: frozenset[str]
    outcomes: tuple[Outcome, ...]
    verdicts: Mapping[str, str] = field(default_factory=dict)
    judged: Mapping[str, int] = field(default_factory=dict)
    writing: Mapping[str, Writing] = field(default_factory=dict)

    def members(self, theme_id: str) -> tuple[str, ...]:
        """Ids of the passages whose main theme it is, sorted."""
        return tuple(sorted(p for p, theme in self.main.items() if theme == theme_id))

    def state(self, passage_id: str) -> str:
        """ "classé", "non classé" or "hors sujet": exactly one."""
        if passage_id in self.off_topic:
            return "hors sujet"
        return "classé" if self.main[passage_id] else "non classé"


@dataclass
class View:
    """The view while decisions are replayed, one after the other."""

    found: Found
    titles: dict[str, str]
    main: dict[str, str]
    off_topic: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    defined: dict[str, Decision] = field(default_factory=dict)
    approved: set[str] = field(default_factory=set)
    fiches: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chantiers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    quotes: dict[str, QuoteStatus] = field(default_factory=dict)
    pinned: dict[str, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    verdicts: dict[str, str] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    """Theme id → the title by which people knew it, for those that are no longer there."""

    def root(self, theme_id: str) -> str:
        """The theme that stands for it: itself, or the one that took it in."""
        while theme_id in self.merged:
            theme_id = self.merged[theme_id]
        return theme_id

    def place(self, passage_id: str, theme_id: str) -> bool:
        """Put a passage in a theme, "" for none; False when it already was there."""
        if passage_id not in self.off_topic and self.main[passage_id] == theme_id:
            return False
        self.off_topic.discard(passage_id)
        self.main[passage_id] = theme_id
        if self.pinned.get(passage_id) not in (None, theme_id):
            del self.pinned[passage_id]
        return True

    def members(self, theme_id: str) -> list[str]:
        """Ids of its passages, sorted."""
        return sorted(p for p, theme in self.main.items() if theme == theme_id)

    def now(self, passage_ids: tuple[str, ...]) -> tuple[list[str], int, int]:
        """Passages as they are now: (ids, how many vanished, how many are known by context)."""
        here, gone, guessed = dict[str, None](), 0, 0
        for passage_id in passage_ids:
            current, by = passage_id, ""
            seen = {current}
            while current not in self.main and current in self.found.anchors:
                current, how = self.found.anchors[current]
                by = "contexte" if "contexte" in (by, how) else how
                if current in seen:  # a correction that was taken back, then withdrawn
                    break
                seen.add(current)
            if current not in self.main:
                gone += 1
            elif current not in here:
                here[current] = None
                guessed += by == "contexte"
        return list(here), gone, guessed

    def name(self, theme_id: str) -> str:
        """The title of a theme, as it is or was, between quotation marks."""
        title = self.titles.get(theme_id) or self.found.titles.get(theme_id)
        return f"«\u00a0{title or self.told.get(theme_id) or theme_id}\u00a0»"

"""What is found and shown: themes, quotes, fiches, and the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field

from analyse.contracts.passages import Passage
from analyse.contracts.words import Facet, LineageStatus, Nature, QuoteStatus
from analyse.contracts.writing import Writing


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a theme is to an entry of the grille: cosine-based score in [0, 1]."""

    series: str
    code: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of passages.

    Attributes:
        id: "t" and 11 hexadecimal digits; outlives runs.
        title: the name people gave, else the proposal.
        proposal: the title proposed from the notes' own words.
        keyphrases: most distinctive first.
        words: (c-TF-IDF term, weight), heaviest first.
        size: number of passages whose main theme it is.
        workshops: number of distinct workshops among them (a file without one counts as one).
        voices: number of distinct voices (who speaks, in a workshop).
        stability: mean best Jaccard of the theme over perturbed runs, in [0, 1].
        grille: nearest entries, best first, only those above the threshold; empty means émergent.
        status: "proposé" until people decide, then "approuvé".
        fiches: entries "série/code" of the grille that people assigned it to.
        assigned_chantiers: chantiers that people assigned it to.
        verdict: what volunteers said of it ("confirmé", "à revoir"…), "" when they did not.
    """

    id: str
    title: str
    proposal: str
    keyphrases: tuple[str, ...]
    words: tuple[tuple[str, float], ...]
    size: int
    workshops: int
    voices: int
    stability: float
    grille: tuple[Nearness, ...] = ()
    chantiers: tuple[Nearness, ...] = ()
    status: str = "proposé"
    fiches: tuple[str, ...] = ()
    assigned_chantiers: tuple[str, ...] = ()
    verdict: str = ""

    @property
    def standing(self) -> str:
        """Status, then verdict when there is one, as the tables write it."""
        return "; ".join(told for told in (self.status, self.verdict) if told)


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """How a theme relates to those of earlier analyses.

    Attributes:
        title: its title when the analysis ran.
        confidence: in [0, 1]; how sure the machine is of the relation (see `steps.lineage`).
        others: merged: the themes it took in; split: its other parts, or for a part the theme it
            comes from; silent: the themes that hold its passages now; else empty.
        before, after: passages then and now.
        doubtful: a person should look.
        back: it was silent in the analysis before.
        reason: why it is doubtful, in French.
    """

    theme_id: str
    title: str
    status: LineageStatus
    confidence: float
    others: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    doubtful: bool = False
    back: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage proposed for publication. `rank` from 1 within its theme and facet."""

    id: str
    theme_id: str
    passage_id: str
    facet: Facet
    rank: int
    text: str
    published_text: str
    nature: Nature
    status: QuoteStatus = QuoteStatus.PROPOSED


@dataclass(frozen=True, slots=True)
class RareVoice:
    """A passage that deserves to be read although few said it.

    Attributes:
        theme_id: its main theme, "" when unclassified.
        distance: 1 − cosine to the nearest theme centre, in [0, 2].
        voices: voices that say something near, its own included.
    """

    passage_id: str
    theme_id: str
    distance: float
    voices: int


@dataclass(frozen=True, slots=True)
class Fiche:
    """One draft sheet: everything a renderer needs, nothing to compute.

    Attributes:
        theme: the theme it tells.
        definition: written by people; "" in a draft.
        findings, leads, questions: quotes by facet, best first.
        others: quotes of facet *autre* kept as context.
        all_passages: every passage of the theme, by document then offset.
        who_spoke: rows of the coverage grid: (région, palier, secteur, ateliers, passages).
        writing: what people wrote about the theme.
    """

    theme: Theme
    definition: str
    findings: tuple[Quote, ...]
    leads: tuple[Quote, ...]
    questions: tuple[Quote, ...]
    others: tuple[Quote, ...]
    all_passages: tuple[Passage, ...]
    who_spoke: tuple[tuple[str, str, str, int, int], ...]
    writing: Writing = field(default_factory=Writing)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything that came in is somewhere. See `check`."""

    received: int
    read: int
    duplicates: int
    quarantined: int
    withdrawn: int
    segmented: int
    classified: int
    unclassified: int
    set_aside: int
    quotes: int
    off_topic: int = 0

    def check(self) -> list[str]:
        """Equations that do not hold, in French; an empty list when the ledger adds up."""
        wrong = []
        if self.received != self.read + self.duplicates + self.quarantined + self.withdrawn:
            wrong.append("reçus ≠ lus + doublons + quarantaine + retirés")
        if self.segmented != self.classified + self.unclassified + self.off_topic:
            wrong.append("segmentés ≠ classés + non classés + hors sujet")
        if self.quotes > self.segmented:
            wrong.append("plus d'extraits que de passages")
        return wrong

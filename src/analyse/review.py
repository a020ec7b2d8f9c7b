"""Quotes that wait for a person, one at a time, with what is needed to decide.

The terminal shows them (`terminal.review`); what is decided goes to the ledger through `Desk`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analyse.contracts import (
    DecisionKind,
    Document,
    Facet,
    Flag,
    Json,
    Outcome,
    Passage,
    Quote,
    QuoteStatus,
    Theme,
)
from analyse.desk import Desk
from analyse.errors import UsageError
from analyse.flagging import flags_of
from analyse.standing import as_quote
from analyse.steps.quotes import quote_id
from analyse.store import Run
from analyse.wording import publishable

FACETS = tuple(facet.value for facet in Facet)
MINORITY = "voix minoritaire"
DISAGREEMENT = "passage d'un désaccord"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A quote that nobody approved nor rejected.

    Attributes:
        why: "" for a quote that the analysis proposes, which a publication waits for; `MINORITY` or
            `DISAGREEMENT` for another passage, which is shown in a published fiche only when a
            person approves it. Nothing waits for these, and they come last in their theme.
        before, after: the passages around it in its note, as they would be published; "" at an end.
        flags: why it asks for a second look.
    """

    quote: Quote
    theme: Theme
    passage: Passage
    document: Document
    before: str
    after: str
    flags: tuple[Flag, ...]
    why: str = ""

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        voice = self.passage.voice
        return {
            "citation_id": self.quote.id,
            "passage_id": self.passage.id,
            "theme_id": self.theme.id,
            "theme": self.theme.title,
            "facette": self.quote.facet.value,
            "rang": self.quote.rank,
            "pourquoi": self.why,
            "texte_publie": self.quote.published_text,
            "nature": self.quote.nature.value,
            "document": self.document.path,
            "chemin": " > ".join(self.passage.headings),
            "avant": self.before,
            "apres": self.after,
            "qui_parle": voice.speaker,
            "jour": self.passage.jour,
            "atelier": self.passage.atelier,
            "region": voice.region,
            "palier": voice.palier,
            "secteur": voice.secteur,
            "signalements": [
                {"type": f.kind.value, "mots": f.found, "motif": f.why} for f in self.flags
            ],
        }


def waiting(desk: Desk, *, theme: str = "", facet: str = "") -> list[Waiting]:
    """Quotes that wait, theme after theme, then by facet and rank.

    Args:
        desk: on the project.
        theme: only this theme (its id), "" for all.
        facet: only this facet, "" for all.

    Raises:
        UsageError: there is no analysis.
    """
    _ = desk.view  # tells that there is nothing to decide on
    state = desk.state
    run = state.run
    if run is None:
        return []
    documents = {document.id: document for document in state.documents}
    themes = {one.id: one for one in run.themes}
    rank = {one.id: at for at, one in enumerate(run.themes)}
    by_id = {passage.id: passage for passage in state.passages}
    why = _others(run)
    quotes = [
        quote
        for quote in (*run.quotes, *_as_quotes(run, why, by_id, documents))
        if quote.status is QuoteStatus.PROPOSED
        and theme in ("", quote.theme_id)
        and facet in ("", quote.facet.value)
    ]
    place: dict[str, tuple[Passage | None, Passage | None]] = {}
    for at, passage in enumerate(state.passages):
        around = [state.passages[i] if 0 <= i < len(state.passages) else None
                  for i in (at - 1, at + 1)]  # fmt: skip
        before, after = (
            one if one and one.document_id == passage.document_id else None for one in around
        )
        place[passage.id] = (before, after)
    flags = flags_of(state, [quote.passage_id for quote in quotes])

    def said(passage: Passage | None) -> str:
        if passage is None:
            return ""
        return publishable(documents[passage.document_id], passage.start, passage.end)

    quotes = [q for q in quotes if q.passage_id in by_id and q.theme_id in themes]
    order = list(Facet)
    quotes.sort(
        key=lambda q: (
            rank[q.theme_id],
            q.passage_id in why,
            order.index(q.facet),
            q.rank,
            q.passage_id if q.passage_id in why else "",
        )
    )
    return [
        Waiting(
            quote=quote,
            theme=themes[quote.theme_id],
            passage=by_id[quote.passage_id],
            document=documents[by_id[quote.passage_id].document_id],
            before=said(place[quote.passage_id][0]),
            after=said(place[quote.passage_id][1]),
            flags=flags[quote.passage_id],
            why=why.get(quote.passage_id, ""),
        )
        for quote in quotes
    ]


def _others(run: Run) -> dict[str, str]:
    """Passage id → why it may be approved, for passages that are not quotes already."""
    quoted = {quote.passage_id for quote in run.quotes}
    found = {i: DISAGREEMENT for tension in run.tensions for i in tension.passages}
    found |= {one.passage_id: MINORITY for one in run.rare if one.theme_id}
    return {passage: why for passage, why in found.items() if passage not in quoted}


def _as_quotes(
    run: Run,
    wanted: Collection[str],
    by_id: Mapping[str, Passage],
    documents: Mapping[str, Document],
) -> list[Quote]:
    """These passages as quotes of their theme, as they will be once a person approves them."""
    return [
        replace(
            as_quote(placement, by_id, documents),
            id=quote_id(placement.theme_id, placement.passage_id),
        )
        for placement in run.placements
        if placement.passage_id in wanted and placement.theme_id and placement.passage_id in by_id
    ]


@dataclass
class Session:
    """One person going through what waits.

    Nothing is kept but in the ledger: stopping and coming back takes up at the first quote that
    nobody decided on.

    Attributes:
        desk: on the project.
        author: who decides, as they sign.
        theme, facet: filters, "" for all.
        trail: what was done in this session, what was undone left out: decisions, and ids of the
            passages put off until the next session.
    """

    desk: Desk
    author: str
    theme: str = ""
    facet: str = ""
    trail: list[Outcome | str] = field(default_factory=list)
    _known: int = 0
    _queue: Sequence[Waiting] = ()

    def __post_init__(self) -> None:
        self._reload()

    def _reload(self) -> None:
        self._queue = waiting(self.desk, theme=self.theme, facet=self.facet)
        self._known = max((d.number for d in self.desk.state.decisions), default=0)

    @property
    def done(self) -> list[Outcome]:
        """Decisions of this session, those undone left out."""
        return [one for one in self.trail if isinstance(one, Outcome)]

    @property
    def left(self) -> int:
        """Quotes that wait and were not put off."""
        return sum(one.passage.id not in self.trail for one in self._queue)

    @property
    def current(self) -> Waiting | None:
        """The next quote, None when all are decided or put off."""
        return next((one for one in self._queue if one.passage.id not in self.trail), None)

    def approve(self, reason: str = "") -> Outcome:
        """Approve the current quote.

        Raises:
            UsageError: it is flagged and no reason is given.
            ConcurrentDecision: somebody decided on it meanwhile; call `refresh` to go on.
        """
        return self._decide(DecisionKind.APPROVE_QUOTE, reason)

    def reject(self, reason: str = "") -> Outcome:
        """Reject the current quote. Raises `ConcurrentDecision` as `approve` does."""
        return self._decide(DecisionKind.REJECT_QUOTE, reason)

    def skip(self) -> None:
        """Put the current quote off until the next session."""
        if self.current:
            self.trail.append(self.current.passage.id)

    def undo(self) -> Outcome | None:
        """Take back the last decision of this session, or the last putting off; None without any.

        Raises:
            ConcurrentDecision: somebody decided on the same quote since.
        """
        if not self.trail:
            return None
        last = self.trail[-1]
        if isinstance(last, str):
            self.trail.pop()
            return None
        undone = self.desk.decide(
            DecisionKind.UNDO, author=self.author, value=last.decision.id, known=self._known
        )
        self.trail.pop()
        self._reload()
        return undone

    def refresh(self) -> None:
        """See what others decided meanwhile."""
        self.desk.refresh()
        self._reload()

    def _decide(self, kind: DecisionKind, reason: str) -> Outcome:
        one = self.current
        if one is None:
            raise UsageError("Aucun extrait n'attend plus.")
        outcome = self.desk.decide(
            kind, author=self.author, passages=[one.passage.id], reason=reason, known=self._known
        )
        self.trail.append(outcome)
        self._reload()
        return outcome

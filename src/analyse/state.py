"""Where a project stands: the ledger, per day, and what was refused with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from analyse.contracts import (
    MASK,
    UNKNOWN,
    Document,
    DocumentStatus,
    Json,
    Ledger,
    OutcomeStatus,
    Passage,
    SetAside,
)
from analyse.decisions import active
from analyse.exports.tables import Snapshot


@dataclass(frozen=True, slots=True)
class Reject:
    """A file that was not read, and why."""

    document: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToDecide:
    """Something for people: a decision in conflict (`decision` is its number) or a doubtful theme
    (0), and why."""

    subject: str
    theme_id: str
    decision: int
    why: str


@dataclass(frozen=True, slots=True)
class State:
    """What `analyse etat` shows.

    Attributes:
        ledger: the whole project.
        days: day of the event (None: unknown) → its ledger.
        rejects: files in quarantine or withdrawn, then duplicates.
        reasons: why stretches were set aside → how many.
        lost: letters and digits of read files that lie in no passage and in no set-aside span, or
            in two of them; 0 unless something is broken.
        warnings: (document, warning of its reader).
        stale: passages that arrived or changed since the last run.
        to_decide: what people should look at, what touches their own decisions first.
        unplaced: where voices come from, when nothing says it: "région" → passages…
    """

    ledger: Ledger
    days: dict[int | None, Ledger]
    rejects: tuple[Reject, ...]
    reasons: dict[str, int]
    lost: int
    warnings: tuple[tuple[str, str], ...]
    stale: int
    to_decide: tuple[ToDecide, ...] = ()
    unplaced: Mapping[str, int] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """What does not add up, in French."""
        wrong = self.ledger.check()
        if self.lost:
            wrong.append(
                f"{self.lost} caractères de texte ne sont nulle part ou sont comptés deux fois"
            )
        return wrong

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            "bilan": _french(self.ledger),
            "jours": [{"jour": day, **_french(ledger)} for day, ledger in sorted_days(self.days)],
            "refus": [
                {"document": r.document, "statut": r.status, "motif": r.reason}
                for r in self.rejects
            ],
            "ecartes": self.reasons,
            "avertissements": [{"document": d, "message": m} for d, m in self.warnings],
            "passages_a_analyser": self.stale,
            "a_decider": [
                {"sujet": t.subject, "theme_id": t.theme_id, "decision": t.decision, "motif": t.why}
                for t in self.to_decide
            ],
            "provenance_inconnue": dict(self.unplaced),
            "problemes": self.problems,
        }


_FRENCH = {
    "received": "recus",
    "read": "lus",
    "duplicates": "doublons",
    "quarantined": "quarantaine",
    "withdrawn": "retires",
    "segmented": "segmentes",
    "classified": "classes",
    "unclassified": "non_classes",
    "off_topic": "hors_sujet",
    "set_aside": "ecartes",
    "quotes": "extraits",
}


def _french(ledger: Ledger) -> dict[str, int]:
    return {_FRENCH[key]: value for key, value in asdict(ledger).items()}


def sorted_days(days: dict[int | None, Ledger]) -> list[tuple[int | None, Ledger]]:
    """Days in order, the unknown one last."""
    return sorted(days.items(), key=lambda item: (item[0] is None, item[0] or 0))


def describe(state: Snapshot) -> State:
    """Count everything."""
    placed = {p.passage_id: p.theme_id for p in state.run.placements} if state.run else {}
    quoted = {q.passage_id for q in state.run.quotes} if state.run else set()
    off_topic = state.decided.off_topic if state.decided else frozenset[str]()
    days = {d.context.jour for d in state.documents} | {p.jour for p in state.passages}
    day_of = {d.id: d.context.jour for d in state.documents}

    def ledger(
        documents: Iterable[Document], passages: Sequence[Passage], asides: Sequence[SetAside]
    ) -> Ledger:
        statuses = Counter(d.status for d in documents)
        classified = sum(bool(placed.get(p.id)) for p in passages)
        outside = sum(p.id in off_topic for p in passages)
        return Ledger(
            received=sum(statuses.values()),
            read=statuses[DocumentStatus.READ],
            duplicates=statuses[DocumentStatus.DUPLICATE],
            quarantined=statuses[DocumentStatus.QUARANTINED],
            withdrawn=statuses[DocumentStatus.WITHDRAWN],
            segmented=len(passages),
            classified=classified,
            unclassified=len(passages) - classified - outside,
            off_topic=outside,
            set_aside=len(asides),
            quotes=sum(p.id in quoted for p in passages),
        )

    refused = (DocumentStatus.QUARANTINED, DocumentStatus.WITHDRAWN, DocumentStatus.DUPLICATE)
    return State(
        ledger=ledger(state.documents, state.passages, state.set_aside),
        days={
            day: ledger(
                [d for d in state.documents if d.context.jour == day],
                [p for p in state.passages if p.jour == day],
                [s for s in state.set_aside if day_of[s.document_id] == day],
            )
            for day in days
        },
        rejects=tuple(
            Reject(d.path, d.status.value, d.reason)
            for status in refused
            for d in sorted(state.documents, key=lambda d: d.path)
            if d.status is status
        ),
        reasons=dict(Counter(s.reason for s in state.set_aside).most_common()),
        lost=_lost(state),
        warnings=tuple((d.path, w) for d in state.documents for w in d.warnings),
        stale=sum(p.id not in placed for p in state.passages),
        to_decide=to_decide(state),
        unplaced=_unplaced(state.passages),
    )


def _unplaced(passages: Sequence[Passage]) -> dict[str, int]:
    """What nothing says of where passages come from, and of how many."""
    lacking = Counter[str]()
    for passage in passages:
        voice = passage.voice
        lacking["jour"] += passage.jour is None
        lacking["atelier"] += not passage.atelier
        lacking["région"] += voice.region == UNKNOWN
        lacking["palier"] += voice.palier == UNKNOWN
        lacking["secteur d'activité"] += voice.secteur == UNKNOWN
    return {name: count for name, count in lacking.items() if count}


def to_decide(state: Snapshot) -> tuple[ToDecide, ...]:
    """Decisions in conflict, then doubtful relations that nobody decided on since.

    A doubt is settled by any decision on the theme taken on that analysis or a later one; approving
    the theme is enough.
    """
    if state.run is None or state.decided is None:
        return ()
    found = [
        ToDecide(
            subject=f"décision {o.decision.number}, {o.decision.kind.value}",
            theme_id=o.decision.theme_ids[0] if o.decision.theme_ids else "",
            decision=o.decision.number,
            why=o.reason,
        )
        for o in state.decided.outcomes
        if o.status is OutcomeStatus.CONFLICT
    ]
    settled: dict[str, int] = {}
    for decision in active(state.decisions):
        for theme in decision.theme_ids:
            settled[theme] = max(settled.get(theme, 0), decision.seen.run)
    titles = {theme.id: theme.title for theme in state.run.themes}
    doubts = {
        change.theme_id: (head.number, change)
        for head in state.heads
        for change in head.lineage
        if change.doubtful and change.theme_id in titles
    }
    for theme, (number, change) in sorted(doubts.items(), key=lambda item: (-item[1][0], item[0])):
        if settled.get(theme, 0) < number:
            why = f"{change.status.value} à l'analyse {number}, {change.reason}"
            found.append(ToDecide(titles[theme], theme, 0, why))
    return tuple(found)


def _lost(state: Snapshot) -> int:
    """Letters, digits and masks that are not in exactly one passage or set-aside span."""
    spans: dict[str, list[tuple[int, int]]] = {d.id: [] for d in state.documents}
    for passage in state.passages:
        spans[passage.document_id].append((passage.start, passage.end))
    for aside in state.set_aside:
        spans[aside.document_id].append((aside.start, aside.end))
    return sum(_lost_in(document.text, spans[document.id]) for document in state.documents)


def _lost_in(text: str, spans: Iterable[tuple[int, int]]) -> int:
    lost, at = 0, 0
    for start, end in sorted(spans):
        lost += sum(map(_counts, text[at:start]))  # between two spans
        lost += max(0, min(end, at) - start)  # told twice
        lost += max(0, end - max(start, len(text)))  # beyond the text
        at = max(at, end)
    return lost + sum(map(_counts, text[at:]))


def _counts(character: str) -> bool:
    return character.isalnum() or character == MASK

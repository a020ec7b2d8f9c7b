"""The tables other programs read. Columns are a promise: they are listed in `COLUMNS`.

Rows are sorted by (SHA-256 of the document, start). Texts are masked; offsets count code points of
the extracted text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyse.contracts import Anchor, Decision, Document, DocumentStatus, Passage, SetAside
from analyse.decisions import Decided
from analyse.exports.tensions import TENSION_COLUMNS, tension_rows
from analyse.standing import stand
from analyse.store import Run, Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: dict[str, tuple[str, ...]] = {
    "passages": (
        "passage_id", "document", "debut", "fin", "texte", "theme_id", "theme", "force",
        "theme_second", "facette", "facette_proba", "chemin", "page", "ligne", "qui_parle",
        "jour", "atelier", "region", "palier", "secteur", "langue",
    ),
    "themes": (
        "theme_id", "theme", "proposition", "effectif", "ateliers", "stabilite", "fiches",
        "chantiers", "statut",
    ),
    "citations": (
        "citation_id", "theme_id", "facette", "rang", "document", "debut", "fin", "texte",
        "texte_publie", "nature", "statut",
    ),
    "tensions": TENSION_COLUMNS,
    "ecartes": ("document", "debut", "fin", "texte", "motif"),
    "masques": ("document", "debut", "fin", "type"),
    "documents": (
        "document", "fichier", "sha256", "version", "jour", "atelier", "region", "palier",
        "secteur", "consentement", "statut", "motif",
    ),
}  # fmt: skip
_WHOLE_NUMBERS = {
    "debut", "fin", "page", "ligne", "jour", "effectif", "ateliers", "rang", "version",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything of a project at one moment, read once.

    Attributes:
        run: the last analysis as it stands, with what people decided since; None before any.
        decided: what became of each decision, and the view in terms of ids; None without a run.
        decisions: the ledger.
        heads: every analysis, without its tables.
        found_titles: theme id → title, as the machine proposed in the last analysis.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    set_aside: Sequence[SetAside]
    run: Run | None
    decided: Decided | None = None
    decisions: Sequence[Decision] = ()
    heads: Sequence[Run] = ()
    found_titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> dict[str, str]:
        """Document id → masked path."""
        return {document.id: document.path for document in self.documents}


@dataclass(frozen=True, slots=True)
class Material:
    """What a snapshot is made from, before what people decided.

    Attributes:
        run: the last analysis, as the machine made it.
        anchors: where the passages of earlier versions of notes went.
    """

    documents: Sequence[Document]
    passages: Sequence[Passage]
    set_aside: Sequence[SetAside]
    run: Run | None
    anchors: Sequence[Anchor]
    heads: Sequence[Run]

    def standing(self, decisions: Sequence[Decision]) -> Snapshot:
        """The project with these decisions replayed over it."""
        read = self.documents, self.passages, self.set_aside
        if self.run is None:
            return Snapshot(*read, None, decisions=decisions)
        by_id = {d.id: d for d in self.documents}
        standing = stand(self.run, self.passages, by_id, decisions, self.anchors)
        return Snapshot(*read, standing.run, standing.decided, decisions, self.heads)


def material(store: Store) -> Material:
    """Read the project's tables, all of one moment."""
    with store.moment():
        return Material(
            store.documents(),
            store.passages(),
            store.set_asides(),
            store.last_run(),
            store.anchors(),
            store.heads(),
        )


def snapshot(store: Store) -> Snapshot:
    """Read the project's tables, all of one moment, and replay the decisions over them."""
    with store.moment():
        read, decisions = material(store), store.decisions()
    return read.standing(decisions)


def tables(state: Snapshot) -> dict[str, pd.DataFrame]:
    """Every table, by name, with exactly the columns of `COLUMNS`."""
    rows: dict[str, list[Mapping[str, object]]] = {
        "passages": _passages(state),
        "themes": _themes(state),
        "citations": _quotes(state),
        "tensions": tension_rows(state.run, state.passages, state.documents),
        "ecartes": [
            {
                "document": state.paths[s.document_id],
                "debut": s.start,
                "fin": s.end,
                "texte": s.text,
                "motif": s.reason,
            }
            for s in state.set_aside
        ],
        "masques": [
            {"document": d.path, "debut": m.start, "fin": m.end, "type": m.kind}
            for d in state.documents
            for m in d.masks
        ],
        "documents": [_document(d) for d in state.documents],
    }
    return {name: _frame(name, rows[name]) for name in COLUMNS}


def _frame(name: str, rows: list[Mapping[str, object]]) -> pd.DataFrame:
    import pandas as pd  # slow to load, and an analysis makes snapshots without making tables

    frame = pd.DataFrame(rows, columns=list(COLUMNS[name]))
    for column in _WHOLE_NUMBERS & set(frame.columns):
        frame[column] = frame[column].astype("Int64")
    return frame


def _passages(state: Snapshot) -> list[Mapping[str, object]]:
    run = state.run
    placed = {p.passage_id: p for p in run.placements} if run else {}
    titles = {t.id: t.title for t in run.themes} if run else {}
    paths = state.paths
    rows: list[Mapping[str, object]] = []
    for passage in state.passages:
        place = placed.get(passage.id)
        theme = place.theme_id if place else ""
        rows.append(
            {
                "passage_id": passage.id,
                "document": paths[passage.document_id],
                "debut": passage.start,
                "fin": passage.end,
                "texte": passage.text,
                "theme_id": theme,
                "theme": titles.get(theme, ""),
                "force": place.strength if place else None,
                "theme_second": place.others[0].theme_id if place and place.others else "",
                "facette": place.facet.facet.value if place else "",
                "facette_proba": round(place.facet.probability, 4) if place else None,
                "chemin": " > ".join(passage.headings),
                "page": passage.page,
                "ligne": passage.row,
                "qui_parle": passage.voice.speaker,
                "jour": passage.jour,
                "atelier": passage.atelier,
                "region": passage.voice.region,
                "palier": passage.voice.palier,
                "secteur": passage.voice.secteur,
                "langue": passage.language,
            }
        )
    return rows


def _themes(state: Snapshot) -> list[Mapping[str, object]]:
    return [
        {
            "theme_id": t.id,
            "theme": t.title,
            "proposition": t.proposal,
            "effectif": t.size,
            "ateliers": t.workshops,
            "stabilite": t.stability,
            # What people assigned replaces what the machine finds near.
            "fiches": "; ".join(t.fiches or (f"{n.series}/{n.code}" for n in t.grille))
            or "émergent",
            "chantiers": "; ".join(t.assigned_chantiers or (n.title for n in t.chantiers)),
            "statut": t.standing,
        }
        for t in (state.run.themes if state.run else ())
    ]


def _quotes(state: Snapshot) -> list[Mapping[str, object]]:
    by_id = {p.id: p for p in state.passages}
    order = {d.id: (d.sha256, d.path) for d in state.documents}
    paths = state.paths
    rows = []
    for quote in state.run.quotes if state.run else ():
        passage = by_id.get(quote.passage_id)
        if passage is None:  # withdrawn since the run
            continue
        row: Mapping[str, object] = {
            "citation_id": quote.id,
            "theme_id": quote.theme_id,
            "facette": quote.facet.value,
            "rang": quote.rank,
            "document": paths[passage.document_id],
            "debut": passage.start,
            "fin": passage.end,
            "texte": passage.text,
            "texte_publie": quote.published_text,
            "nature": quote.nature.value,
            "statut": quote.status.value,
        }
        rows.append((order[passage.document_id], passage.start, row))
    return [row for _, _, row in sorted(rows, key=lambda item: item[:2])]


def _document(document: Document) -> Mapping[str, object]:
    context = document.context
    read = document.status is DocumentStatus.READ
    return {
        "document": document.path,
        "fichier": document.path.rsplit("/", 1)[-1],
        "sha256": document.sha256,
        "version": document.version,
        "jour": context.jour,
        "atelier": context.atelier,
        "region": context.region if read else "",
        "palier": context.palier if read else "",
        "secteur": context.secteur if read else "",
        "consentement": context.consentement.value if read else "",
        "statut": document.status.value,
        "motif": document.reason,
    }

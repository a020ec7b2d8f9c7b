"""Disagreements as a table: one row per passage, with the side it is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyse.contracts import Document, Passage
from analyse.store import Run
from analyse.wording import publishable

TENSION_COLUMNS = (
    "tension_id", "theme_id", "rang", "forme", "indice", "explicite", "cote", "mot", "document",
    "debut", "fin", "texte", "texte_publie",
)  # fmt: skip
"""`cote` is A, B or "ailleurs" (a passage of another workshop that says `mot`, on no side)."""


def tension_rows(
    run: Run | None, passages: Sequence[Passage], documents: Sequence[Document]
) -> list[Mapping[str, object]]:
    """Rows by (SHA-256 of the document, start), as every table; then by disagreement.

    A disagreement of which a side left the notes since the run is left out whole.
    """
    by_id = {p.id: p for p in passages}
    documents_by_id = {d.id: d for d in documents}
    rows = []
    for tension in run.tensions if run else ():
        if any(i not in by_id for i in tension.passages):
            continue
        sides = (("A", tension.side_a), ("B", tension.side_b), ("ailleurs", tension.elsewhere))
        for side, passage_id in ((side, i) for side, ids in sides for i in ids):
            passage = by_id.get(passage_id)
            if passage is None:
                continue
            document = documents_by_id[passage.document_id]
            row: Mapping[str, object] = {
                "tension_id": tension.id,
                "theme_id": tension.theme_id,
                "rang": tension.rank,
                "forme": tension.form.value,
                "indice": tension.cue,
                "explicite": "oui" if tension.explicit else "non",
                "cote": side,
                "mot": tension.word,
                "document": document.path,
                "debut": passage.start,
                "fin": passage.end,
                "texte": passage.text,
                "texte_publie": publishable(document, passage.start, passage.end),
            }
            rows.append((document.sha256, document.path, passage.start, tension.id, row))
    return [row for *_, row in sorted(rows, key=lambda item: item[:4])]

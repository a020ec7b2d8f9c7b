"""Tables of the responses to the fiches 1.0; written only when a project holds some."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analyse.exports.tables import Snapshot

ANSWER_COLUMNS: dict[str, tuple[str, ...]] = {
    "reponses": (
        "enonce_id", "fiche", "fiche_code", "fiche_titre", "section", "numero", "enonce",
        "reponse", "confiance", "voix_pour", "voix_nuance", "voix_contre", "ateliers",
    ),
    "appuis": (
        "enonce_id", "passage_id", "relation", "relation_proba", "lien_proba", "principal",
    ),
}  # fmt: skip


def answer_tables(state: Snapshot) -> dict[str, pd.DataFrame]:
    """`reponses`, one row per statement, and `appuis`, one per passage that answers one.

    `principal` is 1 when the statement is the one that the passage most surely answers, else 0. A
    constat or piste that has no row in `appuis` is *nouveau*. Without fiches 1.0, no table.
    """
    run = state.run
    if run is None or not run.confrontation.sheets:
        return {}
    found = run.confrontation
    answers = {answer.statement_id: answer for answer in found.answers}
    present = {passage.id for passage in state.passages}
    main = {(label.statement_id, label.passage_id) for label in found.labels}
    rows: dict[str, list[Mapping[str, object]]] = {
        "reponses": [
            {
                "enonce_id": s.id,
                "fiche": sheet.path,
                "fiche_code": sheet.code,
                "fiche_titre": sheet.title,
                "section": s.section.value,
                "numero": s.number,
                "enonce": s.text,
                "reponse": answers[s.id].response.value,
                "confiance": answers[s.id].confidence,
                "voix_pour": answers[s.id].supports,
                "voix_nuance": answers[s.id].nuances,
                "voix_contre": answers[s.id].contradicts,
                "ateliers": answers[s.id].workshops,
            }
            for sheet in found.sheets
            for s in sheet.statements
        ],
        "appuis": [
            {
                "enonce_id": one.statement_id,
                "passage_id": one.passage_id,
                "relation": one.relation.value,
                "relation_proba": one.probability,
                "lien_proba": one.related,
                "principal": int((one.statement_id, one.passage_id) in main),
            }
            for one in found.evidence
            if one.passage_id in present
        ],
    }
    return {
        name: pd.DataFrame(rows[name], columns=list(columns))
        for name, columns in ANSWER_COLUMNS.items()
    }

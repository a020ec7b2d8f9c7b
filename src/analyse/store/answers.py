"""Rows of the confrontation with the fiches 1.0 to contracts and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from analyse.contracts import (
    Answer,
    Confrontation,
    Evidence,
    Label,
    Relation,
    Response,
    Section,
    Sheet,
    Statement,
)

Rows = list[dict[str, Any]]


def confrontation_rows(found: Confrontation, *, run: int) -> dict[str, Rows]:
    """Rows of `sheet`, `statement`, `evidence` and `label`, by name of table."""
    answers = {answer.statement_id: answer for answer in found.answers}
    sheets: Rows = []
    statements: Rows = []
    for rank, sheet in enumerate(found.sheets, start=1):
        row = {"path": sheet.path, "code": sheet.code, "title": sheet.title}
        sheets.append({"run": run, "rank": rank, **row, "warning": sheet.warning})
        for statement in sheet.statements:
            answer = asdict(answers[statement.id])
            del answer["statement_id"]
            place = {"run": run, "sheet": rank, "rank": len(statements) + 1}
            statements.append(
                {
                    **asdict(statement),
                    **answer,
                    **place,
                    "section": statement.section.value,
                    "response": answer["response"].value,
                }
            )
    return {
        "sheet": sheets,
        "statement": statements,
        "evidence": [
            {"run": run, "rank": rank, **asdict(one), "relation": one.relation.value}
            for rank, one in enumerate(found.evidence, start=1)
        ],
        "label": [
            {"run": run, **asdict(one), "response": one.response.value} for one in found.labels
        ],
    }


def confrontation_of(
    sheets: Iterable[RowMapping],
    statements: Iterable[RowMapping],
    evidence: Iterable[RowMapping],
    labels: Iterable[RowMapping],
) -> Confrontation:
    """A `Confrontation` from its rows, each table in the order of its rank."""
    cut: dict[int, list[Statement]] = defaultdict(list)
    answers = []
    for row in statements:
        cut[row["sheet"]].append(
            Statement(
                row["id"], Section(row["section"]), row["number"], row["text"], row["published"]
            )
        )
        answers.append(
            Answer(
                row["id"],
                Response(row["response"]),
                row["confidence"],
                row["supports"],
                row["nuances"],
                row["contradicts"],
                row["workshops"],
            )
        )
    return Confrontation(
        sheets=tuple(
            Sheet(row["path"], row["code"], row["title"], tuple(cut[row["rank"]]), row["warning"])
            for row in sheets
        ),
        answers=tuple(answers),
        evidence=tuple(
            Evidence(
                row["statement_id"],
                row["passage_id"],
                row["related"],
                Relation(row["relation"]),
                row["probability"],
            )
            for row in evidence
        ),
        labels=tuple(
            Label(
                row["passage_id"], Response(row["response"]), row["statement_id"], row["confidence"]
            )
            for row in labels
        ),
    )

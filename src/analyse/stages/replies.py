"""The fiches 1.0 against what is published, and against nothing else.

The analysis answers a statement from all its passages. A publication may show some of them only:
the response is told again from the quotes that it shows, *confirmé* when they all go the same way
as the statement, *contesté* when they all go against it, *nuancé* otherwise. Whoever reads can
verify it, and nothing is told of what may not be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analyse.contracts import Confrontation, Relation, Response
from analyse.render.answers import SIDES, Answers, kind, verbs
from analyse.render.edition import Extract, Replies, Reply


def labelled(extract: Extract, passage_id: str, answers: Answers) -> Extract:
    """The quote with what it says against the fiches 1.0, when it is a constat or a piste."""
    label = answers.label(passage_id)
    if label is None:
        return extract
    return replace(
        extract,
        answer=answers.said(label),
        response=label.response,
        statement=label.statement_id,
    )


def told(extracts: Iterable[Extract]) -> str:
    """What the quotes do to the fiches 1.0: "3 confirment, 1 nouveau", "" for nothing."""
    found = [e.response for e in extracts if e.response]
    kinds = (Response.CONFIRMED, Response.NUANCED, Response.CONTESTED, Response.NEW)
    return verbs((kind, found.count(kind)) for kind in kinds if kind in found)


def replies(found: Confrontation, shown: Mapping[str, Extract]) -> Replies:
    """Statements that a published quote answers, fiche after fiche; the others are counted.

    Args:
        found: what the analysis answers the fiches 1.0.
        shown: passage id → published quote.
    """
    answers = Answers(found, shown)
    sheets, unanswered = [], 0
    for sheet in answers.sheets:
        mine = []
        for statement, _, evidence in answers.answered(sheet):
            if not evidence:
                unanswered += 1
                continue
            mine.append(
                Reply(
                    statement=statement.id,
                    kind=kind(statement),
                    text=statement.published,
                    response=_response({one.relation for one in evidence}),
                    evidence=tuple(
                        (SIDES[one.relation], shown[one.passage_id]) for one in evidence
                    ),
                )
            )
        if mine:
            title = f"{sheet.code}. {sheet.title}" if sheet.code else sheet.title
            sheets.append((title, tuple(mine)))
    return Replies(tuple(sheets), unanswered)


def _response(relations: set[Relation]) -> Response:
    if relations == {Relation.SUPPORTS}:
        return Response.CONFIRMED
    if relations == {Relation.CONTRADICTS}:
        return Response.CONTESTED
    return Response.NUANCED

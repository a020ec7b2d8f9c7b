"""The fiches 1.0 and what the event answers them, as a page needs them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

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
from analyse.render.words import NBSP, voices

PROPOSAL = (
    "Proposé par une machine, d'après la proximité des mots et du sens\u00a0: une réponse ne vaut "
    "que lorsqu'une personne a lu les extraits et tranché."
)
"""Said wherever responses are shown."""

VERBS = {
    Response.CONFIRMED: "confirme",
    Response.NUANCED: "nuance",
    Response.CONTESTED: "conteste",
    Response.NEW: "nouveau",
}
SIDES = {
    Relation.SUPPORTS: "va dans le même sens",
    Relation.NUANCES: "nuance",
    Relation.CONTRADICTS: "va en sens contraire",
}
_KINDS = {
    Section.DEFINITION: "définition",
    Section.FINDINGS: "constat",
    Section.LEADS: "piste",
    Section.OTHER: "énoncé",
}
SHOWN = (Response.CONFIRMED, Response.NUANCED, Response.CONTESTED, Response.SILENT)


class Answered(NamedTuple):
    """A statement, what is answered to it, and its evidence, surest first."""

    statement: Statement
    answer: Answer
    evidence: tuple[Evidence, ...]


class Answers:
    """Look-ups over a `Confrontation`; empty and false when the project holds no fiche 1.0."""

    def __init__(self, found: Confrontation, passages: Iterable[str] = ()) -> None:
        """Keep only what concerns `passages`, the ids of those that are still in the notes."""
        present = set(passages)
        self._found = found
        self._evidence = [e for e in found.evidence if e.passage_id in present]
        self._labels = {label.passage_id: label for label in found.labels}

    def __bool__(self) -> bool:
        return bool(self._found.sheets)

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Fiches 1.0 that were read and hold statements."""
        return tuple(sheet for sheet in self._found.sheets if sheet.statements)

    @property
    def unread(self) -> tuple[Sheet, ...]:
        """Those that could not be read or hold nothing; `warning` says why."""
        return tuple(sheet for sheet in self._found.sheets if not sheet.statements)

    @cached_property
    def _sheet_of(self) -> dict[str, Sheet]:
        return {s.id: sheet for sheet in self._found.sheets for s in sheet.statements}

    @cached_property
    def _statement(self) -> dict[str, Statement]:
        return {s.id: s for sheet in self._found.sheets for s in sheet.statements}

    @cached_property
    def _answer(self) -> dict[str, Answer]:
        return {answer.statement_id: answer for answer in self._found.answers}

    @cached_property
    def _by_statement(self) -> dict[str, tuple[Evidence, ...]]:
        found: dict[str, list[Evidence]] = defaultdict(list)
        for one in self._evidence:
            found[one.statement_id].append(one)
        return {key: tuple(value) for key, value in found.items()}

    def answered(self, sheet: Sheet) -> list[Answered]:
        """Statements of a fiche 1.0 in its order."""
        return [
            Answered(s, self._answer[s.id], self._by_statement.get(s.id, ()))
            for s in sheet.statements
        ]

    def counts(self, sheets: Iterable[Sheet]) -> list[tuple[Response, int]]:
        """(response, statements) over fiches 1.0; responses nothing got are left out."""
        told = Counter(self._answer[s.id].response for sheet in sheets for s in sheet.statements)
        return [(response, told[response]) for response in SHOWN if told[response]]

    def label(self, passage_id: str) -> Label | None:
        """What a constat or piste says against the fiches 1.0; None for any other passage."""
        return self._labels.get(passage_id)

    def labels(self, passage_ids: Iterable[str]) -> list[tuple[Response, int]]:
        """(response, passages) over the constats and pistes among `passage_ids`."""
        told = Counter(
            self._labels[passage].response for passage in passage_ids if passage in self._labels
        )
        return [(response, told[response]) for response in VERBS if told[response]]

    def place(self, statement_id: str) -> str:
        """ "A2, constat 3"."""
        sheet, statement = self._sheet_of[statement_id], self._statement[statement_id]
        return f"{sheet.code or sheet.title}, {kind(statement)}"

    def said(self, label: Label) -> str:
        """ "confirme A2, constat 3", or "nouveau"."""
        verb = VERBS[label.response]
        return f"{verb} {self.place(label.statement_id)}" if label.statement_id else verb

    def text(self, statement_id: str) -> str:
        """A statement as published."""
        return self._statement[statement_id].published


def kind(statement: Statement) -> str:
    """ "constat 3"."""
    return f"{_KINDS[statement.section]}{NBSP}{statement.number}"


def sides(answer: Answer) -> str:
    """ "3 voix dans le même sens, 1 qui nuance, 2 en sens contraire"."""
    told: list[str] = []
    for number, words in (
        (answer.supports, "dans le même sens"),
        (answer.nuances, "qui nuance" if answer.nuances < 2 else "qui nuancent"),
        (answer.contradicts, "en sens contraire"),
    ):
        if number:
            told.append(f"{number} {words}" if told else f"{voices(number)} {words}")
    return ", ".join(told)


def tally(counts: Iterable[tuple[Response, int]]) -> str:
    """ "3 confirmés, 1 nuancé, 2 pas abordés"."""
    plural = {Response.SILENT: "pas abordés", Response.NEW: "nouveaux"}
    return ", ".join(
        f"{n}{NBSP}{response.value if n < 2 else plural.get(response, response.value + 's')}"
        for response, n in counts
    )


def verbs(counts: Iterable[tuple[Response, int]]) -> str:
    """What constats and pistes do: "3 confirment, 1 nuance, 4 nouveaux"."""
    many = {Response.NEW: "nouveaux"}
    return ", ".join(
        f"{n}{NBSP}{VERBS[response] if n < 2 else many.get(response, VERBS[response] + 'nt')}"
        for response, n in counts
    )


def confidence(answer: Answer) -> str:
    """A confidence in [0, 1] in one word: halves of the scale, only to sort what to read first."""
    return "assez sûr" if answer.confidence >= 0.5 else "peu sûr"

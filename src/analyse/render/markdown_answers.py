"""The responses to the fiches 1.0 in CommonMark."""

from __future__ import annotations

from collections.abc import Callable

from analyse.contracts import Passage
from analyse.render import answers as told
from analyse.render import words
from analyse.render.book import Book

FILE = "reponses-fiches-1.0.md"


def blocks(book: Book, escape: Callable[[str], str], origin: Callable[[Passage], str]) -> list[str]:
    """Blocks of the file, to be parted by blank lines.

    Args:
        book: the run.
        escape: makes one line of text inert.
        origin: tells where a passage comes from, with a link to its note.
    """
    answers = book.answers
    parts = [
        "# Réponses aux fiches 1.0",
        f"**À décider par des personnes.** {told.PROPOSAL}",
    ]
    for sheet in answers.sheets:
        code = f"{escape(sheet.code)}. " if sheet.code else ""
        parts.append(f"## {code}{escape(sheet.title)}")
        parts.append(f"{told.tally(answers.counts([sheet]))}.")
        for statement, answer, evidence in answers.answered(sheet):
            parts.append(
                f"**{answer.response.value}** · {told.kind(statement)}\\\n"
                f"{escape(statement.published)}"
            )
            if not evidence:
                parts.append("_Aucun passage trouvé qui y réponde._")
                continue
            parts.append(
                f"{told.sides(answer)} · {words.count(answer.workshops, 'atelier')} · "
                f"{told.confidence(answer)}"
            )
            lines = []
            for one in evidence:
                passage = book.passage[one.passage_id]
                text = book.notes[passage.document_id].published(passage.start, passage.end)
                lines.append(
                    f"- {told.SIDES[one.relation]}{words.NBSP}: {escape(text)} — {origin(passage)}"
                )
            parts.append("\n".join(lines))
    if answers.unread:
        parts.append("## Fiches 1.0 non lues")
        parts.append(
            "\n".join(
                f"- {escape(sheet.path)}{words.NBSP}: {escape(sheet.warning)}"
                for sheet in answers.unread
            )
        )
    return parts

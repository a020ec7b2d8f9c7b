"""What the team wrote about a theme: sentences with what they rest on, criteria, memos."""

from __future__ import annotations

from collections.abc import Callable

from analyse.contracts import DecisionKind, Fiche, Line, Writing
from analyse.render import words
from analyse.render.book import Book
from analyse.render.words import NBSP

UNSUPPORTED = "sans appui\u00a0: ne peut pas être publié"
TITLES = {
    DecisionKind.SUMMARY: "En résumé",
    DecisionKind.FINDING: "Constats écrits",
    DecisionKind.LEAD: "Pistes écrites",
    DecisionKind.TENSION: "Tensions écrites",
}
"""Heading of each kind of sentence, in the order of a fiche."""


def sections(writing: Writing) -> list[tuple[str, tuple[Line, ...]]]:
    """(heading, sentences) of each kind that has some."""
    return [
        (title, lines)
        for kind, title in TITLES.items()
        if (lines := tuple(line for line in writing.sentences if line.kind is kind))
    ]


def codebook(writing: Writing) -> list[tuple[str, tuple[Line, ...]]]:
    """(heading, lines) of what is for the team alone: criteria and memos."""
    named = (
        ("Critères d'inclusion", writing.inclusion),
        ("Critères d'exclusion", writing.exclusion),
        ("Mémos", writing.memos),
    )
    return [(title, lines) for title, lines in named if lines]


def blocks(book: Book, fiche: Fiche, escape: Callable[[str], str], base: str) -> list[str]:
    """Blocks of Markdown, [] when nothing is written.

    Args:
        book: what is rendered.
        fiche: whose writing.
        escape: a text on which nothing is Markdown.
        base: path to the folder of the page of notes.
    """
    writing = fiche.writing
    parts = []
    if writing.definition:
        parts.append(_support(book, writing.definition, base))
    for title, lines in sections(writing):
        parts.append(f"## {title} (dans les mots de l'équipe)")
        parts.append("\n".join(f"- {escape(s.text)} — {_support(book, s, base)}" for s in lines))
    for title, lines in codebook(writing):
        parts.append(f"## {title} (pour l'équipe)")
        parts.append("\n".join(f"- {escape(s.text)} — {escape(s.author)}" for s in lines))
    return parts


def _support(book: Book, line: Line, base: str) -> str:
    places = [
        f"[{words.offsets(passage.start, passage.end)}]({base}fiches.html#p-{passage.id})"
        for passage in (book.passage.get(i) for i in line.support)
        if passage
    ]
    return f"appuis{NBSP}: {', '.join(places)}" if places else f"**{UNSUPPORTED}**"

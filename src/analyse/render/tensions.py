"""Disagreements of a fiche in Markdown: one side after the other, each with who said it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyse.contracts import Passage, Tension
from analyse.render import words
from analyse.render.book import Book
from analyse.render.words import NBSP

NONE_MARKED = (
    "_Les notes n'en marquent pas dans ce thème. Cela ne veut pas dire que tout le monde s'entend._"
)


def section(
    book: Book,
    theme_id: str,
    *,
    quoted: Callable[[Passage], str],
    escape: Callable[[str], str],
) -> list[str]:
    """Blocks of the section, [] when the project wants none.

    Args:
        book: what is rendered.
        theme_id: of the fiche.
        quoted: a passage as a block quote, with its origin.
        escape: a text of a note on which nothing is Markdown.
    """
    if not book.publication.tensions_par_fiche:
        return []
    parts = ["## Tensions et désaccords"]
    tensions = book.tensions_of[theme_id]
    if not tensions:
        return [*parts, NONE_MARKED]
    told = words.count(len(tensions), "proposé", "proposés")
    parts.append(f"_{told}, à lire et à nommer par des personnes._")
    for tension in tensions:
        parts += _one(book, tension, quoted, escape)
    return parts


def _one(
    book: Book,
    tension: Tension,
    quoted: Callable[[Passage], str],
    escape: Callable[[str], str],
) -> list[str]:
    parts = [f"### {words.disagreement(tension)}, reconnu à «{NBSP}{escape(tension.cue)}{NBSP}»"]
    if not tension.explicit:
        parts.append(
            f"Ces mots marquent un contraste{NBSP}: ce sont peut-être deux cas, et non deux avis."
        )
    for title, side in (("D'un côté", tension.side_a), ("De l'autre", tension.side_b)):
        if tension.side_b:
            parts.append(f"**{title}**")
        parts += _quotes(book, side, quoted)
    if tension.elsewhere:
        word = f"«{NBSP}{escape(tension.word)}{NBSP}»"
        parts.append(f"Un mot de la famille de {word} dans d'autres ateliers, d'aucun côté{NBSP}:")
        parts += _quotes(book, tension.elsewhere, quoted)
    return parts


def _quotes(book: Book, ids: Sequence[str], quoted: Callable[[Passage], str]) -> list[str]:
    return [quoted(book.passage[i]) for i in ids]

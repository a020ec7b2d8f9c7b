"""One self-contained page of draft fiches: no request, no font, no script.

Everything that comes from a note, a file name or a person is hostile text: the templates escape
every value, and a content security policy forbids whatever would slip through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from analyse.contracts import Fiche, Passage, SetAside
from analyse.render import answers, words, written
from analyse.render.book import Book, by_voice, quotes
from analyse.render.notes import Note, Stretch
from analyse.wording import publishable

TEMPLATES = Path(__file__).parent / "templates"
STYLES = ("style.css", "tensions.css")
BILAN_STYLE = "bilan.css"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
POLICY += "form-action 'none'"
_STYLE_END = re.compile(r"<(?=/?style|!--)", re.IGNORECASE)
_SHADES = (1, 2, 4, 8)
"""Workshops from which a cell of the grid takes its first, second… shade."""


def render_html(book: Book) -> str:
    """The whole page, in time linear in the number of passages."""
    template = _environment().get_template("page.html.jinja")
    return template.render(book=book, policy=POLICY, css=_css(book.stylesheet)) + "\n"


def bilan_html(**content: Any) -> str:
    """The one-page bilan, from the values its template names."""
    template = _environment().get_template("bilan.html.jinja")
    return template.render(policy=POLICY, css=_css("", BILAN_STYLE), **content) + "\n"


def method_html(subject: Any) -> Markup:
    """The section on method and limits, escaped, to be put in another page.

    Args:
        subject: a `Book`, or what its template names of one.
    """
    return Markup(_environment().get_template("methode.html.jinja").render(book=subject))


def publication_html(edition: Any) -> str:
    """The page of an `Edition` of `render.publication`."""
    from analyse.render import publication

    template = _environment().get_template("publication.html.jinja")
    css = _css(edition.stylesheet)
    return template.render(edition=edition, p=publication, policy=POLICY, css=css) + "\n"


def _finalize(value: Any) -> Any:
    """What no page may hold (control characters, halves of pairs) becomes a visible mark."""
    if type(value) is Markup or not isinstance(value, str):
        return value
    return words.printable(value)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        w=words, a=answers, wr=written, by_voice=by_voice, quotes=quotes, shade=shade
    )
    environment.globals.update(facets=facets, asides_by_document=asides_by_document)
    environment.globals.update(unclassified_by_document=unclassified_by_document)
    environment.globals.update(rare_text=rare_text, clip=clip, members=members, cut=cut)
    environment.filters.update(number=words.number, decimal=words.decimal)
    return environment


def _css(stylesheet: str, *more: str) -> Markup:
    """Our style, then the project's, which cannot close its element."""
    ours = "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in (*STYLES, *more))
    theirs = _STYLE_END.sub(r"\\3c ", words.printable(stylesheet.lstrip("\ufeff")))
    return Markup(ours + (f"\n/* feuille de style du projet */\n{theirs}\n" if theirs else ""))


def shade(value: int) -> int:
    """Shade of a cell, from 0 (nobody) to 4."""
    return sum(value >= least for least in _SHADES)


def facets(fiche: Fiche, book: Book) -> list[tuple[str, str, Any, int]]:
    """(key, title, quotes, passages of that facet) of the three facets a fiche shows first."""
    told = [book.standings[p.id].facet.facet.value for p in fiche.all_passages]
    return [
        (key, title, shown, told.count(key))
        for key, title, shown in (
            ("constat", "Constats", fiche.findings),
            ("piste", "Pistes", fiche.leads),
            ("question", "Questions", fiche.questions),
        )
    ]


def members(
    book: Book, passages: Sequence[Passage]
) -> Iterator[tuple[Passage, str, str, str, str, list[str]]]:
    """(passage, text, facet, strength in a word, in figures, other themes) of passages of a fiche.

    What a page says of thousands of passages is told by one call for all of them: a macro for each
    takes several times as long.
    """
    said, standings, numbers = book.said, book.standings, book.numbers
    for passage in passages:
        standing = standings[passage.id]
        yield (
            passage,
            said[passage.id],
            standing.facet.facet.value,
            words.strength(standing.strength),
            words.decimal(standing.strength),
            [other.theme_id for other in standing.others if other.theme_id in numbers],
        )


def cut(
    book: Book, note: Note
) -> Iterator[tuple[Passage | None, SetAside | None, Markup, int | None, str]]:
    """(passage, what is set aside, text, number of the fiche, where it leads) of each stretch of a
    note; no number and no link outside fiches."""
    homes, shown, numbers = book.fiche_of, book.quote_of, book.numbers
    for stretch in note.stretches:
        passage, text = stretch.passage, _pieces(stretch)
        home = homes.get(passage.id) if passage else None
        if passage is None or not home:
            yield passage, stretch.aside, text, None, ""
            continue
        quote = shown.get(passage.id)
        yield passage, None, text, numbers[home], f"x-{quote}" if quote else home


def _pieces(stretch: Stretch) -> Markup:
    """Its text, escaped, masks told apart."""
    if len(stretch.pieces) == 1 and not stretch.pieces[0].masked:
        return escape(words.printable(stretch.pieces[0].text))
    told = ((escape(words.printable(piece.text)), piece.masked) for piece in stretch.pieces)
    return Markup("".join(f"<i>{text}</i>" if masked else text for text, masked in told))


def asides_by_document(book: Book) -> list[tuple[str, list[SetAside]]]:
    """Set-aside stretches of each document."""
    return _grouped((aside.document_id, aside) for aside in book.set_aside)


def unclassified_by_document(book: Book) -> list[tuple[str, list[Any]]]:
    """Unclassified passages of each document."""
    return _grouped((item.passage.document_id, item) for item in book.unclassified)


def rare_text(book: Book, passage: Passage) -> str:
    """A passage as it would be quoted."""
    return publishable(book.documents[passage.document_id], passage.start, passage.end)


def clip(text: str, most: int = 160) -> str:
    """The beginning of a long text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def _grouped(items: Iterable[tuple[str, Any]]) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for key, item in items:
        groups.setdefault(key, []).append(item)
    return list(groups.items())

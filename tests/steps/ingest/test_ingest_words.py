"""Whatever a document is made of, each of its words is read once and in order."""

from __future__ import annotations

import itertools
import re
from html import escape

import libreoffice
from documents import odt, pdf, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SHAPES = ("p", "h", "bold", "list", "nested", "table", "box", "note", "break", "link", "section")
shapes = st.lists(st.tuples(st.sampled_from(SHAPES), st.integers(1, 4)), min_size=1, max_size=12)
QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Teller:
    """New words each time; those of notes are read after the others."""

    def __init__(self) -> None:
        self._source = libreoffice.lexicon()
        self.body: list[str] = []
        self.notes: list[str] = []

    def __call__(self, count: int, *, note: bool = False) -> str:
        new = list(itertools.islice(self._source, count))
        (self.notes if note else self.body).extend(new)
        return " ".join(new)


def said(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def odt_block(shape: str, count: int, tell: Teller) -> str:
    def p(*, note: bool = False) -> str:
        return f"<text:p>{tell(count, note=note)}</text:p>"

    def item(inner: str) -> str:
        return f"<text:list-item>{inner}</text:list-item>"

    if shape == "h":
        return f'<text:h text:outline-level="2">{tell(count)}</text:h>'
    if shape == "bold":
        return f"<text:p>{tell(count)}<text:span> {tell(count)} </text:span>{tell(count)}</text:p>"
    if shape == "list":
        return f"<text:list>{item(p())}{item(p())}</text:list>"
    if shape == "nested":
        first = p()
        return f"<text:list>{item(f'{first}<text:list>{item(p())}</text:list>')}</text:list>"
    if shape == "table":
        cells = "".join(f"<table:table-cell>{p()}</table:table-cell>" for _ in range(count))
        return f"<table:table><table:table-row>{cells}</table:table-row></table:table>"
    if shape == "box":
        anchor = tell(count)
        box = f"<draw:frame><draw:text-box>{p()}</draw:text-box></draw:frame>"
        return f"<text:p>{box}{anchor}</text:p>"
    if shape == "note":
        body = f"<text:note-body>{p(note=True)}</text:note-body>"
        call = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
        return f"<text:p>{tell(count)}{call} {tell(count)}</text:p>"
    if shape == "break":
        return (
            f"<text:p>{tell(count)}<text:line-break/>{tell(count)}<text:tab/>{tell(count)}</text:p>"
        )
    if shape == "link":
        return f"<text:p><text:a>{tell(count)}</text:a>, {tell(count)}.</text:p>"
    if shape == "section":
        return f"<text:section>{p()}{p()}</text:section>"
    return p()


def html_block(shape: str, count: int, tell: Teller) -> str:
    if shape == "h":
        return f"<h2>{tell(count)}</h2>"
    if shape == "bold":
        return f"<p>{tell(count)} <b>{tell(count)}</b> {tell(count)}"
    if shape == "list":
        return f"<ul><li>{tell(count)}<li>{tell(count)}</ul>"
    if shape == "nested":
        return f"<ol><li>{tell(count)}<ul><li>{tell(count)}</li></ul></li></ol>"
    if shape == "table":
        cells = "".join(f"<td>{tell(count)}</td>" for _ in range(count))
        return f"<table><tr>{cells}</tr></table>"
    if shape == "box":
        return f"<div><div>{tell(count)}</div>{tell(count)}</div>"
    if shape == "note":
        return f"<p>{tell(count)}</p><p><del>suppression</del></p><!-- remarque -->"
    if shape == "break":
        return f"<p>{tell(count)}<br>{tell(count)}&nbsp;{tell(count)}</p>"
    if shape == "link":
        return f"<p><a href='x'>{tell(count)}</a>, {tell(count)}.</p>"
    return f"<section>{tell(count)}</section>"


@QUICK
@given(shapes)
def test_any_opendocument_text_gives_its_words(tmp_path, parts):
    tell = Teller()
    body = "".join(odt_block(shape, count, tell) for shape, count in parts)
    assert said(read(odt(tmp_path / "a.odt", body)).text) == [*tell.body, *tell.notes]


@QUICK
@given(shapes)
def test_any_page_gives_its_words(tmp_path, parts):
    tell = Teller()
    body = "".join(html_block(shape, count, tell) for shape, count in parts)
    (tmp_path / "a.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    assert said(read(tmp_path / "a.html").text) == tell.body


columns = st.lists(st.integers(1, 3), min_size=1, max_size=6)


@QUICK
@given(columns, st.booleans(), st.integers(0, 3))
def test_any_grid_of_a_pdf_gives_its_words_row_by_row(tmp_path, rows, before, after):
    """A table of short cells between two paragraphs; each word once, across then down."""
    tell, y, lines = Teller(), 700.0, []
    if before:
        lines.append((72, y, 11, f"{tell(9).capitalize()}."))
        y -= 30
    for count in [2, *rows]:
        for column in range(count):
            lines.append((72 + 160 * column, y, 11, tell(2)))
        y -= 16
    y -= 20
    for _ in range(after):
        lines.append((72, y, 11, f"{tell(9).capitalize()}."))
        y -= 14
    path = pdf(tmp_path / "a.pdf", [lines])
    found = [word.lower() for word in said(read(path).text)]
    assert sorted(found) == sorted(tell.body)
    assert found == tell.body


@given(st.text("ab<>&é \n", max_size=30))
def test_text_that_looks_like_marks_is_text(tmp_path_factory, text):
    """What a page shows, entities and signs included."""
    path = tmp_path_factory.getbasetemp() / "signes.html"
    path.write_text(f"<html><body><p>mot {escape(text)} fin</p></body></html>", encoding="utf-8")
    assert read(path).text.split() == ["mot", *text.split(), "fin"]

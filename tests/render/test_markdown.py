"""Draft fiches in Markdown: CommonMark that no note can break."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from books import ESTRIE, Said, make_book, note, sample
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from analyse.render import render_markdown, words
from analyse.render.book import quotes
from analyse.render.markdown import escape, file_name
from payloads import PAYLOADS

TAGS = {"blockquote", "p", "h1", "h2", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th"}
TAGS |= {"td", "a", "em", "strong", "br", ""}


def tokens(text: str):
    """Every token, inline ones included."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for token in parser.parse(text):
        yield token
        yield from token.children or ()


def read(text: str) -> str:
    """The text a person reads."""
    out = []
    for token in tokens(text):
        if token.type == "text" or token.type == "text_special":
            out.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            out.append("\n")
    return "".join(out)


def assert_inert(text: str) -> None:
    for token in tokens(text):
        assert token.type not in ("html_block", "html_inline", "image", "code_inline", "fence")
        assert token.type not in ("code_block", "hr", "s_open")
        assert token.tag in TAGS
        if token.type == "link_open":
            assert re.fullmatch(
                r"(\.\./)?fiches\.html(#p-[0-9a-f]{16})?|fiches/\d\d-[a-z0-9-]+\.md|non-classes\.md",
                token.attrs["href"],
            )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_note_breaks_the_page(payload):
    """Whatever is written in a note, a path, a voice or a title stays plain text."""
    book = make_book(
        [note(f"a/{payload}", [Said(f"{payload} fin", f"T {payload}", atelier=payload),
                               Said(f"{payload}", "")])],
        changes=(payload,),
    )  # fmt: skip
    for text in render_markdown(book).values():
        assert_inert(text)
        text.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_an_escaped_text_is_read_as_it_was_written(text):
    """Escaping then reading gives the same line (ends trimmed, line breaks as spaces)."""
    assert_inert(escape(text))
    expected = re.sub(r"[\n\r\u2028\u2029]+", " ", words.printable(text)).strip(" \t")
    assert read(escape(text)).strip() == expected.strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_quote_is_word_for_word(payload):
    book = make_book([note("a.txt", [Said(f"Avant {payload} après")])])
    page = next(text for name, text in render_markdown(book).items() if name.startswith("fiches/"))
    shown = quotes(book.fiches[0])[0].published_text
    lines = [line.strip(" \t") for line in words.printable(shown).split("\n")]
    block = page[page.index("> ") : page.index("\n>\n")]
    assert read(block).split("\n") == [line for line in lines if line]


def test_a_quote_keeps_the_lines_of_a_list():
    page = render_markdown(sample())["fiches/01-se-loger.md"]
    assert "> Il faut ouvrir une coopérative :\\\n> \\- au village\\\n> \\- à la ville\n>\n" in page


def test_every_sentence_leads_to_its_note_and_offsets():
    book = sample()
    files = render_markdown(book)
    pages = ["fiches/01-se-loger.md", "fiches/02-se-concerter.md"]
    assert list(files) == ["fiches.md", *pages, "non-classes.md"]
    for fiche in book.fiches:
        name = file_name(book.numbers[fiche.theme.id], fiche.theme.title)
        for quote in quotes(fiche):
            passage = book.passage[quote.passage_id]
            where = f"[note, {passage.start}–{passage.end}](../fiches.html#p-{passage.id})"
            assert files[f"fiches/{name}"].count(where) == 2, "as a quote, and among all passages"
    loose = book.unclassified[0].passage
    assert f"[note, {loose.start}–{loose.end}](fiches.html#p-{loose.id})" in files["non-classes.md"]
    assert "jour-2/atelier-08.txt" in files["non-classes.md"]


def test_the_index_leads_to_every_file():
    files = render_markdown(sample())
    linked = set(re.findall(r"\]\(([^)#]+\.md)\)", files["fiches.md"]))
    assert linked == set(files) - {"fiches.md"}


def test_small_counts_are_hidden():
    said = [Said(f"Phrase {i}.", voice=ESTRIE, atelier=f"{i % 2}") for i in range(5)]
    book = make_book([note("a.txt", said)], small=3)
    page = render_markdown(book)["fiches/01-se-loger.md"]
    row = next(line for line in page.splitlines() if line.startswith("| Estrie"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert [read(cell) for cell in cells[-2:]] == ["<\xa03", "5"]


def test_nothing_read_gives_pages_that_say_so():
    files = render_markdown(make_book([]))
    assert "Aucun thème." in files["fiches.md"]
    assert "Chaque passage a trouvé un thème." in files["non-classes.md"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Se loger à l'année", "03-se-loger-a-l-annee.md"),
        ("Cœur & santé / « soins »", "03-coeur-sante-soins.md"),
        ("../../etc/passwd", "03-etc-passwd.md"),
        ("北京", "03-theme.md"),
        ("mot " * 40, "03-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot-mot.md"),
    ],
)
def test_file_names_are_plain_on_any_disk(title, name):
    assert file_name(3, title) == name


def test_a_title_given_by_people_is_told_from_a_proposal():
    book = sample()
    fiche = book.fiches[0]
    named = replace(fiche, theme=replace(fiche.theme, title="Un nom choisi", status="confirmé"))
    page = render_markdown(replace(book, fiches=(named,)))["fiches/01-un-nom-choisi.md"]
    assert "titre donné par des personnes · confirmé" in page
    assert "titre proposé" in render_markdown(book)["fiches/01-se-loger.md"]

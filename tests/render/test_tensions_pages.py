"""Disagreements on the page and in Markdown: both sides, who said each, nothing of ours as fact."""

from __future__ import annotations

from dataclasses import replace

import pytest
from books import ESTRIE, GASPESIE, Said, make_book, note, theme_id
from lxml import html as lxml_html

from analyse.contracts import Tension, TensionForm
from analyse.params import PublicationParams
from analyse.render import render_html, render_markdown
from payloads import PAYLOADS

THEME = theme_id("Se loger")


def quarrels(**changes):
    """A book of four passages: two opposed, one that tells, one elsewhere."""
    book = make_book(
        [
            note(
                "jour-2/atelier-07.txt",
                [
                    Said("Odile Tremblay veut densifier.", voice=ESTRIE),
                    Said("Une dame s'y oppose.\nJamais au village.", voice=GASPESIE),
                    Said("Les avis sont partagés sur le quai."),
                ],
                masks=["Odile Tremblay"],
            ),
            note("jour-2/atelier-08.txt", [Said("On densifie ailleurs.", atelier="08")]),
        ]
    )
    claim, answer, told, elsewhere = (p.id for p in book.passages)
    opposition = Tension(
        "a" * 16, THEME, 1, TensionForm.OPPOSITION, "s'y oppose", True, (claim,), (answer,),
        "densifier", (elsewhere,),
    )  # fmt: skip
    telling = Tension("b" * 16, THEME, 2, TensionForm.TOLD, "avis sont partagés", True, (told,))
    values = {"tensions": (telling, opposition), "publication": PublicationParams()} | changes
    return replace(book, **values)


def test_two_sides_face_each_other_with_who_said_them():
    root = lxml_html.fromstring(render_html(quarrels()))
    first, second = root.find_class("tension")
    left, right = first.find_class("cote")
    assert "Personne 1 veut densifier." in left.text_content()
    assert "Estrie" in left.text_content()
    assert "communautaire" in left.text_content()
    assert "Une dame s'y oppose.\nJamais au village." in right.text_content()
    assert "Gaspésie" in right.text_content()
    assert "municipal" in right.text_content()
    assert len(second.find_class("cote")) == 1, "what is told has one column"
    assert not second.find_class("face-a-face")


def test_every_extract_leads_to_its_note():
    root = lxml_html.fromstring(render_html(quarrels()))
    ids = [element.get("id") for element in root.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    figures = [f for t in root.find_class("tension") for f in t.find_class("extrait")]
    assert len(figures) == 4
    for figure in figures:
        mark = root.get_element_by_id(figure.find_class("place")[0].get("href")[1:])
        assert mark.text_content() == figure.find(".//blockquote/p").text_content()


def test_it_is_said_to_be_proposed_and_how_it_was_recognised():
    book = quarrels()
    for text in (
        lxml_html.fromstring(render_html(book)).text_content(),
        next(t for name, t in render_markdown(book).items() if name.startswith("fiches/")),
    ):
        assert "à lire et à nommer par des personnes" in text
        assert "reconnu à «\xa0s'y oppose\xa0»" in text
        assert "Deux avis qui se répondent" in text
        assert "Un désaccord raconté" in text
        assert "peut-être deux cas" not in text
        assert "d'aucun côté" in text
        assert "Lavoie" not in text


def test_a_mere_contrast_is_said_to_be_one():
    book = quarrels()

    loose = tuple(replace(t, explicit=False) for t in book.tensions if t.side_b)
    page = render_html(replace(book, tensions=loose))
    assert "Deux passages en contraste" in page
    assert "peut-être deux cas" in page


def test_silence_is_not_agreement():
    book = quarrels(tensions=())
    for text in (render_html(book), *render_markdown(book).values()):
        if "Tensions et désaccords" in text:
            assert "Cela ne veut pas dire que tout le monde s'entend." in text


def test_the_section_can_be_left_out():
    book = quarrels(publication=PublicationParams(tensions_par_fiche=0))
    assert not lxml_html.fromstring(render_html(book)).find_class("tensions")
    assert not any("Tensions et désaccords" in text for text in render_markdown(book).values())


def test_markdown_links_go_up_to_the_page():
    text = next(t for n, t in render_markdown(quarrels()).items() if n.startswith("fiches/"))
    section = text.partition("## Tensions et désaccords")[2].partition("## Qui a parlé")[0]
    assert section.count("](../fiches.html#p-") == 4
    assert section.index("**D'un côté**") < section.index("**De l'autre**")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_cue_or_word_stays_text(payload):
    """Both come from a note."""

    book = quarrels()
    hostile = tuple(replace(t, cue=payload, word=payload) for t in book.tensions)
    page = render_html(replace(book, tensions=hostile))
    root = lxml_html.fromstring(page)
    assert not root.xpath("//script | //img | //iframe | //object | //embed | //svg | //base")
    for text in render_markdown(replace(book, tensions=hostile)).values():
        assert "<script>alert" not in text.replace("\\<script\\>", "")

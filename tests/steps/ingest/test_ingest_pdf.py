"""PDF: paragraphs rebuilt from lines."""

import pytest
from documents import pdf, read

from analyse.errors import ReaderError

LONG = "Le transport manque partout dans la région et les familles s'en vont"


def lines(*texts, top=700, step=14, size=11, x=72):
    return [(x, top - i * step, size, text) for i, text in enumerate(texts)]


def test_lines_of_a_paragraph_are_joined_and_paragraphs_told_apart(tmp_path):
    page = [
        (72, 760, 18, "Constats"),
        *lines(LONG, "vers la ville. C'est long.", top=720),
        *lines("Un autre paragraphe commence ici et il se poursuit un peu plus", top=670),
        *lines("loin.", top=656),
    ]
    found = read(pdf(tmp_path / "a.pdf", [page]))
    assert found.text == (
        f"## Constats\n\n{LONG} vers la ville. C'est long.\n\n"
        "Un autre paragraphe commence ici et il se poursuit un peu plus loin."
    )
    assert found.pages == ((0, 1),)


def test_words_cut_by_a_hyphen_are_mended(tmp_path):
    page = lines(
        "Les organismes disent que la concer-",
        "tation prend du temps et que peut-",
        "être il faudrait un rendez-vous fixe.",
    )
    found = read(pdf(tmp_path / "a.pdf", [page]))
    assert "la concertation prend" in found.text
    assert "que peut-être il faudrait un rendez-vous fixe." in found.text


def test_bullets_and_bold(tmp_path):
    page = [
        (72, 700, 11, "Enjeux de la rencontre avec les partenaires du milieu"),
        (90, 670, 11, "• Un premier point qui est assez long pour atteindre le bout"),
        (99, 656, 11, "de la ligne"),
        (90, 642, 11, "• Un second point"),
        (108, 628, 11, "– Un détail"),
    ]
    found = read(pdf(tmp_path / "a.pdf", [page], bold=0))
    assert found.text == (
        "**Enjeux de la rencontre avec les partenaires du milieu**\n\n"
        "- Un premier point qui est assez long pour atteindre le bout de la ligne\n"
        "- Un second point\n  - Un détail"
    )


def test_a_sentence_goes_on_across_pages(tmp_path):
    """Page numbers are lines of their own and do not cut it; offsets tell where pages begin."""
    first = [*lines(LONG, top=120), (290, 40, 11, "1")]
    second = [*lines("ailleurs, ce qui vide les écoles.", top=780), (290, 40, 11, "2")]
    found = read(pdf(tmp_path / "a.pdf", [first, second]))
    assert found.text.split("\n\n") == [f"{LONG} ailleurs, ce qui vide les écoles.", "1", "2"]
    assert found.pages == ((0, 1), (found.text.index("ailleurs"), 2))


def test_running_heads_are_read_once(tmp_path):
    pages = [
        [(72, 810, 9, "Assises inventées"), *lines(f"Phrase de la page {n}. Fin.")]
        for n in range(1, 5)
    ]
    text = read(pdf(tmp_path / "a.pdf", pages)).text
    assert text.count("Assises inventées") == 1
    assert all(f"page {n}." in text for n in range(1, 5))


def test_a_scan_has_no_text(tmp_path):
    with pytest.raises(ReaderError, match="numérisé, sans texte"):
        read(pdf(tmp_path / "a.pdf", [[], [(290, 40, 11, "2")]]))


def test_a_page_without_text_is_told(tmp_path):
    found = read(pdf(tmp_path / "a.pdf", [lines(LONG), []]))
    assert found.warnings == ("1 page(s) sans texte, peut-être numérisées.",)


def test_a_truncated_pdf_is_refused(tmp_path):
    path = pdf(tmp_path / "a.pdf", [lines(LONG)])
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(ReaderError):
        read(path)

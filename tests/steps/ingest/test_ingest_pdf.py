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


def test_a_paragraph_goes_on_past_the_footnote_below_it(tmp_path):
    """The sentence that a page cut is whole, and the footnote comes after it, on its own page."""
    first = [*lines(LONG, "et personne ne sait qui devrait payer les autobus du same-", top=140),
             (72, 100, 9, "1 Selon le schéma de la région, déposé en juin.")]  # fmt: skip
    second = lines("di soir, ni même ceux de la semaine. C'est long.", top=740)
    found = read(pdf(tmp_path / "a.pdf", [first, second]))
    whole, footnote = found.text.split("\n\n")
    assert whole.endswith("les autobus du samedi soir, ni même ceux de la semaine. C'est long.")
    assert footnote.startswith("1 Selon")
    assert found.pages[-1] == (found.text.index("1 Selon"), 1)


def test_two_columns_of_prose_are_read_one_after_the_other(tmp_path):
    left = lines(*("Une ligne de la première colonne du texte" for _ in range(4)))
    right = lines(*("Une autre de la seconde colonne du texte!" for _ in range(4)), x=310)
    text = read(pdf(tmp_path / "a.pdf", [[*left, *right]])).text
    assert text.rindex("première") < text.index("seconde")


def test_lists_in_two_columns_keep_their_own_title(tmp_path):
    """Strengths and weaknesses side by side are two lists, not a table."""
    left = lines("Forces", "• Un aréna neuf", "• Deux parcs")
    right = lines("Faiblesses", "• Pas d'autobus", "• Peu de loyers", x=330)
    text = read(pdf(tmp_path / "a.pdf", [[*left, *right]])).text
    assert text.index("Deux parcs") < text.index("Faiblesses") < text.index("Pas d'autobus")


def test_a_cell_of_several_lines_stays_whole(tmp_path):
    page = [
        (72, 700, 11, "Nom"), (250, 700, 11, "Constat"),
        (72, 680, 11, "CDC"), (250, 680, 11, "Il manque de logements abordables dans le vil-"),
        (250, 666, 11, "lage et autour"),
        (72, 650, 11, "MRC"), (250, 650, 11, "Le transport manque"),
    ]  # fmt: skip
    text = read(pdf(tmp_path / "a.pdf", [page])).text
    assert text.split("\n\n") == [
        "Nom\nConstat",
        "CDC\nIl manque de logements abordables dans le village et autour",
        "MRC\nLe transport manque",
    ]


def annotated(path, *annotations):
    """A page with a line of text and these annotations."""
    source = pdf(path, [[(72, 700, 11, "Question : que manque-t-il?")]]).read_bytes()
    made = b"/Annots [" + b" ".join(b"<< /Type /Annot %b >>" % a for a in annotations) + b"] "
    path.write_bytes(source.replace(b"/MediaBox", made + b"/MediaBox"))
    return path


def test_what_is_typed_in_a_form_is_read_where_it_stands(tmp_path):
    """Fields of text and free text boxes, in UTF-16 too; check boxes say nothing."""
    wide = b"<FEFF" + "Un aréna".encode("utf-16-be").hex().encode() + b">"
    path = annotated(
        tmp_path / "a.pdf",
        b"/Subtype /Widget /FT /Tx /V %b /Rect [72 640 300 690]" % wide,
        b"/Subtype /FreeText /Contents (Et un parc.) /Rect [72 560 300 600]",
        b"/Subtype /Widget /FT /Btn /V /Oui /Rect [72 500 90 520]",
        b"/Subtype /Link /Contents (lien) /Rect [0 0 1 1]",
    )
    found = read(path)
    assert found.text.split("\n\n") == ["Question : que manque-t-il?", "Un aréna", "Et un parc."]
    assert not found.apart


def test_notes_of_reviewers_are_apart(tmp_path):
    path = annotated(
        tmp_path / "a.pdf",
        b"/Subtype /Text /Contents (A verifier) /T (Ana Roy) /Rect [10 10 20 20]",
        b"/Subtype /Highlight /Contents () /Rect [10 10 20 20]",
    )
    found = read(path)
    assert [found.text[s.start : s.end] for s in found.apart] == ["A verifier"]
    assert "Ana" not in found.text
    assert found.body.strip() == "Question : que manque-t-il?"

"""Word, OpenDocument and PowerPoint: every visible word, once, in order."""

import re

import docx
import pytest
from documents import odt, part, read, rewrite
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.util import Inches

from analyse.errors import ReaderError
from analyse.steps.ingest.markdown import Run, Writer, inline

_BOX = (
    '<w:p {ns}><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
    'markup-compatibility/2006"><mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r>'
    "<w:t>Dans la zone</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback>"
    "<w:pict><w:txbxContent><w:p><w:r><w:t>Dans la zone</w:t></w:r></w:p></w:txbxContent></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Ancre</w:t></w:r></w:p>"
)
_TRACKED = (
    '<w:p {ns}><w:ins w:id="1" w:author="A"><w:r><w:t>ajout </w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="A"><w:r><w:delText>supprimé</w:delText></w:r></w:del>'
    '<w:moveFrom w:id="3" w:author="A"><w:r><w:t>parti</w:t></w:r></w:moveFrom>'
    "<w:r><w:t>reste</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r></w:p>"
)
_CONTROL = (
    "<w:sdt {ns}><w:sdtContent><w:p><w:r><w:t>Dans un contrôle</w:t></w:r></w:p></w:sdtContent>"
    "</w:sdt>"
)


def add(document, xml):
    element = parse_xml(xml.replace("{ns}", nsdecls("w")))
    document.element.body.insert(len(document.element.body) - 1, element)


def test_a_word_document_becomes_light_markdown(tmp_path):
    word = docx.Document()
    word.add_heading("Atelier", 0)
    word.add_heading("Constats", 1)
    word.add_heading("Logement", 2)
    paragraph = word.add_paragraph("Avant ")
    paragraph.add_run("gras ").bold = True
    paragraph.add_run("encore").bold = True
    paragraph.add_run(" après")
    word.add_paragraph("Un", style="List Bullet")
    word.add_paragraph("Deux", style="List Bullet 2")
    word.add_paragraph("Trois", style="List Bullet")
    word.add_paragraph("Premier", style="List Number")
    word.add_paragraph("Second", style="List Number")
    word.save(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx").text == (
        "# Atelier\n\n# Constats\n\n## Logement\n\nAvant **gras encore** après\n\n"
        "- Un\n  - Deux\n- Trois\n1. Premier\n2. Second"
    )


def test_tables_keep_their_rows_together(tmp_path):
    word = docx.Document()
    table = word.add_table(3, 2)
    for row, texts in enumerate(
        [("Ana Tremblay", "CDC du Lac"), ("Région :", "Estrie"), ("Long", "mot " * 60)]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    word.add_paragraph("Fin")
    word.save(tmp_path / "a.docx")
    blocks = read(tmp_path / "a.docx").text.split("\n\n")
    assert blocks[:3] == ["Ana Tremblay\nCDC du Lac", "Région : Estrie", "Long"]
    assert blocks[-1] == "Fin"


def test_boxes_controls_and_tracked_changes(tmp_path):
    """Insertions and text boxes are read once; deletions and hidden text are not."""
    word = docx.Document()
    for xml in (_BOX, _TRACKED, _CONTROL):
        add(word, xml)
    word.save(tmp_path / "a.docx")
    found = read(tmp_path / "a.docx")
    assert found.text == "Ancre\n\nDans la zone\n\najout reste\n\nDans un contrôle"
    assert found.warnings


def test_headers_footnotes_and_links_are_kept(tmp_path):
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Atelier : 7"
    add(
        word,
        "<w:p {ns}><w:r><w:t>Appel</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:hyperlink w:anchor='x'><w:r><w:t xml:space='preserve'> lien</w:t></w:r></w:hyperlink>"
        "</w:p>",
    )
    word.save(tmp_path / "a.docx")
    ns = nsdecls("w")
    rels = part(tmp_path / "a.docx", "word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    notes = (
        f"<w:footnotes {ns}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        "<w:footnote w:id='2'><w:p><w:r><w:t>La note</w:t></w:r></w:p></w:footnote>"
        "<w:footnote w:id='3'><w:p><w:r><w:t>orpheline</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    path = rewrite(
        tmp_path / "a.docx",
        tmp_path / "b.docx",
        {
            "word/footnotes.xml": notes.encode(),
            "word/_rels/document.xml.rels": rels.replace("</Relationships>", relation).encode(),
        },
    )
    assert read(path).text == "Atelier : 7\n\nAppel lien\n\nLa note"


@given(st.lists(st.tuples(st.text("ab é.", max_size=5), st.booleans()), max_size=6))
def test_bold_marks_change_no_letter(runs):
    """Taking the marks away gives the text back, and no mark has a space inside."""
    text = inline([Run(*run) for run in runs])
    assert text.replace("**", "") == "".join(part for part, _ in runs)
    assert not re.search(r"\*\*\s[^*]*\*\*|\*{4}", re.sub(r"\*\*(\S|\S.*?\S)\*\*", "", text))


def test_bold_marks_stay_on_one_line_and_off_punctuation():
    assert inline([Run("a\nb", True)]) == "**a**\n**b**"
    assert inline([Run("Défi", True), Run(" ", False), Run(":", True)]) == "**Défi :**"
    assert inline([Run("x "), Run(":", True)]) == "x :"


def test_pages_point_at_the_first_block_that_follows():
    out = Writer()
    out.page(1)
    out.paragraph("é")
    out.page(2)
    out.page(3)
    out.item("b", 1)
    assert out.build() == ("é\n\n  - b", ((0, 1), (3, 3)))


_LIST_STYLE = (
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" '
    'style:num-format="1"/></text:list-style>'
)
_BOLD_STYLE = (
    '<style:style style:name="T1" style:family="text"><style:text-properties '
    'fo:font-weight="bold"/></style:style>'
)


def test_an_opendocument_text(tmp_path):
    body = (
        "<text:tracked-changes><text:p>supprimé</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">Constats</text:h>'
        '<text:p>Il   faut\n <text:span text:style-name="T1">du temps</text:span>'
        '<text:s text:c="2"/>'
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>La note</text:p></text:note-body></text:note>ici"
        "<office:annotation><text:p>remarque</text:p></office:annotation></text:p>"
        "<text:list><text:list-item><text:p>Un</text:p><text:list><text:list-item>"
        "<text:p>Dedans</text:p></text:list-item></text:list></text:list-item></text:list>"
        '<text:list text:style-name="N"><text:list-item><text:p>Premier</text:p></text:list-item>'
        "<text:list-item><text:p>Second</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Région :</text:p>"
        "</table:table-cell><table:table-cell><text:p>Estrie</text:p></table:table-cell>"
        "</table:table-row></table:table>"
        "<text:section><text:p><draw:frame><draw:text-box><text:p>Zone</text:p></draw:text-box>"
        "</draw:frame>Ancre</text:p></text:section>"
    )
    found = read(odt(tmp_path / "a.odt", body, styles=_LIST_STYLE + _BOLD_STYLE))
    assert found.text == (
        "## Constats\n\nIl faut **du temps**  ici\n\n- Un\n  - Dedans\n1. Premier\n2. Second\n\n"
        "Région : Estrie\n\nAncre\n\nZone\n\nLa note\n\nremarque"
    )
    assert [found.text[s.start : s.end] for s in found.apart] == ["remarque"]
    assert found.body.endswith("La note\n\n")
    assert len(found.warnings) == 2


def test_a_presentation(tmp_path):
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Se loger\nen région"
    frame = slide.placeholders[1].text_frame
    frame.text = "Un"
    line = frame.add_paragraph()
    line.text, line.level = "Dedans", 1
    box = slide.shapes.add_textbox(0, 0, Inches(1), Inches(1))
    box.text_frame.text = "Zone"
    table = slide.shapes.add_table(1, 2, 0, 0, Inches(2), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Palier :", "local"
    slide.notes_slide.notes_text_frame.text = "À dire"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Suite"
    deck.save(tmp_path / "a.pptx")
    found = read(tmp_path / "a.pptx")
    assert found.text == (
        "# Se loger en région\n\n- Un\n  - Dedans\n\nZone\n\nPalier : local\n\n"
        "## Notes\n\nÀ dire\n\n# Suite"
    )
    assert found.pages == ((0, 1), (found.text.index("# Suite"), 2))


@pytest.mark.parametrize("builder", ["docx", "pptx"])
def test_reading_twice_gives_the_same(tmp_path, builder):
    path = tmp_path / f"a.{builder}"
    document = docx.Document() if builder == "docx" else Presentation()
    if builder == "docx":
        document.add_paragraph("e\u0301te\u0301")
    else:
        document.slides.add_slide(document.slide_layouts[5]).shapes.title.text = "e\u0301te\u0301"
    document.save(path)
    assert read(path) == read(path)
    assert "été" in read(path).text


def test_a_strict_document_is_read_as_a_usual_one(tmp_path):
    """Word saves "Strict Open XML" under other names of the same elements."""
    word = docx.Document()
    word.add_heading("Constats", 1)
    word.add_paragraph("Le transport manque.")
    word.save(tmp_path / "a.docx")
    usual, strict = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    parts = {
        name: part(tmp_path / "a.docx", name).replace(usual, strict)
        for name in ("word/document.xml", "word/styles.xml", "word/numbering.xml")
    }
    path = rewrite(tmp_path / "a.docx", tmp_path / "b.docx", parts)
    assert read(path).text == read(tmp_path / "a.docx").text == "# Constats\n\nLe transport manque."


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(tmp_path):
    word = docx.Document()
    mark = "<w:pPr><w:rPr><w:del w:id='1' w:author='A'/></w:rPr></w:pPr>"
    add(word, f"<w:p {{ns}}>{mark}<w:r><w:t xml:space='preserve'>Le transport </w:t></w:r></w:p>")
    add(word, "<w:p {ns}><w:r><w:t>manque.</w:t></w:r></w:p>")
    add(word, f"<w:p {{ns}}>{mark}<w:r><w:t>Fin</w:t></w:r></w:p>")
    word.save(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx").text == "Le transport manque.\n\nFin"


def test_page_numbers_of_margins_are_dropped_and_their_words_kept(tmp_path):
    word = docx.Document()
    word.add_paragraph("Corps")
    field = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>".format
    number = (
        f"{field('begin')}<w:r><w:instrText> PAGE </w:instrText></w:r>{field('separate')}"
        f"<w:r><w:t>3</w:t></w:r>{field('end')}"
    )
    header = word.sections[0].header.paragraphs[0]
    header.text = "Atelier de l'Estrie, page "
    for run in parse_xml(f"<w:p {nsdecls('w')}>{number}</w:p>"):
        header._p.append(run)
    footer = word.sections[0].footer.paragraphs[0]
    footer.text = "Page "
    for run in parse_xml(f"<w:p {nsdecls('w')}>{number}</w:p>"):
        footer._p.append(run)
    word.save(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx").text == "Atelier de l'Estrie, page\n\nCorps"


def test_an_embedded_part_that_is_not_read_is_told(tmp_path):
    word = docx.Document()
    word.add_paragraph("Corps")
    add(word, "<w:altChunk {ns}/>")
    word.save(tmp_path / "a.docx")
    assert any("incorporée" in warning for warning in read(tmp_path / "a.docx").warnings)


def test_hidden_parts_of_an_opendocument_are_dropped_and_lists_go_on(tmp_path):
    hidden = (
        '<style:style style:name="H" style:family="text"><style:text-properties '
        'text:display="none"/></style:style>'
    )
    item = "<text:list-item><text:p>{}</text:p></text:list-item>".format
    body = (
        '<text:section text:display="none"><text:p>caché</text:p></text:section>'
        f'<text:list text:style-name="N">{item("Un")}{item("Deux")}</text:list>'
        '<text:p>Entre<text:span text:style-name="H"> caché</text:span> deux</text:p>'
        f'<text:list text:style-name="N" text:continue-numbering="true">{item("Trois")}</text:list>'
    )
    found = read(odt(tmp_path / "a.odt", body, styles=_LIST_STYLE + hidden))
    assert found.text == "1. Un\n2. Deux\n\nEntre deux\n\n3. Trois"


def test_soft_hyphens_are_not_part_of_words(tmp_path):
    word = docx.Document()
    word.add_paragraph("concer\u00adtation")
    word.save(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx").text == "concertation"


def test_a_document_of_comments_alone_has_no_text(tmp_path):
    body = "<text:p><office:annotation><text:p>À revoir</text:p></office:annotation></text:p>"
    with pytest.raises(ReaderError, match="aucun texte"):
        read(odt(tmp_path / "a.odt", body))

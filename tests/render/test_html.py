"""The page of draft fiches: safe, self-contained, and every sentence leads to its note."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from books import ESTRIE, GASPESIE, Said, make_book, note, sample
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from analyse.contracts import (
    Consent,
    DecisionKind,
    Document,
    DocumentStatus,
    Line,
    MaskSpan,
    Passage,
    SetAside,
    Span,
    Writing,
)
from analyse.params import EventParams
from analyse.render import render_html, render_markdown, words
from analyse.render.book import quotes
from analyse.render.html import POLICY
from analyse.render.notes import WITHHELD, Note
from payloads import PAYLOADS

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "strong", "h1", "br",
    "small", "dl", "div", "dt", "dd", "section", "h2", "ol", "li", "b", "ul", "nav", "main",
    "article", "h3", "span", "details", "summary", "figure", "blockquote", "figcaption", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "q", "mark", "sup", "i", "cite", "footer",
    "em",
}  # fmt: skip


def parse(page: str):
    return lxml_html.document_fromstring(page)


def text_of(element) -> str:
    return element.text_content()


def hostile_book():
    """Every payload as a text, a path, a voice, a title, a workshop, a reason, a change…"""
    notes = [
        note(
            f"jour-2/{payload}",
            [Said(f"Avant {payload} après", f"T {payload}", atelier=payload)],
        )
        for payload in PAYLOADS
    ]
    book = make_book(notes, number=2)
    everything = " ".join(p for p in PAYLOADS if "\ud800" not in p)
    return replace(
        book,
        event=EventParams(titre=f"Fête {everything}", dates=everything),
        changes=PAYLOADS,
        manifest={"analyse": everything, "encodeur": everything, "paquets": {everything: "1"}},
        acronyms={"Avant": everything},
        set_aside=tuple(replace(a, reason=everything) for a in book.set_aside),
        stylesheet=everything,
    )


def assert_inert(page: str) -> None:
    """Nothing executable, nothing external, nothing unknown."""
    root = parse(page)
    for element in root.iter():
        assert isinstance(element.tag, str), "no comment nor processing instruction"
        assert element.tag in ALLOWED
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert name not in ("src", "srcdoc", "srcset", "action", "style", "data")
            if name == "href":
                assert value.startswith("#")
            assert "javascript:" not in re.sub(r"\s", "", value.lower()) or name in (
                "content", "aria-label",
            )  # fmt: skip
    assert len(root.findall(".//style")) == 1
    assert len(root.findall(".//meta[@http-equiv]")) == 1


def test_nothing_executable_survives_in_the_page():
    assert len(PAYLOADS) >= 40
    assert_inert(render_html(hostile_book()))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_text_is_shown_as_it_was_written(payload):
    """Each payload is read by a person, character for character, and read by no browser."""
    book = make_book([note("a.txt", [Said(f"Avant {payload} après")])])
    page = render_html(book)
    assert_inert(page)
    quote = parse(page).find_class("extrait")[0].find(".//blockquote/p")
    assert text_of(quote) == words.printable(quotes(book.fiches[0])[0].published_text)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_any_text_gives_an_inert_page(text):
    assert_inert(render_html(make_book([note(text, [Said(f"{text}.", text or "T")])])))


def test_the_projects_stylesheet_cannot_leave_its_element():
    css = ".extrait { color: red } </style><script>alert(1)</script> </STYLE > <!-- "
    page = render_html(replace(sample(), stylesheet=css))
    assert_inert(page)
    style = parse(page).find(".//style").text
    assert ".extrait { color: red }" in style
    assert style.index("--papier") < style.index(".extrait { color: red }"), "theirs comes last"
    assert page.lower().count("</style") == 1


def test_every_link_of_the_page_has_its_target():
    root = parse(render_html(sample()))
    anchors = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(anchors) == len(set(anchors))
    for link in root.iter("a"):
        assert link.get("href")[1:] in anchors


def test_every_quote_leads_to_its_passage_word_for_word():
    """The anchor's text is the passage, pseudonyms in place of masks, and nothing else."""
    book = sample()
    root = parse(render_html(book))
    figures = root.find_class("extrait")
    assert len(figures) == book.quote_count + len(book.rare)
    for figure in figures:
        link = figure.find_class("place")[0]
        mark = root.get_element_by_id(link.get("href")[1:])
        assert mark.tag == "mark"
        assert text_of(mark) == text_of(figure.find(".//blockquote/p"))
    for passage in book.passages:
        document = book.documents[passage.document_id]
        mark = root.get_element_by_id(f"p-{passage.id}")
        assert text_of(mark) == document.published(passage.start, passage.end)
        assert words.offsets(passage.start, passage.end) in text_of(root)


def test_a_masked_name_is_shown_as_a_pseudonym_everywhere():
    page = render_html(sample())
    assert "Odile" not in page
    assert "█" not in page
    assert "Personne 1 a dit" in text_of(parse(page))


def test_a_quote_says_whose_words_it_holds():
    captions = [text_of(f.find("figcaption")) for f in parse(render_html(sample())).iter("figure")]
    assert sum("parole rapportée" in c for c in captions) == 1
    assert all("parole rapportée" in c or "extrait de note" in c for c in captions)
    assert any("Personne 3" in c and "atelier 07" in c and "palier local" in c for c in captions)
    assert any("provenance inconnue" in c for c in captions)


def test_the_method_says_how_many_passages_joined_themes():
    book = sample()
    assert "Joints à des thèmes" not in render_html(book)
    page = render_html(replace(book, manifest={**book.manifest, "passages_joints": 12}))
    assert "Joints à des thèmes formés avant eux</th><td>12<" in page


def test_the_note_leads_back_to_the_fiche_that_quotes_it():
    book = sample()
    root = parse(render_html(book))
    for fiche in book.fiches:
        for quote in quotes(fiche):
            back = root.get_element_by_id(f"p-{quote.passage_id}").getnext().find("a")
            assert back.get("href") == f"#x-{quote.id}"
    loose = book.unclassified[0].passage.id
    assert root.get_element_by_id(f"p-{loose}").getnext().find("a").get("href") == "#non-classes"


def test_small_counts_are_hidden_where_voices_are_counted():
    said = [Said(f"Phrase {i}.", voice=ESTRIE, atelier=f"{i}") for i in range(5)]
    said.append(Said("Une autre.", voice=GASPESIE, atelier="9"))
    book = make_book([note("a.txt", said)], small=3)
    coverage = parse(render_html(book)).find_class("couverture")[0]
    cells = [text_of(cell) for cell in coverage.iter("td")]
    grid = parse(render_html(book)).find_class("grille")[0]
    assert [text_of(c) for c in grid.iter("td")] == ["5", "·", "·", "·", "·", "·", "<\xa03", "·"]
    assert "<\xa03" in cells
    assert "1" not in cells
    assert not [c for c in grid.iter("td") if "<" in text_of(c) and c.get("class")], "no shade"
    assert "3 sont cachés" in text_of(coverage)
    shown = parse(render_html(replace(book, publication=sample().publication)))
    assert "1" in [text_of(c) for c in shown.find_class("grille")[0].iter("td")]


def test_a_withdrawn_row_is_shown_nowhere():
    """A row whose consent is withdrawn stays in the store as set aside; the page hides it."""
    text = "Phrase gardée.\n\nPhrase secrète."
    document = Document(
        "d" * 16, "a.csv", "f" * 64, 1, DocumentStatus.READ, text=text,
        rows=(Span(0, 14, "1"), Span(16, 31, "2")),
        row_metadata={2: {"consentement": Consent.WITHDRAW.value}},
    )  # fmt: skip
    passage = Passage("a" * 16, document.id, 0, 14, "Phrase gardée.")
    aside = SetAside(document.id, 16, 31, "Phrase secrète.", "consentement retiré")
    page = render_html(make_book([(document, [(passage, Said(passage.text))], aside)]))
    assert "secrète" not in page
    assert WITHHELD in page
    assert "consentement retiré" in page


def test_the_page_asks_for_nothing_outside_and_forbids_it():
    page = render_html(sample())
    assert not re.search(r"https?:|//[a-z]|@import|url\(", page, re.IGNORECASE)
    policy = parse(page).find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy == POLICY
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_the_page_is_structured_for_everyone():
    """Landmarks, one h1, no level skipped, tables with headers and captions, a skip link."""
    root = parse(render_html(sample()))
    assert root.get("lang") == "fr-CA"
    body = root.find("body")
    assert [c.tag for c in body] == ["a", "header", "nav", "main", "footer"]
    assert body[0].get("href") == f"#{body.find('main').get('id')}"
    levels = [int(e.tag[1]) for e in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.iter("table"):
        assert text_of(table.find("caption")).strip()
        assert all(th.get("scope") in ("row", "col") for th in table.iter("th"))


def test_a_page_without_themes_says_so():
    page = render_html(make_book([note("a.txt", [Said("Seule phrase.", "")])]))
    assert_inert(page)
    assert "Aucun thème" in page
    assert "Seule phrase." in page


def test_a_page_without_anything_still_holds():
    page = render_html(make_book([]))
    assert_inert(page)
    assert "Chaque passage a trouvé un thème." in page


def test_the_page_tells_what_people_need_to_judge():
    page = text_of(parse(render_html(sample(number=2))))
    for said in (
        "Brouillon", "À écrire par les personnes.", "proche de 2022/F9 Participation citoyenne",
        "très stable (0,90)", "fort (0,70)", "dépersonnalisées", "pas un consensus",
        "municipalité régionale de comté", "depuis l'analyse 1", "4 novembre 2022, 14\xa0h\xa005",
    ):  # fmt: skip
        assert said in page
    assert "jamais dit" not in page, "only acronyms that occur"


def test_no_space_is_left_before_marks_that_take_none():
    """Québec typography: a no-break space before a colon, nothing before ? ! ;"""
    page = text_of(parse(render_html(make_book([], number=3))).find("body"))
    assert not re.search(r" :|\s[?!;]|« | »|\d %", page)


def test_the_page_prints_on_paper():
    css = parse(render_html(sample())).find(".//style").text
    assert "@page" in css
    printed = css[css.index("@media print") :]
    assert re.search(r"\.fiche \{[^}]*break-before: page", printed)
    assert "--papier: #fff" in printed


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_in_both_themes(dark):
    """WCAG 2.2 AA: at least 4.5 between every text colour and every ground it is put on."""
    css = parse(render_html(sample())).find(".//style").text
    light, _, rest = css.partition("@media (prefers-color-scheme: dark)")
    colours = dict(
        re.findall(r"--([\w-]+): (#\w{6});", rest.partition("* {")[0] if dark else light)
    )
    grounds = {
        "encre": ("papier", "fond", "cible", "n1", "n2", "n3", "n4"),
        "encre-douce": ("papier",),
        "accent": ("papier",),
    }
    for text, under in grounds.items():
        for ground in under:
            pair = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
            assert (pair[0] + 0.05) / (pair[1] + 0.05) >= 4.5, (text, ground)


def test_rendering_twice_gives_the_same_bytes():
    assert render_html(sample()) == render_html(sample())


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_pieces_of_a_note_are_what_would_be_published(data):
    """However masks and cuts fall, pieces joined are `Document.published`."""
    text = data.draw(st.text(alphabet="aé█\n ", max_size=30))
    size = len(text)
    cuts = sorted(data.draw(st.lists(st.integers(0, size), max_size=8, unique=True)))
    masks = tuple(
        MaskSpan(start, end, "nom", i % 2)
        for i, (start, end) in enumerate(zip(cuts[::2], cuts[1::2], strict=False))
    )
    document = Document("d", "d", "s", 1, DocumentStatus.READ, text=text, masks=masks)
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    assert Note(document).published(start, end) == document.published(start, end)


def test_a_thousand_passages_stay_light_and_quick():
    """At most 1.5 MB for 1,000 passages of an ordinary length."""
    sentence = "Il faut que la table de quartier trouve une entente avec la ville, dit-on ici. "
    notes = [
        note(f"jour-1/atelier-{n:02}.docx", [
            Said(f"{sentence * 2}{n}-{i}", f"Thème {i % 8}", voice=ESTRIE) for i in range(25)
        ])
        for n in range(40)
    ]  # fmt: skip
    book = make_book(notes)
    kept = tuple(
        replace(f, findings=f.findings[:18], leads=(), questions=(), others=()) for f in book.fiches
    )
    assert len(render_html(replace(book, fiches=kept)).encode()) <= 1_500_000


def test_what_the_team_wrote_is_shown_with_its_support_and_what_has_none_is_marked():
    """In the page and in Markdown: sentences lead to their passages, memos say who wrote them."""
    book = sample()
    fiche = book.fiches[0]
    passage = fiche.all_passages[0].id

    def line(kind: DecisionKind, text: str, *support: str) -> Line:
        return Line("d" * 32, 1, kind, text, "Camille <b>", "2022-11-04T12:00:00+00:00", support)

    writing = Writing(
        sentences=(
            line(DecisionKind.FINDING, "Le soir, <i>rien</i> ne roule.", passage),
            line(DecisionKind.LEAD, "On pourrait partager."),
        ),
        memos=(line(DecisionKind.MEMO, "À revoir."),),
    )
    book = replace(book, fiches=(replace(fiche, writing=writing), *book.fiches[1:]))
    page = render_html(book)
    assert "Le soir, &lt;i&gt;rien&lt;/i&gt; ne roule." in page
    assert f'<small>appuis&nbsp;: <a href="#p-{passage}">1</a></small>' in page
    assert page.count("sans appui\u00a0: ne peut pas être publié") == 1
    assert "À revoir. <small>Camille &lt;b&gt;</small>" in page
    [text] = [t for t in render_markdown(book).values() if "Le soir" in t]
    assert f"../fiches.html#p-{passage}" in text
    assert "**sans appui\u00a0: ne peut pas être publié**" in text
    assert "## Mémos (pour l'équipe)" in text

"""A fiche 1.0 is cut into statements; every word of a bullet is in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Section
from analyse.steps.confront import cut_sheet

TEXT = """# B3. Se soigner

*Écrite avant l'événement.*

## Définition

Se soigner, c'est voir quelqu'un à temps. La fiche couvre la clinique et la pharmacie.

## Constats

- La clinique refuse des patients. Elle manque de bras.
- Personne ne répond le soir.

## Pistes

1. Ouvrir une clinique mobile.
- Personne ne répond le soir.
"""


def told(text: str, path: str = "B3.md"):
    return [(s.section.value, s.number, s.text) for s in cut_sheet(path, text).statements]


def test_sections_bullets_and_sentences():
    found = cut_sheet("B3.md", TEXT)
    assert (found.code, found.title, found.warning) == ("B3", "Se soigner", "")
    assert told(TEXT) == [
        ("définition", 1, "Se soigner, c'est voir quelqu'un à temps."),
        ("définition", 2, "La fiche couvre la clinique et la pharmacie."),
        ("constats", 1, "La clinique refuse des patients. Elle manque de bras."),
        ("constats", 2, "Personne ne répond le soir."),
        ("pistes", 1, "Ouvrir une clinique mobile."),
        ("pistes", 2, "Personne ne répond le soir."),
    ]
    assert len({s.id for s in found.statements}) == 6


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("## Définition", Section.DEFINITION),
        ("## Les constats", Section.FINDINGS),
        ("**Enjeux :**", Section.FINDINGS),
        ("Défis :", Section.FINDINGS),
        ("### Pistes de solution", Section.LEADS),
        ("**Recommandations**", Section.LEADS),
        ("## Bibliographie", Section.OTHER),
    ],
)
def test_headings_as_people_write_them(heading, section):
    found = cut_sheet("x.docx", f"# Titre\n\n{heading}\n\n- La clinique refuse des patients.\n")
    assert [s.section for s in found.statements] == [section]


def test_a_subheading_stays_in_its_section():
    text = "# T\n\n## Constats\n\n### En région\n\n- La clinique refuse des patients.\n"
    assert told(text)[0][0] == "constats"


@pytest.mark.parametrize(
    ("path", "text", "code", "title"),
    [
        ("F9.md", "# Fiche 9 – Participer\n\n- La salle est trop loin.", "9", "Participer"),
        ("F2 territoires.docx", "Dynamiques\n\n- La salle est loin.", "F2", "Dynamiques"),
        ("sans-code.md", "# Habiter\n\n- La salle est trop loin.", "", "Habiter"),
        ("2022.md", "# 2022\n\n- La salle est trop loin.", "", "2022"),
    ],
)
def test_code_and_title(path, text, code, title):
    found = cut_sheet(path, text)
    assert (found.code, found.title) == (code, title)


def test_a_fiche_without_statement_says_so():
    found = cut_sheet("vide.md", "# Titre\n\n## Constats\n")
    assert not found.statements
    assert "aucun énoncé" in found.warning


def test_an_id_depends_on_nothing_else_in_the_fiche():
    """Adding a bullet above changes numbers, not ids, so that decisions can hold to them."""
    more = TEXT.replace("## Constats\n", "## Constats\n\n- Un tout premier constat ajouté.\n")
    ids = {s.text: s.id for s in cut_sheet("B3.md", TEXT).statements if s.section != "pistes"}
    after = {s.text: s.id for s in cut_sheet("B3.md", more).statements if s.section != "pistes"}
    assert ids.items() <= after.items()


def test_what_is_published_comes_from_the_offsets():
    text = "# T\n\n- Selon ████, la salle est loin.\n"
    found = cut_sheet("a.md", text, lambda a, b: text[a:b].replace("████", "Personne 3"))
    assert found.statements[0].text == "Selon ████, la salle est loin."
    assert found.statements[0].published == "Selon Personne 3, la salle est loin."


@given(st.lists(st.text("abcdé ?!.:;,*#-", min_size=12, max_size=60), max_size=6))
def test_any_text_is_cut_without_failing_and_statements_are_slices(lines):
    text = "# T\n\n## Constats\n\n" + "\n".join(f"- {line}" for line in lines)
    found = cut_sheet("a.md", text)
    assert all(s.text in text for s in found.statements)
    assert [s.number for s in found.statements if s.section is Section.FINDINGS] == list(
        range(1, 1 + sum(s.section is Section.FINDINGS for s in found.statements))
    )

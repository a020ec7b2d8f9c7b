"""What may point at one person although no name is left. All people and places are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import FlagKind, Voice
from analyse.steps import depersonalise
from analyse.steps.flags import flag, role_and_place
from samples import a_file


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Selon la directrice de l'école de Saint-Machin, on manque de bras.",
         "la directrice de l'école de Saint-Machin"),
        ("Le maire de Sainte-Bidule refuse.", "Le maire de Sainte-Bidule"),
        ("On a perdu le seul médecin du village.", "le seul médecin du village"),
        ("C'est la seule pharmacienne de la communauté.", "la seule pharmacienne de la communauté"),
        ("L'ancien curé de la paroisse Notre-Dame-des-Essais l'a dit.",
         "L'ancien curé de la paroisse Notre-Dame-des-Essais"),
        ("Le préfet de la MRC des Cormorans est venu.", "Le préfet de la MRC des Cormorans"),
        ("Mairesse, Saint-Fulgence-des-Monts", "Mairesse, Saint-Fulgence-des-Monts"),
        ("Au village, notre coiffeuse à L'Anse-aux-Essais sait tout.",
         "notre coiffeuse à L'Anse-aux-Essais"),
    ],
)  # fmt: skip
def test_a_role_that_one_person_holds_in_a_small_place_is_found(text, found):
    assert role_and_place(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Le maire de Montréal est venu.",
        "La responsable des programmes de la Ville de Gatineau écoute.",
        "Une mairesse de Saint-Machin est venue.",
        "Les maires de Saint-Machin et de Sainte-Bidule sont d'accord.",
        "Le directeur du CISSS a répondu.",
        "Le responsable de la Côte-Nord a répondu.",
        "Il faut une directrice. À Saint-Machin, rien ne bouge.",
        "On demande à la direction de l'école.",
        "",
    ],
)
def test_roles_of_many_and_large_places_are_left_alone(text):
    """Several people, an organisation, a large city, a region, two sentences."""
    assert role_and_place(text) == []


@given(st.text(max_size=200))
def test_what_is_found_is_in_the_text(text):
    """Word for word, white space apart, whatever the text."""
    flat = " ".join(text.split())
    assert all(found in flat for found in role_and_place(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On a demandé à Nathalie hier.", ("Nathalie",)),
        ("Selon Mme Untelle, c'est long.", ("Untelle",)),
        ("Merci à ████████ Tremblay pour tout.", ("Tremblay",)),
        ("Nathalie ouvre la phrase.", ()),
        ("La fondation Desrosiers finance.", ()),
        ("On manque d'autobus à Laval.", ()),
        ("████████ a raison.", ()),
    ],
)
def test_words_that_may_be_a_name_are_told(text, found):
    """After a title, beside a mask, or in the lists; not at the start, not an organisation's."""
    assert depersonalise.suspicions(text) == found


def test_the_only_voice_of_an_origin_is_told():
    """A person alone of a région, secteur and palier; not a workshop, nor two people."""
    one, two = a_file().passages
    others = a_file("b.txt", ("Un.", "Deux.")).passages
    far = [replace(p, voice=Voice(f"Personne {n}", "Laval", "local", "emploi"), document_id="d")
           for n, p in enumerate(others, start=2)]  # fmt: skip
    everyone = [one, two, *far]
    texts = {p.id: p.text for p in everyone}

    def kinds(passages) -> list[list[FlagKind]]:
        found = flag(passages, texts, everyone, {})
        return [[f.kind for f in found[p.id]] for p in passages]

    assert kinds([one, far[0]]) == [[FlagKind.RARE], []]
    crowd = replace(one, voice=replace(one.voice, speaker=""), row=None)
    assert kinds([crowd]) == [[]]
    assert flag([one], texts, [one, two], {})[one.id] == ()  # one origin in all: nothing is rare


def test_each_passage_has_its_flags_in_order():
    passage = replace(a_file().passages[0], text="Le maire de Sainte-Bidule et Nathalie.")
    found = flag([passage], {passage.id: passage.text}, [passage], {passage.id: ["Nathalie"]})
    assert [f.kind for f in found[passage.id]] == [FlagKind.ROLE, FlagKind.NAME]
    assert found[passage.id][0].found == "Le maire de Sainte-Bidule"

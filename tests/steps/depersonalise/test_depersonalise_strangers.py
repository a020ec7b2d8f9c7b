"""Names that no list holds, with the dictionary of the language model; all are invented."""

from __future__ import annotations

import pytest

from analyse.steps.depersonalise import find, words_of
from analyse.steps.depersonalise.words import NO_WORDS


@pytest.fixture(scope="module")
def words(nlp_syntax):
    return words_of(nlp_syntax)


def names(text, words):
    return [text[one.start : one.end] for one in find(text, words=words) if one.kind == "nom"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ma cousine Zuzaline veut un jardin.", ["Zuzaline"]),
        ("Merci à Wrencelot pour le café.", ["Wrencelot"]),
        ("Zorvane précise que l'autobus manque.", ["Zorvane"]),
        ("ABOUDOU, Zorvane\nKLUFTON, Wrencelot\nMIRVAUD, Zuzaline", None),
        ("La secrétaire, O. Klufton, prend note.", ["O. Klufton"]),
        ("Gérald « Gerry » Klufton est là.", ["Gérald « Gerry » Klufton"]),
        ("Lise : oui. Paul : non. Zorvane : peut-être.", ["Lise", "Paul", "Zorvane"]),
        ("Mélodie (16 ans) : rien à faire.", ["Mélodie"]),
        ("La famille Charbonneau a donné des chaises.", ["Charbonneau"]),
        ("La caisse est tenue par Fleurette.", ["Fleurette"]),
        ("Dans le groupe, c'est Constance qui décide.", ["Constance"]),
        ("Trần Thị Mai tient une friperie.", ["Trần Thị Mai"]),
        ("Alcide à Médée pêche encore.", ["Alcide à Médée"]),
        ("Budget vérifié. – S. O.", ["S. O."]),
        ("salut, nathaniel a appelé", ["nathaniel"]),
    ],
)
def test_a_person_is_masked_by_what_surrounds_the_name(text, expected, words):
    """Kin, thanks, verbs, lists, labels, ages, nicknames: each says that a person is meant."""
    assert names(text, words) == (text.split("\n") if expected is None else expected)


@pytest.mark.parametrize(
    "text",
    [
        "Permettre aux jeunes de parler. Prendre le temps.",
        "Pierre angulaire du projet : la confiance. Rose pâle, les murs.",
        "Les Zorvaniens arrivent au Mali. Le Klufton coule vers le sud.",
        "La MRC de L'Assomption et la Ville de Saint-Zénon financent la Maison Klufton.",
        "Jean-Paul II a visité la région.",
        "On a passé des lois; on marie les deux projets; un jean usé.",
        "The workshop was good. Scientists and farmers said many things.",
        "La fondation familiale Brunet-Asselin finance le projet.",
        "Nous aimons Val-d'Or, Baie-James et Kuujjuaq.",
    ],
)
def test_words_places_and_bodies_are_kept(text, words):
    """Common words at the start of a sentence, places, bodies and English stay."""
    assert names(text, words) == []


def test_a_known_person_is_followed_by_initials_a_wrong_letter_and_a_tie(words):
    """Once somebody is named, initials, a misspelling, "+" and lower case are that person."""
    text = (
        "Présents : Wideline Klufton et Solange Tétreault\n"
        "WK : le loyer monte.\nAvec Kluftan, on a visité.\nSolange + Mizou ont raison.\n"
        "klufton -> d'accord"
    )
    assert names(text, words)[2:] == ["WK", "Kluftan", "Solange", "Mizou", "klufton"]


def test_the_owner_of_an_address_is_masked(words):
    """The surname that an e-mail address holds is masked elsewhere in the text."""
    text = "Suivi : zklufton@exemple.org. Le dossier revient à Klufton dès lundi."
    assert "Klufton" in names(text, words)


def test_a_word_read_elsewhere_as_a_place_is_no_person(words):
    """One sense per discourse: "le Zorvan" tells that "Zorvan" is a thing."""
    text = "Le Zorvan est fermé. Zorvan ouvre lundi. On revient du Zorvan."
    assert names(text, words) == []


def test_without_a_dictionary_no_unknown_word_is_taken_for_a_name():
    """No dictionary, no guess: the lists and titles alone decide."""
    assert names("Ma cousine Zuzaline veut un jardin.", NO_WORDS) == []


def test_the_dictionary_knows_inflected_forms_and_verbs(words):
    """Plurals, conjugated forms and capitals without accents are words; a name is not."""
    assert all(map(words.common, ("Agriculteurs", "dorment", "Ecole", "permettre", "Et")))
    assert not words.common("Nathaniel")
    assert all(map(words.finite, ("dort", "compte", "parlera", "a")))
    assert not any(map(words.finite, ("dorment", "beau")))

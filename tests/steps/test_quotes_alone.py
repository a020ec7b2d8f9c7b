"""What can be read alone, and what cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import Passage
from analyse.steps.quotes import Lean, leaning


def said(text, lemmas=(), **fields):
    """Why a text leans, or None."""
    return leaning(Passage("0" * 16, "d", 0, len(text), text, lemmas=lemmas, **fields))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Oui, absolument, la fibre est arrivée au village cet automne.", Lean.OPENING),
        ("D'autre part, les loyers ont doublé depuis trois ans.", Lean.OPENING),
        ("Un autre enjeu est la relève dans les conseils.", Lean.OPENING),
        ("Et il y a beaucoup de jeux d'équilibre à tenir.", Lean.OPENING),
        ("On constate donc que la relève manque partout.", Lean.OPENING),
        ("Les voisins lui donnent un coup de main le samedi.", Lean.PRONOUN),
        ("Le mobilier qu'elle fabrique part vers la ville.", Lean.PRONOUN),
        ("Peut-être que ça passe par des rencontres plus courtes.", Lean.PRONOUN),
        ("J'en ai quatre par semaine, et personne pour m'aider.", Lean.PRONOUN),
        ("On y arrive quand les réunions sont courtes.", Lean.PRONOUN),
        ("a un moment donné elle a haussé le ton, la salle a ri.", Lean.PRONOUN),
        ("Selon eux, le calendrier devrait changer.", Lean.PRONOUN),
        ("Serait-elle ouverte le dimanche?", Lean.PRONOUN),
        ("Il faut composer entre ces façons différentes de travailler.", Lean.DEMONSTRATIVE),
        ("La mise en place d'une telle instance demande du temps.", Lean.DEMONSTRATIVE),
        ("Il y a un écart à combler entre les deux postures.", Lean.DEMONSTRATIVE),
        ("Le regroupement agit en ce sens depuis dix ans.", Lean.DEMONSTRATIVE),
        ("Le maire dit le contraire, les bureaux sont ouverts.", Lean.DEMONSTRATIVE),
        ("Sa coopérative demande une aide de départ.", Lean.POSSESSIVE),
        ("Pourquoi leur bail finit en juin?", Lean.POSSESSIVE),
        ("Les principaux besoins nommés par les familles :", Lean.CUT),
        ("Les familles demandent du répit, des services et…", Lean.CUT),
    ],
)
def test_what_leans_is_seen(text, why):
    """A word without antecedent, an answer, a list head or an unfinished sentence."""
    assert said(text) is why


@pytest.mark.parametrize(
    "text",
    [
        "Les aînés perdent leur permis, et ils n'osent plus demander.",
        "La directrice dit qu'elle ferme une journée par semaine.",
        "Il faut payer les gens qui viennent témoigner.",
        "Il serait logique qu'un seul dossier suffise à tout le monde.",
        "Il est difficile, dans un petit village, de trouver de la relève.",
        "Ça prend du temps pour bâtir la confiance.",
        "Comment ça se fait que les loyers montent encore?",
        "On manque de logements, et cela retarde les embauches.",
        "Ces années de pandémie ont épuisé les équipes.",
        "Ceux qui portent les projets demandent du temps.",
        "████████ explique qu'il ferme sa boutique.",
        "Le parc a-t-il des heures de fermeture?",
        "Faut-il attendre le prochain budget?",
        "La mairesse veut lui parler, mais le conseiller est parti.",
        "Faire son épicerie demande deux heures de route.",
        "Certains vivent en région et travaillent à distance.",
        "Un monsieur perd son emploi chaque printemps.",
    ],
)
def test_what_stands_is_left_alone(text):
    """An antecedent in the passage, an impersonal turn, an idiom, a mask."""
    assert said(text) is None


def test_a_label_and_a_verb_without_subject_are_seen_with_their_lemmas():
    """A short text without a verb is a label; one that proposes, or tells, is not."""
    assert said("Positionnement et influence", ("positionnement", "influence")) is Lean.LABEL
    assert said("Une cuisine pour tous", ("cuisine",)) is None
    assert said("Les loyers montent vite", ("loyer", "monter", "vite")) is None
    assert said("Travaillent avec les écoles du coin", ("travailler", "école")) is Lean.SUBJECT


def test_the_segmenter_has_the_first_word():
    """What it found dangling leans; another language keeps its word."""
    assert said("Le transport manque.", stands_alone=False) is Lean.OPENING
    assert said("They said it would close next year.", language="en") is None


@given(st.text(max_size=200))
def test_any_text_is_judged(text):
    """No text breaks the rules, and judging twice gives the same."""
    assert said(text) is said(text)

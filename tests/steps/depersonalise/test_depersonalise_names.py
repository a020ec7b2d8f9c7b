"""Names of people, and what looks like one."""

from __future__ import annotations

import pytest

from analyse.contracts import Span
from analyse.steps.depersonalise import find


def masked(text: str, **options) -> list[str]:
    return [text[one.start : one.end] for one in find(text, **options)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("M. Roy et Mme Côté", ["Roy", "Côté"]),
        ("Mmes Fontaine et Lebel", ["Fontaine", "Lebel"]),
        ("MM. Roy, Martin et Lepage", ["Roy", "Martin", "Lepage"]),
        ("Dr. Nguyen, Dre Haddad, Me Boulanger", ["Nguyen", "Haddad", "Boulanger"]),
        ("Bonjour Mme Zbrzezny", ["Zbrzezny"]),
        ("mme tremblay dit non", ["tremblay"]),
        ("pis josée gagnon aussi", ["josée gagnon"]),
        ("MARIE TREMBLAY est venue", ["MARIE TREMBLAY"]),
        ("Marie TREMBLAY et J.-P. Gagnon", ["Marie TREMBLAY", "J.-P. Gagnon"]),
        ("Jean-Marc L'Heureux et Lynne O’Grady", ["Jean-Marc L'Heureux", "Lynne O’Grady"]),
        ("Louise St-Onge, Urgel Saint-Pierre", ["Louise St-Onge", "Urgel Saint-Pierre"]),
        ("Mme Hélène de la Durantaye", ["Hélène de la Durantaye"]),
        ("Mohamed Ben Ali et Patrick Mc Duff", ["Mohamed Ben Ali", "Patrick Mc Duff"]),
        ("Nguyen Van Minh explique", ["Nguyen Van Minh"]),
        ("selon Rose Lavoie, d'après Pierre Roy", ["Rose Lavoie", "Pierre Roy"]),
        (
            "l'idée d'Hervé Talbot, qu'Isabelle Vadnais reprend",
            ["Hervé Talbot", "Isabelle Vadnais"],
        ),
        ("**Marie Tremblay**, coordonnatrice", ["Marie Tremblay"]),
        ("### Marie Zbrzezny, CDC des Battures", ["Marie Zbrzezny"]),
        ("À l'animation : Firmin Vadnais, Tablée", ["Firmin Vadnais"]),
        ("Preneuse de notes : Rose", ["Rose"]),
        ("Présents : TREMBLAY, Marie; Kim et Roy", ["TREMBLAY, Marie", "Kim", "Roy"]),
        ("Kevin : on a besoin de relève", ["Kevin"]),
        ("Rose : « je veux une place »", ["Rose"]),
        ("Jocelyne mentionne que c'est long", ["Jocelyne"]),
        ("Sa fille Constance est là", ["Constance"]),
        ("(Vaillancourt, Q.-Z., 2009) et (Roy, 2015)", ["Vaillancourt, Q.-Z.", "Roy"]),
        ("Annie B. a parlé", ["Annie B."]),
    ],
)
def test_a_supported_name_is_masked_whole(text: str, names: list[str]):
    """A title, a first name, a place of speaker or the context is enough; the title stays."""
    assert masked(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "La Fondation Lucie et André Chagnon finance.",
        "Espace-Muni, Communagir, la MRC de Montcalm et Beauport.",
        "L'école Marie-Anne, la salle Alphonse-Desjardins, le parc Jean-Drapeau.",
        "La rue Marie-Anne Est, le pont Honoré-Mercier, l'avenue Pierre-De Coubertin.",
        "La constance des équipes. Constance et prudence.",
        "Rose est une couleur. La rose des vents. Aimé de tous, il part.",
        "La France et la Belgique. En France on fait ça.",
        "Pierre par pierre, on bâtit.",
        "Côté logement, rien. Du côté de Québec.",
        "Saint-Pierre et Sainte-Marie. Le lac Saint-Jean. Saint Jean Baptiste.",
        "La loi Lacombe, la commission Charbonneau, le prix Jean-Paul-Riopelle.",
        "Le principe de Joyce. Le CPE Les Amis de Félix.",
        "Charlotte et Florence sont des villes.",
        "Le Dépanneur Tremblay inc. a fermé.",
        "Me voici. M. le maire. Mme la présidente. Monsieur le préfet.",
        "Ben oui, on est tannés. Max 30 minutes.",
        "Habitation : cher. Santé : long. Rose des vents : ça continue.",
        "La ministre Vadnais et le premier ministre Firmin Talbot.",
        "Le boulanger, le roi et les parents. Chaque parent gagne.",
    ],
)
def test_words_that_name_nobody_stay(text: str):
    """Organisations, places, laws, offices and common words are left alone."""
    everything = [Span(0, len(text), "PER")]
    assert masked(text) == []
    assert masked(text, entities=everything) == [] or "Rose est" in text or "Charlotte" in text


def test_an_entity_alone_is_not_enough():
    """An entity of any label is a candidate; a first name of the lists confirms it."""
    text = "On visite Communagir, puis Gertrude."
    spans = [Span(10, 20, "PER"), Span(27, 35, "LOC")]
    assert masked(text) == []
    assert masked(text, entities=spans) == ["Gertrude"]


def test_a_person_is_followed_through_the_text():
    """Once named in full, a person is masked under a first name or a surname alone."""
    text = (
        "Rose Côté ouvre. Côté finances, tout va. Selon Côté, il faut agir. "
        "La rose est belle. On remercie Rose. Du côté nord, rien."
    )
    assert masked(text) == ["Rose Côté", "Côté", "Rose"]
    assert text.index("Selon Côté") < find(text)[1].start


def test_a_name_broken_by_a_line_is_masked_on_both_lines():
    """No stretch crosses a line break; both halves have the same key."""
    text = "La relève du jardin communautaire reposait sur Jocelyne\nBergeron depuis dix ans."
    first, second = find(text)
    assert (text[first.start : first.end], text[second.start : second.end]) == (
        "Jocelyne",
        "Bergeron",
    )
    assert first.key == second.key == "jocelyne bergeron"


def test_the_roster_masks_names_the_lists_do_not_know():
    """A name of the roster is masked in any case and order, and so is its part alone."""
    roster = ["Xochitl Qetzalli", "Brume, Aurore"]
    text = "xochitl qetzalli parle. Merci à Qetzalli. BRUME Aurore est là. La brume tombe."
    assert masked(text) == []
    assert masked(text, roster=roster) == ["xochitl qetzalli", "Qetzalli", "BRUME Aurore"]


def test_the_same_person_said_twice_has_one_key_whatever_the_spelling():
    """Accents, case, St/Saint and apostrophes do not make two people."""
    keys = {
        one.key
        for one in find(
            "Lynne O'Grady, Lynne O’Grady, LYNNE O'GRADY. Guy St-Amour, Guy Saint-Amour."
        )
    }
    assert keys == {"lynne o'grady", "guy saint-amour"}

"""Noun phrases are whole, with their complements, as written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Phrases = Callable[[str], tuple[str, ...]]


@pytest.fixture(scope="module")
def phrases(cut: Any) -> Phrases:
    """Text → phrases of its first passage."""
    return lambda text: cut(text).passages[0].phrases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il manque de logements à l'année dans la région.", "logements à l'année"),
        ("La relève des bénévoles nous inquiète beaucoup.", "relève des bénévoles"),
        ("Un régime de retraite commun aiderait les organismes.", "régime de retraite commun"),
        ("Le transport collectif en région ne suffit pas.", "transport collectif"),
        ("La main-d'œuvre manque partout au village.", "main-d'œuvre"),
        ("Avec un permis fermé, on ne se plaint pas.", "permis fermé"),
        ("Les tables de concertation se connaissent peu.", "tables de concertation"),
    ],
)
def test_a_noun_comes_with_its_complements(phrases: Phrases, text: str, expected: str) -> None:
    """Adjectives and complements are given with their noun, nothing is cut inside."""
    assert expected in phrases(text)


def test_no_part_that_does_not_agree(phrases: Phrases) -> None:
    """An adjective goes with the noun it agrees with, not with the nearest one."""
    assert "retraite commun" not in phrases("Un régime de retraite commun aiderait beaucoup.")


def test_a_hyphen_binds(phrases: Phrases) -> None:
    """The parts of a hyphened word are not phrases."""
    found = phrases("La main-d'œuvre manque partout au village.")
    assert not {"main", "œuvre"} & set(found)


def test_plain_words_only(phrases: Phrases) -> None:
    """No mask, number or ordinal; capitals of a shouted line go."""
    found = phrases("{1:Zoé Untelle} prépare la deuxième rencontre des 40 groupes.")
    assert not any("█" in phrase or "40" in phrase for phrase in found)
    assert "deuxième rencontre" not in found
    assert "rencontre" in found
    assert phrases("QUI VEUT PAYER LE TRANSPORT COLLECTIF EN RÉGION?")[0].islower()


def test_six_words_at_most(phrases: Phrases) -> None:
    """A long phrase is given up to six words."""
    text = (
        "La politique de développement social de la municipalité de la région de l'Estrie avance."
    )
    assert max(len(phrase.split()) for phrase in phrases(text)) <= 6

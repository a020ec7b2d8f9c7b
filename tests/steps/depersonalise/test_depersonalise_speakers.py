"""Cells that say who speaks."""

from __future__ import annotations

import pytest

from analyse.steps.depersonalise import find_speaker


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Kim Tran", "Kim Tran"),
        ("Xochitl Quetzal, coordonnatrice", "Xochitl Quetzal"),
        ("Brünhild O'Zzyk (MRC)", "Brünhild O'Zzyk"),
        ("Wideline", "Wideline"),
    ],
)
def test_a_name_is_found_by_its_place(cell, name):
    """Unknown words in the place of a name are a name."""
    (found,) = find_speaker(cell)
    assert cell[found.start : found.end] == name


@pytest.mark.parametrize(
    "cell",
    [
        "enseignante",
        "Mairesse, Bas-Saint-Laurent",
        "CDC des Trois-Clochers",
        "Centre d'amitié Mikana",
        "Fondation Pickford",
        "Maison de quartier",
        "",
    ],
)
def test_roles_and_organisations_stay(cell):
    """What says where a voice comes from is kept."""
    assert find_speaker(cell) == []

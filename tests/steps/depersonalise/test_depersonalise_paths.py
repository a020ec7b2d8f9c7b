"""Names in paths: masked with caution."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.steps.depersonalise import mask_path


@pytest.mark.parametrize(
    "path",
    [
        "jour-2/atelier-07_estrie.docx",
        "Saint-Pierre/rose-des-vents.md",
        "rue-pierre-boucher.txt",
        "ecole-marie-anne/x.csv",
        "laval-lévis/montréal.txt",
        "atelier_france-roy.txt",
        "Florence-Laval.md",
        "logement-social_marie.txt",
    ],
)
def test_regions_places_and_subjects_stay(path: str):
    """A path that names nobody is left alone."""
    assert mask_path(path, roster=[]) == path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("jour-1/Marie_Tremblay.docx", "jour-1/██████████████.docx"),
        ("notes-marie-tremblay-estrie.txt", "notes-██████████████-estrie.txt"),
        ("TremblayMarie.docx", "█████████████.docx"),
        ("mme-tremblay_notes.txt", "mme-████████_notes.txt"),
        ("Notes_de_Jean-Guy_Lavoie.odt", "Notes_de_███████████████.odt"),
        ("a3_brume_aurore.txt", "a3_████████████.txt"),
    ],
)
def test_people_are_masked(path: str, expected: str):
    """A first name with a surname, a surname after a title, a name of the roster."""
    assert mask_path(path, roster=["Aurore Brume"]) == expected


@given(st.text(max_size=80))
def test_a_path_keeps_its_length_and_its_folders(path: str):
    """Same length, slashes in the same places."""
    masked = mask_path(path, roster=["Aurore Brume"])
    assert len(masked) == len(path)
    assert [sign == "/" for sign in masked] == [sign == "/" for sign in path]


def test_a_surname_that_starts_like_a_place_is_masked_after_a_first_name():
    """ "Saint-…" after a clear first name is a surname; alone or after a place, it stays."""
    assert "Fleur" not in mask_path("notes de Wideline Saint-Fleur (copie).txt")
    for path in ("atelier_Saint-Pierre_estrie.md", "Montréal Saint-Laurent.txt"):
        assert mask_path(path) == path

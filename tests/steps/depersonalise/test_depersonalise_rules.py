"""Identifiers recognised by their form, and numbers that only look like one."""

from __future__ import annotations

import time

import pytest

from analyse.contracts import MASK_KINDS
from analyse.steps.depersonalise import find


def masked(text: str, **options) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.kind) for one in find(text, **options)]


@pytest.mark.parametrize(
    ("text", "stretch", "kind"),
    [
        ("Écrire à marie.tremblay@exemple.ca.", "marie.tremblay@exemple.ca", "courriel"),
        ("p.roy (at) exemple.org", "p.roy (at) exemple.org", "courriel"),
        ("karim (arobase) exemple (point) org", "karim (arobase) exemple (point) org", "courriel"),
        ("Tél. : 514 555-1234, poste 23", "514 555-1234, poste 23", "téléphone"),
        ("cell 514.555.1234", "514.555.1234", "téléphone"),
        ("(418) 555-0147", "(418) 555-0147", "téléphone"),
        ("sans frais 1 800 555-0123", "1 800 555-0123", "téléphone"),
        ("tél. 555-1234", "555-1234", "téléphone"),
        ("+33 6 12 34 56 78", "+33 6 12 34 56 78", "téléphone"),
        ("au 06 12 34 56 78", "06 12 34 56 78", "téléphone"),
        ("Montréal H2X 1Y4", "H2X 1Y4", "code postal"),
        ("g0l2k0", "g0l2k0", "code postal"),
        ("au 1234, rue des Érables, app. 2", "1234, rue des Érables, app. 2", "adresse"),
        ("au 12 rue Principale Est", "12 rue Principale Est", "adresse"),
        ("9, 3e Rang", "9, 3e Rang", "adresse"),
        ("123-A, 4e Avenue Ouest", "123-A, 4e Avenue Ouest", "adresse"),
        ("45, av. du Parc, bureau 200", "45, av. du Parc, bureau 200", "adresse"),
        ("88, chemin du Bord-de-l’Eau", "88, chemin du Bord-de-l’Eau", "adresse"),
        ("case postale 418", "case postale 418", "adresse"),
        ("52 Main Street, apt 3", "52 Main Street, apt 3", "adresse"),
        ("NAS 046 454 286", "046 454 286", "identifiant"),
        ("046454286", "046454286", "identifiant"),
        ("NAS : 123 456 789", "123 456 789", "identifiant"),
        ("TREM 5551 0112", "TREM 5551 0112", "identifiant"),
        ("trem55510112", "trem55510112", "identifiant"),
        ("suivre @marie_t", "@marie_t", "identifiant"),
        ("née le 3 mai 1960 à Alma", "3 mai 1960", "date de naissance"),
        ("Date de naissance : 1960-05-03", "1960-05-03", "date de naissance"),
        ("DDN: 03/05/1960", "03/05/1960", "date de naissance"),
        ("https://linkedin.com/in/mt-42", "https://linkedin.com/in/mt-42", "url"),
        ("facebook.com/marie.tremblay", "facebook.com/marie.tremblay", "url"),
        (
            "<https://x.exemple/%C3%89lodie%20Vadnais%2C%20notes.pdf>",
            "https://x.exemple/%C3%89lodie%20Vadnais%2C%20notes.pdf",
            "url",
        ),
        (
            "https://x.exemple/E%CC%81lodie%20Vadnais.pdf?v=1",
            "https://x.exemple/E%CC%81lodie%20Vadnais.pdf?v=1",
            "url",
        ),
    ],
)
def test_identifier_is_masked_whole(text: str, stretch: str, kind: str):
    """An identifier is masked from its first to its last sign, and nothing beside it."""
    assert masked(text) == [(stretch, kind)]
    assert kind in MASK_KINDS


@pytest.mark.parametrize(
    "text",
    [
        "Un budget de 1 234 567 $ puis de 819 555 000 $.",
        "La politique MADA 2018-2022 et le plan 2012 2016.",
        "Entre 2021-2022 et 2023-2024, 3 200 450 personnes.",
        "Le 12 mai 2022, 40 personnes sur 3 rues et 10 places en CPE.",
        "Loi 25, article 12, chapitre C-12, H1N1.",
        "L'organisme est né en 1996.",
        "La rue des Érables et le boulevard René-Lévesque.",
        "https://exemple.org/rue-pierre-boucher/intervention-collective-3457.html",
        "https://www.facebook.com/groups/voisinage",
        "www.remise.exemple.org",
    ],
)
def test_numbers_and_addresses_of_nobody_stay(text: str):
    """Amounts, years, counts, streets without a number and pages of no one are left alone."""
    assert masked(text) == []


def test_nine_digits_need_the_check_digit_or_to_be_told():
    """Nine digits that fail Luhn are masked only when the note calls them a NAS."""
    assert masked("le dossier 046 454 287") == []
    assert masked("son NAS est le 046 454 287") == [("046 454 287", "identifiant")]


def test_without_entities_it_is_fast():
    """At least 200,000 characters a second without spaCy (measured near 500,000)."""
    text = (
        "La coordonnatrice, Marie Tremblay, explique que le logement manque à Sainte-Ombelle. "
        "On la joint au 514 555-1234. Les élus et les organismes se parlent trop peu.\n"
    ) * 1500
    find(text[:1000])
    start = time.perf_counter()
    find(text)
    assert len(text) / (time.perf_counter() - start) > 100_000  # half, for a busy machine


@pytest.mark.parametrize(
    "unit",
    ["d'", "a-", "a@", "1 ", "Tremblay ", "MARIE ", "http://a.b/", "A. ", "Rose de la ", "\n"],
)
def test_a_hostile_line_does_not_stall(unit: str):
    """A long line made of one repeated piece takes a time that grows with its length only."""
    start = time.process_time()
    find(unit * (60_000 // len(unit)))
    assert time.process_time() - start < 6

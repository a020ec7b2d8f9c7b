"""Where voices come from, in the words people write."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.contracts import UNKNOWN
from analyse.lexicon import (
    PALIERS,
    REGIONS,
    SECTEURS,
    acronyms,
    affiliation,
    find_palier,
    find_region,
    find_secteur,
    normalise_jour,
    region_in,
)
from analyse.resources import lexicon

GIM = "Gaspésie–Îles-de-la-Madeleine"
SLSJ = "Saguenay–Lac-Saint-Jean"

SPELLINGS = {
    "Bas-Saint-Laurent": "BSL|bsl|Bas St-Laurent|bas saint laurent|B.-S.-L.|Bas-du-Fleuve|Rimouski",
    SLSJ: "Saguenay|SLSJ|Saguenay-Lac-Saint-Jean|Saguenay – Lac-St-Jean|Sag-Lac|02|Lac St-Jean",
    "Capitale-Nationale": "Cap.-Nat.|capitale nationale|Région de Québec|Charlevoix",
    "Mauricie": "mauricie|La Mauricie|en Mauricie|Trois-Rivières|région de la Mauricie (04)",
    "Estrie": "ESTRIE|Estrie (05)|05 - Estrie|Cantons-de-l’Est|Région : Estrie|Sherbrooke",
    "Montréal": "Montreal|Mtl|Île de Montréal|06 Montréal",
    "Outaouais": "l'Outaouais|outaouais|Gatineau|dans la région de l'Outaouais",
    "Abitibi-Témiscamingue": "Abitibi|A.-T.|abitibi temiscamingue|Témiscamingue|Rouyn-Noranda",
    "Côte-Nord": "Cote Nord|Côte-nord|la Côte-Nord|Sept-Îles|Minganie",
    "Nord-du-Québec": "Nord du Québec|Nord-du-Qc|Eeyou Istchee|Baie-James|Nunavik",
    GIM: "Gaspésie|GIM|gim|GÎM|Gaspésie-Îles-de-la-Madeleine|Îles-de-la-Madeleine",
    "Chaudière-Appalaches": "Chaudières-Appalaches|Chaud.-App.|MRC des Appalaches|Beauce|Lévis",
    "Laval": "laval|Ville de Laval|13 - Laval",
    "Lanaudière": "lanaudiere|MRC de Montcalm|MRC D'Autray|MRC de L’Assomption|Joliette",
    "Laurentides": "les Laurentides|Basses-Laurentides|MRC d'Antoine-Labelle|St-Jérôme",
    "Montérégie": "monteregie|Montérégie-Est|Longueuil|Rive-Sud de Montréal|MRC de Rouville",
    "Centre-du-Québec": "C.-Q.|Centre du Québec|CDQ|Centre-du-Qc|MRC de L'Érable|Drummondville",
}
CASES = [
    (written, region)
    for region, spellings in SPELLINGS.items()
    for written in spellings.split("|")
    if not written.isdigit()
]


@pytest.mark.parametrize(("written", "region"), CASES)
def test_spellings_of_regions(written, region):
    assert find_region(written) == region


AS_TYPED = {
    "Bas-Saint-Laurent": "B-St-L|RDL|La Pocatière|MRC des Basques|région 01|1",
    SLSJ: "Saguenay Lac-St-Jean|Dolbeau|Fjord-du-Saguenay|MRC Maria-Chapdelaine|Domaine-du-Roy|02",
    "Capitale-Nationale": "Capitale-Nat.|Qc ville|cap nat|Limoilou|MRC de La Jacques-Cartier|03",
    "Mauricie": "Shawi|Mékinac|Les Chenaux|MRC de Maskinongé|04",
    "Estrie": "Eastern Townships|MRC du Granit|Memphrémagog|Val-Saint-François|La Haute-Yamaska",
    "Montréal": "MTL|Hochelaga|Verdun|Parc-Extension|Villeray|Ahuntsic|06",
    "Outaouais": "Hull|Pontiac|MRC de Papineau|Collines-de-l'Outaouais|07",
    "Abitibi-Témiscamingue": "A-T|Rouyn|Val d'Or|MRC d'Abitibi-Ouest|Vallée-de-l'Or|08",
    "Côte-Nord": "Sept-Iles|Fermont|Manicouagan|Caniapiscau|Golfe-du-Saint-Laurent|09",
    "Nord-du-Québec": "NDQ|ARK|Eeyou Istchee Baie-James|Kuujjuaq|10",
    GIM: "Gaspésie-IDM|IDLM|Les Îles|les îles|Cap-aux-Meules|MRC Avignon|Rocher-Percé|11",
    "Chaudière-Appalaches": "Ch.-App.|Thetford|L'Islet|Beauce-Sartigan|MRC Robert-Cliche|12",
    "Laval": "Chomedey|région 13",
    "Lanaudière": "Lanaudiere|MRC Matawinie|D'Autray|Les Moulins|14",
    "Laurentides": "MRC d'Argenteuil|Thérèse-De Blainville|Pays-d'en-Haut|Deux-Montagnes|15",
    "Montérégie": "Montérégie Ouest|Vaudreuil-Soulanges|Maskoutains|Pierre-De Saurel|Acton|16",
    "Centre-du-Québec": "C-du-Q|Bécancour|Nicolet-Yamaska|L'Érable|Arthabaska|17",
}
"""As people fill a form: short forms, towns, MRC, numbers of regions."""


@pytest.mark.parametrize(
    ("written", "region"),
    [(said, region) for region, spellings in AS_TYPED.items() for said in spellings.split("|")],
)
def test_what_people_type_in_a_form(written, region):
    assert find_region(written) == region


@pytest.mark.parametrize("said", ["CN", "C.-N.", "Québec", "TR", "Témis", "Rive-Sud", "18", "0"])
def test_what_may_be_two_regions_is_asked_for(said):
    """Capitale-Nationale or Côte-Nord, the province or its capital…: a person says."""
    assert find_region(said) == UNKNOWN


def test_towns_and_mrc_tell_one_region_each():
    """No name is in two rows, so that none depends on their order."""
    with lexicon("regions.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = [n for r in rows for c in ("variantes", "lieux") for n in r[c].split("|") if n]
    assert sorted({n for n in names if names.count(n) > 1}) == []


def test_every_mrc_gives_its_region():
    """The 87 MRC, with or without the word, and the territories that stand for one."""
    with lexicon("mrc.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(row["nature"] == "MRC" for row in rows) == 87
    for row in rows:
        if row["territoire"] != "Québec":  # the agglomeration bears the name of the province
            assert find_region(f"MRC de {row['territoire']}") == row["region"], row["territoire"]


@pytest.mark.parametrize(
    ("said", "palier", "secteur"),
    [
        ("nat.", "national", UNKNOWN),
        ("intermunicipal", "territorial", UNKNOWN),
        ("voisinage", "local", UNKNOWN),
        ("gouv.", UNKNOWN, "gouvernemental"),
        ("Org. comm.", UNKNOWN, "communautaire"),
        ("éco. sociale", UNKNOWN, "économie sociale"),
        ("env.", UNKNOWN, "environnement"),
        ("collégial", UNKNOWN, "éducation"),
        ("bailleur de fonds", UNKNOWN, "philanthropie"),
        ("société civile", UNKNOWN, "citoyen"),
        ("arts", UNKNOWN, "culture et loisir"),
        ("bénévole", UNKNOWN, UNKNOWN),
        ("transition", UNKNOWN, UNKNOWN),
    ],
)
def test_paliers_and_secteurs_as_people_type_them(said, palier, secteur):
    assert (find_palier(said), find_secteur(said)) == (palier, secteur)


def test_there_are_many_spellings():
    assert len(CASES) >= 60


@pytest.mark.parametrize(
    "written",
    [
        *("", "Québec", "Toutes les régions", "Estrie et Mauricie", "Université Laval"),
        *("MRC du Grand-Portage", "MRC des Sources-Vives", "a-t-il dit", "provincial"),
        *("La gim du matin", "Bretagne", "Estrie / Laval"),
    ],
)
def test_a_region_that_is_not_sure_is_unknown(written):
    assert find_region(written) == "inconnu"


def test_the_seventeen_regions_and_the_eighty_seven_mrc():
    assert len(REGIONS) == 18
    with lexicon("mrc.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(row["nature"] == "MRC" for row in rows) == 87
    assert {row["region"] for row in rows} == set(REGIONS) - {"inconnu"}
    for row in rows:
        if row["nature"] == "MRC":
            assert region_in(f"conseillère à la MRC de {row['territoire']}") == row["region"]


def test_a_bare_mrc_in_a_sentence_tells_no_region():
    """ "les sources" and "bonaventure" are words and names before they are territories."""
    assert region_in("il faut revenir aux sources") == "inconnu"
    assert region_in("rue Bonaventure") == "inconnu"


@pytest.mark.parametrize(
    ("written", "palier"),
    [
        *(("local", "local"), ("Palier local", "local"), ("Ville", "local")),
        *(("MRC", "territorial"), ("Territoriale", "territorial"), ("supra-local", "territorial")),
        *(("régional", "régional"), ("CISSS", "régional"), ("table régionale", "régional")),
        *(("provincial", "national"), ("National", "national"), ("Ministère", "national")),
        *(("local et régional", "inconnu"), ("", "inconnu"), ("car on le dit", "inconnu")),
        *(("la CAR", "régional"), ("inconnu", "inconnu")),
    ],
)
def test_paliers(written, palier):
    assert find_palier(written) == palier


@pytest.mark.parametrize(
    ("written", "secteur"),
    [
        *(("Communautaire", "communautaire"), ("OBNL", "communautaire"), ("CDC", "communautaire")),
        *(("Municipal", "municipal"), ("élues municipales", "municipal"), ("MRC", "municipal")),
        ("Santé", "santé et services sociaux"),
        ("réseau de la santé et des services sociaux", "santé et services sociaux"),
        *(("CLSC", "santé et services sociaux"), ("Milieu scolaire", "éducation")),
        *(("Cégep", "éducation"), ("Employabilité", "emploi"), ("CJE", "emploi")),
        *(("économie sociale", "économie sociale"), ("Coopérative", "économie sociale")),
        *(("Environnement", "environnement"), ("Loisirs et sports", "culture et loisir")),
        *(("Culture", "culture et loisir"), ("Fondation", "philanthropie")),
        *(("Recherche universitaire", "recherche"), ("Ministère", "gouvernemental")),
        *(("Citoyennes et citoyens", "citoyen"), ("citoyenne", "citoyen")),
        *(("municipal / communautaire", "inconnu"), ("", "inconnu"), ("pêche", "inconnu")),
    ],
)
def test_secteurs(written, secteur):
    assert find_secteur(written) == secteur


@pytest.mark.parametrize("value", [v for v in (*PALIERS, *SECTEURS, *REGIONS) if v != "inconnu"])
def test_every_value_is_found_by_its_own_name(value):
    found = {find_palier(value), find_secteur(value), find_region(value)}
    shouted = value.upper()
    assert value in found
    assert value in {find_palier(shouted), find_secteur(shouted), find_region(shouted)}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (
            "Ana Roy, conseillère, MRC des Appalaches",
            ("Chaudière-Appalaches", "territorial", "municipal"),
        ),
        ("Ana Roy, CDC des Trois-Clochers", ("inconnu", "inconnu", "communautaire")),
        ("Ana Roy (CISSS des Battures)", ("inconnu", "régional", "santé et services sociaux")),
        (
            "Ana Roy, directrice générale au Pôle d'économie sociale de la Mauricie",
            ("Mauricie", "régional", "économie sociale"),
        ),
        (
            "Ana Roy, coordonnatrice du Réseau de la Capitale-Nationale",
            ("Capitale-Nationale", "régional", "inconnu"),
        ),
        (
            "Bo Roy, professeur à l'Université du Québec en Outaouais",
            ("Outaouais", "inconnu", "recherche"),
        ),
        ("Ana Roy, enseignante, école des Saules", ("inconnu", "inconnu", "éducation")),
        ("Ana Roy – Ville de Sainte-Ombelle", ("inconnu", "local", "municipal")),
        ("Ana Roy, Ville-Marie", ("inconnu", "inconnu", "inconnu")),
        ("Ana Roy, FQM", ("inconnu", "national", "municipal")),
        ("Ana Roy, Union des municipalités du Québec", ("inconnu", "national", "municipal")),
        ("Ana Roy, Regroupement québécois des relais", ("inconnu", "national", "inconnu")),
        ("Ana Roy, Carrefour jeunesse-emploi", ("inconnu", "inconnu", "emploi")),
        ("Ana Roy, Centraide Estrie", ("Estrie", "régional", "philanthropie")),
        (
            "Ana Roy, Conseil régional de l'environnement de Laval",
            ("Laval", "régional", "environnement"),
        ),
        ("Ana Roy, maison des jeunes La Remise", ("inconnu", "inconnu", "communautaire")),
        ("Ana Roy, ministère des Familles", ("inconnu", "national", "gouvernemental")),
        ("Ana Roy, citoyenne de Rimouski", ("inconnu", "inconnu", "citoyen")),
        ("Ana Roy, citoyenne, MRC de Montcalm", ("inconnu", "inconnu", "citoyen")),
        ("Denis Laval", ("inconnu", "inconnu", "inconnu")),
        ("Denis Laval, CDC des Trois-Clochers", ("inconnu", "inconnu", "communautaire")),
        ("CDC de Beauport", ("Capitale-Nationale", "inconnu", "communautaire")),
        ("", ("inconnu", "inconnu", "inconnu")),
    ],
)
def test_affiliations(label, expected):
    assert affiliation(label) == expected


@given(st.text(max_size=60))
def test_answers_are_always_among_the_known_ones(text):
    region, palier, secteur = affiliation(text)
    assert region in REGIONS
    assert palier in PALIERS
    assert secteur in SECTEURS
    assert find_region(text) in REGIONS
    assert find_palier(text) in PALIERS
    assert find_secteur(text) in SECTEURS
    assert normalise_jour(text) in (None, *range(1, 100))


@pytest.mark.parametrize(
    ("text", "jour"),
    [
        *(("Jour 2", 2), ("J2", 2), ("jour-02", 2), ("02", 2), ("Journée 3", 3), ("jour deux", 2)),
        *(("2e journée", 2), ("deuxième jour", 2), ("1re journée", 1), ("Jour 2 – matin", 2)),
        *(("mardi", None), ("mardi 2 novembre", None), ("2022-11-02", None), ("0", None)),
        *(("jour 1 et jour 2", None), ("toujours 3", None), ("journée de travail", None)),
        *(("", None), ("J'ai 2 jours", None)),
    ],
)
def test_days(text, jour):
    assert normalise_jour(text) == jour


def test_acronyms_are_spelled_out_once():
    known = acronyms()
    assert {"CDC", "CISSS", "DS", "DC", "MADA", "CAR", "FQM", "UMQ", "RQDS"} <= set(known)
    assert known["MRC"] == "municipalité régionale de comté"
    known["MRC"] = "autre"
    assert acronyms()["MRC"] == "municipalité régionale de comté"

"""Independent coding: codebooks from elsewhere, and what it tells of themes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.contracts import Task
from analyse.errors import UsageError
from analyse.exports.tables import snapshot
from analyse.validation.coding import codebook, codes_of, coding_report, open_coding
from campaign_answers import vote_of

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(os.environ.get("ANALYSE_SCHEMAS", ROOT.parent / "shared" / "schemas"))

QDC = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="essai">
 <Codes>
  <Code guid="00000000-0000-4000-8000-000000000001" name="Se déplacer" isCodable="false">
   <Code guid="00000000-0000-4000-8000-000000000002" name="Coûts" isCodable="true">
    <Description>Ce que coûte un trajet.</Description></Code>
   <Code guid="00000000-0000-4000-8000-000000000003" name="Horaires" isCodable="true"/>
  </Code>
  <Code guid="00000000-0000-4000-8000-000000000004" name="Se loger" isCodable="true">
   <Description>Toit, loyer.</Description>
   <Code guid="00000000-0000-4000-8000-000000000005" name="Coûts" isCodable="1"/>
  </Code>
 </Codes>
</CodeBook>
"""
"""Invented, with a group that is not a code, and two codes of one name."""


def test_a_refi_codebook_is_read_with_its_groups():
    assert codebook(QDC.encode()) == (
        ("Se déplacer › Coûts", "Ce que coûte un trajet."),
        ("Horaires", ""),
        ("Se loger", "Toit, loyer."),
        ("Se loger › Coûts", ""),
    )
    assert codebook(QDC.replace("utf-8", "utf-16").encode("utf-16")) == codebook(QDC.encode())


def test_the_codebook_of_these_tests_is_valid():
    """Against the schema of REFI-QDA 1.5, when its folder is there (ANALYSE_SCHEMAS)."""
    path = SCHEMAS / "refi-qda-codebook.xsd"
    if not path.is_file():
        pytest.skip("the schemas of REFI-QDA are not on this machine")
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(path))
    assert schema.validate(etree.fromstring(QDC.encode())), schema.error_log
    assert not schema.validate(etree.fromstring(QDC.replace("guid", "id").encode()))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (QDC.replace("<CodeBook", "<!DOCTYPE x><CodeBook", 1).encode(), "DOCTYPE"),
        (QDC.replace("<CodeBook", "<!doctype x><CodeBook", 1).encode("utf-8-sig"), "DOCTYPE"),
        (
            QDC.replace("utf-8", "utf-16").replace("<CodeBook", "<!DOCTYPE x><CodeBook", 1)
            .encode("utf-16"),
            "DOCTYPE",
        ),
        (QDC.replace("codebook:1.0", "project:1.0").encode(), "REFI-QDA"),
        (QDC[:-20].encode(), "complet"),
        (b"<CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>", "aucun code"),
        (b"code;description\n", "aucun code"),
        (b"", "aucun code"),
        ("\n".join(f"code {n}" for n in range(501)).encode(), "501"),
        (b"x" * 5_000_001, "5 Mo"),
    ],
)  # fmt: skip
def test_what_is_not_a_codebook_is_told(data, told):
    with pytest.raises(UsageError, match=told):
        codebook(data)


def test_a_table_of_codes_is_read_as_french_spreadsheets_write_it():
    table = "Code;Description\r\nCoûts;Ce que ça coûte\r\nHoraires;\r\nCoûts;deux fois\r\n"
    expected = (("Coûts", "Ce que ça coûte"), ("Horaires", ""))
    assert codebook(table.encode("cp1252")) == expected
    assert codebook(table.replace(";", ",").encode("utf-8-sig")) == expected
    assert codebook("Coûts\nHoraires\n".encode()) == (("Coûts", ""), ("Horaires", ""))


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="|", exclude_categories=["Cs", "Cc", "Z"]),
                        min_size=1), max_size=6))  # fmt: skip
def test_codes_come_back(codes):
    assert codes_of(" | ".join(codes)) == tuple(dict.fromkeys(codes))


def coded(service, campaign, coders, choose):
    cards = service.cards(campaign.number)
    for person in coders:
        while block := service.block(campaign, person):
            for one in block:
                card = cards[one.card_id]
                codes = choose(person, card)
                service.vote(
                    [vote_of(campaign, person, card, "codé" if codes else "aucun",
                             " | ".join(codes))]
                )  # fmt: skip
            service.send(campaign.number, person, block[0].block)


def test_the_sample_holds_unclassified_passages_and_shows_no_theme(service, store):
    """All passages of the project, drawn at random: their cards say nothing of themes."""
    campaign = open_coding(service, size=1000, data=b"", author="Équipe")
    cards = service.cards(campaign.number)
    assert len(cards) == 100
    titles = {t.title for t in snapshot(store).run.themes}
    for card in cards.values():
        assert card.task is Task.CODING
        assert not card.theme_id
        assert not card.gold
        assert not titles & set(card.content.get("headings", ()))
    smaller = open_coding(service, size=20, data=b"", author="Équipe")
    assert len(service.cards(smaller.number)) == 20


def test_a_code_that_no_theme_holds_is_told(service, store):
    """ "Transport" follows a theme; "Partout" is scattered: it is the one without a theme."""
    campaign = open_coding(service, size=1000, data=b"", author="Équipe")
    theme_of = {p.passage_id: p.theme_id for p in snapshot(store).run.placements}
    first = f"t{0:011x}"

    def choose(_, card):
        codes = ["Transport"] if theme_of[card.passage_id] == first else ["Autre chose"]
        return [*codes, *(["Partout"] if card.rank % 7 == 0 else [])]

    coded(service, campaign, ["R-01", "R-02"], choose)
    found = coding_report(store.polls(campaign.number), snapshot(store))
    by_code = {c.code: c for c in found.codes}
    assert by_code["Transport"].overlap == 1.0
    assert by_code["Transport"].theme == "Transport"
    assert by_code["Transport"].agreement.alpha == 1.0
    assert found.missed == ["Autre chose", "Partout"]
    assert found.main.raw == 1.0
    pairs = {(a, b): v for a, b, v in found.pairs}
    assert pairs["R-01", "R-02"] == 1.0
    assert 0 < pairs["R-01", "thèmes"] < 1


def test_coders_who_disagree_show_in_alpha(service, store):
    campaign = open_coding(service, size=60, data=b"", author="Équipe")
    coded(
        service, campaign, ["R-01", "R-02"],
        lambda person, card: ["A" if (card.rank + (person == "R-02")) % 2 else "B"],
    )  # fmt: skip
    found = coding_report(store.polls(campaign.number), snapshot(store))
    assert found.main.raw == 0.0
    assert found.main.alpha < 0


def test_an_order_of_their_own(service):
    """Two coders do not read the sample in the same order, and both read all of it."""
    campaign = open_coding(service, size=30, data=b"", author="Équipe")
    read = {}
    for person in ("R-01", "R-02"):
        read[person] = []
        while block := service.block(campaign, person):
            read[person] += [a.card_id for a in block]
            service.send(campaign.number, person, block[0].block)
    assert read["R-01"] != read["R-02"]
    assert sorted(read["R-01"]) == sorted(read["R-02"])


def test_results_of_a_coding_on_the_command_line(service, project):
    import json

    from click.testing import CliRunner

    from analyse import cli

    def run(*words):
        return CliRunner().invoke(cli.main, [str(w) for w in words], input="")

    grille = project.folder / "grille.qdc"
    grille.write_text(QDC, encoding="utf-8")
    opened = run("validation", project.folder, "--codage", 20, "--codes", grille, "--qui", "É")
    assert opened.exit_code == 0, opened.output
    assert "codes\u00a0: 4" in opened.stdout
    campaign = service.campaign(1)
    coded(service, campaign, ["R-01", "R-02"], lambda _, card: ["Horaires"])
    shown = run("validation", project.folder)
    assert "Horaires" in shown.stdout
    assert all(len(line) <= 80 for line in shown.stdout.splitlines())
    told = json.loads(run("validation", project.folder, "--json").stdout)
    assert told["codes"][0]["passages"] == 20
    assert replace(campaign, codebook=()) != campaign

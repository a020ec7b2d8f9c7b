"""The responses to the fiches 1.0 on the page, in Markdown and in the exports."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest
from books import sample
from lxml import html

from analyse.contracts import (
    Answer,
    Confrontation,
    Evidence,
    Label,
    Relation,
    Response,
    Section,
    Sheet,
    Statement,
)
from analyse.exports.answers import ANSWER_COLUMNS
from analyse.exports.files import export
from analyse.exports.tables import Snapshot
from analyse.render import render_html, render_markdown
from samples import a_run

HOSTILE = "<script>alert(1)</script> [x](http://y) refuse des patients."


def confronted(book, *, gone: bool = False) -> Confrontation:
    first, second, *_ = book.passages
    statements = (
        Statement("e00000000001", Section.FINDINGS, 1, HOSTILE, HOSTILE),
        Statement("e00000000002", Section.LEADS, 1, "Ouvrir le soir.", "Ouvrir le soir."),
    )
    return Confrontation(
        sheets=(
            Sheet("B1.md", "B1", "Se soigner", statements),
            Sheet("B2.docx", "", "B2", warning="fichier abîmé"),
        ),
        answers=(
            Answer("e00000000001", Response.NUANCED, 0.6, 1, 1, 0, 2),
            Answer("e00000000002", Response.SILENT, 0.0),
        ),
        evidence=(
            Evidence("e00000000001", "0" * 16 if gone else first.id, 0.9, Relation.SUPPORTS, 0.8),
            Evidence("e00000000001", second.id, 0.7, Relation.NUANCES, 0.6),
        ),
        labels=(
            Label(first.id, Response.CONFIRMED, "e00000000001", 0.7),
            Label(second.id, Response.NEW, "", 0.9),
        ),
    )


@pytest.fixture
def book():
    plain = sample()
    return replace(plain, confrontation=confronted(plain))


def test_each_constat_says_what_it_answers_and_leads_to_the_statement(book):
    root = html.document_fromstring(render_html(book))
    told = {e.text_content() for e in root.xpath("//figure//span[contains(@class, 'reponse')]")}
    assert {"confirme B1, constat\xa01", "nouveau"} <= told
    (link,) = {a.get("href") for a in root.xpath("//figure//span/a[starts-with(@href, '#e0')]")}
    assert root.get_element_by_id(link[1:]).tag == "li"


def test_the_section_tells_that_it_is_a_proposal_with_counts_evidence_and_silence(book):
    section = html.document_fromstring(render_html(book)).get_element_by_id("reponses")
    said = " ".join(section.text_content().split())
    for words in (
        "À décider par des personnes", "1 voix dans le même sens, 1 qui nuance", "2 ateliers",
        "va dans le même sens", "pas abordé", "B2.docx fichier abîmé", "1 nuancé, 1 pas abordé",
    ):  # fmt: skip
        assert words in said.replace("\xa0", " ")
    assert "<script>" not in render_html(book)


def test_a_page_without_fiches_1_0_says_nothing_of_them():
    page = render_html(sample())
    assert "1.0</a>" not in page
    assert 'class="reponse' not in page
    assert "reponses-fiches-1.0.md" not in render_markdown(sample())


def test_evidence_that_left_the_notes_is_not_shown(book):
    book = replace(book, confrontation=confronted(book, gone=True))
    section = html.document_fromstring(render_html(book)).get_element_by_id("reponses")
    assert "va dans le même sens" not in section.text_content()


def test_markdown_tells_the_same_and_stays_inert(book):
    files = render_markdown(book)
    text = files["reponses-fiches-1.0.md"]
    assert "**nuancé** · constat\xa01" in text
    assert "_Aucun passage trouvé qui y réponde._" in text
    assert "<script>" not in text
    assert "[x](http" not in text
    assert "reponses-fiches-1.0.md" in files["fiches.md"]
    assert any("confirme B1" in body for name, body in files.items() if "/" in name)


def test_exports_hold_the_responses_only_when_there_are_fiches(book, tmp_path):
    run = replace(a_run(book.passages), confrontation=book.confrontation)
    state = Snapshot(list(book.documents.values()), book.passages, book.set_aside, run)
    export(state, "csv", tmp_path)
    export(state, "json", tmp_path)
    content = json.loads((tmp_path / "analyse.json").read_text(encoding="utf-8"))
    for name, columns in ANSWER_COLUMNS.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        assert tuple(rows[0]) == columns
        assert len(rows) == len(content[name]) == 2
    assert content["reponses"][1]["reponse"] == "pas abordé"
    assert [row["principal"] for row in content["appuis"]] == [1, 0]
    empty = tmp_path / "sans"
    export(replace(state, run=a_run(book.passages)), "csv", empty)
    assert not [p for p in empty.iterdir() if p.stem in ANSWER_COLUMNS]

"""Every page of every role: reached by links, whole, in proper French."""

from __future__ import annotations

import re
from html import unescape

import pytest
from crawl import Crawl, crawl, get_routes
from fastapi.testclient import TestClient
from furnish import PERSONAS, furnish
from lxml import html
from web_helpers import clients

from analyse import project as projects
from analyse.web import Role, create_app
from campaign_project import fill
from test_typography import faults

UNLINKED = {
    "/favicon.ico": "asked by browsers",
    "/entrer": "where the link of an invitation leads",
    "/valider/merci": "shown once a block is sent",
    "/relecture/themes/{theme_id}/scinder": "linked for those who decide",
    "/mon-acces": "not on cards, where nothing else is shown; linked everywhere else",
}
"""Routes that no link leads to → why."""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """One application with something on every page."""
    project = projects.create(tmp_path_factory.mktemp("pages") / "projet")
    fill(project)
    made = create_app(project)
    with TestClient(made):
        furnish(made.state.site)
        yield made


@pytest.fixture(scope="module")
def crawled(furnished) -> dict[str, Crawl]:
    return {
        name: crawl(furnished, clients(furnished)(role, prepare=prepare))
        for name, (role, prepare) in PERSONAS.items()
    }


@pytest.mark.parametrize("who", list(PERSONAS))
def test_every_page_of_a_role_is_reached_by_links(furnished, crawled, who):
    """No link leads to an error, and no page is lost."""
    assert crawled[who].wrong == []
    unreached = get_routes(furnished, PERSONAS[who][0]) - set(crawled[who].visited) - set(UNLINKED)
    assert not unreached


@pytest.mark.parametrize("who", list(PERSONAS))
def test_pages_are_written_in_proper_french(crawled, who):
    """Language, title, a main heading, Québec typography."""
    for address, text in crawled[who].pages.items():
        page = html.fromstring(text)
        assert page.get("lang", "").startswith("fr"), address
        assert page.findtext(".//title").strip(), address
        assert page.xpath("//h1[not(ancestor-or-self::*[@hidden])]"), address
        shown = re.sub(r"(?s)<(script|style|code)\b.*?</\1>", "", text)
        shown = re.sub(r"<[^>]+>", "\n", shown)
        assert faults(unescape(shown)) == [], address


@pytest.mark.parametrize("who", list(PERSONAS))
def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(crawled, who):
    for address, text in crawled[who].pages.items():
        page = html.fromstring(text)
        assert not page.xpath("//script[not(@src)] | //@style"), address
        assert not [a for a in page.xpath("//@*") if a.attrname.startswith("on")], address
        outside = page.xpath("//@src | //link/@href | //form/@action | //button/@formaction")
        assert not [a for a in outside if not a.startswith("/") or a.startswith("//")], address


@pytest.mark.parametrize("who", list(PERSONAS))
def test_every_field_has_a_label_and_every_form_a_button(crawled, who):
    for address, text in crawled[who].pages.items():
        page = html.fromstring(text)
        for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            named = control.get("aria-label") or control.get("aria-labelledby")
            label = page.xpath("//label[@for=$id]", id=control.get("id", ""))
            assert named or label or control.xpath("ancestor::label"), (
                address,
                control.get("name"),
            )
        for form in page.xpath("//form[.//input[not(@type='hidden')] or .//select or .//textarea]"):
            assert form.xpath(".//button | .//input[@type='submit']"), address


def test_what_is_crawled_is_what_a_role_may_see(crawled):
    """The crawl itself works: an administrator reaches invitations, a visitor one page."""
    assert "/administration/invitations" in crawled[Role.ADMIN.value].visited
    assert set(crawled[Role.ANONYMOUS.value].visited) == {"/", "/entrer"}

"""The page in a real Chromium: on a phone and on a desk, in the light and in the dark, on paper."""

from __future__ import annotations

import re

import pytest
from books import sample
from playwright.sync_api import expect

from analyse.render import render_html
from analyse.render.bilan import bilan_page
from browsers import too_wide
from render.test_journal import MANY, a_busy_story, a_story, head

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of the sample book, as a file."""
    path = tmp_path_factory.mktemp("page") / "fiches.html"
    path.write_text(render_html(sample()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_asks_nothing_and_says_nothing(new_page, address, width, scheme):
    """No sideways scroll, no request beyond the file itself, no console message."""
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert not too_wide(page)
    assert asked == [address]
    assert said == []


def test_a_quote_leads_to_its_passage_in_the_note(new_page, address):
    """A click on a quote's place shows the passage, with the same words, in its note."""
    page = new_page(viewport={"width": 360, "height": 800})
    page.goto(address)
    link = page.locator("article a[href^='#p-']").first
    target = link.get_attribute("href")
    words = page.locator("article blockquote").first.inner_text()
    link.click()
    page.wait_for_url(re.compile(re.escape(target) + "$"))  # it is the target from then on
    passage = page.locator(target)
    expect(passage).to_be_visible()
    assert " ".join(words.split())[:40] in " ".join(passage.inner_text().split())
    colours = [
        node.evaluate("node => getComputedStyle(node).backgroundColor")
        for node in (passage, page.locator("body"))
    ]
    assert colours[0] != colours[1]


def test_it_prints(new_page, address):
    """On paper there is at least a page a fiche, in dark ink even when the screen is dark."""
    page = new_page(color_scheme="dark")
    page.goto(address)
    page.emulate_media(media="print")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert ink.startswith("rgb(")
    assert max(map(int, ink[4:-1].split(","))) < 96
    fiches = page.locator("article").count()
    assert page.pdf().count(b"/Type /Page\n") >= fiches


@pytest.mark.parametrize("name", ["calme", "chargée"])
def test_the_bilan_is_one_letter_page(new_page, tmp_path, name):
    """A quiet day and a very busy one print on exactly one sheet, and fit a phone."""
    story = a_busy_story() if name == "chargée" else a_story(head(1, 1), head(2, 2, MANY))
    file = tmp_path / "bilan.html"
    file.write_text(bilan_page(story), encoding="utf-8")
    page = new_page(viewport={"width": 360, "height": 800})
    page.goto(file.as_uri())
    assert not too_wide(page)
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 612 792]" in printed  # Letter, in points

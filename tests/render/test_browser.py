"""The page in a real Chromium: on a phone and on a desk, in the light and in the dark, on paper."""

from __future__ import annotations

import os
import shutil

import pytest
from books import sample

from analyse.render import render_html
from analyse.render.bilan import bilan_page
from render.test_journal import MANY, a_busy_story, a_story, head

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium; absent, the tests are skipped, unless the machine promised one."""
    if CHROMIUM is None:
        if os.environ.get("ANALYSE_REQUIRE_CHROMIUM"):
            pytest.fail("Chromium est demandé et introuvable : apt-get install chromium")
        pytest.skip("Chromium n'est pas installé")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of the sample book, as a file."""
    path = tmp_path_factory.mktemp("page") / "fiches.html"
    path.write_text(render_html(sample()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_asks_nothing_and_says_nothing(browser, address, width, scheme):
    """No sideways scroll, no request beyond the file itself, no console message."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [address]
    assert said == []
    context.close()


def test_a_quote_leads_to_its_passage_in_the_note(browser, address):
    """A click on a quote's place shows the passage, with the same words, in its note."""
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(address)
    link = page.locator("article a[href^='#p-']").first
    target = link.get_attribute("href")
    words = page.locator("article blockquote").first.inner_text()
    link.click()
    passage = page.locator(target)
    assert passage.is_visible()
    assert " ".join(words.split())[:40] in " ".join(passage.inner_text().split())
    colours = [
        node.evaluate("node => getComputedStyle(node).backgroundColor")
        for node in (passage, page.locator("body"))
    ]
    assert colours[0] != colours[1]
    page.close()


def test_it_prints(browser, address):
    """On paper there is at least a page a fiche, in dark ink even when the screen is dark."""
    page = browser.new_page(color_scheme="dark")
    page.goto(address)
    page.emulate_media(media="print")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert ink.startswith("rgb(")
    assert max(map(int, ink[4:-1].split(","))) < 96
    fiches = page.locator("article").count()
    assert page.pdf().count(b"/Type /Page\n") >= fiches
    page.close()


@pytest.mark.parametrize("name", ["calme", "chargée"])
def test_the_bilan_is_one_letter_page(browser, tmp_path, name):
    """A quiet day and a very busy one print on exactly one sheet, and fit a phone."""
    story = a_busy_story() if name == "chargée" else a_story(head(1, 1), head(2, 2, MANY))
    file = tmp_path / "bilan.html"
    file.write_text(bilan_page(story), encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 612 792]" in printed  # Letter, in points
    page.close()

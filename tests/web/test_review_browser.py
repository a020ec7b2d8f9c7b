"""A researcher in a real Chromium: merging two themes, with a keyboard, without JavaScript."""

from __future__ import annotations

import os
import shutil

import pytest

from analyse.web import Role
from samples import OTHER_THEME, THEME
from small_project import LINES, a_note

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = (
    "/relecture",
    f"/relecture/themes/{THEME}",
    f"/relecture/themes/{THEME}/scinder",
    f"/relecture/notes/{a_note().document.id}?passage={a_note().passages[0].id}",
    "/relecture/recherche?q=loyer",
    "/relecture/passages",
    "/relecture/a-decider",
    "/relecture/historique",
    "/relecture/arbre",
    "/relecture/graphiques",
    "/relecture/methode",
)


@pytest.fixture(scope="module")
def browser():
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


@pytest.fixture
def enter(browser, live):
    """Gives a page of a new browser, already in as a researcher, and the address of the site."""
    address, site = live
    opened = []

    def make(name="Camille", **options):
        options = {"viewport": {"width": 1280, "height": 800}, "locale": "fr-CA"} | options
        context = browser.new_context(**options)
        opened.append(context)
        page = context.new_page()
        [invited] = site.sessions.invite(Role.RESEARCH, name=name)
        page.goto(f"{address}/entrer")
        page.fill("input[name=jeton]", invited.token)
        page.click("main button")
        page.wait_for_url("**/relecture")
        return page, address

    yield make
    for context in opened:
        context.close()


def merge(page):
    page.click("summary:has-text('Fusionner')")
    page.select_option("#autre", OTHER_THEME)
    page.click("button:has-text('Fusionner') >> visible=true")
    page.wait_for_selector(".message")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_researcher_merges_two_themes_and_sees_the_fiche_change(enter, javascript):
    """With and without JavaScript: six passages at once, then three again once undone."""
    page, _ = enter(java_script_enabled=javascript)
    page.click("a:has-text('Transport collectif')")
    assert "3\u00a0passages" in page.inner_text("dl.reperes")
    merge(page)
    assert "fusionner" in page.inner_text(".message")
    assert "6\u00a0passages" in page.inner_text("dl.reperes")
    assert LINES[3] in page.inner_text("#passages")
    page.click("#decisions button:has-text('Annuler')")
    assert "3\u00a0passages" in page.inner_text("dl.reperes")


def test_two_researchers_at_once_the_second_is_told(enter):
    """Both open the theme; one renames it; the other's title is shown again with what was done."""
    first, address = enter("Camille")
    second, _ = enter("Robin")
    for page in (first, second):
        page.goto(f"{address}/relecture/themes/{THEME}")
        page.click("summary:has-text('Renommer')")
    first.fill("#nom", "Se déplacer")
    first.keyboard.press("Enter")
    first.wait_for_selector("h1:has-text('Se déplacer')")
    second.fill("#nom", "Mobilité")
    second.keyboard.press("Enter")
    second.wait_for_selector("h1:has-text('Quelqu')")
    assert "Camille" in second.inner_text("main")
    assert second.input_value("#valeur") == "Mobilité"
    second.click("button:has-text('Décider quand même')")
    second.wait_for_selector("h1:has-text('Mobilité')")


def test_a_keyboard_is_enough(enter):
    """Skip link, then the first theme, its title changed, no mouse."""
    page, _ = enter()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "saut"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    for _ in range(40):
        page.keyboard.press("Tab")
        if "/relecture/themes/" in (page.evaluate("document.activeElement.href || ''")):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/relecture/themes/**")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Renommer":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Au clavier")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Au clavier')")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_say_nothing_and_ask_only_their_site(enter, width, scheme):
    """No sideways scroll, no message in the console, no request elsewhere."""
    page, address = enter(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert said == []
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)


def test_plots_are_drawn_and_their_tables_remain_without_a_script(enter):
    page, address = enter()
    page.goto(f"{address}/relecture/graphiques")
    page.wait_for_selector("#tailles svg.main-svg")
    assert page.locator("#couverture svg.main-svg").first.is_visible()
    bare, _ = enter("Robin", java_script_enabled=False)
    bare.goto(f"{address}/relecture/graphiques")
    assert not bare.locator("#tailles").is_visible()
    bare.click("summary >> nth=0")
    assert bare.locator("table").first.is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_axe_knows_is_in_the_way(enter, path):
    from axe_playwright_python.sync_playwright import Axe

    page, address = enter()
    page.goto(address + path)
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()


def test_a_theme_prints_without_its_buttons(enter):
    page, address = enter()
    page.goto(f"{address}/relecture/themes/{THEME}")
    page.emulate_media(media="print")
    assert not page.locator("button >> visible=true").count()
    assert page.locator("#passages q").first.is_visible()
    assert page.locator(".extrait blockquote").first.is_visible()

"""A researcher in a real Chromium: merging two themes, with a keyboard, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from analyse.web import Role
from browsers import DESK, PHONE, come_in, too_wide, violations
from samples import OTHER_THEME, THEME
from small_project import LINES, a_note

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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


@pytest.fixture
def enter(new_page, live):
    """Gives a page of a new browser, already in as a researcher, and the address of the site."""
    address, site = live

    def make(name="Camille", **options):
        page = new_page(**({"viewport": DESK} | options))
        [invited] = site.sessions.invite(Role.RESEARCH, name=name)
        come_in(page, address, invited.token)
        assert page.url == f"{address}/relecture"
        return page, address

    return make


def open_page(page, url):
    """Go there; plots, drawn by a script, are all drawn."""
    page.goto(url)
    for plot in page.locator("[data-figure]").all():
        expect(plot.locator("svg.main-svg").first).to_be_visible()


def press(page, selector):
    """Press a button that leads to a page, which is whole when this returns."""
    with page.expect_navigation():
        page.click(selector)


def merge(page):
    page.click("summary:has-text('Fusionner')")
    page.select_option("#autre", OTHER_THEME)
    press(page, "button:has-text('Fusionner') >> visible=true")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_researcher_merges_two_themes_and_sees_the_fiche_change(enter, javascript):
    """With and without JavaScript: six passages at once, then three again once undone."""
    page, _ = enter(java_script_enabled=javascript)
    press(page, "a:has-text('Transport collectif')")
    facts = page.locator("dl.reperes")
    expect(facts).to_contain_text("3\u00a0passages")
    merge(page)
    expect(page.locator(".message")).to_contain_text("fusionner")
    expect(facts).to_contain_text("6\u00a0passages")
    expect(page.locator("#passages")).to_contain_text(LINES[3])
    press(page, "#decisions button:has-text('Annuler')")
    expect(facts).to_contain_text("3\u00a0passages")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_passage_becomes_a_quote_and_one_is_still_before_it(enter, javascript):
    """From the list at the bottom; the checkboxes beside still serve the other decisions."""
    page, address = enter(java_script_enabled=javascript, viewport=PHONE)
    page.goto(f"{address}/relecture/themes/{THEME}")
    third = page.locator("#passages li", has_text=LINES[2])
    with page.expect_navigation():
        third.get_by_role("button", name="Approuver comme extrait").click()
    expect(third).to_contain_text("citation approuvée")
    expect(third).to_be_in_viewport()
    expect(page.locator("#constat")).to_contain_text(LINES[2])
    third.locator("input[type=checkbox]").check()
    press(page, "button:has-text('Hors sujet')")
    expect(page.locator("#passages")).not_to_contain_text(LINES[2])


def test_two_researchers_at_once_the_second_is_told(enter):
    """Both open the theme; one renames it; the other's title is shown again with what was done."""
    first, address = enter("Camille")
    second, _ = enter("Robin")
    for page in (first, second):
        page.goto(f"{address}/relecture/themes/{THEME}")
        page.click("summary:has-text('Renommer')")
    for page, title in ((first, "Se déplacer"), (second, "Mobilité")):
        page.fill("#nom", title)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(first.locator("h1")).to_have_text("Se déplacer")
    expect(second.locator("h1")).to_contain_text("Quelqu")
    expect(second.locator("main")).to_contain_text("Camille")
    expect(second.locator("#valeur")).to_have_value("Mobilité")
    press(second, "button:has-text('Décider quand même')")
    expect(second.locator("h1")).to_have_text("Mobilité")


def tab_to(page, condition):
    """Press Tab until what has the focus meets a condition on `e`."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {condition})(document.activeElement)"):
            return
    raise AssertionError(condition)


def test_a_keyboard_is_enough(enter):
    """Skip link, then the first theme, its title changed, no mouse."""
    page, _ = enter()
    page.keyboard.press("Tab")
    expect(page.locator("a.saut")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_be_focused()
    tab_to(page, "(e.href || '').includes('/relecture/themes/')")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "e.textContent === 'Renommer'")
    page.keyboard.press("Enter")
    expect(page.locator("#nom")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#nom")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Au clavier")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Au clavier")


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
        open_page(page, address + path)
        assert not too_wide(page), path
    assert said == []
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)


def test_plots_are_drawn_and_their_tables_remain_without_a_script(enter):
    page, address = enter()
    open_page(page, f"{address}/relecture/graphiques")
    for plot in ("#tailles", "#couverture"):
        expect(page.locator(f"{plot} svg.main-svg").first).to_be_visible()
    bare, _ = enter("Robin", java_script_enabled=False)
    bare.goto(f"{address}/relecture/graphiques")
    expect(bare.locator("#tailles")).to_be_hidden()
    bare.click("summary >> nth=0")
    expect(bare.locator("table").first).to_be_visible()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_that_axe_knows_is_in_the_way(enter, path):
    page, address = enter()
    open_page(page, address + path)
    assert violations(page) == ""


def test_a_theme_prints_without_its_buttons(enter):
    page, address = enter()
    page.goto(f"{address}/relecture/themes/{THEME}")
    page.emulate_media(media="print")
    expect(page.locator("button >> visible=true")).to_have_count(0)
    expect(page.locator("#passages q").first).to_be_visible()
    expect(page.locator(".extrait blockquote").first).to_be_visible()

"""A volunteer on a phone, in a real Chromium: link, block, lost connection, another device."""

from __future__ import annotations

import os
import re
import shutil
import time

import pytest

from analyse import project as projects
from analyse.contracts import Task
from analyse.web import Role
from analyse.web.volunteers.shared import service_of
from campaign_project import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PHONE = {"width": 360, "height": 640}


@pytest.fixture
def project(tmp_path):
    made = projects.create(tmp_path / "événement")
    fill(made)
    return made


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
def venue(live):
    """(address of the invitation, service, campaign) with a campaign open."""
    address, site = live
    service = service_of(site)
    found = service.material()
    plan = service.propose(found, volunteers=12, minutes=30)
    campaign = service.create(found, plan, title="Essai", author="Équipe")
    [invited] = site.sessions.invite(Role.VOLUNTEER)
    return f"{address}/entrer#{invited.token}", service, campaign, site


def enter(page, link):
    """Open the link and agree; the first card is there."""
    page.goto(link)
    if page.locator("form[action='/valider/accord']").count() == 0:
        button = page.locator("form[action='/entrer'] button")
        if button.count():
            button.first.click()
    page.wait_for_url(re.compile("/valider"))
    if page.locator("text=J'accepte").count():
        page.locator("text=J'accepte").click()
    page.wait_for_selector("form.carte:not([hidden])")


def answer(page):
    """Touch the first answer of the card that is shown."""
    page.locator("form.carte:not([hidden]) button[name=choix]").first.click()


def test_from_link_to_thanks_with_a_lost_connection_and_another_device(browser, venue):
    """Three answers, then no network: they wait and say so. They leave once the network is back;
    another device takes the block where it was, and sends it. Every answer is there once."""
    link, service, campaign, site = venue
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="fr-CA")
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    began = time.monotonic()
    enter(page, link)
    answer(page)
    assert time.monotonic() - began < 30
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("#retour").is_visible()  # practice tells the right answer
    page.wait_for_selector("#attente", state="hidden")

    context.set_offline(True)
    for _ in range(3):
        answer(page)
    page.wait_for_selector("#attente:not([hidden])")
    assert "3 réponses en attente d'envoi" in page.locator("#attente").inner_text()
    page.locator("#reprendre button").click()  # taken back offline: that is an answer too
    assert "4 réponses en attente d'envoi" in page.locator("#attente").inner_text()
    assert "Carte 4 sur" in page.locator("#compte").inner_text()
    assert len(site.store.polls().votes) == 1

    context.set_offline(False)
    page.wait_for_selector("#attente", state="hidden", timeout=40_000)
    assert len(site.store.polls().votes) == 5
    assert sum(bool(a.choice) for a in service.given(campaign, "B-01")) == 3

    other = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="fr-CA")
    second = other.new_page()
    enter(second, link)
    assert "Carte 4 sur" in second.locator("#compte").inner_text()
    while second.locator("form.carte:not([hidden])").count():
        card = second.locator("form.carte:not([hidden])")
        if card.locator("input[name=texte]").count():
            card.locator("input[name=texte]").first.fill("Se déplacer")
        answer(second)
    second.locator("#envoyer button").click()
    second.wait_for_url(re.compile("/valider/merci"))
    assert second.locator("h1").inner_text() == "Merci!"
    assert second.locator("text=Encore une carte?").is_visible()
    given = service.given(campaign, "B-01")
    assert all(a.choice and a.sent for a in given)
    texts = [a.text for a in given if service.cards(1)[a.card_id].task is Task.NAMING]
    assert texts
    assert set(texts) == {"Se déplacer"}
    own = {re.match(r"https?://[^/]+", url).group() for url in asked}
    assert len(own) == 1  # nothing comes from elsewhere
    assert [text for text in said if "ERR_INTERNET_DISCONNECTED" not in text] == []
    context.close()
    other.close()


def test_a_reload_without_network_in_between_loses_nothing(browser, venue):
    """Answers given offline survive the page itself: they leave from the next one."""
    link, _, _, site = venue
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    enter(page, link)
    page.route("**/valider/votes", lambda route: route.abort())
    answer(page)
    answer(page)
    assert site.store.polls().votes == ()
    page.unroute("**/valider/votes")
    page.reload()
    page.wait_for_selector("#attente", state="hidden", timeout=40_000)
    assert "Carte 3 sur" in page.locator("#compte").inner_text()
    assert len(site.store.polls().votes) == 2
    context.close()


def test_an_answer_whose_receipt_was_lost_counts_once(browser, venue):
    """The site keeps the vote but the phone never hears it: it sends again, and nothing doubles."""
    link, _, _, site = venue
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    enter(page, link)
    sent = []

    def lose(route):
        sent.append(1)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/valider/votes", lose)
    answer(page)
    for _ in range(400):  # the first sending is lost, the second one is heard
        if len(sent) > 1:
            break
        page.wait_for_timeout(100)
    page.wait_for_selector("#attente", state="hidden", timeout=40_000)
    assert len(sent) > 1
    assert len(site.store.polls().votes) == 1
    context.close()


def test_keyboard_and_targets(browser, venue):
    """1 to 4 answer, ← and U take back; every answer is at least 48 px high, in thumb reach."""
    link, service, campaign, _ = venue
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    enter(page, link)
    for button in page.locator("form.carte:not([hidden]) button[name=choix]").all():
        box = button.bounding_box()
        assert box["height"] >= 48
        assert box["y"] + box["height"] <= PHONE["height"] + 1
        assert box["y"] >= PHONE["height"] / 4
    page.keyboard.press("2")
    assert "Carte 2 sur" in page.locator("#compte").inner_text()
    page.keyboard.press("ArrowLeft")
    assert "Carte 1 sur" in page.locator("#compte").inner_text()
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("u")
    assert "Carte 2 sur" in page.locator("#compte").inner_text()
    page.wait_for_selector("#attente", state="hidden")
    page.wait_for_timeout(500)
    first = service.given(campaign, "B-01")[0]
    assert first.choice == first.order[0]
    context.close()


def test_without_script_a_block_goes_to_its_end(browser, venue):
    """Plain forms: the same cards, the same thanks."""
    link, service, campaign, _ = venue
    token = link.split("#")[1]
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(link.split("#")[0])
    page.locator("input[name=jeton]").fill(token)
    page.locator("form[action='/entrer'] button").click()
    page.locator("text=J'accepte").click()
    for _ in range(12):
        if not page.locator("form.carte:not([hidden])").count():
            break
        answer(page)
    page.locator("#envoyer button").click()
    assert page.locator("h1").inner_text() == "Merci!"
    assert all(a.choice and a.sent for a in service.given(campaign, "B-01"))
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_the_team_fit_and_say_nothing(browser, venue, width):
    """No sideways scroll, no console message, at both widths."""
    link, _, _, site = venue
    [invited] = site.sessions.invite(Role.RESEARCH, name="Une personne inventée")
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    base = link.split("/entrer")[0]
    page.goto(f"{base}/entrer#{invited.token}")
    if page.locator("form[action='/entrer'] button").count():
        page.locator("form[action='/entrer'] button").first.click()
    for path in ("/campagnes", "/campagnes/nouvelle", "/campagnes/1", "/campagnes/1/arbitrer"):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert said == []
    context.close()


def test_no_violation_of_accessibility(browser, venue):
    """axe-core finds nothing on consent, cards, thanks and results (WCAG 2.2 AA)."""
    from axe_playwright_python.sync_playwright import Axe

    link, _, _, site = venue
    axe, options = Axe(), {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    context = browser.new_context(viewport=PHONE, bypass_csp=True)
    page = context.new_page()
    page.goto(link)
    button = page.locator("form[action='/entrer'] button")
    if button.count() and not page.locator("text=J'accepte").count():
        button.first.click()
    page.wait_for_selector("text=J'accepte")
    found = {"accord": axe.run(page, options=options)}
    page.locator("text=J'accepte").click()
    at = 0
    while page.locator("form.carte:not([hidden])").count() and at < 12:
        if at in (0, 1, 2, 5):
            found[f"carte {at}"] = axe.run(page, options=options)
        answer(page)
        at += 1
    found["fin de bloc"] = axe.run(page, options=options)
    page.locator("#envoyer button").click()
    page.wait_for_url(re.compile("/valider/merci"))
    found["merci"] = axe.run(page, options=options)
    [invited] = site.sessions.invite(Role.RESEARCH, name="Une personne inventée")
    team = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True).new_page()
    base = link.split("/entrer")[0]
    team.goto(f"{base}/entrer#{invited.token}")
    if team.locator("form[action='/entrer'] button").count():
        team.locator("form[action='/entrer'] button").first.click()
    for path in ("/campagnes", "/campagnes/nouvelle", "/campagnes/1", "/campagnes/1/arbitrer"):
        team.goto(base + path)
        found[path] = axe.run(team, options=options)
    wrong = {name: r.generate_report() for name, r in found.items() if r.violations_count}
    assert not wrong, "\n".join(wrong.values())
    context.close()

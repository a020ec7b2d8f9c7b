"""A volunteer on a phone, in a real Chromium: link, block, lost connection, another device."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from analyse import project as projects
from analyse.contracts import Campaign, Task
from analyse.validation.service import Service
from analyse.web import Role, Site
from analyse.web.volunteers.shared import service_of
from browsers import DESK, WCAG, all_sent, come_in, too_wide, violations
from campaign_project import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 360, "height": 640}
CARD = "form.carte:not([hidden])"
TEAM = ("/campagnes", "/campagnes/nouvelle", "/campagnes/1", "/campagnes/1/arbitrer")


@pytest.fixture
def project(tmp_path):
    made = projects.create(tmp_path / "événement")
    fill(made)
    return made


@dataclass(frozen=True)
class Venue:
    """A campaign open on a served site, and the token of a volunteer."""

    address: str
    token: str
    site: Site
    service: Service
    campaign: Campaign

    @property
    def votes(self) -> int:
        return len(self.site.store.polls().votes)


@pytest.fixture
def venue(live):
    address, site = live
    service = service_of(site)
    found = service.material()
    plan = service.propose(found, volunteers=12, minutes=30)
    campaign = service.create(found, plan, title="Essai", author="Équipe")
    [invited] = site.sessions.invite(Role.VOLUNTEER)
    return Venue(address, invited.token, site, service, campaign)


def enter(page, venue):
    """Open the link and agree, unless it is done; the card is there."""
    come_in(page, venue.address, venue.token)
    agree = page.get_by_role("button", name="J'accepte")
    expect(agree.or_(page.locator(CARD))).to_be_visible()
    if agree.is_visible():
        with page.expect_navigation():
            agree.click()
    expect(page.locator(CARD)).to_be_visible()


def answer(page):
    """Touch the first answer of the card that is shown; the script puts it away."""
    name = page.locator(CARD).get_attribute("data-carte")
    page.locator(f"{CARD} button[name=choix]").first.click()
    expect(page.locator(f"form.carte[data-carte='{name}']")).to_be_hidden()


def at(page, number):
    """The card of this number is the one shown."""
    expect(page.locator("#compte")).to_contain_text(f"Carte {number} sur")


def team(page, venue):
    """Come in as a researcher."""
    [invited] = venue.site.sessions.invite(Role.RESEARCH, name="Une personne inventée")
    come_in(page, venue.address, invited.token)


def test_from_link_to_thanks_with_a_lost_connection_and_another_device(new_page, venue):
    """Three answers, then no network: they wait and say so. They leave once the network is back;
    another device takes the block where it was, and sends it. Every answer is there once."""
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    began = time.monotonic()
    enter(page, venue)
    answer(page)
    assert time.monotonic() - began < 30
    assert not too_wide(page)
    expect(page.locator("#retour")).to_be_visible()  # practice tells the right answer
    all_sent(page)
    assert venue.votes == 1

    page.context.set_offline(True)
    for _ in range(3):
        answer(page)
    waiting = page.locator("#attente")
    expect(waiting).to_be_visible()
    expect(waiting).to_have_text("3 réponses en attente d'envoi")
    page.locator("#reprendre button").click()  # taken back offline: that is an answer too
    expect(waiting).to_have_text("4 réponses en attente d'envoi")
    at(page, 4)
    assert venue.votes == 1

    page.context.set_offline(False)
    all_sent(page)
    expect(waiting).to_be_hidden()
    assert venue.votes == 5
    assert sum(bool(a.choice) for a in venue.service.given(venue.campaign, "B-01")) == 3

    second = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    enter(second, venue)
    at(second, 4)
    while second.locator(CARD).count():
        field = second.locator(f"{CARD} input[name=texte]")
        if field.count():
            field.first.fill("Se déplacer")
        answer(second)
    second.locator("#envoyer button").click()
    second.wait_for_url(re.compile("/valider/merci"))
    expect(second.locator("h1")).to_have_text("Merci!")
    expect(second.locator("text=Encore une carte?")).to_be_visible()
    given = venue.service.given(venue.campaign, "B-01")
    assert all(a.choice and a.sent for a in given)
    cards = venue.service.cards(1)
    texts = [a.text for a in given if cards[a.card_id].task is Task.NAMING]
    assert texts
    assert set(texts) == {"Se déplacer"}
    own = {re.match(r"https?://[^/]+", url).group() for url in asked}
    assert len(own) == 1  # nothing comes from elsewhere
    assert [text for text in said if "ERR_INTERNET_DISCONNECTED" not in text] == []


def test_a_reload_without_network_in_between_loses_nothing(new_page, venue):
    """Answers given offline survive the page itself: they leave from the next one."""
    page = new_page(viewport=PHONE)
    enter(page, venue)
    page.route("**/valider/votes", lambda route: route.abort())
    answer(page)
    answer(page)
    assert venue.votes == 0
    page.unroute("**/valider/votes")
    page.reload()
    at(page, 3)
    all_sent(page)
    assert venue.votes == 2


def test_an_answer_whose_receipt_was_lost_counts_once(new_page, venue):
    """The site keeps the vote but the phone never hears it: it sends again, and nothing doubles."""
    page = new_page(viewport=PHONE)
    enter(page, venue)
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
    all_sent(page)  # the first sending is lost, the second one is heard
    assert len(sent) > 1
    assert venue.votes == 1


def test_keyboard_and_targets(new_page, venue):
    """1 to 4 answer, ← and U take back; every answer is at least 48 px high, in thumb reach."""
    page = new_page(viewport=PHONE)
    enter(page, venue)
    for button in page.locator(f"{CARD} button[name=choix]").all():
        box = button.bounding_box()
        assert box["height"] >= 48
        assert box["y"] + box["height"] <= PHONE["height"] + 1
        assert box["y"] >= PHONE["height"] / 4
    for key, number in (("2", 2), ("ArrowLeft", 1), ("1", 2), ("3", 3), ("u", 2)):
        page.keyboard.press(key)
        at(page, number)
    all_sent(page)
    first = venue.service.given(venue.campaign, "B-01")[0]
    assert first.choice == first.order[0]


def test_without_script_a_block_goes_to_its_end(new_page, venue):
    """Plain forms: the same cards, the same thanks."""
    page = new_page(viewport=PHONE, java_script_enabled=False)
    enter(page, venue)
    for number in range(1, 13):
        at(page, number)
        with page.expect_navigation():
            page.locator(f"{CARD} button[name=choix]").first.click()
        if not page.locator(CARD).count():
            break
    with page.expect_navigation():
        page.locator("#envoyer button").click()
    expect(page.locator("h1")).to_have_text("Merci!")
    assert all(a.choice and a.sent for a in venue.service.given(venue.campaign, "B-01"))


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_the_team_fit_and_say_nothing(new_page, venue, width):
    """No sideways scroll, no console message, at both widths."""
    page = new_page(viewport={"width": width, "height": 800})
    said = []
    page.on("console", lambda message: said.append(message.text))
    team(page, venue)
    for path in TEAM:
        page.goto(venue.address + path)
        assert not too_wide(page), path
    assert said == []


def test_no_violation_of_accessibility(new_page, venue):
    """axe-core finds nothing on consent, cards, thanks and results (WCAG 2.2 AA)."""
    page = new_page(viewport=PHONE, bypass_csp=True)
    come_in(page, venue.address, venue.token)
    found = {"accord": violations(page, WCAG)}
    with page.expect_navigation():
        page.get_by_role("button", name="J'accepte").click()
    number = 0
    while page.locator(CARD).count() and number < 12:
        if number in (0, 1, 2, 5):
            found[f"carte {number}"] = violations(page, WCAG)
        answer(page)
        number += 1
    found["fin de bloc"] = violations(page, WCAG)
    page.locator("#envoyer button").click()
    page.wait_for_url(re.compile("/valider/merci"))
    found["merci"] = violations(page, WCAG)
    desk = new_page(viewport=DESK, bypass_csp=True)
    team(desk, venue)
    for path in TEAM:
        desk.goto(venue.address + path)
        found[path] = violations(desk, WCAG)
    wrong = {name: report for name, report in found.items() if report}
    assert not wrong, wrong

"""Every page in a real Chromium: accessible in the light and in the dark, narrow, harmless."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urljoin

import pytest
from crawl import crawl
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from furnish import PERSONAS, furnish, split_votes
from hostile import USED, fill_hostile, hostile_people
from playwright.sync_api import expect
from web_helpers import clients, served

from analyse import project as projects
from analyse.contracts import Task
from analyse.store import Store
from analyse.validation.plan import Effort
from analyse.validation.words import QUESTIONS
from analyse.web import EVERYONE, Role, allow, create_app
from analyse.web.app import AREAS
from browsers import PHONE, come_in, too_wide, two_frames, violations
from campaign_project import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHO = list(PERSONAS)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """(address, application) of a project that has something on every page."""
    project = projects.create(tmp_path_factory.mktemp("pages") / "projet")
    fill(project)
    made = create_app(project)
    furnish(made.state.site)
    with served(made) as (address, _):
        yield address, made


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """(address, application) of a project where everything that people wrote is hostile."""
    created = projects.create(tmp_path_factory.mktemp("hostile") / "projet")
    with Store.open(created.database_url) as store:
        fill_hostile(store)
    made = create_app(created)
    hostile_people(made.state.site)
    furnish(made.state.site)
    with served(made) as (address, _):
        yield address, made


def addresses(app, who: str) -> list[str]:
    """One address of each route that somebody sees, found by following links."""
    role, prepare = PERSONAS[who]
    # Not as a context manager: the application already runs.
    return crawl(app, clients(app)(role, prepare=prepare)).samples


@pytest.fixture
def signed_in(new_page):
    """Gives a page of a new browser where somebody is in."""

    def make(address, app, who: str, **options):
        role, prepare = PERSONAS[who]
        page = new_page(**options)
        if role is not Role.ANONYMOUS:
            name = "" if role is Role.VOLUNTEER else "Une personne"
            [made] = app.state.site.sessions.invite(role, name=name)
            prepare(app.state.site, made.invitation)
            come_in(page, address, made.token)
        return page

    return make


def press(page, name: str) -> None:
    """Press the button of this name, which leads to a page, whole when this returns."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", WHO)
def test_axe_finds_nothing_on_any_page(signed_in, furnished, who, scheme):
    """WCAG 2.2 AA and good practice, on a phone of 360 px; no sideways scroll, no console error."""
    address, app = furnished
    said: list[str] = []
    page = signed_in(address, app, who, viewport=PHONE, color_scheme=scheme)
    page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    page.on("response", lambda r: None if r.ok or r.status < 400 else said.append(r.url))
    wrong = {}
    for path in addresses(app, who):
        page.goto(urljoin(address, path))
        wrong[path] = violations(page)
        assert not too_wide(page), path
    assert not any(wrong.values()), "\n".join(f"{p}\n{report}" for p, report in wrong.items())
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_pages_that_only_a_form_shows(signed_in, furnished, scheme):
    """Cards just made, a refusal, an unknown page, a message."""
    address, app = furnished
    page = signed_in(address, app, "administration", color_scheme=scheme)
    reports = []
    page.goto(f"{address}/administration/invitations")
    page.fill("#nombre", "3")
    press(page, "Créer les invitations")
    expect(page.locator(".carte")).to_have_count(3)
    reports.append(violations(page))
    page.goto(f"{address}/inconnu")
    reports.append(violations(page))
    page.goto(f"{address}/administration/invitations")
    page.locator("input[name=invitation]").first.check()
    press(page, "Révoquer")
    expect(page.get_by_role("status")).to_be_visible()
    reports.append(violations(page))
    page.goto(f"{address}/entrer")
    page.fill("#jeton", "rien")
    press(page, "Entrer")
    expect(page.get_by_role("alert")).to_be_visible()
    reports.append(violations(page))
    assert not any(reports), "\n".join(reports)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_split_votes_are_adjudicated(signed_in, furnished, scheme, width):
    """A card of each kind, then none left; what the form writes is told on the next page."""
    address, app = furnished
    made = split_votes(app.state.site, 1, Effort(0, intruders=1, labels=1, quotes=1, decoys=0))
    size = {"width": width, "height": 800}
    page = signed_in(address, app, "recherche", viewport=size, color_scheme=scheme)
    page.goto(f"{address}/campagnes/{made.number}/arbitrer")
    seen = []
    while page.locator("input[name=motif]").count():
        seen.append(page.locator("h2").first.inner_text())
        assert violations(page) == ""
        assert not too_wide(page)
        page.get_by_label("Aucune réponse ne s'impose").check()
        page.get_by_label("Désaccord légitime").check()
        press(page, "Écrire au registre")
        expect(page.get_by_role("status")).to_contain_text("Arbitrage écrit au registre.")
    assert sorted(seen) == sorted(QUESTIONS[t] for t in (Task.INTRUSION, Task.LABEL, Task.QUOTE))
    expect(page.locator("main")).to_contain_text("Aucune carte n'attend d'arbitrage.")
    assert violations(page) == ""


def test_targets_are_wide_enough_for_a_thumb(signed_in, furnished):
    """Buttons, fields and links of navigation are at least 48 px high."""
    address, app = furnished
    for who in ("bénévole qui a accepté", "administration"):
        page = signed_in(address, app, who, viewport=PHONE)
        for path in addresses(app, who):
            page.goto(urljoin(address, path))
            small = page.evaluate(
                """[...document.querySelectorAll(
                     'button, .bouton, nav a:not([href^="#"]), select,'
                     + 'input:not([type=checkbox], [type=radio], [type=hidden])')]
                   .filter(e => e.checkVisibility())
                   .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
                   .filter(([, height]) => height < 47.5)"""
            )
            assert small == [], path


def test_the_appearance_is_chosen_without_any_script(signed_in, furnished):
    address, app = furnished
    page = signed_in(address, app, "anonyme", java_script_enabled=False, color_scheme="light")
    page.goto(f"{address}/entrer")
    press(page, "Sombre")
    expect(page.locator("html")).to_have_attribute("data-apparence", "sombre")
    assert page.url == f"{address}/entrer"


def test_one_comes_in_without_any_script(new_page, furnished):
    """The whole link, pasted in the field."""
    address, app = furnished
    [made] = app.state.site.sessions.invite(Role.VOLUNTEER)
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}/entrer#{made.token}")
    page.fill("#jeton", f"{address}/entrer#{made.token}")
    press(page, "Entrer")
    expect(page.locator("body")).to_contain_text(made.invitation.code)


def test_the_token_leaves_the_address_and_is_in_no_request(new_page, furnished):
    """Neither in a path nor in a Referer: only in the body of the form."""
    address, app = furnished
    [made] = app.state.site.sessions.invite(Role.VOLUNTEER)
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url + r.headers.get("referer", "")))
    page.goto(f"{address}/entrer#{made.token}")
    page.wait_for_function("location.hash === ''")
    press(page, "Entrer")
    assert "/entrer" not in page.url
    page.go_back()
    assert asked
    without_fragments = [a for a in asked[1:] if made.token in a]
    assert without_fragments == []
    assert made.token not in page.url


# -- hostile texts ------------------------------------------------------------------------------


def watched(page, address) -> list[str]:
    """What must not happen on a page: a dialog, a message, a request to another site."""
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: happened.append(f"{page.url} {message.text}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else happened.append(request.url),
    )
    return happened


def nothing_strange(page, address) -> None:
    """The page is where it was, and holds nothing that could run on its own."""
    two_frames(page)
    assert page.url.startswith(address)
    strange = page.evaluate(
        "document.querySelectorAll('iframe, object, embed, base, main svg *[onbegin],"
        ' script:not([src^="/"]), [onerror], [onload], [onfocus], [onmouseover]\')'
        ".length"
    )
    assert strange == 0, page.url


@pytest.mark.parametrize("who", WHO)
def test_nothing_that_people_wrote_runs_on_any_page(signed_in, hostile, who):
    """Payloads in notes, file names, speakers, titles, words, names, reasons: no dialog, no
    request to another site, no other page, and no policy violation, since all of it is text."""
    address, app = hostile
    assert len(USED) >= 40
    page = signed_in(address, app, who)
    happened = watched(page, address)
    visited = addresses(app, who)
    for path in visited:
        page.goto(urljoin(address, path))
        nothing_strange(page, address)
    assert visited
    assert happened == []


def test_nothing_that_people_wrote_runs_where_split_votes_are_adjudicated(signed_in, hostile):
    """Every payload, as a passage, as a title or as a word: shown as it is, and harmless."""
    address, app = hostile
    made = split_votes(app.state.site, 3, Effort(0, intruders=1, labels=1, quotes=16, decoys=0))
    page = signed_in(address, app, "recherche")
    happened = watched(page, address)
    page.goto(f"{address}/campagnes/{made.number}/arbitrer")
    shown = ""
    while page.locator("input[name=motif]").count():
        nothing_strange(page, address)
        shown += page.locator("main").evaluate("main => main.textContent")
        page.locator("input[name=reponse]").first.check()
        page.locator("input[name=motif]").first.check()
        page.fill("#note", USED[len(shown) % len(USED)])
        press(page, "Écrire au registre")
    assert happened == []
    said = " ".join(shown.split())
    reached = [payload for payload in USED if " ".join(payload.split()) in said]
    assert len(reached) >= 40
    # A quote is shown without the marks of light Markdown.
    assert all("#" in payload or "**" in payload for payload in set(USED) - set(reached))


def test_the_payloads_are_on_the_pages(hostile):
    """The test above looks at something: every kind of payload is shown, escaped, somewhere."""
    _, app = hostile
    found = crawl(app, clients(app)(Role.ADMIN))
    text = "\n".join(found.pages.values())
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 5


@pytest.fixture
def careless(ready, tmp_path, monkeypatch):
    """An application one page of which forgets to escape: only the policy is left."""
    router = APIRouter(dependencies=[allow(*EVERYONE)])

    @router.get("/negligence/{number}")
    def page(number: int) -> HTMLResponse:
        return HTMLResponse(f"<!doctype html><html><body><p>avant</p>{USED[number]}</body></html>")

    monkeypatch.setattr(AREAS[0], "ROUTERS", (*AREAS[0].ROUTERS, router))
    copied = shutil.copytree(ready, tmp_path / "projet")
    made = create_app(projects.load(Path(copied)))
    with served(made) as (address, _):
        yield address


def test_the_policy_stops_what_a_page_forgot_to_escape(new_page, careless):
    """Were a payload ever written raw, it would run nothing and load nothing."""
    context = new_page().context
    dialogs: list[str] = []
    answered: list[str] = []
    context.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    context.on("requestfinished", lambda request: answered.append(request.url))
    for number in range(len(USED)):
        page = context.new_page()  # its own: some payloads lead their page away
        page.goto(f"{careless}/negligence/{number}", wait_until="commit")
        two_frames(page)
        page.close()
    assert len(answered) >= len(USED)
    assert dialogs == []
    assert [url for url in answered if not url.startswith(careless)] == []


def test_the_same_payloads_do_run_without_a_policy(new_page):
    """So the tests above could fail: a page without our headers lets them run, each within the
    time that these tests give."""
    page = new_page(offline=True)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for payload in USED[:9]:
        page.set_content(f"<p>avant</p>{payload}", wait_until="commit")
        two_frames(page)
    assert dialogs

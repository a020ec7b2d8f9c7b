"""Every page in a real Chromium: accessible in the light and in the dark, narrow, harmless."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from crawl import crawl
from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from furnish import PERSONAS, furnish
from hostile import USED, fill_hostile, hostile_people
from web_helpers import clients, served

from analyse import project as projects
from analyse.store import Store
from analyse.web import EVERYONE, Role, allow, create_app
from analyse.web.app import AREAS
from campaign_project import fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WHO = list(PERSONAS)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
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


def signed_in(browser, address, app, who: str, **options):
    """A browser context where somebody is in, and the page."""
    role, prepare = PERSONAS[who]
    context = browser.new_context(**options)
    page = context.new_page()
    if role is not Role.ANONYMOUS:
        name = "" if role is Role.VOLUNTEER else "Une personne"
        [made] = app.state.site.sessions.invite(role, name=name)
        prepare(app.state.site, made.invitation)
        page.goto(f"{address}/entrer#{made.token}")
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url(lambda url: "/entrer" not in url)
    return context, page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", WHO)
def test_axe_finds_nothing_on_any_page(browser, furnished, who, scheme):
    """WCAG 2.2 AA and good practice, on a phone of 360 px; no sideways scroll, no console error."""
    from axe_playwright_python.sync_playwright import Axe

    address, app = furnished
    said: list[str] = []
    context, page = signed_in(
        browser, address, app, who,
        viewport={"width": 360, "height": 740}, color_scheme=scheme,
    )  # fmt: skip
    page.on("console", lambda message: said.append(f"{page.url} {message.text}"))
    page.on("response", lambda r: None if r.ok or r.status < 400 else said.append(r.url))
    wrong = {}
    for path in addresses(app, who):
        page.goto(urljoin(address, path))
        found = Axe().run(page)
        if found.violations_count:
            wrong[path] = found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, (path, wide)
    context.close()
    assert not wrong, "\n".join(f"{path}\n{report}" for path, report in wrong.items())
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_pages_that_only_a_form_shows(browser, furnished, scheme):
    """Cards just made, a refusal, an unknown page, a message."""
    from axe_playwright_python.sync_playwright import Axe

    address, app = furnished
    context, page = signed_in(browser, address, app, "administration", color_scheme=scheme)
    reports = []

    def check() -> None:
        found = Axe().run(page)
        if found.violations_count:
            reports.append(found.generate_report())

    page.goto(f"{address}/administration/invitations")
    page.fill("#nombre", "3")
    page.get_by_role("button", name="Créer les invitations").click()
    assert page.locator(".carte").count() == 3
    check()
    page.goto(f"{address}/inconnu")
    check()
    page.goto(f"{address}/administration/invitations")
    page.locator("input[name=invitation]").first.check()
    page.get_by_role("button", name="Révoquer").click()
    assert page.get_by_role("status").is_visible()
    check()
    page.goto(f"{address}/entrer")
    page.fill("#jeton", "rien")
    page.get_by_role("button", name="Entrer").click()
    check()
    context.close()
    assert not reports, "\n".join(reports)


def test_targets_are_wide_enough_for_a_thumb(browser, furnished):
    """Buttons, fields and links of navigation are at least 48 px high."""
    address, app = furnished
    for who in ("bénévole qui a accepté", "administration"):
        context, page = signed_in(
            browser, address, app, who, viewport={"width": 360, "height": 740}
        )
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
        context.close()


def test_the_appearance_is_chosen_without_any_script(browser, furnished):
    address, app = furnished
    context, page = signed_in(
        browser, address, app, "anonyme", java_script_enabled=False, color_scheme="light"
    )
    page.goto(f"{address}/entrer")
    page.get_by_role("button", name="Sombre").click()
    dark = page.locator("html").get_attribute("data-apparence")
    assert (dark, page.url) == ("sombre", f"{address}/entrer")
    context.close()


def test_one_comes_in_without_any_script(browser, furnished):
    """The whole link, pasted in the field."""
    address, app = furnished
    [made] = app.state.site.sessions.invite(Role.VOLUNTEER)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/entrer#{made.token}")
    page.fill("#jeton", f"{address}/entrer#{made.token}")
    page.get_by_role("button", name="Entrer").click()
    assert made.invitation.code in page.content()
    context.close()


def test_the_token_leaves_the_address_and_is_in_no_request(browser, furnished):
    """Neither in a path nor in a Referer: only in the body of the form."""
    address, app = furnished
    [made] = app.state.site.sessions.invite(Role.VOLUNTEER)
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url + r.headers.get("referer", "")))
    page.goto(f"{address}/entrer#{made.token}")
    page.wait_for_function("location.hash === ''")
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url(lambda url: "/entrer" not in url)
    page.go_back()
    assert asked
    without_fragments = [a for a in asked[1:] if made.token in a]
    assert without_fragments == []
    assert made.token not in page.url
    context.close()


# -- hostile texts ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WHO)
def test_nothing_that_people_wrote_runs_on_any_page(browser, hostile, who):
    """Payloads in notes, file names, speakers, titles, words, names, reasons: no dialog, no
    request to another site, no other page, and no policy violation, since all of it is text."""
    address, app = hostile
    assert len(USED) >= 40
    happened: list[str] = []
    context, page = signed_in(browser, address, app, who)
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: happened.append(f"{page.url} {message.text}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else happened.append(request.url),
    )
    visited = addresses(app, who)
    for path in visited:
        page.goto(urljoin(address, path))
        page.wait_for_timeout(50)
        assert page.url.startswith(address), path
        # What could run on its own if it had become an element.
        strange = page.evaluate(
            "document.querySelectorAll('iframe, object, embed, base, main svg *[onbegin],"
            ' script:not([src^="/"]), [onerror], [onload], [onfocus], [onmouseover]\')'
            ".length"
        )
        assert strange == 0, path
    context.close()
    assert visited
    assert happened == []


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


def test_the_policy_stops_what_a_page_forgot_to_escape(browser, careless):
    """Were a payload ever written raw, it would run nothing and load nothing."""
    context = browser.new_context()
    page = context.new_page()
    dialogs: list[str] = []
    answered: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("requestfinished", lambda request: answered.append(request.url))
    for number in range(len(USED)):
        page.goto(f"{careless}/negligence/{number}", wait_until="commit")
        page.wait_for_timeout(30)
    assert dialogs == []
    assert [url for url in answered if not url.startswith(careless)] == []
    context.close()


def test_the_same_payloads_do_run_without_a_policy(browser):
    """So the tests above could fail: a page without our headers lets them run."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for payload in USED[:9]:
        page.set_content(f"<p>avant</p>{payload}", wait_until="commit")
        page.wait_for_timeout(30)
    assert dialogs
    context.close()

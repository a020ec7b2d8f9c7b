"""A real Chromium, and the waits that its tests share: a slow machine reads nothing too early.

A folder of tests imports the fixtures in its `conftest.py`. What a click changes is waited for:
another page with `page.expect_navigation()`, another state of the same page with `expect(...)`,
what leaves in the background with `all_sent`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

__all__ = ["browser", "new_page"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 90_000
"""Milliseconds that a state is waited for: a machine of a CI may be ten times slower than ours."""

RULES: dict[str, Any] = {"resultTypes": ["violations"]}
"""Every rule of axe-core, good practice as well."""

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium; absent, the tests are skipped, unless the machine promised one."""
    if CHROMIUM is None:
        if os.environ.get("ANALYSE_REQUIRE_CHROMIUM"):
            pytest.fail("Chromium est demandé et introuvable : apt-get install chromium")
        pytest.skip("Chromium n'est pas installé")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            timeout=PATIENCE,
        )
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Gives a page of a new context, that nothing shares; all are closed at the end."""
    contexts = []

    def make(**options: Any) -> Any:
        context = browser.new_context(locale="fr-CA", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def come_in(page: Any, address: str, token: str) -> None:
    """Open the link of an invitation and enter, script or not; the next page is whole."""
    page.goto(f"{address}/entrer#{token}")
    field = page.locator("input[name=jeton]")
    if field.is_visible():  # no script took it from the address
        field.fill(token)
    with page.expect_navigation():
        page.get_by_role("button", name="Entrer").click()
    assert "/entrer" not in page.url


def all_sent(page: Any) -> None:
    """Wait until no answer of a volunteer waits on the device: the site has them all."""
    page.wait_for_function(
        """() => Object.keys(localStorage)
             .filter((key) => key.startsWith("analyse-file-"))
             .map((key) => JSON.parse(localStorage.getItem(key)))
             .every((queue) => !queue.votes.length && !queue.envoi)""",
        polling=50,
    )


def two_frames(page: Any) -> None:
    """Let whatever a page starts by itself start: animations, tasks. It may lead the page away."""
    from playwright.sync_api import Error

    with suppress(Error):
        page.evaluate(
            "new Promise((done) => requestAnimationFrame("
            "() => requestAnimationFrame(() => setTimeout(done))))"
        )


def violations(page: Any, options: dict[str, Any] = RULES) -> str:
    """What axe-core has against the page as it stands; "" when nothing."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=options)
    return str(found.generate_report()) if found.violations_count else ""


def too_wide(page: Any) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"])

"""Take the pictures of the documentation again: `python scripts/images.py` (or `make images`).

Needs the demo (`make demo`) and a Chromium on the machine. Pages are those of a copy of the demo:
neither the demo nor any project is changed. Names of pictures or of areas given as
arguments take those alone.
"""

from __future__ import annotations

import importlib
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo"
IMAGES = ROOT / "docs" / "images"
AREAS = ("administration", "research", "volunteers")
"""Modules of `scripts/pictures/`."""

SHOWN_ADDRESS = "http://192.168.1.20:8000"
"""The address that pictures show, whatever that of the machine that takes them."""


def main(wanted: list[str]) -> int:
    """Take the pictures of the fiches, then those of the application."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not (DEMO / "brouillons" / "fiches.html").is_file() or chromium is None:
        sys.stderr.write("Il faut Chromium et la démonstration (make demo).\n")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if not wanted or "fiche" in wanted:
            _fiche(browser)
        with served() as (address, site):
            for area in areas():
                for picture in getattr(area, "PICTURES", ()):
                    if not wanted or picture.name in wanted:
                        _take(browser, address, site, picture)
                if hasattr(area, "take") and (not wanted or area.__name__.split(".")[-1] in wanted):
                    area.take(browser, address, site, IMAGES)
        browser.close()
    return 0


def areas() -> list[Any]:
    """The modules of `scripts/pictures/`."""
    sys.path.insert(0, str(ROOT / "scripts"))
    return [importlib.import_module(f"pictures.{area}") for area in AREAS]


@contextmanager
def served() -> Iterator[tuple[str, Any]]:
    """The application on a copy of the demo: (address, site)."""
    import uvicorn

    from analyse import project as projects
    from analyse.web import create_app
    from analyse.web.admin import routes
    from analyse.web.network import Address

    class Shown(Address):
        def url(self, _port: int) -> str:
            return SHOWN_ADDRESS

    routes.addresses = lambda: [Shown("192.168.1.20", "Wi-Fi")]
    with tempfile.TemporaryDirectory() as place:
        copied = shutil.copytree(DEMO, Path(place) / "demo")
        app = create_app(projects.load(Path(copied)))
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.site
        finally:
            server.should_exit = True
            thread.join(20)
            listener.close()


def _take(browser: Any, address: str, site: Any, picture: Any) -> None:
    from analyse.web import Role

    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.scheme
    )
    page = context.new_page()
    if picture.role is not Role.ANONYMOUS:
        name = "" if picture.role is Role.VOLUNTEER else "Camille T."
        [made] = site.sessions.invite(picture.role, name=name)
        picture.prepare(site, made.invitation)
        page.goto(f"{address}/entrer#{made.token}")
        page.get_by_role("button", name="Entrer").click()
        page.wait_for_url(lambda url: "/entrer" not in url)
    page.goto(f"{address}{picture.path}")
    picture.act(page)
    page.wait_for_load_state()
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    context.close()


def _fiche(browser: Any) -> None:
    """One fiche of the demo, as a reader sees it."""
    page = browser.new_page(viewport={"width": 1280, "height": 1150})
    page.goto((DEMO / "brouillons" / "fiches.html").as_uri())
    page.locator("article").nth(3).evaluate("fiche => fiche.scrollIntoView(true)")
    page.screenshot(path=IMAGES / "fiche.png")
    page.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

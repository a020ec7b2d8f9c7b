"""Take the pictures of the documentation again: `python scripts/images.py` (or `make images`).

Needs the demo (`make demo`) and a Chromium on the machine.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "demo" / "brouillons" / "fiches.html"
IMAGES = ROOT / "docs" / "images"


def main() -> int:
    """Open the page of the demo and take one fiche, as a reader sees it."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not PAGE.is_file() or chromium is None:
        sys.stderr.write("Il faut Chromium et la démonstration (make demo).\n")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1150})
        page.goto(PAGE.as_uri())
        page.locator("article").nth(3).evaluate("fiche => fiche.scrollIntoView(true)")
        page.screenshot(path=IMAGES / "fiche.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

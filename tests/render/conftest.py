"""A real Chromium for the pages of fiches."""

from browsers import browser, new_page

__all__ = ["browser", "new_page"]

"""Fiches as people read them.

- `Book` holds everything a renderer needs; the stage `drafts` fills it;
- `render_html(book)` gives one self-contained page;
- `render_markdown(book)` gives an index, one file per theme, and what is in no theme;
- `notes` cuts masked notes into passages and the rest; `words` says numbers in French.
"""

from __future__ import annotations

from .book import Book, Rare, Standing, Unclassified
from .html import render_html
from .markdown import render_markdown

__all__ = ["Book", "Rare", "Standing", "Unclassified", "render_html", "render_markdown"]

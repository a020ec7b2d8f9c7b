"""Theme → quotes: verbatim, representative, diverse, few; and the rare voices beside them.

- `select_quotes` proposes quotes per theme and facet;
- `rare_voices` finds distinct passages that few people said, so that they are read;
- `verify` refuses anything that is not word for word in its document.
"""

from __future__ import annotations

from .form import well_formed
from .rare import rare_voices
from .select import VERSION, quote_id, select_quotes
from .verify import verify

__all__ = [
    "VERSION",
    "quote_id",
    "rare_voices",
    "select_quotes",
    "verify",
    "well_formed",
]

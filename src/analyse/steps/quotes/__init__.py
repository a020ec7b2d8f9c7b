"""Theme → quotes: verbatim, representative, diverse, few; and the rare voices beside them.

- `select_quotes` proposes quotes per theme and facet;
- `rare_voices` finds distinct passages that few people said, so that they are read;
- `leaning` says why a passage cannot be read alone, away from its note;
- `verify` refuses anything that is not word for word in its document.
"""

from __future__ import annotations

from .alone import Lean, leaning
from .form import well_formed
from .rare import rare_voices
from .select import VERSION, quote_id, select_quotes
from .verify import verify

__all__ = [
    "VERSION",
    "Lean",
    "leaning",
    "quote_id",
    "rare_voices",
    "select_quotes",
    "verify",
    "well_formed",
]

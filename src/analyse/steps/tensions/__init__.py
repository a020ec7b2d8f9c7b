"""Theme → disagreements: two sides side by side, or the passages that tell the quarrel.

- `find_tensions` proposes disagreements that the notes mark as such, few per theme;
- `verify` refuses a disagreement whose passages are not word for word in their notes.
"""

from __future__ import annotations

from .detect import find_tensions
from .verify import verify

VERSION = "1"
"""Changes whenever the same passages may give other tensions."""

__all__ = ["VERSION", "find_tensions", "verify"]

"""Theme → contested subjects, both sides side by side, or the passage that tells the quarrel.

- `find_tensions` proposes disagreements that the notes mark as such, few per theme;
- `load_model` reads the small pair model that tells what is on the same subject;
- `verify` refuses a disagreement whose passages are not word for word in their notes.
"""

from __future__ import annotations

from .detect import find_tensions
from .model import MODEL_VERSION, PairModel, load_model
from .verify import verify

VERSION = f"1+{MODEL_VERSION}"
"""Changes whenever the same passages may give other tensions."""

__all__ = ["VERSION", "PairModel", "find_tensions", "load_model", "verify"]

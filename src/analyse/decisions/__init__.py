"""What people decide, replayed over what the machine found. Pure functions on contracts.

- `replay(found, decisions)`: the view that stands, and what became of each decision;
- `constraints(decisions)`: what they ask of the next analysis;
- `writing`: what people wrote about each theme, and what rests on no passage;
- `make`: a decision made and checked against the view that its author saw;
- `table`: the ledger as rows that a spreadsheet opens, and back.
"""

from analyse.decisions.constraints import Constraints, constraints
from analyse.decisions.make import make, members_digest, new_theme_id, text_digest
from analyse.decisions.replay import active, replay
from analyse.decisions.view import Decided, Found
from analyse.decisions.writing import LINES, SENTENCES, unsupported

__all__ = [
    "LINES",
    "SENTENCES",
    "Constraints",
    "Decided",
    "Found",
    "active",
    "constraints",
    "make",
    "members_digest",
    "new_theme_id",
    "replay",
    "text_digest",
    "unsupported",
]

"""Campaigns over a project's store: what the command line, the pages and the drafts call.

- `campaigns`: what can be asked about, what it costs, opening a campaign;
- `answers`: agreeing, taking cards, voting, sending;
- `verdicts`: reports, adjudication, closing, what the ledger is told;
- `core`: what they share.
"""

from __future__ import annotations

from analyse.validation.service.answers import Answers, Effect
from analyse.validation.service.campaigns import Campaigns
from analyse.validation.service.core import TEXT, now, stamp
from analyse.validation.service.verdicts import Verdicts, figures_in_words

__all__ = ["TEXT", "Effect", "Service", "figures_in_words", "now", "stamp"]


class Service(Campaigns, Answers, Verdicts):
    """Validation of one project; see `core.Core` for its arguments."""

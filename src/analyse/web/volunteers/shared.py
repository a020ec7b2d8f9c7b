"""What the pages of validation share: the service of a site, and texts with their acronyms."""

from __future__ import annotations

import re
import weakref
from collections.abc import Mapping
from functools import lru_cache

from analyse import lexicon
from analyse.contracts import Campaign
from analyse.errors import UsageError
from analyse.params import LexiconParams
from analyse.store import Store
from analyse.validation.service import Service
from analyse.web.site import Site

_services: weakref.WeakKeyDictionary[Store, Service] = weakref.WeakKeyDictionary()


def service_of(here: Site) -> Service:
    """The one service of a site: it keeps the cards, which never change."""
    found = _services.get(here.store)
    if found is None:
        found = Service(here.store, here.project.params, clock=here.settings.clock)
        _services[here.store] = found
    return found


def open_campaign(service: Service, wanted: str) -> Campaign | None:
    """The campaign an invitation is for, else the open one; None when nothing is asked."""
    try:
        campaign = service.campaign(int(wanted) if wanted.isdecimal() else None)
    except UsageError:
        return None
    return None if campaign.closed else campaign


Pieces = list[tuple[str, str]]
"""(text, what it stands for, "" for plain text), in order."""


@lru_cache(maxsize=8)
def _acronyms(params: LexiconParams) -> tuple[Mapping[str, str], re.Pattern[str]]:
    own = (entry.partition(":") for entry in params.acronymes)
    known = lexicon.acronyms() | {
        s.strip(): f.strip() for s, _, f in own if s.strip() and f.strip()
    }
    longest = sorted(known, key=lambda sign: (-len(sign), sign))
    told = "|".join(re.escape(sign) for sign in longest) or r"(?!)"
    return known, re.compile(rf"(?<![\w-])(?:{told})(?![\w-])")


def pieces(text: str, params: LexiconParams) -> Pieces:
    """A text cut at the acronyms that can be spelled out."""
    known, pattern = _acronyms(params)
    found: Pieces = []
    at = 0
    for match in pattern.finditer(text):
        if match.start() > at:
            found.append((text[at : match.start()], ""))
        found.append((match.group(), known[match.group()]))
        at = match.end()
    if at < len(text):
        found.append((text[at:], ""))
    return found

"""Addresses of pages that name a person, percent-encoded or not: masked whole."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from analyse.steps.depersonalise.gazetteers import CLEAR, first_class, fold, last_class, load
from analyse.steps.depersonalise.records import Found

_SITES = (
    r"(?:facebook|fb|linkedin|instagram|twitter|tiktok|threads|youtube|snapchat|bsky|mastodon"
    r"|pinterest|github)"
)
_URL = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"«»█]+|(?<![\w@./-])(?:[\w-]{{1,63}}\.){{0,3}}{_SITES}\.(?:com|net|social|app)/[^\s<>\"«»█]+"
    r"|(?<![\w@./])x\.com/[^\s<>\"«»█]+",
    re.IGNORECASE,
)
_TAIL = ".,;:!?'’*_]"
_PROFILE = re.compile(
    r"(?:linkedin\.com/(?:in|pub)/|facebook\.com/(?:profile\.php|people/)|(?:tiktok\.com|youtube\.com|threads\.net|"
    r"mastodon\.\w+)/@|/(?:~|users?/|profs?/|professeure?s?/|equipe/|chercheure?s?/|@|profils?/|profiles?/|personne/|people/|membres?/|u/)[\w%.-])",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"(?:facebook|fb|instagram|twitter|tiktok|threads|snapchat|bsky|x)\.(?:com|net|app)/(?P<who>[\w.%@-]+)",
    re.I,
)
_PAGES = frozenset(
    [
        "groups",
        "group",
        "events",
        "event",
        "pages",
        "watch",
        "share",
        "sharer",
        "hashtag",
        "search",
        "home",
        "login",
        "marketplace",
        "photo",
        "photos",
        "story",
        "reel",
        "reels",
        "video",
        "videos",
        "intent",
        "help",
        "about",
        "explore",
        "p",
        "tv",
        "media",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def words_of(url: str) -> list[str]:
    """Folded words of a decoded address; "MarieTremblay" gives two."""
    decoded = unicodedata.normalize("NFC", unquote(url).replace("\\", ""))
    decoded = re.sub(r"([a-zà-ÿ])([A-ZÀ-Ý])", r"\1 \2", decoded)
    return [fold(word) for word in _WORD.findall(decoded)]


def names_somebody(words: list[str]) -> bool:
    """Whether a first name and a surname follow each other, one of them nothing else."""
    organisations = load().organisations
    for at in range(len(words) - 1):
        if at and organisations.get(words[at - 1]) in {"porteur", "organisation"}:
            continue
        if organisations.get(words[at + 1]) == "lieu":
            continue
        first, last = first_class(words[at]), last_class(words[at + 1])
        if len(words[at]) < 3 or len(words[at + 1]) < 3:
            continue
        if first and last and CLEAR in (first, last):
            return True
        first, last = first_class(words[at + 1]), last_class(words[at])
        if first == CLEAR and last == CLEAR and not first_class(words[at]):
            return True
    return False


def _is_personal(url: str) -> bool:
    if _PROFILE.search(url):
        return True
    network = _NETWORK.search(url)
    if network:
        who = network["who"].lower()
        words = words_of(network["who"])
        natures = [load().organisations.get(word, "") for word in words]
        collective = any(nature in {"porteur", "organisation", "lieu"} for nature in natures)
        acronym = re.match(r"(?:cdc|mrc|ville|cisss|ciusss|cpe|clsc|csss|rqds|table|reseau)", who)
        if who not in _PAGES and not collective and not acronym:
            return True
    path = re.sub(r"^(?:https?://)?[^/]*", "", url)
    return names_somebody(words_of(path))


def urls(text: str) -> Iterator[Found]:
    """Every address that names a person or leads to a person's profile."""
    for match in _URL.finditer(text):
        raw = match.group()
        for piece in re.finditer(r"[^()\[\]]+(?:\([^()\s]*\)[^()\[\]]*)*", raw):
            url = piece.group().rstrip(_TAIL)
            if _is_personal(url):
                start = match.start() + piece.start()
                yield Found(start, start + len(url), "url")

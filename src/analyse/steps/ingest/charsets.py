"""Which one-byte encoding a French text is in, told by the plausibility of what it would say.

cp1252 and MacRoman give a meaning to nearly every byte, so that decoding never fails: "Žt" and "ét"
are the same bytes. Each sign outside ASCII is judged in its place: an accented small letter inside
a word is what French is made of, a capital after a small letter is not, « opens and » closes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CANDIDATES = ("cp1252", "mac_roman", "iso8859-15")
"""Windows, old Macintosh (and Excel for Mac's CSV), old Linux; the first wins a tie of texts."""

MARGIN = 1.0
"""Points by which the best reading must beat another one that gives other words. A letter well
placed is worth 2, a letter badly placed -3: one accent is
enough unless both readings make sense."""

_LOOKED_AT = 20_000
"""Signs judged at most: far more than it takes, and a bound on time."""

_ODD = re.compile(r"[^\x00-\x7f]")
_SMALL = {**dict.fromkeys("éèàêçùâîôûœ", 2.0), **dict.fromkeys("ëïüöäæÿ", 1.0)}
_LAST = dict.fromkeys("éàùû", 1.5)
"""Small letters that end a word; the others hardly ever do."""
_CAPITAL = {**dict.fromkeys("ÉÀÊÇÔÎŒ", 1.5), **dict.fromkeys("ÈÂÛÙËÏÜÖÄÆŸ", 0.2)}
"""Capitals that open a word; all of them are at home between capitals."""
_SYMBOLS = frozenset("©®™²³½¼¾±×÷·§£ºª")
_CLOSING = frozenset("\n.,;:!?)]…»”'’\"")


@dataclass(frozen=True, slots=True)
class Guess:
    """The best reading, its score, and whether another reading is as good."""

    text: str
    encoding: str
    score: float
    doubtful: bool


def guess(data: bytes) -> Guess | None:
    """The most plausible reading of bytes that are not UTF-8, None when no candidate fits.

    Args:
        data: the whole file.

    Returns:
        The reading; `doubtful` when it makes no sense in French (no point in its favour), or when
        another encoding gives other words within `MARGIN` points.
    """
    readings: list[tuple[float, str, str]] = []
    for name in CANDIDATES:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not _controls(text) and all(text != known for _, _, known in readings):
            readings.append((plausibility(text), name, text))
    if not readings:
        return None
    # max keeps the first of equals: the order of the candidates.
    best = max(readings, key=lambda one: one[0])
    rivals = [score for score, name, _ in readings if name != best[1]]
    close = any(best[0] - score < MARGIN for score in rivals)
    return Guess(best[2], best[1], best[0], doubtful=best[0] <= 0 or close)


def plausibility(text: str) -> float:
    """Points of a reading: the sum over its signs outside ASCII (of the first 20,000)."""
    total = 0.0
    for count, found in enumerate(_ODD.finditer(text)):
        if count == _LOOKED_AT:
            break
        at = found.start()
        before = text[at - 1] if at else "\n"
        after = text[at + 1] if at + 1 < len(text) else "\n"
        total += _points(found.group(), before, after)
    return total


def _controls(text: str) -> bool:
    """Whether C1 controls are there: iso8859-15 leaves them where cp1252 has quotes."""
    return re.search("[\x80-\x9f]", text) is not None


def _points(sign: str, before: str, after: str) -> float:
    if sign.isalpha() and sign not in "ªºµƒˆ":
        return _letter(sign, before, after)
    return _mark(sign, before, after)


def _letter(sign: str, before: str, after: str) -> float:
    if not (before.isalpha() or after.isalpha() or before in "'’" or after in "'’"):
        return 1.5 if sign in "àÀ" else -2.0 if sign.islower() else -0.5
    if all(near.isalpha() and not near.isascii() for near in (before, after)):
        return -2.0  # French has two accents in a row ("créée"), not three
    if sign.islower():
        if after.isupper():
            return -2.0 if before.isupper() else -1.0
        if not after.isalpha():
            return _LAST.get(sign, 0.0)
        return _SMALL.get(sign, 0.3)
    if before.islower() or (before.isupper() and after.islower()):
        return -3.0
    if before.isupper() or after.isupper():
        return 1.5 if sign in _CAPITAL else 0.0
    return _CAPITAL.get(sign, 0.0) if after.isalpha() else -1.0


def _mark(sign: str, before: str, after: str) -> float:
    inside = before.isalnum() and after.isalnum()
    if sign == "’":
        return 2.0 if before.isalpha() and after.isalpha() else 0.0
    if sign in "«“":
        if before.isalnum() or after in _CLOSING:
            return -2.0
        return 0.5 if sign == "«" and after.isalnum() else 1.5
    if sign in "»”":
        closes = before == "\xa0" or (not after.isalnum() and before not in " \n\t")
        return 1.5 if closes else -1.0
    if sign == "\xa0":
        return 1.5 if before in "«" or after in "»:;!?%$€" or before.isdigit() else 0.5
    if sign in "–—":
        if before.isalpha() and after.isalpha():  # "Saguenay–Lac-Saint-Jean"
            return 0.3 if after.isupper() else -1.0
        return 1.0
    if sign == "…":
        return -1.0 if inside else 1.0 if before.isalnum() and not after.isalpha() else 0.3
    if sign == "•":
        return 1.5 if not before.isalnum() and not after.isalnum() else -1.0
    if sign == "°":
        return 1.5 if before.isdigit() or before in "nN" else -1.0
    if sign == "€":
        return 1.0 if not inside else -1.0
    if sign in _SYMBOLS:
        return -2.0 if inside and not before.isdigit() else 0.5
    if sign == "\xad":
        return 0.0
    return -3.0 if inside else -1.0

"""Names written with something inside: a nickname, a father's name, a verb turned round."""

from __future__ import annotations

import re

from analyse.steps.depersonalise.gazetteers import CLEAR
from analyse.steps.depersonalise.names import Reader
from analyse.steps.depersonalise.shapes import Name
from analyse.steps.depersonalise.tokens import UPPER

_OPEN = re.compile(r"[ \t\u00a0]+[\"«“(‘'][ \u00a0]?")
_CLOSE = re.compile(r"[ \u00a0]?[\"»”)’'][ \t\u00a0]+")
_SIGNED = re.compile(r"(?m)(?:^|[–—/]|--?)[ \t\u00a0]*((?:[A-ZÀ-Ý]\.[ \u00a0]?-?){2,4})[ \t]*$")
_ABBREVIATIONS = frozenset(["n.b.", "p.s.", "p.-s.", "s.o.", "s.v.p.", "c.v.", "d.g.", "c.a."])


def nicknamed(reader: Reader, at: int) -> Name | None:
    """ "Gérald « Gerry » Fitzgibbon", "Jean-Guy (Ti-Guy) Roy"."""
    tokens, context = reader.tokens, reader.context
    if not tokens[at].capital or not tokens[at].first or at + 2 >= len(tokens):
        return None
    if not _OPEN.fullmatch(context.gap(at + 1)):
        return None
    for inner in (at + 1, at + 2):
        if inner + 1 >= len(tokens) or not tokens[inner].capital:
            return None
        if not _CLOSE.fullmatch(context.gap(inner + 1)):
            continue
        surname = tokens[inner + 1]
        if not surname.capital or not (surname.last or reader.unlisted(surname)):
            return None
        given = tokens[at].folded
        return Name(at, inner + 1, given, surname.folded, reader.gender_of(given))
    return None


def filiation(reader: Reader, at: int) -> Name | None:
    """ "Alcide à Médée": whose son or daughter, as people say in Acadie."""
    tokens, last = reader.tokens, at
    if not tokens[at].capital or tokens[at].first != CLEAR or tokens[at].nature:
        return None
    while (
        last + 2 < len(tokens)
        and tokens[last + 1].text == "à"
        and reader.context.joined_after(last)
        and reader.context.joined_after(last + 1)
        and tokens[last + 2].capital
        and (tokens[last + 2].first == CLEAR or reader.unlisted(tokens[last + 2]))
        and not tokens[last + 2].nature
    ):
        last += 2
    if last == at:
        return None
    given = tokens[at].folded
    return Name(at, last, given, "", reader.gender_of(given))


def spoken(reader: Reader, at: int) -> Name | None:
    """A first name and any capitalised word after a verb of speech ("dit Florence Jardin")."""
    tokens, context = reader.tokens, reader.context
    before = context.previous(at)
    if before is None or before.folded not in reader.lists.strong_speech:
        return None
    if not tokens[at].capital or not tokens[at].first or tokens[at].elided:
        return None
    if not context.joined(at + 1):
        return None
    after = tokens[at + 1]
    if not after.capital or after.shape == UPPER or after.elided or after.nature == "lieu":
        return None
    given = tokens[at].folded
    return Name(at, at + 1, given, after.folded, reader.gender_of(given))


def signatures(reader: Reader) -> list[Name]:
    """Initials alone that end a line after a dash or a slash ("– S. O.")."""
    found = []
    for match in _SIGNED.finditer(reader.context.text):
        written = match[1].replace(" ", "").replace("\u00a0", "").lower()
        first = reader.context.index_at(match.start(1))
        last = reader.context.index_at(match.start(1) + match[1].rindex(".") - 1)
        if written.replace("-", "") in _ABBREVIATIONS and not match[0].strip().startswith(
            ("–", "—")
        ):
            continue
        if 0 <= first <= last:
            found.append(Name(first, last, "", "-".join(re.findall(r"\w", written))))
    return found

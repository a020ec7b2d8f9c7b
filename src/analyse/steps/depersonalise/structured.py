"""Identifiers recognised by their form: no entity, no list of names.

Canadian postal codes, NAS (check digit of Luhn), RAMQ numbers, phones (numbering plans of
`phonenumbers`), civic addresses, dates of birth told as such, e-mails, handles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers
from stdnum import luhn

from analyse.steps.depersonalise.records import Found

_SPACE = r"[ \t\u00a0\u202f]"
_EMAIL = re.compile(
    rf"(?:mailto:)?[\w.+%'’&-]+(?:@|{_SPACE}@{_SPACE}|{_SPACE}?(?:\(at\)|\[at\]|\(a\)|\[a\]|\(arobase\)|\[arobase\]){_SPACE}?"
    rf"|{_SPACE}arobase{_SPACE})"
    rf"[^\W_](?:[\w-]*[^\W_])?(?:(?:\.|{_SPACE}?(?:\(point\)|\[point\]|\(dot\)|\[dot\]){_SPACE}?)"
    r"[^\W_](?:[\w-]*[^\W_])?)+",
    re.IGNORECASE,
)
_EMAIL_HINT = re.compile(r"@|\(at\)|\[at\]|\(a\)|\[a\]|arobase", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@./█])@[^\W\d][\w.]{1,48}\w")
_POSTAL = re.compile(
    r"(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z](?:[ \t\u00a0\u202f]?|-)"
    r"\d[ABCEGHJ-NPRSTV-Z]\d(?![\w])",
    re.IGNORECASE,
)
_RAMQ = re.compile(
    rf"(?<![^\W_])[A-Za-z]{{4}}(?:{_SPACE}|-)?(?:\d{{4}}(?:{_SPACE}|-)?\d{{4}}"
    rf"|\d{{2}}{_SPACE}?\d{{2}}{_SPACE}?\d{{2}}{_SPACE}?\d{{2}})(?![\w])"
)
_TWO_YEARS = re.compile(r"[A-Za-z]{4}\W?(?:19|20)\d\d[\W](?:19|20)\d\d")
_RAMQ_CONTEXT = re.compile(r"ramq|assurance[\s-]maladie|nam\b|carte soleil", re.IGNORECASE)
_NAS = re.compile(
    rf"(?<![\w$.,-])\d{{3}}(?P<gap>(?:{_SPACE}|[-.])?)\d{{3}}(?P=gap)\d{{3}}(?![\w-])"
)
_NAS_CONTEXT = re.compile(
    r"\b(?:n\.?a\.?s\.?|s\.?i\.?n\.?|assurance[\s-]sociale|social insurance)\b[^\n\d]{0,30}$",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"(?<![\w-])[A-Z]\d{4}[- ]?\d{6}[- ]?\d{2}(?![\w-])")
_CARD = re.compile(r"(?<![\w-])\d{4}(?:[ -]?\d{4}){3}(?![\w-])")
_AMOUNT = re.compile(
    rf"{_SPACE}?(?:\$|%|€|k\$|M\$|dollars|habitants|personnes|citoyens|millions?|milliards?)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.,$/=-])(?:\+|\()?\d(?:(?:[ \t\u00a0\u202f]|[().–\-/‑]){0,3}\d){6,14}(?![\w]|[.,-]\d)"
)
_NORTH_AMERICAN = re.compile(
    r"(?:\+?1[ .\u00a0\u202f\-‑]?)?\(?[2-9]\d{2}\)?[ .\-–‑/\u00a0\u202f]{0,3}"
    r"[2-9]\d{2}[ .\-–‑\u00a0\u202f]{0,3}\d{4}"
)
_LOCAL = re.compile(r"[2-9]\d{2}[ .\-–‑\u00a0]\d{4}")
_FRENCH = re.compile(r"0[1-9](?:[ .\-]?\d{2}){4}")
_PHONE_CONTEXT = re.compile(
    r"(?:t[ée]l(?:[ée]phone)?|cell(?:ulaire)?|phone|mobile|fax|t[ée]l[ée]copieur|texto|appel\w*|joindre|rejoindre"
    r"|num[ée]ro|contact)\b[^\n\d]{0,24}$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    rf"{_SPACE}*[,;(]?{_SPACE}*(?:postes?|p\.|ext\.?|extension|#|x){_SPACE}*:?{_SPACE}*\d{{1,6}}\)?",
    re.IGNORECASE,
)
_UPPER = "A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ"
_ROAD = (
    r"(?:rue|avenue|av\.|ave\.?|boulevard|boul\.|boul|bd\.?|bld|chemin|ch\.|rang|rg\.?|route|rte\.?|place|pl\.|montée"
    r"|côte|allée|croissant|impasse|ruelle|terrasse|carré|promenade|cercle|quai|traverse|sentier|mtée)"
)
_SMALL = r"(?:de la|de l['’]|des|du|de|d['’]|la|le|les|l['’]|à|aux|et|sur|en)"
_PROPER = rf"[{_UPPER}](?:[\w'’-]*\w)?\.?"
_NAMED = (
    rf"(?:(?:{_SMALL}{_SPACE}?)*(?:{_PROPER}|\d+(?:re|er|e|ère|ème)?)"
    rf"(?:{_SPACE}(?:{_SMALL}{_SPACE}?)*{_PROPER}){{0,4}}"
    rf"|(?:des|du|de la|de l['’]|d['’]){_SPACE}?[^\W\d_][\w-]+)"
)
_UNIT = (
    rf"(?:{_SPACE}?[,;(]?{_SPACE}?(?:app(?:artement|t)?\.?|apt\.?|bureau|bur\.|suite|local|porte|unité|étage|#)"
    rf"{_SPACE}?(?:no\.?{_SPACE}?)?#?\d*[A-Z]?\d*\b\)?)?"
)
_ADDRESS = re.compile(
    rf"(?<![\w$.,/-])\d{{1,6}}(?:{_SPACE}?-{_SPACE}?\d{{1,6}})?{_SPACE}?-?[A-Da-d]?(?:{_SPACE}½)?{_SPACE}?,?{_SPACE}?"
    rf"(?:(?i:{_ROAD}){_SPACE}+{_NAMED}|\d{{1,3}}(?:re|e|ère|ème){_SPACE}(?i:rue|avenue|rang|boulevard)"
    rf"(?:{_SPACE}(?:Est|Ouest|Nord|Sud))?"
    rf"|(?:[{_UPPER}][\w'’-]+{_SPACE}){{1,3}}"
    rf"(?:Street|St\.|Avenue|Ave\.?|Road|Rd\.?|Drive|Crescent|Lane|Boulevard)\b"
    rf"|(?:des|du|de la|de l['’]){_SPACE}?[{_UPPER}][\w'’-]+"
    rf"(?={_SPACE}?,{_SPACE}?(?:app|apt|bureau|suite)))"
    rf"{_UNIT}"
)
_BOX = re.compile(
    rf"(?:C\.{_SPACE}?P\.|case postale|P\.?O\.? Box){_SPACE}?(?:no\.?{_SPACE}?)?\d+", re.I
)
_MONTH = (
    r"(?:janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|d[ée]c(?:embre)?|january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\.?"
)
_BIRTH = re.compile(
    r"(?:\bn[ée]+\(?-?e?\)?s?,?[ \t\u00a0]+(?:le|un|en)|date de naissance|naissance"
    r"|d\.?d\.?n\.?|ddn|born(?: on)?"
    r"|birth ?date|date of birth|d\.?o\.?b\.?|anniversaire)"
    r"[ \t\u00a0]*(?:[:=(]|est|le|on|:\*\*|\*\*)*[ \t\u00a0]*(?:le[ \t\u00a0])?"
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)[ \t\u00a0])?"
    rf"(?P<date>\d{{1,2}}(?:er)?[ \t\u00a0.-]{{1,2}}{_MONTH}[ \t\u00a0.,-]{{1,2}}\d{{2,4}}"
    rf"|{_MONTH}[ \t\u00a0]\d{{1,2}}(?:st|nd|rd|th)?,?[ \t\u00a0]\d{{4}}|{_MONTH}[ \t\u00a0]\d{{4}}"
    rf"|\d{{1,2}}(?:er)?[ \t\u00a0]{_MONTH}"
    r"|\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|(?:19|20)\d{6})(?!\d)",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Found]:
    """Addresses, spaced or spelled out ("prenom (arobase) exemple (point) org")."""
    for hint in _EMAIL_HINT.finditer(text):
        start = max(text.rfind("\n", 0, hint.start()) + 1, hint.start() - 80)
        match = next(
            (m for m in _EMAIL.finditer(text, start, hint.start() + 200) if m.end() > hint.start()),
            None,
        )
        if match and match.start() <= hint.start():
            yield Found(match.start(), match.end(), "courriel")


def handles(text: str) -> Iterator[Found]:
    """Names on social networks ("@nom")."""
    for match in _HANDLE.finditer(text):
        yield Found(match.start(), match.end(), "identifiant")


def postal_codes(text: str) -> Iterator[Found]:
    """Canadian postal codes."""
    for match in _POSTAL.finditer(text):
        yield Found(match.start(), match.end(), "code postal")


def government_numbers(text: str) -> Iterator[Found]:
    """NAS, RAMQ, driving licence and payment card numbers."""
    for match in _RAMQ.finditer(text):
        told = _RAMQ_CONTEXT.search(text, max(0, match.start() - 40), match.start())
        if told or not _TWO_YEARS.fullmatch(match.group()):
            yield Found(match.start(), match.end(), "identifiant")
    for match in _NAS.finditer(text):
        told = _NAS_CONTEXT.search(text[max(0, match.start() - 60) : match.start()])
        if told or (
            luhn.is_valid(re.sub(r"\D", "", match.group())) and not _AMOUNT.match(text, match.end())
        ):
            yield Found(match.start(), match.end(), "identifiant")
    for match in _LICENCE.finditer(text):
        yield Found(match.start(), match.end(), "identifiant")
    for match in _CARD.finditer(text):
        if luhn.is_valid(re.sub(r"\D", "", match.group())):
            yield Found(match.start(), match.end(), "identifiant")


def _is_phone(number: str, before: str) -> bool:
    digits = re.sub(r"\D", "", number)
    if number.startswith("+") or digits.startswith(("00", "011")):
        prefix = "+" + re.sub(r"^(?:00|011)", "", digits)
        try:
            return bool(phonenumbers.is_possible_number(phonenumbers.parse(prefix, None)))
        except phonenumbers.NumberParseException:
            return False
    if _NORTH_AMERICAN.fullmatch(number):
        grouped = len(digits) != len(number)
        if grouped or _PHONE_CONTEXT.search(before):
            return True
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(digits, "CA")))
    if _FRENCH.fullmatch(number):
        return True
    return bool(_LOCAL.fullmatch(number) and _PHONE_CONTEXT.search(before))


def phones(text: str) -> Iterator[Found]:
    """Canadian, French and international phones, with their extension."""
    for match in _PHONE.finditer(text):
        start, number = match.start(), match.group()
        if number.startswith("(") and ")" not in number:
            start, number = start + 1, number[1:]
        if number.startswith(("19", "20")) and re.fullmatch(
            r"(?:19|20)\d\d[-–/](?:19|20)?\d\d", number
        ):
            continue
        before = text[max(0, start - 40) : start]
        if not _is_phone(number, before):
            inner = _NORTH_AMERICAN.search(number)
            if not inner or inner.group().isdigit():
                continue
            start, number = start + inner.start(), inner.group()
        end = start + len(number)
        if _AMOUNT.match(text, end) and not number.startswith("+"):
            continue
        extension = _EXTENSION.match(text, end)
        yield Found(start, extension.end() if extension else end, "téléphone")
    for match in re.finditer(r"(?<!\w)\d[ -]8\d\d[ -][A-Z]{2,}[ -]?[A-Z\d]{2,}(?!\w)", text):
        yield Found(match.start(), match.end(), "téléphone")


def addresses(text: str) -> Iterator[Found]:
    """Civic addresses up to the unit, and post boxes; the town stays."""
    for match in _ADDRESS.finditer(text):
        yield Found(match.start(), match.end(), "adresse")
    for match in _BOX.finditer(text):
        yield Found(match.start(), match.end(), "adresse")


def birth_dates(text: str) -> Iterator[Found]:
    """Dates told as somebody's birth; the words around stay."""
    for match in _BIRTH.finditer(text):
        yield Found(match.start("date"), match.end("date"), "date de naissance")

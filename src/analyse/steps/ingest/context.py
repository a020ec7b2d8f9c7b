"""What is known of a document as a whole, in the order of trust of the architecture."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from analyse.contracts import UNKNOWN, Consent, DocumentContext
from analyse.lexicon import find_palier, find_region, find_secteur, fold, normalise_jour, region_in
from analyse.steps.ingest.header import Header, read_header
from analyse.steps.ingest.register import RegisterRow, parse_consent

REGISTER, COLUMN, HEADER, PATH, DEFAULT = "registre", "colonne", "en-tête", "chemin", "par défaut"
FIELDS = ("jour", "atelier", "region", "palier", "secteur", "preneur", "consentement")

_WORKSHOP = re.compile(
    r"^(?:atelier|workshop)[\s-]*(?:n[o°]\.?|numéro|#)?\s*0*(\d{1,3}[a-z]?)(?![\w.])"
    r"|^(?:n[o°]\.?|numéro|#)?\s*0*(\d{1,3}[a-z]?)\s*(?:$|[–—|:,]|[-.]\s)",
    re.IGNORECASE,
)
_PATH_WORKSHOP = re.compile(
    r"(?:^| )(?:(?:atelier|atel|at|workshop) *(?:no )?|a(?=\d))0*(\d{1,3}[a-z]?)(?= |$)"
)
_ABBREVIATIONS = frozenset({"gim", "bsl", "slsj", "cdq", "mtl"})
_PATH_DAY = re.compile(r"(?:^| )(?:jour|journee|j) *0*(\d{1,2})(?= |$)")


def understand(
    path: str,
    text: str,
    *,
    register_row: RegisterRow | None,
    header: Header | None,
    default_jour: int | None,
    row_metadata: Mapping[int, Mapping[str, str]] | None = None,
) -> DocumentContext:
    """Put together what the register, the columns, the header and the path say.

    The first source that says something understood wins, field by field; what it says without
    being understood is told in `not_understood` and the next source is asked.

    Args:
        path: masked path under notes/.
        text: masked text, from which the header is read when it is not given.
        register_row: the line of the register, if any.
        header: what `read_header` found in the masked text, or None to read it here.
        default_jour: day of the event given to a file that has none.
        row_metadata: for a table, what its rows say; a column counts for the document when all
            its filled cells say the same and no row is without it.

    Returns:
        The context. Regions, paliers and secteurs are those of `lexicon`; workshops that have a
        number are that number without zeros in front, so that two notes of one workshop agree.
    """
    by_source: tuple[tuple[str, Mapping[str, str]], ...] = (
        (REGISTER, _register(register_row)),
        (COLUMN, _columns(row_metadata or {})),
        (HEADER, _header(read_header(text) if header is None else header)),
        (PATH, _path(path)),
        (DEFAULT, {} if default_jour is None else {"jour": str(default_jour)}),
    )
    values: dict[str, str] = {}
    sources: dict[str, str] = {}
    missed: list[str] = []
    for name in FIELDS:
        for source, said in by_source:
            raw = said.get(name, "").strip()
            if not raw or fold(raw) == UNKNOWN:
                continue
            value = _NORMALISE[name](raw)
            if value:
                values[name], sources[name] = value, source
                break
            missed.append(f"{name}\u00a0: {source}")
    return DocumentContext(
        jour=int(values["jour"]) if "jour" in values else None,
        atelier=values.get("atelier", ""),
        region=values.get("region", UNKNOWN),
        palier=values.get("palier", UNKNOWN),
        secteur=values.get("secteur", UNKNOWN),
        preneur=values.get("preneur", ""),
        consentement=Consent(values.get("consentement", Consent.UNKNOWN)),
        sources=sources,
        not_understood=tuple(missed),
    )


def normalise_atelier(text: str) -> str:
    """The name of a workshop: its number without zeros in front when it has one ("Atelier 07 – Se
    loger" → "7"), else its title on one line."""
    found = _WORKSHOP.match(text.strip())
    number = (found.group(1) or found.group(2)).lower() if found else ""
    return number or " ".join(text.split())


def _jour(text: str) -> str:
    number = normalise_jour(text)
    if number is None:
        leading = re.match(r"0*([1-9]\d?)\s*[–,(]", text)
        return leading.group(1) if leading else ""
    return str(number)


def _known(find: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "" if find(text) == UNKNOWN else find(text)


def _consent(text: str) -> str:
    found = parse_consent(text)
    return "" if found in (None, Consent.UNKNOWN) else str(found)


_NORMALISE: dict[str, Callable[[str], str]] = {
    "jour": _jour,
    "atelier": normalise_atelier,
    "region": _known(find_region),
    "palier": _known(find_palier),
    "secteur": _known(find_secteur),
    "preneur": lambda text: " ".join(text.split()),
    "consentement": _consent,
}


def _register(row: RegisterRow | None) -> dict[str, str]:
    return {} if row is None else {name: getattr(row, name) for name in FIELDS}


def _columns(rows: Mapping[int, Mapping[str, str]]) -> dict[str, str]:
    """Fields that every row says, and says alike."""
    found = {}
    for name in FIELDS:
        said = {fold(row.get(name, "")): row.get(name, "") for row in rows.values()}
        if len(said) == 1 and "" not in said:
            found[name] = next(iter(said.values()))
    return found


def _header(header: Header) -> dict[str, str]:
    found = dict(header.values)
    date = found.pop("date", "")
    if "jour" not in found and normalise_jour(date) is not None and not date.strip().isdigit():
        found["jour"] = date
    return found


def _path(path: str) -> dict[str, str]:
    """Day, workshop and region told by the names of folders and of the file, the file first."""
    pure = PurePosixPath(path)
    found: dict[str, str] = {}
    for part in (pure.stem, *reversed(pure.parts[:-1])):
        plain = fold(part.replace("_", " ")).replace("-", " ")
        day, workshop = _PATH_DAY.search(plain), _PATH_WORKSHOP.search(plain)
        if day:
            found.setdefault("jour", day.group(1))
        if workshop:
            found.setdefault("atelier", workshop.group(1))
        region = region_in(plain)
        if region == UNKNOWN:
            # Abbreviations are too short to be looked for in a sentence; a name's piece is not one.
            told = {find_region(p) for p in plain.split() if p in _ABBREVIATIONS}
            region = told.pop() if len(told) == 1 else UNKNOWN
        if region != UNKNOWN:
            found.setdefault("region", region)
    return found

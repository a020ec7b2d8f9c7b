"""The register of files and the roster of people: read, matched, completed."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from analyse.atomic import replace
from analyse.contracts import UNKNOWN, Consent
from analyse.errors import ConfigurationError, ReaderError
from analyse.lexicon import (
    PALIERS,
    SECTEURS,
    find_palier,
    find_region,
    find_secteur,
    fold,
    normalise_jour,
)
from analyse.steps.ingest.safety import MAX_ROWS
from analyse.steps.ingest.text import decode

COLUMNS = (
    *("fichier", "jour", "atelier", "region", "palier", "secteur", "preneur", "consentement"),
    "communaute",
)
ROSTER_COLUMNS = ("nom", "organisation", "role", "consentement", "communaute")
_SYNONYMS = {
    "fichiers": "fichier",
    "nom du fichier": "fichier",
    "secteur d activite": "secteur",
    "preneur de notes": "preneur",
    "preneuse de notes": "preneur",
    "preneur ou preneuse de notes": "preneur",
    "organisme": "organisation",
    "fonction": "role",
    "nom complet": "nom",
}
ROSTER = "liste des participants"
_FORMULA = ("=", "+", "-", "@")
_CONSENTS = {
    Consent.PUBLISH: ("publier", "publication", "oui", "accorde", "accordee"),
    Consent.ANALYSE: ("analyser", "analyse", "analyse seulement", "sans publication"),
    Consent.WITHDRAW: ("retirer", "retrait", "retire", "retiree", "non", "refus", "refuse"),
    Consent.UNKNOWN: ("inconnu", "inconnue", "a demander", "?"),
}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register, as people typed it."""

    fichier: str
    jour: str = ""
    atelier: str = ""
    region: str = ""
    palier: str = ""
    secteur: str = ""
    preneur: str = ""
    consentement: str = ""
    communaute: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The register: rows by file."""

    rows: tuple[RegisterRow, ...] = ()

    def row_for(self, path: str) -> RegisterRow | None:
        """The row of a file under notes/: by its whole path, else by its bare name when only one
        row bears it. Composition of accents and case do not matter."""
        wanted = _name(path)
        for row in self.rows:
            if _name(row.fichier) == wanted:
                return row
        bare = PurePosixPath(wanted).name
        same = [row for row in self.rows if _name(row.fichier) == bare]
        return same[0] if len(same) == 1 else None


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of the roster. Used to mask and to know who speaks, never shown."""

    nom: str
    organisation: str = ""
    role: str = ""
    consentement: str = ""
    communaute: str = ""


def parse_consent(text: str) -> Consent | None:
    """The consent a value tells, None when it is not understood; nothing said is unknown."""
    folded = fold(text)
    if not folded:
        return Consent.UNKNOWN
    for consent, words in _CONSENTS.items():
        if folded in words or folded.split(" ")[0] in words[:1]:
            return consent
    return None


def read_register(path: Path) -> Register:
    """Read and check the register, a CSV (`,` or `;`, UTF-8 or cp1252) or an XLSX.

    Raises:
        ConfigurationError: an unknown column or value, a file named twice, with the line.
    """
    table = read_table(path, COLUMNS, required="fichier", what="registre")
    rows, seen = [], dict[str, int]()
    for line, cells in table:
        row = RegisterRow(**cells)
        _check(row, line)
        name = _name(row.fichier)
        if name in seen:
            raise ConfigurationError(
                f"registre, ligne {line}\u00a0: ce fichier est déjà à la ligne {seen[name]}",
                line=line,
                action="Gardez une seule ligne par fichier.",
            )
        seen[name] = line
        rows.append(row)
    return Register(tuple(rows))


def read_roster(path: Path) -> tuple[RosterEntry, ...]:
    """Read the roster, in the same formats.

    Raises:
        ConfigurationError: an unknown column or consent, or no column of names.
    """
    entries = []
    for line, cells in read_table(path, ROSTER_COLUMNS, required="nom", what=ROSTER):
        if parse_consent(cells.get("consentement", "")) is None:
            raise ConfigurationError(
                f"{ROSTER}, ligne {line}\u00a0: valeur non reconnue dans la colonne "
                "«\u00a0consentement\u00a0»",
                line=line,
                action="Valeurs reconnues\u00a0: publier, analyser, retirer.",
            )
        entries.append(RosterEntry(**cells))
    return tuple(entries)


def write_register(path: Path, rows: Iterable[RegisterRow]) -> Register:
    """Write or complete the register.

    What people typed is kept, line by line; what is empty is completed from `rows`; files that
    have no line yet are added at the end, in the order of `rows`. The file is a CSV with `;`, in
    UTF-8 with BOM, which French Excel opens by a double click, replaced atomically.

    Returns:
        The register as written.

    Raises:
        ConfigurationError: the present register is not right, or is a workbook.
    """
    if path.suffix.lower() != ".csv":
        raise ConfigurationError(
            "un registre en .xlsx n'est jamais réécrit comme un tableau",
            action="Complétez-le par la commande analyse registre.",
        )
    register = completed(read_register(path) if path.exists() else Register(), rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in register.rows:
        writer.writerow([_quote(getattr(row, column)) for column in COLUMNS])
    replace(path, out.getvalue().encode("utf-8-sig"))
    return register


def completed(known: Register, rows: Iterable[RegisterRow]) -> Register:
    """What people typed, line by line, its gaps filled from `rows`; then files without a line."""
    given = list(dict.fromkeys(rows))
    matched: dict[str, list[RegisterRow]] = {}
    for row in given:
        line = known.row_for(row.fichier)
        matched.setdefault(line.fichier if line else "", []).append(row)
    # A bare name that several files bear tells them apart no more: each gets a line of its own.
    unclear = [r for name, rows in matched.items() if not name or len(rows) > 1 for r in rows]
    kept = [_complete(row, matched.get(row.fichier, [])) for row in known.rows]
    return Register((*kept, *(row for row in given if row in unclear)))


def _complete(row: RegisterRow, found: Sequence[RegisterRow]) -> RegisterRow:
    """The row with what is empty taken from the one file it stands for."""
    if len(found) != 1:
        return row
    values = {f.name: getattr(row, f.name) or getattr(found[0], f.name) for f in fields(row)}
    return RegisterRow(**values)


def _quote(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe, taken off on reading."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _name(path: str) -> str:
    clean = unicodedata.normalize("NFC", path.strip().replace("\\", "/")).casefold()
    return clean.removeprefix("./").removeprefix("notes/")


def _check(row: RegisterRow, line: int) -> None:
    wrong = ""
    if row.jour and normalise_jour(row.jour) is None:
        wrong, action = "jour", "Écrivez le numéro du jour de l'événement\u00a0: 1, 2, 3…"
    elif _unknown(row.region, find_region(row.region)):
        wrong, action = "region", "Écrivez le nom d'une des 17 régions administratives."
    elif _unknown(row.palier, find_palier(row.palier)):
        wrong, action = "palier", f"Valeurs reconnues\u00a0: {', '.join(PALIERS)}."
    elif _unknown(row.secteur, find_secteur(row.secteur)):
        wrong, action = "secteur", f"Valeurs reconnues\u00a0: {', '.join(SECTEURS)}."
    elif parse_consent(row.consentement) is None:
        wrong, action = "consentement", "Valeurs reconnues\u00a0: publier, analyser, retirer."
    if wrong:
        raise ConfigurationError(
            f"registre, ligne {line}\u00a0: valeur non reconnue dans la colonne "
            f"«\u00a0{wrong}\u00a0»",
            line=line,
            action=action,
        )


def _unknown(typed: str, found: str) -> bool:
    return bool(typed) and found == UNKNOWN and fold(typed) != UNKNOWN


def read_table(
    path: Path, columns: Sequence[str], *, required: str, what: str
) -> list[tuple[int, dict[str, str]]]:
    """(line from 1, cells by column) of the rows whose required cell is filled."""
    try:
        rows = _workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    except (ReaderError, OSError) as error:
        detail = error.message if isinstance(error, ReaderError) else "lecture refusée"
        raise ConfigurationError(f"{what}\u00a0: {detail}", action="Corrigez ce fichier.") from None
    if not rows:
        return []
    line, header = rows[0]
    names = column_names(header)
    unknown = [i for i, name in enumerate(names) if name and name not in columns]
    if unknown or required not in names:
        problem = (
            f"colonne inconnue (la {unknown[0] + 1}e)"
            if unknown
            else f"colonne «\u00a0{required}\u00a0» absente"
        )
        raise ConfigurationError(
            f"{what}, ligne {line}\u00a0: {problem}",
            line=line,
            action=f"Colonnes reconnues\u00a0: {', '.join(columns)}.",
        )
    found = []
    for number, row in rows[1:]:
        cells = {
            name: unicodedata.normalize("NFC", _unquote(cell.strip()))
            for name, cell in zip(names, row, strict=False)
            if name
        }
        if cells.get(required):
            found.append((number, cells))
        elif any(cells.values()):
            raise ConfigurationError(
                f"{what}, ligne {number}\u00a0: la colonne «\u00a0{required}\u00a0» est vide",
                line=number,
                action="Remplissez-la ou effacez la ligne.",
            )
    return found


def column_names(header: Iterable[str]) -> list[str]:
    """The columns that cells of a header name; what is not known is given folded."""
    names = [" ".join(fold(cell).replace("-", " ").split()) for cell in header]
    return [_SYNONYMS.get(name, name) for name in names]


def _unquote(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _csv(path: Path) -> list[tuple[int, list[str]]]:
    text = decode(path.read_bytes()).text
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, start = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((start, row))
            start = reader.line_num + 1
    except csv.Error:
        raise ReaderError(f"tableau illisible vers la ligne {reader.line_num}") from None
    return rows


def _workbook(path: Path) -> list[tuple[int, list[str]]]:
    from analyse.steps.ingest.workbook import first_sheet

    rows = enumerate(first_sheet(path, max_rows=MAX_ROWS), start=1)
    return [(i, row) for i, row in rows if any(cell.strip() for cell in row)]

"""The register as a workbook: lists to choose from, what is missing in colour, what was understood.

Cells are text, whatever they begin with; nothing in it is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyse.atomic import replace
from analyse.contracts import UNKNOWN, Consent
from analyse.lexicon import PALIERS, REGIONS, SECTEURS
from analyse.steps.ingest import RegisterRow, column_names

_HEADERS = {
    "fichier": "fichier",
    "jour": "jour",
    "atelier": "atelier",
    "region": "région",
    "palier": "palier",
    "secteur": "secteur d'activité",
    "preneur": "preneur ou preneuse de notes",
    "consentement": "consentement",
}
CHOICES: dict[str, tuple[str, ...]] = {
    "region": tuple(r for r in REGIONS if r != UNKNOWN),
    "palier": tuple(p for p in PALIERS if p != UNKNOWN),
    "secteur": tuple(s for s in SECTEURS if s != UNKNOWN),
    "consentement": tuple(c.value for c in Consent if c is not Consent.UNKNOWN),
}
_OURS = ("Registre", "Compris", "Listes")
_WIDTHS = (44, 7, 16, 30, 13, 26, 28, 15)
_ROOM = 500  # rows under the last file where the lists still open
_MISSING, _HEAD = "FFF4CC", "1F4E79"


@dataclass(frozen=True, slots=True)
class Understood:
    """What a file says of itself: `value` is "" when something was said and not understood."""

    file: str
    field: str
    value: str
    source: str


def write_book(path: Path, rows: Sequence[RegisterRow], understood: Sequence[Understood]) -> None:
    """Write the workbook, whole or not at all; the one that we make names nobody.

    Sheets: "Registre" (the first, which is read back), "Compris" (where each value was found),
    "Listes". In a workbook that is there, only empty cells of the register are filled and missing
    files added at the end; sheets, columns and colours that people made stay.

    Raises:
        OSError: the file cannot be written; the old one stays.
    """
    from openpyxl import Workbook, load_workbook

    if path.exists():
        book = load_workbook(path)
        register = book.worksheets[0]
        _fill(register, rows)
    else:
        book = Workbook()
        book.properties.creator = ""
        register = book.worksheets[0]
        register.title = _OURS[0]
        _head(register, list(_HEADERS.values()), _WIDTHS)
        _fill(register, rows)
        _colours(register, len(rows) + 1)
        _lists(register, book.create_sheet(_OURS[2]), len(rows))
    if _OURS[1] in book.sheetnames:
        book.remove(book[_OURS[1]])
    _understood(book.create_sheet(_OURS[1], 1), understood)
    written = io.BytesIO()
    book.save(written)
    replace(path, written.getvalue())


def _fill(sheet: Any, rows: Sequence[RegisterRow]) -> None:
    """Fill what is empty, add the files that have no line."""
    lines = {at: [str(c.value or "") for c in row] for at, row in enumerate(sheet.rows, start=1)}
    head = next(at for at, cells in lines.items() if any(c.strip() for c in cells))
    columns = {name: at for at, name in enumerate(column_names(lines[head]), start=1) if name}
    for name, header in _HEADERS.items():
        if name not in columns:
            columns[name] = max(columns.values()) + 1
            _text(sheet, head, columns[name], header)
    file = columns["fichier"] - 1
    there = {c[file].strip(): at for at, c in lines.items() if at > head and c[file].strip()}
    last = max((at for at, cells in lines.items() if any(c.strip() for c in cells)), default=head)
    for row in rows:
        line = there.get(row.fichier)
        if line is None:
            last += 1
            line = last
        for name, column in columns.items():
            if name in _HEADERS and not str(sheet.cell(line, column).value or "").strip():
                _text(sheet, line, column, getattr(row, name))


def _colours(sheet: Any, last: int) -> None:
    """What is missing is in colour; columns can be filtered."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.auto_filter.ref = f"A1:H{last}"
    colour = PatternFill(bgColor=_MISSING, fill_type="solid")
    rule = FormulaRule(  # type: ignore[no-untyped-call]
        formula=['AND($A2<>"",B2="")'], fill=colour
    )
    sheet.conditional_formatting.add(f"B2:H{last + _ROOM}", rule)


def _text(sheet: Any, row: int, column: int, value: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = value or None
    if value:
        cell.data_type = "s"  # "=…" is a name, not a formula
        cell.number_format = "@"


def _head(sheet: Any, names: Sequence[str], widths: Sequence[int]) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for at, (name, width) in enumerate(zip(names, widths, strict=True), start=1):
        _text(sheet, 1, at, name)
        cell = sheet.cell(1, at)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEAD)
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "B2"


def _lists(register: Any, lists: Any, rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    _head(lists, [_HEADERS[name] for name in CHOICES], [32] * len(CHOICES))
    columns = list(_HEADERS)
    for at, (name, values) in enumerate(CHOICES.items(), start=1):
        for line, value in enumerate(values, start=2):
            _text(lists, line, at, value)
        letter, target = get_column_letter(at), get_column_letter(columns.index(name) + 1)
        rule = DataValidation(
            type="list",
            formula1=f"Listes!${letter}$2:${letter}${len(values) + 1}",
            allow_blank=True,
        )
        rule.errorStyle = "warning"  # short forms ("GIM", "OBNL") are understood too
        rule.error = (
            "Cette valeur n'est pas dans la liste\u00a0: elle sera lue si elle se comprend."
        )
        rule.errorTitle = "Registre"
        rule.add(f"{target}2:{target}{rows + 1 + _ROOM}")
        register.add_data_validation(rule)


def _understood(sheet: Any, understood: Sequence[Understood]) -> None:
    _head(sheet, ("fichier", "champ", "compris", "trouvé dans"), (44, 16, 32, 16))
    for line, said in enumerate(understood, start=2):
        cells = (said.file, _HEADERS[said.field], said.value or "(pas compris)", said.source)
        for at, value in enumerate(cells, start=1):
            _text(sheet, line, at, value)

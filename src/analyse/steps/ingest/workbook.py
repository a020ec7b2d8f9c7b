"""The reader of .xlsx: every sheet that has the text column, rows numbered across sheets."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.params import ColumnParams
from analyse.steps.ingest.markdown import beside
from analyse.steps.ingest.safety import BROKEN, NO_TEXT, Package, refuse_doctype
from analyse.steps.ingest.tables import (
    ASSUMED,
    HEADER_SEARCH,
    Rows,
    find_columns,
    locate_header,
    missing_text_column,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_COLUMNS = 200
"""Columns read of a sheet: forms of a hundred questions exist; a stray cell at the far right
makes every row 16 384 cells wide."""
_COMMENTS = "Les commentaires de cellules ne sont pas dans le texte\u00a0: ils sont écartés."
_SHEET_SKIPPED = "{} feuille(s) sans colonne de texte n'ont pas été lues."


def read(path: Path, params: ColumnParams, reader: str, version: str) -> Extraction:
    """Text cells of all sheets; values, never formulas; `row` counts sheet rows after the header.

    Comments on cells come after the last row, apart.

    Raises:
        ReaderError: no sheet has the text column, or the workbook is broken, locked, suspect.
    """
    gathered, warnings, skipped = Rows(), [], 0
    header: list[str] = []
    book = _open(path)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = _rows(sheet.iter_rows(max_col=_MAX_COLUMNS, values_only=True))
            top = list(islice(rows, HEADER_SEARCH))
            first = next((i for i, row in enumerate(top) if any(c.strip() for c in row)), None)
            if first is None:
                continue
            at = first + locate_header(top[first:], params)
            columns = find_columns(top[at], params)
            if columns is None:
                header, skipped = header or top[at], skipped + 1
                continue
            if columns.assumed:
                warnings.append(ASSUMED)
            pending = 0
            for row in chain(top[at + 1 :], rows):
                if not any(cell.strip() for cell in row):
                    pending += 1
                    continue
                # Empty rows count only when something follows: sheets often end on thousands.
                gathered.count += pending
                pending = 0
                gathered.add(row, columns)
    finally:
        book.close()
    if not gathered.count:
        raise missing_text_column(header, params) if header else ReaderError(NO_TEXT)
    if skipped:
        warnings.append(_SHEET_SKIPPED.format(skipped))
    found = gathered.extraction(MEDIA_TYPE, reader, version, "", warnings)
    text, apart = beside(found.text, _comments(path))
    if not apart:
        return found
    return replace(found, text=text, apart=apart, warnings=(*found.warnings, _COMMENTS))


def _comments(path: Path) -> Iterator[str]:
    """Comments on cells: threads where there are some, else notes of the old kind."""
    with Package(path) as package:
        parts = [name for name in package.xml_parts() if name.lower().startswith("xl/")]
        threads = [name for name in parts if "threadedcomment" in name.lower()]
        old = [name for name in parts if re.search(r"comments\d*\.xml$", name, re.IGNORECASE)]
        for name in threads or old:
            for comment in package.xml(name).iter("{*}threadedComment", "{*}comment"):
                yield "".join(t.text or "" for t in comment.iter("{*}t", "{*}text") if t.text)


def first_sheet(path: Path, *, max_rows: int) -> list[list[str]]:
    """The rows of the first sheet as text, for small tables such as the register.

    Raises:
        ReaderError: broken, locked or suspect.
    """
    book = _open(path)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        values = sheet.iter_rows(max_col=_MAX_COLUMNS, max_row=max_rows, values_only=True)
        return list(_rows(values))
    except (ReaderError, MemoryError):
        raise
    # openpyxl meets broken files with exceptions of any kind.
    except Exception:
        raise ReaderError(BROKEN) from None
    finally:
        book.close()


def _open(path: Path) -> Workbook:
    import openpyxl

    with Package(path) as package:
        # openpyxl streams sheets through a parser that expands entities: none may be declared.
        for part in package.xml_parts():
            with package.open(part) as stream:
                refuse_doctype(stream)
    try:
        # As a stream: by its name, the library refuses a workbook named otherwise.
        return openpyxl.load_workbook(
            io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False
        )
    except (ReaderError, MemoryError):
        raise
    except Exception:
        raise ReaderError(BROKEN) from None


def _rows(raw: Iterator[tuple[object, ...]]) -> Iterator[list[str]]:
    for values in raw:
        yield [_cell(value) for value in values]


def _cell(value: object) -> str:
    """A cell as a person sees it, near enough: whole numbers without decimals, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)

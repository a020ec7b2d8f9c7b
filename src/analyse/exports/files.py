"""Tables written as CSV or JSON files, each replaced whole or left as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analyse.atomic import replace
from analyse.errors import ProjectError, system_reason
from analyse.exports.answers import answer_tables
from analyse.exports.tables import Snapshot, tables
from analyse.exports.validation import Asked, validation_tables

FORMATS = ("csv", "json")
Tables = dict[str, pd.DataFrame]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def export(
    state: Snapshot,
    format_: str,
    folder: Path,
    *,
    spreadsheet: bool = False,
    asked: Asked | None = None,
) -> list[Path]:
    """Write the export and return its files.

    Args:
        state: what to write.
        format_: one of `FORMATS`.
        folder: created when missing; files of the same name are replaced.
        spreadsheet: for CSV, write for French spreadsheets: `;`, decimal commas, a UTF-8 mark, and
            cells that begin like a formula neutralised by an apostrophe.
        asked: what volunteers were asked and answered; None leaves their tables out.

    Raises:
        ProjectError: the folder cannot be written.
    """
    writers = {"csv": _csv, "json": _json}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return writers[format_](every_table(state, asked), state, folder, spreadsheet)
    except OSError as error:
        raise ProjectError(
            f"Impossible d'écrire dans «\u00a0{folder}\u00a0» ({system_reason(error)}).",
            action="Fermez ces fichiers dans les autres programmes, ou choisissez un autre dossier "
            "avec --sortie.",
        ) from error


def every_table(state: Snapshot, asked: Asked | None = None) -> Tables:
    """The promised tables, then those of the fiches 1.0 and of volunteers when there are some."""
    return tables(state) | answer_tables(state) | (validation_tables(state, asked) if asked else {})


def _csv(every: Tables, _state: Snapshot, folder: Path, spreadsheet: bool) -> list[Path]:
    written = []
    for name, frame in every.items():
        path = folder / f"{name}.csv"
        if spreadsheet:
            text = _neutral(frame).to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n")
            data = b"\xef\xbb\xbf" + text.encode("utf-8")
        else:
            data = frame.to_csv(index=False, lineterminator="\n").encode("utf-8")
        replace(path, data)
        written.append(path)
    return written


def _json(every: Tables, state: Snapshot, folder: Path, _spreadsheet: bool) -> list[Path]:
    content: dict[str, object] = {
        name: json.loads(frame.to_json(orient="records", force_ascii=False))
        for name, frame in every.items()
    }
    content["textes"] = {d.path: d.text for d in state.documents if d.status.value == "lu"}
    path = folder / "analyse.json"
    replace(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return [path]


def _neutral(frame: pd.DataFrame) -> pd.DataFrame:
    def cell(value: object) -> object:
        return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value

    guard: Callable[[object], object] = cell
    return frame.map(guard)

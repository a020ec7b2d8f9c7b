"""The ledger as rows that a spreadsheet opens, and back, exactly."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from analyse.contracts import Decision, DecisionKind, Outcome, Seen
from analyse.errors import UsageError

COLUMNS = (
    "numero", "decision", "action", "themes", "passages", "valeur", "qui", "quand", "raison",
    "vu_analyse", "vu_titre", "vu_effectif", "vu_empreinte", "vu_version", "suite", "motif",
)  # fmt: skip
NEEDED = ("action", "themes", "passages", "valeur", "qui", "raison")
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_THEME = re.compile(r"t[0-9a-f]{11}")
_PASSAGE = re.compile(r"[0-9a-f]{16}")
_ID = re.compile(r"[0-9a-f]{32}")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file of decisions, checked. `decision.id` is "" when a person wrote the line
    by hand; `decision.number` is that of the file, 0 without one."""

    line: int
    decision: Decision


def written(outcomes: Sequence[Outcome]) -> bytes:
    """CSV for French spreadsheets: `;`, CRLF, UTF-8 with its mark.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, which `read`
    takes off.
    """
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for outcome in outcomes:
        d, seen = outcome.decision, outcome.decision.seen
        cells = (
            d.number, d.id, d.kind.value, " ".join(d.theme_ids), " ".join(d.passage_ids), d.value,
            d.author, d.at, d.reason, seen.run, seen.title, seen.size, seen.members, seen.version,
            outcome.status.value, outcome.reason,
        )  # fmt: skip
        table.writerow([_guard(str(cell)) for cell in cells])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8")


def read(data: bytes) -> list[Row]:
    """Rows of a file of decisions; every line is checked before anything is returned.

    Columns may come in any order, `;` or `,` between them; "suite" and "motif" are not read.

    Raises:
        UsageError: each line that cannot be understood, with its number.
    """
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    wrong: list[str] = []
    try:
        missing = [name for name in NEEDED if name not in (table.fieldnames or ())]
        if missing:
            raise UsageError(
                f"Ligne 1\u00a0: il manque les colonnes {', '.join(missing)}.",
                action="Partez d'un fichier écrit par «\u00a0analyse decisions DOSSIER "
                "--exporter\u00a0».",
            )
        line = 2
        for cells in table:
            if any(cell for cell in cells.values() if cell):
                try:
                    rows.append(Row(line, _decision(cells)))
                except ValueError as error:
                    wrong.append(f"ligne {line}\u00a0: {error}")
            line = table.line_num + 1
    except csv.Error:
        wrong.append(f"ligne {table.line_num}\u00a0: des guillemets ne sont pas refermés")
    numbers = [row.decision.number for row in rows if row.decision.number]
    if len(set(numbers)) != len(numbers):
        wrong.append("deux lignes ont le même numéro")
    refuse(wrong)
    return rows


def refuse(wrong: Sequence[str]) -> None:
    """Raise `UsageError` when there is something wrong, naming the first lines."""
    if not wrong:
        return
    more = len(wrong) - _SHOWN
    told = [*wrong[:_SHOWN], *([f"… et {more} autres"] if more > 0 else [])]
    raise UsageError(
        "Rien n'a été importé\u00a0:\n  " + "\n  ".join(told),
        action="Corrigez ces lignes, puis recommencez.",
    )


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _guard(cell: str) -> str:
    return "'" + cell if cell.startswith(_GUARDED) else cell


def _decision(cells: Mapping[str | None, str | None]) -> Decision:
    """A decision from its cells. Raises `ValueError` with what is wrong, in French."""

    def cell(name: str) -> str:
        value = cells.get(name) or ""
        return value[1:] if value.startswith("'") else value

    def whole(name: str) -> int:
        value = cell(name).strip()
        if value and not re.fullmatch(r"\d{1,9}", value):
            raise ValueError(f"«\u00a0{name}\u00a0» n'est pas un nombre entier")
        return int(value or 0)

    def ids(name: str, shape: re.Pattern[str]) -> tuple[str, ...]:
        found = tuple(cell(name).split())
        for one in found:
            if not shape.fullmatch(one):
                raise ValueError(f"«\u00a0{one}\u00a0» n'est pas un identifiant ({name})")
        return found

    if None in cells:
        raise ValueError("il y a plus de cellules que de colonnes")
    try:
        kind = DecisionKind(cell("action").strip())
    except ValueError:
        known = ", ".join(kind.value for kind in DecisionKind)
        raise ValueError(f"action inconnue; les actions sont\u00a0: {known}") from None
    if not cell("qui").strip():
        raise ValueError("il manque «\u00a0qui\u00a0»")
    at = cell("quand").strip()
    if at:
        try:
            if datetime.fromisoformat(at).tzinfo is None:
                at += "+00:00"
        except ValueError:
            raise ValueError("«\u00a0quand\u00a0» n'est pas une date (AAAA-MM-JJTHH:MM)") from None
    decision_id = cell("decision").strip()
    if decision_id and not _ID.fullmatch(decision_id):
        raise ValueError("«\u00a0decision\u00a0» n'est pas un identifiant de décision")
    if decision_id and not at:
        raise ValueError("il manque «\u00a0quand\u00a0»")
    return Decision(
        id=decision_id,
        kind=kind,
        author=cell("qui"),
        at=at,
        theme_ids=ids("themes", _THEME),
        passage_ids=ids("passages", _PASSAGE),
        value=cell("valeur"),
        reason=cell("raison"),
        seen=Seen(
            run=whole("vu_analyse"),
            title=cell("vu_titre"),
            size=whole("vu_effectif"),
            members=cell("vu_empreinte"),
            version=whole("vu_version"),
        ),
        number=whole("numero"),
    )

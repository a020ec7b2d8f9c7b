"""Tables: which column holds the text, what each row says of itself, and the CSV reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analyse.contracts import Extraction, Span
from analyse.errors import ReaderError
from analyse.lexicon import fold as _fold
from analyse.params import ColumnParams
from analyse.steps.ingest.safety import MAX_ROWS, NO_TEXT, TOO_MANY_ROWS
from analyse.steps.ingest.text import decode, normalise

TEXT_NAMES = (
    *("texte", "text", "commentaire", "verbatim", "reponse", "note"),
    *("textes", "commentaires", "verbatims", "reponses", "notes"),
)
"""Names of a text column, best first, compared without case nor accents."""

METADATA_NAMES: dict[str, tuple[str, ...]] = {
    "jour": ("jour", "journee", "jour de l evenement", "day"),
    "atelier": ("atelier", "ateliers", "no atelier", "numero d atelier", "workshop"),
    "region": ("region", "region administrative"),
    "palier": ("palier", "niveau"),
    "secteur": ("secteur", "secteur d activite", "secteurs d activite"),
    "qui_parle": ("qui parle", "intervenant", "intervenante", "personne", "nom", "participant"),
    "consentement": ("consentement", "consent"),
}
"""Names of the other columns, compared without case, accents, hyphens nor underscores."""

_SENTENCE = 5
"""Words from which a cell is a sentence rather than a value, on average over its column."""
_LOOKED_AT = 1000
"""Rows that are enough to know what a column holds."""

HEADER_SEARCH = 20
"""A title above the header takes a few lines; the header is looked for in the first 20."""

SEPARATORS = (";", ",", "\t", "|")
_NONE = "\x1f"
"""The ASCII unit separator, absent from what people type: one column."""


def fold(name: str) -> str:
    """A column's name without case, accents, punctuation nor hyphens."""
    return " ".join(_fold(name).replace("-", " ").replace("*", " ").split())


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the text and the metadata are, as indexes of columns."""

    text: int
    metadata: dict[str, int]
    assumed: bool = False
    """The text column was taken because it is the only one."""


def find_columns(header: Sequence[str], params: ColumnParams) -> Columns | None:
    """Locate the columns of a header, or None when no column can be told to be the text.

    A column the project maps wins over the recognised names; names are compared by `fold`.
    """
    names = [fold(name) for name in header]
    text = _index(names, [params.texte] if params.texte else TEXT_NAMES)
    filled = [i for i, name in enumerate(names) if name]
    assumed = text is None and not params.texte and len(filled) == 1
    if assumed:
        text = filled[0]
    if text is None:
        return None
    metadata = {}
    for key, known in METADATA_NAMES.items():
        mapped = str(getattr(params, key))
        at = _index(names, [mapped] if mapped else known)
        if at is not None and at != text:
            metadata[key] = at
    return Columns(text, metadata, assumed)


def _index(names: Sequence[str], wanted: Iterable[str]) -> int | None:
    for name in wanted:
        if fold(name) in names:
            return names.index(fold(name))
    return None


def missing_text_column(header: Sequence[str], params: ColumnParams) -> ReaderError:
    """The error that names the columns found and says what to map.

    Names of columns are shown since they are labels, not answers; long ones are cut short so
    that a table without header does not put a note into a message.
    """
    found = [" ".join(name.split()) for name in header if name.strip()]
    shown = ", ".join(f"«\u00a0{n if len(n) <= 30 else n[:29] + '…'}\u00a0»" for n in found[:12])
    shown += "…" if len(found) > 12 else ""
    if params.texte:
        return ReaderError(
            "la colonne indiquée par `texte` dans [colonnes] de projet.toml est absente; "
            f"colonnes trouvées\u00a0: {shown}"
        )
    return ReaderError(
        f"colonne du texte introuvable; colonnes trouvées\u00a0: {shown}; "
        "indiquez-la dans projet.toml, section [colonnes], clé texte"
    )


def _letters(at: int) -> str:
    """The name that a spreadsheet gives to a column."""
    name, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@dataclass(slots=True)
class Rows:
    """Gathers the text cells of one or several sheets into one text with its row spans."""

    _pieces: list[str] = field(default_factory=list)
    _spans: list[Span] = field(default_factory=list)
    _metadata: dict[int, dict[str, str]] = field(default_factory=dict)
    _left: dict[int, tuple[int, int]] = field(default_factory=dict)
    _at: int = 0
    count: int = 0

    def add(self, row: Sequence[str], columns: Columns) -> None:
        """One data row; an empty text cell is skipped but counted.

        Raises:
            ReaderError: more rows than allowed.
        """
        self.count += 1
        if self.count <= _LOOKED_AT:
            self._leave(row, columns)
        text = normalise(row[columns.text]) if columns.text < len(row) else ""
        if not text.strip():
            return
        if len(self._spans) >= MAX_ROWS:
            raise ReaderError(TOO_MANY_ROWS)
        if self._pieces:
            self._pieces.append("\n\n")
            self._at += 2
        self._pieces.append(text)
        self._spans.append(Span(self._at, self._at + len(text), str(self.count)))
        self._at += len(text)
        known = {
            key: " ".join(normalise(row[at]).split())
            for key, at in columns.metadata.items()
            if at < len(row) and row[at].strip()
        }
        if known:
            self._metadata[self.count] = known

    def _leave(self, row: Sequence[str], columns: Columns) -> None:
        """Count the cells and the words of the columns that are not read."""
        for at, cell in enumerate(row):
            if cell.strip() and at != columns.text and at not in columns.metadata.values():
                cells, words = self._left.get(at, (0, 0))
                self._left[at] = (cells + 1, words + len(cell.split()))

    def _unread(self) -> list[str]:
        """A warning that names, by their letter, the columns of sentences that are not read."""
        prose = [at for at, (cells, words) in self._left.items() if words >= _SENTENCE * cells]
        if not prose:
            return []
        named = ", ".join(_letters(at) for at in sorted(prose))
        return [
            f"Colonnes de phrases qui n'ont pas été lues\u00a0: {named}. Pour en lire une, déposez "
            "aussi une copie du tableau où elle s'appelle «\u00a0texte\u00a0»."
        ]

    def extraction(
        self, media_type: str, reader: str, version: str, encoding: str, warnings: Sequence[str]
    ) -> Extraction:
        """The result.

        Raises:
            ReaderError: every text cell is empty.
        """
        if not self._spans:
            raise ReaderError(NO_TEXT)
        return Extraction(
            text="".join(self._pieces),
            media_type=media_type,
            reader=reader,
            version=version,
            encoding=encoding,
            rows=tuple(self._spans),
            row_metadata=self._metadata,
            warnings=(*warnings, *self._unread()),
        )


ASSUMED = (
    "La seule colonne a été prise pour le texte, et sa première ligne pour son titre\u00a0: "
    "vérifiez que ce tableau commence par un titre."
)


def locate_header(rows: Sequence[Sequence[str]], params: ColumnParams) -> int:
    """Index of the header among the first rows: the first row, unless only a later one of at
    least two cells names a text column (a title stands above)."""
    for i, row in enumerate(rows[:HEADER_SEARCH]):
        found = find_columns(row, params)
        named = found is not None and not found.assumed
        if named and (i == 0 or sum(1 for cell in row if cell.strip()) > 1):
            return i
    return 0


def read(path: Path, params: ColumnParams, reader: str, version: str) -> Extraction:
    """A .csv or .tsv file, in the encodings of text files, whatever its separator.

    Raises:
        ReaderError: no text column, or what `decode` refuses.
    """
    decoded = decode(path.read_bytes())
    lines, separator = decoded.text, ""
    first, _, rest = lines.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5:
        # Excel's own first line, which names the separator.
        separator, lines = first.strip()[4:] or "\t", rest
    separator = separator or sniff_separator(lines, params)
    rows = list(_parse(lines, separator))
    if not rows:
        raise ReaderError(NO_TEXT)
    top = locate_header(rows, params)
    columns = find_columns(rows[top], params)
    if columns is None:
        raise missing_text_column(rows[top], params)
    warnings = [*decoded.warnings, *([ASSUMED] if columns.assumed else [])]
    gathered, width, wide = Rows(), len(rows[top]), 0
    for row in rows[top + 1 :]:
        if len(row) > width:
            wide += 1
            if columns.text == width - 1:
                # The text is last and was not quoted: what follows its separators is its end.
                row = [*row[: width - 1], separator.join(row[width - 1 :])]
        gathered.add(row, columns)
    if wide:
        warnings.append(
            f"{wide} ligne(s) ont plus de cellules que l'en-tête\u00a0: "
            "mettez entre guillemets les textes qui contiennent le séparateur."
        )
    media_type = "text/tab-separated-values" if separator == "\t" else "text/csv"
    return gathered.extraction(media_type, reader, version, decoded.encoding, warnings)


def sniff_separator(text: str, params: ColumnParams) -> str:
    """The separator of a CSV text: the one whose header names a text column, else the one that
    cuts most rows like the header; a character absent from the text when there is one column."""
    best, best_score = _NONE, (0.0, 0.0, 0)
    for candidate in SEPARATORS:
        rows = []
        for row in _parse(text, candidate):
            rows.append(row)
            if len(rows) >= 200:
                break
        if not rows:
            continue
        header = rows[locate_header(rows, params)]
        if len(header) < 2:
            continue
        columns = find_columns(header, params)
        named = 0.0 if columns is None or columns.assumed else 1.0 + len(columns.metadata)
        even = sum(len(row) == len(header) for row in rows) / len(rows)
        score = (named, even, len(header))
        if score > best_score:
            best, best_score = candidate, score
    single = find_columns([text.partition("\n")[0].strip('"')], ColumnParams())
    if best_score[0] == 0 and single is not None and not single.assumed:
        return _NONE
    return best


def _parse(text: str, separator: str) -> Iterator[list[str]]:
    """Rows of the CSV text; lines without any character are not rows.

    Raises:
        ReaderError: more lines than allowed.
    """
    csv.field_size_limit(10_000_000)
    quoting = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for i, row in enumerate(quoting):
            if i > MAX_ROWS * 11:
                raise ReaderError(TOO_MANY_ROWS)
            if row:
                yield row
    except csv.Error:
        raise ReaderError(
            "tableau illisible\u00a0: ouvrez-le dans un tableur et enregistrez-le en .xlsx"
        ) from None

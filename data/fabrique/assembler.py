"""Make the example event: annotated sources in, notes as people send them out.

    .venv/bin/python data/fabrique/assembler.py

Reads `data/fabrique/sources/**/*.md`, takes the annotations away, and writes each note under
`data/exemple/notes/` in its own format, with `data/exemple/attendu.csv`: the passages the
sources announce, with their theme and facet. `sources/*.plantes.csv`, the personal data that was
put in the notes, are merged into `data/exemple/plantes.csv`. `data/fabrique/corrections/` becomes
`data/exemple/corrections/` in the same way. Files of `data/fabrique/bruts/` are copied as they
are, and `data/fabrique/copies.csv` names the notes that somebody sent twice. What an earlier run
wrote and no source makes any more is removed. A maintenance tool: the outputs are committed.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from office_formats import write_docx, write_odt, write_pdf, write_pptx, write_xlsx
from plain_formats import write_csv, write_html, write_srt, write_text, write_vtt

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "exemple"
THEMES = frozenset(
    {
        *("transport", "logement", "alimentation", "participation", "financement"),
        *("concertation", "paliers", "jeunesse", "aines", "immigration", "transition"),
        *("numerique", "sante-mentale", "releve", "petite-enfance", "autochtones"),
        *("langue-des-signes", "-"),
    }
)
FACETS = frozenset({"constat", "piste", "question", "autre"})
WRITERS: Mapping[str, Callable[[str, Mapping[str, str]], bytes]] = {
    "txt": write_text,
    "md": write_text,
    "csv": write_csv,
    "html": write_html,
    "srt": write_srt,
    "vtt": write_vtt,
    "docx": write_docx,
    "odt": write_odt,
    "pptx": write_pptx,
    "xlsx": write_xlsx,
    "pdf": write_pdf,
}
OPTIONS = frozenset({"encodage", "fin-de-ligne", "forme", "separateur", "feuille"})
_HEADER_END = "---8<---"
_OPTION = re.compile(r'([\w-]+)=("[^"]*"|[^\s,]+|,)')
_ANNOTATION = re.compile(r"\{\{(?:([a-z-]+)\|([a-z]+)(\|\.\.\.)?|/)\}\}")
_ONE_LINE = frozenset({"csv", "xlsx", "srt", "vtt"})


class SourceError(ValueError):
    """A source breaks the rules of annotation; the message says where."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a source: its text without the marks around it, its theme and its facet."""

    text: str
    theme: str
    facet: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source file.

    Attributes:
        path: where the note goes, POSIX, relative to the folder of notes.
        format: one of WRITERS.
        options: what the header asks of the writer.
        body: the note without annotations.
        passages: in the order of the note.
    """

    path: str
    format: str
    options: Mapping[str, str]
    body: str
    passages: tuple[Passage, ...]


def parse(content: str, path: str) -> Source:
    """Read one source.

    Args:
        content: the text of the source file, header included.
        path: where the note goes.

    Raises:
        SourceError: a missing header, an unknown format, option, theme or facet, an empty or
            unclosed passage, or braces that are left over.
    """
    header, found, annotated = content.partition(f"{_HEADER_END}\n")
    fields = dict(re.findall(r"^(\w+):[ \t]*(.*)$", header, flags=re.MULTILINE))
    kind = fields.get("format", "").strip()
    if not found or kind not in WRITERS:
        raise SourceError(f"{path}\u00a0: en-tête incomplet ou format inconnu")
    options = {key: value.strip('"') for key, value in _OPTION.findall(fields.get("options", ""))}
    if not options.keys() <= OPTIONS:
        raise SourceError(f"{path}\u00a0: options inconnues {sorted(options.keys() - OPTIONS)}")
    annotated = unicodedata.normalize("NFC", annotated)
    body, passages = _separate(annotated, path, kind)
    return Source(path, kind, options, body, passages)


def _separate(annotated: str, path: str, kind: str) -> tuple[str, tuple[Passage, ...]]:
    """Take the annotations out, and say which passage each one opened."""
    body = ""
    marks: list[tuple[int, re.Match[str] | None]] = []
    end = 0
    for found in _ANNOTATION.finditer(annotated):
        body += annotated[end : found.start()]
        marks.append((len(body), found))
        end = found.end()
    body += annotated[end:]
    marks.append((len(body), None))
    if left_over := re.search(r"\{\{|\}\}", body):
        line = body[: left_over.start()].count("\n") + 1
        raise SourceError(f"{path}\u00a0: accolades de trop vers la ligne {line} du corps")
    passages = []
    for (start, match), (limit, following) in pairwise(marks):
        if match is None or match[1] is None:
            continue
        theme, facet = match[1], match[2]
        text = body[start:limit]
        if match[3] is None:
            text = _on_its_line(body, start, limit, kind)
        elif following is None or following[1] is not None:
            raise SourceError(
                f"{path}\u00a0: un passage long n'est pas refermé\u00a0: {text[:40]!r}"
            )
        text = _without_marks(text)
        if not text or theme not in THEMES or facet not in FACETS:
            raise SourceError(f"{path}\u00a0: annotation fautive {match[0]} devant {text[:40]!r}")
        passages.append(Passage(text, theme, facet))
    return body, tuple(passages)


def _on_its_line(body: str, start: int, limit: int, kind: str) -> str:
    """The text from `start` to the end of its line, or of its cell in a table."""
    text = body[start:limit].split("\n", 1)[0]
    line_start = body.rfind("\n", 0, start) + 1
    if kind in ("csv", "xlsx") or (kind not in _ONE_LINE and body.startswith("|", line_start)):
        text = text.split("|", 1)[0]
    return text


def _without_marks(text: str) -> str:
    """Drop what surrounds a passage without being part of it: spaces and orphan bold marks."""
    text = text.strip()
    if text.count("**") == 2 and text.startswith("**") and text.endswith("**"):
        text = text[2:-2]
    elif text.count("**") % 2 == 1:
        text = text.removesuffix("**") if text.endswith("**") else text.removeprefix("**")
    return text.strip()


def read_sources(folder: Path) -> Iterator[Source]:
    """Read every source under a folder, in sorted order of the notes' paths."""
    for file in sorted(folder.rglob("*.md")):
        path = unicodedata.normalize("NFC", file.relative_to(folder).as_posix())
        yield parse(file.read_text(encoding="utf-8"), path.removesuffix(".md"))


def write_expected(sources: list[Source], target: Path) -> int:
    """Write the announced passages; returns how many there are."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("document", "texte", "theme", "facette"))
    count = 0
    for source in sorted(sources, key=lambda source: source.path):
        for passage in source.passages:
            theme = "" if passage.theme == "-" else passage.theme
            writer.writerow((source.path, passage.text, theme, passage.facet))
            count += 1
    target.write_text(out.getvalue(), encoding="utf-8")
    return count


def write_planted(made: Path, sources: list[Source], target: Path) -> None:
    """Merge the `*.plantes.csv` beside the sources: what a note holds and should be masked.

    Raises:
        SourceError: a value is not in the note that is said to hold it.
    """
    bodies = {source.path: source.body for source in sources}
    rows: list[tuple[str, str, str]] = []
    for file in sorted((made / "sources").glob("*.plantes.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                path = unicodedata.normalize("NFC", row["fichier"])
                path = path if path in bodies else path.removesuffix(".md")  # the source's own name
                value = unicodedata.normalize("NFC", row["valeur"])
                if value not in bodies.get(path, ""):
                    raise SourceError(f"{path}\u00a0: {value!r} n'y est pas ({file.name})")
                rows.append((path, value, row["type"]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("fichier", "valeur", "type"), *sorted(set(rows))])
    target.write_text(out.getvalue(), encoding="utf-8")


def _replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no other."""
    for old in sorted(folder.rglob("*"), reverse=True):
        if old.is_file() and old.relative_to(folder).as_posix() not in files:
            old.unlink()
        elif old.is_dir() and not any(old.iterdir()):
            old.rmdir()
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)


def assemble(made: Path = HERE, example: Path = EXAMPLE) -> tuple[int, int]:
    """Make the whole example.

    Args:
        made: the folder that holds `sources`, `corrections`, `bruts` and `copies.csv`.
        example: the folder that receives `notes`, `corrections` and the expected passages.

    Returns:
        The number of notes (copies and broken files included) and of announced passages.

    Raises:
        SourceError: see `parse`.
        office_formats.LibreOfficeError: a PDF cannot be made.
    """
    sources = list(read_sources(made / "sources"))
    notes = {source.path: WRITERS[source.format](source.body, source.options) for source in sources}
    for file in sorted((made / "bruts").rglob("*")):
        if file.is_file():
            notes[file.relative_to(made / "bruts").as_posix()] = file.read_bytes()
    with (made / "copies.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            notes[row["copie"]] = notes[row["note"]]
    corrections = list(read_sources(made / "corrections"))
    corrected = {
        source.path: WRITERS[source.format](source.body, source.options) for source in corrections
    }
    _replace_files(example / "notes", notes)
    passages = write_expected(sources, example / "attendu.csv")
    write_planted(made, sources, example / "plantes.csv")
    _replace_files(example / "corrections", corrected)
    write_expected(corrections, example / "attendu-corrections.csv")
    return len(notes), passages


def main() -> None:
    """Assemble the example and say how much there is."""
    notes, passages = assemble()
    sys.stdout.write(f"{notes} notes, {passages} passages annoncés\n")


if __name__ == "__main__":
    main()

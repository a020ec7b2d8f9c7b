"""The register of files: prefilled with what is understood, kept as people filled it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyse.contracts import UNKNOWN, DocumentContext, Received
from analyse.errors import ProjectError, ReaderError, system_reason
from analyse.project import Project
from analyse.register_book import Understood, write_book
from analyse.stages.bounded import Bounded
from analyse.steps import depersonalise, ingest

FIELDS = ("jour", "atelier", "region", "palier", "secteur", "preneur", "consentement")
_HEAD = 4000  # characters: a header is at the top


@dataclass(frozen=True, slots=True)
class Completed:
    """What `complete` did.

    Attributes:
        path: the register.
        rows: one per file under notes/, as the register now says.
        added: rows that were not there.
        understood: what headers and paths say of each file, and where it was found.
        replaced: the register in the other format that this one took the place of.
    """

    path: Path
    rows: tuple[ingest.RegisterRow, ...]
    added: int
    understood: tuple[Understood, ...]
    replaced: Path | None = None

    @property
    def files(self) -> int:
        """Files under notes/, duplicates aside."""
        return len(self.rows)

    @property
    def missing(self) -> dict[str, int]:
        """Field → number of files where it is still empty."""
        return {name: sum(not getattr(row, name) for row in self.rows) for name in FIELDS}


def complete(project: Project, *, book: bool = False) -> Completed:
    """Write or complete the register.

    What people typed is never changed; what is empty is filled with what headers and paths say.
    The register stays beside the notes and holds file names as they are.

    Args:
        project: the project folder.
        book: write a workbook, `registre.xlsx`, with lists to choose from; a `registre.csv` is
            taken in and set aside under another name. Without it the register that is there is
            completed, or `registre.csv` is made.

    Raises:
        ProjectError: no notes, or the register cannot be written.
        ConfigurationError: the register cannot be understood, or there are two.
    """
    received = ingest.list_files(project.notes) if project.notes.is_dir() else []
    files = [file for file in received if not file.duplicate_of]
    if not files:
        raise ProjectError(
            f"Aucun fichier dans {project.notes}", action="Déposez-y les notes, puis relancez."
        )
    present = project.register
    typed = ingest.read_register(present) if present else ingest.Register()
    names = _roster(project)
    with Bounded(project.params.colonnes) as reader:
        found = [_understood(project, file, names, reader) for file in files]
    rows = [_row(file, context) for file, context in zip(files, found, strict=True)]
    understood = tuple(
        said for file, context in zip(files, found, strict=True) for said in _told(file, context)
    )
    path = project.folder / ("registre.xlsx" if book or _is_book(present) else "registre.csv")
    replaced = present if present and present != path else None
    try:
        if path.suffix == ".xlsx":
            written = ingest.completed(typed, rows)
            write_book(path, written.rows, understood)
        else:
            written = ingest.write_register(path, rows)
        if replaced:
            replaced = replaced.rename(_free(project.folder, "registre-remplacé", replaced.suffix))
    except OSError as error:
        raise ProjectError(
            f"Le registre ne s'écrit pas ({system_reason(error)}).",
            action=f"Fermez {path.name} dans les autres programmes, puis relancez.",
        ) from error
    final = tuple(row for file in files if (row := written.row_for(file.path)))
    return Completed(
        path=path,
        rows=final,
        added=sum(typed.row_for(file.path) is None for file in files),
        understood=understood,
        replaced=replaced,
    )


def _is_book(register: Path | None) -> bool:
    return register is not None and register.suffix == ".xlsx"


def _free(folder: Path, stem: str, suffix: str) -> Path:
    number = 1
    while (path := folder / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}").exists():
        number += 1
    return path


def _roster(project: Project) -> tuple[str, ...]:
    entries = ingest.read_roster(project.roster) if project.roster else ()
    return tuple(entry.nom for entry in entries)


def _understood(
    project: Project, file: Received, names: Sequence[str], reader: Bounded
) -> DocumentContext:
    """What the header and the path of one file say; names in them are masked first."""
    text = ""
    if not file.reason:
        try:
            text = reader.extract(ingest.locate(project.notes, file.path)).text[:_HEAD]
        except (ReaderError, OSError):
            text = ""  # the path still says something
    said = project.params.confidentialite
    corrections = depersonalise.Corrections(said.a_masquer, said.a_garder)
    found = depersonalise.find(text, roster=names, corrections=corrections)
    masked, _ = depersonalise.mask(text, found, person_numbers={})
    return ingest.understand(
        depersonalise.mask_path(file.path, roster=names, corrections=corrections),
        masked,
        register_row=None,
        header=None,
        default_jour=None,
    )


def _row(file: Received, context: DocumentContext) -> ingest.RegisterRow:
    """Who took the notes is left for people to write."""
    values = {name: getattr(context, name) for name in FIELDS if name != "preneur"}
    told = {
        name: "" if value is None or str(value) == UNKNOWN else str(value)
        for name, value in values.items()
    }
    return ingest.RegisterRow(file.path, **told)


def _told(file: Received, context: DocumentContext) -> Iterator[Understood]:
    """What was understood and what was not, each with where it was found."""
    for name, source in context.sources.items():
        if name != "preneur":
            yield Understood(file.path, name, str(getattr(context, name)), source)
    for missed in context.not_understood:
        name, _, source = missed.partition("\u00a0: ")
        yield Understood(file.path, name, "", source)

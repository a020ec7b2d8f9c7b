"""The register of files: prefilled with what is understood, kept as people filled it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analyse.contracts import UNKNOWN, Received
from analyse.errors import ConfigurationError, ProjectError, ReaderError, system_reason
from analyse.project import Project
from analyse.stages.bounded import Bounded
from analyse.steps import depersonalise, ingest

FIELDS = ("jour", "atelier", "region", "palier", "secteur", "preneur", "consentement")
_HEAD = 4000  # characters: a header is at the top


@dataclass(frozen=True, slots=True)
class Completed:
    """What `complete` did.

    Attributes:
        path: the register.
        files: rows for files under notes/. added: rows that were not there.
        missing: field → number of files where it is still empty.
    """

    path: Path
    files: int
    added: int
    missing: dict[str, int]


def complete(project: Project) -> Completed:
    """Write or complete `registre.csv`.

    What people typed is never changed; what is empty is filled with what headers and paths say.
    The register stays beside the notes and holds file names as they are.

    Raises:
        ProjectError: no notes, or the register cannot be written.
        ConfigurationError: the register cannot be understood, or is XLSX.
    """
    if project.register and project.register.suffix == ".xlsx":
        raise ConfigurationError(
            "Le registre est un classeur XLSX\u00a0: il est lu, mais pas complété.",
            action="Enregistrez-le en CSV sous le nom registre.csv, puis relancez.",
        )
    received = ingest.list_files(project.notes) if project.notes.is_dir() else []
    files = [file for file in received if not file.duplicate_of]
    if not files:
        raise ProjectError(
            f"Aucun fichier dans {project.notes}", action="Déposez-y les notes, puis relancez."
        )
    typed = ingest.read_register(project.register) if project.register else ingest.Register()
    names = _roster(project)
    path = project.folder / "registre.csv"
    with Bounded(project.params.colonnes) as reader:
        rows = [
            ingest.RegisterRow(file.path, **_understood(project, file, names, reader))
            for file in files
        ]
    try:
        written = ingest.write_register(path, rows)
    except OSError as error:
        raise ProjectError(
            f"Le registre ne s'écrit pas ({system_reason(error)}).",
            action="Fermez registre.csv dans les autres programmes, puis relancez.",
        ) from error
    final = [written.row_for(file.path) for file in files]
    return Completed(
        path=path,
        files=len(files),
        added=sum(typed.row_for(file.path) is None for file in files),
        missing={name: sum(not getattr(row, name, "") for row in final) for name in FIELDS},
    )


def _roster(project: Project) -> tuple[str, ...]:
    entries = ingest.read_roster(project.roster) if project.roster else ()
    return tuple(entry.nom for entry in entries)


def _understood(
    project: Project, file: Received, names: Sequence[str], reader: Bounded
) -> dict[str, str]:
    """What the header and the path of one file say; names in them are masked first.

    Who took the notes is left for people to write.
    """
    text = ""
    if not file.reason:
        try:
            text = reader.extract(ingest.locate(project.notes, file.path)).text[:_HEAD]
        except (ReaderError, OSError):
            text = ""  # the path still says something
    masked, _ = depersonalise.mask(text, depersonalise.find(text, roster=names), person_numbers={})
    context = ingest.understand(
        depersonalise.mask_path(file.path, roster=names),
        masked,
        register_row=None,
        header=None,
        default_jour=None,
    )
    values = {name: getattr(context, name) for name in FIELDS if name != "preneur"}
    return {
        name: "" if value is None or str(value) == UNKNOWN else str(value)
        for name, value in values.items()
    }

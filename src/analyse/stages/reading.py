"""One file: read, masked, understood, segmented.

`find` reads a file and finds what to hide in it; `finish` masks it, understands it and cuts it,
once the people of its batch are numbered (`stages.batches`). Raw text lives between the two, in
the memory of our own processes, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from analyse import language
from analyse.contracts import (
    MASK,
    Consent,
    Document,
    DocumentContext,
    DocumentStatus,
    Extraction,
)
from analyse.errors import ReaderError, system_reason
from analyse.params import ProjectParams
from analyse.project import Project
from analyse.stages.bounded import Bounded, UnfinishedReadingError
from analyse.stages.consent import WITHDRAWN, blanked, withdrawn_rows, without_withdrawn
from analyse.stages.identity import Identified, Keyring
from analyse.steps import depersonalise, ingest, segment
from analyse.store import StoredFile

UNDERSTANDING = "2"
"""Raised whenever headers, paths or registers may be understood otherwise."""

AGAIN = ""
"""Key of what was made of a file that is to be read again next time."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reading of every file depends on, read once."""

    params: ProjectParams
    register: Any
    roster: tuple[Any, ...]
    day: int | None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the roster, and of the note-takers that the register tells."""
        rows = self.register.rows if self.register else ()
        people = {entry.nom for entry in self.roster} | {row.preneur for row in rows}
        return tuple(sorted(people - {""}))

    @property
    def corrections(self) -> depersonalise.Corrections:
        """What the project always or never masks."""
        said = self.params.confidentialite
        return depersonalise.Corrections(
            said.a_masquer, said.a_garder, said.personnalites_publiques
        )


def settings_of(project: Project, *, day: int | None = None) -> Settings:
    """The settings of a project, its register and its roster read.

    Raises:
        ConfigurationError: registre or participants cannot be understood.
    """
    return Settings(
        params=project.params,
        register=ingest.read_register(project.register) if project.register else None,
        roster=tuple(ingest.read_roster(project.roster)) if project.roster else (),
        day=day,
    )


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read: what it is, its masked path, and the key of what will be made of it."""

    item: Identified
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Read:
    """One file read, its identifiers found but not yet numbered."""

    task: Task
    extraction: Extraction
    found: Sequence[depersonalise.Found]
    cells: dict[tuple[int, str], Sequence[depersonalise.Found]]

    @property
    def people(self) -> list[str]:
        """Keys of the people of the file, in order, repeated as they are."""
        parts = (self.found, *self.cells.values())
        return [one.key for part in parts for one in part if one.key]


def given_day(item: Identified, settings: Settings) -> int | None:
    """Day given by `--jour` when the file first arrived."""
    return item.known.given_day if item.known else settings.day


def process_key(item: Identified, settings: Settings, keyring: Keyring) -> str:
    """Digest of everything the reading of one file depends on."""
    received = item.received
    row = settings.register.row_for(received.path) if settings.register else None
    made_of = [
        received.path,
        received.sha256,
        received.duplicate_of,
        received.reason,
        ingest.reader_of(received.path, received.content),
        UNDERSTANDING,
        depersonalise.fingerprint(settings.names, settings.corrections),
        segment.VERSION,
        language.language_version(),
        settings.params.segmentation.fingerprint(),
        settings.params.colonnes.fingerprint(),
        given_day(item, settings),
        repr(row),
    ]
    return keyring.digest("lecture", json.dumps(made_of, ensure_ascii=False))


def find(notes: Path, task: Task, settings: Settings, reader: Bounded) -> Read | StoredFile:
    """Read a file and find what to hide in it; a file that cannot be read says why at once.

    Args:
        notes: the folder of notes.
        task: the file.
        settings: of all files.
        reader: extracts text under limits.
    """
    received = task.item.received
    if received.duplicate_of:
        original = depersonalise.mask_path(
            received.duplicate_of, roster=settings.names, corrections=settings.corrections
        )
        return unread(task, settings, DocumentStatus.DUPLICATE, f"mêmes octets que {original}")
    if received.reason:
        return unread(task, settings, DocumentStatus.QUARANTINED, received.reason)
    try:
        extraction = reader.extract(ingest.locate(notes, received.path))
    except UnfinishedReadingError as error:
        return unread(replace(task, key=AGAIN), settings, DocumentStatus.QUARANTINED, error.message)
    except ReaderError as error:
        return unread(task, settings, DocumentStatus.QUARANTINED, error.message)
    except OSError as error:
        reason = f"lecture impossible ({system_reason(error)})"
        return unread(task, settings, DocumentStatus.QUARANTINED, reason)
    found = depersonalise.find(
        extraction.text,
        entities=depersonalise.entities_of(extraction.text, language.load_entities()),
        roster=settings.names,
        words=depersonalise.words_of(language.load_syntax()),
        corrections=settings.corrections,
    )
    cells = {
        (row, field): _found_in_cell(field, value, settings)
        for row, values in extraction.row_metadata.items()
        for field, value in values.items()
    }
    parts = [found, *cells.values()]
    digest = received.sha256[:16]
    resolved = depersonalise.person_keys(parts, digests=[digest] * len(parts))
    task = replace(task, path=_masked_path(task, extraction.text, found, settings))
    return Read(task, extraction, resolved[0], dict(zip(cells, resolved[1:], strict=True)))


def _masked_path(
    task: Task, text: str, found: Sequence[depersonalise.Found], settings: Settings
) -> str:
    """The path without the people named in the note either; told apart from its likes."""
    said = {text[one.start : one.end] for one in found if one.kind == "nom"}
    roster = (*settings.names, *sorted(name for name in said if " " in name))
    path = depersonalise.mask_path(
        task.item.received.path, roster=roster, corrections=settings.corrections
    )
    if path.count(MASK) <= task.path.count(MASK):
        return task.path
    pure = PurePosixPath(path)
    return str(pure.with_stem(f"{pure.stem}~{task.item.path_digest[:4]}"))


def _found_in_cell(field: str, value: str, settings: Settings) -> list[depersonalise.Found]:
    """What to mask in one cell of a table."""
    find = depersonalise.find_speaker if field == "qui_parle" else depersonalise.find
    return find(value, roster=settings.names, corrections=settings.corrections)


def finish(
    read: Read, persons: Mapping[str, int], roles: Mapping[str, str], settings: Settings
) -> StoredFile:
    """Mask, understand and segment one file.

    Args:
        read: what `find` gave.
        persons: key of a person of the batch → number of the pseudonym.
        roles: published name → role and organisation, for the people of the roster.
        settings: of all files.
    """
    item, extraction = read.task.item, read.extraction
    text, masks = depersonalise.mask(extraction.text, read.found, person_numbers=persons)
    row_metadata: dict[int, dict[str, str]] = {}
    for (row, field), found in read.cells.items():
        value = extraction.row_metadata[row][field]
        row_metadata.setdefault(row, {})[field] = _published(value, found, persons)
    withdrawn = withdrawn_rows(extraction.row_metadata)
    text, masks = blanked(
        text, masks, [span for span in extraction.rows if int(span.kind) in withdrawn]
    )
    header = ingest.read_header(text)
    context = _understood(read.task, settings, text, header, row_metadata)
    document = Document(
        id=item.document_id,
        path=read.task.path,
        sha256=item.received.sha256,
        version=item.version,
        status=DocumentStatus.READ,
        text=text,
        masks=masks,
        header_end=header.end,
        media_type=extraction.media_type,
        reader=extraction.reader,
        reader_version=extraction.version,
        encoding=extraction.encoding,
        pages=extraction.pages,
        rows=extraction.rows,
        row_metadata=row_metadata,
        context=context,
        warnings=extraction.warnings,
    )
    if context.consentement is Consent.WITHDRAW:
        return unread(read.task, settings, DocumentStatus.WITHDRAWN, WITHDRAWN)
    segmentation = segment.segment(
        document,
        language.load_syntax(),
        settings.params.segmentation,
        roster=roles,
        apart=extraction.apart,
    )
    passages, asides = without_withdrawn(document, segmentation)
    return StoredFile(
        document=document,
        path_digest=item.path_digest,
        process_key=read.task.key,
        given_day=given_day(item, settings),
        passages=passages,
        set_aside=asides,
    )


def _understood(
    task: Task,
    settings: Settings,
    text: str,
    header: ingest.Header,
    row_metadata: Mapping[int, Mapping[str, str]],
) -> DocumentContext:
    """What is known of a file; the register's note-taker is a name, and stays in the register."""
    row = settings.register.row_for(task.item.received.path) if settings.register else None
    return ingest.understand(
        task.path,
        text,
        register_row=replace(row, preneur="") if row else None,
        header=header,
        default_jour=given_day(task.item, settings),
        row_metadata=row_metadata,
    )


def _published(value: str, found: Sequence[depersonalise.Found], persons: Mapping[str, int]) -> str:
    """A cell with pseudonyms instead of names."""
    text, masks = depersonalise.mask(value, found, person_numbers=persons)
    cell = Document("", "", "", 1, DocumentStatus.READ, text=text, masks=masks)
    return cell.published(0, len(text))


def unread(task: Task, settings: Settings, status: DocumentStatus, reason: str) -> StoredFile:
    """A file without text: duplicate, quarantined or withdrawn. Its reason is masked too."""
    item = task.item
    found = depersonalise.find(reason, roster=settings.names, corrections=settings.corrections)
    reason, _ = depersonalise.mask(
        reason, found, person_numbers={one.key: 0 for one in found if one.key}
    )
    document = Document(
        id=item.document_id,
        path=task.path,
        sha256=item.received.sha256,
        version=item.version,
        status=status,
        reason=reason,
        context=_understood(task, settings, "", ingest.Header(), {}),
    )
    return StoredFile(document, item.path_digest, task.key, given_day(item, settings))

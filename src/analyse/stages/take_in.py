"""Files under notes/ become masked documents and passages, written to the store.

Nothing is read twice for unchanged content and settings: each file carries the key of what made it.
Files are processed in the order of their digest, in batches written whole, so that an interrupted
run goes on where it stopped and the same notes give the same result under any names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from analyse.contracts import Document, DocumentStatus
from analyse.errors import ProjectError
from analyse.progress import Progress
from analyse.project import Project
from analyse.stages.batches import read_files
from analyse.stages.consents import kept, of_files, read, settle, to_read_again
from analyse.stages.identity import Identified, Keyring, distinct_paths, identify
from analyse.stages.mapped import keeper, lacking
from analyse.stages.reading import Task, process_key, settings_of
from analyse.steps import depersonalise, ingest
from analyse.steps.reanchor import reanchor
from analyse.store import KnownFile, Store, StoredFile

GONE = "n'est plus dans le dossier des notes"


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in did.

    Attributes:
        received: files under notes/.
        processed: files read in this run (new, corrected, or read by other settings).
        new: files never seen before. corrected: new versions of known ones. gone: no longer there.
    """

    received: int
    processed: int
    new: int
    corrected: int
    gone: int


def take_in(
    project: Project,
    store: Store,
    *,
    day: int | None = None,
    only: Collection[str] | None = None,
    progress: Progress,
) -> Intake:
    """Bring the store up to date with notes/.

    Args:
        project: the project folder.
        store: its database.
        day: event day given to new files that have none.
        only: SHA-256 of the files to see, None for all; the others are as if they were not there.
        progress: told of each file.

    Raises:
        ProjectError: no notes folder, or nothing in it.
        ConfigurationError: registre or participants cannot be understood.
    """
    if not project.notes.is_dir():
        raise ProjectError(
            f"Le dossier des notes manque\u00a0: {project.notes}",
            action="Créez-le et déposez-y les notes.",
        )
    settle(project, store)
    progress.start("Recevoir")
    received = ingest.list_files(project.notes)
    if only is not None:
        received = [file for file in received if file.sha256 in only]
    known = store.known_files()
    if not received and not known:
        progress.finish()
        raise ProjectError(
            f"Le dossier des notes est vide\u00a0: {project.notes}",
            action="Déposez-y des notes (txt, md, docx, odt, pdf, pptx, html, csv, xlsx, "
            "vtt, srt), puis relancez.",
        )
    settings = settings_of(project, day=day)
    keyring = Keyring(project.key_file)
    identified, gone = identify(received, known, keyring)
    progress.finish()

    masked = distinct_paths(
        [
            depersonalise.mask_path(
                item.received.path, roster=settings.names, corrections=settings.corrections
            )
            for item in identified
        ]
    )
    again = to_read_again(store, read(store))
    todo, unmapped = [], lacking(project, store)
    for item, path in zip(identified, masked, strict=True):
        if _came_back(item):
            continue
        key = process_key(item, settings, keyring)
        same = item.known and item.known.process_key == key and not item.known.purged
        if not same or item.document_id in again | unmapped:
            todo.append(Task(item, path, key))
    todo.sort(key=lambda task: (task.item.received.sha256, task.item.received.path))

    # A raw file that was destroyed on purpose does not take its masked text away.
    vanished = [f for f in gone if f.status is not DocumentStatus.WITHDRAWN and not f.purged]
    store.forget([file.id for file in vanished if file.status is DocumentStatus.DUPLICATE])
    store.save_files(
        [_gone(file) for file in vanished if file.status is not DocumentStatus.DUPLICATE]
    )

    progress.start("Lire, masquer, découper", len(todo))
    # closing: when saving fails or is interrupted, other processes end then, not later.
    keep = keeper(project, store)
    with closing(read_files(project.notes, store, todo, settings, keyring, keep)) as batches:
        for files in batches:
            save(project, store, files, [task.item for task in todo])
            progress.advance(len(files))
    progress.finish()
    settle(project, store)
    if store.campaigns():
        store.retire_cards()
    return Intake(
        received=len(received),
        processed=len(todo),
        new=sum(item.known is None for item in identified),
        corrected=sum(
            item.known is not None and item.version > item.known.version for item in identified
        ),
        gone=len(vanished),
    )


def save(
    project: Project, store: Store, files: Sequence[StoredFile], items: Sequence[Identified]
) -> None:
    """Write files that were just read, without what their authors withdrew.

    Consents are read again for each batch: a withdrawal made meanwhile holds for it.

    Raises:
        ConfigurationError: registre, participants or consentements cannot be understood.
    """
    standing = of_files(project, store, {item.received.path: item.document_id for item in items})
    before = store.passages_of([file.document.id for file in files])
    left, withdrawn = kept(anchored(store, files), standing, before)
    store.save_files(left, withdrawn)


def anchored(store: Store, files: Iterable[StoredFile]) -> list[StoredFile]:
    """The files, each with where the passages it had before went: decisions follow them."""
    files = list(files)
    before = store.passages_of([file.document.id for file in files])
    return [
        replace(file, anchors=reanchor(before[file.document.id], file.passages))
        if file.document.id in before
        else file
        for file in files
    ]


def _came_back(item: Identified) -> bool:
    """Whether a document purged after a withdrawal is here again, from a copy or a synchronised
    folder: it stays withdrawn, and is not read."""
    known = item.known
    withdrawn = known is not None and known.status is DocumentStatus.WITHDRAWN and known.purged
    return bool(withdrawn) and known is not None and known.sha256 == item.received.sha256


def _gone(file: KnownFile) -> StoredFile:
    document = Document(
        id=file.id,
        path=file.path,
        sha256=file.sha256,
        version=file.version,
        status=DocumentStatus.WITHDRAWN,
        reason=GONE,
    )
    return StoredFile(document, file.path_digest, "", file.given_day)

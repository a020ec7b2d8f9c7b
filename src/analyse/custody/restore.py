"""`analyse restaurer`: a backup becomes a project again; all is checked before anything goes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from analyse import project as projects
from analyse.custody.archive import FILES, Manifest, Reader, is_sealed, unseal
from analyse.errors import BackupError, system_reason
from analyse.project import DATABASE_VARIABLE, Project
from analyse.store import Store
from analyse.store.dump import is_empty, put_back


@dataclass(frozen=True, slots=True)
class Restored:
    """A project that came back.

    Attributes:
        project: where it is. manifest: of the backup.
        files, tables: what was put back.
        replaced: whether another project was there.
    """

    project: Project
    manifest: Manifest
    files: int
    tables: int
    replaced: bool


def restore(file: Path, folder: Path, *, replace: bool = False, phrase: str = "") -> Restored:
    """Put a backup back into a folder.

    Everything is unpacked beside the folder and checked; the database is filled; only then does the
    new folder take the place of the old one. On any failure, what was there is as it was.

    Args:
        file: the backup.
        folder: created when missing; its parents too.
        replace: whether a folder or a database that holds something may be replaced.
        phrase: of a sealed backup.

    Raises:
        BackupError: the file is not a sound backup, or something is there and `replace` is not
            asked.
        StoreError: the database refuses.
    """
    folder = folder.expanduser().absolute()
    there = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if there and not replace:
        raise BackupError(
            f"Le dossier «\u00a0{folder.name}\u00a0» n'est pas vide\u00a0: rien n'a été restauré.",
            action="Donnez un autre dossier, ou ajoutez --remplacer pour perdre ce qu'il contient.",
        )
    given = os.environ.get(DATABASE_VARIABLE)
    if given and not replace and not is_empty(given):
        raise BackupError(
            f"La base que désigne {DATABASE_VARIABLE} n'est pas vide\u00a0: rien n'a été restauré.",
            action="Désignez une base vide, ou ajoutez --remplacer pour perdre ce qu'elle "
            "contient.",
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _beside(folder) as work:
            return _restored(file, folder, work, phrase, given, there)
    except OSError as error:
        raise BackupError(
            f"La restauration n'a pas pu se faire ({system_reason(error)})\u00a0: ce qui était là "
            "est intact.",
            action="Vérifiez l'espace libre, le droit d'écrire, et qu'aucun programme ne tient le "
            "dossier; puis recommencez.",
        ) from error


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A private folder on the same disk, gone after the block."""
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.restauration-"))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _restored(
    file: Path, folder: Path, work: Path, phrase: str, given: str | None, there: bool
) -> Restored:
    new = work / "nouveau"
    with _plain(file, work, phrase) as stream:
        reader = Reader(stream)
        reader.verify()
        for name in reader.files:
            _unpack(reader, name, new)
        if not (new / projects.CONFIG_NAME).is_file():
            raise BackupError(
                "Cette sauvegarde n'a pas de projet.toml\u00a0: rien n'a été restauré.",
                action="Prenez une autre copie de la sauvegarde.",
            )
        (new / "notes").mkdir(exist_ok=True)
        opened = projects.load(new)  # its settings are checked before anything is replaced
        revision, tables = reader.manifest.revision, reader.tables
        if given:
            put_back(
                given, revision, reader.rows, tables, before_commit=lambda: _swap(new, folder, work)
            )
        else:
            put_back(opened.database_url, revision, reader.rows, tables)
            _swap(new, folder, work)
    opened = projects.load(folder)
    if not reader.manifest.notes:
        with Store.open(opened.database_url) as store:
            # Without its file a document would be taken as withdrawn: its masked text stays.
            store.mark_purged(None, datetime.now(UTC).isoformat(timespec="seconds"))
    return Restored(opened, reader.manifest, len(reader.files), len(tables), there)


@contextmanager
def _plain(file: Path, work: Path, phrase: str) -> Iterator[BinaryIO]:
    """The archive, unsealed when it has to be."""
    try:
        sealed = is_sealed(file)
    except OSError as error:
        raise BackupError(
            f"La sauvegarde ne se lit pas ({system_reason(error)}).", action="Vérifiez son chemin."
        ) from error
    if not sealed:
        with file.open("rb") as stream:
            yield stream
        return
    if not phrase:
        raise BackupError(
            "Cette sauvegarde est chiffrée\u00a0: il faut sa phrase de passe.",
            action="Donnez-la dans un fichier (--phrase-fichier F) ou dans "
            "ANALYSE_PHRASE_SAUVEGARDE.",
        )
    with (work / "archive").open("w+b") as target:
        unseal(file, phrase, target)
        target.seek(0)
        yield target


def _unpack(reader: Reader, name: str, new: Path) -> None:
    path = new / name
    if not path.resolve().is_relative_to(new.resolve()):
        raise BackupError(
            "Cette sauvegarde sort de son dossier\u00a0: rien n'a été restauré.",
            action="Prenez une autre copie de la sauvegarde.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = name.endswith((".cle", ".chiffre"))
    mode = 0o600 if secret else 0o644
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode
    )
    with os.fdopen(descriptor, "wb") as stream:
        for part in reader.parts(f"{FILES}{name}"):
            stream.write(part)
        stream.flush()
        os.fsync(stream.fileno())


def _swap(new: Path, folder: Path, work: Path) -> None:
    """The new folder takes the place of the old one, or the old one stays."""
    old = work / "ancien"
    if folder.exists():
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if old.exists():
            old.rename(folder)
        raise

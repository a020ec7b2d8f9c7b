"""`analyse sauvegarder`: a project in one file, of one moment, while people work."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from analyse import __version__
from analyse.atomic import sweep
from analyse.custody.archive import FILES, SHORTEST, SUFFIX, TABLES, Manifest, Sealing, Writer
from analyse.custody.files import digest, half_made, left_behind
from analyse.errors import BackupError, UsageError, system_reason
from analyse.project import CONFIG_NAME, Project, synced_by
from analyse.store import Backup, Store

PHRASE_VARIABLE = "ANALYSE_PHRASE_SAUVEGARDE"
"""The passphrase, when it is not in a file; never on the command line."""

_CHUNK = 1024 * 1024
_PEOPLE = ("registre.csv", "registre.xlsx", "participants.csv", "consentements.csv")
_KEYS = ("pseudonymes.cle", "correspondances.cle")
_SKIPPED = (".prefect", ".git", "__pycache__")


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was made.

    Attributes:
        path: of the file. sha256, size: of its bytes.
        files, tables, rows: what it holds.
        notes, keys: whether they are in it. sealed: whether a passphrase is needed.
        skipped: files that could not be read or lead outside the project.
        synced: service that copies the folder of the file elsewhere, "" when none is known.
        key_elsewhere: the key of the mapping is not in the project, hence not in the file.
    """

    path: Path
    sha256: str
    size: int
    files: int
    tables: int
    rows: int
    notes: bool
    keys: bool
    sealed: bool
    skipped: int
    synced: str
    key_elsewhere: bool


def passphrase(file: Path | None) -> str:
    """The passphrase, from the first line of a file or from the environment; "" without any.

    Raises:
        UsageError: it is too short, or the file cannot be read.
    """
    said = os.environ.get(PHRASE_VARIABLE, "")
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                "Le fichier de la phrase de passe ne se lit pas.",
                action="Donnez un fichier texte en UTF-8 dont la première ligne est la phrase.",
            ) from error
        said = lines[0] if lines else ""
    elif not said:
        return ""
    if len(said) < SHORTEST:
        raise UsageError(
            f"La phrase de passe a moins de {SHORTEST} caractères\u00a0: rien n'a été fait.",
            action="Choisissez plusieurs mots au hasard.",
        )
    return said


def save(
    project: Project,
    target: Path | None,
    *,
    keys: bool = True,
    notes: bool = True,
    phrase: str = "",
) -> Saved:
    """Write a backup; the file is whole or is not there, even when the program is killed.

    It is made beside, under a hidden name, and takes its name at the end. What a killed program
    left under such a name holds all that a backup holds: it is removed once it is old.

    Args:
        project: what to save; only a line of its log is written.
        target: the file to make; None names it after the project and the moment, beside it.
        keys, notes: whether to take them in (notes with the register and the roster).
        phrase: "" leaves the file readable by anybody.

    Raises:
        BackupError: the file exists, or cannot be written.
        StoreError: the database does not answer.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    path = (target or _named(project, now)).expanduser().absolute()
    if path.exists():
        raise BackupError(
            f"Le fichier «\u00a0{path.name}\u00a0» existe déjà\u00a0: rien n'a été écrit.",
            action="Donnez un autre nom avec --sortie.",
        )
    sources, skipped = _sources(project, keys=keys, notes=notes)
    sweep(path, suffix=SUFFIX)
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)  # mkstemp gives it to its owner alone
        try:
            with os.fdopen(descriptor, "wb") as stream, Store.open(project.database_url) as store:
                manifest = _manifest(project, now, keys=keys, notes=notes)
                done = _write(stream, store, sources, manifest, phrase)
                stream.flush()
                os.fsync(stream.fileno())
                sha256, size = digest(temporary)
                _place(temporary, path)
                holds = {"notes": notes, "cles": keys, "chiffree": bool(phrase)}
                store.log_backup(Backup(now, _masked(path.name, project), sha256, holds))
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(
            f"La sauvegarde ne s'écrit pas ({system_reason(error)}).",
            action="Vérifiez l'espace libre et le droit d'écrire, ou donnez un autre endroit avec "
            "--sortie.",
        ) from error
    return Saved(
        path=path,
        sha256=sha256,
        size=size,
        notes=notes,
        keys=keys,
        sealed=bool(phrase),
        skipped=skipped + done["vanished"],
        synced=synced_by(path.parent) or synced_by(path.parent.resolve()),
        key_elsewhere=project.mapping_file.exists()
        and project.mapping_key.parent.resolve() != project.folder.resolve(),
        files=done["files"],
        tables=done["tables"],
        rows=done["rows"],
    )


def _named(project: Project, now: str) -> Path:
    moment = now[:19].replace(":", "").replace("T", "-")
    return project.folder.with_name(f"{project.folder.name}-{moment}{SUFFIX}")


def _masked(name: str, project: Project) -> str:
    """The name of the file as the log may keep it."""
    from analyse.stages.reading import settings_of
    from analyse.steps import depersonalise

    return depersonalise.mask_path(name, roster=settings_of(project).names)


def _place(temporary: Path, path: Path) -> None:
    """Give the file its name, unless another took it meanwhile."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # no hard links on this disk
        if path.exists():
            raise FileExistsError(17, "existe", str(path)) from None
        temporary.replace(path)


def _manifest(project: Project, now: str, *, keys: bool, notes: bool) -> Manifest:
    title = project.params.evenement.titre
    return Manifest(now, __version__, "", title, notes=notes, cles=keys)


def _sources(project: Project, *, keys: bool, notes: bool) -> tuple[list[tuple[str, Path]], int]:
    """(POSIX path, file) of what to take in, the settings first; and how many are left out because
    they lead outside the project."""
    root, skipped = project.folder.resolve(), 0
    found = []
    transient = set(left_behind(project.folder))
    for base, folders, names in os.walk(project.folder):
        here = Path(base)
        folders[:] = [f for f in sorted(folders) if f not in _SKIPPED and here / f not in transient]
        for name in sorted(names):
            path = here / name
            relative = path.relative_to(project.folder).as_posix()
            if _left_out(relative, keys=keys, notes=notes) or path in transient:
                continue
            if not path.resolve().is_relative_to(root) or not _regular(path) or "\\" in relative:
                skipped += 1
                continue
            found.append((relative, path))
    return sorted(found, key=lambda pair: (pair[0] != CONFIG_NAME, pair[0])), skipped


def _left_out(relative: str, *, keys: bool, notes: bool) -> bool:
    """Whether a file is not of the backup: the database travels by its rows."""
    alone = "/" not in relative
    if alone and relative.startswith("analyse.db"):
        return True
    name = relative.split("/")[-1]
    if name.endswith(SUFFIX) or half_made(name) or name.startswith((".~lock.", "~$")):
        return True
    if not keys and relative in _KEYS:
        return True
    return not notes and (relative.startswith("notes/") or relative in _PEOPLE)


def _regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _write(
    stream: BinaryIO,
    store: Store,
    sources: list[tuple[str, Path]],
    manifest: Manifest,
    phrase: str,
) -> dict[str, int]:
    """Rows first, all of one moment; files after, so that none is older than the rows."""
    from dataclasses import replace

    sealing = Sealing(stream, phrase) if phrase else None
    writer = Writer(cast(BinaryIO, sealing) if sealing else stream)
    done = {"files": 0, "tables": 0, "rows": 0, "vanished": 0}

    def lines(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
        for row in rows:
            done["rows"] += 1
            yield json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"

    try:
        with store.dump() as (revision, tables):
            for name, rows in tables.items():
                writer.add(f"{TABLES}{name}.jsonl", lines(rows))
                done["tables"] += 1
        for relative, path in sources:
            try:
                with path.open("rb") as opened:
                    writer.add(f"{FILES}{relative}", _parts(opened))
                done["files"] += 1
            except FileNotFoundError:  # replaced or removed meanwhile: drafts are written again
                done["vanished"] += 1
        writer.close(replace(manifest, revision=revision))
        if sealing:
            sealing.close()
    except BaseException:
        writer.abandon()
        raise
    return done


def _parts(stream: BinaryIO) -> Iterator[bytes]:
    while part := stream.read(_CHUNK):
        yield part

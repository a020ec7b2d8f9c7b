"""Files destroyed, and files searched for what must no longer be there."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from analyse.custody.archive import SUFFIX

_CHUNK = 1024 * 1024
_LEFT = re.compile(
    r"^\.(projet\.toml|pseudonymes\.cle|correspondances\.(cle|chiffre)|registre\.(csv|xlsx))"
    r"\.[A-Za-z0-9_]{8}$"
    r"|^\.(brouillons|fiches|exports)\.(nouveau|ancien)$"
    rf"|^\..*{re.escape(SUFFIX)}\.[A-Za-z0-9_]{{8}}$"
    r"|^\.~lock\.|^~\$"
)
"""What a stopped program leaves beside a file it was replacing, and what office programs leave
beside an open one, with the name of whoever opened it."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A file that is no longer there.

    Attributes:
        what: in French, "note", "clé"…
        document: masked path of the note, "" when unknown or not a note.
        sha256: of its bytes, "" when they could not be read.
        note: what a person should know, in French.
    """

    what: str
    sha256: str
    size: int
    document: str = ""
    note: str = ""

    def to_json(self) -> dict[str, object]:
        """As it is written in the proof."""
        told = {
            "quoi": self.what,
            "document": self.document,
            "sha256": self.sha256,
            "octets": self.size,
            "remarque": self.note,
        }
        return {key: value for key, value in told.items() if value != ""}


def digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file; "" and 0 when it cannot be read."""
    found, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                found.update(chunk)
                size += len(chunk)
    except OSError:
        return "", 0
    return found.hexdigest(), size


def destroy(path: Path, what: str, document: str = "") -> Destroyed:
    """Overwrite a file once with zeros, then remove it.

    A link is removed, not what it leads to; a file that has another name elsewhere is not
    overwritten, since that other name is somebody's. Both are told.

    Raises:
        OSError: the file cannot be removed.
    """
    if path.is_symlink():
        path.unlink()
        return Destroyed(what, "", 0, document, "lien retiré; le fichier visé est intact")
    sha256, size = digest(path)
    note = ""
    if path.stat().st_nlink > 1:
        note = "ce fichier a un autre nom ailleurs sur le disque, qui est intact"
    else:
        try:
            _overwrite(path, size)
        except OSError:
            note = "octets non réécrits avant la suppression"
    path.unlink()
    return Destroyed(what, sha256, size, document, note)


def _overwrite(path: Path, size: int) -> None:
    with path.open("r+b") as stream:
        for at in range(0, size, _CHUNK):
            stream.write(bytes(min(_CHUNK, size - at)))
        stream.flush()
        os.fsync(stream.fileno())


def files_in(folder: Path) -> list[Path]:
    """Every file and link under a folder, hidden ones too, in order."""
    found = []
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        found += [Path(base) / name for name in (*names, *links)]
    return sorted(found)


def prune(folder: Path) -> None:
    """Remove the empty folders under a folder, whose names may tell somebody's."""
    for base, _, _ in os.walk(folder, topdown=False):
        if Path(base) != folder and not any(Path(base).iterdir()):
            Path(base).rmdir()


def half_made(name: str) -> bool:
    """Whether a file of this name is a backup that a stopped program was making."""
    return bool(_LEFT.search(name)) and f"{SUFFIX}." in name


def left_behind(folder: Path) -> list[Path]:
    """Temporary files and folders in a project folder (not under notes/), in order."""
    return sorted(path for path in folder.iterdir() if _LEFT.search(path.name))


def mentions(path: Path, texts: Collection[str]) -> bool:
    """Whether a file that we write holds one of these texts, as HTML, JSON or CSV write it, in
    UTF-8 or inside a zip."""
    needles = {form.encode() for said in texts for form in _forms(said)}
    return any(needle in data for data in _contents(path) for needle in needles)


def _forms(said: str) -> set[str]:
    cell = io.StringIO()
    csv.writer(cell).writerow([said])
    quoted = json.dumps(said, ensure_ascii=False)[1:-1]
    return {
        *(said, escape(said), escape(said, quote=False), quoted, json.dumps(said)[1:-1]),
        *(escape(said).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),),
        cell.getvalue().strip('"\r\n'),
    }


def _contents(path: Path) -> Iterator[bytes]:
    try:
        data = path.read_bytes()
    except OSError:
        return
    yield data
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield archive.read(name)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
            return

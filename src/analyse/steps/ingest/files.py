"""What is under notes/: listed, hashed, duplicates told; nothing is extracted here."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from analyse.contracts import Received
from analyse.steps.ingest.advice import ADVICE, extension
from analyse.steps.ingest.registry import READERS, reason_at_sight
from analyse.steps.ingest.safety import MAX_FILE_BYTES, TOO_BIG
from analyse.steps.ingest.sniffing import sniff

JUNK_NAMES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
"""What Windows and macOS leave in folders (besides hidden files)."""

JUNK_FOLDERS = frozenset({"__macosx", "@eadir", "$recycle.bin", "system volume information"})
"""What macOS adds to its zip files, network disks to their folders, Windows to its disks."""

_EMPTY = "fichier vide\u00a0: il n'a peut-être pas fini d'être copié; redéposez-le"
_OUTSIDE = "lien vers un fichier hors du dossier des notes\u00a0: copiez-y le fichier lui-même"
_BROKEN_LINK = "lien brisé\u00a0: copiez dans le dossier des notes le fichier lui-même"
_NO_ACCESS = "lecture refusée par le système\u00a0: vérifiez les droits du fichier"
_NO_FOLDER = "dossier illisible\u00a0: vérifiez ses droits"
_NOT_A_FILE = "ce n'est pas un fichier ordinaire\u00a0: retirez-le du dossier des notes"
_BAD_NAME = "nom de fichier mal encodé\u00a0: renommez le fichier"
_ODD_NAME = (
    "nom de fichier qui contient un caractère invisible (saut de ligne, sens d'écriture…)\u00a0: "
    "renommez le fichier"
)
_SAME_NAME = "un autre fichier porte le même nom (accents composés autrement)\u00a0: renommez-en un"
_ODD_SIGN = "\ufffd"
_CHUNK = 1024 * 1024
_HEAD = 8192


def is_junk(name: str) -> bool:
    """Whether a file name is an office's or a system's by-product, or hidden."""
    low = name.casefold()
    return (
        low.startswith((".", "~$"))
        or low in JUNK_NAMES
        or (low.startswith("~wrl") and low.endswith(".tmp"))
    )


def is_odd(sign: str) -> bool:
    """Whether a sign of a name is not to be shown: control characters and line separators, which
    a terminal obeys, marks that turn the direction of writing or are invisible, which show another
    name. Joiners inside emoji are allowed."""
    category = unicodedata.category(sign)
    return category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and sign not in "\u200c\u200d")


def list_files(notes: Path) -> list[Received]:
    """Every file under `notes`, in the order of its path; nothing is extracted.

    Hidden files and by-products of systems and offices are ignored. Symbolic links to files
    inside `notes` are files; links that leave it are quarantined and never opened. A name with
    signs that cannot be shown is quarantined, each of them told as U+FFFD. Files too big to be
    read are not hashed. The original of several files with the same bytes is the first one, by
    path, that a reader can take.

    Args:
        notes: the folder; it is only read.

    Returns:
        One record per file, `extraction` None, sorted by path; paths are unique, NFC, POSIX.
    """
    root = notes.resolve()
    found: dict[str, Received] = {}
    for disk, path in sorted(_walk(notes), key=lambda pair: (pair[1], os.fsencode(pair[0]))):
        record = _receive(disk, path, root)
        while path in found:
            path += " (même nom)"
            record = replace(record, path=path, reason=_SAME_NAME)
        found[path] = record
    originals: dict[str, str] = {}
    for record in found.values():
        if record.sha256 and not record.reason:
            originals.setdefault(record.sha256, record.path)
    return [
        replace(r, duplicate_of=originals[r.sha256], reason="")
        if originals.get(r.sha256, r.path) != r.path
        else r
        for r in sorted(found.values(), key=lambda r: r.path)
    ]


def list_paths(notes: Path) -> list[str]:
    """NFC POSIX path under `notes` of every file, sorted; nothing is opened."""
    return sorted({path for _, path in _walk(notes)})


def locate(notes: Path, path: str) -> Path:
    """The file on disk whose NFC path under `notes` is `path`.

    A name may be decomposed on disk (copied from macOS) while ours are composed.

    Raises:
        FileNotFoundError: no such file any more.
    """
    direct = notes / path
    if os.path.lexists(direct):
        return direct
    here = notes
    for part in PurePosixPath(path).parts:
        names = sorted(here.iterdir()) if here.is_dir() else []
        match = next((n for n in names if unicodedata.normalize("NFC", n.name) == part), None)
        if match is None:
            raise FileNotFoundError("fichier absent du dossier des notes")
        here = match
    return here


def _walk(notes: Path) -> Iterator[tuple[Path, str]]:
    """Pairs (path on disk, NFC POSIX path), in no particular order; links are not followed."""
    unreadable: list[Path] = []
    walk = os.walk(notes, onerror=lambda error: unreadable.append(Path(error.filename)))
    for folder, folders, files in walk:
        here = Path(folder)
        folders[:] = [
            f for f in folders if not f.startswith(".") and f.casefold() not in JUNK_FOLDERS
        ]
        links = [f for f in folders if (here / f).is_symlink()]
        inside = notes.resolve()
        outgoing = [f for f in links if not (here / f).resolve().is_relative_to(inside)]
        for name in [*(f for f in files if not is_junk(f)), *outgoing]:
            yield here / name, _posix(here / name, notes)
    for folder_path in unreadable:
        yield folder_path, _posix(folder_path, notes)


def _posix(disk: Path, notes: Path) -> str:
    raw = disk.relative_to(notes).as_posix()
    name = unicodedata.normalize("NFC", os.fsencode(raw).decode("utf-8", "replace"))
    return "".join(_ODD_SIGN if is_odd(sign) else sign for sign in name)


@dataclass(frozen=True, slots=True)
class _Bytes:
    sha256: str
    size: int
    head: bytes
    locked: bool


def _receive(disk: Path, path: str, root: Path) -> Received:
    refused = Received(path=path, sha256="", size=0)
    if disk.is_symlink():
        if not disk.exists():
            return replace(refused, reason=_BROKEN_LINK)
        if not disk.resolve().is_relative_to(root):
            return replace(refused, reason=_OUTSIDE)
    try:
        told = disk.stat()
        if stat.S_ISDIR(told.st_mode):
            return replace(refused, reason=_NO_FOLDER)
        if not stat.S_ISREG(told.st_mode):
            return replace(refused, reason=_NOT_A_FILE)
        if told.st_size > MAX_FILE_BYTES:
            return replace(refused, size=told.st_size, reason=_too_big(path))
        content = _hash(disk)
    except OSError:
        return replace(refused, reason=_NO_ACCESS)
    if _ODD_SIGN in path:
        odd = any(is_odd(sign) for sign in os.fsdecode(os.fsencode(disk.name)) if sign < "\ud800")
        reason = _ODD_NAME if odd else _BAD_NAME
    elif not content.size:
        reason = _EMPTY
    else:
        reason = reason_at_sight(path, content.head, locked=content.locked)
    return Received(
        path=path,
        sha256=content.sha256,
        size=content.size,
        reason=reason,
        content=sniff(content.head),
    )


def _too_big(path: str) -> str:
    """A film is not to be cut in smaller files: its transcript is what is wanted."""
    return TOO_BIG if extension(path) in READERS else ADVICE.get(extension(path), TOO_BIG)


def _hash(disk: Path) -> _Bytes:
    """Digest, size and first bytes; `locked` when the container of a locked document is seen."""
    digest, size, head, locked = hashlib.sha256(), 0, b"", False
    marker, tail = "EncryptedPackage".encode("utf-16-le"), b""
    with disk.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            head = head or chunk[:_HEAD]
            size += len(chunk)
            locked = locked or marker in tail + chunk
            tail = chunk[-len(marker) :]
    return _Bytes(digest.hexdigest(), size, head, locked)

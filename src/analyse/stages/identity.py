"""Which received file is which known document.

A document is told by its bytes first, then by its path: the same bytes elsewhere are a renamed
document, new bytes under a known path are a new version, and the same bytes twice are one voice.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analyse.atomic import sweep
from analyse.contracts import DocumentStatus, Received
from analyse.errors import ProjectError, system_reason
from analyse.store import KnownFile, freed_digest

KEY_DIGITS = 64  # 256 bits in hexadecimal, the length of the digest it keys


@dataclass(frozen=True, slots=True)
class Identified:
    """A received file and the document it is.

    Attributes:
        path_digest: keyed digest of the unmasked path.
        document_id: 16 hexadecimal digits, kept over versions and renamings.
        version: from 1.
        known: what was known of the document, None for a new one.
    """

    received: Received
    path_digest: str
    document_id: str
    version: int
    known: KnownFile | None


@dataclass(frozen=True, slots=True)
class Named:
    """A person as notes name them: what only the encrypted mapping may keep.

    Attributes:
        number: of the pseudonym.
        digest: keyed digest of the name, as the database has it.
        names: as they were written, in the order they were met.
    """

    number: int
    digest: str
    names: tuple[str, ...]


class Keyring:
    """Keyed digests: what the database may hold of names and paths.

    The key is made once, in a file that only its owner reads. Without it, a digest tells nothing.
    """

    def __init__(self, key_file: Path) -> None:
        """Read the key, or make it.

        Raises:
            ProjectError: the file cannot be read or written, or does not hold a key.
        """
        try:
            sweep(key_file)
            if not key_file.exists():
                write_key(key_file)
            self._key = key_file.read_bytes().strip()
        except OSError as error:
            raise ProjectError(
                f"La clé des pseudonymes ({key_file.name}) ne se lit pas ou ne s'écrit pas "
                f"({system_reason(error)}).",
                action="Vérifiez que vous avez le droit d'écrire dans le dossier de projet.",
            ) from error
        if len(self._key) != KEY_DIGITS:
            raise ProjectError(
                f"La clé des pseudonymes ({key_file.name}) est abîmée.",
                action="Remettez-la d'une sauvegarde. Sans elle, renommez ce fichier et la base "
                "de données\u00a0: tout sera recalculé, avec d'autres pseudonymes.",
            )

    def digest(self, kind: str, value: str) -> str:
        """HMAC-SHA-256 of `value`, in hexadecimal; `kind` separates names from paths."""
        return hmac.new(self._key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()


def write_key(key_file: Path) -> None:
    """Make the key whole or not at all; of two programs, the first one's key stands."""
    descriptor, name = tempfile.mkstemp(dir=key_file.parent, prefix=f".{key_file.name}.")
    temporary = Path(name)  # mkstemp gives it to its owner alone
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_hex(KEY_DIGITS // 2))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(temporary, key_file)
        except FileExistsError:
            return
        except OSError:  # no hard links on this disk
            if not key_file.exists():
                temporary.replace(key_file)
    finally:
        temporary.unlink(missing_ok=True)


def identify(
    received: Sequence[Received], known: Sequence[KnownFile], keyring: Keyring
) -> tuple[list[Identified], list[KnownFile]]:
    """Match received files with known documents.

    Args:
        received: every file now under notes/.
        known: every document the store holds.
        keyring: digests paths.

    Returns:
        the received files, each with its document, in the order given; and the known documents
        that are no longer under notes/, whose path digest is given up when their place is taken.
    """
    digests = {file.path: keyring.digest("chemin", file.path) for file in received}
    documents = [file for file in known if file.status is not DocumentStatus.DUPLICATE]
    copies = {f.path_digest: f for f in known if f.status is DocumentStatus.DUPLICATE}
    by_path = {file.path_digest: file for file in documents}
    present = {digests[file.path]: file.sha256 for file in received}
    by_bytes: dict[str, list[KnownFile]] = defaultdict(list)
    for document in documents:
        if document.sha256:  # "" when the bytes could not be read: alike in nothing
            by_bytes[document.sha256].append(document)
    originals = [file for file in received if not file.duplicate_of]

    matched: dict[str, KnownFile] = {}
    free = {file.id: file for file in documents}

    def take(file: Received, document: KnownFile | None) -> None:
        if document and document.id in free and file.path not in matched:
            matched[file.path] = document
            del free[document.id]

    for file in originals:
        here = by_path.get(digests[file.path])
        if here and here.sha256 == file.sha256:
            take(file, here)
    for file in originals:
        # Same bytes under another name, when the old name is gone or itself holds moved bytes.
        moved = (
            document
            for document in by_bytes.get(file.sha256, ())
            if present.get(document.path_digest, document.sha256) in by_bytes
        )
        take(file, next(moved, None))
    for file in originals:
        take(file, by_path.get(digests[file.path]))

    used = {file.id for file in known}
    identified = []
    for file in received:
        digest = digests[file.path]
        same = matched.get(file.path) or (copies.get(digest) if file.duplicate_of else None)
        if same:
            # Bytes that could not be read, then or now, do not make a version.
            new = file.sha256 != same.sha256 and bool(file.sha256) and bool(same.sha256)
            identified.append(Identified(file, digest, same.id, same.version + new, same))
            continue
        seed = digest if file.duplicate_of or not file.sha256 else file.sha256
        document_id = _free_id(seed, digest, used)
        used.add(document_id)
        identified.append(Identified(file, digest, document_id, 1, None))

    kept = {item.document_id for item in identified}
    taken = {item.path_digest for item in identified}
    gone = [
        replace(file, path_digest=freed_digest(file.id)) if file.path_digest in taken else file
        for file in known
        if file.id not in kept
    ]
    return identified, gone


def _free_id(seed: str, digest: str, used: Iterable[str]) -> str:
    """The first 16 digits of the bytes' digest, so that one file has one id in any project; when
    another document has them, those of a digest of both."""
    document_id, turn = seed[:16], 0
    while document_id in used:
        made_of = f"{seed}\0{digest}\0{turn}"
        document_id, turn = hashlib.sha256(made_of.encode()).hexdigest()[:16], turn + 1
    return document_id


def distinct_paths(masked: Sequence[str]) -> list[str]:
    """Masked paths, told apart when masking made two of them alike ("…~2")."""
    taken = set(masked)
    seen: dict[str, int] = {}
    out = []
    for path in masked:
        number = seen[path] = seen.get(path, 0) + 1
        name = path
        while number > 1 and (name := f"{path}~{number}") in taken:
            number = seen[path] = number + 1
        taken.add(name)
        out.append(name)
    return out

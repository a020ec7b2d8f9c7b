"""The file of a backup: a zip that says what it holds, sealed by a passphrase when asked.

    manifeste.json       format, moment, revision of the database, other entries' SHA-256
    projet/…             files of the project folder
    base/<table>.jsonl   one row per line

A sealed file is a line that names the format, a salt, then pieces of 1 MiB under AES-256-GCM with
a key that scrypt (RFC 7914) makes of the passphrase. Pieces are numbered and the last one says so:
none can be changed, moved, repeated or cut off without being noticed (the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015).
"""

from __future__ import annotations

import hashlib
import io
import json
import secrets
import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from analyse.errors import BackupError

FORMAT = 1
MANIFEST = "manifeste.json"
FILES, TABLES = "projet/", "base/"
SUFFIX = ".sauvegarde"

_SEALED = b"analyse sauvegarde chiffree 1\n"
_PIECE = 1024 * 1024
_TAG, _SALT, _PREFIX = 16, 16, 7
_SCRYPT = {"n": 2**15, "r": 8, "p": 1}  # 32 MB and some tenths of a second on a laptop
SHORTEST = 12
"""Characters of a passphrase, at least."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the archive: its digest and its size."""

    sha256: str
    octets: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        quand: when the database was read, ISO 8601, UTC.
        logiciel: version of this software. revision: of the schema of the database.
        titre: of the event.
        notes, cles: whether raw notes, with the register and the roster, and keys are in it.
        entrees: name → entry, for all but the manifest.
        format: version of the archive itself.
    """

    quand: str
    logiciel: str
    revision: str
    titre: str
    notes: bool
    cles: bool
    entrees: Mapping[str, Entry] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Writes an archive into a stream that needs no seeking."""

    def __init__(self, stream: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self._entries: dict[str, Entry] = {}

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """Add an entry."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as entry:
            for part in parts:
                entry.write(part)
                digest.update(part)
                size += len(part)
        self._entries[name] = Entry(digest.hexdigest(), size)

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, with every entry, and end the archive."""
        content = {**asdict(manifest), "entrees": {n: asdict(e) for n, e in self._entries.items()}}
        data = json.dumps(content, ensure_ascii=False, indent=1).encode()
        self._zip.writestr(MANIFEST, data)
        self._zip.close()

    def abandon(self) -> None:
        """Leave the archive unfinished: its file is about to be removed."""
        self._zip.fp = None


class Reader:
    """Reads an archive that was opened by `opened`; nothing is trusted before it is checked."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the manifest and check the names.

        Raises:
            BackupError: it is not one of our archives, is of another version, or is damaged.
        """
        try:
            self._zip = zipfile.ZipFile(stream)
            content = json.loads(self._zip.read(MANIFEST))
        except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
            raise _damaged() from error
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise BackupError(
                "Le format de cette sauvegarde n'est pas connu de cette version du logiciel\u00a0: "
                "rien n'a été restauré.",
                action="Mettez le logiciel à jour, puis recommencez.",
            )
        try:
            entries = {str(n): Entry(**entry) for n, entry in content.pop("entrees").items()}
            self.manifest = Manifest(entrees=entries, **content)
        except (TypeError, KeyError, AttributeError) as error:
            raise _damaged() from error
        self._check_names()

    def _check_names(self) -> None:
        infos = self._zip.infolist()
        names = [info.filename for info in infos]
        told = set(self.manifest.entrees)
        if len(set(names)) != len(names) or set(names) != told | {MANIFEST}:
            raise _damaged()
        sizes = {info.filename: info.file_size for info in infos}
        for name, entry in self.manifest.entrees.items():
            info = self._zip.getinfo(name)
            if stat.S_ISLNK(info.external_attr >> 16) or not _safe(name):
                raise _damaged()
            if sizes[name] != entry.octets:
                raise _damaged()

    @property
    def files(self) -> list[str]:
        """POSIX paths of the files of the project, under its folder."""
        return [n.removeprefix(FILES) for n in self.manifest.entrees if n.startswith(FILES)]

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        found = [n.removeprefix(TABLES) for n in self.manifest.entrees if n.startswith(TABLES)]
        return [name.removesuffix(".jsonl") for name in found]

    def verify(self) -> None:
        """Read every entry and compare its digest.

        Raises:
            BackupError: one of them is not what was written.
        """
        for name in self.manifest.entrees:
            for _ in self.parts(name):
                pass

    def parts(self, name: str) -> Iterator[bytes]:
        """The bytes of an entry; the last of them are given only when the digest is right.

        Raises:
            BackupError: it is not what was written.
        """
        entry, digest, size, held = self.manifest.entrees[name], hashlib.sha256(), 0, b""
        try:
            with self._zip.open(name) as stream:
                while part := stream.read(_PIECE):
                    size += len(part)
                    if size > entry.octets:
                        raise _damaged()
                    digest.update(part)
                    if held:
                        yield held
                    held = part
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError) as error:
            raise _damaged() from error
        except Exception as error:  # zlib.error has no public parent but Exception
            if type(error).__module__ == "zlib":
                raise _damaged() from error
            raise
        if digest.hexdigest() != entry.sha256 or size != entry.octets:
            raise _damaged()
        if held:
            yield held

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table."""
        kept = b""
        for part in self.parts(f"{TABLES}{table}.jsonl"):
            lines = (kept + part).split(b"\n")
            kept = lines.pop()
            for line in lines:
                yield _row(line)
        if kept:
            yield _row(kept)


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise _damaged() from error
    if not isinstance(row, dict):
        raise _damaged()
    return row


def _safe(name: str) -> bool:
    """Whether an entry stays under the project folder, on any system."""
    if name.startswith(TABLES):
        table = name.removeprefix(TABLES)
        return table.endswith(".jsonl") and table.removesuffix(".jsonl").isidentifier()
    path = name.removeprefix(FILES)
    parts = PurePosixPath(path).parts
    fine = all(p not in ("", ".", "..") and not set(p) & set("\\:\0") for p in path.split("/"))
    return name.startswith(FILES) and fine and bool(parts) and not path.startswith("/")


def _damaged() -> BackupError:
    return BackupError(
        "Cette sauvegarde est abîmée, ou n'en est pas une\u00a0: rien n'a été restauré.",
        action="Prenez une autre copie de la sauvegarde.",
    )


# -- sealing --------------------------------------------------------------------------------------


class Sealing(io.RawIOBase):
    """A stream that seals what is written to it into another."""

    def __init__(self, stream: BinaryIO, phrase: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        salt, self._prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
        self._head = _SEALED + salt + self._prefix
        self._cipher = AESGCM(_key(phrase, salt))
        self._stream, self._held, self._count = stream, bytearray(), 0
        stream.write(self._head)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Seal every whole piece; what is left waits."""
        self._held += data
        while len(self._held) > _PIECE:
            self._seal(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(data)

    def close(self) -> None:
        """Seal what is left, as the last piece."""
        if not self.closed:
            self._seal(bytes(self._held), last=True)
            self._held.clear()
        super().close()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._count, last)
        self._stream.write(self._cipher.encrypt(nonce, piece, self._head))
        self._count += 1


def is_sealed(file: Path) -> bool:
    """Whether a file is a sealed archive.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        return stream.read(len(_SEALED)) == _SEALED


def unseal(file: Path, phrase: str, target: BinaryIO) -> None:
    """Write what a sealed archive holds.

    Raises:
        BackupError: the passphrase is another one, or the file was changed or cut.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    with file.open("rb") as stream:
        head = stream.read(len(_SEALED) + _SALT + _PREFIX)
        if len(head) != len(_SEALED) + _SALT + _PREFIX:
            raise _damaged()
        salt, prefix = head[len(_SEALED) : -_PREFIX], head[-_PREFIX:]
        cipher, count = AESGCM(_key(phrase, salt)), 0
        piece = stream.read(_PIECE + _TAG)
        while True:
            following = stream.read(_PIECE + _TAG)
            try:
                nonce = _nonce(prefix, count, not following)
                target.write(cipher.decrypt(nonce, piece, head))
            except InvalidTag as error:
                raise BackupError(
                    "Cette sauvegarde chiffrée ne s'ouvre pas\u00a0: ce n'est pas la bonne phrase "
                    "de passe, ou le fichier a été changé ou coupé. Rien n'a été restauré.",
                    action="Vérifiez la phrase de passe, ou prenez une autre copie.",
                ) from error
            if not following:
                return
            piece, count = following, count + 1


def _nonce(prefix: bytes, count: int, last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + bytes([last])


def _key(phrase: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, **_SCRYPT).derive(phrase.encode("utf-8"))

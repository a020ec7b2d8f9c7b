"""Files and folders replaced whole, or left as they were."""

from __future__ import annotations

import errno
import glob
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

_OWNED = ".analyse.json"
"""In a folder of ours: our files and their digests, so that what people add or change is told."""

_LEFT_SECONDS = 3600
"""A file being written that was last touched before was left by a program that was killed: one that
takes longer is written all along."""


def replace(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write `data` at `path`: the old file or the new one, never half of one.

    Args:
        path: in a folder that exists.
        data: the whole content.
        mode: rights of the file; None keeps those it had, 0o644 when it is new.
    """
    sweep(path)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        if mode is None:
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def sweep(path: Path, *, suffix: str = "") -> None:
    """Remove what a killed program left of a file that it was writing at `path`.

    Args:
        path: the file that was, or is about to be, written.
        suffix: what was left of any file of that folder whose name ends so goes too: for names that
            change each time. "" for `path` alone.
    """
    before = time.time() - _LEFT_SECONDS
    names = [glob.escape(path.name), *([f"*{glob.escape(suffix)}"] if suffix else [])]
    for name in names:
        for left in path.parent.glob(f".{name}.{'[a-z0-9_]' * 8}"):
            with suppress(OSError):
                if left.stat().st_mtime < before:
                    left.unlink()


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Make `folder` hold `files`, all of them or none.

    A whole new folder is made beside the old one, then takes its place. Files that people added
    stay where they are; a file of ours that somebody changed is kept as "name (modifié).ext".
    What an interruption left behind is put right by the next call.

    Args:
        folder: created when missing.
        files: POSIX path under the folder → content.

    Returns:
        False when the folder already held exactly that, and nothing was touched.

    Raises:
        OSError: the folder cannot be written or moved; the old one is as it was.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    new, old = _beside(folder, "nouveau"), _beside(folder, "ancien")
    _mend(folder, new, old)
    digests = {name: _digest(data) for name, data in files.items()}
    owned = _owned(folder)
    if owned == digests and all(_same(folder / n, d) for n, d in digests.items()):
        return False
    try:
        for name, data in files.items():
            _write(new / name, data)
        _write(new / _OWNED, _manifest(digests))
        _carry(folder, new, owned)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except BaseException:
            if old.exists():
                old.rename(folder)
            raise
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _mend(folder, new, old)
    return True


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.{what}")


def _mend(folder: Path, new: Path, old: Path) -> None:
    """Finish or undo what was interrupted."""
    if new.exists():
        shutil.rmtree(new)
    if not old.exists():
        return
    if folder.exists():
        _carry(old, folder, _owned(old))
        _discard(old)
    else:
        old.rename(folder)


def _discard(old: Path) -> None:
    """Remove an old folder, its list of our files last: killed half-way, what is left of ours is
    still known as ours, and not taken for what people added."""
    for path in _files(old):
        if path.name != _OWNED:
            with suppress(OSError):
                path.unlink()
    shutil.rmtree(old, ignore_errors=True)


def _carry(source: Path, target: Path, owned: Mapping[str, str]) -> None:
    """Bring what is not ours from `source` to `target`, under a free name."""
    for path in _files(source):
        name = path.relative_to(source).as_posix()
        if name == _OWNED or (name in owned and _same(path, owned[name])):
            continue
        for place in _names(target / name):
            if not place.exists() and not place.is_symlink():
                place.parent.mkdir(parents=True, exist_ok=True)
                half = place.with_name(f".{place.name}.copie")  # a kill leaves it, not half a file
                half.unlink(missing_ok=True)
                shutil.copy2(path, half, follow_symlinks=False)
                half.rename(place)
                break
            if not path.is_symlink() and _same(place, _digest(path.read_bytes())):
                break


def _files(folder: Path) -> Iterator[Path]:
    for base, _, names in os.walk(folder):
        for name in sorted(names):
            yield Path(base) / name


def _names(path: Path) -> Iterator[Path]:
    """The path itself, then "name (modifié).ext", "name (modifié 2).ext"…"""
    yield path
    yield path.with_name(f"{path.stem} (modifié){path.suffix}")
    number = 2
    while True:
        yield path.with_name(f"{path.stem} (modifié {number}){path.suffix}")
        number += 1


def _owned(folder: Path) -> dict[str, str]:
    try:
        data = json.loads((folder / _OWNED).read_text(encoding="utf-8"))
        return {str(name): str(digest) for name, digest in data["fichiers"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # unknown: everything there is taken as people's


def _manifest(digests: Mapping[str, str]) -> bytes:
    content = {"fichiers": dict(sorted(digests.items()))}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _same(path: Path, digest: str) -> bool:
    try:
        return _digest(path.read_bytes()) == digest
    except OSError:
        return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

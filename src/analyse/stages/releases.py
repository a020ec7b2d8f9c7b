"""What is written for others: its files on disk, their digests, and the line that says so."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from analyse.contracts import Release, ReleaseKind
from analyse.exports.tables import Snapshot
from analyse.store import Store


def digest(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def holds(folder: Path, files: Mapping[str, str]) -> bool:
    """Whether the folder holds these files (name → SHA-256), byte for byte."""
    try:
        return all(digest((folder / name).read_bytes()) == told for name, told in files.items())
    except OSError:
        return False


def record_export(
    store: Store, state: Snapshot, form: str, folder: Path, files: Sequence[Path]
) -> Release:
    """Note what an export holds: every passage of the notes.

    Args:
        store: the project's database.
        state: what was exported.
        form: its format.
        folder: where the files are.
        files: those that were written.
    """
    return store.add_release(
        Release(
            id=secrets.token_hex(16),
            kind=ReleaseKind.EXPORT,
            at=now(),
            author=session(),
            run=state.run.number if state.run else 0,
            folder=str(folder.absolute()),
            files={
                path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in files
            },
            passages=by_document(state, (p.id for p in state.passages)),
            form=form,
        )
    )


def by_document(state: Snapshot, passage_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Document id → those of its passages that are told."""
    wanted = set(passage_ids)
    found: dict[str, tuple[str, ...]] = {}
    for passage in state.passages:
        if passage.id in wanted:
            found[passage.document_id] = (*found.get(passage.document_id, ()), passage.id)
    return found


def now() -> str:
    """This moment, ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def session() -> str:
    """Name of the session on this machine, "" when the system does not tell."""
    names = (os.environ.get(name, "") for name in ("LOGNAME", "USER", "USERNAME"))
    return next((name for name in names if name), "")

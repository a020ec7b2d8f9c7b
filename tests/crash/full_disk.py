"""A warmed program that meets a disk that is full, or that fails, at every kind of moment.

Run by `test_full_disk.py` in a process of its own: `python full_disk.py FOLDER`, FOLDER being on a
small disk of its own for the trials of a full one. Prints one JSON object.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import crashing
import numpy as np
from crashing import DAY_1, DAY_2, Place, notes

from analyse import language, pipeline, project
from analyse.errors import AnalyseError
from analyse.exports.files import export
from analyse.exports.tables import snapshot
from analyse.progress import Silent
from analyse.store import Store

LEFT = (0, 4, 16, 40, 80, 160, 320, 640)  # KiB free when the second day arrives
LARGEST = (1, 4, 16, 60, 150, 400)  # KiB that one file may hold
FAILURES = 40  # moments at which a flush or a write answers "input/output error"
DONE, REFUSED, MUTE = 0, 2, 3


def everything(folder: Path) -> None:
    """The second day, then the exports."""
    opened = project.load(folder)
    pipeline.run(opened, day=2, progress=Silent())
    with Store.open(opened.database_url) as store:
        export(snapshot(store), "csv", opened.exports)


def attempt(work: Callable[[], None]) -> int:
    """`work` in a fork: DONE, or REFUSED by an error in French that says what to do."""

    def told() -> int:
        try:
            work()
        except AnalyseError as error:
            return REFUSED if error.message and error.action else MUTE
        return DONE

    return crashing.forked(told)[0]


def files(folder: Path) -> dict[str, str]:
    """Digest of each file that people read."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for place in ("brouillons", "exports", "notes")
        for path in sorted((folder / place).rglob("*"))
        if path.is_file()
    }


def whole(folder: Path, before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What is neither old nor new: drafts half changed, exports half written, a broken database."""
    wrong = []
    now = {n: d for n, d in files(folder).items() if not Path(n).name.startswith(".")}
    for name, digest in now.items():
        if name.startswith("brouillons/"):
            continue
        if digest not in (before.get(name), after.get(name)):
            wrong.append(name)
    drafts = folder / "brouillons"
    owned = json.loads((drafts / ".analyse.json").read_text(encoding="utf-8"))["fichiers"]
    for name, digest in owned.items():
        if hashlib.sha256((drafts / name).read_bytes()).hexdigest() != digest:
            wrong.append(f"brouillons/{name}")
    with closing(sqlite3.connect(folder / "analyse.db")) as connection:
        answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if answer != "ok":
        wrong.append(f"analyse.db: {answer}")
    return wrong


def filled(folder: Path, left: int) -> Path:
    """Fill the disk of `folder` but for `left` KiB; the file to remove afterwards."""
    ballast = folder.parent / "ballast"
    with ballast.open("wb", buffering=0) as handle:
        try:
            while True:
                handle.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        handle.truncate(max(0, handle.tell() - left * 1024))
    return ballast


def limited(folder: Path, largest: int) -> None:
    """The second day, no file growing over `largest` KiB."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write answers EFBIG instead
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest * 1024, resource.RLIM_INFINITY))
    everything(folder)


def failing(folder: Path, at: int) -> None:
    """The second day, the `at`-th flush to the disk answering "input/output error"."""
    seen, flush = 0, os.fsync

    def fail(descriptor: int) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        flush(descriptor)

    os.fsync = fail
    everything(folder)


def main(base: Path) -> dict[str, object]:
    """Every trial, compared with a second day on a disk that has room."""
    encoder = crashing.FakeEncoder()
    language.load_encoder = lambda *_: encoder  # type: ignore[assignment]
    start = Place(base / "avant")
    start.make()
    start.use()
    notes(start.folder, DAY_1)
    opened = project.load(start.folder)
    pipeline.run(opened, day=1)
    with Store.open(opened.database_url) as store:
        export(snapshot(store), "csv", opened.exports)
    before = files(start.folder)
    notes(start.folder, DAY_2)
    good = start.copy(base / "apres")
    assert attempt(lambda: everything(good.folder)) == DONE
    after = files(good.folder)
    shutil.rmtree(good.folder)
    exported = {name: digest for name, digest in after.items() if name.startswith("exports/")}

    trials: list[tuple[str, int]] = [("plein", left) for left in LEFT]
    trials += [("limite", largest) for largest in LARGEST]
    trials += [("panne", int(at)) for at in np.arange(1, FAILURES + 1)]
    told: dict[str, dict[str, int]] = {}
    wrong = []
    for kind, size in trials:
        trial = start.copy(base / "essai")
        if kind == "plein":
            ballast = filled(trial.folder, size)
            ended = attempt(lambda folder=trial.folder: everything(folder))  # type: ignore[misc]
            ballast.unlink()
        elif kind == "limite":
            ended = attempt(lambda f=trial.folder, s=size: limited(f, s))  # type: ignore[misc]
        else:
            ended = attempt(lambda f=trial.folder, s=size: failing(f, s))  # type: ignore[misc]
        counts = told.setdefault(kind, {"refus": 0, "faits": 0})
        counts["refus" if ended == REFUSED else "faits"] += 1
        if ended == MUTE:
            wrong.append([kind, size, "an error that does not say what to do"])
        for name in whole(trial.folder, before, after):
            wrong.append([kind, size, name])
        crashing.age(trial.folder)
        if attempt(lambda folder=trial.folder: everything(folder)) != DONE:  # type: ignore[misc]
            wrong.append([kind, size, "not done once the disk is well"])
        if {n: d for n, d in files(trial.folder).items() if n.startswith("exports/")} != exported:
            wrong.append([kind, size, "other exports once the disk is well"])
        shutil.rmtree(trial.folder)
    return {"essais": told, "ecarts": wrong}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False) + "\n")

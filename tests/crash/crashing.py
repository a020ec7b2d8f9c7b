"""A warmed program that kills forks of itself at every kind of moment, and looks at what is left.

Run by `test_kill.py` in a process of its own, that loads the models once:

    python crashing.py FOLDER KILLS [ADDRESS OF A POSTGRESQL SERVER]

It prints one JSON object: how many moments there are, how many forks were killed by SIGKILL, and
what differed once the work was done again, part by part.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, create_engine, event, text

from analyse.machine import settle

settle()

from analyse import language, pipeline, project  # noqa: E402  (after the threads are set)
from analyse.contracts import DecisionKind  # noqa: E402
from analyse.desk import Desk  # noqa: E402
from analyse.exports.files import export  # noqa: E402
from analyse.exports.tables import snapshot  # noqa: E402
from analyse.progress import Silent  # noqa: E402
from analyse.stages.drafts import write_drafts  # noqa: E402
from analyse.store import Store  # noqa: E402

DAY_1 = {
    "jour-1/a.txt": "Région : Estrie\n\n- Le transport manque le soir, dit Marie Tremblay.\n"
    "- Il faudrait un taxibus entre les villages.\n- Qui va payer le chauffeur?\n"
    "- Les aînés restent chez eux faute d'autobus.\n",
    "jour-1/b.md": "# Logement\n\nLes loyers ont doublé en trois ans. Il faut des coopératives. "
    "Les jeunes partent faute de toit.\n",
}
DAY_2 = {
    "jour-1/a.txt": "Région : Estrie\n\n- Le transport manque le soir, dit Marie Tremblay.\n"
    "- Il faudrait vraiment un taxibus entre les villages.\n- Qui va payer le chauffeur?\n"
    "- Les aînés restent chez eux faute d'autobus.\n",
    "jour-2/c.csv": "commentaire,qui parle\nLes loyers chassent les familles.,Kim Tran\n"
    "L'autobus passe une fois par jour.,\n",
}
OLD = 2 * 3600  # seconds: leftovers of a killed program are swept once they are that old


class FakeEncoder:
    """A vector per text: words in common, vectors alike. No model is loaded."""

    def encode(self, texts: list[str], **_: object) -> np.ndarray:
        rows = np.full((len(texts), 32), 0.01, dtype=np.float32)
        for row, sentence in zip(rows, texts, strict=True):
            for word in sentence.lower().split():
                row[int(hashlib.sha256(word.encode()).hexdigest(), 16) % 32] += 1.0
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def get_embedding_dimension(self) -> int:
        return 32


# -- moments ----------------------------------------------------------------------------------


@dataclass
class Moments:
    """Counts the moments of a part of the work, and kills the program at one of them."""

    at: int = 0  # the moment to be killed at, 0 for none
    seen: int = 0

    def pass_one(self, *_: object, **__: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, folder: Path) -> None:
        """Moments are: around each statement and each end of a transaction, each change of the
        folder, around each flush to the disk, each step told."""
        inside = str(folder.resolve())

        def audited(name: str, arguments: tuple[object, ...]) -> None:
            if name == "open" and isinstance(arguments[2], int):
                if arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(
                    arguments[0]
                ).startswith(inside):
                    self.pass_one()
            elif name in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod"):
                self.pass_one()

        sys.addaudithook(audited)
        for moment in ("begin", "commit", "rollback", "before_cursor_execute"):
            event.listen(Engine, moment, self.pass_one)
        event.listen(Engine, "after_cursor_execute", self.pass_one)
        flush = os.fsync

        def around(descriptor: int) -> None:
            self.pass_one()
            flush(descriptor)
            self.pass_one()

        os.fsync = around


class Told(Silent):
    """Each step told is a moment."""

    def __init__(self, moments: Moments) -> None:
        self.start = self.advance = self.finish = moments.pass_one  # type: ignore[method-assign]


# -- the work, part by part: each may be done again as a person would ---------------------------


def notes(folder: Path, content: dict[str, str]) -> None:
    for name, written in content.items():
        path = folder / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")


def first_day(folder: Path, progress: Silent) -> None:
    pipeline.run(project.load(folder), day=1, progress=progress)


def decide(folder: Path, progress: Silent) -> None:
    """What a person decides; sent again after a failure, it has the same id."""
    opened = project.load(folder)
    with Store.open(opened.database_url) as store:
        desk = Desk(store, opened.params.grille)
        passages = sorted(p.id for p in desk.state.passages)
        theme = sorted(desk.view.titles)[0]
        for number, (kind, fields) in enumerate(
            [
                (DecisionKind.RENAME, {"themes": [theme], "value": "Se déplacer"}),
                (DecisionKind.PIN, {"themes": [theme], "passages": passages[:1]}),
                (DecisionKind.OFF_TOPIC, {"passages": passages[1:2]}),
                (DecisionKind.APPROVE_QUOTE, {"passages": passages[:1]}),
            ],
            start=1,
        ):
            progress.advance()
            desk.decide(kind, author="Camille T.", decision_id=f"{number:032x}", **fields)
        write_drafts(opened, store, store.last_run(), progress=progress)


def second_day(folder: Path, progress: Silent) -> None:
    pipeline.run(project.load(folder), day=2, progress=progress)


def hand_over(folder: Path, progress: Silent) -> None:
    """The ledger goes out and comes back, with a line more; the tables are exported."""
    opened = project.load(folder)
    with Store.open(opened.database_url) as store:
        desk = Desk(store, opened.params.grille)
        theme = sorted(desk.view.titles)[0]
        lines = desk.exported().decode("utf-8-sig").splitlines()
        number = len(desk.state.decisions) + 1
        row = f"{number};{'f' * 32};définir;{theme};;Aller et venir;Kim;2022-11-04T12:00:00+00:00"
        desk.imported("\n".join([*lines, f"{row};;1;;0;;{number - 1};;"]).encode())
        export(snapshot(store), "csv", opened.exports)
        export(snapshot(store), "json", opened.exports)
    progress.finish()


PARTS: list[tuple[str, Callable[[Path], None], Callable[[Path, Silent], None]]] = [
    ("premier jour", lambda folder: notes(folder, DAY_1), first_day),
    ("décisions", lambda folder: None, decide),
    ("deuxième jour", lambda folder: notes(folder, DAY_2), second_day),
    ("registre et exports", lambda folder: None, hand_over),
]


# -- places: a folder and its database, copied whole --------------------------------------------


@dataclass(frozen=True)
class Place:
    """Where a fork works. With a server, the database has the name of the folder."""

    folder: Path
    server: str = ""

    @property
    def database(self) -> str:
        return self.folder.name.replace("-", "_")

    def _ask(self, statement: str) -> None:
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def use(self) -> None:
        os.environ.pop(project.DATABASE_VARIABLE, None)
        if self.server:
            os.environ[project.DATABASE_VARIABLE] = self.server.replace(
                "/postgres?", f"/{self.database}?"
            )

    def make(self) -> None:
        project.create(self.folder)
        (self.folder / "pseudonymes.cle").write_text("5" * 64)
        if self.server:
            self._ask(f"CREATE DATABASE {self.database}")

    def copy(self, folder: Path) -> Place:
        shutil.copytree(self.folder, folder)
        other = Place(folder, self.server)
        if self.server:
            other._ask(f"CREATE DATABASE {other.database} TEMPLATE {self.database}")
        return other

    def remove(self) -> None:
        shutil.rmtree(self.folder)
        if self.server:
            self._ask(f"DROP DATABASE {self.database} WITH (FORCE)")

    def settle(self) -> None:
        """Nobody is left on the server's database: a killed client takes a moment to be missed."""
        if not self.server:
            return
        engine = create_engine(self.server)
        asked = text("SELECT count(*) FROM pg_stat_activity WHERE datname = :name")
        for _ in range(400):
            with engine.connect() as connection:
                if not connection.execute(asked, {"name": self.database}).scalar():
                    break
            time.sleep(0.01)
        engine.dispose()


def forked(work: Callable[[], int | None]) -> tuple[int, int]:
    """Do `work` in a fork; (what it returned, the signal that ended it)."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            os.write(writing, str(work() or 0).encode())
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit("a fork failed: see above")
    return int(told or 0), os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def done(place: Place, part: int, *, kill_at: int = 0) -> tuple[int, int]:
    """Do one part in a fork; (moments seen, signal)."""

    def work() -> int:
        place.use()
        moments = Moments(kill_at)
        moments.watch(place.folder)
        PARTS[part][2](place.folder, Told(moments))
        return moments.seen

    return forked(work)


def age(folder: Path) -> None:
    """Hours later: what a killed program left beside its files is old."""
    for path in folder.rglob(".*"):
        if path.is_file():
            os.utime(path, (time.time() - OLD, time.time() - OLD))


def result(place: Place) -> dict[str, str]:
    """What people hold in the end: exports and ledger byte for byte, the other files by name, none
    of them half."""

    def work() -> int:
        place.use()
        opened = project.load(place.folder)
        with Store.open(opened.database_url) as store:
            state = snapshot(store)
            ledger = [
                (d.number, d.id, d.kind, d.author, d.theme_ids, d.passage_ids, d.value, d.seen)
                for d in state.decisions
            ]
            told = [ledger, [(o.status, o.reason) for o in state.decided.outcomes]]
            (place.folder / "registre.repr").write_text(repr(told))
        return 0

    forked(work)
    found = {}
    for path in sorted(place.folder.rglob("*")):
        name = path.relative_to(place.folder).as_posix()
        if path.is_file() and not name.startswith("analyse.db"):
            whole = name.startswith(("exports/", "registre."))
            found[name] = hashlib.sha256(path.read_bytes() if whole else b"").hexdigest()
    drafts = place.folder / "brouillons"
    owned = json.loads((drafts / ".analyse.json").read_text(encoding="utf-8"))["fichiers"]
    for name, digest in owned.items():
        content = hashlib.sha256((drafts / name).read_bytes()).hexdigest()
        found[f"entier : {name}"] = str(content == digest)
    return found


def main(base: Path, kills: int, server: str) -> dict[str, object]:
    """Kill at `kills` moments over all parts, spread evenly, and compare."""
    encoder = FakeEncoder()
    language.load_encoder = lambda *_: encoder  # type: ignore[assignment]
    warm = Place(base / "warm")
    warm.make()
    notes(warm.folder, DAY_1 | DAY_2)
    warm.use()
    pipeline.run(project.load(warm.folder))

    place = Place(base / "entier", server)
    place.make()
    starts, moments = [], []
    for part, (_, prepare, _) in enumerate(PARTS):
        prepare(place.folder)
        place.settle()
        starts.append(place.copy(base / f"avant-{part}"))
        moments.append(done(place, part)[0])
    expected = result(place)

    every = [(part, at) for part, count in enumerate(moments) for at in range(1, count + 1)]
    chosen = [every[i] for i in np.linspace(0, len(every) - 1, min(kills, len(every))).astype(int)]
    killed, wrong = 0, []
    for number, (part, at) in enumerate(chosen):
        trial = starts[part].copy(base / f"essai-{number}")
        _, by = done(trial, part, kill_at=at)
        killed += by == signal.SIGKILL
        if number % 5 == 0:  # and killed once more while it takes up its work
            trial.settle()
            _, by = done(trial, part, kill_at=max(1, at // 2))
        age(trial.folder)
        for again in range(part, len(PARTS)):
            PARTS[again][1](trial.folder) if again > part else None
            trial.settle()
            done(trial, again)
        found = result(trial)
        if found != expected:
            names = {n for n in {*found, *expected} if found.get(n) != expected.get(n)}
            wrong.append([PARTS[part][0], at, sorted(names)])
        trial.settle()
        trial.remove()
    return {"moments": dict(zip([p[0] for p in PARTS], moments, strict=True)),
            "essais": len(chosen), "tues": killed, "ecarts": wrong}  # fmt: skip


if __name__ == "__main__":
    folder, count, *address = sys.argv[1:]
    told = main(Path(folder), int(count), address[0] if address else "")
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")

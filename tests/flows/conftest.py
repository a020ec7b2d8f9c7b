"""One throwaway Prefect server for the tests of flows, and stages that need no model."""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

ROOT = Path(__file__).parents[2]
HOME = Path(tempfile.mkdtemp(prefix="analyse-prefect-"))

# Before Prefect is imported: its settings are read once.
sys.path.insert(0, str(ROOT))
os.environ["PREFECT_HOME"] = str(HOME)
os.environ.pop("PREFECT_API_URL", None)
os.environ.pop("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", None)
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

import flows  # noqa: E402, F401  (private settings, before Prefect)
from analyse import project as projects  # noqa: E402
from analyse.contracts import (  # noqa: E402
    Document,
    DocumentStatus,
    Facet,
    FacetCall,
    Passage,
    SetAside,
    Theme,
)
from analyse.stages.take_in import Intake  # noqa: E402
from analyse.stages.themes import Outcome  # noqa: E402
from analyse.store import Placement, Run, StoredFile  # noqa: E402

NOTE = "La kumquatophilie du canton inquiete les riverains."
NAME = "Zoraquine Vexlard"
FILE_NAME = "atelier-03_Xylandre.txt"


@pytest.fixture(scope="session")
def server() -> Iterator[None]:
    """Prefect's test server, started once; without heartbeats, which cost a second per run."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    with (
        temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
        prefect_test_harness(server_startup_timeout=120),
    ):
        yield


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A project folder with one note that names someone."""
    project = projects.create(tmp_path / "evenement-temoin")
    (project.notes / FILE_NAME).write_text(f"{NAME} : {NOTE}\n", encoding="utf-8")
    return project.folder


class Kept(NamedTuple):
    """What Prefect's server holds of one run."""

    run: Any
    artifacts: dict[str, list[Any]]
    tasks: list[Any]
    logs: list[str]


class Stages:
    """Stages that write a known state in the real store, and fail when they are told to.

    Attributes:
        failures: stage → exceptions its next calls raise, in order.
        calls: stage → number of calls.
        rejects: documents that were not read, besides the one that was.
    """

    NOTE, NAME, FILE_NAME = NOTE, NAME, FILE_NAME

    def __init__(self) -> None:
        self.failures: dict[str, list[Exception]] = {}
        self.calls: dict[str, int] = {}
        self.rejects: list[Document] = []
        self.empty = False
        self.days: list[int | None] = []

    def io_failure(self, kind: str) -> Exception:
        """What a disk or a database raises, with the data such errors carry."""
        if kind == "disque":
            return OSError(28, "No space left on device", f"/notes/{FILE_NAME}")
        return OperationalError(
            "INSERT INTO passage", {"text": NOTE}, sqlite3.OperationalError(NAME)
        )

    def _call(self, stage: str) -> None:
        self.calls[stage] = self.calls.get(stage, 0) + 1
        if self.failures.get(stage):
            raise self.failures[stage].pop(0)

    def take_in(self, project: Any, store: Any, *, day: int | None, progress: Any) -> Intake:
        """One document of one passage, and the rejects."""
        self.days.append(day)
        progress.start("Lire, masquer, découper", 2)
        self._call("take_in")
        text = f"████████ : {NOTE}"
        files = [] if self.empty else [
            StoredFile(
                Document("d" * 16, "atelier.txt", "a" * 64, 1, DocumentStatus.READ, text=text),
                "digest-0",
                "key",
                passages=(Passage("p" * 16, "d" * 16, 11, len(text), NOTE, jour=day),),
                set_aside=(SetAside("d" * 16, 0, 10, text[:10], "qui parle"),),
            )
        ]  # fmt: skip
        files += [StoredFile(document, f"digest-{document.id}", "key") for document in self.rejects]
        store.save_files(files)
        progress.advance(2)
        progress.finish()
        return Intake(received=len(files), processed=len(files), new=1, corrected=0, gone=0)

    def find_themes(self, project: Any, store: Any, *, anew: bool, progress: Any) -> Outcome:
        """One theme of one passage."""
        progress.start("Former les thèmes")
        self._call("find_themes")
        progress.finish()
        if self.empty:
            return Outcome(None, computed=False)
        last = store.last_run()
        if last:
            return Outcome(last, computed=False)
        theme = Theme(
            "t" + "0" * 11, "Transport collectif", "Transport collectif", (), (), 1, 1, 1, 0.75
        )
        call = FacetCall(Facet.FINDING, 0.9)
        run = Run(
            number=1, fingerprint="f", started="2022-11-04T12:00:00+00:00", seconds=1.0,
            manifest={}, changes=(), themes=(theme,),
            placements=(Placement("p" * 16, theme.id, 0.8, call),), quotes=(),
        )  # fmt: skip
        store.save_run(run)
        return Outcome(run, computed=True)

    def write_drafts(self, project: Any, store: Any, run: Any, *, progress: Any) -> Path | None:
        """A page that holds the text."""
        self._call("write_drafts")
        if run is None:
            return None
        project.drafts.mkdir(exist_ok=True)
        page = project.drafts / "fiches.html"
        page.write_text(NOTE, encoding="utf-8")
        return page


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> Stages:
    """The flow's stages replaced, its retries without delay."""
    from flows import analyser

    fakes = Stages()
    for name in ("take_in", "find_themes", "write_drafts"):
        monkeypatch.setattr(analyser, name, getattr(fakes, name))
    for task in (analyser.receive, analyser.form_themes, analyser.write, analyser.take_stock):
        monkeypatch.setattr(task, "retry_delay_seconds", 0)
    return fakes


@pytest.fixture
def run(server: None) -> Callable[..., Any]:
    """Run the flow; its final state."""
    from flows.analyser import Demande, analyser

    def run(dossier: Path, **fields: Any) -> Any:
        return analyser(Demande(dossier=dossier, **fields), return_state=True)

    return run


@pytest.fixture
def read() -> Callable[..., Any]:
    """What Prefect kept of a run: itself, its artifacts by key, its tasks and its logs."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas import filters

    def read(run_id: UUID) -> Any:
        only = filters.FlowRunFilter(id=filters.FlowRunFilterId(any_=[run_id]))
        logged = filters.LogFilter(flow_run_id=filters.LogFilterFlowRunId(any_=[run_id]))
        deadline = time.monotonic() + 20
        with get_client(sync_client=True) as client:
            while True:  # states of tasks and logs are sent in the background
                tasks = client.read_task_runs(flow_run_filter=only)
                logs = [log.message for log in client.read_logs(log_filter=logged, limit=200)]
                ended = sum("Finished in state" in message for message in logs)
                final = sum(bool(task.state and task.state.is_final()) for task in tasks)
                if tasks and final == len(tasks) and ended == len(tasks) + 1:
                    break
                assert time.monotonic() < deadline, "the states or the logs never arrived"
                time.sleep(0.05)
            artifacts: dict[str, list[Any]] = {}
            for artifact in client.read_artifacts(flow_run_filter=only, limit=200):
                artifacts.setdefault(str(artifact.key), []).append(artifact)
            return Kept(client.read_flow_run(run_id), artifacts, tasks, logs)

    return read


@pytest.fixture
def kept() -> Callable[[], bytes]:
    """Every byte Prefect wrote: its database, and its folder (logs, storage of results)."""
    import prefect.settings

    def kept() -> bytes:
        url = prefect.settings.PREFECT_SERVER_DATABASE_CONNECTION_URL.value()
        url = getattr(url, "get_secret_value", lambda: url)()
        database = Path(url.split("///", 1)[1])
        files = [*database.parent.glob(f"{database.name}*"), *HOME.rglob("*")]
        return b"\n".join(file.read_bytes() for file in files if file.is_file())

    return kept

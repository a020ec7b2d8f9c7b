"""The environment of a peer, and the process that works in it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
_BORROWED = "analyse-emprunt.pth"


class PeerUnavailableError(Exception):
    """A peer cannot run here; the message says why, in French."""


def python_of(name: str) -> Path:
    """The interpreter of a peer's environment, made the first time.

    Args:
        name: of its requirements, `<name>.txt`.

    Raises:
        PeerUnavailableError: the environment cannot be made or its packages installed.
    """
    requirements = HERE / f"{name}.txt"
    made_of = requirements.read_bytes() + sys.version.encode() + sys.prefix.encode()
    digest = hashlib.sha256(made_of).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / "analyse-benchmarks" / f"pair-{name}-{digest}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = folder / ".pret"
    if ready.is_file() and python.is_file():
        return python
    try:
        venv.create(folder, with_pip=True, clear=True)
        _borrow(python)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run(
            [*command, "-r", requirements], check=True, capture_output=True, text=True, timeout=600
        )
    except subprocess.CalledProcessError as error:
        told = str(error.stderr or error.stdout or "").strip().splitlines()
        raise PeerUnavailableError(
            f"{name}\u00a0: installation impossible ({told[-1] if told else 'sans explication'})"
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerUnavailableError(
            f"{name}\u00a0: installation impossible ({type(error).__name__})"
        ) from error
    ready.touch()
    return python


def _borrow(python: Path) -> None:
    """Let an environment see our packages, after its own."""
    own = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    ours = {sysconfig.get_paths()[kind] for kind in ("purelib", "platlib")}
    (Path(own) / _BORROWED).write_text("\n".join(sorted(ours)) + "\n", encoding="utf-8")


class Worker:
    """A process that runs a peer: arrays in, arrays out, one job after the other.

    The runner `run_<name>.py` reads one line per job, the paths of two .npz archives, and answers
    one JSON line once the second one is written. Texts travel as JSON.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(
            [python_of(name), HERE / f"run_{name}.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=environment,
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __call__(
        self, texts: list[str], **arrays: Any
    ) -> tuple[dict[str, np.ndarray], dict[str, float]]:
        """Do one job.

        Returns:
            the arrays the runner wrote, and what it says of the job (seconds, memory).

        Raises:
            PeerUnavailableError: the runner failed or ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            sent, received = Path(folder) / "entree.npz", Path(folder) / "sortie.npz"
            np.savez(sent, texts=np.array(json.dumps(texts)), **arrays)
            try:
                self._process.stdin.write(json.dumps([str(sent), str(received)]) + "\n")
                self._process.stdin.flush()
                answer = json.loads(self._process.stdout.readline() or "{}")
            except (BrokenPipeError, ValueError) as error:
                raise PeerUnavailableError(f"{self._name}\u00a0: processus interrompu") from error
            if "seconds" not in answer:
                reason = answer.get("error", "processus interrompu")
                raise PeerUnavailableError(f"{self._name}\u00a0: {reason}")
            with np.load(received, allow_pickle=False) as archive:
                return dict(archive), answer

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

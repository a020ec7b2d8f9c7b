"""Set up and run, on any system: `python scripts/faire.py demo` (or installer, test).

`make` calls this file; on Windows, where make is rare, call it directly:

    py scripts\\faire.py demo
    py scripts\\faire.py test
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
DEMO = ROOT / "demo"
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def installed(extra: str) -> Path:
    """Create the environment and install, once for given dependencies."""
    stamp = VENV / f".installe-{extra or 'base'}"
    sources = [ROOT / "pyproject.toml", ROOT / "constraints.txt"]
    if stamp.exists() and all(s.stat().st_mtime <= stamp.stat().st_mtime for s in sources):
        return PYTHON
    if sys.version_info < (3, 11):  # noqa: UP036  (this file must say so, not fail)
        sys.exit("Python 3.11 ou plus est nécessaire\u00a0: installez-le, puis relancez.")
    if not PYTHON.exists():
        say("Création de l'environnement .venv")
        venv.create(VENV, with_pip=True)
    say("Installation (quelques minutes la première fois)")
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt"]
    subprocess.run([*command, "-e", target], check=True, cwd=ROOT)
    stamp.touch()
    (VENV / ".installe-base").touch()
    return PYTHON


def demo() -> int:
    """Analyse a copy of the example event and say where the fiches are."""
    python = installed("")
    for name in ("notes", "fiches-1.0"):
        shutil.copytree(ROOT / "data" / "exemple" / name, DEMO / name, dirs_exist_ok=True)
    for name in ("projet.toml", "registre.csv", "participants.csv"):
        shutil.copy2(ROOT / "data" / "exemple" / name, DEMO / name)
    started = time.monotonic()
    status = subprocess.run([python, "-m", "analyse.cli", "lancer", DEMO], env=environment())
    seconds = time.monotonic() - started
    if status.returncode not in (0, 1):  # 1: a planted file cannot be read, and says so
        return status.returncode
    say(f"\nAnalyse terminée en {seconds:.0f} s. Ouvrez la page dans un navigateur\u00a0:")
    say(f"  {DEMO / 'brouillons' / 'fiches.html'}")
    say("Avec vos notes\u00a0: analyse nouveau MON-DOSSIER (guide\u00a0: docs/guide-analyste.md)")
    if os.name != "nt":
        say("La commande analyse est dans .venv/bin. Sous Windows\u00a0: py scripts\\faire.py demo")
    else:
        say("La commande analyse est dans .venv\\Scripts.")
    return 0


def test(arguments: list[str]) -> int:
    """Run the tests (arguments go to pytest)."""
    python = installed("dev")
    if os.name != "nt":
        say("Sous Windows\u00a0: py scripts\\faire.py test")
    chosen = arguments or ["-m", "not slow"]
    return subprocess.run([python, "-m", "pytest", *chosen], cwd=ROOT, env=environment()).returncode


def environment() -> dict[str, str]:
    """Two threads, never more; bytecode is kept, or imports are slow."""
    env = {**os.environ, **dict.fromkeys(THREADS, "2")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def main() -> int:
    """Read the command and run it."""
    parser = argparse.ArgumentParser(description="Installer, montrer, tester.")
    parser.add_argument("commande", choices=("installer", "demo", "test"))
    chosen, rest = parser.parse_known_args()
    if chosen.commande == "demo":
        return demo()
    if chosen.commande == "test":
        return test(rest)
    installed("dev")
    return 0


if __name__ == "__main__":
    sys.exit(main())

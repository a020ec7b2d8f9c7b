"""`scripts/faire.py` and the Makefile: what the documentation names exists."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "faire.py"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.fixture
def faire():
    spec = importlib.util.spec_from_file_location("faire", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_needs_nothing_but_python():
    """It runs before anything is installed: only the standard library, and the oldest syntax of
    the Python it asks for."""
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 11))
    names = {
        (alias.name if isinstance(node, ast.Import) else node.module or "").partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert names <= set(sys.stdlib_module_names)


def test_an_unknown_command_runs_nothing():
    done = subprocess.run([sys.executable, SCRIPT, "inconnue"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "demo" in done.stderr


def test_its_environment_keeps_bytecode_and_two_threads(faire, monkeypatch):
    """Without bytecode each start is slow; more threads slow short texts down."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    environment = faire.environment()
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert {environment[name] for name in faire.THREADS} == {"2"}


def test_the_demo_is_the_example(faire):
    """What it copies is in the repository."""
    example = faire.ROOT / "data" / "exemple"
    for name in ("notes", "fiches-1.0", "projet.toml", "registre.csv", "participants.csv"):
        assert (example / name).exists()


def _targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", text, flags=re.M))


def test_every_target_of_the_makefile_is_declared():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (declared,) = re.findall(r"^\.PHONY: (.+)$", text, flags=re.M)
    assert set(declared.split()) == _targets()


def test_the_documentation_names_targets_that_exist():
    """Every `make …` and `faire.py …` of the README and the guides works."""
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.exists())
    code = "\n".join(
        [*re.findall(r"```.*?```", pages, flags=re.S), *re.findall(r"`([^`\n]+)`", pages)]
    )
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code))
    assert {"demo", "test"} <= named
    assert named <= _targets()
    commands = set(re.findall(r"faire\.py ([a-z]+)", code))
    assert commands <= {"installer", "demo", "test"}


def test_ci_runs_targets_that_exist():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(?:time )?make ([a-z-]+)$", text, flags=re.M))
    assert {"lint", "test"} <= targets <= _targets()

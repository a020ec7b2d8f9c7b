"""Who may import whom: the way through is one way, and Prefect stays outside."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "analyse"

SHARED = {"atomic", "contracts", "params", "errors", "remember", "resources", "lexicon"}
SHARED |= {"voices", "wording"}
"""Modules of `analyse` that a step may import, besides its own."""

FLOWS_MAY_IMPORT = {
    "analyse.cli",  # French messages of the command line
    "analyse.contracts",
    "analyse.errors",
    "analyse.exports.tables",
    "analyse.machine",
    "analyse.pipeline",
    "analyse.project",
    "analyse.stages",
    "analyse.state",
    "analyse.store",
}
FLOWS_MAY_USE = {"analyse", "click", "flows", "prefect", "pydantic", "sqlalchemy"}


def module_name(path: Path, top: Path) -> str:
    """Dotted name of the module at `path`, `top` being the folder of its first package."""
    parts = list(path.relative_to(top).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, top: Path) -> set[str]:
    """Every module or name that `path` imports, anywhere in it, as absolute dotted names."""
    package = module_name(path, top).split(".")
    if path.name != "__init__.py":
        package.pop()
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def inside(name: str, module: str) -> bool:
    """`name` is `module` or something in it."""
    return name == module or name.startswith(f"{module}.")


def sources(folder: str = "") -> list[Path]:
    """Python files of a package of `analyse`, with a guard against looking nowhere."""
    target = SOURCE / folder if folder else SOURCE
    files = sorted(target.rglob("*.py"))
    assert files, f"nothing under {target}"
    return files


def identified(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in paths]


def test_relative_and_nested_imports_are_seen(tmp_path):
    """The reader of imports sees those inside functions, and resolves the relative ones."""
    package = tmp_path / "analyse" / "steps" / "one"
    package.mkdir(parents=True)
    module = package / "part.py"
    module.write_text(
        "import a.b\nfrom ..other import thing\nfrom . import near\n"
        "def f():\n    from analyse.store import Store\n"
    )
    assert imports(module, tmp_path) == {
        "a.b",
        "analyse.steps.other.thing",
        "analyse.steps.one.near",
        "analyse.store.Store",
    }


@pytest.mark.parametrize("path", identified(sources()))
def test_the_product_knows_nothing_of_prefect(path):
    """`analyse` never imports Prefect nor the flows: the command line works without them."""
    found = imports(path, SOURCE.parent)
    assert not [n for n in found if inside(n, "prefect") or inside(n, "flows")]


@pytest.mark.parametrize("path", identified(sources("steps")))
def test_a_step_imports_no_other_step_and_no_state(path):
    """Of `analyse`, a step imports the contracts and helpers, and its own modules."""
    parts = module_name(path, SOURCE.parent).split(".")
    own = ".".join(parts[:3])
    for name in imports(path, SOURCE.parent):
        if inside(name, "analyse"):
            shared = name.split(".")[1] in SHARED if "." in name else False
            assert shared or (len(parts) > 2 and inside(name, own)), f"{own} imports {name}"


@pytest.mark.parametrize("path", identified(sources("render") + sources("exports")))
def test_what_writes_files_runs_no_step(path):
    """Renderers and exports show what is in the store; they compute no analysis."""
    assert not [n for n in imports(path, SOURCE.parent) if inside(n, "analyse.steps")]


@pytest.mark.parametrize("path", identified(sources("decisions")))
def test_a_replay_depends_on_nothing_but_contracts(path):
    """Decisions are replayed by pure functions: no state, no step, no library."""
    for name in imports(path, SOURCE.parent):
        top = name.split(".")[0]
        assert top == "analyse" or top in sys.stdlib_module_names, name
        if top == "analyse":
            allowed = ("analyse.decisions", "analyse.contracts", "analyse.errors")
            assert any(inside(name, module) for module in allowed), name


@pytest.mark.parametrize("path", identified(sources("store")))
def test_the_store_knows_only_contracts(path):
    allowed = ("analyse.store", "analyse.contracts", "analyse.errors", "analyse.params")
    for name in imports(path, SOURCE.parent):
        if inside(name, "analyse"):
            assert any(inside(name, module) for module in allowed), name


@pytest.mark.parametrize("path", identified(sorted((ROOT / "flows").glob("*.py"))))
def test_flows_only_wrap_the_stages(path):
    """A flow calls stages and shows what they did: it reaches no step, model or array."""
    for name in imports(path, ROOT):
        top = name.split(".")[0]
        assert top in FLOWS_MAY_USE or top in sys.stdlib_module_names, name
        if top == "analyse" and name != "analyse":
            assert any(inside(name, module) for module in FLOWS_MAY_IMPORT), name


def test_importing_the_pipeline_loads_no_prefect():
    """Nothing that `analyse` imports brings Prefect in by another way."""
    import subprocess

    code = "import sys, analyse.pipeline, analyse.cli; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_who_is_who_is_loaded_only_when_notes_are_read():
    """The web app shows an analysis; neither it nor anything it imports loads what opens the
    mapping of pseudonyms, so that a server needs no key."""
    import subprocess

    web = sorted((SOURCE / "web").rglob("*.py"))
    for path in web:
        found = imports(path, SOURCE.parent)
        assert not [n for n in found if inside(n, "analyse.custody")], path
        assert not [n for n in found if inside(n, "analyse.stages.mapped")], path
    modules = [module_name(path, SOURCE.parent) for path in web]
    shown = ["analyse.pipeline", "analyse.desk", "analyse.exports.files"]
    code = (
        "import importlib, sys\n"
        f"for name in {shown + modules!r}:\n"
        "    importlib.import_module(name)\n"
        "sys.exit('analyse.custody.mapping' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_key_of_who_is_who_is_named_in_few_places():
    """Whoever reads the mapping or its key asks the project where they are: nobody else does."""
    users = {
        path.relative_to(SOURCE).as_posix()
        for path in sources()
        if re.search(r"\.mapping_(file|key)\b|correspondances\.c", path.read_text(encoding="utf-8"))
    }
    assert users <= {"project.py", *(u for u in users if u.startswith("custody/"))}


def test_files_of_tests_have_names_of_their_own():
    """pytest imports them by their bare name: two that share one stop the whole suite."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []

"""Each check says what is true of the machine, and how to mend what is not."""

from __future__ import annotations

import shutil
from collections import namedtuple
from importlib.metadata import PackageNotFoundError, version

import pytest

from analyse import diagnosis
from analyse import project as projects
from analyse.diagnosis import Check, diagnose
from analyse.errors import EncoderError


@pytest.fixture(autouse=True)
def _light(monkeypatch):
    """No model is loaded unless a test asks, and no database of the machine is looked at."""
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    for name in ("_spacy", "_encoder", "_facets"):
        monkeypatch.setattr(diagnosis, name, lambda: "chargé")


def found(name: str, folder=None) -> Check:
    (check,) = [check for check in diagnose(folder) if check.name == name]
    return check


def test_what_is_installed_is_told_with_its_version():
    check = found("spacy")
    assert check.ok
    assert check.found == version("spacy")
    assert found("prefect").found == version("prefect")


@pytest.mark.parametrize("name", [*diagnosis._PACKAGES, "prefect"])
def test_a_missing_package_is_told_with_its_remedy(name, monkeypatch):
    """Only `prefect` is not needed: the command line works without it."""

    def without(asked: str) -> str:
        if asked == name:
            raise PackageNotFoundError(asked)
        return version(asked)

    monkeypatch.setattr(diagnosis, "version", without)
    check = found(name)
    assert not check.ok
    assert "absent" in check.found
    assert check.mend == f"pip install -c constraints.txt {name}"
    assert check.needed == (name != "prefect")
    assert all(other.ok for other in diagnose() if other.name != name)


@pytest.mark.parametrize(
    ("error", "told", "mend"),
    [
        (ImportError("DLL load failed"), "ImportError", "pip install"),
        (OSError("E050 modèle"), "OSError", "pip install"),
        (RuntimeError("anything"), "RuntimeError", "pip install"),
        (
            EncoderError("L'encodeur est introuvable.", action="Faites ceci."),
            "introuvable",
            "Faites",
        ),
    ],
)
def test_what_does_not_load_is_told(error, told, mend, monkeypatch):
    """An installed library that cannot work is not said to work."""

    def fail() -> str:
        raise error

    monkeypatch.setattr(diagnosis, "_encoder", fail)
    check = found("Encodeur intégré")
    assert not check.ok
    assert told in check.found
    assert mend in check.mend


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(diagnosis.sys, "version_info", (3, 10, 4, "final", 0))
    check = found("Python")
    assert (check.ok, check.found) == (False, "3.10.4")


def test_a_full_disk_is_told(monkeypatch, tmp_path):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(diagnosis.shutil, "disk_usage", lambda _: usage(10**12, 10**12, 2 * 10**8))
    check = found("Disque", tmp_path / "pas" / "encore")
    assert not check.ok
    assert check.found == "0,2 Go libres"


def test_the_disk_is_that_of_the_project(tmp_path):
    free = shutil.disk_usage(tmp_path).free / 1e9
    told = float(found("Disque", tmp_path / "absent").found.split(" ")[0].replace(",", "."))
    assert told == pytest.approx(free, abs=1.0)


def test_a_database_that_does_not_answer_is_told(monkeypatch):
    """Without its password, and without loading anything else."""
    monkeypatch.setenv(projects.DATABASE_VARIABLE, "postgresql://x:motsecret@127.0.0.1:1/b")
    check = found("Base de données")
    assert not check.ok
    assert "motsecret" not in f"{check.found}{check.mend}"
    assert projects.DATABASE_VARIABLE in check.mend


def test_looking_at_a_database_creates_nothing(monkeypatch, tmp_path):
    monkeypatch.setenv(projects.DATABASE_VARIABLE, f"sqlite:///{tmp_path / 'x.db'}")
    assert found("Base de données").ok
    assert list(tmp_path.iterdir()) == []


def test_a_synchronised_folder_is_told_but_stops_nothing(tmp_path, monkeypatch):
    check = found("Dossier", tmp_path / "Dropbox" / "ev")
    assert (check.ok, check.needed) == (False, False)
    assert "Dropbox" in check.found
    monkeypatch.setenv(projects.DATABASE_VARIABLE, f"sqlite:///{tmp_path / 'x.db'}")
    assert found("Dossier", tmp_path / "Dropbox" / "ev").ok


def test_json_shows_a_remedy_only_when_there_is_something_to_mend():
    told = [check.to_json() for check in diagnose()]
    assert all(set(t) == {"nom", "ok", "necessaire", "constat", "remede"} for t in told)
    assert all(bool(t["remede"]) != t["ok"] for t in told)


@pytest.mark.slow
def test_the_real_models_load(monkeypatch):
    """On a machine installed as documented, everything is there."""
    monkeypatch.undo()
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    assert [check.name for check in diagnose() if not check.ok and check.needed] == []

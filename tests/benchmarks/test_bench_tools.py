"""What benchmarks share: memory, pages, the summary, peers in another process."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import pytest
from benchmarks.catalogue import MEASURES, present
from benchmarks.memory import Usage, watched
from benchmarks.pairs import environment
from benchmarks.pairs.environment import PeerUnavailableError, Worker

from benchmarks import pages, sommaire


def filled(megabytes: int) -> np.ndarray:
    return np.ones(megabytes * 125_000)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak cannot be reset elsewhere")
def test_memory_is_that_of_the_work_alone():
    """What was held and given back before does not hide what the work needs, nor count for it."""
    del_me = filled(300)
    del del_me
    result, usage = watched(lambda: filled(80).sum())
    assert result == 80 * 125_000
    assert 75 < usage.added < 130
    assert usage.peak > usage.added
    assert watched(lambda: None)[1].added < 20


def test_measuring_a_part_again_keeps_the_others():
    """A section is replaced by the new one; what was not measured again stays, whole."""
    old = "# Page\n\n## Un\n\nvieux\n\n## Deux\n\ngardé\n"
    new = "# Page\n\nFait ici.\n\n## Un\n\nneuf\n"
    page = pages.renewed(old, new)
    assert "neuf" in page
    assert "gardé" in page
    assert "vieux" not in page
    assert page.index("## Un") < page.index("## Deux")
    assert pages.renewed("", new).split() == new.split()


def test_pages_are_bound_dated_and_found_again(tmp_path):
    """French spaces do not break; the latest page of a measure is the one found."""
    assert pages.bound("« oui » : non") == "«\u00a0oui\u00a0»\u00a0: non"
    assert pages.bound("|---| a:b") == "|---| a:b"
    (tmp_path / "2020-01-01-essai.md").write_text("vieux")
    written = pages.write("essai", "neuf\n\n", folder=tmp_path)
    assert pages.latest("essai", folder=tmp_path) == written
    assert written.read_text() == "neuf\n"
    assert pages.latest("autre", folder=tmp_path) is None


PAGE = """# Titre

| jeu | méthode | AMI |
|---|---|---|
| un | analyse | 3.0 |
| **moyenne** | analyse | 3.0 |

texte

| cible | visé | obtenu | |
|---|---|---|---|
| AMI | 4 | 5 | oui |
"""


def test_the_summary_keeps_the_main_lines(tmp_path):
    """Means and targets of the themes, every table of the others, failures told."""
    assert len(sommaire.parsed(PAGE)) == 2
    assert "| un |" in sommaire.tables("exemple", PAGE)
    kept = sommaire.tables("themes", PAGE)
    assert "| un |" not in kept
    assert "| **moyenne** | analyse | 3.0 |" in kept
    assert "| AMI | 4 | 5 | oui |" in kept
    (tmp_path / "2020-01-01-themes.md").write_text(PAGE)
    text = sommaire.page({"themes": 12.4, "quotes": 1}, ["quotes"], folder=tmp_path)
    assert "12 s; page [2020-01-01-themes.md](2020-01-01-themes.md)" in text
    assert "a échoué; aucune page" in text


def test_every_measure_runs_by_itself():
    """Each module of the list that is there has a main; those not there yet are left out."""
    for name in present():
        spec = find_spec(f"benchmarks.{name}")
        assert spec is not None
        runner = f"benchmarks.{name}" + (".__main__" if spec.submodule_search_locations else "")
        assert callable(import_module(runner).main)
    assert {"exemple", "voisins", "encodeur", "themes", "quotes"} <= set(present())
    assert set(present()) <= set(MEASURES)


RUNNER = """
import numpy as np
from benchmarks.pairs.serve import serve

def job(texts, arrays):
    print("le pair parle trop")
    if not texts:
        raise ValueError("secret")
    return {"tailles": np.array([len(t) for t in texts]) * arrays["fois"]}

serve(job)
"""


@pytest.fixture
def peer(monkeypatch, tmp_path):
    """A peer that runs in our own interpreter."""
    (tmp_path / "run_essai.py").write_text(RUNNER, encoding="utf-8")
    monkeypatch.setattr(environment, "HERE", tmp_path)
    monkeypatch.setattr(environment, "python_of", lambda name: sys.executable)
    with Worker("essai") as worker:
        yield worker


def test_a_peer_answers_jobs_with_what_they_took(peer):
    """Accents travel, what the peer prints does not disturb, and jobs follow one another."""
    for factor in (1, 2):
        found, told = peer(["é", "deux"], fois=np.array(factor))
        assert found["tailles"].tolist() == [factor, 4 * factor]
        assert Usage(**told).seconds >= 0


def test_a_peer_that_fails_is_told_and_goes_on(peer):
    """The kind of failure is named, never the texts."""
    with pytest.raises(PeerUnavailableError, match="ValueError") as caught:
        peer([], fois=np.array(1))
    assert "secret" not in str(caught.value)
    assert peer(["a"], fois=np.array(1))[0]["tailles"].tolist() == [1]


def test_a_peer_that_cannot_be_installed_is_skipped_with_a_reason(monkeypatch, tmp_path):
    """The last line of the installer is given; nothing is left half made."""
    (tmp_path / "essai.txt").write_text("paquet-inexistant==1\n")
    monkeypatch.setattr(environment, "HERE", tmp_path)
    monkeypatch.setattr(environment.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(environment.venv, "create", lambda *a, **k: None)
    monkeypatch.setattr(environment, "_borrow", lambda python: None)

    def refuse(command, **options):
        raise subprocess.CalledProcessError(1, "pip", stderr="bruit\nERROR: introuvable\n")

    monkeypatch.setattr(environment.subprocess, "run", refuse)
    with pytest.raises(PeerUnavailableError, match="ERROR: introuvable"):
        environment.python_of("essai")
    assert not list(tmp_path.rglob(".pret"))


def test_requirements_of_peers_are_pinned():
    """Each line names one version, and each peer has its runner."""
    for path in sorted(environment.HERE.glob("*.txt")):
        lines = [x for x in path.read_text().splitlines() if x and not x.startswith("#")]
        assert lines
        assert all("==" in x for x in lines)
        assert (environment.HERE / f"run_{path.stem}.py").is_file()

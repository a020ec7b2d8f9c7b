"""Canaries planted in notes are found nowhere else: not in a file, a name of file, a message."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from analyse import project as projects
from analyse.custody.mapping import Mapping
from analyse.project import Project
from canaries import CANARIES, Watch, forms, heard, leaks, plant
from custody_worlds import analyse, run, take

TITLE = "Mon événement"


def allowed(opened: Project) -> list[Path]:
    """What people wrote; nothing else may hold a canary."""
    names = ("notes", "registre.csv", "participants.csv")
    return [opened.folder / name for name in names]


@pytest.fixture
def watched(tmp_path, monkeypatch) -> Path:
    """The folder of temporary files of this process and of those it starts."""
    folder = tmp_path / "temporaires"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def planted(tmp_path) -> Project:
    made = projects.create(tmp_path / "projet")
    plant(made.folder)
    return projects.load(made.folder)


def test_the_search_finds_what_is_hidden(planted, tmp_path):
    """Every canary is in the notes, whatever its format; a trace in any encoding is found."""
    found = leaks([planted.folder])
    assert set().union(*found.values()) == set(CANARIES)
    for where, word in CANARIES.items():
        for form in forms(word):
            assert where in heard(b"avant " + form + b" apres")
    hidden = {
        "utf16.bin": "Brampion".encode("utf-16-le"),
        "cp1252.txt": "Quesnadière".encode("cp1252"),
        "url.txt": b"?nom=Quesnadi%C3%A8re",
        "json.txt": b'"Quesnadi\\u00e8re"',
    }
    import base64
    import zipfile

    for i in range(3):
        hidden[f"b64-{i}.txt"] = base64.b64encode(b"x" * i + b"M. Brampion ici")
    for name, data in hidden.items():
        (tmp_path / name).write_bytes(data)
    with zipfile.ZipFile(tmp_path / "z.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", "<creator>Brampion</creator>")
    told = leaks([tmp_path], allowed=[planted.folder])
    assert len(told) == len(hidden) + 1


def test_a_whole_day_leaves_no_canary(planted, watched, tmp_path):
    """Notes read, a state, exports, a decision, drafts, a look-up, a backup sealed, a purge: only
    what people wrote holds a name, and the mapping, which is encrypted."""
    output = []

    def done(*arguments: object, fine: tuple[int, ...] = (0,)) -> None:
        result = run(*map(str, arguments))
        output.append(result.output)
        assert result.exit_code in fine, (arguments, result.output)

    with Watch(planted.folder, watched, allowed=allowed(planted)) as watch:
        take(planted)
        analyse(planted)
        done("etat", planted.folder, fine=(1,))
        done("etat", planted.folder, "--json", fine=(1,))
        for form in ("csv", "json"):
            done("exporter", planted.folder, "--format", form)
        done("decider", planted.folder, "approuver", "t0123456789a", "--qui", "C.")
        done("decisions", planted.folder)
        done("correspondances", planted.folder)
    assert watch.looks
    assert watch.found == {}
    assert leaks([planted.folder, watched], allowed=allowed(planted)) == {}
    assert heard("\n".join(output).encode()) == set()
    names = {n for p in Mapping.of(planted).read().values() for n in p.names}
    assert "Mélanie Quillorbert" in names

    sealed = tmp_path / "s.sauvegarde"
    os.environ["ANALYSE_PHRASE_SAUVEGARDE"] = "quatre mots pris au hasard"
    try:
        done("sauvegarder", planted.folder, "--sortie", sealed)
    finally:
        del os.environ["ANALYSE_PHRASE_SAUVEGARDE"]
    assert heard(sealed.read_bytes()) == set()
    signed = ("--qui", "C.", "--confirmer", TITLE)
    document = next(d for d in _documents(planted) if d.path.endswith("atelier-01.txt"))
    done("purger", planted.folder, "--document", document.id, *signed)
    done("purger", planted.folder, "--tout", *signed)
    assert leaks([planted.folder, watched]) == {}
    assert heard("\n".join(output).encode()) == set()


def _documents(opened: Project):
    from analyse.store import Store

    with Store.open(opened.database_url) as store:
        return store.documents()


STEPS = (
    "analyse.steps.ingest.list_files",
    "analyse.steps.depersonalise.find",
    "analyse.steps.depersonalise.person_keys",
    "analyse.steps.depersonalise.mask",
    "analyse.steps.ingest.understand",
    "analyse.steps.segment.segment",
    "analyse.stages.identity.Keyring.digest",
    "analyse.store.store.Store.save_files",
    "analyse.custody.mapping.Mapping.add",
)


@pytest.mark.parametrize("kind", [ValueError, OSError, "database"])
@pytest.mark.parametrize("step", STEPS)
def test_an_error_at_any_step_tells_no_canary(planted, watched, monkeypatch, step, kind):
    """Whatever a step raises, with the text it was given in its message."""
    from sqlalchemy.exc import OperationalError

    secret = "Mélanie Quillorbert, 418 555-0147"

    def fail(*_args: object, **_options: object) -> None:
        if kind == "database":
            raise OperationalError(secret, {"nom": secret}, ValueError(secret))
        raise kind(*((5, secret, secret) if kind is OSError else (secret,)))

    monkeypatch.setattr(step, fail)
    monkeypatch.setenv("ANALYSE_PROCESSUS", "1")
    result = run("lancer", planted.folder)
    assert result.exit_code != 0
    assert heard(result.output.encode()) == set()
    assert "Traceback" not in result.output
    assert leaks([planted.folder, watched], allowed=allowed(planted)) == {}

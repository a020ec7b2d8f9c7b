"""A project in one file, and back: complete, of one moment, sealed, and never half restored."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from analyse import project as projects
from analyse.custody import restore as restoring
from analyse.custody.archive import MANIFEST, Reader, Sealing, unseal
from analyse.custody.backup import PHRASE_VARIABLE, save
from analyse.custody.files import digest, half_made, left_behind
from analyse.custody.mapping import Mapping
from analyse.custody.restore import restore
from analyse.errors import BackupError, StoreError
from analyse.store import Store, schema
from analyse.store.engine import Migrations, unmigrated_engine
from custody_worlds import analyse, make, run, take
from samples import THEME, a_file

PHRASE = "quatre mots pris au hasard"


@pytest.fixture(autouse=True)
def _no_phrase(monkeypatch):
    monkeypatch.delenv(PHRASE_VARIABLE, raising=False)


def tables(url: str) -> dict[str, list[tuple]]:
    """Every row of every table, but the log of backups, which the backup cannot hold."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in schema.metadata.sorted_tables
            if table.name not in ("backup", "revision")
        }
    engine.dispose()
    return found


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file() and not p.name.startswith("analyse.db")
    }


@pytest.fixture
def full(analysed) -> projects.Project:
    """A project with something of everything."""
    run("decider", analysed.folder, "approuver", THEME, "--qui", "C.")
    run("exporter", analysed.folder, "--format", "csv")
    for name in ("fiches-1.0/A1.md", "fiches/a.md", "gabarits/x.jinja", "à l'été.css"):
        path = analysed.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("contenu é", encoding="utf-8")
    return analysed


@pytest.mark.parametrize(
    "source", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
@pytest.mark.parametrize(
    "target", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_everything_comes_back_from_either_database_to_either(
    source, target, tmp_path, monkeypatch, request
):
    """Same files, same rows, and the project goes on: nothing is read again."""

    def use(kind: str) -> None:
        if kind == "postgresql":
            new = request.getfixturevalue("new_postgres")
            monkeypatch.setenv(projects.DATABASE_VARIABLE, new())
        else:
            monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)

    use(source)
    made = make(tmp_path / "assises")
    take(made)
    analyse(made)
    run("decider", made.folder, "approuver", THEME, "--qui", "C.")
    with Store.open(made.database_url) as store:
        store.save_vectors({"k" * 64: __import__("numpy").array([1.5, -2.0])})
    before, held = files(made.folder), tables(made.database_url)
    saved = run("sauvegarder", made.folder, "--sortie", tmp_path / "s.sauvegarde")
    assert saved.exit_code == 0, saved.output
    use(target)
    done = run("restaurer", tmp_path / "s.sauvegarde", tmp_path / "loin" / "copie")
    assert done.exit_code == 0, done.output
    copy = projects.load(tmp_path / "loin" / "copie")
    assert files(copy.folder) == before
    assert tables(copy.database_url) == held
    assert held["decision"]
    with Store.open(copy.database_url) as store:
        assert store.vectors(["k" * 64])["k" * 64].tolist() == [1.5, -2.0]
        passages = store.passages()
    assert Mapping.of(copy).read() == Mapping.of(made).read()
    take(copy)
    with Store.open(copy.database_url) as store:
        assert store.passages() == passages
        with pytest.raises(StoreError):  # triggers are there again
            store._appended(schema.decision, {"id": None})
    again = run("decider", copy.folder, "renommer", THEME, "Autre", "--qui", "C.")
    assert again.exit_code == 0, again.output


def test_the_file_is_its_owners_and_leaves_nothing_beside(full, tmp_path):
    saved = save(full, tmp_path / "s.sauvegarde")
    if os.name != "nt":
        assert stat.S_IMODE(saved.path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["assises", "s.sauvegarde"]
    assert hashlib.sha256(saved.path.read_bytes()).hexdigest() == saved.sha256
    with Store.open(full.database_url) as store:
        assert [(b.name, b.sha256) for b in store.backups()] == [("s.sauvegarde", saved.sha256)]
    with pytest.raises(BackupError, match="existe déjà"):
        save(full, saved.path)


def test_keys_and_notes_can_stay_out(full, tmp_path):
    """What is left out is not in the file; the analysis comes back all the same, and the next run
    takes no note for withdrawn."""
    options = ("--sans-cles", "--sans-notes", "--sortie", tmp_path / "s.sauvegarde")
    assert run("sauvegarder", full.folder, *options).exit_code == 0
    with zipfile.ZipFile(tmp_path / "s.sauvegarde") as archive:
        data = b"".join(archive.read(name) for name in archive.namelist())
        names = archive.namelist()
    for secret in (
        b"Wideline",
        b"Quetzal",
        full.key_file.read_bytes(),
        full.mapping_key.read_bytes(),
    ):
        assert secret not in data
    assert not [n for n in names if n.endswith(".cle") or "/notes/" in n or "participants" in n]
    done = run("restaurer", tmp_path / "s.sauvegarde", tmp_path / "copie")
    assert "Sans les notes brutes" in done.stdout
    copy = projects.load(tmp_path / "copie")
    take(copy)
    with Store.open(copy.database_url) as store:
        assert {d.status.value for d in store.documents()} == {"lu"}


def test_a_sealed_backup_opens_with_its_phrase_alone(full, tmp_path, monkeypatch):
    """Nothing of the project is readable in it; another phrase, or none, restores nothing."""
    secret = tmp_path / "phrase.txt"
    secret.write_text(f"{PHRASE}\nautre ligne\n", encoding="utf-8")
    file, copy = tmp_path / "s.sauvegarde", tmp_path / "copie"
    done = run("sauvegarder", full.folder, "--sortie", file, "--phrase-fichier", secret)
    assert done.exit_code == 0, done.output
    assert "n'est pas chiffré" not in done.stderr
    for told in (b"Wideline", b"projet.toml", b"PK\x03\x04", PHRASE.encode()):
        assert told not in file.read_bytes()
    without = run("restaurer", file, copy)
    assert without.exit_code == 2
    assert "phrase de passe" in without.stderr
    monkeypatch.setenv(PHRASE_VARIABLE, "une autre phrase de passe")
    assert "pas la bonne phrase" in run("restaurer", file, copy).stderr
    assert not copy.exists()
    monkeypatch.setenv(PHRASE_VARIABLE, PHRASE)
    assert run("restaurer", file, copy).exit_code == 0
    assert files(copy) == files(full.folder)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "assises", "copie", "phrase.txt", "s.sauvegarde",
    ]  # fmt: skip


def test_a_short_phrase_is_refused(full, tmp_path, monkeypatch):
    monkeypatch.setenv(PHRASE_VARIABLE, "court")
    result = run("sauvegarder", full.folder, "--sortie", tmp_path / "s")
    assert result.exit_code == 2
    assert "court" not in result.stderr
    assert not (tmp_path / "s").exists()


@settings(max_examples=30, deadline=None)
@given(
    data=st.binary(max_size=3000),
    cut=st.integers(0, 3200),
    flip=st.integers(0, 3200),
    piece=st.sampled_from([64, 100, 1000]),
)
def test_what_is_sealed_comes_back_or_is_refused(tmp_path_factory, data, cut, flip, piece):
    """Whole: the same bytes. One bit changed, or cut anywhere: refused."""
    from analyse.custody import archive

    folder = tmp_path_factory.mktemp("s")
    kept, scrypt = archive._PIECE, archive._SCRYPT
    archive._PIECE, archive._SCRYPT = piece, {"n": 2, "r": 1, "p": 1}
    try:
        stream = io.BytesIO()
        sealing = Sealing(stream, PHRASE)
        for at in range(0, len(data), 37):
            sealing.write(data[at : at + 37])
        sealing.close()
        sealed = stream.getvalue()
        file = folder / "f"
        file.write_bytes(sealed)
        out = io.BytesIO()
        unseal(file, PHRASE, out)
        assert out.getvalue() == data
        head = len(archive._SEALED)
        changed = bytearray(sealed)
        changed[head + flip % (len(sealed) - head)] ^= 1
        for wrong in (bytes(changed), sealed[: head + cut % (len(sealed) - head)]):
            file.write_bytes(wrong)
            with pytest.raises(BackupError):
                unseal(file, PHRASE, io.BytesIO())
    finally:
        archive._PIECE, archive._SCRYPT = kept, scrypt


def test_nothing_is_replaced_without_being_asked(full, tmp_path):
    """A folder that holds something stays, whatever it holds; an empty one is taken."""
    saved = save(full, tmp_path / "s.sauvegarde").path
    busy = tmp_path / "occupé"
    busy.mkdir()
    (busy / "à moi.txt").write_text("x")
    result = run("restaurer", saved, busy)
    assert result.exit_code == 2
    assert "--remplacer" in result.stderr
    assert files(busy) == {"à moi.txt": b"x"}
    assert run("restaurer", saved, busy, "--remplacer").exit_code == 0
    assert "à moi.txt" not in files(busy)
    (tmp_path / "vide").mkdir()
    assert run("restaurer", saved, tmp_path / "vide").exit_code == 0


@pytest.mark.postgres
def test_a_server_that_holds_something_is_not_replaced_without_being_asked(
    full, tmp_path, monkeypatch, new_postgres
):
    saved, url = save(full, tmp_path / "s.sauvegarde").path, new_postgres()
    with Store.open(url) as store:
        store.save_files([a_file()])
    monkeypatch.setenv(projects.DATABASE_VARIABLE, url)
    assert "n'est pas vide" in run("restaurer", saved, tmp_path / "copie").stderr
    assert not (tmp_path / "copie").exists()
    with Store.open(url) as store:
        assert len(store.known_files()) == 1
    assert run("restaurer", saved, tmp_path / "copie", "--remplacer").exit_code == 0
    with Store.open(url) as store:
        assert len(store.known_files()) == 2


def rewritten(source: Path, target: Path, change) -> Path:
    """The archive with `change(name, data)` in place of each entry; None leaves one out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


def lying(source: Path, target: Path, name: str, data: bytes) -> Path:
    """An archive with one more entry, named in the manifest with its right digest."""

    def change(entry: str, old: bytes) -> bytes:
        if entry != MANIFEST:
            return old
        content = json.loads(old)
        content["entrees"][name] = {
            "sha256": hashlib.sha256(data).hexdigest(),
            "octets": len(data),
        }
        return json.dumps(content).encode()

    rewritten(source, target, change)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, data)
    return target


@pytest.mark.parametrize(
    "name",
    [
        "projet/../../evil.txt",
        "projet//etc/evil.txt",
        "projet/C:\\evil.txt",
        "projet/a\\..\\..\\evil.txt",
        "/projet/evil.txt",
        "evil.txt",
        "base/../evil.jsonl",
        "base/sqlite_master;.jsonl",
    ],
)
def test_an_entry_that_leaves_the_folder_is_refused(full, tmp_path, name):
    saved = save(full, tmp_path / "s.sauvegarde").path
    wrong = lying(saved, tmp_path / "w.sauvegarde", name, b"evil")
    with pytest.raises(BackupError):
        restore(wrong, tmp_path / "copie")
    assert not list(tmp_path.rglob("*evil*"))
    assert not (tmp_path / "copie").exists()


def test_a_table_that_is_not_known_is_refused(full, tmp_path):
    saved = save(full, tmp_path / "s.sauvegarde").path
    wrong = lying(saved, tmp_path / "w.sauvegarde", "base/autre.jsonl", b'{"a": 1}\n')
    with pytest.raises(StoreError, match="inconnue"):
        restore(wrong, tmp_path / "copie")
    assert not (tmp_path / "copie").exists()


@pytest.mark.parametrize(
    "what", ["changed", "missing", "added", "format", "revision", "text", "cut"]
)
def test_a_damaged_backup_replaces_nothing(full, tmp_path, what):
    """A project was there: it is there, byte for byte, and nothing is left beside it."""
    saved = save(full, tmp_path / "s.sauvegarde").path
    wrong, there = tmp_path / "w.sauvegarde", tmp_path / "projet"
    make(there)
    before = files(there)

    def change(name: str, data: bytes) -> bytes | None:
        if what == "changed" and name.endswith("b.txt"):
            return data.replace(b"loyer", b"lover")
        if what == "missing" and name.endswith("b.txt"):
            return None
        if name == MANIFEST and what == "format":
            return data.replace(b'"format": 1', b'"format": 2')
        if name == MANIFEST and what == "revision":
            return data.replace(b'"revision": "', b'"revision": "9')
        return data

    rewritten(saved, wrong, change)
    if what == "added":
        with zipfile.ZipFile(wrong, "a") as archive:
            archive.writestr("projet/x.txt", "x")
    if what == "text":
        wrong.write_bytes(b"pas une sauvegarde")
    if what == "cut":
        wrong.write_bytes(saved.read_bytes()[:-400])
    result = run("restaurer", wrong, there, "--remplacer")
    assert result.exit_code == 2
    assert "rien n'a été restauré" in result.stderr
    if what in ("format", "revision"):
        assert "Mettez le logiciel à jour" in result.stderr
    assert files(there) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "assises", "projet", "s.sauvegarde", "w.sauvegarde",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_a_restoration_that_fails_at_the_end_changes_nothing(
    full, tmp_path, monkeypatch, database, request
):
    """The folder cannot take its place: the old folder and the old rows are as they were."""
    saved, there = save(full, tmp_path / "s.sauvegarde").path, tmp_path / "projet"
    if database == "postgresql":
        url = request.getfixturevalue("new_postgres")()
        monkeypatch.setenv(projects.DATABASE_VARIABLE, url)
    made = make(there)
    with Store.open(made.database_url) as store:
        store.save_files([a_file()])
    before, rows = files(there), tables(made.database_url)

    def refuse(*_args: object) -> None:
        raise OSError(28, "plein")

    monkeypatch.setattr(restoring, "_swap", refuse)
    with pytest.raises((BackupError, StoreError)):
        restore(saved, there, replace=True)
    assert files(there) == before
    assert tables(made.database_url) == rows


def test_a_backup_is_of_one_moment_while_people_write(full, tmp_path):
    """Decisions and passages are written during the copy: what is in it is whole, and the last
    decision it holds is followed by none."""
    stop = threading.Event()
    errors: list[str] = []

    def write() -> None:
        number = 0
        with Store.open(full.database_url) as store:
            while not stop.is_set():
                number += 1
                file = a_file(path=f"n{number}.txt", content=str(number))
                try:
                    store.save_files([file])
                except StoreError as error:
                    errors.append(error.message)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        saved = [save(full, tmp_path / f"{i}.sauvegarde").path for i in range(3)]
    finally:
        stop.set()
        thread.join()
    assert errors == []
    for i, path in enumerate(saved):
        copy = restore(path, tmp_path / f"copie{i}").project
        with Store.open(copy.database_url) as store:
            documents = {d.id: d for d in store.documents()}
            passages = store.passages()
        assert {p.document_id for p in passages} == set(documents)
        assert all(documents[p.document_id].text[p.start : p.end] == p.text for p in passages)


def test_an_older_backup_comes_up_to_date(full, tmp_path):
    """Rows of an earlier revision of the schema go through the migrations."""
    older = f"sqlite:///{tmp_path / 'vieux.db'}"
    engine = unmigrated_engine(older)
    with engine.begin() as connection:
        Migrations(connection).upgrade("0004")
        connection.exec_driver_sql("INSERT INTO person (number, digest) VALUES (1, 'd')")
    engine.dispose()
    saved = save(full, tmp_path / "s.sauvegarde").path
    row = b'{"number": 1, "digest": "d"}\n'

    def change(name: str, data: bytes) -> bytes | None:
        if name.startswith("base/"):
            return row if name == "base/person.jsonl" else None
        if name != MANIFEST:
            return data
        content = json.loads(data)
        entries = content["entrees"]
        kept = {n: e for n, e in entries.items() if not n.startswith("base/")}
        kept["base/person.jsonl"] = {
            "sha256": hashlib.sha256(row).hexdigest(),
            "octets": len(row),
        }
        return json.dumps({**content, "revision": "0004", "entrees": kept}).encode()

    wrong = rewritten(saved, tmp_path / "v.sauvegarde", change)
    copy = restore(wrong, tmp_path / "copie").project
    with Store.open(copy.database_url) as store:
        assert store.pseudonyms() == {1: "d"}
        assert store.purges() == []


def test_links_that_leave_the_project_are_left_out(full, tmp_path):
    (tmp_path / "secret.txt").write_text("hors du projet")
    (full.folder / "lien.txt").symlink_to(tmp_path / "secret.txt")
    result = run("sauvegarder", full.folder, "--sortie", tmp_path / "s.sauvegarde")
    assert "fichiers laissés de côté" in result.stderr
    with (tmp_path / "s.sauvegarde").open("rb") as stream:
        assert "lien.txt" not in Reader(stream).files


def test_a_synchronised_destination_is_told(full, tmp_path):
    folder = tmp_path / "OneDrive - Coop"
    folder.mkdir()
    result = run("sauvegarder", full.folder, "--sortie", folder / "s.sauvegarde")
    assert "synchronisé par OneDrive" in result.stderr
    back = run("restaurer", folder / "s.sauvegarde", folder / "copie")
    assert back.exit_code == 0
    assert "synchronisé par OneDrive" in back.stderr


def test_a_full_disk_leaves_no_half_file(full, tmp_path, monkeypatch):
    from analyse.custody import backup

    def full_disk(*_args: object) -> None:
        raise OSError(28, "plein")

    monkeypatch.setattr(backup, "_parts", full_disk)
    with pytest.raises(BackupError, match="plus d'espace"):
        save(full, tmp_path / "s.sauvegarde")
    assert [p.name for p in tmp_path.iterdir()] == ["assises"]


KILLED = """
import os, signal, sys
from analyse import cli
from analyse.custody import archive, backup

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "files":  # rows are written, a file is not
    backup._parts = die
elif sys.argv[1] == "end":  # all is written, the name is not given
    backup._place = die
else:  # the name is given, the log is not written
    backup.Store.log_backup = die
cli.main(["sauvegarder", *sys.argv[2:]])
"""


def kill(moment: str, *arguments: str | Path) -> None:
    """Run the command in a program of its own, killed at that moment."""
    command = [sys.executable, "-c", KILLED, moment, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=300)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_backup_is_whole_or_not_there_and_the_next_one_tidies(full, tmp_path):
    """Whenever it is killed: no half file under a name that somebody would restore, the old backup
    untouched, the same order succeeds, and what was left is removed once it is old."""
    old = save(full, tmp_path / "hier.sauvegarde")
    new = tmp_path / "s.sauvegarde"
    for moment in ("files", "end"):
        kill(moment, full.folder, "--sortie", new)
        assert not new.exists()
    kill("logged", full.folder)  # the name that it finds by itself, with the moment
    [whole] = tmp_path.glob("assises-*.sauvegarde")
    restore(whole, tmp_path / "copie")
    assert digest(old.path) == (old.sha256, old.size)

    left = [p for p in tmp_path.iterdir() if half_made(p.name)]
    assert len(left) == 3
    assert run("sauvegarder", full.folder, "--sortie", new).exit_code == 0
    assert all(p.exists() for p in left)  # for all it knows, another program writes them
    restore(new, tmp_path / "autre")
    for path in left:
        os.utime(path, (time.time() - 2 * 3600,) * 2)
    save(full, tmp_path / "encore.sauvegarde")
    assert [p for p in tmp_path.iterdir() if half_made(p.name)] == []
    restore(whole, tmp_path / "encore")


def test_a_half_made_backup_is_not_in_a_backup_and_goes_with_a_purge(full, tmp_path):
    """It holds all that a backup holds."""
    left = full.folder / ".a.sauvegarde.abcd1234"
    left.write_bytes(b"half")
    with save(full, tmp_path / "b.sauvegarde").path.open("rb") as stream:
        assert not [name for name in Reader(stream).files if left.name in name]
    assert left in left_behind(full.folder)


def test_other_backups_are_not_in_a_backup(full, tmp_path):
    inside = save(full, full.folder / "a.sauvegarde").path
    with save(full, tmp_path / "b.sauvegarde").path.open("rb") as stream:
        assert inside.name not in Reader(stream).files

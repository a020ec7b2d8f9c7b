"""One process or several: the same result, the same promises."""

from __future__ import annotations

import shutil
import sys
import threading
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from analyse import project
from analyse.contracts import DocumentStatus, Received
from analyse.errors import ConfigurationError, UsageError
from analyse.progress import Silent
from analyse.stages import crews, reading
from analyse.stages.identity import Identified
from analyse.stages.reading import Task
from analyse.stages.take_in import take_in
from analyse.steps import segment
from analyse.store import KnownFile, Store

NOTE = """Atelier : {n}
Région : Mauricie

# Se loger

- Le logement manque au village, dit Wideline Saint-Fleur.
- Il faudrait {n} maisons de plus, répond {person}.
- Qui va payer?
"""
PEOPLE = ("Ana Roy", "Ginette Bolduc", "Marc-André Thibeault", "Mireille Côté")


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No setting of the machine that runs the tests."""
    monkeypatch.delenv(crews.VARIABLE, raising=False)
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)


def task(path: str, size: int, **more) -> Task:
    return Task(Identified(Received(path, path, size, **more), "", "", 1, None), path, "")


def event(folder: Path, count: int) -> project.Project:
    """A project with notes in several formats, two of them wrong, and a roster."""
    made = project.create(folder)
    for n in range(count):
        text = NOTE.format(n=n, person=PEOPLE[n % len(PEOPLE)])
        if n % 4 == 0:
            document = docx.Document()
            for line in text.split("\n"):
                document.add_paragraph(line)
            document.save(made.notes / f"{n:02}.docx")
        else:
            (made.notes / f"{n:02}.txt").write_text(text, encoding="utf-8")
    (made.notes / "copie.txt").write_bytes((made.notes / "01.txt").read_bytes())
    (made.notes / "faux.docx").write_bytes(b"PK\x03\x04 rien")
    (made.notes / "table.csv").write_text(
        "commentaire,qui parle,consentement\nLe transport manque.,Xochitl Quetzal,publier\n"
        "Gardez ceci pour vous.,Ana Roy,retirer\n",
        encoding="utf-8",
    )
    (made.folder / "participants.csv").write_text(
        "nom;organisation;role\nGinette Bolduc;CDC;coordonnatrice\n", encoding="utf-8"
    )
    return made


def held(made: project.Project) -> list[object]:
    """Everything intake wrote."""
    with Store.open(made.database_url) as store:
        return [store.documents(), store.passages(), store.set_asides(), store.known_files()]


def run(made: project.Project) -> int:
    with Store.open(made.database_url) as store:
        return take_in(made, store, progress=Silent()).processed


def helpers() -> int:
    return sum(thread.name.startswith("lecture") for thread in threading.enumerate())


def test_several_processes_give_what_one_gives(tmp_path, monkeypatch):
    """Same documents, passages, pseudonyms, set-aside spans and keys, whatever their number."""
    made = event(tmp_path / "un", 36)
    monkeypatch.setenv(crews.VARIABLE, "1")
    assert run(made) == 39
    other = tmp_path / "deux"
    shutil.copytree(made.folder, other)
    (other / "analyse.db").unlink()
    twice = project.load(other)
    monkeypatch.setenv(crews.VARIABLE, "2")
    monkeypatch.setattr(crews, "WORTH_IT", 0)
    monkeypatch.setattr(crews, "WORTH_IT_LOADED", 0)
    assert run(twice) == 39
    assert held(twice) == held(made)
    assert {m.person for d in held(made)[0] for m in d.masks} > {1, 2, 3}
    assert run(twice) == 0
    assert helpers() == 0


def test_a_file_that_brings_a_process_down_costs_itself_alone(tmp_path, monkeypatch):
    """It is in quarantine with its reason, the others are done, the next run tries it again."""
    made = event(tmp_path / "p", 4)
    (made.notes / "tombe.txt").write_text("Une note qui tombe mal.", encoding="utf-8")
    monkeypatch.setenv(crews.VARIABLE, "2")
    monkeypatch.setattr(crews, "WORTH_IT", 0)
    monkeypatch.setattr(crews, "WORTH_IT_LOADED", 0)
    monkeypatch.setattr(crews, "TARGET", "hostile_desks:answer")
    run(made)
    documents = {d.path: d for d in held(made)[0]}
    assert documents["tombe.txt"].reason == crews.STOPPED
    assert documents["03.txt"].status is DocumentStatus.READ
    monkeypatch.undo()
    monkeypatch.delenv(project.DATABASE_VARIABLE, raising=False)
    assert run(made) == 1
    assert {d.path: d for d in held(made)[0]}["tombe.txt"].status is DocumentStatus.READ


def test_what_a_person_must_mend_stops_the_run(tmp_path, monkeypatch):
    """A model that is not installed is no file's fault: it is said once, and nothing is blamed."""
    made = event(tmp_path / "p", 4)
    (made.notes / "manque.txt").write_text("Une note.", encoding="utf-8")
    monkeypatch.setenv(crews.VARIABLE, "2")
    monkeypatch.setattr(crews, "WORTH_IT", 0)
    monkeypatch.setattr(crews, "WORTH_IT_LOADED", 0)
    monkeypatch.setattr(crews, "TARGET", "hostile_desks:answer")
    with pytest.raises(UsageError, match="Il manque un modèle") as told:
        run(made)
    assert told.value.action == "Installez-le."
    assert helpers() == 0


def test_an_interruption_ends_every_process(tmp_path, monkeypatch):
    """What was saved stays, the processes are gone, and the next run does the rest."""
    made = event(tmp_path / "p", 36)
    monkeypatch.setenv(crews.VARIABLE, "2")
    monkeypatch.setattr(crews, "WORTH_IT", 0)
    monkeypatch.setattr(crews, "WORTH_IT_LOADED", 0)
    monkeypatch.setattr(crews, "TARGET", "hostile_desks:answer")
    started: list[crews.Helper] = []
    real = crews.Helper

    def kept(target: str) -> crews.Helper:
        started.append(real(target))
        return started[-1]

    monkeypatch.setattr(crews, "Helper", kept)
    with Store.open(made.database_url) as store:
        save, calls = store.save_files, []

        def interrupted(files, *withdrawn):
            calls.append(1)
            if len(calls) == 3:  # nothing gone, the first batch, then this one
                raise KeyboardInterrupt
            save(files, *withdrawn)

        monkeypatch.setattr(store, "save_files", interrupted)
        with pytest.raises(KeyboardInterrupt):
            take_in(made, store, progress=Silent())
    assert len(started) == 2
    assert not any(helper.running for helper in started)
    assert helpers() == 0
    kept_files = len(held(made)[3])
    assert 0 < kept_files < 39
    monkeypatch.setattr(crews, "Helper", real)
    assert run(made) == 39 - kept_files


def test_a_defect_of_ours_sets_one_file_aside(tmp_path, monkeypatch):
    """Its reason tells where, never what; the others are done, and the file is tried again."""
    made = event(tmp_path / "p", 3)
    real = segment.segment

    def fails(document, *arguments, **options):
        if document.path == "02.txt":
            raise KeyError("Wideline Saint-Fleur")
        return real(document, *arguments, **options)

    monkeypatch.setattr(reading.segment, "segment", fails)
    run(made)
    documents = {d.path: d for d in held(made)[0]}
    assert documents["02.txt"].status is DocumentStatus.QUARANTINED
    assert "KeyError" in documents["02.txt"].reason
    assert "reading.py" in documents["02.txt"].reason
    assert "Wideline" not in repr(held(made))
    assert documents["01.txt"].status is DocumentStatus.READ
    monkeypatch.setattr(reading.segment, "segment", real)
    assert run(made) == 1


class TestHowMany:
    """How many other processes read some files."""

    @pytest.fixture(autouse=True)
    def machine(self, monkeypatch):
        """Eight processors, nothing loaded."""
        monkeypatch.setattr(crews, "_processors", lambda: 8)
        monkeypatch.setattr(crews.language, "is_loaded", lambda: False)

    def test_a_handful_of_notes_is_read_here(self):
        assert crews.helpers([]) == 0
        assert crews.helpers([task(f"{i}.txt", 900) for i in range(20)]) == 0

    def test_one_reads_while_this_one_loads_the_encoder(self):
        files = [task(f"{i}.txt", 2000) for i in range(20)]
        assert crews.helpers(files) == 1
        assert crews.helpers([task("longue.txt", 40_000)]) == 1

    def test_a_process_that_has_the_language_model_reads_more_by_itself(self, monkeypatch):
        monkeypatch.setattr(crews.language, "is_loaded", lambda: True)
        assert crews.helpers([task(f"{i}.txt", 2000) for i in range(20)]) == 0
        assert crews.helpers([task(f"{i}.txt", 2000) for i in range(100)]) == 1

    def test_two_when_there_is_enough_text(self):
        assert crews.helpers([task(f"{i}.txt", 2000) for i in range(200)]) == 2

    def test_one_processor_reads_by_itself(self, monkeypatch):
        monkeypatch.setattr(crews, "_processors", lambda: 1)
        assert crews.helpers([task(f"{i}.txt", 2000) for i in range(200)]) == 0

    def test_a_heavy_document_may_hold_little_text(self):
        """Pictures make the size of office documents."""
        assert crews.helpers([task("a.docx", 10**7), task("b.pdf", 10**7)]) == 0
        assert crews.helpers([task("a.txt", 10**6), task("b.txt", 10**6)]) == 2

    def test_files_that_are_not_read_do_not_count(self):
        files = [task(f"{i}.txt", 10**6, reason="fichier vide") for i in range(9)]
        files += [task(f"d{i}.txt", 10**6, duplicate_of="a.txt") for i in range(9)]
        assert crews.helpers([*files, task("a.txt", 10)]) == 0

    def test_what_the_environment_asks_for(self, monkeypatch):
        """Never more than files."""
        many = [task(f"{i}.txt", 10**6) for i in range(30)]
        monkeypatch.setenv(crews.VARIABLE, "6")
        assert crews.helpers(many[:3]) == 3
        assert crews.helpers(many) == 6
        monkeypatch.setenv(crews.VARIABLE, "1")
        assert crews.helpers(many) == 0

    @pytest.mark.parametrize("said", ["0", "-1", "deux", "1.5", "1000"])
    def test_an_impossible_number_is_refused(self, monkeypatch, said):
        monkeypatch.setenv(crews.VARIABLE, said)
        with pytest.raises(ConfigurationError, match=crews.VARIABLE):
            crews.helpers([task("a.txt", 10)])


def test_processors_given_to_this_process_count():
    assert crews._processors() >= 1
    if sys.platform == "linux":
        import os

        assert crews._processors() == len(os.sched_getaffinity(0))


class TestMeanwhile:
    """Other processes read, and this one loads the encoder meanwhile."""

    @pytest.fixture
    def asked(self, monkeypatch):
        """What was asked for: numbers of processes, then encoders."""
        told: list[object] = []

        class Team:
            def __init__(self, _notes, _settings, count, _documents):
                told.append(count)

            def close(self):
                told.append("closed")

        monkeypatch.setattr(crews, "_processors", lambda: 8)
        monkeypatch.setattr(crews.language, "is_loaded", lambda: False)
        monkeypatch.setattr(crews, "_Several", Team)
        monkeypatch.setattr(
            crews.language, "load_encoder", lambda params, base: told.append((params.nom, base))
        )
        return told

    def begin(self, tmp_path, files, *, known=None):
        settings = reading.Settings(project.create(tmp_path / "p").params, None, (), None)
        files = [replace(f, item=replace(f.item, known=known)) for f in files]
        with crews.crew(tmp_path / "p" / "notes", settings, files):
            pass

    def test_a_day_of_notes(self, tmp_path, asked):
        self.begin(tmp_path, [task(f"{i}.txt", 4000) for i in range(60)])
        assert asked == [1, ("usem3", tmp_path / "p"), "closed"]

    def test_a_whole_event(self, tmp_path, asked):
        self.begin(tmp_path, [task(f"{i}.txt", 4000) for i in range(300)])
        assert asked == [2, ("usem3", tmp_path / "p"), "closed"]

    def test_a_number_that_was_asked_for(self, tmp_path, asked, monkeypatch):
        monkeypatch.setenv(crews.VARIABLE, "2")
        self.begin(tmp_path, [task(f"{i}.txt", 4000) for i in range(60)])
        assert asked == [2, ("usem3", tmp_path / "p"), "closed"]

    def test_the_same_bytes_read_again_need_no_encoder(self, tmp_path, asked):
        """Another setting or reader: nothing says that a text is new."""
        known = KnownFile("d", "a.txt", "", "a.txt", 1, DocumentStatus.READ, "", None, "")
        files = [task("a.txt", 4000) for _ in range(60)]
        self.begin(tmp_path, files, known=known)
        assert asked == [1, "closed"]

"""Who is who: encrypted, apart, complete, and forgotten when it must be."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse import project as projects
from analyse.custody.mapping import Mapping, MappingState
from analyse.errors import ProjectError
from analyse.stages.identity import Named
from analyse.store import Store
from custody_worlds import NOTE, every_byte, run, take

TITLE = "Mon événement"


def mapping_of(opened) -> dict[int, tuple[str, ...]]:
    return {n: p.names for n, p in Mapping.of(opened).read().items()}


def looked_up(opened, *what: str) -> list[dict]:
    signed = ("--qui", "Camille T.", "--raison", "joindre la personne", "--json")
    result = run("correspondances", opened.folder, *what, *signed)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["personnes"]


def test_every_person_is_in_it_as_the_notes_write_them(read):
    """Numbers are those of the pseudonyms in the masked texts."""
    names = mapping_of(read)
    with Store.open(read.database_url) as store:
        masked = {m.person for d in store.documents() for m in d.masks if m.person}
        speakers = {p.voice.speaker for p in store.passages()} - {""}
    assert set(names) == masked
    number = next(n for n, said in names.items() if "Wideline Saint-Fleur" in said)
    assert f"Personne {number}" in speakers
    assert "Xochitl Quetzal" in {name for said in names.values() for name in said}


def test_no_name_is_readable_in_the_project(read):
    """Neither in the mapping, nor in the database, nor in a name of file; its key is apart and
    its owner's alone."""
    for path in (read.notes / "b.txt", read.notes / "jour-1" / "a.txt", read.roster):
        path.unlink()
    for name in ("Wideline", "Fleur", "Xochitl", "Quetzal"):
        assert name.encode() not in every_byte(read.folder)
    assert read.mapping_key.read_bytes() != read.key_file.read_bytes()
    if os.name != "nt":
        for path in (read.mapping_key, read.mapping_file):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_person_of_a_table_cell_is_in_it(made):
    """Who speaks in a column is a person too, though no stretch of text is masked."""
    (made.notes / "t.csv").write_text(
        "commentaire,qui parle\nLe logement manque ici.,Brünhild Ozzyk\n", encoding="utf-8"
    )
    take(made)
    assert "Brünhild Ozzyk" in {name for said in mapping_of(made).values() for name in said}


def test_the_key_may_be_elsewhere(made, tmp_path, monkeypatch):
    """With the variable, nothing that opens the mapping is in the project; without it, the
    analysis goes on, the file is left as it was, and what it lacks is added when the key is
    back."""
    key = tmp_path / "clé usb" / "cle"
    key.parent.mkdir()
    monkeypatch.setenv(projects.MAPPING_KEY_VARIABLE, str(key))
    take(made)
    assert key.is_file()
    assert not (made.folder / "correspondances.cle").exists()
    monkeypatch.delenv(projects.MAPPING_KEY_VARIABLE)
    before = made.mapping_file.read_bytes()
    (made.notes / "c.txt").write_text(NOTE.replace("Xochitl", "Brünhild"), encoding="utf-8")
    take(made)
    assert made.mapping_file.read_bytes() == before
    assert not (made.folder / "correspondances.cle").exists()
    assert "clé absente" in run("etat", made.folder).stdout
    result = run("correspondances", made.folder, "--tout", "--qui", "C.", "--raison", "r")
    assert result.exit_code == 2
    assert projects.MAPPING_KEY_VARIABLE in result.stderr
    monkeypatch.setenv(projects.MAPPING_KEY_VARIABLE, str(key))
    take(made)
    assert "Brünhild Quetzal" in {name for said in mapping_of(made).values() for name in said}


def test_what_a_stop_lost_is_found_again(read):
    """A mapping older than the database, or none at all, is made whole by the next run; texts
    and numbers are the same."""
    names = mapping_of(read)
    with Store.open(read.database_url) as store:
        before = store.passages()
    read.mapping_file.unlink()
    take(read)
    assert mapping_of(read) == names
    with Store.open(read.database_url) as store:
        assert store.passages() == before


def test_a_stop_between_the_mapping_and_the_database_keeps_no_wrong_name(made):
    """The database gives no number when the mapping fails; a number that was written for somebody
    and given to another is the other's alone."""
    with Store.open(made.database_url) as store:

        def refuse(_numbers: object) -> None:
            raise ProjectError("plus de place")

        with pytest.raises(ProjectError, match="plus de place"):
            store.person_numbers(["a"], keep=refuse)
        assert store.pseudonyms() == {}
        mapping = Mapping.of(made)
        mapping.add([Named(1, "a", ("Wideline Saint-Fleur",))])  # then the machine stops
        store.person_numbers(["b"], keep=lambda n: mapping.add([Named(n["b"], "b", ("Xochitl",))]))
        assert mapping.known(store.pseudonyms()) == [Named(1, "b", ("Xochitl",))]
        assert mapping.find("wideline", store.pseudonyms()) == []


def test_a_consultation_is_signed_and_logged_without_the_name(read):
    """By number or by name, whatever its accents; refused when it is not signed."""
    assert run("correspondances", read.folder, "--personne", "1").exit_code == 2
    assert run("correspondances", read.folder, "--personne", "1", "--qui", "C.").exit_code == 2
    by_name = looked_up(read, "--chercher", "saint fleur".replace(" ", "-"))
    assert by_name == looked_up(read, "--personne", str(by_name[0]["personne"]))
    assert len(looked_up(read, "--tout")) == 2
    assert looked_up(read, "--personne", "99") == []
    with Store.open(read.database_url) as store:
        log = store.consultations()
    assert [(c.asked, c.found) for c in log] == [
        ("nom", 1),
        ("numéro", 1),
        ("tout", 2),
        ("numéro", 0),
    ]
    assert {c.author for c in log} == {"Camille T."}
    assert "Fleur" not in repr(log)
    told = run("correspondances", read.folder).stdout
    assert "Consultations\u00a0: 4" in told
    assert "Fleur" not in told


def test_a_name_can_be_asked_without_the_history_of_the_shell(read):
    from click.testing import CliRunner

    from analyse import cli

    arguments = ["correspondances", str(read.folder), "--chercher", "-"]
    signed = ["--qui", "C.", "--raison", "r"]
    result = CliRunner().invoke(cli.main, [*arguments, *signed], input="Quetzal\n")
    assert "Xochitl Quetzal" in result.stdout


def test_destroyed_alone_and_not_made_again(read):
    """The analysis stays; the next run, with new people, writes no mapping."""
    order = ("correspondances", read.folder, "--detruire")
    plan = run(*order)
    assert plan.exit_code == 2
    assert "Rien n'a été détruit" in plan.stdout
    assert read.mapping_file.exists()
    done = run(*order, "--qui", "C.", "--raison", "fin", "--confirmer", TITLE)
    assert done.exit_code == 0, done.output
    assert not read.mapping_file.exists()
    assert not read.mapping_key.exists()
    assert read.key_file.exists()
    (read.notes / "c.txt").write_text(NOTE.replace("Xochitl", "Brünhild"), encoding="utf-8")
    take(read)
    assert not read.mapping_file.exists()
    assert "correspondances détruites" in run("etat", read.folder).stdout


@pytest.mark.parametrize("at", [0, 5, 30, -1])
def test_a_changed_file_or_key_opens_nothing(read, at):
    """One byte of the file, or another key: an error that says what to do; the run goes on
    without touching it."""
    data = bytearray(read.mapping_file.read_bytes())
    data[at] ^= 1
    read.mapping_file.write_bytes(data)
    with pytest.raises(ProjectError, match="ne s'ouvrent pas"):
        Mapping.of(read).read()
    assert Mapping.of(read).state is MappingState.DAMAGED
    take(read)
    assert read.mapping_file.read_bytes() == data


def test_another_key_opens_nothing(read):
    read.mapping_key.write_text("0" * 64, encoding="ascii")
    with pytest.raises(ProjectError, match="bonne clé"):
        Mapping.of(read).read()
    read.mapping_key.write_text("zz", encoding="ascii")
    with pytest.raises(ProjectError, match="abîmée"):
        Mapping.of(read).read()


@settings(max_examples=25, deadline=None)
@given(
    people=st.lists(
        st.builds(
            Named,
            st.integers(1, 50),
            st.text("ab", min_size=1, max_size=2),
            st.tuples(st.text(min_size=1, max_size=20)),
        ),
        max_size=20,
    )
)
def test_what_goes_in_comes_out(tmp_path_factory, people):
    """Whatever the names; the last digest of a number is the one that holds."""
    folder = tmp_path_factory.mktemp("m")
    mapping = Mapping(folder / "f", folder / "k")
    for person in people:
        mapping.add([person])
    held = mapping.read()
    last = {person.number: person.digest for person in people}
    assert {n: p.digest for n, p in held.items()} == last


def test_a_number_keeps_its_spellings(tmp_path):
    mapping = Mapping(tmp_path / "f", tmp_path / "k")
    one = Named(3, "d", ("Mme Roy", "M. Roy"))
    mapping.add([one])
    mapping.add([replace(one, names=("M. Roy", "Roy"))])
    assert mapping.read()[3].names == ("Mme Roy", "M. Roy", "Roy")

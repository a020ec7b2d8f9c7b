"""A document keeps its id through renamings, corrections, copies and absences."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from analyse.contracts import Document, DocumentStatus, Received
from analyse.errors import ProjectError
from analyse.stages.identity import Identified, Keyring, distinct_paths, identify
from analyse.store import KnownFile, StoredFile
from analyse.store.model import freed_digest
from analyse.store.store import Store


@pytest.fixture
def keyring(tmp_path) -> Keyring:
    return Keyring(tmp_path / "pseudonymes.cle")


def sha(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest() if content else ""


def folder(files: dict[str, str]) -> list[Received]:
    """What `list_files` gives for path → content; "" is a file whose bytes cannot be read."""
    originals: dict[str, str] = {}
    out = []
    for path in sorted(files):
        digest = sha(files[path])
        first = originals.setdefault(digest, path) if digest else path
        out.append(
            Received(
                path=path,
                sha256=digest,
                size=1,
                duplicate_of=first if first != path else "",
                reason="" if digest else "lecture refusée",
            )
        )
    return out


def stored(items: list[Identified], gone: list[KnownFile]) -> list[KnownFile]:
    """The known files after what identification says is written; the store's rules apply."""
    known = [
        KnownFile(
            id=item.document_id,
            path=item.received.path,
            path_digest=item.path_digest,
            sha256=item.received.sha256,
            version=item.version,
            status=(
                DocumentStatus.DUPLICATE
                if item.received.duplicate_of
                else DocumentStatus.QUARANTINED
                if item.received.reason
                else DocumentStatus.READ
            ),
            reason="",
            given_day=None,
            process_key="",
        )
        for item in items
    ]
    known += [
        replace(file, status=DocumentStatus.WITHDRAWN)
        for file in gone
        if file.status is not DocumentStatus.DUPLICATE
    ]
    return sorted(known, key=lambda file: (file.path, file.id))


class Project:
    """Runs of one project: each sees a folder and remembers."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self.known: list[KnownFile] = []
        self.gone: list[KnownFile] = []

    def see(self, **files: str) -> dict[str, Identified]:
        items, self.gone = identify(folder(files), self.known, self.keyring)
        self.known = stored(items, self.gone)
        return {item.received.path: item for item in items}


@pytest.fixture
def project(keyring) -> Project:
    return Project(keyring)


def test_a_new_file_is_told_by_its_bytes(project):
    """Its id is the beginning of its bytes' digest, so it is the same in any project."""
    assert project.see(a="texte")["a"].document_id == sha("texte")[:16]


def test_nothing_changed(project):
    first = project.see(a="un", b="deux")
    second = project.see(a="un", b="deux")
    assert [second[p].document_id for p in "ab"] == [first[p].document_id for p in "ab"]
    assert [second[p].version for p in "ab"] == [1, 1]


def test_a_renamed_file_is_the_same_document(project):
    before = project.see(a="un")["a"]
    after = project.see(z="un")["z"]
    assert (after.document_id, after.version) == (before.document_id, 1)
    assert project.gone == []


def test_new_bytes_under_a_path_are_a_new_version(project):
    before = project.see(a="un")["a"]
    after = project.see(a="un, corrigé")["a"]
    assert (after.document_id, after.version) == (before.document_id, 2)


def test_two_files_that_swap_names(project):
    """Each keeps its id: bytes tell before paths."""
    before = project.see(a="un", b="deux")
    after = project.see(a="deux", b="un")
    assert after["a"].document_id == before["b"].document_id
    assert after["b"].document_id == before["a"].document_id
    assert {item.version for item in after.values()} == {1}


def test_a_chain_of_renamings(project):
    before = project.see(a="un", b="deux", c="trois")
    after = project.see(b="un", c="deux", d="trois")
    assert [after[p].document_id for p in "bcd"] == [before[p].document_id for p in "abc"]


def test_a_copy_is_a_duplicate_of_the_same_document(project):
    """A copy gets an id of its own and leaves its original alone, even when it sorts before."""
    before = project.see(m="un")["m"]
    after = project.see(a="un", m="un")
    assert after["a"].document_id == before.document_id
    assert after["m"].received.duplicate_of == "a"
    assert after["m"].document_id != before.document_id
    again = project.see(a="un", m="un")
    assert again["m"].document_id == after["m"].document_id


def test_the_original_is_removed_and_its_copy_stays(project):
    """The copy becomes the original under the same id: one voice before, one after."""
    before = project.see(a="un", b="un")
    after = project.see(b="un")
    assert after["b"].document_id == before["a"].document_id
    assert [file.status for file in project.gone] == [DocumentStatus.DUPLICATE]


def test_a_removed_file_that_returns(project):
    """It finds its id again, under its name or another."""
    before = project.see(a="un", b="deux")
    project.see(b="deux")
    assert project.known[0].status is DocumentStatus.WITHDRAWN
    assert project.see(a="un", b="deux")["a"].document_id == before["a"].document_id
    project.see(b="deux")
    assert project.see(c="un", b="deux")["c"].document_id == before["a"].document_id


def test_a_file_takes_the_place_of_a_removed_one(project):
    """Both stay known, and their path digests stay distinct: neither row hides the other."""
    before = project.see(a="un", b="deux")
    after = project.see(a="deux")
    assert after["a"].document_id == before["b"].document_id
    (gone,) = project.gone
    assert gone.id == before["a"].document_id
    assert gone.path_digest == freed_digest(gone.id)
    back = project.see(a="deux", c="un")
    assert back["c"].document_id == before["a"].document_id


def test_a_copy_written_over_another_document(project):
    """The overwritten document is gone and stays known beside the copy."""
    before = project.see(a="un", b="deux")
    project.see(a="un", b="un")
    assert [file.id for file in project.gone] == [before["b"].document_id]
    assert len({file.path_digest for file in project.known}) == 3


def test_unreadable_for_a_while(project):
    """A file that a program holds for a while is not a new version, before or after."""
    before = project.see(a="un")["a"]
    held = project.see(a="")["a"]
    after = project.see(a="un")["a"]
    assert {held.document_id, after.document_id} == {before.document_id}
    assert (held.version, after.version) == (1, 1)


def test_old_bytes_that_return_beside_their_correction(project):
    """The old version kept under another name is another document, with an id of its own."""
    project.see(a="un")
    project.see(a="un, corrigé")
    after = project.see(a="un, corrigé", z="un")
    assert after["z"].document_id != after["a"].document_id


def test_an_id_already_taken_twice_is_not_given_a_third_time(keyring):
    """Even the second choice of an id may be taken."""
    (first,), _ = identify(folder({"a": "un"}), [], keyring)
    blocked = KnownFile(
        first.document_id, "x", "0" * 64, "1" * 64, 1, DocumentStatus.WITHDRAWN, "", None, ""
    )
    (second,), _ = identify(folder({"a": "un"}), [blocked], keyring)
    both = [blocked, replace(blocked, id=second.document_id, path_digest="2" * 64)]
    (third,), _ = identify(folder({"a": "un"}), both, keyring)
    assert len({first.document_id, second.document_id, third.document_id}) == 3


def test_two_documents_that_came_to_hold_the_same_bytes(project):
    """When one of them is removed and the other renamed, each file still finds a document."""
    before = project.see(a="un", b="deux")
    after = project.see(a="un", b="un")  # b became a copy; its document is gone
    assert after["a"].document_id == before["a"].document_id
    last = project.see(c="un", d="deux")
    assert last["c"].document_id == before["a"].document_id
    assert last["d"].document_id == before["b"].document_id


PATHS = st.sampled_from(["a", "b", "c", "d", "e"])
CONTENTS = st.sampled_from(["", "un", "deux", "trois", "quatre"])


class Folder(RuleBasedStateMachine):
    """Any history of a folder of notes, with a run after each change or not."""

    def __init__(self) -> None:
        super().__init__()
        self.keyring = object.__new__(Keyring)
        self.keyring._key = b"0" * 64
        self.files: dict[str, str] = {}
        self.known: list[KnownFile] = []

    @rule(path=PATHS, content=CONTENTS)
    def write(self, path: str, content: str) -> None:
        self.files[path] = content

    @rule(path=PATHS)
    def remove(self, path: str) -> None:
        self.files.pop(path, None)

    @rule(old=PATHS, new=PATHS)
    def rename(self, old: str, new: str) -> None:
        if old in self.files:
            self.files[new] = self.files.pop(old)

    @rule(one=PATHS, two=PATHS)
    def swap(self, one: str, two: str) -> None:
        if one in self.files and two in self.files:
            self.files[one], self.files[two] = self.files[two], self.files[one]

    @rule()
    def run(self) -> None:
        before = {file.id: file for file in self.known}
        received = folder(self.files)
        items, gone = identify(received, self.known, self.keyring)
        assert (items, gone) == identify(received, self.known, self.keyring)
        assert [item.received for item in items] == received
        self.known = stored(items, gone)
        for item in items:
            if item.known:
                assert item.known == before[item.document_id]
                assert item.version - item.known.version in (0, 1)
        # Nothing is forgotten but copies: every document is still there, received or withdrawn.
        kept = {file.id for file in self.known}
        lost = [file for file in before.values() if file.id not in kept]
        assert all(file.status is DocumentStatus.DUPLICATE for file in lost)
        # The same folder seen again changes nothing.
        again, _ = identify(received, self.known, self.keyring)
        assert [(i.document_id, i.version) for i in again] == [
            (i.document_id, i.version) for i in items
        ]

    @invariant()
    def ids_and_digests_are_unique(self) -> None:
        assert len({file.id for file in self.known}) == len(self.known)
        assert len({file.path_digest for file in self.known}) == len(self.known)

    @invariant()
    def bytes_known_under_a_lone_name_keep_their_id(self) -> None:
        """A file whose bytes are those of one absent document is that document."""
        present = {self.keyring.digest("chemin", path) for path in self.files}
        absent = [f for f in self.known if f.sha256 and f.path_digest not in present]
        items, _ = identify(folder(self.files), self.known, self.keyring)
        for item in items:
            same = [f for f in self.known if f.sha256 == item.received.sha256 and f in absent]
            others = [f for f in self.known if f.sha256 == item.received.sha256 and f not in absent]
            copies = [f for f in same if f.status is DocumentStatus.DUPLICATE]
            if len(same) == 1 and not others and not copies and not item.received.duplicate_of:
                assert item.document_id == same[0].id


TestFolder = Folder.TestCase
TestFolder.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_the_store_keeps_what_identification_says(project, tmp_path):
    """Written in any order, a file in the place of a removed one hides neither."""
    with Store.open(f"sqlite:///{tmp_path / 'analyse.db'}") as store:

        def write(items: list[Identified], gone: list[KnownFile]) -> None:
            for item in items:  # one batch each, then the absent ones
                document = Document(
                    item.document_id,
                    item.received.path,
                    item.received.sha256,
                    item.version,
                    DocumentStatus.READ,
                )
                store.save_files([StoredFile(document, item.path_digest, "cle")])
            for file in gone:
                document = Document(
                    file.id, file.path, file.sha256, file.version, DocumentStatus.WITHDRAWN
                )
                store.save_files([StoredFile(document, file.path_digest, "")])

        keyring = project.keyring
        write(*identify(folder({"a": "un", "b": "deux"}), [], keyring))
        write(*identify(folder({"a": "deux"}), store.known_files(), keyring))
        found = {file.id: file.status for file in store.known_files()}
        assert found == {
            sha("un")[:16]: DocumentStatus.WITHDRAWN,
            sha("deux")[:16]: DocumentStatus.READ,
        }
        items, gone = identify(folder({"a": "deux"}), store.known_files(), keyring)
        assert items[0].known is not None
        assert [file.id for file in gone] == [sha("un")[:16]]


def test_path_digests_are_keyed(tmp_path):
    """Without the key of the project, a digest does not tell which path it stands for."""
    one, two = Keyring(tmp_path / "un.cle"), Keyring(tmp_path / "deux.cle")
    assert one.digest("chemin", "a") != two.digest("chemin", "a")
    assert one.digest("chemin", "a") != one.digest("personne", "a")
    assert one.digest("chemin", "a") != hashlib.sha256(b"a").hexdigest()
    assert Keyring(tmp_path / "un.cle").digest("chemin", "a") == one.digest("chemin", "a")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_the_key_is_its_owners_alone(tmp_path):
    Keyring(tmp_path / "pseudonymes.cle")
    mode = (tmp_path / "pseudonymes.cle").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["pseudonymes.cle"]


def test_one_key_for_programs_that_start_at_once(tmp_path):
    start = threading.Barrier(8)

    def digest(_: int) -> str:
        start.wait()
        return Keyring(tmp_path / "pseudonymes.cle").digest("chemin", "a")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(digest, range(8)))) == 1


@pytest.mark.parametrize("content", ["", "abc"])
def test_a_damaged_key_is_refused(tmp_path, content):
    """A key cut short must not silently become a weak key."""
    path = tmp_path / "pseudonymes.cle"
    path.write_text(content)
    with pytest.raises(ProjectError, match="abîmée"):
        Keyring(path)


def test_paths_that_masking_made_alike_are_told_apart():
    """Distinct files keep distinct paths, even next to a path that looks like the answer."""
    assert distinct_paths(["█.txt", "b", "█.txt"]) == ["█.txt", "b", "█.txt~2"]
    awkward = ["█", "█", "█~2", "█", "█~2"]
    assert len(set(distinct_paths(awkward))) == len(awkward)
    assert distinct_paths(awkward)[0] == "█"

"""Batches of files: each is read, its people are numbered together, each is masked and cut.

Pseudonyms are numbered here, in the order of the files: whatever the number of processes, the
result is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from analyse.stages.crews import Crew, crew
from analyse.stages.desk import Outcome
from analyse.stages.identity import Keyring, Named
from analyse.stages.reading import Read, Settings, Task
from analyse.steps import depersonalise
from analyse.store import Store, StoredFile

Keep = Callable[[Sequence[Named]], None]
"""What keeps the people of a batch, in the encrypted mapping."""

BATCH = 16
"""Files in memory at once by process, and lost at most when the machine stops."""


def read_files(
    notes: Path,
    store: Store,
    todo: Sequence[Task],
    settings: Settings,
    keyring: Keyring,
    keep: Keep | None = None,
) -> Generator[list[StoredFile], None, None]:
    """Read files, batch after batch, each ready to be saved; files that cannot be read say why.

    Args:
        notes: the folder of notes.
        store: numbers people; nothing else is written.
        todo: files, in the order in which their people are numbered.
        settings: of all files.
        keyring: digests names.
        keep: given the people of each batch while their numbers are given; see `custody.mapping`.

    Raises:
        AnalyseError: what a person must mend before any file can be read.
    """
    batches = [todo[at : at + BATCH] for at in range(0, len(todo), BATCH)]
    with crew(notes, settings, todo) as readers:
        begun: list[list[Future[Outcome]]] = []
        for at in range(len(batches)):
            while len(begun) < min(at + 1 + readers.ahead, len(batches)):
                begun.append([readers.find(task) for task in batches[len(begun)]])
            found = [future.result() for future in begun[at]]
            begun[at] = []
            yield _finished(found, readers, store, settings, keyring, keep)


def _finished(
    found: Sequence[Outcome],
    readers: Crew,
    store: Store,
    settings: Settings,
    keyring: Keyring,
    keep: Keep | None,
) -> list[StoredFile]:
    """A batch, its people numbered, each file masked and cut."""
    people = [pair for one in found if isinstance(one, Read) for pair in _people(one)]
    persons = numbered(people, store, keyring, keep)
    roles = _roles(settings, persons)
    ends = [
        readers.finish(one, _named(one, persons), roles) if isinstance(one, Read) else one
        for one in found
    ]
    return [end.result() if isinstance(end, Future) else end for end in ends]


def numbered(
    people: Iterable[tuple[str, str]], store: Store, keyring: Keyring, keep: Keep | None = None
) -> dict[str, int]:
    """Key of each person → number of the pseudonym.

    Args:
        people: (key, name as written), in order, repeated as they are.
        store: gives the numbers.
        keyring: digests keys.
        keep: given the same people with their numbers, while these are being given.
    """
    names: dict[str, dict[str, None]] = {}
    for key, name in people:
        names.setdefault(key, {})[name] = None
    if not names:
        return {}
    digests = {key: keyring.digest("personne", key) for key in names}

    def told(numbers: Mapping[str, int]) -> None:
        if keep is not None:
            keep([Named(numbers[digests[k]], digests[k], tuple(said)) for k, said in names.items()])

    numbers = store.person_numbers(list(digests.values()), keep=told)
    return {key: numbers[digest] for key, digest in digests.items()}


def people_in(text: str, found: Iterable[depersonalise.Found]) -> Iterator[tuple[str, str]]:
    """(key, name as written) of the people found in a text."""
    for one in found:
        if one.key:
            yield one.key, " ".join(text[one.start : one.end].split())


def _people(read: Read) -> Iterator[tuple[str, str]]:
    yield from people_in(read.extraction.text, read.found)
    for (row, field), found in read.cells.items():
        yield from people_in(read.extraction.row_metadata[row][field], found)


def _named(read: Read, persons: Mapping[str, int]) -> dict[str, int]:
    """The people of one file."""
    return {key: persons[key] for key in read.people}


def _roles(settings: Settings, persons: Mapping[str, int]) -> dict[str, str]:
    """Published name → role and organisation, for the people of the roster seen in the notes."""
    roles = {}
    for entry in settings.roster:
        for found in depersonalise.find(entry.nom, roster=[entry.nom])[:1]:
            if found.key in persons:
                known = ", ".join(part for part in (entry.role, entry.organisation) if part)
                roles[f"Personne {persons[found.key]}"] = known
    return roles

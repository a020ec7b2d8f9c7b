"""A small project on disk, with its notes, analysed without any model. All people are invented."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from analyse import project as projects
from analyse.contracts import Facet, FacetCall, Passage, Quote, Voice
from analyse.project import Project
from analyse.stages import checks
from analyse.stages.identity import Keyring
from analyse.steps import depersonalise
from analyse.steps.quotes import quote_id
from analyse.store import Placement, Run, Store, StoredFile
from samples import OTHER_THEME, THEME, a_file, a_run, a_theme

NAME = "Solveig Pharandel"
FILES = ("jour-1/a.txt", "jour-1/b.txt")
LINES = (
    ("Le transport manque le soir.", "Il faut un taxibus.", "Le loyer a doublé ici."),
    ("Les jeunes partent faute de toit.", "On construit des coopératives.", "Le bus passe vide."),
)


def stored(
    path: str, lines: tuple[str, ...], keyring: Keyring, speakers: tuple[int, ...]
) -> StoredFile:
    """A file as the store holds it; its bytes are those on disk."""
    file = a_file(path, lines)
    sha = hashlib.sha256(on_disk(file).encode()).hexdigest()
    document = replace(file.document, sha256=sha, rows=(), row_metadata={}, pages=())
    passages = tuple(
        replace(p, row=None, page=None, voice=Voice(f"Personne {n}", "Estrie", "local", "emploi"))
        for p, n in zip(file.passages, speakers, strict=True)
    )
    return replace(
        file,
        document=document,
        path_digest=keyring.digest("chemin", path),
        passages=passages,
    )


def on_disk(file: StoredFile) -> str:
    """The note as it was received."""
    return file.document.text.replace("████", "Ines")


def an_analysis(passages: list[Passage], number: int = 1) -> Run:
    """Passages in two themes, each quoted."""
    half = len(passages) // 2
    theme = {p.id: THEME if at < half else OTHER_THEME for at, p in enumerate(passages)}
    placements = [
        Placement(p.id, theme[p.id], 0.7, FacetCall(Facet.FINDING, 0.9)) for p in passages
    ]
    quotes = []
    for wanted in (THEME, OTHER_THEME):
        for rank, p in enumerate((p for p in passages if theme[p.id] == wanted), start=1):
            quotes.append(
                Quote(
                    quote_id(wanted, p.id),
                    wanted,
                    p.id,
                    Facet.FINDING,
                    rank,
                    p.text,
                    p.text,
                    p.nature,
                )
            )
    return replace(
        a_run(passages, number),
        themes=(a_theme(size=half), a_theme(OTHER_THEME, "Logement", len(passages) - half)),
        placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
        quotes=tuple(quotes),
        tensions=(),
    )


def make(folder: Path) -> Project:
    """Two notes of three passages: Personne 1 speaks in both, Personne 2 in the second."""
    project = projects.create(folder)
    keyring = Keyring(project.key_file)
    with Store.open(project.database_url) as store:
        key = depersonalise.find(NAME, roster=[NAME])[0].key
        numbers = store.person_numbers(
            [keyring.digest("personne", key), keyring.digest("personne", "x")]
        )
        assert sorted(numbers.values()) == [1, 2]
        files = [
            stored(FILES[0], LINES[0], keyring, (1, 1, 1)),
            stored(FILES[1], LINES[1], keyring, (1, 2, 2)),
        ]
        for file in files:
            path = project.notes / file.document.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(on_disk(file).encode())
        store.save_files(files)
        store.save_run(an_analysis(store.passages()))
    return projects.load(folder)


def ready(folder: Path, monkeypatch) -> Project:
    """`make`, with notes whose register says "publier"; reading settings are not what is tested."""
    monkeypatch.delenv(projects.DATABASE_VARIABLE, raising=False)
    monkeypatch.setattr(checks, "process_key", lambda _item, _settings, _keyring: "lecture")
    made = make(folder)
    with Store.open(made.database_url) as store:
        files = {f.id: f for f in store.known_files()}
        for document in store.documents():
            mine = [p for p in store.passages() if p.document_id == document.id]
            asides = [a for a in store.set_asides() if a.document_id == document.id]
            store.save_files(
                [StoredFile(document, files[document.id].path_digest, "lecture", None,
                            tuple(mine), tuple(asides))]
            )  # fmt: skip
    return made

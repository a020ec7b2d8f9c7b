"""An analysis made again from its manifest, apart, to see whether the same tables come out.

Nothing is written in the project: the notes are read again into a database of its own, which knows
what the project's one knew when the analysis ran (the analyses before it, the decisions taken until
then, who has which pseudonym), and which is gone afterwards.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analyse import language
from analyse.compare import MADE_BY, changed
from analyse.contracts import Document, DocumentStatus, Json
from analyse.errors import UsageError
from analyse.params import ProjectParams
from analyse.progress import Progress
from analyse.project import Project
from analyse.stages.manifest import JOINED
from analyse.stages.provenance import made_by
from analyse.stages.take_in import take_in
from analyse.stages.themes import find_themes
from analyse.stages.tree import unpacked
from analyse.steps import ingest
from analyse.store import KnownFile, Run, Store, StoredFile

NBSP = "\u00a0"
_TABLES = {
    "themes": "thèmes",
    "placements": "place des passages",
    "quotes": "extraits",
    "rare": "voix minoritaires",
    "tensions": "désaccords",
    "confrontation": "réponses aux fiches 1.0",
    "lineage": "parenté des thèmes",
    "changes": "changements",
    "followed": "suites des scissions",
}


@dataclass(frozen=True, slots=True)
class Remade:
    """What making an analysis again gave.

    Attributes:
        number: of the analysis.
        missing: documents it read whose bytes are no longer in the notes.
        obstacles: what is not as it was, in French: versions, files of the project.
        differences: tables that differ, in French; empty when they are the same or were not made.
        made: whether it was made again.
    """

    number: int
    missing: int
    obstacles: tuple[str, ...]
    differences: tuple[str, ...]
    made: bool

    @property
    def same(self) -> bool:
        """Made again, and every table is as it was."""
        return self.made and not self.differences

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            "analyse": self.number,
            "refaite": self.made,
            "identique": self.same,
            "documents_absents": self.missing,
            "pourquoi": list(self.obstacles),
            "differences": list(self.differences),
        }


def remake(project: Project, store: Store, number: int, *, progress: Progress) -> Remade:
    """Make an analysis again.

    Args:
        project: the project folder; read only.
        store: its database; read only.
        number: of the analysis.
        progress: told of each step.

    Raises:
        StoreError: there is no such analysis.
        UsageError: it was made before manifests told enough.
        AnalyseError: what analysing may raise.
    """
    with store.moment():
        run, decisions, anchors = store.run(number), store.decisions(), store.anchors()
        files, people, consents = store.known_files(), store.people(), store.consents()
        earlier = [store.run(n) for n in range(1, number)]
    manifest = run.manifest
    if "documents" not in manifest or "parametres" not in manifest:
        raise UsageError(
            f"Le manifeste de l'analyse {number} ne dit pas de quoi elle est faite.",
            action="Une analyse plus récente peut être refaite\u00a0: analyse refaire DOSSIER N.",
        )
    params = ProjectParams.model_validate(manifest["parametres"])
    then = replace(project, params=params)
    wanted = Counter[str](manifest["documents"])
    here = {file.sha256 for file in ingest.list_files(project.notes)}
    missing = sum(count for digest, count in wanted.items() if digest not in here)
    obstacles = tuple(_obstacles(manifest, then, missing))
    if missing:
        return Remade(number, missing, obstacles, (), made=False)
    with (
        tempfile.TemporaryDirectory(prefix="analyse-") as folder,
        Store.open(_database(Path(folder))) as apart,
    ):
        apart.person_numbers(people)
        apart.add_consents(consents)  # what was withdrawn since is not read again, even apart
        seeds = [_seed(file) for file in files]
        if seeds:
            seeds[0] = replace(seeds[0], anchors=tuple(anchors))
        apart.save_files(seeds)
        apart.append_all([d for d in decisions if d.number <= int(manifest.get("decisions", 0))])
        for before in earlier:
            apart.save_run(before)
        take_in(then, apart, only=frozenset(wanted), progress=progress)
        # An analysis in which nothing joined earlier themes had formed them all.
        anew = not manifest.get(JOINED, 0)
        outcome = find_themes(then, apart, anew=anew, progress=progress)
        again = apart.last_run() if outcome.computed else None  # as it is read, like `run`
    told = ["passages"] if again is None else list(_differences(run, again))
    return Remade(number, 0, obstacles, tuple(told), made=True)


def _database(folder: Path) -> str:
    from sqlalchemy import URL

    return URL.create("sqlite", database=str(folder / "analyse.db")).render_as_string()


def _seed(file: KnownFile) -> StoredFile:
    """A file as it is known, without its text: it keeps its id, its version and its day."""
    document = Document(
        id=file.id,
        path=file.path,
        sha256=file.sha256,
        version=file.version,
        status=file.status if file.status is DocumentStatus.DUPLICATE else DocumentStatus.WITHDRAWN,
        reason=file.reason,
    )
    return StoredFile(document, file.path_digest, "", file.given_day)


def _obstacles(manifest: Mapping[str, Any], project: Project, missing: int) -> Iterator[str]:
    if missing:
        count = f"{missing} document{'s' if missing > 1 else ''}"
        gone = "ne sont plus" if missing > 1 else "n'est plus"
        yield f"{count} de cette analyse {gone} dans notes/ tels qu'ils étaient"
    revision = language.encoder_revision(project.params.encodeur, project.folder)
    now = made_by(project, revision)
    known = {key: manifest[key] for key in MADE_BY if key in manifest}
    for what, before, after in changed(known, {key: now[key] for key in known}):
        yield f"{what}{NBSP}: {before} → {after}"
    for name, digest in now["fichiers"].items():
        if manifest.get("fichiers", {}).get(name, digest) != digest:
            yield f"{name} a changé"


def _differences(run: Run, again: Run) -> Iterator[str]:
    for field, name in _TABLES.items():
        one, other = getattr(run, field), getattr(again, field)
        if one == other:
            continue
        if isinstance(one, Sequence):
            count = len(_unlike(one, other))
            yield f"{name} ({count} ligne{'s' if count > 1 else ''})"
        else:
            yield name
    one, other = unpacked(run.tree), unpacked(again.tree)
    if (one.made_of if one else "") != (other.made_of if other else ""):
        yield "arbre des thèmes"


def _unlike(one: Sequence[Any], other: Sequence[Any]) -> list[Any]:
    """Rows that only one of the two has."""
    rows = Counter(map(repr, one))
    rows.subtract(map(repr, other))
    return [row for row, count in rows.items() if count]

"""What a purge destroys: its scope, and the files that are in it; nothing is changed here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyse.contracts import DocumentStatus
from analyse.custody.files import digest, files_in, left_behind
from analyse.custody.mapping import SCOPE, Mapping
from analyse.errors import UsageError
from analyse.project import Project
from analyse.stages.identity import Keyring
from analyse.store import KnownFile, Store

_BEGINNING = 4  # characters of a document's id that are enough, when only one begins so


@dataclass(frozen=True, slots=True)
class Scope:
    """What to destroy.

    Attributes:
        documents: ids of withdrawn documents: their file, and all that was made of them.
        notes: every raw note; masked texts stay.
        mapping: who is who, and its key.
        base: the analysis: database, drafts, exports; and the mapping, which is of no use then.
        everything: notes, mapping, keys, register, roster, caches, Prefect's storage.
    """

    documents: tuple[str, ...] = ()
    notes: bool = False
    mapping: bool = False
    base: bool = False
    everything: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it is written in the log."""
        return {
            "documents": list(self.documents),
            "notes": self.notes or self.everything,
            SCOPE: self.mapping or self.base or self.everything,
            "base": self.base,
            "tout": self.everything,
        }

    @property
    def words(self) -> str:
        """In French, for people."""
        parts = [
            f"{len(self.documents)} document(s) retiré(s)" if self.documents else "",
            "les notes brutes" if self.notes or self.everything else "",
            "les correspondances" if self.to_json()[SCOPE] else "",
            "les clés, le registre, la liste des participants et les caches"
            if self.everything
            else "",
            "la base, les brouillons et les exports" if self.base else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Target:
    """A file to destroy."""

    path: Path
    what: str
    document: str = ""


def found_documents(store: Store, said: Sequence[str]) -> tuple[str, ...]:
    """Ids of the documents told by their masked path, their id or its beginning.

    Raises:
        UsageError: one of them is no document, or several.
    """
    known = store.known_files()
    ids = []
    for one in said:
        found = [f.id for f in known if one in (f.id, f.path)]
        if not found and len(one) >= _BEGINNING:
            found = [f.id for f in known if f.id.startswith(one)]
        if len(found) != 1:
            what = "désigne plusieurs documents" if found else "n'est aucun document"
            raise UsageError(
                f"Un des documents demandés {what}\u00a0: rien n'a été détruit.",
                action="Donnez le chemin (dépersonnalisé) ou l'identifiant qui sont dans "
                "documents.csv (analyse exporter DOSSIER --format csv).",
            )
        ids += found
    return tuple(dict.fromkeys(ids))


def targets(project: Project, store: Store, scope: Scope) -> list[Target]:
    """The files that a purge destroys, in order; nothing is changed."""
    known = store.known_files()
    found: list[Target] = []
    if scope.notes or scope.everything:
        found += _notes(project, known)
    elif scope.documents:
        found += _of_documents(project, [f for f in known if f.id in scope.documents])
    mapping = Mapping.of(project)
    if scope.to_json()[SCOPE]:
        found += _present((mapping.file, SCOPE), (mapping.key_file, "clé des correspondances"))
    if scope.everything:
        found += _present(
            (project.key_file, "clé des pseudonymes"),
            (project.folder / "registre.csv", "registre"),
            (project.folder / "registre.xlsx", "registre"),
            (project.folder / "participants.csv", "liste des participants"),
            (project.folder / "consentements.csv", "consentements"),
        )
        found += [
            Target(p, "stockage de Prefect") for h in prefect_homes(project) for p in files_in(h)
        ]
    if scope.base:
        folders = ((project.drafts, "brouillon"), (project.exports, "export"))
        found += [Target(path, what) for folder, what in folders for path in files_in(folder)]
    if scope.notes or scope.everything or scope.base:
        for path in left_behind(project.folder):
            inside = files_in(path) if path.is_dir() else [path]
            found += [Target(one, "fichier temporaire") for one in inside]
    return found


def _present(*pairs: tuple[Path, str]) -> list[Target]:
    return [Target(path, what) for path, what in pairs if path.exists() or path.is_symlink()]


def _notes(project: Project, known: Iterable[KnownFile]) -> list[Target]:
    named = {f.sha256: f.path for f in known if f.sha256 and f.status is not _DUPLICATE}
    return [
        Target(path, "note", named.get(digest(path)[0], "")) for path in files_in(project.notes)
    ]


_DUPLICATE = DocumentStatus.DUPLICATE


def _of_documents(project: Project, documents: Sequence[KnownFile]) -> list[Target]:
    """Files under notes/ that are these documents: by their bytes, or by their path when the key
    of paths is still here (a version that was not analysed yet)."""
    from analyse.steps import ingest

    if not project.notes.is_dir():
        return []
    keyring = Keyring(project.key_file) if project.key_file.exists() else None
    by_bytes = {f.sha256: f.path for f in documents if f.sha256}
    by_path = {f.path_digest: f.path for f in documents}
    found = []
    for received in ingest.list_files(project.notes):
        path = by_bytes.get(received.sha256)
        if path is None and keyring is not None:
            path = by_path.get(keyring.digest("chemin", received.path))
        if path is not None:
            found.append(Target(ingest.locate(project.notes, received.path), "note", path))
    return found


def prefect_homes(project: Project) -> list[Path]:
    """Prefect's storage, when it is this project's alone: inside its folder."""
    given = os.environ.get("PREFECT_HOME", "").strip()
    homes = [project.folder / ".prefect", *([Path(given).expanduser()] if given else [])]
    inside = [home for home in homes if home.resolve().is_relative_to(project.folder.resolve())]
    return [home for home in dict.fromkeys(p.resolve() for p in inside) if home.is_dir()]

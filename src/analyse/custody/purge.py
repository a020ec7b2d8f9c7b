"""`analyse purger`: what is asked to be destroyed, destroyed, and told.

Nothing is half done for long: the database says first that a purge begins and what it will destroy,
files go next, the line that says it is done comes last. A purge that was stopped is taken up by
giving the same order again.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analyse.contracts import DocumentStatus
from analyse.custody import proof
from analyse.custody.files import (
    Destroyed,
    destroy,
    digest,
    files_in,
    left_behind,
    mentions,
    prune,
)
from analyse.custody.mapping import SCOPE, Mapping, MappingState
from analyse.errors import AnalyseError, ProjectError, UsageError, system_reason
from analyse.progress import Silent
from analyse.project import Project
from analyse.stages.identity import Keyring
from analyse.store import KnownFile, PurgeLine, Store

BEGUN, DONE = "commencée", "terminée"
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


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for a purge, why, and of what."""

    scope: Scope
    author: str
    reason: str


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
        found += [Target(p, "stockage de Prefect") for h in _prefect(project) for p in files_in(h)]
    if scope.base:
        folders = ((project.drafts, "brouillon"), (project.exports, "export"))
        found += [Target(path, what) for folder, what in folders for path in files_in(folder)]
    if scope.notes or scope.everything or scope.base:
        for path in left_behind(project.folder):
            inside = files_in(path) if path.is_dir() else [path]
            found += [Target(one, "fichier temporaire") for one in inside]
    return found


def carry_out(
    project: Project, order: Order, *, waiting: Callable[[str], None] = lambda _since: None
) -> dict[str, Any]:
    """Destroy what is asked, and write the proof. No analysis runs meanwhile.

    Args:
        project: the project folder.
        order: what, by whom, why.
        waiting: called once when an analysis is running and must end first.

    Returns:
        the report, whose `preuve` is the path of the file.

    Raises:
        ProjectError: a file cannot be destroyed; the others are, and the same order goes on.
        StoreError: the database refuses; no file was touched.
    """
    with Store.open(project.database_url) as store:
        with store.turn(waiting):
            done, path = _carried_out(project, store, order)
        if order.scope.base:
            store.erase()
    if order.scope.base:
        _remove_sqlite(project)
    return {**done.report, "preuve": str(path)}


def _carried_out(project: Project, store: Store, order: Order) -> tuple[PurgeLine, Path]:
    now, scope = datetime.now(UTC).isoformat(timespec="seconds"), order.scope
    files = targets(project, store, scope)
    line = PurgeLine(
        id=secrets.token_hex(16),
        step=BEGUN,
        at=now,
        author=order.author,
        reason=order.reason,
        scope=scope.to_json(),
        report={"fichiers": [_planned(target) for target in files]},
    )
    report = _in_database(project, store, line, Mapping.of(project))
    gone: set[str] = report.pop("_textes")
    report["fichiers"] = [one.to_json() for one in _destroyed(project, files)]
    _tidy(project, scope)
    store.compact()
    if scope.documents:
        report |= _drafts_again(project, store, gone, scope)
    report["sauvegardes"] = [
        {"quand": b.at, "nom": b.name, "sha256": b.sha256, **b.holds} for b in store.backups()
    ]
    report["reste"] = proof.remains(project, scope.to_json())
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    done = store.log_purge(replace(line, step=DONE, at=ended, report=report))
    return done, proof.write(project, done)


def unfinished(store: Store) -> list[PurgeLine]:
    """Purges that began and whose end was not written."""
    lines = store.purges()
    over = {line.id for line in lines if line.step == DONE}
    later = {key for line in lines if line.step == DONE for key in _key(line)}
    return [
        line
        for line in lines
        if line.step == BEGUN and line.id not in over and not set(_key(line)) <= later
    ]


def _key(line: PurgeLine) -> list[str]:
    """What a purge was of: another one of the same, done since, is its end."""
    said = [f"document {one}" for one in line.scope.get("documents", [])]
    return said + [key for key, value in line.scope.items() if value and key != "documents"]


# -- what to destroy ----------------------------------------------------------------------------


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


def _prefect(project: Project) -> list[Path]:
    """Prefect's storage, when it is this project's alone: inside its folder."""
    given = os.environ.get("PREFECT_HOME", "").strip()
    homes = [project.folder / ".prefect", *([Path(given).expanduser()] if given else [])]
    inside = [home for home in homes if home.resolve().is_relative_to(project.folder.resolve())]
    return [home for home in dict.fromkeys(p.resolve() for p in inside) if home.is_dir()]


def _planned(target: Target) -> dict[str, object]:
    sha256, size = digest(target.path)
    return Destroyed(target.what, sha256, size, target.document).to_json()


# -- destroying ---------------------------------------------------------------------------------


def _in_database(
    project: Project, store: Store, line: PurgeLine, mapping: Mapping
) -> dict[str, Any]:
    """The part of a purge that is in the database, and the line that says it begins."""
    scope = line.scope
    report: dict[str, Any] = {"base": {}, "decisions": [], "_textes": set()}
    counts: dict[str, int] = report["base"]
    if scope["documents"]:
        reason = f"purgé le {line.at[:10]}, après un retrait"
        removed = store.remove_documents(scope["documents"], reason=reason, line=line)
        counts.update(removed.counts)
        report["decisions"] = [
            {"numero": number, "sha256_avant": sha256} for number, sha256 in removed.decisions
        ]
        report["_textes"] = removed.texts
        if mapping.state is MappingState.OPEN:
            mapping.remove(removed.people)
        counts["vector"] = store.drop_vectors(_vector_keys(project, store))
    else:
        store.log_purge(line)
    if scope["notes"]:
        marked = store.mark_purged(None, line.at)
        counts["documents dont le fichier est détruit et le texte masqué gardé"] = marked
    if scope["tout"]:
        counts["vector"] = counts.get("vector", 0) + store.drop_vectors()
    return report


def _vector_keys(project: Project, store: Store) -> list[str]:
    """Keys of the vectors of what is left; the others are made again when they are needed."""
    from analyse import language
    from analyse.stages.vectors import vector_key
    from analyse.steps import embed

    revision = language.encoder_revision(project.params.encodeur, project.folder)
    return [vector_key(revision, embed.encoding_text(passage)) for passage in store.passages()]


def _destroyed(project: Project, files: Sequence[Target]) -> list[Destroyed]:
    done, refused = [], []
    for target in files:
        try:
            done.append(destroy(target.path, target.what, target.document))
        except FileNotFoundError:
            continue  # gone meanwhile: there is nothing left to destroy
        except OSError as error:
            refused.append(f"{target.what} ({system_reason(error)})")
    if refused:
        raise ProjectError(
            f"Fichiers qui n'ont pas pu être détruits\u00a0: {len(refused)}, dont {refused[0]}. "
            f"Les autres le sont ({len(done)}).",
            action="Fermez les programmes qui tiennent ces fichiers, vérifiez leurs droits, puis "
            "donnez le même ordre\u00a0: il reprend où il en était.",
        )
    prune(project.notes)
    return done


def _tidy(project: Project, scope: Scope) -> None:
    """Folders that held what was destroyed."""
    folders = []
    if scope.notes or scope.everything or scope.base:
        folders += [path for path in left_behind(project.folder) if path.is_dir()]
    if scope.everything:
        folders += _prefect(project)
    if scope.base:
        folders += [project.drafts, project.exports]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _drafts_again(
    project: Project, store: Store, gone: set[str], scope: Scope
) -> dict[str, list[str]]:
    """Drafts are written again without what was removed; exports that hold it go; what people
    published is theirs to take back: it is named."""
    from analyse.stages.drafts import write_drafts

    try:
        write_drafts(project, store, store.last_run(), progress=Silent())
    except AnalyseError:  # a stylesheet that is missing, a broken quote: the text goes all the same
        shutil.rmtree(project.drafts, ignore_errors=True)
    needles = gone | set(scope.documents)
    exports = [path for path in files_in(project.exports) if mentions(path, needles)]
    for path in exports:
        path.unlink()
    places = (project.drafts, project.folder / "fiches")
    kept = [path for place in places for path in files_in(place) if mentions(path, gone)]
    return {
        "exports_retires": [p.relative_to(project.folder).as_posix() for p in exports],
        "a_reprendre": [p.relative_to(project.folder).as_posix() for p in kept],
    }


def _remove_sqlite(project: Project) -> None:
    """The files of a SQLite database, once it is closed."""
    from sqlalchemy.engine import make_url

    url = make_url(project.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        for suffix in ("-wal", "-shm", "-journal", ".tour", ""):
            path = Path(f"{url.database}{suffix}")
            if path.exists():
                destroy(path, "base")

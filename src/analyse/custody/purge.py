"""`analyse purger`: what is asked to be destroyed, destroyed, and told.

Nothing is half done for long: the database says first that a purge begins and what it will destroy,
files go next, the line that says it is done comes last. A purge that was stopped is taken up by
giving the same order again.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
from analyse.custody.mapping import Mapping, MappingState
from analyse.custody.targets import Scope, Target, found_documents, prefect_homes, targets
from analyse.errors import AnalyseError, ProjectError, system_reason
from analyse.progress import Silent
from analyse.project import Project
from analyse.store import PurgeLine, Store

__all__ = ["Order", "Scope", "Target", "carry_out", "found_documents", "targets", "unfinished"]

BEGUN, DONE = "commencée", "terminée"


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for a purge, why, and of what."""

    scope: Scope
    author: str
    reason: str


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
        folders += prefect_homes(project)
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

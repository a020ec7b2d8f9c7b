"""Which drafts, publications and exports hold something of a document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analyse.contracts import Document, Json, Release
from analyse.errors import UsageError
from analyse.exports.tables import Snapshot, snapshot
from analyse.project import Project
from analyse.publication.candidate import Verdict, verdicts
from analyse.publication.communities import answers, communities
from analyse.publication.recall import Recall, holding, recalls, release_json
from analyse.stages.agreements import communities_told
from analyse.stages.consents import read, settle
from analyse.stages.releases import holds
from analyse.stages.said import Finder
from analyse.store import Store


@dataclass(frozen=True, slots=True)
class Held:
    """A release that holds passages of a document, and whether its files are still in place.

    `document` is None when everything that was released is asked for.
    """

    release: Release
    passages: int
    in_place: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """What left the folder.

    Attributes:
        document: the one that was asked for, None for all.
        drafts: the page of drafts when it holds a passage of the document, None otherwise.
        held: releases, the last first. recalls: those of them to take back.
    """

    document: Document | None
    drafts: Path | None
    held: tuple[Held, ...]
    recalls: tuple[Recall, ...]

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            "document": self.document.path if self.document else None,
            "document_id": self.document.id if self.document else None,
            "statut": self.document.status.value if self.document else None,
            "brouillons": str(self.drafts) if self.drafts else None,
            "contenu_dans": [
                {**release_json(h.release), "passages": h.passages, "en_place": h.in_place}
                for h in self.held
            ],
            "a_reprendre": [recall.to_json() for recall in self.recalls],
        }


def trace(project: Project, store: Store, said: str = "") -> Trace:
    """Everything that was written for others and holds a passage of a document.

    Args:
        project: the project folder.
        store: its database.
        said: the document, by its path or id; "" for everything that was released.

    Raises:
        UsageError: no document is known by that name.
    """
    settle(project, store)
    state = snapshot(store)
    document = _document(project, store, state, said) if said else None
    releases = store.releases()
    held = holding(releases, document.id) if document else releases[::-1]
    back = to_recall(project, store, state)
    if document:
        back = tuple(one for one in back if document.id in one.documents)
    return Trace(
        document=document,
        drafts=_drafts(project, state, document),
        held=tuple(Held(r, _count(r, document), in_place(r)) for r in held),
        recalls=back,
    )


def to_recall(project: Project, store: Store, state: Snapshot) -> tuple[Recall, ...]:
    """Releases whose files are still in place or were given away, and that hold what they may not
    any more. A release whose files were replaced since in the folder is told too: it was given.
    """
    releases = store.releases()
    if not releases:
        return ()
    return recalls(releases, state.documents, standing_of(project, store, state), store.withdrawn())


def standing_of(project: Project, store: Store, state: Snapshot) -> dict[str, Verdict]:
    """Where each passage stands: consents, and agreements of communities."""
    known = communities(project.params.communautes.accord_requis)
    told = communities_told(project, store, asked=bool(known))
    return verdicts(state, read(store), known, answers(store.agreements()), told)


def in_place(release: Release) -> bool:
    """Whether the folder still holds these files, byte for byte."""
    return holds(Path(release.folder), release.files)


def _document(project: Project, store: Store, state: Snapshot, said: str) -> Document:
    found = Finder(project, store, store.known_files()).document(said)
    for document in state.documents:
        if document.id == found:
            return document
    raise UsageError(
        "Ce document n'est pas dans le projet.",
        action="Donnez son chemin sous notes/, ou celui de la table des documents exportée.",
    )


def _count(release: Release, document: Document | None) -> int:
    if document:
        return len(release.passages.get(document.id, ()))
    return sum(map(len, release.passages.values()))


def _drafts(project: Project, state: Snapshot, document: Document | None) -> Path | None:
    page = project.drafts / "fiches.html"
    mine = document and any(p.document_id == document.id for p in state.passages)
    return page if mine and page.is_file() else None

"""What left the project folder, what it holds of a document, and what must be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analyse.contracts import Document, DocumentStatus, Json, Release, ReleaseKind, Withdrawn
from analyse.publication.candidate import Standing, Verdict
from analyse.publication.withdrawal import WITHDRAWN

GONE = "note retirée du dossier"
HELD = "accord d'une communauté refusé ou révoqué"

_REPLACED = (ReleaseKind.PUBLICATION, ReleaseKind.DRAFT)


@dataclass(frozen=True, slots=True)
class Recall:
    """A release that holds something that may no longer be where it is.

    Attributes:
        reasons: why → how many of its passages.
        documents: document id → ids of those passages.
    """

    release: Release
    reasons: Mapping[str, int]
    documents: Mapping[str, tuple[str, ...]]

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            **release_json(self.release),
            "motifs": dict(self.reasons),
            "passages": {d: list(ids) for d, ids in self.documents.items()},
        }


def release_json(release: Release) -> Json:
    """What a release is, as `--json` prints it."""
    return {
        "nature": release.kind.value,
        "format": release.form,
        "numero": release.number,
        "quand": release.at,
        "qui": release.author,
        "analyse": release.run,
        "dossier": release.folder,
        "fichiers": dict(release.files),
    }


def recalls(
    releases: Iterable[Release],
    documents: Sequence[Document],
    verdicts: Mapping[str, Verdict],
    withdrawn: Iterable[Withdrawn],
) -> tuple[Recall, ...]:
    """Releases that hold what may no longer be published, or analysed for an export.

    A publication and its draft must hold only what may be published now; an export, which holds
    the whole analysis, only what was not withdrawn.

    Args:
        releases: everything that was written for others.
        documents: of the project.
        verdicts: passage id → where it stands now.
        withdrawn: passages that ever left by consent.
    """
    left = {one.passage_id for one in withdrawn} - set(verdicts)
    status = {document.id: document for document in documents}
    found = []
    for release in releases:
        reasons: Counter[str] = Counter()
        mine: dict[str, tuple[str, ...]] = {}
        for document_id, passages in release.passages.items():
            why = {
                p: _why(p, status.get(document_id), release, verdicts.get(p), left)
                for p in passages
            }
            bad = tuple(p for p in passages if why[p])
            reasons.update(why[p] for p in bad)
            if bad:
                mine[document_id] = bad
        if mine:
            found.append(Recall(release, dict(reasons), mine))
    return tuple(found)


def _why(
    passage_id: str,
    document: Document | None,
    release: Release,
    verdict: Verdict | None,
    left: set[str],
) -> str:
    """Why a passage of a release must be taken back; "" when it need not."""
    if passage_id in left:
        return WITHDRAWN
    if document is None:
        return GONE
    if document.status is DocumentStatus.WITHDRAWN:
        return WITHDRAWN if document.reason == WITHDRAWN else GONE
    if verdict is None or release.kind not in _REPLACED:
        return ""  # corrected since: what it was is told by the register of the notes
    if verdict.standing is Standing.HELD:
        return HELD
    if verdict.standing is Standing.ANALYSE:
        return Standing.ANALYSE.value
    return ""


def holding(releases: Iterable[Release], document_id: str) -> list[Release]:
    """Releases that hold a passage of a document, the last first."""
    found = [release for release in releases if release.passages.get(document_id)]
    return sorted(found, key=lambda release: (release.at, release.number), reverse=True)

"""What the store gives and takes besides the contracts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from analyse.contracts import (
    Anchor,
    Confrontation,
    Document,
    DocumentStatus,
    FacetCall,
    Membership,
    Passage,
    Quote,
    RareVoice,
    SetAside,
    Tension,
    Theme,
    ThemeChange,
)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What is known of a received file, without its text.

    `purged` is when its raw file was destroyed on purpose; its masked text stays.
    """

    id: str
    path: str
    path_digest: str
    sha256: str
    version: int
    status: DocumentStatus
    reason: str
    given_day: int | None
    process_key: str
    purged: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to write: its document, and what only the store keeps.

    `anchors` tell where the passages of the version it replaces went.
    """

    document: Document
    path_digest: str
    process_key: str
    given_day: int | None = None
    passages: tuple[Passage, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one passage stands in one run.

    Attributes:
        theme_id: main theme, "" when unclassified.
        others: other themes above the threshold, strongest first.
        nearest: nearest theme of an unclassified passage, "" otherwise.
    """

    passage_id: str
    theme_id: str
    strength: float
    facet: FacetCall
    others: tuple[Membership, ...] = ()
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One analysis, as it was written.

    Attributes:
        number: from 1.
        changes: what changed since the analysis before, in French, what matters most first.
        themes, placements: what the machine found; `themes` holds as well, described, those that
            people made or changed when the analysis ran.
        lineage: how each theme relates to those of earlier analyses.
        followed: (passage, decision): new passages that went with the part of a split theme they
            are nearest to.
        centres: numpy .npz, one centre per theme, to know it again without common passages.
    """

    number: int
    fingerprint: str
    started: str
    seconds: float
    manifest: Mapping[str, Any]
    changes: tuple[str, ...]
    themes: tuple[Theme, ...]
    placements: tuple[Placement, ...]
    quotes: tuple[Quote, ...]
    rare: tuple[RareVoice, ...] = ()
    tree: bytes = b""
    confrontation: Confrontation = field(default_factory=Confrontation)
    tensions: tuple[Tension, ...] = ()
    lineage: tuple[ThemeChange, ...] = ()
    followed: tuple[tuple[str, str], ...] = ()
    centres: bytes = b""


@dataclass(frozen=True, slots=True)
class Memo:
    """What a step found of each text, kept so that the next analysis looks at new texts alone.

    Attributes:
        step: whose.
        version: of the step and of its settings; what another version found is not read.
        values: digest of all that a value depends on → the value, plain JSON. Never a name.
    """

    step: str
    version: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a log: its columns are its fields."""

    def columns(self) -> dict[str, Any]:
        """Column → value."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Consultation(_Line):
    """Somebody looked into the mapping of pseudonyms; no name is kept.

    `asked` is "nom", "numéro" or "tout"; `found` counts the people shown.
    """

    at: str
    author: str
    reason: str
    asked: str
    found: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class PurgeLine(_Line):
    """A purge that begins ("commencée") or is done ("terminée"); `id` ties the two lines."""

    id: str
    step: str
    at: str
    author: str
    reason: str
    scope: Mapping[str, Any]
    report: Mapping[str, Any]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Backup(_Line):
    """A backup that was made. `holds` says whether notes and keys are in it."""

    at: str
    name: str
    sha256: str
    holds: Mapping[str, bool]
    number: int = 0


def freed_digest(document_id: str) -> str:
    """Path digest of a document whose place another one took; no path has it."""
    return hashlib.sha256(f"libre\0{document_id}".encode()).hexdigest()

"""Fiches 1.0 under fiches-1.0/: read, masked like notes, cut into statements, confronted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from analyse import language
from analyse.contracts import (
    Confrontation,
    Document,
    DocumentStatus,
    FacetCall,
    Passage,
    Received,
    Section,
    Sheet,
    Statement,
)
from analyse.errors import ReaderError, system_reason
from analyse.progress import Progress
from analyse.project import Project
from analyse.remember import Remembered
from analyse.stages.batches import Keep, numbered, people_in
from analyse.stages.bounded import Bounded
from analyse.stages.identity import Keyring, distinct_paths
from analyse.stages.mapped import keeper
from analyse.stages.memory import Memory
from analyse.stages.reading import Settings, settings_of
from analyse.stages.vectors import vectorise
from analyse.steps import confront, depersonalise, embed, ingest
from analyse.store import Store

READ = (".md", ".markdown", ".docx", ".txt", ".odt")
"""Formats of fiches 1.0: running text with headings."""
_NOT_SHEETS = (".csv", ".tsv", ".xlsx", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".toml", ".json")
"""What people keep beside the fiches; it is not one and is passed over."""
_FORMAT = "format non lu ici\u00a0: enregistrez la fiche en .docx ou en .md"


def received_sheets(project: Project) -> list[Received]:
    """Files of fiches-1.0/ that are meant to be fiches, by path; none without the folder."""
    if not project.sheets.is_dir():
        return []
    found = ingest.list_files(project.sheets)
    return [file for file in found if not _passed_over(PurePosixPath(file.path))]


def _passed_over(path: PurePosixPath) -> bool:
    return path.suffix.lower() in _NOT_SHEETS or path.stem.casefold().startswith(
        ("lisezmoi", "lisez-moi", "readme")
    )


def sheets_key(project: Project, *, encoder: str) -> str:
    """Digest of all that the fiches 1.0 bring to a run, "" when there are none."""
    files = received_sheets(project)
    if not files:
        return ""
    settings = settings_of(project)
    made_of = [
        [
            [f.path, f.sha256, f.reason, f.duplicate_of, ingest.reader_of(f.path, f.content)]
            for f in files
        ],
        depersonalise.fingerprint(settings.names, settings.corrections),
        confront.VERSION,
        confront.load_model(encoder=encoder).digest,
    ]
    return Keyring(project.key_file).digest("fiches", json.dumps(made_of, ensure_ascii=False))


def read_sheets(
    project: Project, store: Store, *, remembered: Remembered | None = None
) -> tuple[Sheet, ...]:
    """Every fiche 1.0 with its statements; one that cannot be read says why.

    Args:
        project: the project folder.
        store: numbers people; nothing else is written.
        remembered: fiches already masked and cut: no model is loaded for them.

    Raises:
        ConfigurationError: registre or participants cannot be understood.
    """
    files = received_sheets(project)
    if not files:
        return ()
    settings = settings_of(project)
    masked = [
        depersonalise.mask_path(f.path, roster=settings.names, corrections=settings.corrections)
        for f in files
    ]
    keyring, known = Keyring(project.key_file), remembered or Remembered()
    keep = keeper(project, store)
    with Bounded(settings.params.colonnes) as reader:
        return tuple(
            _sheet(project.sheets, file, path, settings, store, known, keyring, keep, reader)
            for file, path in zip(files, distinct_paths(masked), strict=True)
        )


def _sheet(
    folder: Path,
    file: Received,
    path: str,
    settings: Settings,
    store: Store,
    known: Remembered,
    keyring: Keyring,
    keep: Keep | None,
    reader: Bounded,
) -> Sheet:
    title = PurePosixPath(path).stem
    if PurePosixPath(file.path).suffix.lower() not in READ:
        return Sheet(path, "", title, warning=_FORMAT)
    if file.duplicate_of:
        return Sheet(path, "", title, warning="double d'une autre fiche\u00a0: elle suffit")
    if file.reason:
        return Sheet(path, "", title, warning=file.reason)
    try:
        extraction = reader.extract(ingest.locate(folder, file.path))
    except ReaderError as error:
        return Sheet(path, "", title, warning=error.message)
    except OSError as error:
        return Sheet(path, "", title, warning=f"lecture impossible ({system_reason(error)})")

    def cut() -> dict[str, Any]:
        document = _masked(path, file, extraction.body, settings, store, keyring, keep)
        return asdict(confront.cut_sheet(path, document.text, document.published))

    names = depersonalise.fingerprint(settings.names, settings.corrections)
    return _told(known(cut, path, file.sha256, extraction.reader, extraction.version, names))


def _told(values: Mapping[str, Any]) -> Sheet:
    """A fiche from what `asdict` gave of it."""
    statements = (
        Statement(**{**one, "section": Section(one["section"])}) for one in values["statements"]
    )
    return Sheet(**{**values, "statements": tuple(statements)})


def _masked(
    path: str,
    file: Received,
    raw: str,
    settings: Settings,
    store: Store,
    keyring: Keyring,
    keep: Keep | None,
) -> Document:
    """The text as every step may see it; a person of the notes keeps the same pseudonym."""
    seen = depersonalise.find(
        raw,
        entities=depersonalise.entities_of(raw, language.load_entities()),
        roster=settings.names,
        words=depersonalise.words_of(language.load_syntax()),
        corrections=settings.corrections,
    )
    (found,) = depersonalise.person_keys([seen], digests=[file.sha256[:16]])
    persons = numbered(people_in(raw, found), store, keyring, keep)
    text, masks = depersonalise.mask(raw, found, person_numbers=persons)
    return Document(
        file.sha256[:16], path, file.sha256, 1, DocumentStatus.READ, text=text, masks=masks
    )


def confront_sheets(
    project: Project,
    store: Store,
    passages: Sequence[Passage],
    vectors: np.ndarray,
    facets: Sequence[FacetCall],
    revision: str,
    *,
    context_vectors: np.ndarray | None,
    memory: Memory,
    progress: Progress,
) -> Confrontation:
    """What the passages of a run answer the fiches 1.0; empty when the project holds none.

    Args:
        context_vectors: passages read with their neighbours, None when the project reads them
            alone.
        memory: what earlier analyses found of the fiches.
    """
    known = memory.of("fiches-1.0", confront.VERSION, language.language_version())
    sheets = read_sheets(project, store, remembered=known)
    if not sheets:
        return Confrontation()
    texts = [embed.plain_text(s.text) for sheet in sheets for s in sheet.statements]
    ours = (
        vectorise(project, texts, revision, store, progress=progress)
        if texts
        else np.zeros((0, vectors.shape[1]), dtype=np.float32)
    )
    progress.start("Confronter aux fiches 1.0")
    result = confront.confront(
        sheets,
        ours,
        passages,
        vectors,
        facets,
        confront.load_model(encoder=project.params.encodeur.nom),
        context_vectors=context_vectors,
    )
    progress.finish()
    return result

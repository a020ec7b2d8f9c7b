"""Quotes checked against the files themselves, just before they are published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from analyse.contracts import MASK, Document, Extraction, Passage, Received
from analyse.errors import ReaderError
from analyse.project import Project
from analyse.stages.bounded import Bounded
from analyse.stages.identity import Identified, Keyring
from analyse.stages.reading import Settings, process_key, settings_of
from analyse.steps import depersonalise, ingest
from analyse.store import Store
from analyse.wording import publishable

GONE = "le fichier n'est plus dans le dossier des notes"
CHANGED = "le fichier a changé depuis l'analyse"
OUTDATED = "les masques, les réglages ou le registre ont changé depuis la lecture du fichier"
UNREADABLE = "le fichier ne se lit plus"
OTHERWISE = "l'extrait n'est pas mot pour mot dans le fichier"
EXPOSED = "un identifiant ou un nom de la liste des participants reste dans l'extrait"


def check(
    project: Project, store: Store, passages: Iterable[Passage], documents: Mapping[str, Document]
) -> dict[str, str]:
    """Read each file again and compare.

    Args:
        project: the project folder.
        store: its database.
        passages: those that would be published.
        documents: document id → masked document.

    Returns:
        passage id → what is wrong, in French; those that are right have no entry.
    """
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.document_id, []).append(passage)
    if not by_document:
        return {}
    settings = settings_of(project)
    keyring, roster = Keyring(project.key_file), _keys(settings)
    known = {file.id: file for file in store.known_files()}
    received = {
        keyring.digest("chemin", file.path): file
        for file in (ingest.list_files(project.notes) if project.notes.is_dir() else ())
    }
    found: dict[str, str] = {}
    with Bounded(project.params.colonnes) as reader:
        for document_id, mine in by_document.items():
            document, file = documents[document_id], known[document_id]
            here = received.get(file.path_digest)
            if file.purged and here is None:
                # Destroyed on purpose: what was read stands, and what is shown is searched again.
                for passage in mine:
                    if wrong := _exposed(passage, document, settings, roster):
                        found[passage.id] = wrong
                continue
            problem, extraction = _read(project.notes, here, document, reader)
            if here and not problem:
                item = Identified(here, file.path_digest, file.id, file.version, file)
                if process_key(item, settings, keyring) != file.process_key:
                    problem = OUTDATED
            for passage in mine:
                wrong = problem or _compare(passage, document, extraction, settings, roster)
                if wrong:
                    found[passage.id] = wrong
    return found


def _read(
    notes: Path, here: Received | None, document: Document, reader: Bounded
) -> tuple[str, Extraction | None]:
    """What is wrong with a file as a whole, else what its reader gives."""
    if here is None:
        return GONE, None
    if here.sha256 != document.sha256:
        return CHANGED, None
    try:
        return "", reader.extract(ingest.locate(notes, here.path))
    except (ReaderError, OSError):
        return UNREADABLE, None


def _compare(
    passage: Passage,
    document: Document,
    extraction: Extraction | None,
    settings: Settings,
    roster: Collection[str],
) -> str:
    """What is wrong with one passage; "" for nothing."""
    if extraction is None or len(extraction.text) != len(document.text):
        return OTHERWISE
    raw = extraction.text[passage.start : passage.end]
    same = (a == b or b == MASK for a, b in zip(raw, passage.text, strict=False))
    if len(raw) != len(passage.text) or not all(same):
        return OTHERWISE
    return _exposed(passage, document, settings, roster)


def _exposed(
    passage: Passage, document: Document, settings: Settings, roster: Collection[str]
) -> str:
    """Whether an identifier is still in what would be shown; "" for no."""
    shown = publishable(document, passage.start, passage.end)
    found = depersonalise.find(shown, roster=settings.names, corrections=settings.corrections)
    left = any(one.kind != "nom" or one.key in roster for one in found)
    return EXPOSED if left else ""


def _keys(settings: Settings) -> frozenset[str]:
    """Keys of the people that the roster and the register name."""
    found = (depersonalise.find(name, roster=[name])[:1] for name in settings.names)
    return frozenset(one.key for some in found for one in some if " " in one.key)

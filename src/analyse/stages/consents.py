"""What people said of their consent, read from files and commands, takes effect at once.

Every command that shows, exports or publishes begins here: a withdrawal leaves the database, the
quotes of every analysis and the drafts before anything else is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from analyse.contracts import (
    Consent,
    DocumentStatus,
    Passage,
    Scope,
    SetAside,
    Withdrawn,
)
from analyse.project import Project
from analyse.publication.consents import Consents, consents
from analyse.publication.withdrawal import WITHDRAWN, withdraw
from analyse.stages.said import REGISTER, Finder, Said, spoken
from analyse.store import Store, StoredFile
from analyse.wording import publishable


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling consents did.

    Attributes:
        passages: passages that left now. documents: files that left now.
        unknown: what was said of a file, person or passage that is not in the project, in French.
    """

    passages: int = 0
    documents: int = 0
    unknown: tuple[str, ...] = ()


def settle(project: Project, store: Store) -> Settled:
    """Bring the store, and the drafts, up to date with what people consent to.

    Args:
        project: the project folder.
        store: its database.

    Raises:
        ConfigurationError: registre, participants or consentements cannot be understood.
    """
    said = spoken(project)
    unknown: list[str] = []
    if said:
        files = store.known_files()
        find = Finder(project, store, files)
        records = []
        for one in said:
            record = find.record(one)
            if record is None:
                unknown.append(f"{one.where}\u00a0: {_WHAT[one.scope]} inconnu du projet")
            elif one.source != REGISTER:
                records.append(record)
        store.add_consents(records)
    else:
        find = None
    standing = read(store)
    if find:
        standing = _with_register(standing, said, find)
    done = _apply(store, standing)
    if done.passages or done.documents:
        store.retire_cards()
        _write_drafts(project, store)
    return Settled(done.passages, done.documents, tuple(unknown))


_WHAT = {Scope.DOCUMENT: "fichier", Scope.PERSON: "nom", Scope.PASSAGE: "passage"}


def of_files(project: Project, store: Store, paths: Mapping[str, str]) -> Consents:
    """What stands while files are read: what was recorded, and what is said of files and people
    that are not in the database yet.

    Args:
        project: the project folder.
        store: its database.
        paths: path under notes/ → document id, of the files being read.
    """
    said = spoken(project)
    records = store.consents()
    if said:
        find = Finder(project, store, store.known_files(), paths)
        fresh = [find.record(one) for one in said]
        last = {(r.source, r.scope, r.target): r.consent for r in records}
        records += [
            r for r in fresh if r and last.get((r.source, r.scope, r.target)) is not r.consent
        ]
    return consents(records, store.person_digests())


def read(store: Store) -> Consents:
    """What stands, from the database alone."""
    return consents(store.consents(), store.person_digests())


def _with_register(standing: Consents, said: Iterable[Said], find: Finder) -> Consents:
    """What the register withdraws is withdrawn now, without waiting for the next analysis."""
    documents = dict(standing.documents)
    for one in said:
        target = find.document(one.value) if one.source == REGISTER else ""
        if target:
            documents[target] = Consent.WITHDRAW
    return Consents(documents, standing.persons, standing.passages, standing.places)


# -- taking effect ------------------------------------------------------------------------------


def _apply(store: Store, standing: Consents) -> Settled:
    """Withdraw from the store what must be; nothing is written when nothing must."""
    if not _withdraws(standing):
        return Settled()
    with store.moment():
        documents, passages = store.documents(), store.passages()
        asides, files = store.set_asides(), {file.id: file for file in store.known_files()}
    mine = _by_document(passages)
    spans = _by_document(asides)
    changed: list[StoredFile] = []
    left: list[Withdrawn] = []
    texts: list[str] = []
    for document in documents:
        kept, gone = withdraw(
            document, mine.get(document.id, ()), spans.get(document.id, ()), standing
        )
        if kept[0] is document:
            continue
        file = files[document.id]
        changed.append(
            StoredFile(
                document=kept[0],
                path_digest=file.path_digest,
                # Given back, a whole file must be read again.
                process_key="" if kept[0].status is DocumentStatus.WITHDRAWN else file.process_key,
                given_day=file.given_day,
                passages=kept[1],
                set_aside=kept[2],
            )
        )
        left += gone
        out = {one.passage_id for one in gone}
        for passage in mine.get(document.id, ()):
            if passage.id in out:
                texts += [passage.text, publishable(document, passage.start, passage.end)]
    if changed:
        store.save_files(changed, left)
    store.scrub([text for text in dict.fromkeys(texts) if text.strip()])
    return Settled(
        passages=len(left),
        documents=sum(f.document.status is DocumentStatus.WITHDRAWN for f in changed),
    )


def _withdraws(standing: Consents) -> bool:
    said = (standing.documents, standing.persons, standing.passages)
    return any(Consent.WITHDRAW in one.values() for one in said)


_Owned = TypeVar("_Owned", Passage, SetAside)


def _by_document(items: Iterable[_Owned]) -> dict[str, list[_Owned]]:
    found: dict[str, list[_Owned]] = {}
    for item in items:
        found.setdefault(item.document_id, []).append(item)
    return found


def _write_drafts(project: Project, store: Store) -> None:
    """The drafts without what was withdrawn, when there are any."""
    if not project.drafts.is_dir():
        return
    from analyse.progress import Silent
    from analyse.stages.drafts import write_drafts

    write_drafts(project, store, store.last_run(), progress=Silent())


# -- while notes are taken in -------------------------------------------------------------------


def kept(
    files: Iterable[StoredFile], standing: Consents, before: Mapping[str, Sequence[Passage]]
) -> tuple[list[StoredFile], list[Withdrawn]]:
    """Files that were just read, without what is withdrawn; and the passages that leave.

    Args:
        files: as they were read.
        standing: what stands.
        before: document id → the passages it had, to know which of them leave.
    """
    from analyse.stages.consent import withdrawn_rows

    done: list[StoredFile] = []
    left: list[Withdrawn] = []
    for file in files:
        (document, passages, asides), gone = withdraw(
            file.document, file.passages, file.set_aside, standing
        )
        left += gone
        known = before.get(document.id, ())
        if document.status is DocumentStatus.WITHDRAWN and document.reason == WITHDRAWN:
            left += [Withdrawn(p.id, document.id) for p in known]
        rows = withdrawn_rows(document.row_metadata)
        left += [Withdrawn(p.id, document.id, "ligne") for p in known if p.row in rows]
        done.append(replace(file, document=document, passages=passages, set_aside=asides))
    return done, left


def to_read_again(store: Store, standing: Consents) -> frozenset[str]:
    """Documents of which something that was withdrawn no longer is: their text must be read."""
    withdrawn = store.withdrawn()
    if not withdrawn and not standing.documents:
        return frozenset()
    with store.moment():
        documents, passages, asides = store.documents(), store.passages(), store.set_asides()
    present = {p.id for p in passages}
    blank = {a.document_id for a in asides if a.reason == WITHDRAWN}
    whole = {
        d.id
        for d in documents
        if d.status is DocumentStatus.WITHDRAWN
        and d.reason == WITHDRAWN
        and standing.documents.get(d.id, Consent.WITHDRAW) is not Consent.WITHDRAW
    }
    parts = {
        w.document_id
        for w in withdrawn
        if w.document_id in blank and w.passage_id not in present and not standing.still(w.by)
    }
    return frozenset(whole | parts)

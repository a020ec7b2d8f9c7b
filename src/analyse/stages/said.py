"""What people say of their consent, in files and commands, and whom or what they mean by it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from analyse.contracts import Consent, ConsentRecord, Passage, Scope
from analyse.project import Project
from analyse.stages.identity import Keyring
from analyse.steps import ingest
from analyse.store import KnownFile, Store

ROSTER = "participants.csv"
REGISTER = "registre"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said of a consent, before it is known which file or person it is about."""

    scope: Scope
    value: str
    consent: Consent
    source: str
    where: str = ""
    date: str = ""
    author: str = ""
    reason: str = ""


def spoken(project: Project) -> list[Said]:
    """What `consentements.csv`, the roster and the register say; of the register, what withdraws.

    Raises:
        ConfigurationError: one of them cannot be understood.
    """
    found: list[Said] = []
    if project.register:
        found += [
            Said(Scope.DOCUMENT, row.fichier, Consent.WITHDRAW, REGISTER, "registre")
            for row in ingest.read_register(project.register).rows
            if ingest.parse_consent(row.consentement) is Consent.WITHDRAW
        ]
    if project.roster:
        for entry in ingest.read_roster(project.roster):
            consent = ingest.parse_consent(entry.consentement)
            if consent and consent is not Consent.UNKNOWN:
                found.append(Said(Scope.PERSON, entry.nom, consent, ROSTER, ROSTER))
    if project.consents:
        found += [
            Said(
                row.scope,
                row.value,
                row.consent,
                project.consents.name,
                f"{project.consents.name}, ligne {row.line}",
                row.date,
                row.author,
                row.reason,
            )
            for row in ingest.read_consents(project.consents)
        ]
    return found


class Finder:
    """Which file, person or passage is meant by what people write.

    Names are digested with the project's key: the database holds no name.
    """

    def __init__(
        self,
        project: Project,
        store: Store,
        files: Sequence[KnownFile],
        paths: Mapping[str, str] | None = None,
    ) -> None:
        self._store = store
        self._keyring = Keyring(project.key_file)
        self._by_digest = {file.path_digest: file.id for file in files}
        for name, document_id in (paths or {}).items():
            self._by_digest[self._keyring.digest("chemin", name)] = document_id
        self._masked = {_name(file.path): file.id for file in files}
        self._ids = set(self._by_digest.values())
        self._paths: dict[str, list[str]] = {}
        if project.notes.is_dir():
            for raw in ingest.list_paths(project.notes):
                for name in {_name(raw), PurePosixPath(_name(raw)).name}:
                    self._paths.setdefault(name, []).append(raw)
        self._passages: dict[str, Passage] | None = None

    def document(self, value: str) -> str:
        """Id of a file told by its path under notes/, its bare name, its masked path or its id."""
        if value in self._ids:
            return value
        raw = unicodedata.normalize("NFC", value.strip().replace("\\", "/"))
        paths = self._paths.get(_name(raw), [])
        for path in (*(paths if len(paths) == 1 else ()), raw, raw.removeprefix("notes/")):
            found = self._by_digest.get(self._keyring.digest("chemin", path))
            if found:
                return found
        return self._masked.get(_name(raw), "")

    def person(self, value: str) -> str:
        """Keyed digest of a person told by a name or a pseudonym ("Personne 12"); "" for none."""
        number = re.fullmatch(r"[Pp]ersonne (\d+)", value.strip())
        if number:
            return self._store.person_digests().get(int(number[1]), "")
        from analyse.steps import depersonalise

        for found in depersonalise.find(value, roster=[value])[:1]:
            if found.key:
                return self._keyring.digest("personne", found.key)
        return ""

    def passage(self, value: str) -> Passage | None:
        """A passage told by its id."""
        if self._passages is None:
            self._passages = {p.id: p for p in self._store.passages()}
        return self._passages.get(value.strip())

    def place(self, passage: Passage) -> tuple[str, str, str]:
        """Where a passage stands: document, ids of the passages before and after."""
        assert self._passages is not None
        mine = [p.id for p in self._passages.values() if p.document_id == passage.document_id]
        at = mine.index(passage.id)
        before = mine[at - 1] if at else ""
        return passage.document_id, before, mine[at + 1] if at + 1 < len(mine) else ""

    def record(self, said: Said) -> ConsentRecord | None:
        """What the store keeps of it; None when what it is about is not in the project."""
        place = ("", "", "")
        if said.scope is Scope.DOCUMENT:
            target = self.document(said.value)
        elif said.scope is Scope.PERSON:
            target = self.person(said.value)
        else:
            target, place = self._of_passage(said.value)
        if not target:
            return None
        return ConsentRecord(
            id=secrets.token_hex(16),
            scope=said.scope,
            target=target,
            consent=said.consent,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            author=said.author,
            given=said.date,
            source=said.source,
            reason=said.reason,
            place=place,
        )

    def _of_passage(self, value: str) -> tuple[str, tuple[str, str, str]]:
        passage = self.passage(value)
        if passage:
            return passage.id, self.place(passage)
        known = [r for r in self._store.consents() if r.target == value.strip()]
        return (known[-1].target, known[-1].place) if known else ("", ("", "", ""))


def _name(path: str) -> str:
    return path.strip().replace("\\", "/").casefold().removeprefix("./").removeprefix("notes/")

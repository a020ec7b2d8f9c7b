"""Names and their pseudonyms, encrypted: `correspondances.chiffre`, with a key of its own.

The file is AES-256-GCM (NIST SP 800-38D) over JSON; its first line, in clear, names the format and
is authenticated with the rest. It is replaced whole, while the database gives numbers: nobody else
gives any meanwhile, and a machine that stops between the two is put right by the next run, which
reads again the documents whose people are not here.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from analyse import atomic
from analyse.errors import ProjectError, system_reason
from analyse.lexicon import fold
from analyse.project import MAPPING_KEY_VARIABLE, Project
from analyse.stages.identity import KEY_DIGITS, Named, write_key
from analyse.store import Store

SCOPE = "correspondances"
"""How the records of purges name the mapping."""

_HEAD = b"analyse correspondances 1\n"
_NONCE = 12  # bytes: what GCM takes
_NAMES = 12  # spellings kept of one person


class MappingState(StrEnum):
    """What there is of the mapping."""

    NONE = "aucune"
    OPEN = "lisibles"
    NO_KEY = "clé absente"
    DAMAGED = "abîmées"


@dataclass(frozen=True, slots=True)
class Mapping:
    """The mapping of a project.

    Args:
        file: the encrypted file. key_file: its key, here or elsewhere.
    """

    file: Path
    key_file: Path

    @classmethod
    def of(cls, project: Project) -> Self:
        """The mapping of `project`."""
        return cls(project.mapping_file, project.mapping_key)

    @property
    def state(self) -> MappingState:
        """What there is of it; nothing is raised."""
        if not self.file.exists():
            return MappingState.NONE
        if not self.key_file.exists():
            return MappingState.NO_KEY
        try:
            self.read()
        except ProjectError:
            return MappingState.DAMAGED
        return MappingState.OPEN

    def tidy(self) -> None:
        """Remove what a killed program left of the file or of its key, once it is old."""
        atomic.sweep(self.file)
        atomic.sweep(self.key_file)

    @property
    def usable(self) -> bool:
        """Whether people can be added to it: it is readable, or not begun."""
        return self.state in (MappingState.NONE, MappingState.OPEN)

    def read(self) -> dict[int, Named]:
        """Number → person; empty when nothing was written yet.

        Raises:
            ProjectError: the key is not here, is not the right one, or the file is damaged.
        """
        try:
            data = self.file.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise _unreadable(self.file, error) from error
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        cipher = AESGCM(self._key())
        nonce, sealed = data[len(_HEAD) : len(_HEAD) + _NONCE], data[len(_HEAD) + _NONCE :]
        try:
            if not data.startswith(_HEAD):
                raise InvalidTag
            people = json.loads(cipher.decrypt(nonce, sealed, _HEAD))
        except (InvalidTag, ValueError) as error:
            raise ProjectError(
                f"Les correspondances ({self.file.name}) ne s'ouvrent pas\u00a0: ce n'est pas la "
                "bonne clé, ou le fichier est abîmé.",
                action=f"Indiquez la bonne clé dans {MAPPING_KEY_VARIABLE}, remettez les deux "
                "fichiers d'une sauvegarde, ou détruisez les correspondances "
                "(analyse purger DOSSIER --correspondances).",
            ) from error
        return {n: Named(n, digest, tuple(names)) for n, digest, names in people}

    def add(self, people: Sequence[Named]) -> None:
        """Add people; of one whose number was given to somebody else, nothing is kept.

        Raises:
            ProjectError: the mapping cannot be read or written; it is as it was.
        """
        held = self.read()
        before = dict(held)
        for person in people:
            known = held.get(person.number)
            names = known.names if known and known.digest == person.digest else ()
            spelt = tuple(dict.fromkeys([*names, *person.names]))[:_NAMES]
            held[person.number] = Named(person.number, person.digest, spelt)
        if held != before:
            self._write(held)

    def remove(self, numbers: Collection[int]) -> None:
        """Forget people.

        Raises:
            ProjectError: the mapping cannot be read or written; it is as it was.
        """
        held = self.read()
        kept = {number: person for number, person in held.items() if number not in numbers}
        if kept != held:
            self._write(kept)

    def find(self, said: str, people: dict[int, str]) -> list[Named]:
        """Who is called so, whatever the case and the accents.

        Args:
            said: a name, or a part of it.
            people: number → digest, as the database has them; others are left out.
        """
        wanted = fold(said)
        return [p for p in self.known(people) if any(wanted in fold(name) for name in p.names)]

    def known(self, people: dict[int, str]) -> list[Named]:
        """Everybody that the database knows too, by number."""
        return [p for n, p in sorted(self.read().items()) if people.get(n) == p.digest]

    def _write(self, held: dict[int, Named]) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        people = [[p.number, p.digest, p.names] for _, p in sorted(held.items())]
        plain = json.dumps(people, ensure_ascii=False).encode("utf-8", "surrogatepass")
        nonce = secrets.token_bytes(_NONCE)
        try:
            if not self.key_file.exists():
                write_key(self.key_file)
            sealed = AESGCM(self._key()).encrypt(nonce, plain, _HEAD)
            atomic.replace(self.file, _HEAD + nonce + sealed, mode=0o600)
        except OSError as error:
            raise ProjectError(
                f"Les correspondances ({self.file.name}) ou leur clé ne s'écrivent pas "
                f"({system_reason(error)}).",
                action="Vérifiez le droit d'écrire dans le dossier de projet et là où pointe "
                f"{MAPPING_KEY_VARIABLE}, puis relancez\u00a0: rien n'est perdu.",
            ) from error

    def _key(self) -> bytes:
        try:
            text = self.key_file.read_bytes().strip()
        except FileNotFoundError as error:
            raise ProjectError(
                "La clé des correspondances n'est pas ici.",
                action=f"Indiquez où elle est dans la variable {MAPPING_KEY_VARIABLE}.",
            ) from error
        except OSError as error:
            raise _unreadable(self.key_file, error) from error
        try:
            key = bytes.fromhex(text.decode("ascii"))
        except ValueError:
            key = b""
        if len(key) != KEY_DIGITS // 2:
            raise ProjectError(
                f"La clé des correspondances ({self.key_file.name}) est abîmée.",
                action="Remettez-la d'une sauvegarde, ou détruisez les correspondances "
                "(analyse purger DOSSIER --correspondances).",
            )
        return key


def destroyed(store: Store) -> bool:
    """Whether the mapping was destroyed on purpose: it is not made again."""
    return any(line.scope.get(SCOPE) for line in store.purges())


def _unreadable(path: Path, error: OSError) -> ProjectError:
    return ProjectError(
        f"Le fichier {path.name} ne se lit pas ({system_reason(error)}).",
        action="Vérifiez que vous avez le droit de le lire\u00a0: il n'est lisible que par son "
        "propriétaire.",
    )

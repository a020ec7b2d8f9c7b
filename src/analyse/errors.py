"""What can go wrong, one class per kind of failure.

AnalyseError
├── UsageError            wrong usage or configuration          (exit status 2)
│   ├── ConfigurationError    projet.toml, registre, participants
│   ├── ProjectError          the project folder itself
│   └── BackupError           a backup cannot be made or put back: nothing is replaced
├── ReaderError           one file cannot be read: quarantined, the others are done
├── EncoderError          the encoder cannot be loaded or answers nonsense
├── StoreError            the database refuses
│   └── ConcurrentDecision    somebody decided on the same theme or passage meanwhile
└── IntegrityError        an invariant is broken: a defect of ours, nothing is published

Messages are in French; they say what, where, and what to do next. They never carry the
text of a note, a name or an address.
"""

from __future__ import annotations

import errno


class AnalyseError(Exception):
    """Base of every failure this project raises on purpose.

    Args:
        message: what happened and where, in French, without personal data.
        action: what to do next, in French; shown on its own line.
    """

    exit_status = 2

    def __init__(self, message: str, *, action: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.action = action

    def __str__(self) -> str:
        return f"{self.message}\n→ {self.action}" if self.action else self.message


class UsageError(AnalyseError):
    """The command cannot be carried out as it was given."""


class ConfigurationError(UsageError):
    """A settings file is wrong. `line` counts from 1 (0 when the place is unknown)."""

    def __init__(self, message: str, *, line: int = 0, action: str = "") -> None:
        super().__init__(message, action=action)
        self.line = line


class ProjectError(UsageError):
    """The project folder is missing, empty, or not one."""


class BackupError(UsageError):
    """A backup cannot be made or put back: what was there is as it was."""


class ReaderError(AnalyseError):
    """One file cannot be read. The message is the reason written beside the file."""


class EncoderError(AnalyseError):
    """The encoder cannot be loaded, or its vectors are unusable."""


class StoreError(AnalyseError):
    """The database cannot be opened, migrated or written."""


class ConcurrentDecision(StoreError):  # noqa: N818 - says what happened, to people who read it
    """Somebody decided on the same theme or passage since it was read: nothing is written.

    Args:
        numbers: the decisions that came in between, in order.
    """

    def __init__(self, message: str, *, numbers: tuple[int, ...], action: str = "") -> None:
        super().__init__(message, action=action)
        self.numbers = numbers


class IntegrityError(AnalyseError):
    """Something that must always hold does not: nothing is written from there on."""


_SYSTEM = {
    "EACCES": "accès refusé",
    "EPERM": "accès refusé",
    "EROFS": "disque en lecture seule",
    "ENOSPC": "plus d'espace sur le disque",
    "EDQUOT": "quota de disque atteint",
    "ENOENT": "introuvable",
    "EEXIST": "un fichier porte déjà ce nom",
    "ENOTDIR": "un fichier est là où il faudrait un dossier",
    "EISDIR": "un dossier est là où il faudrait un fichier",
    "ENAMETOOLONG": "nom trop long",
    "EIO": "erreur de lecture ou d'écriture du disque",
    "EBUSY": "fichier occupé par un autre programme",
}
_SHARING = (32, 33)  # Windows: sharing violation, lock violation


def system_reason(error: OSError) -> str:
    """What the system answered, in French; the path is left out."""
    if getattr(error, "winerror", None) in _SHARING:
        return "fichier ouvert dans un autre programme"
    name = errno.errorcode.get(error.errno or 0, "")
    return _SYSTEM.get(name, f"erreur {name or type(error).__name__} du système")

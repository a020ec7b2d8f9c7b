"""Rows of the database to contracts and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from analyse.contracts import (
    Confrontation,
    Consent,
    Document,
    DocumentContext,
    DocumentStatus,
    Facet,
    FacetCall,
    MaskSpan,
    Membership,
    Nature,
    Nearness,
    Passage,
    Quote,
    QuoteStatus,
    RareVoice,
    SetAside,
    Span,
    Theme,
    Voice,
)
from analyse.store.ledger import change_of
from analyse.store.model import Placement, Run
from analyse.store.tension_rows import tension_of

Row = RowMapping | Mapping[str, Any]


def document_row(document: Document) -> dict[str, Any]:
    """Columns of `document` that a contract carries (the store adds its own)."""
    return {
        "id": document.id,
        "path": document.path,
        "sha256": document.sha256,
        "version": document.version,
        "status": document.status.value,
        "reason": document.reason,
        "media_type": document.media_type,
        "reader": document.reader,
        "reader_version": document.reader_version,
        "encoding": document.encoding,
        "header_end": document.header_end,
        "text": document.text,
        "pages": [list(page) for page in document.pages],
        "rows": [[span.start, span.end, span.kind] for span in document.rows],
        "row_metadata": {str(k): dict(v) for k, v in document.row_metadata.items()},
        "context": asdict(document.context) | {"consentement": document.context.consentement.value},
        "warnings": list(document.warnings),
    }


def document_of(row: Row, masks: tuple[MaskSpan, ...] = ()) -> Document:
    """A `Document` from its row and its masks."""
    context = dict(row["context"])
    context["consentement"] = Consent(context["consentement"])
    context = {
        key: tuple(value) if isinstance(value, list) else value for key, value in context.items()
    }
    return Document(
        id=row["id"],
        path=row["path"],
        sha256=row["sha256"],
        version=row["version"],
        status=DocumentStatus(row["status"]),
        reason=row["reason"],
        text=row["text"],
        masks=masks,
        header_end=row["header_end"],
        media_type=row["media_type"],
        reader=row["reader"],
        reader_version=row["reader_version"],
        encoding=row["encoding"],
        pages=tuple((offset, page) for offset, page in row["pages"]),
        rows=tuple(Span(*span) for span in row["rows"]),
        row_metadata={int(k): v for k, v in row["row_metadata"].items()},
        context=DocumentContext(**context),
        warnings=tuple(row["warnings"]),
    )


def mask_rows(document: Document) -> list[dict[str, Any]]:
    """Rows of `mask`."""
    return [{"document_id": document.id, **asdict(mask)} for mask in document.masks]


def set_aside_rows(document_id: str, spans: Iterable[SetAside]) -> list[dict[str, Any]]:
    """Rows of `set_aside`; the text is that of the document."""
    return [
        {"document_id": document_id, "start": s.start, "end": s.end, "reason": s.reason}
        for s in spans
    ]


def passage_row(passage: Passage) -> dict[str, Any]:
    """Columns of `passage`."""
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "headings": list(passage.headings),
        "kind": passage.kind,
        "page": passage.page,
        "row": passage.row,
        "question_id": passage.question_id,
        "nature": passage.nature.value,
        "speaker": passage.voice.speaker,
        "region": passage.voice.region,
        "palier": passage.voice.palier,
        "secteur": passage.voice.secteur,
        "jour": passage.jour,
        "atelier": passage.atelier,
        "language": passage.language,
        "lemmas": list(passage.lemmas),
        "phrases": list(passage.phrases),
        "stands_alone": int(passage.stands_alone),
    }


def passage_of(row: Row) -> Passage:
    """A `Passage` from its row."""
    return Passage(
        id=row["id"],
        document_id=row["document_id"],
        start=row["start"],
        end=row["end"],
        text=row["text"],
        headings=tuple(row["headings"]),
        kind=row["kind"],
        page=row["page"],
        row=row["row"],
        question_id=row["question_id"],
        nature=Nature(row["nature"]),
        voice=Voice(row["speaker"], row["region"], row["palier"], row["secteur"]),
        jour=row["jour"],
        atelier=row["atelier"],
        language=row["language"],
        lemmas=tuple(row["lemmas"]),
        phrases=tuple(row["phrases"]),
        stands_alone=bool(row["stands_alone"]),
    )


def theme_row(theme: Theme, *, run: int, rank: int) -> dict[str, Any]:
    """Columns of `theme`."""
    return {
        "run": run,
        "id": theme.id,
        "rank": rank,
        "title": theme.title,
        "proposal": theme.proposal,
        "keyphrases": list(theme.keyphrases),
        "words": [list(word) for word in theme.words],
        "size": theme.size,
        "workshops": theme.workshops,
        "voices": theme.voices,
        "stability": theme.stability,
        "grille": [asdict(near) for near in theme.grille],
        "chantiers": [asdict(near) for near in theme.chantiers],
        "status": theme.status,
    }


def theme_of(row: Row) -> Theme:
    """A `Theme` from its row."""
    return Theme(
        id=row["id"],
        title=row["title"],
        proposal=row["proposal"],
        keyphrases=tuple(row["keyphrases"]),
        words=tuple((word, weight) for word, weight in row["words"]),
        size=row["size"],
        workshops=row["workshops"],
        voices=row["voices"],
        stability=row["stability"],
        grille=tuple(Nearness(**near) for near in row["grille"]),
        chantiers=tuple(Nearness(**near) for near in row["chantiers"]),
        status=row["status"],
    )


def quote_row(quote: Quote, *, run: int) -> dict[str, Any]:
    """Columns of `quote`."""
    return {
        "run": run,
        "id": quote.id,
        "theme_id": quote.theme_id,
        "passage_id": quote.passage_id,
        "facet": quote.facet.value,
        "rank": quote.rank,
        "text": quote.text,
        "published_text": quote.published_text,
        "nature": quote.nature.value,
        "status": quote.status.value,
    }


def quote_of(row: Row) -> Quote:
    """A `Quote` from its row."""
    return Quote(
        id=row["id"],
        theme_id=row["theme_id"],
        passage_id=row["passage_id"],
        facet=Facet(row["facet"]),
        rank=row["rank"],
        text=row["text"],
        published_text=row["published_text"],
        nature=Nature(row["nature"]),
        status=QuoteStatus(row["status"]),
    )


def run_row(run: Run) -> dict[str, Any]:
    """Columns of `run`."""
    return {
        "number": run.number,
        "fingerprint": run.fingerprint,
        "started": run.started,
        "seconds": run.seconds,
        "manifest": dict(run.manifest),
        "changes": list(run.changes),
        "rare": [asdict(voice) for voice in run.rare],
        "tree": run.tree,
        "lineage": [asdict(change) for change in run.lineage],
        "followed": [list(pair) for pair in run.followed],
        "centres": run.centres,
    }


def run_of(
    row: Row,
    themes: Iterable[Row],
    members: Iterable[Row],
    quotes: Iterable[Row],
    confrontation: Confrontation,
    tensions: Iterable[RowMapping],
) -> Run:
    """A `Run` from its rows."""
    return Run(
        number=row["number"],
        fingerprint=row["fingerprint"],
        started=row["started"],
        seconds=row["seconds"],
        manifest=row["manifest"],
        changes=tuple(row["changes"]),
        themes=tuple(theme_of(theme) for theme in themes),
        placements=tuple(placement_of(member) for member in members),
        quotes=tuple(quote_of(quote) for quote in quotes),
        rare=tuple(RareVoice(**voice) for voice in row["rare"]),
        tree=bytes(row["tree"]),
        confrontation=confrontation,
        tensions=tuple(tension_of(tension) for tension in tensions),
        # Empty in analyses written before migration 0004.
        lineage=tuple(change_of(change) for change in row["lineage"] or ()),
        followed=tuple((passage, decision) for passage, decision in row["followed"] or ()),
        centres=bytes(row["centres"] or b""),
    )


def placement_row(placement: Placement, *, run: int) -> dict[str, Any]:
    """Columns of `membership`."""
    return {
        "run": run,
        "passage_id": placement.passage_id,
        "theme_id": placement.theme_id,
        "strength": placement.strength,
        "others": [[other.theme_id, other.strength] for other in placement.others],
        "nearest": placement.nearest,
        "facet": placement.facet.facet.value,
        "probability": placement.facet.probability,
    }


def placement_of(row: Row) -> Placement:
    """A `Placement` from its row."""
    return Placement(
        passage_id=row["passage_id"],
        theme_id=row["theme_id"],
        strength=row["strength"],
        facet=FacetCall(Facet(row["facet"]), row["probability"]),
        others=tuple(Membership(theme, strength) for theme, strength in row["others"]),
        nearest=row["nearest"],
    )

"""Small, coherent pieces of a project, for tests that need no model. All people are invented."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from analyse.contracts import (
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
    SetAside,
    Span,
    Tension,
    TensionForm,
    Theme,
    Voice,
)
from analyse.store import Placement, Run, StoredFile

THEME = "t0123456789a"
OTHER_THEME = "tffffffffff0"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def a_file(
    path: str = "jour-1/atelier-01_estrie.txt",
    lines: Sequence[str] = ("Le transport manque 🚌.", "Il faut un guichet unique."),
    *,
    jour: int | None = 1,
    content: str = "",
) -> StoredFile:
    """A read file: its first line is set aside, each other line is a passage, one mask."""
    title = "Animée par ████"
    text = "\n".join([title, *lines])
    sha = digest(content or path)
    document_id = sha[:16]
    passages, at = [], len(title) + 1
    for number, line in enumerate(lines):
        passages.append(
            Passage(
                id=digest(f"{path}{number}{line}")[:16],
                document_id=document_id,
                start=at,
                end=at + len(line),
                text=line,
                headings=("Se déplacer", "Pistes"),
                kind="puce",
                page=2,
                row=number + 1,
                question_id="",
                nature=Nature.REPORTED if number else Nature.NOTE,
                voice=Voice("Personne 1", "Estrie", "local", "communautaire"),
                jour=jour,
                atelier="1",
                lemmas=("transport", "manquer"),
                phrases=("transport",),
                stands_alone=number == 0,
            )
        )
        at += len(line) + 1
    document = Document(
        id=document_id,
        path=path,
        sha256=sha,
        version=2,
        status=DocumentStatus.READ,
        text=text,
        masks=(MaskSpan(11, 15, "nom", 1),),
        header_end=3,
        media_type="text/plain",
        reader="txt",
        reader_version="1",
        encoding="utf-8",
        pages=((0, 1), (16, 2)),
        rows=(Span(16, 20, "1"),),
        row_metadata={1: {"region": "Estrie"}},
        context=DocumentContext(
            jour=jour,
            atelier="1",
            region="Estrie",
            consentement=Consent.PUBLISH,
            sources={"jour": "registre"},
        ),
        warnings=("une image sans texte",),
    )
    return StoredFile(
        document=document,
        path_digest=digest(f"chemin {path}"),
        process_key=digest(f"lecture {path}"),
        given_day=None,
        passages=tuple(passages),
        set_aside=(SetAside(document_id, 0, len(title), title, "animation"),),
    )


def refused(
    path: str, status: DocumentStatus, *, jour: int | None = None, reason: str = "fichier vide"
) -> StoredFile:
    """A file that was not read."""
    document = Document(
        id=digest(path)[:16],
        path=path,
        sha256=digest(path),
        version=1,
        status=status,
        reason=reason,
        context=DocumentContext(jour=jour),
    )
    return StoredFile(document, digest(f"chemin {path}"), "cle", jour)


def a_theme(theme_id: str = THEME, title: str = "Transport collectif", size: int = 1) -> Theme:
    return Theme(
        id=theme_id,
        title=title,
        proposal="transport",
        keyphrases=("transport collectif", "autobus"),
        words=(("transport", 0.75), ("autobus", 0.5)),
        size=size,
        workshops=1,
        voices=1,
        stability=0.8125,
        grille=(Nearness("2022", "F2", "Dynamiques territoriales", 0.5),),
        chantiers=(),
    )


def a_run(passages: Sequence[Passage], number: int = 1) -> Run:
    """A run: all but the last passage in one theme, the first one quoted, the first two opposed."""
    placements = [
        Placement(
            passage_id=p.id,
            theme_id=THEME if p is not passages[-1] else "",
            strength=0.625,
            facet=FacetCall(Facet.FINDING, 0.9),
            others=(Membership(OTHER_THEME, 0.5),),
            nearest="" if p is not passages[-1] else THEME,
        )
        for p in passages
    ]
    first = passages[0]
    quote = Quote(
        id=digest(first.id)[:16],
        theme_id=THEME,
        passage_id=first.id,
        facet=Facet.FINDING,
        rank=1,
        text=first.text,
        published_text=first.text,
        nature=first.nature,
    )
    tension = Tension(
        id=digest("tension")[:16],
        theme_id=THEME,
        rank=1,
        form=TensionForm.OPPOSITION,
        cue="n'est pas d'accord",
        explicit=True,
        side_a=(first.id,),
        side_b=tuple(p.id for p in passages[1:2]),
        word="transport",
        elsewhere=tuple(p.id for p in passages[2:3]),
    )
    return Run(
        number=number,
        fingerprint=digest(str(number)),
        started="2022-11-04T12:00:00+00:00",
        seconds=1.5,
        manifest={"analyse": "0.1.0", "é": [1, None, "«\u00a0»"]},
        changes=("Nouveau thème",),
        themes=(a_theme(), a_theme(OTHER_THEME, "Logement", 0)),
        placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
        quotes=(quote,),
        tree=b"PK\x00\xff",
        tensions=(tension,) if tension.side_b else (),
    )


def renamed(file: StoredFile, path: str) -> StoredFile:
    """The same document elsewhere."""
    document = replace(file.document, path=path)
    return replace(file, document=document, path_digest=digest(f"chemin {path}"))

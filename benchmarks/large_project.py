"""A large analysed project made without any model: for the times of pages and of the store.

Sentences are put together from invented halves; themes, facets and quotes are drawn. Nothing in it
means anything, and no quality is measured on it: only sizes are those of a large event.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from analyse import project as projects
from analyse.contracts import (
    Consent,
    Document,
    DocumentContext,
    DocumentStatus,
    Facet,
    FacetCall,
    Membership,
    Nature,
    Nearness,
    Passage,
    Quote,
    RareVoice,
    Tension,
    TensionForm,
    Theme,
    Voice,
)
from analyse.project import Project
from analyse.store import Placement, Run, Store, StoredFile

STARTS = (
    "Le transport du soir", "Le logement des familles", "La concertation entre organismes",
    "Le financement à la mission", "La garderie du village", "L'accueil des nouveaux arrivants",
    "La relève bénévole", "Le local communautaire", "Le jardin collectif", "La table de quartier",
)  # fmt: skip
ENDS = (
    "manque depuis deux ans", "devrait être partagé avec la MRC", "tient grâce à trois personnes",
    "change quand les gens se parlent", "demande du temps que personne ne compte",
    "fonctionne mieux ici qu'ailleurs", "n'est pas reconnu par les programmes",
)  # fmt: skip
REGIONS = ("Estrie", "Gaspésie", "Montréal", "Côte-Nord", "Saguenay", "Outaouais", "inconnu")
PALIERS = ("local", "territorial (MRC)", "régional", "national", "inconnu")
SECTEURS = ("communautaire", "municipal", "santé et services sociaux", "éducation", "inconnu")
FACETS = (Facet.FINDING, Facet.LEAD, Facet.QUESTION, Facet.OTHER)
QUOTED = 5
PER_NOTE = 50


def large_project(
    folder: Path, *, passages: int = 20_000, themes: int = 60, url: str = "", seed: int = 0
) -> Project:
    """Create a project in `folder` and fill its database (or the one at `url`)."""
    created = projects.create(folder)
    with Store.open(url or created.database_url) as store:
        fill(store, passages=passages, themes=themes, seed=seed)
    return created


def fill(store: Store, *, passages: int = 20_000, themes: int = 60, seed: int = 0) -> None:
    """Write the notes and one analysis."""
    draw = random.Random(seed)
    notes = [_note(i, draw) for i in range(passages // PER_NOTE)]
    for start in range(0, len(notes), 100):
        store.save_files(notes[start : start + 100])
    store.save_run(_run([p for note in notes for p in note.passages], themes, draw))


def _note(number: int, draw: random.Random) -> StoredFile:
    path = f"jour-{number % 5 + 1}/atelier-{number:03d}.md"
    document_id = _digest(path)[:16]
    voices = [
        Voice(f"Personne {number * 3 + i}", draw.choice(REGIONS), draw.choice(PALIERS),
              draw.choice(SECTEURS))
        for i in range(3)
    ]  # fmt: skip
    text, found = f"# Atelier {number}\n", []
    for i in range(PER_NOTE):
        said = f"{draw.choice(STARTS)} {draw.choice(ENDS)} ({number}-{i})."
        start = len(text)
        text += said + "\n"
        found.append(
            Passage(
                id=_digest(f"{path} {i}")[:16],
                document_id=document_id,
                start=start,
                end=start + len(said),
                text=said,
                headings=(f"Atelier {number}",),
                kind="phrase",
                page=None,
                row=None,
                question_id="",
                nature=Nature.NOTE,
                voice=draw.choice(voices),
                jour=number % 5 + 1,
                atelier=str(number),
                lemmas=("transport", "logement"),
                phrases=("transport du soir",),
                stands_alone=True,
            )
        )
    document = Document(
        id=document_id,
        path=path,
        sha256=_digest(text),
        version=1,
        status=DocumentStatus.READ,
        text=text,
        media_type="text/markdown",
        reader="md",
        reader_version="1",
        encoding="utf-8",
        context=DocumentContext(
            jour=number % 5 + 1, atelier=str(number), consentement=Consent.PUBLISH
        ),
    )
    return StoredFile(document, _digest(f"chemin {path}"), "cle", passages=tuple(found))


def _run(passages: Sequence[Passage], count: int, draw: random.Random) -> Run:
    ids = [f"t{i:011x}" for i in range(count)]
    placements, members = [], defaultdict(list)
    for passage in passages:
        theme = draw.choice(ids) if draw.random() < 0.95 else ""
        facet = FacetCall(draw.choice(FACETS), 0.8)
        others = (Membership(draw.choice(ids), 0.4),) if theme and draw.random() < 0.3 else ()
        strength = draw.uniform(0.2, 1.0) if theme else 0.0
        placements.append(
            Placement(passage.id, theme, strength, facet, others, "" if theme else draw.choice(ids))
        )
        members[theme].append((passage, facet.facet))
    quotes, tensions = [], []
    for theme in ids:
        for facet in FACETS[:3]:
            best = [p for p, f in members[theme] if f is facet][:QUOTED]
            quotes += [
                Quote(
                    _digest(f"{theme} {p.id}")[:16], theme, p.id, facet, rank, p.text, p.text,
                    p.nature,
                )
                for rank, p in enumerate(best, start=1)
            ]  # fmt: skip
        one, two = members[theme][0][0], members[theme][1][0]
        tensions.append(
            Tension(_digest(f"tension {theme}")[:16], theme, 1, TensionForm.OPPOSITION,
                    "n'est pas d'accord", True, (one.id,), (two.id,), "transport", ())
        )  # fmt: skip
    told = [
        Theme(
            id=theme,
            title=f"{STARTS[i % len(STARTS)]}, {i}",
            proposal=STARTS[i % len(STARTS)],
            keyphrases=("transport du soir", "table de quartier", "garderie"),
            words=tuple((f"mot{k}", 1 - k / 10) for k in range(8)),
            size=len(members[theme]),
            workshops=len({p.document_id for p, _ in members[theme]}),
            voices=len({p.voice.speaker for p, _ in members[theme]}),
            stability=draw.uniform(0.4, 1.0),
            grille=(Nearness("2022", "F2", "Dynamiques territoriales", 0.5),),
            chantiers=(),
        )
        for i, theme in enumerate(ids)
    ]
    return Run(
        number=1,
        fingerprint=_digest("1"),
        started="2022-11-04T12:00:00+00:00",
        seconds=60.0,
        manifest={"decisions": 0},
        changes=(),
        themes=tuple(sorted(told, key=lambda t: -t.size)),
        placements=tuple(sorted(placements, key=lambda p: p.passage_id)),
        quotes=tuple(sorted(quotes, key=lambda q: (q.theme_id, q.facet.value, q.rank))),
        rare=tuple(
            RareVoice(p.id, theme, 0.5, 1) for theme in ids[:20] for p, _ in members[theme][:1]
        ),
        tensions=tuple(tensions),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

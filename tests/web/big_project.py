"""A project of 20,000 passages made of drawn words, with its analysis: to measure pages."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from analyse.contracts import (
    Document,
    DocumentContext,
    DocumentStatus,
    Facet,
    FacetCall,
    MaskSpan,
    Membership,
    Passage,
    Quote,
    RareVoice,
    Voice,
)
from analyse.stages.relate import packed_centres
from analyse.stages.tree import KeptTree, packed
from analyse.steps.cluster import build
from analyse.steps.quotes import quote_id
from analyse.store import Placement, Run, Store, StoredFile
from samples import a_run, a_theme, digest

THEMES = 40
PER_FILE = 100
REGIONS = ("Estrie", "Outaouais", "Mauricie", "Laval", "Côte-Nord", "Lanaudière", "inconnu")
PALIERS = ("local", "territorial", "régional", "national", "inconnu")
SECTEURS = ("communautaire", "municipal", "éducation", "citoyen", "inconnu")
SYLLABLES = ("ba", "ché", "du", "for", "gui", "lan", "mé", "no", "pri", "sou", "tra", "vel")


def theme_id(number: int) -> str:
    return "t" + digest(f"thème {number}")[:11]


def fill(store: Store, passages: int = 20_000) -> None:
    """Write the notes and one analysis."""
    chance = np.random.default_rng(7)
    vocabulary = ["".join(chance.choice(SYLLABLES, 3)) for _ in range(3000)]
    files, labels = [], []
    for number in range(passages // PER_FILE):
        files.append(_file(number, vocabulary, chance, labels))
    store.save_files(files)
    every = [p for f in files for p in f.passages]
    store.save_run(_run(every, np.array(labels), chance))


def _file(number: int, vocabulary: list[str], chance, labels: list[int]) -> StoredFile:
    path = f"jour-{number % 5 + 1}/atelier-{number:03}.txt"
    document_id = digest(path)[:16]
    lines, starts, at = [], [], 0
    for _ in range(PER_FILE):
        label = int(chance.integers(THEMES))
        labels.append(label)
        own = chance.integers(label * 75, label * 75 + 75, 6)
        common = chance.integers(0, len(vocabulary), 14)
        said = [vocabulary[i] for i in (*own, *common)]
        lines.append(f"{' '.join(said).capitalize()}.")
        starts.append(at)
        at += len(lines[-1]) + 1
    text = "\n".join(lines)
    day = number % 5 + 1
    passages = tuple(
        Passage(
            id=digest(f"{path} {i}")[:16],
            document_id=document_id,
            start=start,
            end=start + len(line),
            text=line,
            voice=Voice(
                f"Personne {i % 7}",
                REGIONS[(number + i) % 7],
                PALIERS[(number + i // 3) % 5],
                SECTEURS[i % 5],
            ),
            jour=day,
            atelier=str(number),
            lemmas=tuple(line[:-1].casefold().split()),
        )
        for i, (start, line) in enumerate(zip(starts, lines, strict=True))
    )
    document = Document(
        id=document_id,
        path=path,
        sha256=hashlib.sha256(path.encode()).hexdigest(),
        version=1,
        status=DocumentStatus.READ,
        text=text,
        masks=(MaskSpan(0, 4, "nom", 1),),
        media_type="text/plain",
        context=DocumentContext(jour=day, atelier=str(number)),
    )
    return StoredFile(document, digest(f"chemin {path}"), "clé", None, passages, ())


def _run(passages: list[Passage], labels: np.ndarray, chance) -> Run:
    middles = chance.normal(size=(THEMES, 24))
    vectors = middles[labels] + 0.8 * chance.normal(size=(len(passages), 24))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    tree = build([p.id for p in passages], vectors, [p.lemmas for p in passages], seed=1)
    ids = tuple(p.id for p in passages)
    placements, quotes, sizes = [], [], np.bincount(labels, minlength=THEMES)
    ranks = [0] * THEMES
    for i, passage in enumerate(passages):
        label, out = int(labels[i]), i % 25 == 0
        other = Membership(theme_id((label + 1) % THEMES), 0.6)
        placements.append(
            Placement(
                passage.id,
                "" if out else theme_id(label),
                0.0 if out else round(float(chance.random()), 3),
                FacetCall(list(Facet)[i % 4], 0.8),
                () if out or i % 8 else (other,),
                theme_id(label) if out else "",
            )
        )
        if not out and ranks[label] < 12:
            ranks[label] += 1
            quotes.append(
                Quote(
                    quote_id(theme_id(label), passage.id),
                    theme_id(label),
                    passage.id,
                    list(Facet)[i % 4],
                    ranks[label],
                    passage.text,
                    passage.text,
                    passage.nature,
                )
            )
    themes = tuple(
        replace(
            a_theme(theme_id(n), f"Thème inventé {n}", int(sizes[n])),
            workshops=int(sizes[n]) // 5,
            words=tuple((w, 0.5) for w in passages[int((labels == n).argmax())].lemmas[:10]),
        )
        for n in range(THEMES)
    )
    return replace(
        a_run(passages, 1),
        themes=themes,
        placements=tuple(placements),
        quotes=tuple(quotes),
        rare=tuple(RareVoice(p.id, "", 0.9, 1) for p in passages[:3000:25]),
        tensions=(),
        tree=packed(KeptTree(tree, ids, "big")),
        centres=packed_centres({theme_id(n): middles[n] for n in range(THEMES)}),
    )

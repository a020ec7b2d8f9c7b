"""Disagreements: what is proposed on the example against what its authors read in it.

Run with `python -m benchmarks.tensions`. The notes of `data/exemple` are analysed in a temporary
folder, then:

- each proposal is compared with `attendu-tensions.csv`: right when its two sides are an A and a B
  of one annotated object, or when the passage that tells is annotated as telling;
- other ways to propose as many pairs of passages of the same themes are put beside
  (`benchmarks.oppositions`, which also measures them elsewhere);
- the same rules read the invented discussions of `data/tensions/discussions.csv`.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from analyse import language, pipeline, project
from analyse.contracts import Facet, FacetCall, Passage, Tension
from analyse.progress import Silent
from analyse.stages.vectors import vectorise
from analyse.steps import embed, tensions
from analyse.store import Run, Store
from benchmarks.exemple import EXAMPLE, ROOT, Expected, locate
from benchmarks.oppositions import elsewhere, within_themes

MOST = 3
"""Disagreements per fiche: the default of `projet.toml`."""
DISCUSSIONS = ROOT / "data" / "tensions" / "discussions.csv"


@dataclass(frozen=True, slots=True)
class Gold:
    """What is annotated, by passage id.

    Attributes:
        sides: object → (passages of side A, of side B).
        told: object → passages that tell it.
        rows, found: rows of the file, and those found in a passage.
    """

    sides: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    told: Mapping[str, frozenset[str]]
    rows: int
    found: int

    @property
    def objects(self) -> set[str]:
        """Every annotated object."""
        return {*self.sides, *self.told}

    def members(self, name: str) -> frozenset[str]:
        """Every passage of an object."""
        a, b = self.sides.get(name, (frozenset(), frozenset()))
        return a | b | self.told.get(name, frozenset())

    def opposed(self, one: str, other: str) -> set[str]:
        """Objects on which two passages are on opposite sides."""
        return {
            name
            for name, (a, b) in self.sides.items()
            if (one in a and other in b) or (one in b and other in a)
        }

    def right(self, tension: Tension) -> set[str]:
        """Objects that a proposal states rightly."""
        if not tension.side_b:
            return {name for name, ids in self.told.items() if set(tension.side_a) <= ids}
        return self.opposed(tension.side_a[0], tension.side_b[0])

    def on_object(self, tension: Tension) -> set[str]:
        """Objects that all passages of a proposal are about, whatever their sides."""
        return {name for name in self.objects if set(tension.passages) <= self.members(name)}


def gold(passages: Sequence[Passage], texts: Mapping[str, str], paths: Mapping[str, str]) -> Gold:
    """The annotations, each row on the passages that lie in it for most of their length."""
    by_path = defaultdict(list)
    for passage in passages:
        by_path[paths[passage.document_id]].append(passage)
    with (EXAMPLE / "attendu-tensions.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    sides: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    told: dict[str, set[str]] = defaultdict(set)
    found = 0
    for row in rows:
        for _, start, end in locate([Expected(row["document"], row["texte"], "", "")], dict(texts)):
            within = [
                p.id
                for p in by_path[row["document"]]
                if 2 * (min(p.end, end) - max(p.start, start)) > p.end - p.start
            ]
            if not within:
                continue
            found += 1
            if row["cote"]:
                sides[row["objet"]][row["cote"] == "B"].update(within)
            else:
                told[row["objet"]].update(within)
    return Gold(
        {name: (frozenset(a), frozenset(b)) for name, (a, b) in sides.items()},
        {name: frozenset(ids) for name, ids in told.items()},
        len(rows),
        found,
    )


@dataclass(frozen=True, slots=True)
class Analysed:
    """The example, analysed: passages, their vectors, and the run."""

    passages: list[Passage]
    vectors: np.ndarray
    run: Run
    gold: Gold


def analyse(folder: Path) -> Analysed:
    """Analyse the example in `folder`."""
    opened = project.load(folder)
    report = pipeline.run(opened)
    assert report.run is not None
    revision = language.encoder_revision(opened.params.encodeur, folder)
    with Store.open(opened.database_url) as store:
        passages = store.passages()
        documents = store.documents()
        texts = [embed.encoding_text(passage) for passage in passages]
        vectors = vectorise(opened, texts, revision, store, progress=Silent())
    expected = gold(
        passages, {d.path: d.text for d in documents}, {d.id: d.path for d in documents}
    )
    return Analysed(passages, vectors, report.run, expected)


def propose(example: Analysed, per_theme: int = MOST) -> list[Tension]:
    """What the product proposes."""
    placed = {p.passage_id: p for p in example.run.placements}
    themes: dict[str, list[int]] = defaultdict(list)
    for i, passage in enumerate(example.passages):
        if placed[passage.id].theme_id:
            themes[placed[passage.id].theme_id].append(i)
    return tensions.find_tensions(
        {name: np.array(at) for name, at in themes.items()},
        example.passages,
        [placed[p.id].facet for p in example.passages],
        per_theme=per_theme,
    )


def table(example: Analysed) -> list[str]:
    """The figures of the example, as Markdown."""
    found, known = propose(example), example.gold
    opposition = [t for t in found if t.side_b]
    told = [t for t in found if not t.side_b]
    right = [t for t in found if known.right(t)]
    objects: set[str] = set().union(*(known.right(t) for t in found))
    about = [t for t in found if known.on_object(t)]
    near = [
        any(passage in known.members(name) for name in known.right(t))
        for t in right
        for passage in t.elsewhere
    ]

    def share(part: int, whole: int) -> str:
        return f"{part}/{whole}" + (f" ({part / whole:.2f})" if whole else "")

    lines = [
        "| mesure | valeur |",
        "|---|---|",
        f"| passages annotés retrouvés | {share(known.found, known.rows)} |",
        f"| désaccords proposés | {len(found)} ({len(opposition)} oppositions, {len(told)} dits) |",
        f"| justes (précision par paire) | {share(len(right), len(found))} |",
        "| oppositions justes | "
        f"{share(sum(bool(known.right(t)) for t in opposition), len(opposition))} |",
        f"| désaccords dits justes | {share(sum(bool(known.right(t)) for t in told), len(told))} |",
        f"| sur un objet annoté (précision par objet) | {share(len(about), len(found))} |",
        f"| objets annotés trouvés (rappel) | {share(len(objects), len(known.objects))} |",
        "| passages d'ailleurs, du même mot, qui sont de l'objet | "
        f"{share(sum(near), len(near))} |",
        "",
        "| autant de paires prises autrement dans les mêmes thèmes | justes | objets |",
        "|---|---|---|",
    ]
    ids = [p.id for p in example.passages]
    placed = {p.passage_id: p.theme_id for p in example.run.placements}
    rows = within_themes(
        example.passages,
        example.vectors,
        [placed[i] for i in ids],
        lambda i, j: known.opposed(ids[i], ids[j]),
        max(1, len(found)),
    )
    return lines + [f"| {name} | {precision} | {count} |" for name, precision, count in rows]


def discussions() -> list[str]:
    """The same rules on the invented discussions, as Markdown."""
    with DISCUSSIONS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    passages, at = [], 0
    for i, row in enumerate(rows):
        end = at + len(row["texte"])
        passages.append(Passage(f"{i:016x}", row["discussion"], at, end, row["texte"]))
        at = end + 1
    found = tensions.find_tensions(
        {"t": np.arange(len(rows))},
        passages,
        [FacetCall(Facet.FINDING, 1.0)] * len(rows),
        per_theme=len(rows),
    )
    expected = {p.id: row["attendu"] for p, row in zip(passages, rows, strict=True)}
    right = sum(
        expected[tension.passages[-1]] == ("réplique" if tension.side_b else "dite")
        for tension in found
    )
    marked = sum(map(bool, expected.values()))
    return [
        "| mesure | valeur |",
        "|---|---|",
        f"| désaccords écrits | {marked} sur {len(rows)} lignes |",
        f"| proposés, dont justes | {len(found)}, {right} |",
    ]


def show(example: Analysed) -> None:
    """Every proposal and whether it is right, for a person who reads errors."""
    by_id = {p.id: p for p in example.passages}
    for tension in propose(example):
        right = ", ".join(sorted(example.gold.right(tension))) or "—"
        print(f"\n[{right}] {tension.form} « {tension.cue} » {tension.explicit} {tension.word}")
        for side, ids in (("A", tension.side_a), ("B", tension.side_b), ("=", tension.elsewhere)):
            for i in ids:
                print(f"  {side} {by_id[i].text}")


def main() -> int:
    """Print the figures and write them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "exemple"
        shutil.copytree(EXAMPLE, folder)
        example = analyse(folder)
    if "--voir" in sys.argv:
        show(example)
        return 0
    day = date.today().isoformat()
    lines = [
        f"# Tensions et désaccords, {day}",
        "",
        "Sur l'événement d'exemple (`data/exemple/attendu-tensions.csv`), avec les thèmes d'une "
        f"analyse complète et {MOST} désaccords au plus par fiche.",
        "",
        *table(example),
        "",
        "Sur des discussions inventées (`data/tensions/discussions.csv`), règles corrigées\u00a0:",
        "",
        *discussions(),
        "",
        "Ce que vaut un modèle qui juge deux passages quelconques, sans marque de désaccord entre "
        "eux (`benchmarks/oppositions.py`)\u00a0:",
        "",
        "| mesure | valeur |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in elsewhere()),
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / f"{day}-tensions.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

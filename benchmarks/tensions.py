"""Disagreements: what is proposed on the example against what its authors read in it.

Run with `python -m benchmarks.tensions`. The notes of `data/exemple` are analysed in a temporary
folder, then:

- each proposal is compared with `attendu-tensions.csv`: right when its two sides are an A and a B
  of one annotated object, or when the passage that tells is annotated as telling;
- three ways to propose as many pairs of passages within the same themes are put beside: the
  nearest pairs by cosine of which one denies and the other does not, the pairs the model finds
  most opposed, and pairs at random;
- when the corpora are there, the pair model is asked which pairs of arguments of one proposal of
  République numérique are on opposite sides.

Nothing is trained or chosen on either set.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from analyse import language, pipeline, project
from analyse.contracts import Passage, Tension
from analyse.params import EncoderParams
from analyse.progress import Silent
from analyse.stages.themes import vectorise
from analyse.steps import tensions
from analyse.steps.tensions.pairs import Reading, features, read
from analyse.steps.tensions.text import Rarity
from analyse.store import Run, Store
from analyse.voices import voice_key
from benchmarks.exemple import EXAMPLE, ROOT, Expected, locate
from benchmarks import themes as corpora

MOST = 3
"""Disagreements per fiche: the default of `projet.toml`."""
PER_PROPOSAL = 60
"""Pairs of arguments drawn per proposal, so that no proposal weighs too much."""


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
            return {name for name, ids in self.told.items() if tension.side_a[0] in ids}
        return self.opposed(tension.side_a[0], tension.side_b[0])

    def on_object(self, tension: Tension) -> set[str]:
        """Objects that all passages of a proposal are about, whatever their sides."""
        return {name for name in self.objects if set(tension.passages) <= self.members(name)}


def gold(passages: Sequence[Passage], texts: Mapping[str, str], paths: Mapping[str, str]) -> Gold:
    """The annotations, each row on the passage that covers most of it."""
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
            best = max(
                by_path[row["document"]], key=lambda p: min(p.end, end) - max(p.start, start)
            )
            if min(best.end, end) <= max(best.start, start):
                continue
            found += 1
            if row["cote"]:
                sides[row["objet"]][row["cote"] == "B"].add(best.id)
            else:
                told[row["objet"]].add(best.id)
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
        vectors = vectorise(opened, passages, revision, store, progress=Silent())
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
        example.vectors,
        [placed[p.id].facet for p in example.passages],
        tensions.load_model(),
        per_theme=per_theme,
    )


def pairs_of_themes(example: Analysed) -> list[tuple[int, int]]:
    """Every pair of passages of one theme and of two voices."""
    placed = {p.passage_id: p.theme_id for p in example.run.placements}
    by_theme = defaultdict(list)
    for i, passage in enumerate(example.passages):
        if placed[passage.id]:
            by_theme[placed[passage.id]].append(i)
    return [
        (i, j)
        for members in by_theme.values()
        for i, j in combinations(members, 2)
        if voice_key(example.passages[i]) != voice_key(example.passages[j])
    ]


def scores(
    readings: Sequence[Reading], vectors: np.ndarray, pairs: Sequence[tuple[int, int]]
) -> tuple[np.ndarray, np.ndarray]:
    """(probability of opposition, cosine) of each pair."""
    rarity = Rarity([reading.stems for reading in readings])
    cosines = np.array([float(vectors[i] @ vectors[j]) for i, j in pairs])
    rows = np.array(
        [
            features(readings[i], readings[j], cosine=c, rarity=rarity)
            for (i, j), c in zip(pairs, cosines, strict=True)
        ]
    )
    return tensions.load_model().predict(rows)[:, 0], cosines


def baselines(example: Analysed, count: int) -> Iterator[tuple[str, str, str]]:
    """(way, precision by pair, objects found) of `count` pairs within themes."""
    readings = [read(p.text) for p in example.passages]
    pairs = pairs_of_themes(example)
    opposed, cosines = scores(readings, example.vectors, pairs)
    denies = np.array([readings[i].stance.denies != readings[j].stance.denies for i, j in pairs])
    truth = [example.gold.opposed(example.passages[i].id, example.passages[j].id) for i, j in pairs]
    for name, score in (
        ("les plus proches dont une seule nie", np.where(denies, cosines, -1.0)),
        ("les plus opposées selon le modèle seul", opposed),
    ):
        top = np.argsort(-score, kind="stable")[:count].tolist()
        right = sum(bool(truth[k]) for k in top)
        objects: set[str] = set().union(*(truth[k] for k in top))
        yield name, f"{right}/{count} ({right / count:.2f})", f"{len(objects)}"
    share = sum(map(bool, truth)) / len(truth)
    yield "au hasard (espérance)", f"{share * count:.2f}/{count} ({share:.4f})", "–"


def republique() -> Iterator[tuple[str, str]]:
    """Opposite sides among pairs of arguments of one proposal: area under the ROC curve."""
    path = corpora.folder() / "republique_numerique" / "arguments.csv"
    if not path.is_file():
        yield "République numérique", f"absente ({path.name}, ANALYSE_CORPORA)"
        return
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r["stance"] in ("FOR", "AGAINST")]
    by_proposal = defaultdict(list)
    for i, row in enumerate(rows):
        by_proposal[row["proposal_id"]].append(i)
    draw = np.random.default_rng(20221104)
    pairs: list[tuple[int, int]] = []
    owner: list[str] = []
    for name in sorted(by_proposal):
        members = by_proposal[name]
        if len({rows[i]["stance"] for i in members}) < 2:
            continue
        every = list(combinations(members, 2))
        taken = draw.permutation(len(every))[:PER_PROPOSAL].tolist()
        pairs += [every[k] for k in taken]
        owner += [name] * len(taken)
    encoder = language.load_encoder(EncoderParams())
    vectors = np.asarray(encoder.encode([r["text"] for r in rows]), dtype=np.float64)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    readings = [read(r["text"]) for r in rows]
    opposed, cosines = scores(readings, vectors, pairs)
    denies = np.array(
        [float(readings[i].stance.denies != readings[j].stance.denies) for i, j in pairs]
    )
    gap = np.array([abs(readings[i].stance.leaning - readings[j].stance.leaning) for i, j in pairs])
    truth = np.array([rows[i]["stance"] != rows[j]["stance"] for i, j in pairs])
    yield "paires (propositions)", f"{len(pairs)} ({len(set(owner))})"
    yield "part de paires opposées", f"{truth.mean():.3f}"
    for name, score in (
        ("AUC, modèle", opposed),
        ("AUC, écart des penchants", gap),
        ("AUC, cosinus", cosines),
        ("AUC, une seule nie", denies),
    ):
        yield name, f"{roc_auc_score(truth, score):.3f}"


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
        for passage in t.near
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
        f"| passages « sur le même sujet » qui sont de l'objet | {share(sum(near), len(near))} |",
        "",
        "| autant de paires prises autrement dans les mêmes thèmes | justes | objets |",
        "|---|---|---|",
    ]
    lines += [
        f"| {name} | {precision} | {count} |"
        for name, precision, count in baselines(example, max(1, len(found)))
    ]
    return lines


def show(example: Analysed) -> None:
    """Every proposal and whether it is right, for a person who reads errors."""
    by_id = {p.id: p for p in example.passages}
    for tension in propose(example):
        right = ", ".join(sorted(example.gold.right(tension))) or "—"
        print(f"\n[{right}] {tension.form} « {tension.cue} » {tension.confidence}")
        for side, ids in (("A", tension.side_a), ("B", tension.side_b), ("?", tension.near)):
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
        "Sur République numérique\u00a0: deux arguments d'une même proposition sont-ils de côtés "
        "opposés? Rien de ce corpus n'a servi à entraîner ni à choisir.",
        "",
        "| mesure | valeur |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in republique()),
    ]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / f"{day}-tensions.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

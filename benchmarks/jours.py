"""Days that accumulate: does the analysis drift, and do themes keep their identity?

    python -m benchmarks.jours

Two corpora: the example event with its five days, and République numérique's propositions cut in
five (by a digest of their text; skipped when ANALYSE_CORPORA does not hold them). Each day, all the
passages received so far are analysed, and themes are traced to those of the day before as
`analyse lancer` does. Measured:

- AMI between the last day and one analysis of everything at once, on all passages;
- AMI between two analyses of 90 % draws, on common passages: the bar the first must reach;
- from one day to the next, on common passages: AMI, and the share that keeps its theme id;
- cosine between the centres of two random halves of one theme, and between different themes: what
  `steps.lineage.NEAR` is chosen on.

The table is printed and written to benchmarks/results/AAAA-MM-JJ-jours.md.
"""

from __future__ import annotations

import hashlib
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from analyse.params import EncoderParams, ThemeParams
from benchmarks import pages
from benchmarks.exemple import EXAMPLE
from benchmarks.themes import KEPT, read

DAYS = 5


@dataclass(frozen=True)
class Event:
    """n passages with their day: what clustering sees, ids and own vectors."""

    title: str
    ids: list[str]
    days: np.ndarray
    keys: list[str]
    read: np.ndarray
    vectors: np.ndarray
    lemmas: list[tuple[str, ...]]

    def labels(self, rows: np.ndarray) -> np.ndarray:
        """Themes (n,) of an analysis of some rows; -2 for the others."""
        from analyse.steps.cluster import cluster

        found = cluster(
            [self.keys[i] for i in rows],
            self.read[rows],
            [self.lemmas[i] for i in rows],
            ThemeParams(),
            seed=ThemeParams().graine,
        )
        placed = np.full(len(self.ids), -2)
        placed[rows] = found.labels
        return placed


def example() -> Event:
    """The example event, taken in by the product itself.

    Passages read with their neighbours are those of the whole event: a day adds notes, it does not
    change what stands beside a passage.
    """
    from analyse import language, project
    from analyse.progress import Silent
    from analyse.stages.manifest import digest
    from analyse.stages.take_in import take_in
    from analyse.stages.themes import in_context
    from analyse.stages.vectors import vectorise
    from analyse.steps import embed
    from analyse.store import Store

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "exemple"
        shutil.copytree(EXAMPLE, folder)
        opened = project.load(folder)
        with Store.open(opened.database_url) as store:
            take_in(opened, store, progress=Silent())
            passages = store.passages()
            revision = language.encoder_revision(opened.params.encodeur, opened.folder)
            texts = [embed.encoding_text(passage) for passage in passages]
            vectors = vectorise(opened, texts, revision, store, progress=Silent())
    contents = {p.id: digest(" ".join(p.text.split()).casefold()) for p in passages}
    keys, around = in_context(passages, vectors, contents, opened.params)
    return Event(
        "Événement d'exemple",
        [p.id for p in passages],
        np.array([p.jour or DAYS for p in passages]),
        keys,
        around,
        vectors,
        [p.lemmas for p in passages],
    )


def propositions() -> Event | None:
    """République numérique's propositions, cut in five by a digest of their text."""
    corpus = read("propositions", EncoderParams())
    if corpus is None:
        return None
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in corpus.texts]
    order = np.argsort(keys)
    days = np.empty(len(keys), dtype=np.int64)
    days[order] = np.arange(len(keys)) * DAYS // len(keys) + 1
    lemmas = [tuple(words) for words in corpus.lemmas]
    ids = [f"{i:016x}" for i in range(len(keys))]
    return Event(corpus.title, ids, days, keys, corpus.vectors, corpus.vectors, lemmas)


def measure(event: Event) -> dict[str, float]:
    """Figures of one event."""
    from sklearn.metrics import adjusted_mutual_info_score as ami

    everything = np.arange(len(event.ids))
    daily = [event.labels(np.flatnonzero(event.days <= day)) for day in range(1, DAYS)]
    # The last day is analysed as it would be, in the order in which its passages arrived.
    daily.append(event.labels(np.argsort(event.days, kind="stable")))
    whole = event.labels(everything)
    size = int(KEPT * len(everything))
    drawn = [np.sort(np.random.default_rng(i).permutation(everything)[:size]) for i in range(2)]
    draws = [event.labels(rows) for rows in drawn]
    between = []
    for one, other in itertools.pairwise(daily):
        both = (one > -2) & (other > -2)
        between.append(ami(one[both], other[both]))
    both = (draws[0] > -2) & (draws[1] > -2)
    same, different = _nearness(event, whole)
    return {
        "passages": len(event.ids),
        "thèmes, de jour en jour (dernier)": len(set(daily[-1][daily[-1] >= 0])),
        "thèmes, tout d'un coup": len(set(whole[whole >= 0])),
        "AMI, jour par jour contre tout d'un coup": ami(daily[-1], whole),
        "AMI, deux tirages de 90 %": ami(draws[0][both], draws[1][both]),
        "AMI d'un jour au suivant, moyenne": float(np.mean(between)),
        "part des passages qui gardent leur thème, d'un jour au suivant": _identity(event, daily),
        "au plus, pour un thème d'avant par thème de maintenant": _most(daily),
        "cosinus de deux moitiés d'un thème, 10e centile": float(np.percentile(same, 10)),
        "cosinus de deux moitiés d'un thème, médiane": float(np.median(same)),
        "cosinus de thèmes différents, 90e centile": float(np.percentile(different, 90)),
        "cosinus de thèmes différents, 99e centile": float(np.percentile(different, 99)),
    }


def _most(daily: Sequence[np.ndarray]) -> float:
    """Share of the passages in a theme on both days that would keep its id if each theme were given
    the earlier one that keeps most passages, one to one, whatever they have in common."""
    from scipy.optimize import linear_sum_assignment

    kept = []
    for one, other in itertools.pairwise(daily):
        both = (one >= 0) & (other >= 0)
        common = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
        np.add.at(common, (one[both], other[both]), 1)
        rows, columns = linear_sum_assignment(-common)
        kept.append(common[rows, columns].sum() / both.sum())
    return float(np.mean(kept))


def _identity(event: Event, daily: Sequence[np.ndarray]) -> float:
    """Mean share of the passages in a theme on both days that keep its id."""
    from analyse.steps.lineage import Before, trace

    contents = dict(zip(event.ids, event.keys, strict=True))
    before: dict[str, Before] = {}
    main: dict[str, str] = {}
    kept = []
    for labels in daily:
        groups = {
            int(label): [event.ids[i] for i in np.flatnonzero(labels == label)]
            for label in sorted(set(labels[labels >= 0]))
        }
        found = trace(groups, contents, before)
        now = {p: found.ids[label] for label, group in groups.items() for p in group}
        common = set(main) & set(now)
        if common:
            kept.append(sum(main[p] == now[p] for p in common) / len(common))
        silent = {t: Before(b.members, silent=True) for t, b in before.items()}
        heard = {found.ids[g]: Before((frozenset(members),)) for g, members in groups.items()}
        before, main = silent | heard, now
    return float(np.mean(kept))


def _nearness(event: Event, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cosines between halves of one theme, and between halves of different themes."""
    from analyse.stages.relate import centres_of

    draw = np.random.default_rng(0)
    halves: dict[str, list[int]] = {}
    for label in sorted(set(labels[labels >= 0])):
        rows = draw.permutation(np.flatnonzero(labels == label))
        if len(rows) >= 6:
            halves[f"{label}/a"], halves[f"{label}/b"] = (
                [int(i) for i in part] for part in np.array_split(rows, 2)
            )
    centres = centres_of(halves, event.vectors)
    first = np.stack([centres[name] for name in halves if name.endswith("a")])
    second = np.stack([centres[name] for name in halves if name.endswith("b")])
    cosines = first @ second.T
    off = ~np.eye(len(cosines), dtype=bool)
    return np.diag(cosines), cosines[off]


def main() -> None:
    """Measure, print, write."""
    warnings.filterwarnings("ignore")
    makers: tuple[Callable[[], Event | None], ...] = (example, propositions)
    parts = [
        f"# Des jours qui s'accumulent, {date.today().isoformat()}",
        "",
        "Chaque jour, tout ce qui est reçu est analysé de nouveau (voir `benchmarks/jours.py`).",
        "",
    ]
    for maker in makers:
        event = maker()
        if event is None:
            continue
        figures = measure(event)
        parts += [f"## {event.title}", "", "| mesure | valeur |", "|---|---|"]
        parts += [
            f"| {name} | {value:.0f} |" if value == int(value) and value > 1 else
            f"| {name} | {value:.3f} |"
            for name, value in figures.items()
        ]  # fmt: skip
        parts.append("")
        print("\n".join(parts), flush=True)
    print(pages.write("jours", "\n".join(parts)))


if __name__ == "__main__":
    main()

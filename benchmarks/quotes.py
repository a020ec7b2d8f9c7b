"""Do our quotes meet the ones people picked?

    python -m benchmarks.quotes [--sans-fichier]

Corpus: FREDSum (`benchmarks/fredsum.py`). A segment plays a theme, its sentences the passages.
For each annotator apart, every method gives as many sentences as the annotator picked; a picked
sentence is met when at least half of its tokens are in one sentence of the method. The figure is
the share of picked sentences that are met, averaged over segments. Two other readings say what it
rewards: half of the tokens both ways, and a budget of words instead of sentences.

`select_quotes` runs with its defaults ("analyse"), and without what a sheet needs: neither length,
nor standing alone, nor voices ("analyse, sans les règles"). "Moitié des mots" aims at the measure
itself: it covers as many sentences as it can by half of their tokens, weighed by salience; it is
not ours, and says what aiming would bring. What was chosen was chosen on one debate out of two, the
first in order of their names; the others have their own column.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from datetime import date

import numpy as np

from benchmarks import pages
from benchmarks.fredsum import TOKEN, Segment, corpus, meetings
from benchmarks.quote_methods import AIMED, FREE, METHODS, OURS, Heard, by_random, greedy, heard

DRAWS = 20
LONGEST = 3
"""Lists are cut at this many times what a person picked: enough for as many words."""
PEERS = ("hasard", "début", "centroïde", "TextRank")


class Scores:
    """Shares of picked sentences that are met, by method and by what is counted."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.by_segment: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))

    def add(self, name: str, column: str, value: float) -> None:
        """One more value of a cell."""
        self.cells[name, column].append(value)

    def cell(self, name: str, column: str) -> str:
        """A cell as printed."""
        values = self.cells[name, column]
        return f"{np.mean(values):.1f}" if values else "–"

    def take(self, one: Heard, *, aside: bool) -> None:
        """Every method on one segment."""
        sentences, picks = one.segment.sentences, one.segment.picked
        words = np.array([len(TOKEN.findall(s)) for s in sentences])
        most = min(len(sentences), LONGEST * max(len(p) for p in picks.values()))
        orders = {name: method(one, most) for name, method in METHODS.items()}
        for seed in range(DRAWS):
            orders[f"hasard {seed}"] = by_random(one, most, seed)
        for annotator, picked in picks.items():
            k = min(len(picked), len(sentences))
            met, alike = meetings(picked, sentences), meetings(picked, sentences, both=True)
            spent = sum(len(TOKEN.findall(p)) for p in picked)
            for key, order in orders.items():
                name = key.split(" ")[0] if key.startswith("hasard") else key
                share = 100 * float(met[:, order[:k]].any(axis=1).mean())
                self.add(name, f"personne {annotator}", share)
                self.add(name, "moyenne", share)
                if aside:
                    self.add(name, "mis de côté", share)
                self.add(name, "deux sens", 100 * float(alike[:, order[:k]].any(axis=1).mean()))
                fits = int((np.cumsum(words[order]) <= spent).sum())
                self.add(name, "mots égaux", 100 * float(met[:, order[:fits]].any(axis=1).mean()))
                self.add(name, "longueur", float(words[order[:k]].mean()))
                draws = DRAWS if name == "hasard" else 1
                self.by_segment[name][one.segment.name] += share / draws / len(picks)
            for other, theirs in picks.items():
                if other != annotator:
                    share = 100 * float(meetings(picked, theirs).any(axis=1).mean())
                    both = meetings(picked, theirs, both=True).any(axis=1).mean()
                    self.add("autre personne", f"personne {annotator}", share)
                    self.add("autre personne", "moyenne", share)
                    self.add("autre personne", "deux sens", 100 * float(both))
                    if aside:
                        self.add("autre personne", "mis de côté", share)
            self.add("plafond", "moyenne", 100 * _ceiling(picks, sentences, met, k))
            self.add("budget", "phrases", k)


def _ceiling(
    picks: dict[str, tuple[str, ...]], sentences: tuple[str, ...], met: np.ndarray, k: int
) -> float:
    """What one list made with both people's labels in hand would meet."""
    tables = [meetings(picked, sentences).astype(float) for picked in picks.values()]
    weights = np.concatenate([np.full(len(t), 1 / len(t)) for t in tables])
    order = greedy(np.concatenate(tables), weights, k)
    return float(met[:, order].any(axis=1).mean())


def report(scores: Scores, segments: list[Segment]) -> str:
    """The page of `benchmarks/results/`."""
    annotators = sorted({a for s in segments for a in s.picked})
    columns = [*(f"personne {a}" for a in annotators), "moyenne", "mis de côté", "deux sens"]
    columns += ["mots égaux", "longueur"]
    titles = [*columns[:-1], "mots par phrase"]
    count = sum(len(s.sentences) for s in segments)
    lines = [
        f"# Extraits : FREDSum, {date.today().isoformat()}",
        "",
        f"{len(segments)} segments, {count} phrases, {len(annotators)} personnes; en moyenne "
        f"{float(scores.cell('budget', 'phrases')):.0f} phrases choisies par segment. Part (%) des "
        "phrases choisies par une personne dont au moins la moitié des mots sont dans une des "
        "nôtres, à nombre égal de phrases, en moyenne sur les segments.",
        "",
        "| méthode | " + " | ".join(titles) + " |",
        "|---|" + "---|" * len(columns),
    ]
    for name in ("hasard", *METHODS, "autre personne", "plafond"):
        lines.append(f"| {name} | " + " | ".join(scores.cell(name, c) for c in columns) + " |")
    means = {n: float(np.mean(scores.cells[n, "moyenne"])) for n in (*PEERS, OURS, FREE, AIMED)}
    best = max(PEERS, key=lambda name: means[name])
    goal = 1.2 * means[best]
    lines += [
        "",
        f"But : 20 % de mieux que la meilleure méthode de comparaison ({best}), soit {goal:.1f}. "
        f"« {OURS} » : {100 * (means[OURS] / means[best] - 1):+.1f} %; « {FREE} » : "
        f"{100 * (means[FREE] / means[best] - 1):+.1f} %; « {AIMED} » : "
        f"{100 * (means[AIMED] / means[best] - 1):+.1f} %.",
        "",
        f"Écart entre « {OURS} » et chaque méthode, intervalle à 95 % (segments tirés 2 000 fois "
        "avec remise) :",
        "",
    ]
    rng = np.random.default_rng(0)
    values = {m: np.array(list(scores.by_segment[m].values())) for m in ("hasard", *METHODS)}
    for name in (m for m in values if m != OURS):
        gap = values[OURS] - values[name]
        drawn = [gap[rng.integers(0, len(gap), len(gap))].mean() for _ in range(2000)]
        low, high = np.percentile(drawn, [2.5, 97.5])
        lines.append(f"- {name} : {gap.mean():+.1f} [{low:+.1f}; {high:+.1f}]")
    lines += [
        "",
        "« Mis de côté » : les débats qui n'ont servi à aucun choix (un sur deux). « Deux sens » : "
        "la moitié des mots de chacune des deux phrases; une longue phrase n'y gagne rien. « Mots "
        "égaux » : autant de mots que la personne, au lieu d'autant de phrases.",
        "",
        "« Autre personne » : ce que les choix de l'autre retrouvent, avec son propre budget. "
        "« Plafond » : une même liste pour les deux, faite en connaissant leurs choix.",
        "",
        "« Sans les règles » : la même saillance, sans les 60 mots, sans la lecture hors contexte "
        "et sans les voix. « Moitié des mots » vise la mesure elle-même : les mots vides y "
        "comptent autant que les autres. Ce n'est pas notre méthode.",
    ]
    return re.sub(r" (?=%)", "\N{NO-BREAK SPACE}", pages.bound("\n".join(lines)))


def main() -> None:
    """Run every method, print the table and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sans-fichier", action="store_true", help="n'écrire aucun fichier")
    arguments = parser.parse_args()
    segments = corpus()
    if not segments:
        print("FREDSum : sauté, fichier absent (fredsum/turns.csv sous ANALYSE_CORPORA)")
        return
    aside = set(sorted({s.debate for s in segments})[1::2])
    scores = Scores()
    for one in heard(segments):
        scores.take(one, aside=one.segment.debate in aside)
    text = report(scores, segments)
    print(text)
    if not arguments.sans_fichier:
        pages.write("extraits", text)


if __name__ == "__main__":
    from threadpoolctl import threadpool_limits

    with threadpool_limits(2):
        main()

"""From 30 to 50,000 passages: seconds and memory of the themes. `python -m benchmarks.echelle`.

Passages are made from the corpora of `benchmarks.themes`: the vector of a passage is a mixture of
those of two passages of the same class plus noise, its lemmas are drawn from both. Each size runs
in a process of its own, whose processor time and largest memory the system tells; what importing
and making the passages takes is told apart. The exponent is the slope of the logarithm of the time
against that of the number of passages between two sizes: 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from math import log

import numpy as np

from benchmarks import pages

SIZES = (30, 300, 3_000, 10_000, 30_000, 50_000)
OWN, OTHER, NOISE = 0.75, 0.25, 0.3


def available() -> list[str]:
    """Names of the corpora that are there, the example event left out."""
    from benchmarks.themes.corpora import SETS, folder

    return [name for name, (path, _) in SETS.items() if path and (folder() / path).is_file()]


def made(n: int) -> tuple[list[str], np.ndarray, list[list[str]]]:
    """Keys, unit vectors and lemmas of n passages."""
    from analyse.params import EncoderParams
    from benchmarks.themes.corpora import read

    read_all = [read(name, EncoderParams()) for name in available()]
    corpora = [corpus for corpus in read_all if corpus is not None]
    vectors = np.concatenate([corpus.vectors for corpus in corpora])
    lemmas = [words for corpus in corpora for words in corpus.lemmas]
    classes = np.concatenate([100 * i + c.classes for i, c in enumerate(corpora)])
    draw = np.random.default_rng(0)
    one = draw.integers(0, len(vectors), n)
    members = {label: np.flatnonzero(classes == label) for label in np.unique(classes)}
    two = np.array([draw.choice(members[classes[i]]) for i in one])
    mixed = OWN * vectors[one] + OTHER * vectors[two]
    for row in mixed:  # one at a time: the noise of all of them would count as memory
        noise = draw.normal(size=len(row))
        row += (NOISE / np.linalg.norm(noise) * noise).astype(row.dtype)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    words = [
        [w for w in (*lemmas[i], *lemmas[k][:3]) if draw.random() < OWN]
        for i, k in zip(one, two, strict=True)
    ]
    return [f"passage {i}" for i in range(n)], mixed.astype(np.float32), words


def measure(n: int) -> dict[str, float]:
    """Figures of one size, in this process."""
    import resource

    from analyse.params import ThemeParams
    from analyse.steps.cluster import build, cluster, recut

    def largest() -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    params = ThemeParams()
    data = made(n)
    small = [part[:30] for part in data]
    cluster(*small, params, seed=0)  # type: ignore[arg-type] # imports and compiled code
    before = largest()
    started, processor = time.perf_counter(), time.process_time()
    tree = build(*data, seed=0)
    wall, busy = time.perf_counter() - started, time.process_time() - processor
    processor = time.process_time()
    result = recut(tree, params)
    cut = time.process_time() - processor
    peak = largest()
    order = np.random.default_rng(1).permutation(n)
    same = float("nan")
    if n <= SIZES[3]:
        keys, vectors, words = data
        again = cluster(
            [keys[i] for i in order], vectors[order], [words[i] for i in order], params, seed=0
        )
        same = float(np.array_equal(again.labels, result.labels[order]))
    return {
        "n": n,
        "wall": wall,
        "busy": busy,
        "cut": cut,
        "before": before,
        "peak": peak,
        "themes": len(result.stability),
        "unclassified": float((result.labels < 0).mean()),
        "same": same,
    }


def alone(n: int) -> dict[str, float]:
    """Figures of one size, in a new process."""
    command = [sys.executable, "-m", "benchmarks.echelle", "--une", str(n)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def page(rows: Sequence[dict[str, float]]) -> str:
    """The page that is written."""
    from analyse.steps.cluster import VERSION
    from analyse.steps.cluster.core import LANDMARKS

    lines = [
        f"# Thèmes\u00a0: de 30 à 50 000 passages, {date.today().isoformat()}",
        "",
        f"cluster version {VERSION}, {LANDMARKS} repères; Python {platform.python_version()}, "
        f"{os.cpu_count()} cœurs. Passages fabriqués à partir des corpus (voir "
        "`benchmarks/echelle.py`); un processus par taille. Secondes de processeur et secondes "
        "écoulées de l'analyse, imports et code compilé exclus; mémoire\u00a0: pic du processus, "
        "et ce qu'il occupait avant l'analyse. Exposant\u00a0: 1 est linéaire. "
        "«\u00a0Autre ordre\u00a0»\u00a0: mêmes étiquettes quand les passages arrivent dans un "
        "autre ordre.",
        "",
        "| passages | processeur (s) | exposant | écoulées (s) | nouvelle coupe (s) | "
        "mémoire avant (Mo) | pic (Mo) | thèmes | non classés | autre ordre |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    slopes = [float("nan")] + [
        log(b["busy"] / a["busy"]) / log(b["n"] / a["n"]) for a, b in pairwise(rows)
    ]
    for row, slope in zip(rows, slopes, strict=True):
        same = "" if np.isnan(row["same"]) else "oui" if row["same"] else "NON"
        lines.append(
            f"| {row['n']:.0f} | {row['busy']:.2f} | {'' if np.isnan(slope) else f'{slope:.2f}'} "
            f"| {row['wall']:.2f} | {row['cut']:.3f} | {row['before']:.0f} | {row['peak']:.0f} "
            f"| {row['themes']:.0f} | {row['unclassified']:.1%} | {same} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure, print, write."""
    options = argparse.ArgumentParser(description="Temps et mémoire des thèmes selon la taille")
    options.add_argument("--tailles", nargs="+", type=int, default=list(SIZES))
    options.add_argument("--une", type=int, help="une taille, dans ce processus, en JSON")
    options.add_argument("--sans-ecrire", action="store_true", help="n'écrit pas la page")
    chosen = options.parse_args()
    if chosen.une is not None:
        print(json.dumps(measure(chosen.une)))
        return
    if not available():
        print("Passage à l'échelle\u00a0: sauté, aucun corpus sous ANALYSE_CORPORA")
        return
    rows = []
    for n in chosen.tailles:
        rows.append(alone(n))
        print(rows[-1], flush=True)
    text = page(rows)
    print(text)
    if not chosen.sans_ecrire:
        pages.write("echelle", text)


if __name__ == "__main__":
    main()

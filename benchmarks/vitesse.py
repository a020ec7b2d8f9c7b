"""Speed of the whole way, from raw documents to draft fiches: seconds, processor, memory.

    python -m benchmarks.vitesse [--passages 10000] [--sans-detail] [--sans-ecrire]

An invented corpus (`benchmarks.corpus_invente`) is analysed in a process of its own; then a new
day adds 20 % of passages; then nothing changes; at last all that is there is analysed from nothing
in another folder, which is what the day spared. Each of the four runs is a new process, as
`analyse lancer` is, and each step of the pipeline is timed by the `Progress` it tells. On a
machine that does something else, read the processor time, not the seconds. The last table says
where the processor time of reading, masking and cutting goes, on a tenth of the files and in one
process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

from benchmarks import pages

ROOT = Path(__file__).resolve().parent.parent
TARGET_SECONDS, TARGET_RATIO = 60, 0.35
NEW = 0.2  # share of passages that a new day adds


def processor() -> float:
    """Seconds of processor of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@dataclass
class Timed:
    """A `Progress` that times each step.

    Attributes:
        steps: (step, seconds, seconds of processor), in order.
    """

    steps: list[tuple[str, float, float]] = field(default_factory=list)
    _now: tuple[str, float, float] = ("", 0.0, 0.0)

    def start(self, step: str, total: int | None = None) -> None:
        """A step begins."""
        self._now = (step, time.perf_counter(), processor())

    def advance(self, count: int = 1) -> None:
        """Some units are done."""

    def finish(self) -> None:
        """The step is over."""
        step, seconds, spent = self._now
        self.steps.append((step, time.perf_counter() - seconds, processor() - spent))


def peak() -> tuple[float, float]:
    """Largest memory, in MB, of this process and of the largest of its children; 0 on Windows."""
    try:
        import resource
    except ImportError:
        return 0.0, 0.0
    unit = 1024**2 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, children = (resource.getrusage(one).ru_maxrss / unit for one in who)
    return own, children


def analyse(folder: Path) -> dict[str, Any]:
    """Run the pipeline once, as the command line does."""
    started, spent = time.perf_counter(), processor()
    from analyse import machine

    machine.settle()  # before numpy is loaded, as the command line does
    from analyse import pipeline, project

    progress = Timed()
    report = pipeline.run(project.load(folder), progress=progress)
    seconds, cpu = time.perf_counter() - started, processor() - spent
    told = (sum(s for _, s, _ in progress.steps), sum(c for _, _, c in progress.steps))
    own, children = peak()
    return {
        "etapes": [
            *progress.steps,
            ("Le reste (chargements, bilan)", seconds - told[0], cpu - told[1]),
        ],
        "secondes": seconds,
        "processeur": cpu,
        "memoire": own,
        "memoire_enfants": children,
        "passages": report.state.ledger.segmented,
        "fichiers": report.intake.processed,
        "themes": len(report.run.themes) if report.run else 0,
        "nouvelle": report.computed,
    }


def _timed(function: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    """`function`, whose processor time is added to `spent`."""

    @wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        started = time.process_time()
        try:
            return function(*args, **options)
        finally:
            spent[name] = spent.get(name, 0.0) + time.process_time() - started

    return run


def detail(folder: Path) -> dict[str, Any]:
    """Where the time of reading, masking and cutting goes, in one process, models loaded."""
    from analyse import language, project
    from analyse.stages import crews
    from analyse.stages.take_in import take_in
    from analyse.steps import depersonalise, ingest, segment
    from analyse.store import Store

    spent: dict[str, float] = {}
    for module, name, told in (
        (ingest, "extract", "extraire le texte"),
        (depersonalise, "entities_of", "entités (spaCy)"),
        (depersonalise, "find", "noms et identifiants"),
        (depersonalise, "mask", "masquer"),
        (segment, "segment", "analyse syntaxique (spaCy) et découpage"),
        (Store, "save_files", "tout, écriture comprise"),
    ):
        setattr(module, name, _timed(getattr(module, name), told, spent))
    os.environ[crews.VARIABLE] = "1"
    language.load_entities()
    language.load_syntax()
    opened = project.load(folder)
    with Store.open(opened.database_url) as store:
        take_in(opened, store, progress=Timed())
        passages = len(store.passages())
    return {"detail": spent, "passages": passages}


def child(action: str, folder: Path) -> dict[str, Any]:
    """What one action gives, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.vitesse", "--enfant", action, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def number(value: float, digits: int = 1) -> str:
    """A number as it is written in French."""
    return f"{value:.{digits}f}".replace(".", ",")


def table(found: dict[str, Any]) -> list[str]:
    """The steps of a run."""
    return [
        "| étape | secondes | secondes de processeur |",
        "|---|---|---|",
        *(f"| {step} | {number(s)} | {number(c)} |" for step, s, c in found["etapes"]),
        f"| **total** | **{number(found['secondes'])}** | **{number(found['processeur'])}** |",
    ]


def page(
    first: dict[str, Any],
    day: dict[str, Any],
    same: dict[str, Any],
    whole: dict[str, Any],
    extra: Any,
) -> str:
    """The figures as a page of benchmarks/results/."""

    def part(of: dict[str, Any], key: str) -> str:
        return f"{number(100 * day[key] / of[key])} %"

    aimed = f"{number(100 * TARGET_RATIO, 0)} %"
    busy = os.getloadavg()[2] if hasattr(os, "getloadavg") else 0.0
    lines = [
        f"# Vitesse, {date.today().isoformat()}",
        "",
        f"`python -m benchmarks.vitesse`, corpus inventé, {platform.system()}, "
        f"{len(available())} cœurs, OMP_NUM_THREADS={os.environ.get('OMP_NUM_THREADS', '2')}. "
        f"Charge moyenne de la machine pendant la mesure\u00a0: {number(busy)} (au-dessus du "
        "nombre de cœurs, les secondes disent surtout ce que la machine fait d'autre\u00a0: "
        "lisez le temps de processeur).",
        "",
        "| mesure | valeur | visé |",
        "|---|---|---|",
        f"| première analyse, {first['fichiers']} fichiers, {first['passages']} passages (s) | "
        f"{number(first['secondes'])} | {TARGET_SECONDS} |",
        f"| processeur de la première analyse (s) | {number(first['processeur'])} | |",
        f"| un jour de plus, {day['fichiers']} fichiers, "
        f"{day['passages'] - first['passages']} passages (s) | {number(day['secondes'])} | |",
        f"| processeur du jour de plus (s) | {number(day['processeur'])} | |",
        f"| tout d'un coup, {whole['passages']} passages (s) | {number(whole['secondes'])} | |",
        f"| processeur de tout d'un coup (s) | {number(whole['processeur'])} | |",
        f"| le jour, en part de tout d'un coup, secondes | {part(whole, 'secondes')} | {aimed} |",
        f"| le jour, en part de tout d'un coup, processeur | "
        f"{part(whole, 'processeur')} | {aimed} |",
        f"| le jour, en part de la première analyse, secondes | {part(first, 'secondes')} | |",
        f"| le jour, en part de la première analyse, processeur | {part(first, 'processeur')} | |",
        f"| le jour, en part des {TARGET_SECONDS} s visées | "
        f"{number(100 * day['secondes'] / TARGET_SECONDS)} % | {aimed} |",
        f"| rien de changé (s) | {number(same['secondes'])} | |",
        f"| mémoire, processus principal (Mo) | {number(first['memoire'], 0)} | |",
        f"| mémoire, plus gros des autres processus (Mo) | "
        f"{number(first['memoire_enfants'], 0)} | |",
        "",
        "## Première analyse",
        "",
        *table(first),
        "",
        "## Un jour de plus",
        "",
        *table(day),
        "",
        "## Rien de changé",
        "",
        *table(same),
        "",
        "## Tout d'un coup",
        "",
        *table(whole),
    ]
    if extra:
        lines += [
            "",
            "## Lire, masquer, découper, dans un seul processus",
            "",
            f"Temps de processeur de {extra['passages']} passages, modèles chargés.",
            "",
            "| partie | s pour 10 000 passages |",
            "|---|---|",
            *(
                f"| {part} | {number(10_000 * spent / extra['passages'])} |"
                for part, spent in extra["detail"].items()
            ),
        ]
    return "\n".join(lines) + "\n"


def available() -> set[int]:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return set(os.sched_getaffinity(0))
    return set(range(os.cpu_count() or 1))


def measure(passages: int, *, with_detail: bool) -> str:
    """Make the corpus, run everything, give the page."""
    from analyse import project
    from benchmarks import corpus_invente

    with tempfile.TemporaryDirectory() as temporary:
        event = project.create(Path(temporary) / "evenement")
        corpus_invente.write(event.notes, passages, day=1)
        first = child("analyser", event.folder)
        corpus_invente.write(event.notes, round(NEW * passages), day=2)
        day = child("analyser", event.folder)
        same = child("analyser", event.folder)
        other = project.create(Path(temporary) / "ensemble")
        corpus_invente.write(other.notes, passages, day=1)
        corpus_invente.write(other.notes, round(NEW * passages), day=2)
        whole = child("analyser", other.folder)
        extra = None
        if with_detail:
            small = project.create(Path(temporary) / "dixieme")
            corpus_invente.write(small.notes, passages // 10, day=1)
            extra = child("detail", small.folder)
    return page(first, day, same, whole, extra)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the page and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--sans-detail", action="store_true")
    parser.add_argument("--sans-ecrire", action="store_true", help="n'écrit pas la page")
    parser.add_argument("--enfant", nargs=2, metavar=("ACTION", "DOSSIER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.enfant:
        action, folder = options.enfant
        found = {"analyser": analyse, "detail": detail}[action](Path(folder))
        print(json.dumps(found))
        return 0
    text = measure(options.passages, with_detail=not options.sans_detail)
    print(text)
    if not options.sans_ecrire:
        pages.write("vitesse", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Times of the web application with 20,000 passages, and of votes. `python -m benchmarks.web`.

Every page a role can reach by links is asked several times from the application itself, without a
network: what is told is the time of the server, the median and the worst. Votes go through a real
server of its own process, on loopback, on SQLite and, where its programs are installed, on a
PostgreSQL server started for the measure; `--votes` measures them alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks import pages
from benchmarks.campaign import phones
from benchmarks.large_project import large_project
from benchmarks.load import Load, serving, vote

PASSAGES, TIMES, VOLUNTEERS, VOTES = 20_000, 7, 50, 200
PACE_SECONDS, PACED, RUNS = 1.0, 30, 5
ORIGIN = "http://127.0.0.1:8000"


def page_times(folder: Path, *, times: int = TIMES) -> list[tuple[str, str, float, float]]:
    """(role, route, median, worst) in milliseconds, of every page that links lead to."""
    from fastapi.testclient import TestClient

    from analyse import project as projects
    from analyse.web import KNOWN, create_app

    tests = str(Path(__file__).resolve().parents[1] / "tests" / "web")
    sys.path.insert(0, tests)
    from crawl import crawl

    app = create_app(projects.load(folder))
    rows = []
    with TestClient(app):
        for role in KNOWN:
            client = TestClient(
                app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False
            )
            [made] = app.state.site.sessions.invite(role, name="Mesure")
            client.post("/entrer", data={"jeton": made.token})
            if role.value == "bénévole":
                client.post("/valider/accord")
            for route, addresses in sorted(crawl(app, client).visited.items()):
                spent = []
                for _ in range(times):
                    started = time.perf_counter()
                    client.get(addresses[0])
                    spent.append(1000 * (time.perf_counter() - started))
                rows.append((role.value, route, statistics.median(spent), max(spent)))
    return rows


def reading_times(folder: Path) -> dict[str, float]:
    """Milliseconds of the first reading, of a replay after a decision, and of a kept view."""
    from analyse import project as projects
    from analyse.contracts import DecisionKind
    from analyse.desk import Desk
    from analyse.store import Store
    from analyse.web.reading import Reading

    opened = projects.load(folder)
    with Store.open(opened.database_url) as store:
        reading = Reading(store)
        spent = {"première lecture": _timed(reading.snapshot)}
        spent["vue gardée"] = statistics.median(_timed(reading.snapshot) for _ in range(20))
        replays = []
        for theme in reading.snapshot().run.themes[:7]:  # type: ignore[union-attr]
            desk = Desk(store, opened.params.grille, read=reading.snapshot)
            started = time.perf_counter()
            desk.decide(
                DecisionKind.RENAME, author="Mesure", themes=[theme.id], value=f"Nom {theme.id}"
            )
            replays.append(1000 * (time.perf_counter() - started))
        spent["une décision, jusqu'à la vue qui la montre"] = statistics.median(replays)
    return spent


def _timed(function: object) -> float:
    started = time.perf_counter()
    function()  # type: ignore[operator]
    return 1000 * (time.perf_counter() - started)


def votes(folder: Path, url: str = "") -> tuple[list[Load], list[Load]]:
    """Fifty volunteers at once, as fast as they can, several times; then at a steady pace."""
    from analyse.store import Store

    project = large_project(folder, passages=5_000, themes=20, url=url)
    with Store.open(url or project.database_url) as store:
        made = phones(project, store, VOLUNTEERS)
    at_once = []
    for run in range(RUNS):
        with serving(folder, url=url) as address:
            at_once.append(vote(address, made, votes=VOTES, first=run * VOTES))
    with serving(folder, url=url) as address:
        paced = vote(address, made, votes=PACED, every=PACE_SECONDS, first=RUNS * VOTES)
    return at_once, [paced]


def vote_row(name: str, kind: str, loads: list[Load]) -> str:
    """A line of the table: counts of all the runs, medians of the others."""

    def middle(figure: Callable[[Load], float]) -> float:
        return statistics.median(figure(load) for load in loads)

    cells = [
        name,
        kind,
        f"{sum(len(load.seconds) for load in loads)}",
        f"{sum(len(set(load.acknowledged)) for load in loads)}",
        f"{sum(len(load.refused) + load.lost for load in loads)}",
        f"{middle(lambda load: len(load.seconds) / load.lasted):.0f}",
        f"{middle(lambda load: load.quantile(0.5)):.0f}",
        f"{middle(lambda load: load.quantile(0.95)):.0f}",
        f"{middle(lambda load: 1000 * load.processor / len(load.seconds)):.1f}".replace(".", ","),
    ]
    return f"| {' | '.join(cells)} |"


@contextmanager
def postgres() -> Iterator[str]:
    """URL of an empty database on a PostgreSQL of its own, "" where it is not installed."""
    import subprocess

    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    path = os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)])
    initdb, control = (shutil.which(name, path=path) for name in ("initdb", "pg_ctl"))
    if not initdb or not control or not hasattr(os, "geteuid"):
        yield ""
        return
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if become:
        shutil.chown(folder, "postgres")

    def run(*command: str) -> None:
        subprocess.run([*become, *command], check=True, capture_output=True, cwd="/")

    data = str(folder / "data")
    try:
        run(initdb, "-D", data, "-U", "analyse", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-k {folder} -c listen_addresses=''"
        run(control, "-D", data, "-l", str(folder / "log"), "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://analyse@/postgres?host={folder}"
        finally:
            run(control, "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def project_lines(place: Path) -> list[str]:
    """Sections of the page about reading a large project and its pages."""
    from analyse import project as projects
    from analyse.store import Store

    folder = large_project(place / "grand", passages=PASSAGES).folder
    lines = [f"## Lire le projet ({PASSAGES} passages)", "", "| quoi | ms |", "|---|---|"]
    lines += [f"| {what} | {spent:.1f} |" for what, spent in reading_times(folder).items()]
    opened = projects.load(folder)
    with Store.open(opened.database_url) as store:
        phones(opened, store, 1)
    lines += ["", "## Les pages, temps du serveur", ""]
    lines += [f"Médiane et pire de {TIMES} demandes, {PASSAGES} passages.", ""]
    lines += ["| accès | page | médiane (ms) | pire (ms) |", "|---|---|---|---|"]
    lines += [
        f"| {role} | `{route}` | {middle:.0f} | {worst:.0f} |"
        for role, route, middle, worst in page_times(folder)
    ]
    return [*lines, ""]


def vote_lines(place: Path) -> list[str]:
    """Section of the page about votes."""
    lines = [
        f"## Les votes de {VOLUNTEERS} bénévoles",
        "",
        f"À la fois : {VOTES} votes chacun, chacun envoyé dès que le précédent est confirmé; "
        f"{RUNS} essais, les temps sont des médianes d'essais. Au rythme : un vote chacun toutes "
        f"les {PACE_SECONDS:.0f} s. Un sur dix est envoyé deux fois. Le client tourne sur la même "
        "machine, que d'autres programmes occupent aussi. Processeur : celui du serveur, par "
        "demande.",
        "",
        "| base | charge | demandes | confirmés | refusés | par s | p50 (ms) | p95 (ms) "
        "| processeur (ms) |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    with postgres() as url:
        for name, address in (("SQLite", ""), ("PostgreSQL", url)):
            if name == "PostgreSQL" and not url:
                continue
            kinds = zip(("à la fois", "au rythme"), votes(place / name, address), strict=True)
            lines += [vote_row(name, kind, loads) for kind, loads in kinds]
    return [*lines, ""]


def main() -> None:
    """Measure and write the page."""
    options = argparse.ArgumentParser(description="Temps des pages et des votes.")
    options.add_argument(
        "--votes", action="store_true", help="les votes seulement; le reste de la page est gardé"
    )
    only = options.parse_args().votes
    lines = [
        "# Le web : temps des pages et des votes",
        "",
        f"{date.today().isoformat()}, {platform.machine()}, {os.cpu_count()} cœurs. "
        "Projet synthétique, aucune mesure de qualité.",
        "",
    ]
    with tempfile.TemporaryDirectory() as place:
        lines += vote_lines(Path(place))
        lines += [] if only else project_lines(Path(place))
    text = "\n".join(lines)
    text = pages.bound(text)
    print(pages.write("web", pages.renewed(pages.today("web"), text) if only else text))


if __name__ == "__main__":
    main()

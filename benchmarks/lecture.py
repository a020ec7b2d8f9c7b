"""What reading costs, file by file: time and memory of hostile files, words of faithful documents.

    python -m benchmarks.lecture [--sans-ecrire]

Each file of a folder of hostile notes (`benchmarks.notes_hostiles`) is read by a new reading
program, under the limits of the product; the program tells the largest memory it ever had. Then
documents that LibreOffice made from known words are read back, when LibreOffice is installed.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analyse.params import ColumnParams
from analyse.processes import Helper, HelperStoppedError
from analyse.stages import bounded
from analyse.steps import ingest
from benchmarks import notes_hostiles, pages

_SLOWEST = 8
"""Files named one by one on the page."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one file took.

    Attributes:
        path: of the file.
        where: "vue" when its name and first bytes are enough, "lecture" when it had to be opened.
        seconds: wall-clock time in the reader.
        memory: largest memory of the reader, in MB (2²⁰ bytes); 0 when it was not opened.
        reason: of its quarantine, "" when it is read.
    """

    path: str
    where: str
    seconds: float
    memory: float
    reason: str


def costs(notes: Path) -> tuple[list[Cost], float]:
    """What each file of a folder takes, and the seconds that listing the folder takes."""
    started = time.perf_counter()
    received = ingest.list_files(notes)
    listing = time.perf_counter() - started
    found = []
    for record in received:
        if record.reason or record.duplicate_of:
            found.append(Cost(record.path, "vue", 0.0, 0.0, record.reason or "doublon"))
        else:
            found.append(_read(ingest.locate(notes, record.path), record.path))
    return found, listing


def _read(path: Path, shown: str) -> Cost:
    """Read one file in a program of its own, started before the clock."""
    reader = Helper("analyse.stages.bounded:answer", memory=bounded.MEMORY)
    params = ColumnParams().model_dump_json()
    try:
        reader.ask(json.dumps([str(path.parent / "absent"), params]).encode())  # starts it
        started = time.perf_counter()
        try:
            said = json.loads(
                reader.ask(json.dumps([str(path), params]).encode(), seconds=bounded.SECONDS)
            )
        except HelperStoppedError as error:
            reason = bounded.LATE if error.late else bounded.STOPPED
            return Cost(shown, "lecture", time.perf_counter() - started, 0.0, reason)
        seconds = time.perf_counter() - started
    finally:
        reader.close()
    return Cost(shown, "lecture", seconds, said["memoire"] / 2**20, said.get("raison", ""))


def words_found(text: str, expected: Sequence[str]) -> tuple[int, int, int]:
    """Expected words found once, missing, and found again."""
    seen = re.findall(r"[^\W\d_]+", text)
    counts = {word: seen.count(word) for word in expected}
    once = sum(count == 1 for count in counts.values())
    missing = sum(not count for count in counts.values())
    return once, missing, len(counts) - once - missing


def faithful(folder: Path) -> list[tuple[str, int, int, int]]:
    """(format, words found once, missing, found again) of documents that LibreOffice makes; empty
    without it."""
    sys.path.insert(0, str(pages.RESULTS.parents[1] / "tests" / "steps" / "ingest"))
    import libreoffice

    if not libreoffice.soffice():
        return []
    rows = []
    for suffix, (path, known) in libreoffice.documents(folder).items():
        text = ingest.extract(path, ColumnParams()).text
        wanted = known.of(*libreoffice.PLACES)
        if suffix == "csv":  # LibreOffice writes the first sheet
            wanted = wanted[: libreoffice.FIRST_SHEET]
        rows.append((suffix, *words_found(text, wanted)))
    return rows


def number(value: float, digits: int = 1) -> str:
    """A number as it is written in French."""
    return f"{value:.{digits}f}".replace(".", ",")


def page(
    found: Sequence[Cost], listing: float, faithful_rows: Sequence[tuple[str, int, int, int]]
) -> str:
    """The figures as a page of benchmarks/results/."""
    hostile = [cost for cost in found if cost.reason]
    opened = [cost for cost in hostile if cost.where == "lecture"]
    ended = [cost for cost in opened if cost.memory]
    times, sizes = [cost.seconds for cost in ended], [cost.memory for cost in ended]
    late = [cost for cost in opened if cost.reason == bounded.LATE]
    slow = sorted(opened, key=lambda cost: -cost.seconds)[:_SLOWEST]
    big = sorted(opened, key=lambda cost: -cost.memory)[:_SLOWEST]
    named = sorted({*slow, *big}, key=lambda cost: -cost.seconds)
    lines = [
        f"# Lecture, {date.today().isoformat()}",
        "",
        f"`python -m benchmarks.lecture`, {platform.system()}. Un programme de lecture neuf par "
        "fichier ouvert; la mémoire est la plus grande que ce programme ait eue, bibliothèques "
        "comprises.",
        "",
        "| mesure | valeur |",
        "|---|---|",
        f"| fichiers hostiles | {len(hostile)} |",
        f"| dont refusés à leur nom ou à leurs premiers octets | {len(hostile) - len(opened)} |",
        f"| dont ouverts, puis refusés | {len(opened)} |",
        f"| dont arrêtés après {bounded.SECONDS} s | {len(late)} |",
        f"| bonnes notes lues parmi eux | {len(found) - len(hostile)} |",
        f"| liste du dossier (s) | {number(listing, 2)} |",
        f"| temps médian d'un fichier ouvert (s) | {number(statistics.median(times), 3)} |",
        f"| temps le plus long, hors arrêts (s) | {number(max(times))} |",
        f"| mémoire médiane (Mo) | {number(statistics.median(sizes), 0)} |",
        f"| mémoire la plus grande (Mo) | {number(max(sizes), 0)} |",
        "",
        "## Les plus lents et les plus gros",
        "",
        "| fichier | secondes | mémoire (Mo) |",
        "|---|---|---|",
        *(
            f"| {cost.path} | {number(cost.seconds)} | "
            f"{number(cost.memory, 0) if cost.memory else '—'} |"
            for cost in named
        ),
        "",
        "## Mots de documents faits par LibreOffice",
        "",
        "| format | mots trouvés une fois | absents | répétés |",
        "|---|---|---|---|",
        *(f"| {name} | {once} | {gone} | {again} |" for name, once, gone, again in faithful_rows),
    ]
    return pages.bound("\n".join(lines))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sans-ecrire", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as temporary:
        notes = Path(temporary) / "un" / "projet" / "notes"
        notes.mkdir(parents=True)
        notes_hostiles.fill(notes)
        found, listing = costs(notes)
        made = Path(temporary) / "libreoffice"
        made.mkdir()
        text = page(found, listing, faithful(made))
    print(text)
    if not options.sans_ecrire:
        print(pages.write("lecture", text))
    return 0


if __name__ == "__main__":
    sys.exit(main())

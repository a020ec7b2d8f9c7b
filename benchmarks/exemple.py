"""The example event, end to end: what the analysis finds against what its authors know.

Run with `python -m benchmarks.exemple`. The notes of `data/exemple` are analysed in a temporary
folder; each expected passage of `attendu.csv` is found again in the extracted text, and compared
with the passage that covers most of it:

- boundaries: share of expected passages that are exactly one passage;
- themes: AMI and V-measure over expected passages that have a theme;
- facets: accuracy and macro-F1;
- masking: share of planted values that are fully masked.

`attendu.csv` is never used to train or to choose anything.
"""

from __future__ import annotations

import csv
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "exemple"


@dataclass(frozen=True, slots=True)
class Expected:
    """One row of `attendu.csv`."""

    document: str
    text: str
    theme: str
    facet: str


def expected() -> list[Expected]:
    """Rows of `attendu.csv`."""
    with (EXAMPLE / "attendu.csv").open(encoding="utf-8", newline="") as handle:
        return [
            Expected(row["document"], row["texte"], row["theme"], row["facette"])
            for row in csv.DictReader(handle)
        ]


def _loose(text: str) -> re.Pattern[str]:
    """A pattern that finds a text whatever its spaces, its bold marks and its masks."""
    words = text.replace("**", "").split()
    parts = [r"".join(f"(?:{re.escape(c)}|█)" for c in word) for word in words]
    return re.compile(r"(?:\s|\*\*|█)*".join(parts))  # a mask covers the spaces of a name


def locate(rows: Sequence[Expected], texts: dict[str, str]) -> Iterator[tuple[Expected, int, int]]:
    """Each row with its offsets in the extracted text of its document, in order of the file."""
    at: dict[str, int] = defaultdict(int)
    for row in rows:
        text = texts.get(row.document, "")
        pattern = _loose(row.text)
        found = pattern.search(text, at[row.document]) or pattern.search(text)
        if found:
            at[row.document] = found.end()
            yield row, found.start(), found.end()


def measure(folder: Path) -> dict[str, float]:
    """Analyse the example in `folder` and return its figures."""
    from sklearn.metrics import adjusted_mutual_info_score, f1_score, v_measure_score

    from analyse import pipeline, project
    from analyse.exports.tables import snapshot, tables
    from analyse.store import Store

    opened = project.load(folder)
    started = time.perf_counter()
    report = pipeline.run(opened)
    first = time.perf_counter() - started
    started = time.perf_counter()
    pipeline.run(opened)
    second = time.perf_counter() - started
    with Store.open(opened.database_url) as store:
        state = snapshot(store)
    frame = tables(state)["passages"]
    texts = {d.path: d.text for d in state.documents}
    by_document = dict(iter(frame.groupby("document")))

    rows = expected()
    located = list(locate(rows, texts))
    exact, gold, found, facets = 0, [], [], []
    for row, start, end in located:
        group = by_document.get(row.document)
        if group is None:
            continue
        overlap = group["fin"].clip(upper=end) - group["debut"].clip(lower=start)
        best = overlap.astype(int).idxmax()
        if overlap[best] <= 0:
            continue
        passage = group.loc[best]
        same = texts[row.document][start:end].strip(" *.\n") == passage["texte"].strip(" *.\n")
        exact += same
        facets.append((row.facet, passage["facette"]))
        if row.theme:
            gold.append(row.theme)
            found.append(passage["theme_id"] or f"seul-{best}")
    expected_facets, called = zip(*facets, strict=True)
    planted = list(csv.DictReader((EXAMPLE / "plantes.csv").open(encoding="utf-8", newline="")))
    shown = [p for p in planted if p["fichier"] in texts and p["valeur"] in texts[p["fichier"]]]
    counted = [p for p in planted if p["fichier"] in texts and texts[p["fichier"]]]
    return {
        "passages": len(frame),
        "attendus": len(rows),
        "attendus retrouvés": len(located),
        "frontières exactes": exact / len(rows),
        "AMI": adjusted_mutual_info_score(gold, found),
        "V": v_measure_score(gold, found),
        "thèmes": len(report.run.themes) if report.run else 0,
        "non classés": float((frame["theme_id"] == "").mean()),
        "facettes, exactitude": sum(a == b for a, b in facets) / len(facets),
        "facettes, macro-F1": f1_score(expected_facets, called, average="macro"),
        "valeurs plantées masquées": 1 - len(shown) / max(1, len(counted)),
        "première analyse (s)": first,
        "seconde analyse (s)": second,
    }


def page(figures: dict[str, float]) -> str:
    """The figures as a page of benchmarks/results/."""
    lines = [
        f"# L'événement d'exemple, {date.today().isoformat()}",
        "",
        "Une analyse de `data/exemple`, comparée à `attendu.csv` (voir `data/exemple/LISEZMOI.md`"
        "\u00a0: le découpage et le poids des passages voisins ont été mis au point sur ces notes, "
        "les facettes non). Deux cœurs; la première analyse comprend le chargement des modèles.",
        "",
        "| mesure | valeur |",
        "|---|---|",
        *(f"| {name} | {value:.3f} |" for name, value in figures.items()),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the figures and write them."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "exemple"
        shutil.copytree(EXAMPLE, folder)
        text = page(measure(folder))
    sys.stdout.write(text)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / f"{date.today().isoformat()}-exemple.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The fiches 1.0 of the example: proposed responses against those its authors read in the notes.

Run with `python -m benchmarks.confrontation`. The example is analysed in a temporary folder; for
each statement of `fiches-1.0/attendu.csv`, the proposed response is compared with the expected one
("absent": no passage answers it). Baselines see the same run:

- always « confirmé »;
- nearness alone: « confirmé » when a passage's cosine reaches the one that best parts, on our own
  pairs (`data/confrontation/paires.csv`), passages that answer from those that do not.

`attendu.csv` is never used to train or to choose anything.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "data" / "exemple"
FIRST_LOOK = "| confrontation, premier regard | 0.463 | 0.348 | 0.69 | 0.20 | 0.14 | 0.36 |"
"""The blind figure: the first time these statements were predicted, before any mistake on them was
read (commit "A step that proposes what the event answers the fiches 1.0")."""
NOTE = (
    "«\u00a0Premier regard\u00a0» est la mesure à l'aveugle\u00a0: le modèle et ses seuils avaient "
    "été fixés sur nos paires seules. Les erreurs ont ensuite été lues une fois et trois défauts "
    "généraux corrigés (82 paires ajoutées, sur d'autres sujets, où un remède répond à un problème "
    "et où une personne rapporte ce qu'une autre dit; un indice trop large, «\u00a0depuis "
    "que\u00a0»; «\u00a0définition\u00a0» lue comme «\u00a0défi\u00a0»). La dernière ligne n'est "
    "donc plus à l'aveugle."
)
NAMES = ("confirmé", "nuancé", "contesté", "absent")


def expected() -> dict[tuple[str, str], str]:
    """(file, statement) → response."""
    path = EXAMPLE / "fiches-1.0" / "attendu.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return {(r["fiche"], r["enonce"]): r["reponse"] for r in csv.DictReader(handle)}


def nearness_threshold() -> float:
    """The cosine with the best F1 for "this passage answers this statement", on our own pairs."""
    sys.path.insert(0, str(ROOT / "models"))
    import entrainer_confrontation as training
    from sklearn.metrics import precision_recall_curve

    data = training.load()
    answers = (data.owner[None, :] == np.arange(len(data.statements))[:, None]) & (
        data.relation < len(training.RELATIONS)
    )
    precision, recall, at = precision_recall_curve(answers.ravel(), data.near[:, :, 0].ravel())
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(at[int(f1[:-1].argmax())])


def measure(folder: Path) -> tuple[list[str], dict[str, list[str]], list[tuple[str, ...]]]:
    """Expected responses, those of each method, and what was mistaken."""
    from analyse import pipeline, project
    from analyse.contracts import Facet, Response
    from analyse.language import encoder_revision
    from analyse.progress import Silent
    from analyse.stages.vectors import vectorise
    from analyse.steps import embed
    from analyse.store import Store

    opened = project.load(folder)
    run = pipeline.run(opened).run
    assert run is not None
    found = run.confrontation
    statements = [(sheet.path, s) for sheet in found.sheets for s in sheet.statements]
    with Store.open(opened.database_url) as store:
        passages = store.passages()
        revision = encoder_revision(opened.params.encodeur, opened.folder)
        texts = [embed.plain_text(s.text) for _, s in statements]
        speak = {
            p.passage_id for p in run.placements if p.facet.facet in (Facet.FINDING, Facet.LEAD)
        }
        said = [embed.encoding_text(p) for p in passages if p.id in speak]
        ours = vectorise(opened, texts, revision, store, progress=Silent()).astype(float)
        theirs = vectorise(opened, said, revision, store, progress=Silent()).astype(float)
    mean = theirs.mean(axis=0)
    ours, theirs = ours - mean, theirs - mean
    ours /= np.linalg.norm(ours, axis=1, keepdims=True)
    theirs /= np.linalg.norm(theirs, axis=1, keepdims=True)
    best = (ours @ theirs.T).max(axis=1)
    least = nearness_threshold()

    answers = {answer.statement_id: answer for answer in found.answers}
    right_of = expected()
    right: list[str] = []
    methods: dict[str, list[str]] = {
        "toujours «\u00a0confirmé\u00a0»": [],
        "proximité seule": [],
        "confrontation": [],
    }
    mistaken = []
    for k, (path, statement) in enumerate(statements):
        key = (path, " ".join(statement.text.split()))
        if key not in right_of:
            continue
        answer = answers[statement.id]
        silent = answer.response is Response.SILENT
        proposed = "absent" if silent else answer.response.value
        right.append(right_of[key])
        methods["toujours «\u00a0confirmé\u00a0»"].append("confirmé")
        methods["proximité seule"].append("confirmé" if best[k] >= least else "absent")
        methods["confrontation"].append(proposed)
        if proposed != right_of[key]:
            voices = f"{answer.supports}/{answer.nuances}/{answer.contradicts}"
            mistaken.append((right_of[key], proposed, voices, statement.text))
    if len(right) != len(right_of):
        raise SystemExit(f"{len(right_of) - len(right)} énoncés attendus n'ont pas été retrouvés")
    return right, methods, mistaken


def page(right: Sequence[str], methods: dict[str, list[str]], note: str) -> str:
    """The figures as a page of benchmarks/results/."""
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

    lines = [
        f"# Réponses aux fiches 1.0 de l'exemple, {date.today().isoformat()}",
        "",
        f"{len(right)} énoncés de `data/exemple/fiches-1.0/`, réponses attendues de `attendu.csv` "
        "(une seule personne a annoté). «\u00a0absent\u00a0»\u00a0: aucun passage n'y répond.",
        *(["", note] if note else []),
        "",
        "| méthode | exactitude | macro-F1 | F1 confirmé | F1 nuancé | F1 contesté | F1 absent |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in methods.items():
        each = f1_score(right, found, labels=NAMES, average=None, zero_division=0)
        lines.append(
            f"| {name} | {accuracy_score(right, found):.3f} | {np.mean(each):.3f} | "
            + " | ".join(f"{v:.2f}" for v in each)
            + " |"
        )
    lines.insert(-1, FIRST_LOOK)
    table = confusion_matrix(right, methods["confrontation"], labels=NAMES)
    lines += [
        "",
        "Confusion de la confrontation (lignes\u00a0: attendu, colonnes\u00a0: proposé)\u00a0:",
        "",
    ]
    lines += ["| | " + " | ".join(NAMES) + " |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | " + " | ".join(map(str, row)) + " |"
        for name, row in zip(NAMES, table, strict=True)
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print the figures and write them; `--erreurs` shows what was mistaken."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "exemple"
        shutil.copytree(EXAMPLE, folder)
        right, methods, mistaken = measure(folder)
    text = page(right, methods, NOTE)
    sys.stdout.write(text)
    if "--erreurs" in sys.argv:
        for line in mistaken:
            sys.stdout.write(" | ".join(line) + "\n")
    results = ROOT / "benchmarks" / "results"
    (results / f"{date.today().isoformat()}-confrontation.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Is a theme near the fiche it belongs to? `python -m benchmarks.grille`

The expected themes of the example event are described and compared with its own grille (fiches and
chantiers of data/exemple/projet.toml). What each belongs to is written below: it was read in the
titles of the grille before any score was looked at. Precision and recall are over (theme, entry)
pairs, for thresholds around the one that is shipped.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from datetime import date

import numpy as np

from analyse.params import EncoderParams, GridParams, LexiconParams
from benchmarks.exemple import EXAMPLE, ROOT
from benchmarks.passages import named_example

BELONGS: Mapping[str, tuple[str, ...]] = {
    "paliers": ("2022/F4",),
    "concertation": ("2022/F5",),
    "participation": ("2022/F9", "Décider avec les personnes concernées"),
    "transition": ("2.0/F9", "Vivre la transition"),
    "financement": ("2.0/F7", "Financer la mission"),
    "transport": ("Se déplacer partout",),
    "logement": ("Se loger sans partir",),
}
"""Expected theme → codes of fiches and names of chantiers. The other themes have none: emergent."""
THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55)


def pairs() -> list[tuple[str, str, float]]:
    """(theme, entry, score) of every pair that the step can give."""
    from analyse.language import load_encoder
    from analyse.steps.describe import describe
    from analyse.steps.embed import embed

    corpus, names = named_example()
    grille = tomllib.loads((EXAMPLE / "projet.toml").read_text(encoding="utf-8"))["grille"]
    encoder = load_encoder(EncoderParams())
    drafts = describe(
        corpus.passages,
        corpus.classes,
        corpus.vectors,
        lexicon=LexiconParams(),
        grille=GridParams(
            fiches=tuple(grille["fiches"]),
            chantiers=tuple(grille["chantiers"]),
            seuil_proximite=0.0,
        ),
        encode=lambda texts: embed(texts, encoder),
        stability={},
    )
    return [
        (names[d.label], f"{n.series}/{n.code}" if n.code else n.title, n.score)
        for d in drafts
        for n in (*d.grille, *d.chantiers)
    ]


def page(found: list[tuple[str, str, float]]) -> str:
    """The page that is written."""
    themes = sorted({theme for theme, _, _ in found})
    right = {(theme, entry) for theme, entries in BELONGS.items() for entry in entries}
    lines = [
        f"# Proximité avec la grille\u00a0: l'événement d'exemple, {date.today().isoformat()}",
        "",
        f"{len(themes)} thèmes attendus, {len(found)} couples (thème, entrée), {len(right)} "
        "justes. Les couples justes ont été lus dans les titres de la grille, avant les scores. "
        "Émergents\u00a0: part des thèmes sans entrée juste qui sont dits émergents.",
        "",
        "| seuil | précision | rappel | F1 | émergents |",
        "|---|---|---|---|---|",
    ]
    for least in THRESHOLDS:
        said = {(theme, entry) for theme, entry, score in found if score >= least}
        hit = len(said & right)
        precision, recall = hit / max(1, len(said)), hit / len(right)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        alone = [theme for theme in themes if theme not in BELONGS]
        emergent = float(np.mean([not any(theme == t for t, _ in said) for theme in alone]))
        lines.append(
            f"| {least:.2f} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {emergent:.2f} |"
        )
    lines += ["", "| thème | entrée | score | juste |", "|---|---|---|---|"]
    for theme, entry, score in sorted(found, key=lambda pair: -pair[2])[:30]:
        mark = "oui" if (theme, entry) in right else "non"
        lines.append(f"| {theme} | {entry} | {score:.2f} | {mark} |")
    best = {t: max(((s, e) for u, e, s in found if u == t), default=(0.0, "")) for t in BELONGS}
    first = sum((theme, entry) in right for theme, (_, entry) in best.items())
    lines += ["", f"Première entrée juste pour {first} des {len(BELONGS)} thèmes qui en ont une."]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, print, write."""
    text = page(pairs())
    sys.stdout.write(text)
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / f"{date.today().isoformat()}-grille.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Is a rare subject read? The one planted in the example, and the rare voices it is read among.

    python -m benchmarks.rares

`data/exemple` holds six passages about sign language, said by two people in two workshops
(`LISEZMOI.md`). After an analysis: how many of them share one theme, how many are quoted, how many
are rare voices. And, as if no theme had been formed for them: the passages of that theme are left
where they are but the six are unclassified, and rare voices are asked again. The list of rare
voices is printed, so that false alarms can be counted by reading.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from analyse import pipeline, project
from analyse.contracts import Passage
from analyse.language import load_encoder
from analyse.steps.quotes import rare_voices
from analyse.store import Run, Store
from benchmarks import exemple, pages

PLANTED = "langue-des-signes"


def planted(passages: list[Passage], texts: dict[str, str], paths: dict[str, str]) -> list[int]:
    """Positions of the passages that hold most of an expected passage of the planted theme."""
    rows = [row for row in exemple.expected() if row.theme == PLANTED]
    found = set()
    for row, start, end in exemple.locate(rows, texts):
        overlap = [
            min(p.end, end) - max(p.start, start) if paths[p.document_id] == row.document else 0
            for p in passages
        ]
        if max(overlap) > 0:
            found.add(int(np.argmax(overlap)))
    return sorted(found)


def page(run: Run, passages: list[Passage], rare_if_lost: list[str], ours: list[int]) -> str:
    """The page of benchmarks/results/."""
    by_id = {p.id: p for p in passages}
    ids = {passages[i].id for i in ours}
    theme_of = {p.passage_id: p.theme_id for p in run.placements}
    titles = {t.id: t for t in run.themes}
    theme, together = Counter(theme_of[name] for name in sorted(ids)).most_common(1)[0]
    quoted = {q.passage_id for q in run.quotes}
    rare = [r.passage_id for r in run.rare]
    rows = {
        "passages placés, retrouvés": len(ids),
        "dans un même thème": together if theme else 0,
        "taille de ce thème": titles[theme].size if theme else 0,
        "voix de ce thème": titles[theme].voices if theme else 0,
        "parmi les extraits proposés": len(ids & quoted),
        "parmi les voix minoritaires": len(ids & set(rare)),
        "parmi les voix minoritaires, s'ils n'avaient pas de thème": len(ids & set(rare_if_lost)),
        "lus d'une façon ou d'une autre": len(ids & (quoted | set(rare))),
    }
    lines = [
        f"# Les voix minoritaires, {pages.date.today().isoformat()}",
        "",
        "Le thème rare placé dans l'événement d'exemple (langue des signes, "
        "`data/exemple/LISEZMOI.md`), et les voix minoritaires trouvées dans la même analyse.",
        "",
        "| mesure | valeur |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows.items()),
        "",
        f"Thème : {titles[theme].title if theme else 'aucun'}. Voix minoritaires, dans leur ordre, "
        "à relire (personne ne les a étiquetées) :",
        "",
        *(f"{i}. {' '.join(by_id[name].text.split())}" for i, name in enumerate(rare, start=1)),
    ]
    return pages.bound("\n".join(lines))


def main() -> int:
    """Analyse the example, and write the page."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "exemple"
        shutil.copytree(exemple.EXAMPLE, folder)
        opened = project.load(folder)
        pipeline.run(opened)
        with Store.open(opened.database_url) as store:
            run, passages, documents = store.last_run(), store.passages(), store.documents()
    assert run is not None
    paths = {d.id: d.path for d in documents}
    ours = planted(passages, {d.path: d.text for d in documents}, paths)
    encoder = load_encoder(opened.params.encodeur, None)
    vectors = np.asarray(encoder.encode([p.text for p in passages]))
    place = {p.passage_id: p for p in run.placements}
    lost = set(ours)
    themes = {
        t.id: np.array(
            [i for i, p in enumerate(passages) if place[p.id].theme_id == t.id and i not in lost],
            dtype=np.intp,
        )
        for t in run.themes
    }
    found = rare_voices(themes, passages, vectors, [place[p.id].facet for p in passages])
    text = page(run, passages, [r.passage_id for r in found], ours)
    print(text)
    pages.write("rares", text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

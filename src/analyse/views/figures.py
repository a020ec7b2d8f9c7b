"""Plots of an analysis as plotly draws them, each with the table that says the same.

Figures are plain JSON: the page's own script adds colours and draws them. No trace needs WebGL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analyse.contracts import UNKNOWN
from analyse.render.words import NBSP, decimal
from analyse.steps.cluster.tree import cut
from analyse.views.cuts import telling
from analyse.views.model import Model
from analyse.views.theme import neighbours

MOST_LINES = 12
"""Themes drawn over days; the table has them all."""
MOST_POINTS = 1500
"""Passages drawn on the map, taken evenly in each theme: more would only be a blot."""
_CLIP = 90


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot and its table.

    Attributes:
        key: id of its element. title: heading. note: what to know before reading it.
        data, layout: plotly's. columns, rows: the table.
        height: pixels.
    """

    key: str
    title: str
    note: str
    data: list[dict[str, Any]]
    layout: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    height: int = 480

    @property
    def plot(self) -> dict[str, Any]:
        """What the script draws."""
        return {"data": self.data, "layout": self.layout, "height": self.height}


def all_figures(model: Model) -> list[Figure]:
    """Every plot, those that say most first."""
    found: list[Figure] | None = model.made.get("figures")
    if found is None:
        made = (sizes(model), coverage(model), hierarchy(model), passages_map(model))
        found = model.made["figures"] = [figure for figure in made if figure.rows]
    return found


def sizes(model: Model) -> Figure:
    """Workshops of each theme, day after day."""
    days = [UNKNOWN if d is None else f"jour {d}" for d in model.corpus.days]
    column = {day: at for at, day in enumerate(model.corpus.days)}
    rows = []
    for theme in _ordered(model):
        held: list[set[str]] = [set() for _ in days]
        for passage in model.members.get(theme.id, []):
            held[column[passage.jour]].add(model.corpus.workshop[passage.id])
        rows.append((theme.title, *(len(one) for one in held)))
    return Figure(
        key="tailles",
        title="Ateliers par thème, au fil des jours",
        note=f"Les {MOST_LINES} thèmes de plus d'ateliers; le tableau les a tous."
        if len(rows) > MOST_LINES
        else "Un atelier compte le jour où il a eu lieu.",
        data=[
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": _clip(str(name), 40),
                "x": days,
                "y": list(counts),
                "marker": {"symbol": at % 12, "size": 8},
            }
            for at, (name, *counts) in enumerate(rows[:MOST_LINES])
        ],
        layout={
            "xaxis": {"type": "category"},
            "yaxis": {"title": {"text": "ateliers"}, "rangemode": "tozero"},
            "legend": {"orientation": "h", "y": -0.15},
        },
        columns=("Thème", *days),
        rows=tuple(rows),
        height=560,
    )


def coverage(model: Model) -> Figure:
    """Workshops of each theme in each région."""
    regions = sorted(
        {p.voice.region for p in model.corpus.passages}, key=lambda r: (r == UNKNOWN, r.casefold())
    )
    rows = []
    for theme in _ordered(model):
        held: dict[str, set[str]] = {region: set() for region in regions}
        for passage in model.members.get(theme.id, []):
            held[passage.voice.region].add(model.corpus.workshop[passage.id])
        rows.append((theme.title, *(len(held[region]) for region in regions)))
    shown = rows[::-1]
    return Figure(
        key="couverture",
        title="Qui a parlé de quoi",
        note="Ateliers par thème et par région. Une case vide peut vouloir dire que personne n'en "
        "a parlé, que personne n'était là, ou que la note ne le dit pas.",
        data=[
            {
                "type": "heatmap",
                "x": regions,
                "y": [f"{at}. {_clip(str(r[0]), 34)}" for at, r in _numbered(shown)],
                "z": [list(r[1:]) for r in shown],
                "colorbar": {"title": {"text": "ateliers"}},
                "xgap": 1,
                "ygap": 1,
            }
        ],
        layout={"yaxis": {"automargin": True}, "xaxis": {"automargin": True, "tickangle": -40}},
        columns=("Thème", *regions),
        rows=tuple(rows),
        height=max(360, 150 + 22 * len(rows)),
    )


def _numbered(shown: Sequence[tuple[Any, ...]]) -> list[tuple[int, tuple[Any, ...]]]:
    return [(len(shown) - at, row) for at, row in enumerate(shown)]


def hierarchy(model: Model) -> Figure:
    """Themes inside the groups that coarser cuts make."""
    kept = model.machine.tree
    columns = ("Groupe", "Thème", "Passages")
    empty = Figure("hierarchie", "Hiérarchie", "", [], {}, columns, ())
    if kept is None or not kept.tree.finest:
        return empty
    row = model.machine.row
    leaves = kept.tree.leaves[kept.tree.place]
    groups = max(2, round(len(model.run.themes) / 4))
    labels = cut(kept.tree.merges, groups)[leaves]
    inside: dict[int, list[tuple[str, str, int]]] = {}
    for theme in _ordered(model):
        held = [row[p.id] for p in model.members.get(theme.id, []) if p.id in row]
        if held:
            label = int(np.bincount(labels[held]).argmax())
            inside.setdefault(label, []).append((theme.id, theme.title, theme.size))
    ids, names, parents, values = ["tous"], ["tous"], [""], [0]
    rows: list[tuple[str | int, ...]] = []
    everyone, total = model.corpus.lemmas, len(model.corpus.passages)
    for label, themes in sorted(inside.items(), key=lambda g: -sum(t[2] for t in g[1])):
        members = [p for t in themes for p in model.members.get(t[0], [])]
        words = ", ".join(telling(members, everyone, total, 3)) or themes[0][1]
        group = f"g{label}"
        ids.append(group)
        names.append(words)
        parents.append("tous")
        values.append(sum(size for *_, size in themes))
        for theme_id, title, size in themes:
            ids.append(theme_id)
            names.append(_clip(title, 40))
            parents.append(group)
            values.append(size)
            rows.append((words, title, size))
    values[0] = sum(size for group in inside.values() for *_, size in group)
    return Figure(
        key="hierarchie",
        title="Les thèmes dans leurs groupes",
        note="Les groupes sont ceux d'une coupe plus grossière de l'arbre, dits par leurs mots. "
        "La surface est le nombre de passages, qui n'est pas l'importance.",
        data=[
            {
                "type": "treemap",
                "ids": ids,
                "labels": names,
                "parents": parents,
                "values": values,
                "branchvalues": "total",
                "hovertemplate": "%{label}<br>%{value} passages<extra></extra>",
            }
        ],
        layout={"margin": {"l": 0, "r": 0, "t": 8, "b": 0}},
        columns=columns,
        rows=tuple(rows),
        height=520,
    )


def passages_map(model: Model) -> Figure:
    """Passages placed so that those the runs often put together are near."""
    columns = ("Thème", "Thèmes les plus proches")
    kept = model.machine.tree
    empty = Figure("carte", "Carte des passages", "", [], {}, columns, ())
    if kept is None or kept.tree.affinity.shape[1] < 3 or len(kept.passages) < 4:
        return empty
    places, row = model.machine.plane, model.machine.row
    total = sum(p.id in row for p in model.corpus.passages)
    every = max(1, -(-total // MOST_POINTS))
    data, rows = [], []
    for at, theme in enumerate(_ordered(model)):
        held = [p for p in model.members.get(theme.id, []) if p.id in row]
        drawn = sorted(held, key=lambda p: p.id)[::every]
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": _clip(theme.title, 40),
                "x": [round(float(places[row[p.id], 0]), 3) for p in drawn],
                "y": [round(float(places[row[p.id], 1]), 3) for p in drawn],
                "text": [_clip(model.corpus.said(p), _CLIP) for p in drawn],
                "hovertemplate": "%{text}<extra>%{fullData.name}</extra>",
                "marker": {"symbol": at % 12, "size": 7, "opacity": 0.75},
            }
        )
        near = [
            n.title + (f" ({decimal(n.cosine)})" if n.cosine is not None else "")
            for n in neighbours(model, theme.id, 3)
        ]
        rows.append((theme.title, "; ".join(near) or "aucun"))
    note = (
        "Les axes ne veulent rien dire, ni les distances exactes\u00a0: deux passages voisins sont "
        "souvent mis ensemble par la machine, c'est tout."
    )
    if every > 1:
        note += f" Un passage sur {every} est dessiné."
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    return Figure(
        key="carte",
        title="Carte des passages",
        note=note,
        data=data,
        layout={"xaxis": hidden, "yaxis": hidden, "legend": {"orientation": "h", "y": -0.02}},
        columns=columns,
        rows=tuple(rows),
        height=700,
    )


def _ordered(model: Model) -> list[Any]:
    return sorted(model.run.themes, key=lambda t: (-t.workshops, -t.voices, -t.size, t.id))


def _clip(text: str, most: int) -> str:
    line = " ".join(text.split())
    # "<" would be read as a tag by plotly: a look-alike says the same.
    line = line.replace("<", "‹").replace(">", "›")
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def summary(figure: Figure) -> str:
    """What a plot is, for who does not see it."""
    return f"{figure.title}{NBSP}: le tableau qui suit dit la même chose."

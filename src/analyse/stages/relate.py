"""Today's groups against earlier analyses and the decisions: ids, what follows a split, changes."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np

from analyse.contracts import Decision, LineageStatus, Theme, ThemeChange
from analyse.decisions import Constraints, Decided
from analyse.steps import lineage
from analyse.store import Run, Store

NBSP = "\u00a0"


def earlier(
    store: Store,
    last: Run | None,
    standing: Decided | None,
    revision: str,
    anchors: Mapping[str, tuple[str, str]],
) -> dict[str, lineage.Before]:
    """Every theme of the last analysis, as found and as people left it, and the silent ones.

    Args:
        store: read for themes that earlier analyses found and the last one did not.
        last: the last analysis, as the machine made it.
        standing: the view that stands over it.
        revision: of today's encoder; centres of another one say nothing.
        anchors: passage id of an earlier version of a note → (id now, how it was found).
    """
    if last is None or standing is None:
        return {}
    found: dict[str, set[str]] = defaultdict(set)
    for placement in last.placements:
        if placement.theme_id:
            found[placement.theme_id].add(placement.passage_id)
    left: dict[str, set[str]] = defaultdict(set)
    for passage, theme in standing.main.items():
        if theme:
            left[theme].add(passage)
    centres = unpacked(last.centres) if last.manifest.get("encodeur") == revision else {}
    before = {
        theme: lineage.Before(
            members=tuple(_corrected(m[theme], anchors) for m in (found, left) if m.get(theme)),
            centre=centres.get(theme),
        )
        for theme in sorted(set(found) | set(left))
    }
    for theme, members in store.last_members().items():
        if theme not in before:
            before[theme] = lineage.Before((_corrected(members, anchors),), silent=True)
    return before


def _corrected(members: Iterable[str], anchors: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Passages, and those that took their place in corrected notes."""
    known = set(members)
    todo = [anchors[p][0] for p in known if p in anchors]
    while todo:
        passage = todo.pop()
        if passage not in known:
            known.add(passage)
            todo += [anchors[passage][0]] if passage in anchors else []
    return frozenset(known)


def centres_of(groups: Mapping[str, Sequence[int]], vectors: np.ndarray) -> dict[str, np.ndarray]:
    """Unit mean (d,) of the vectors of each group, around the mean of all."""
    centred = np.asarray(vectors, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    means = {
        g: centred[np.asarray(rows, dtype=np.int64)].mean(axis=0) for g, rows in groups.items()
    }
    return {g: mean / max(float(np.linalg.norm(mean)), 1e-12) for g, mean in means.items()}


def packed_centres(centres: Mapping[str, np.ndarray]) -> bytes:
    """Centres as an .npz file, float32; b"" without any."""
    if not centres:
        return b""
    buffer = io.BytesIO()
    names = sorted(centres)
    rows = np.stack([centres[name] for name in names]).astype("<f4")
    np.savez_compressed(buffer, themes=np.array(names), centres=rows)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, np.ndarray]:
    """Theme id → centre, from `packed_centres`."""
    if not data:
        return {}
    with np.load(io.BytesIO(data)) as file:
        return dict(zip(map(str, file["themes"]), file["centres"], strict=True))


def followers(
    asked: Constraints,
    decided: Decided,
    known: Mapping[int, frozenset[str]],
    passages: Sequence[str],
    vectors: np.ndarray,
) -> dict[str, str]:
    """New passages of a theme that people split go with the part they are nearest to.

    Args:
        asked: what the decisions ask.
        decided: the view that stands before anybody followed.
        known: number of an analysis → passages it knew.
        passages: n ids.
        vectors: (n, d) unit rows.

    Returns:
        passage id → id of the decision whose new theme it joins.
    """
    row = {passage: i for i, passage in enumerate(passages)}
    main = dict(decided.main)
    out: dict[str, str] = {}
    for decision, source, new, run in asked.splits:
        then = known.get(run, frozenset())
        theme = decided.merged.get(source, source)
        stay = [row[p] for p, t in main.items() if t == theme and p in then]
        left = [row[p] for p, t in main.items() if t == new]
        if not stay or not left:
            continue
        centres = centres_of({"stay": stay, "left": left}, vectors)
        for passage in sorted(p for p, t in main.items() if t == theme and p not in then):
            if passage in asked.placed:
                continue
            vector = vectors[row[passage]]
            if float(vector @ centres["left"]) > float(vector @ centres["stay"]):
                out[passage] = decision
                main[passage] = new
    return out


def changes(
    trace: lineage.Lineage,
    titles: Mapping[str, str],
    before: Decided | None,
    decided: Decided,
    decisions: Sequence[Decision],
) -> tuple[ThemeChange, ...]:
    """What became of each theme, what matters most first; sizes are those of the views that stood
    then (`before`) and now (`decided`).

    First what touches a theme that people decided on, then by how many passages it concerns. A
    merge or a split that people asked for is not news.
    """
    told = {theme for d in decisions for theme in d.theme_ids}
    then = Counter(before.main.values()) if before else Counter[str]()
    now = Counter(decided.main.values())
    out = []
    for theme, found in trace.relations.items():
        relation = replace(found, before=then[theme] or found.before, after=now[theme])
        others = tuple(o for o in relation.others if _stands_for(o, decided) != theme)
        status = relation.status
        if relation.others and not others and status is LineageStatus.SILENT:
            continue
        if not others and theme in then and status is not LineageStatus.SILENT:
            grown = relation.after >= lineage.GROWN * relation.before
            status = LineageStatus.GROWN if grown else LineageStatus.SAME
        if _stands_for(theme, decided) != theme or theme in decided.rejected:
            continue
        reason = found.reason
        for other in sorted(titles):
            reason = reason.replace(other, f"«{NBSP}{titles[other]}{NBSP}»")
        relation = replace(relation, reason=reason)
        fields = {k: v for k, v in asdict(relation).items() if k not in ("status", "others")}
        out.append(
            ThemeChange(
                theme_id=theme,
                title=titles.get(theme, theme),
                status=status,
                others=others,
                doubtful=relation.doubtful,
                **fields,
            )
        )
    return tuple(sorted(out, key=lambda c: (c.theme_id not in told, -_weight(c), c.theme_id)))


def _stands_for(theme: str, decided: Decided) -> str:
    while theme in decided.merged:
        theme = decided.merged[theme]
    return theme


def _weight(change: ThemeChange) -> int:
    """How many passages a change concerns."""
    if change.status is LineageStatus.SAME and not change.doubtful:
        return 0
    if change.status is LineageStatus.GROWN:
        return change.after - change.before
    return max(change.before, change.after)


def sentences(
    told: Iterable[ThemeChange], themes: Iterable[Theme], titles: Mapping[str, str]
) -> tuple[str, ...]:
    """Changes in French, in the order given; what stayed the same is not told."""
    now = {theme.id: theme for theme in themes}

    def names(ids: Sequence[str]) -> str:
        return " et ".join(f"«{NBSP}{titles.get(i, i)}{NBSP}»" for i in ids)

    def parts(ids: Sequence[str]) -> str:
        sizes = (f" ({_count(now[i].size, 'passage')})" if i in now else "" for i in ids)
        return " et ".join(names([i]) + size for i, size in zip(ids, sizes, strict=True))

    out = []
    for change in told:
        name, theme = f"«{NBSP}{change.title}{NBSP}»", now.get(change.theme_id)
        workshops = f", {_count(theme.workshops, 'atelier')}" if theme else ""
        extent = f"{_count(change.after, 'passage')}{workshops}"
        match change.status:
            case LineageStatus.NEW:
                text = f"Nouveau thème{NBSP}: {name} ({extent})"
            case LineageStatus.GROWN:
                text = f"{name} a grandi{NBSP}: {change.before} → {change.after} passages"
            case LineageStatus.MERGED:
                text = f"{name} a réuni {names(change.others)} ({extent})"
            case LineageStatus.SPLIT if change.before:
                text = f"{name} s'est scindé{NBSP}: {parts(change.others)} s'en détache"
            case LineageStatus.SPLIT if not change.doubtful:
                continue  # told with the theme it comes from
            case LineageStatus.SPLIT:
                text = f"{name} vient de {names(change.others)} ({extent})"
            case LineageStatus.SILENT if change.others:
                continue  # told with the theme that took it in
            case LineageStatus.SILENT:
                text = f"{name} n'a plus de passages à lui ({change.before} auparavant)"
            case _ if change.back:
                text = f"{name} est de retour ({extent})"
            case _ if change.doubtful:
                text = f"{name} a changé de contours ({extent})"
            case _:
                continue
        if change.back and change.status is not LineageStatus.SAME:
            text += ", après un silence"
        out.append(text + (f" — à vérifier{NBSP}: {change.reason}" if change.doubtful else ""))
    return tuple(out)


def _count(value: int, word: str) -> str:
    return f"{value} {word}{'s' if value > 1 else ''}"

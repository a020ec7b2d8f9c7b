"""Two analyses side by side: what changed, and why, from what each kept of its making."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyse.contracts import Decision, Json
from analyse.stages.manifest import JOINED
from analyse.store import Run

NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one analysis to another.

    Attributes:
        first, second: their numbers.
        content: documents and passages that came and left.
        parameters: (key, before, after).
        files: names of the project's own files that changed (register, roster, fiches 1.0).
        model: (what, before, after): encoder, language, packages, steps, version of the software.
        decisions: those taken in between.
        joined: passages that had joined themes formed before them, in each.
        themes: (theme id, title, size before, size after), 0 where it is not found.
        kept, common: passages known to both, and those that kept their theme.
    """

    first: int
    second: int
    content: Mapping[str, int]
    parameters: tuple[tuple[str, str, str], ...]
    files: tuple[str, ...]
    model: tuple[tuple[str, str, str], ...]
    decisions: tuple[Decision, ...]
    joined: tuple[int, int]
    themes: tuple[tuple[str, str, int, int], ...]
    kept: int
    common: int

    @property
    def reasons(self) -> list[str]:
        """Why the second differs, in French."""
        why = []
        names = {
            "documents_ajoutes": "documents ajoutés",
            "documents_retires": "documents retirés",
            "passages_nouveaux": "passages nouveaux",
            "passages_disparus": "passages disparus",
        }
        told = [f"{names[key]}{NBSP}: {value}" for key, value in self.content.items() if value]
        if told:
            why.append(f"contenu{NBSP}: {', '.join(told)}")
        if self.parameters:
            told = [f"{key} ({a} → {b})" for key, a, b in self.parameters]
            why.append(f"réglages{NBSP}: {', '.join(told)}")
        if self.files:
            why.append(f"fichiers du projet{NBSP}: {', '.join(self.files)}")
        if self.model:
            told = [f"{what} ({a} → {b})" for what, a, b in self.model]
            why.append(f"logiciel et modèle{NBSP}: {', '.join(told)}")
        if self.decisions:
            kinds = Counter(d.kind.value for d in self.decisions)
            told = [f"{kind} ({count})" for kind, count in kinds.most_common()]
            why.append(f"décisions{NBSP}: {', '.join(told)}")
        before, after = self.joined
        if after:
            why.append(f"passages qui ont rejoint des thèmes déjà formés{NBSP}: {before} → {after}")
        elif before:
            why.append("tous les thèmes formés de nouveau")
        return why

    def to_json(self) -> Json:
        """One object, as `--json` prints it."""
        return {
            "analyses": [self.first, self.second],
            "pourquoi": self.reasons,
            "contenu": dict(self.content),
            "reglages": [list(one) for one in self.parameters],
            "fichiers": list(self.files),
            "modele": [list(one) for one in self.model],
            "decisions": [d.number for d in self.decisions],
            "passages_joints": list(self.joined),
            "passages_communs": self.common,
            "passages_dans_le_meme_theme": self.kept,
            "themes": [
                {"theme_id": i, "theme": title, "avant": before, "apres": after}
                for i, title, before, after in self.themes
            ],
        }


def compare(first: Run, second: Run, decisions: Sequence[Decision]) -> Comparison:
    """What changed from `first` to `second`, both as the machine made them."""
    one = {p.passage_id: p.theme_id for p in first.placements}
    other = {p.passage_id: p.theme_id for p in second.placements}
    common = set(one) & set(other)
    before, after = first.manifest, second.manifest
    documents = [Counter(m.get("documents", ())) for m in (before, after)]
    low, high = (int(m.get("decisions", 0)) for m in (before, after))
    return Comparison(
        first=first.number,
        second=second.number,
        content={
            "documents_ajoutes": (documents[1] - documents[0]).total(),
            "documents_retires": (documents[0] - documents[1]).total(),
            "passages_nouveaux": len(set(other) - set(one)),
            "passages_disparus": len(set(one) - set(other)),
        },
        parameters=changed(before.get("parametres", {}), after.get("parametres", {})),
        files=tuple(
            name for name, *_ in changed(*(m.get("fichiers", {}) for m in (before, after)))
        ),
        model=changed(
            {key: before.get(key) for key in MADE_BY}, {key: after.get(key) for key in MADE_BY}
        ),
        decisions=tuple(d for d in decisions if min(low, high) < d.number <= max(low, high)),
        joined=(int(before.get(JOINED, 0)), int(after.get(JOINED, 0))),
        themes=_themes(first, second),
        kept=sum(one[p] == other[p] for p in common),
        common=len(common),
    )


MADE_BY = ("analyse", "encodeur", "langue", "etapes", "lecteurs", "paquets")
"""Keys of a manifest that tell by what an analysis was made."""


def _themes(first: Run, second: Run) -> tuple[tuple[str, str, int, int], ...]:
    sizes = [Counter(p.theme_id for p in run.placements if p.theme_id) for run in (first, second)]
    titles = {t.id: t.title for run in (first, second) for t in run.themes}
    rows = [(i, titles.get(i, i), sizes[0][i], sizes[1][i]) for i in set(sizes[0]) | set(sizes[1])]
    return tuple(sorted(rows, key=lambda row: (-abs(row[3] - row[2]), row[0])))


def changed(
    before: Mapping[str, Any], after: Mapping[str, Any], path: str = ""
) -> tuple[tuple[str, str, str], ...]:
    """Leaves that differ, by dotted key."""
    out: list[tuple[str, str, str]] = []
    for key in sorted(set(before) | set(after)):
        one, other = before.get(key), after.get(key)
        name = f"{path}.{key}" if path else key
        if isinstance(one, Mapping) or isinstance(other, Mapping):
            out += changed(one or {}, other or {}, name)
        elif one != other:
            out.append((name, _short(one), _short(other)))
    return tuple(out)


def _short(value: Any) -> str:
    if value is None:
        return "rien"
    if isinstance(value, list):
        return f"{len(value)} entrées"
    return str(value)

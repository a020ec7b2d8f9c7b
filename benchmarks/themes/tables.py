"""The page that is written: the table, its means, and how far from what we aim at."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import date

import numpy as np

from analyse.params import EncoderParams
from benchmarks.pages import bound
from benchmarks.themes.measures import Score

OURS = "analyse"
GIVEN_K = "(k donné)"
"""In the name of the methods that are told the number of classes."""


def table(scores: Sequence[Score]) -> str:
    """Markdown table, and the means over corpora of the methods that did all of them."""
    lines = [
        "| jeu | méthode | AMI | V | thèmes (classes) | non classés | stabilité | secondes "
        "| mémoire, Mo (ajoutés) |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in scores:
        lines.append(
            f"| {one.corpus} | {one.method} | {one.ami:.1f} | {one.v:.1f} | {one.themes} "
            f"({one.classes}) | {one.unclassified:.1%} | {one.stability:.2f} | {one.seconds:.1f} "
            f"| {one.peak:.0f} (+{one.added:.0f}) |"
        )
    for method in complete(scores):
        mine = [one for one in scores if one.method == method]
        ami, v, out, stability, seconds = (
            mean(scores, method, name)
            for name in ("ami", "v", "unclassified", "stability", "seconds")
        )
        lines.append(
            f"| **moyenne** | {method} | {ami:.1f} | {v:.1f} | | {out:.1%} | {stability:.2f} "
            f"| {seconds:.1f} | au plus {max(one.peak for one in mine):.0f} "
            f"(+{max(one.added for one in mine):.0f}) |"
        )
    return "\n".join(lines)


def complete(scores: Sequence[Score]) -> list[str]:
    """Methods that have a score on every corpus of the table."""
    corpora = {one.corpus for one in scores}
    methods = dict.fromkeys(one.method for one in scores)
    return [m for m in methods if {one.corpus for one in scores if one.method == m} == corpora]


def mean(scores: Sequence[Score], method: str, name: str) -> float:
    """Mean over corpora of one column of one method."""
    return float(np.mean([getattr(one, name) for one in scores if one.method == method]))


def targets(scores: Sequence[Score]) -> str:
    """What we aim at, and where we are; "" when there is nobody to compare with.

    Peers are the methods that find the number of themes by themselves, on every corpus.
    """
    methods = complete(scores)
    peers = [m for m in methods if m != OURS and GIVEN_K not in m]
    if OURS not in methods or not peers:
        return ""
    mine = [one for one in scores if one.method == OURS]
    theirs = {
        one.corpus: max(s.ami for s in scores if s.corpus == one.corpus and s.method in peers)
        for one in mine
    }
    worst = min(mine, key=lambda one: one.ami - theirs[one.corpus])
    best_ami = max(peers, key=lambda m: mean(scores, m, "ami"))
    best_stability = max(peers, key=lambda m: mean(scores, m, "stability"))
    ami = mean(scores, OURS, "ami") - mean(scores, best_ami, "ami")
    stable = mean(scores, OURS, "stability") - mean(scores, best_stability, "stability")
    out = max(one.unclassified for one in mine)
    far = [one for one in mine if not 0.5 <= one.themes / one.classes <= 2]
    rows = [
        (f"AMI moyenne, de plus que le meilleur pair ({best_ami})", "au moins 4", f"{ami:+.1f}",
         ami >= 4),
        (f"AMI, jeu le moins favorable ({worst.corpus})", "au moins −1",
         f"{worst.ami - theirs[worst.corpus]:+.1f}", worst.ami - theirs[worst.corpus] >= -1),
        (f"stabilité moyenne, de plus que le meilleur pair ({best_stability})", "au moins 0,10",
         f"{stable:+.2f}", stable >= 0.10),
        ("non classés, au plus", "5 %", f"{out:.1%}", out <= 0.05),
        ("jeux où le nombre de thèmes n'est pas entre la moitié et le double des classes", "0",
         str(len(far)), not far),
    ]  # fmt: skip
    lines = ["| cible | visé | obtenu | |", "|---|---|---|---|"]
    lines += [f"| {a} | {b} | {c} | {'oui' if met else '**non**'} |" for a, b, c, met in rows]
    return "\n".join(lines)


def report(
    scores: Sequence[Score], draws: int, encoder: EncoderParams, skipped: Sequence[str] = ()
) -> str:
    """The page that is written."""
    from importlib.metadata import version

    from analyse.encoder import revision
    from analyse.steps import cluster

    names = ("bertopic", "umap-learn", "hdbscan", "scikit-learn", "numpy")
    aimed = targets(scores)
    return bound(
        "\n".join(
            [
                f"# Thèmes : qualité et stabilité, {date.today().isoformat()}",
                "",
                f"Encodeur {revision(encoder)}; cluster version {cluster.VERSION}; "
                + "; ".join(f"{name} {version(name)}" for name in names)
                + f"; Python {platform.python_version()}, {os.cpu_count()} cœurs.",
                "",
                "Mêmes vecteurs et même exécution pour toutes les méthodes. AMI et V (× 100) sur "
                "les lignes étiquetées du jeu entier, « non classé » compté comme un groupe de "
                "plus. Stabilité : indice de Rand ajusté moyen, sur les lignes communes, entre "
                f"les analyses de {draws} tirages de 90 % des lignes, dans un autre ordre et avec "
                "une autre graine. Seuls les k-moyennes et Ward connaissent le nombre de classes.",
                "",
                "Chaque méthode travaille sur chaque jeu dans un processus à elle. Secondes et "
                "mémoire sont celles de l'analyse du jeu entier, après un essai à blanc "
                "(importations et compilation ne comptent pas). Mémoire : la plus haute de tout "
                "le processus pendant l'analyse et, entre parenthèses, ce que l'analyse y a "
                "ajouté (`benchmarks/memory.py`). Les deux lignes de BERTopic partagent leur "
                "calcul. L'événement d'exemple est lu comme le fait le logiciel : passages avec "
                "leurs voisins, pour toutes les méthodes.",
                "",
                table(scores),
                *(["", "## Cibles", "", aimed] if aimed else []),
                *(["", "## Ce qui a été sauté", ""] if skipped else []),
                *(f"- {reason}" for reason in skipped),
                "",
            ]
        )
    )

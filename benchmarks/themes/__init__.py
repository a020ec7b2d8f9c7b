"""Quality and stability of the themes, ours and others', on the same vectors in the same run.

    python -m benchmarks.themes [--jeux sib propositions …] [--methodes analyse topeax …]
                                [--tirages 5] [--encodeur nom]

Corpora are read from the folder that ANALYSE_CORPORA names (default ../shared/data) and skipped
with a reason when absent; the example event ships with the project. Vectors and lemmas are kept in
the system's temporary folder. The table is printed and written to
benchmarks/results/AAAA-MM-JJ-themes.md.

`corpora` reads, `methods` are ours and the peers', `measures` what is asked of them, `alone` gives
each method on each corpus a process of its own, `tables` writes the page.
"""

from benchmarks.themes.corpora import CONTENT, LONGEST, SETS, TITLES, Corpus, folder, read, warm_up
from benchmarks.themes.measures import KEPT, Score, measure
from benchmarks.themes.methods import METHODS, Method, bertopic, kmeans, ours, ward
from benchmarks.themes.tables import report, table, targets

__all__ = [
    "CONTENT",
    "KEPT",
    "LONGEST",
    "METHODS",
    "SETS",
    "TITLES",
    "Corpus",
    "Method",
    "Score",
    "bertopic",
    "folder",
    "kmeans",
    "measure",
    "ours",
    "read",
    "report",
    "table",
    "targets",
    "ward",
    "warm_up",
]

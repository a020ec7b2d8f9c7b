"""Every measurement, one after the other: `python -m benchmarks` (or `make bench`).

Corpora are read from the folder named by ANALYSE_CORPORA; what is absent is skipped and said.
"""

from __future__ import annotations

import subprocess
import sys

MEASURES = ("exemple", "voisins", "themes", "quotes", "tensions")


def main() -> int:
    """Run each measurement in a process of its own, so that none warms another up."""
    status = 0
    for name in MEASURES:
        print(f"\n== {name}")
        status |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())

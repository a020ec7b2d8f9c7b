"""Every measurement, one after the other: `python -m benchmarks` (or `make bench`).

Corpora are read from the folder named by ANALYSE_CORPORA; what is absent is skipped and said. Each
measurement writes its dated page under benchmarks/results/; `sommaire` writes one that gathers the
figures of the day, and `guide` copies them into docs/mesures.md and the cards of models/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from benchmarks import guide, sommaire
from benchmarks.catalogue import present


def main() -> int:
    """Run each measurement in a process of its own, so that none warms another up."""
    options = argparse.ArgumentParser(description="Toutes les mesures, puis leur sommaire")
    options.add_argument("mesures", nargs="*", metavar="MESURE", help=", ".join(present()))
    asked = options.parse_args().mesures or present()
    if unknown := [name for name in asked if name not in present()]:
        options.error(f"mesure inconnue : {', '.join(unknown)}")
    status = 0
    took: dict[str, float] = {}
    failed: list[str] = []
    for name in asked:
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        code = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode
        took[name] = time.monotonic() - started
        status |= code
        failed += [name] if code else []
    print(f"\n{sommaire.write(took, failed)}")
    guide.main()
    return status


if __name__ == "__main__":
    sys.exit(main())

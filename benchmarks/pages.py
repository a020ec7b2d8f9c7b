"""Pages of benchmarks/results/: dated, in French, written whole."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
_NBSP = "\N{NO-BREAK SPACE}"


def bound(text: str) -> str:
    """French text with its no-break spaces: inside « » and before a colon that follows a space."""
    text = text.replace("« ", f"«{_NBSP}").replace(" »", f"{_NBSP}»")
    return re.sub(r"(?<=\S) :(?=\s|$)", f"{_NBSP}:", text, flags=re.MULTILINE)


def write(name: str, text: str, *, folder: Path = RESULTS) -> Path:
    """Write today's page of a measure, and say where it is."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{date.today().isoformat()}-{name}.md"
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return path


def latest(name: str, *, folder: Path = RESULTS) -> Path | None:
    """The last dated page of a measure."""
    return max(folder.glob(f"[0-9]*-{name}.md"), default=None)

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
    path = _dated(name, folder)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return path


def today(name: str, *, folder: Path = RESULTS) -> str:
    """Text of today's page of a measure, "" when there is none yet."""
    path = _dated(name, folder)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _dated(name: str, folder: Path) -> Path:
    return folder / f"{date.today().isoformat()}-{name}.md"


def renewed(old: str, new: str) -> str:
    """A page with the sections (`## `) of `new`, and those of `old` that `new` does not have."""
    head, *sections = re.split(r"^(?=## )", new, flags=re.MULTILINE)
    titles = {section.splitlines()[0] for section in sections}
    before = re.split(r"^(?=## )", old, flags=re.MULTILINE)[1:]
    kept = [section for section in before if section.splitlines()[0] not in titles]
    return "".join([head, *(f"{section.rstrip()}\n\n" for section in [*sections, *kept])])


def latest(name: str, *, folder: Path = RESULTS) -> Path | None:
    """The last dated page of a measure."""
    return max(folder.glob(f"[0-9]*-{name}.md"), default=None)

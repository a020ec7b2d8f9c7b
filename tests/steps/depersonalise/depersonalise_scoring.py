"""Gold notes with inline marks, and the score of the masking step on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from analyse.contracts import MASK_KINDS
from analyse.steps.depersonalise import Found

FOLDER = Path(__file__).parent / "gold"
_MARK = re.compile(r"\[\[(" + "|".join(MASK_KINDS) + r"):(.+?)\]\]", re.DOTALL)


@dataclass(frozen=True)
class Note:
    """A note without marks, and what must be masked in it."""

    name: str
    text: str
    gold: tuple[Found, ...]


@dataclass
class Score:
    """What was covered and what was masked for nothing."""

    names: int = 0
    names_covered: int = 0
    identifiers: int = 0
    identifiers_covered: int = 0
    characters: int = 0
    false_characters: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def name_recall(self) -> float:
        return self.names_covered / self.names

    @property
    def false_rate(self) -> float:
        return self.false_characters / self.characters


def parse(name: str, marked: str) -> Note:
    """The note and its gold stretches."""
    text, gold, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        gold.append(Found(len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return Note(name, text + marked[at:], tuple(gold))


def notes(prefix: str = "") -> list[Note]:
    """Gold notes whose file name starts with `prefix`, in order."""
    paths = sorted(FOLDER.glob(f"{prefix}*.txt"))
    return [parse(path.stem, path.read_text(encoding="utf-8")) for path in paths]


def score(gold_notes: Iterable[Note], finder: Callable[[str], list[Found]]) -> Score:
    """Coverage of every gold stretch (line breaks aside) and characters masked for nothing."""
    total = Score()
    for note in gold_notes:
        found = finder(note.text)
        covered = {at for one in found for at in range(one.start, one.end)}
        wanted: set[int] = set()
        for one in note.gold:
            inside = {at for at in range(one.start, one.end) if note.text[at] not in "\n"}
            wanted |= inside
            whole = inside <= covered
            if one.kind == "nom":
                total.names += 1
                total.names_covered += whole
            else:
                total.identifiers += 1
                total.identifiers_covered += whole
            if not whole:
                line = note.text[max(0, one.start - 20) : one.end + 20].replace("\n", "⏎")
                total.missed.append(f"{note.name}: {note.text[one.start : one.end]!r} in {line!r}")
        total.characters += len(note.text)
        total.false_characters += len(covered - wanted)
        for one in found:
            outside = [at for at in range(one.start, one.end) if at not in wanted]
            if outside:
                total.false.append(f"{note.name}: {note.text[one.start : one.end]!r} ({one.kind})")
    return total

"""The readers of .vtt and .srt: who speaks, and what, without the times."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from analyse.contracts import Extraction
from analyse.errors import ReaderError
from analyse.lexicon import fold
from analyse.params import ColumnParams
from analyse.steps.ingest.markdown import Writer
from analyse.steps.ingest.text import decode

_MEDIA_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip"}
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMING = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_INLINE_TIME = re.compile(rf"<{_TIME}>")
_VOICE = re.compile(r"<v(?:\.[^ \t<>]*)?[ \t]+([^<>]*)>")
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|\{\\an?\d+\}", re.IGNORECASE
)
_LABEL = re.compile(r"^\s*[-–—]?\s*([^\W\d_][^:<>.!?]{0,58}?)[ \u00a0\u202f]?:\s+(?=\S)")
_NAME_WORD = re.compile(
    r"^(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*|\d{1,3}|[ivxlIVXL]+|d[eu]|des|la|le|van|von|d['’]\w+)$"
)
_ROLES = re.compile(
    r"^(?:animat|intervenant|participant|personne|question|reponse|salle|public|panel)"
)
_NOT_NAMES_WORDS = """
    constat constats piste pistes exemple exemples note notes attention remarque enjeu
    enjeux defi defis solution solutions probleme problemes conclusion resume important
    rappel bref idee idees resultat titre sujet theme atelier jour date region palier
    secteur
"""
_NOT_NAMES = frozenset(_NOT_NAMES_WORDS.split())
_NONE = "aucune réplique trouvée\u00a0: vérifiez que le fichier est bien un sous-titrage"


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: who speaks ("" when it does not say) and what, on one line."""

    speaker: str
    text: str


def read(path: Path, _params: ColumnParams, reader: str, version: str) -> Extraction:
    """Turns as paragraphs, `**Nom :** ` first when it is known; consecutive cues are joined.

    In files that tag voices (`<v Nom>`), a cue without one is nobody's; in files that write
    "Nom :", it goes on the turn.

    Raises:
        ReaderError: binary, undecodable, or without any cue.
    """
    decoded = decode(path.read_bytes())
    cues, tagged = parse(decoded.text)
    if not cues:
        raise ReaderError(_NONE)
    out = Writer()
    for speaker, text in turns(cues, tagged=tagged):
        out.paragraph(f"**{speaker}\u00a0:** {text}" if speaker else text)
    return Extraction(
        text=out.text(),
        media_type=_MEDIA_TYPES[reader],
        reader=reader,
        version=version,
        encoding=decoded.encoding,
        warnings=decoded.warnings,
    )


def parse(text: str) -> tuple[list[Cue], bool]:
    """Cues in order, and whether voices are tagged.

    Captions that roll (each cue repeats the line before, as automatic ones do) are read once.
    """
    blocks = _blocks(text)
    rolling = any(_INLINE_TIME.search(line) for block in blocks for line in block)
    tagged = any(_VOICE.search(line) for block in blocks for line in block)
    names = _labels(blocks) if not tagged else frozenset()
    cues: list[Cue] = []
    last = ""
    for block in blocks:
        # Several voices may share a cue; each opens a turn of its own.
        speaker, words = "", list[str]()
        for raw in block:
            pieces = _VOICE.split(raw)
            for i, piece in enumerate(pieces):
                if i % 2:
                    if words:
                        cues.append(Cue(speaker, " ".join(words)))
                    speaker, words = " ".join(html.unescape(piece).split()), []
                    continue
                clean = " ".join(html.unescape(_TAG.sub("", _INLINE_TIME.sub("", piece))).split())
                if rolling and clean == last:
                    continue
                last = clean or last
                label = _LABEL.match(clean)
                if label and label.group(1).strip() in names:
                    if words:
                        cues.append(Cue(speaker, " ".join(words)))
                    speaker, words, clean = label.group(1).strip(), [], clean[label.end() :]
                if clean:
                    words.append(clean)
        if words:
            cues.append(Cue(speaker, " ".join(words)))
    return cues, tagged


def turns(cues: list[Cue], *, tagged: bool) -> list[tuple[str, str]]:
    """(speaker, text) of consecutive cues of one speaker, joined by a space."""
    out: list[tuple[str, str]] = []
    for cue in cues:
        speaker = cue.speaker or ("" if tagged or not out else out[-1][0])
        if out and out[-1][0] == speaker:
            out[-1] = (speaker, f"{out[-1][1]} {cue.text}")
        else:
            out.append((speaker, cue.text))
    return out


def _blocks(text: str) -> list[list[str]]:
    """The text lines of each cue: what follows a timing line up to a blank line."""
    blocks: list[list[str]] = []
    inside = False
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if _TIMING.match(line):
            blocks.append([])
            inside = True
        elif not line.strip():
            inside = False
        elif inside and not (
            # A cue's number, when no blank line stands before it.
            line.strip().isdigit() and i + 1 < len(lines) and _TIMING.match(lines[i + 1])
        ):
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _labels(blocks: list[list[str]]) -> frozenset[str]:
    """What stands before a colon and is a speaker: words in capitals, and not a heading's word.

    A single word (which could be any heading) must open two cues.
    """
    seen: Counter[str] = Counter()
    for block in blocks:
        for line in block:
            label = _LABEL.match(" ".join(html.unescape(_TAG.sub("", line)).split()))
            if label:
                seen[label.group(1).strip()] += 1
    names = set()
    for label_text, count in seen.items():
        words = label_text.replace(",", " ").split()
        folded = fold(label_text)
        if not words or folded.split(" ")[0] in _NOT_NAMES or len(words) > 6:
            continue
        if _ROLES.match(folded) or (
            all(_NAME_WORD.match(w) for w in words) and (len(words) > 1 or count > 1)
        ):
            names.add(label_text)
    return frozenset(names)

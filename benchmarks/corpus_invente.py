"""An invented corpus of any size, to measure speed: never to measure quality.

Sentences come from `data/exemple/attendu.csv` and `data/facettes/phrases.csv`. Numbers are drawn
again, common words of the field are exchanged, an opening is put before, so that no two texts are
the same; people are drawn from the lexicons. The same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHORT = 20  # words under which a sentence is given an opening: 20 to 25 words on average then
SENTENCES = 30  # sentences of a note

FORMATS = ("docx", "txt", "docx", "md", "pdf", "txt", "docx", "odt", "md", "txt", "docx", "pptx")
"""Formats of one note after the other: what arrives at an event, Word first."""

_EXCHANGED = (
    ("organisme", "groupe", "comité", "regroupement"),
    ("quartier", "secteur", "village", "rang"),
    ("municipalité", "ville", "paroisse"),
    ("citoyens", "résidents", "voisins", "riverains"),
    ("jeunes", "aînés", "étudiants", "parents"),
    ("projet", "programme", "chantier"),
    ("logement", "loyer", "toit"),
    ("autobus", "taxibus", "minibus"),
    ("élus", "conseillers", "décideurs"),
    ("bénévoles", "intervenants", "employés"),
    ("argent", "financement", "budget"),
)
_GROUPS = {word: group for group in _EXCHANGED for word in group}
_OPENINGS = (
    ("Dans notre coin de pays,", "Depuis la dernière année,", "Chez nous,", "À la table 4,"),
    ("Selon plusieurs,", "Pour être francs,", "Le soir surtout,", "Après la crue,"),
    ("Comme on le dit souvent ici,", "Avant de parler d'autre chose,", "Encore cette fois,"),
)
_TOPICS = (
    *("Se déplacer", "Se loger", "Se nourrir", "Décider ensemble", "Financer la mission"),
    *("Travailler ensemble", "La relève", "Vieillir chez soi", "Accueillir", "La transition"),
)


def _rows(*names: str, column: str) -> list[str]:
    return [
        row[column]
        for name in names
        for row in csv.DictReader((ROOT / name).open(encoding="utf-8", newline=""))
    ]


@lru_cache(maxsize=1)
def _sources() -> tuple[list[str], list[str], list[str]]:
    """Sentences, first names and surnames."""
    texts = _rows("data/exemple/attendu.csv", "data/facettes/phrases.csv", column="texte")
    kept = sorted({t.replace("**", "") for t in texts if len(t.split()) >= 8 and "█" not in t})
    first = _rows("data/lexiques/prenoms.csv", column="nom")
    return kept, first, _rows("data/lexiques/patronymes.csv", column="nom")


def _sentence(draw: random.Random) -> str:
    """One sentence that nobody said."""
    text = draw.choice(_sources()[0])
    text = re.sub(r"\d+", lambda found: str(draw.randint(2, 10 ** len(found[0]))), text)
    words = [
        draw.choice(_GROUPS[word]) if word in _GROUPS and draw.random() < 0.7 else word
        for word in text.split()
    ]
    text = " ".join(words)
    for openings in draw.sample(_OPENINGS, k=2):
        if len(text.split()) < SHORT:
            lead = text[0] if text[1:2].isupper() else text[0].lower()
            text = f"{draw.choice(openings)} {lead}{text[1:]}"
    return text


def _person(draw: random.Random) -> str:
    _, first, last = _sources()
    return f"{draw.choice(first)} {draw.choice(last)}"


def _body(number: int, day: int, draw: random.Random, *, seen: set[str], slides: bool) -> str:
    """A note in light Markdown, as the writers of `data/fabrique` take it."""
    lines = [f"# Atelier {number} : {draw.choice(_TOPICS)}", ""]
    lines += [f"Jour : {day}", "Région : Mauricie", f"Animation : {_person(draw)}", ""]
    topics = draw.sample(_TOPICS, k=3)
    for at in range(SENTENCES):
        if at % 10 == 0:
            lines += ["", f"{'#' if slides else '##'} {topics[at // 10]}", ""]
        text = _sentence(draw)
        while text in seen:
            text = _sentence(draw)
        seen.add(text)
        if draw.random() < 0.06:
            text = f"{text.rstrip('.')}, dit {_person(draw)}."
        bullet = slides or at // 10 % 2 == 0
        lines += [f"- {text}"] if bullet else [text, ""]
    return "\n".join(lines) + "\n"


def _pdf(body: str, _options: Mapping[str, str]) -> bytes:
    """A PDF with the standard fonts of every reader, one line of text after the other."""
    lines: list[tuple[int, str]] = []
    for line in body.split("\n"):
        size = 16 if line.startswith("#") else 11
        lines += [(size, part) for part in textwrap.wrap(line.lstrip("# "), 90) or [""]]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in (lines[i : i + 48] for i in range(0, len(lines), 48)):
        stream = b""
        for at, (size, text) in enumerate(page):
            raw = re.sub(rb"([\\()])", rb"\\\1", text.encode("cp1252", "replace"))
            stream += b"BT /F1 %d Tf 60 %d Td (%b) Tj ET\n" % (size, 780 - 15 * at, raw)
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources "
            b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            b"/Encoding /WinAnsiEncoding >> >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(out)
    )


@lru_cache(maxsize=1)
def _writers() -> dict[str, Callable[[str, Mapping[str, str]], bytes]]:
    sys.path.insert(0, str(ROOT / "data" / "fabrique"))
    office: Any = __import__("office_formats")
    plain: Any = __import__("plain_formats")
    return {
        "txt": plain.write_text,
        "md": plain.write_text,
        "docx": office.write_docx,
        "odt": office.write_odt,
        "pptx": office.write_pptx,
        "pdf": _pdf,
    }


def write(
    notes: Path,
    sentences: int,
    *,
    day: int = 1,
    seed: int = 1,
    formats: Sequence[str] = FORMATS,
) -> int:
    """Write notes of about `sentences` sentences under `notes`/jour-`day`.

    Returns:
        how many files.
    """
    draw = random.Random(f"{seed}-{day}")
    seen: set[str] = set()
    folder = notes / f"jour-{day}"
    folder.mkdir(parents=True, exist_ok=True)
    files = max(1, round(sentences / SENTENCES))
    for number in range(1, files + 1):
        name = formats[number % len(formats)]
        body = _body(number, day, draw, seen=seen, slides=name == "pptx")
        path = folder / f"atelier-{number:03}.{name}"
        path.write_bytes(_writers()[name](body, {}))
    return files

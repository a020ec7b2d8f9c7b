"""Names and identifiers planted everywhere a note can hold one, and how to look for them.

Every person, address and number is invented. Each canary has a word of its own, found nowhere else:
one that comes out tells where it was planted.
"""

from __future__ import annotations

import base64
import io
import os
import sqlite3
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import docx
import openpyxl
from pptx import Presentation

ROOT = Path(__file__).parent

CANARIES = {
    "text": "Quillorbert",
    "heading": "Vostrelin",
    "table cell": "Brampion",
    "header block": "Ardivelle",
    "file name": "Teskiroff",
    "folder name": "Warnadieu",
    "docx author": "Colvarquin",
    "docx last author": "Zirquemont",
    "docx comment": "Pralourdan",
    "docx comment author": "Hourvalène",
    "docx footnote": "Quesnadière",
    "xlsx sheet": "Estravol",
    "xlsx author": "Nolkervine",
    "pptx author": "Olvargent",
    "pdf title": "Montrevaud",
    "pdf producer": "Skaldirovitch",
    "html author": "Ferquardie",
    "front matter": "Trilvasseur",
    "csv column": "Falquorin",
    "vtt speaker": "Drouvignon",
    "roster": "Belzoray",
    "register": "Ozzykanne",
    "e-mail": "kolvarine",
    "url": "farquemont",
    "address": "Quenouillettes",
    "phone": "418 555-0147",
    "phone, digits": "4185550147",
    "NAS": "046 454 286",
    "NAS, digits": "046454286",
    "RAMQ": "BOUF 8051 2345",
    "RAMQ, joined": "BOUF80512345",
    "broken file": "Grandvarquin",
    "locked file": "Nistrovalle",
}
"""Where it is planted → the word of its own."""

_FILLER = """- Le transport manque le soir et la fin de semaine dans les villages.
- Il faudrait un taxibus entre les villages, financé par la MRC.
- Le loyer a doublé depuis deux ans et les jeunes familles partent.
- On propose de créer une coopérative d'habitation avec la municipalité.
- Qui va payer le chauffeur et l'entretien?
- Les organismes communautaires se partagent un local trop petit.
"""


def plant(folder: Path) -> None:
    """Write notes/, registre.csv and participants.csv of a project, full of canaries."""
    notes = folder / "notes"
    (notes / "jour-1").mkdir(parents=True, exist_ok=True)
    (notes / "notes de Lucie Warnadieu").mkdir()
    _texts(notes)
    _documents(notes)
    (folder / "participants.csv").write_text(
        "nom;organisation;role\nXantia Belzoray;CDC de la Rivière;agente\n", encoding="utf-8"
    )
    (folder / "registre.csv").write_text(
        "fichier;jour;atelier;region;palier;secteur;preneur;consentement\n"
        "jour-1/atelier-01.txt;1;1;Estrie;local;communautaire;Brünhild Ozzykanne;publier\n",
        encoding="utf-8",
    )


def _texts(notes: Path) -> None:
    (notes / "jour-1" / "atelier-01.txt").write_text(
        "Atelier : 1\nRégion : Estrie\nPreneuse de notes : Solange Ardivelle\n\n"
        "Mélanie Quillorbert demande un autobus de soir pour les villages.\n"
        "Selon Brünhild Ozzykanne, le local est trop petit. Xantia Belzoray le confirme.\n"
        "Écrire à zita.kolvarine@exemple.org ou appeler le 418 555-0147, ou 4185550147.\n"
        "Son NAS est le 046 454 286, écrit aussi 046454286.\n"
        "Sa carte est BOUF 8051 2345, ou BOUF80512345.\n"
        "Voir https://exemple.org/equipe/odile-farquemont pour la suite.\n"
        "Elle habite au 1274, rue des Quenouillettes, à Sherbrooke.\n\n" + _FILLER,
        encoding="utf-8",
    )
    (notes / "jour-1" / "atelier-02.md").write_text(
        "---\nauthor: Josée Trilvasseur\natelier: 2\n---\n\n"
        "## Témoignage de Gaétan Vostrelin\n\n"
        "Gaétan Vostrelin : le transport scolaire ne passe plus dans le rang.\n\n" + _FILLER,
        encoding="utf-8",
    )
    (notes / "atelier-07_Normand Teskiroff.txt").write_text(
        "Atelier : 7\n\n" + _FILLER.replace("villages", "hameaux"), encoding="cp1252"
    )
    (notes / "notes de Lucie Warnadieu" / "suite.txt").write_text(
        "Atelier : 8\n\n" + _FILLER.replace("loyer", "logement"), encoding="utf-16"
    )
    (notes / "tables.csv").write_text(
        "commentaire;qui parle;région\n"
        "Le service de garde ferme à seize heures.;Denise Falquorin;Mauricie\n"
        "Il faut des places en garderie le soir.;Denise Falquorin;Mauricie\n",
        encoding="cp1252",
    )
    (notes / "captation.vtt").write_text(
        "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Marcel Drouvignon>Le pont est fermé depuis mai.\n\n"
        "00:04.000 --> 00:08.000\n<v Marcel Drouvignon>Il faut un traversier pour les gens.\n",
        encoding="utf-8",
    )
    (notes / "page.html").write_text(
        '<html><head><meta name="author" content="Line Ferquardie"><title>Notes de Line '
        "Ferquardie</title></head><body><p>Le comité de Line Ferquardie se réunit sans budget."
        "</p><ul><li>Les bénévoles s'épuisent et personne ne les remplace.</li></ul></body></html>",
        encoding="utf-8",
    )
    (notes / "Paul Grandvarquin.pdf").write_bytes(b"%PDF-1.4\ntronque par Paul Grandvarquin")
    (notes / "Rita Nistrovalle.docx").write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + "EncryptedPackage Rita Nistrovalle".encode("utf-16-le")
    )


def _documents(notes: Path) -> None:
    from steps.ingest.documents import pdf, rewrite

    word = docx.Document()
    word.core_properties.author = "Réjean Colvarquin"
    word.core_properties.last_modified_by = "Alice Zirquemont"
    word.add_heading("Se loger", 1)
    word.add_paragraph("Les chalets deviennent des résidences et les taxes montent.")
    table = word.add_table(rows=2, cols=2)
    for cell, said in zip(
        (c for row in table.rows for c in row.cells),
        ("Nom", "Propos", "Huguette Brampion", "Il faut protéger les terres agricoles."),
        strict=True,
    ):
        cell.text = said
    paragraph = word.add_paragraph("La fiducie foncière garde les loyers abordables.")
    word.add_comment(
        paragraph.runs, text="à vérifier avec Ginette Pralourdan", author="Alain Hourvalène"
    )
    plain = notes / ".plain.docx"
    word.save(str(plain))
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    footnotes = (
        f'<w:footnotes xmlns:w="{name}"><w:footnote w:id="2"><w:p><w:r><w:t>Propos de Yvon '
        "Quesnadière, recueillis le soir.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    rewrite(plain, notes / "atelier-03.docx", {"word/footnotes.xml": footnotes.encode()})
    plain.unlink()

    book = openpyxl.Workbook()
    book.properties.creator = "Hervé Nolkervine"
    sheet = book.active
    sheet.title = "Monique Estravol"
    sheet.append(["commentaire", "région"])
    sheet.append(["Le marché public manque de place en été.", "Estrie"])
    sheet.append(["Il faut ouvrir une cuisine collective.", "Estrie"])
    book.save(notes / "papillons.xlsx")

    slides = Presentation()
    slides.core_properties.author = "Céline Olvargent"
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    slide.shapes.title.text = "Transition"
    slide.placeholders[1].text = "Les fermes veulent vendre en circuit court toute l'année."
    slides.save(str(notes / "plan.pptx"))

    made = pdf(notes / "rapport.pdf", [[(72, 700, 12, "Les berges du lac s'effondrent vite.")]])
    info = b"<< /Title (Rapport de Jacques Montrevaud) /Producer (Outil de Boris Skaldirovitch) >>"
    data = made.read_bytes()
    at = data.index(b"xref\n")
    end = data[at:].replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 90 0 R")
    made.write_bytes(data[:at] + b"90 0 obj\n" + info + b"\nendobj\n" + end)


# -- looking --------------------------------------------------------------------------------------


def forms(word: str) -> set[bytes]:
    """How a word may be written in a file: letters, encodings, escapes, base64."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    texts = {word, bare, unicodedata.normalize("NFD", word)}
    texts |= {change(t) for t in tuple(texts) for change in (str.lower, str.upper)}
    found: set[bytes] = set()
    for said in texts:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252"):
            found.add(said.encode(encoding, "ignore"))
        found.add(quote(said).encode())
        found.add(said.encode("ascii", "backslashreplace"))
        found.add("".join(f"\\u{ord(c):04x}" if ord(c) > 126 else c for c in said).encode())
        found.add("".join(f"&#{ord(c)};" if ord(c) > 126 else c for c in said).encode())
        for shift in range(3):  # whatever stands before it
            coded = base64.b64encode(b"\0" * shift + said.encode())
            start, stop = (0, 2, 3)[shift], len(coded) - 4
            found.add(coded[start:stop])
    return {form for form in found if len(form) > 5}


_FORMS = {where: forms(word) for where, word in CANARIES.items()}


def heard(data: bytes) -> set[str]:
    """Canaries that are in some bytes, and in what is compressed in them."""
    return {
        where
        for piece in _unpacked(data)
        for where, written in _FORMS.items()
        if any(form in piece for form in written)
    }


def _unpacked(data: bytes, depth: int = 0) -> Iterator[bytes]:
    yield data
    if depth > 2:
        return
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield "\n".join(archive.namelist()).encode()
                for name in archive.namelist():
                    yield from _unpacked(archive.read(name), depth + 1)
        except (zipfile.BadZipFile, RuntimeError, zlib.error):
            pass
    if data.startswith(b"%PDF"):
        for part in data.split(b"stream")[1::2]:
            yield from _inflated(part.strip(b"\r\n"))
    if data[:1] == b"\x78":
        yield from _inflated(data)


def _inflated(data: bytes) -> Iterator[bytes]:
    try:
        yield zlib.decompressobj().decompress(data)
    except zlib.error:
        return


def leaks(roots: Iterable[Path], *, allowed: Iterable[Path] = ()) -> dict[str, set[str]]:
    """Path → canaries found in a file or in its name, everywhere but in `allowed`."""
    spared = [path.resolve() for path in allowed]
    found: dict[str, set[str]] = {}
    for root in roots:
        for base, folders, names in os.walk(root):
            here = Path(base)
            folders[:] = [f for f in folders if (here / f).resolve() not in spared]
            for name in [*names, *folders]:
                path = here / name
                if path.resolve() in spared:
                    continue
                told = heard(os.fsencode(name))
                if path.is_file():
                    told |= heard(_read(path)) | _in_database(path)
                if told:
                    found[str(path)] = told
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _in_database(path: Path) -> set[str]:
    """What the compressed values of a SQLite database hold."""
    if not _read(path).startswith(b"SQLite format 3"):
        return set()
    found: set[str] = set()
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                found |= {w for v in row if isinstance(v, bytes) for w in heard(v)}
    return found


class Watch:
    """Reads every file that appears under some folders, for as long as the block lasts."""

    def __init__(self, *roots: Path, allowed: Iterable[Path] = ()) -> None:
        self.found: dict[str, set[str]] = {}
        self.looks = 0
        self._roots, self._allowed = roots, tuple(allowed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._seen: dict[Path, tuple[int, int]] = {}

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        spared = [path.resolve() for path in self._allowed]
        while not self._stop.wait(0.02):
            self.looks += 1
            for root in self._roots:
                for base, folders, names in os.walk(root):
                    here = Path(base)
                    folders[:] = [f for f in folders if (here / f).resolve() not in spared]
                    for path in (here / name for name in names):
                        if path.resolve() not in spared:
                            self._at(path)

    def _at(self, path: Path) -> None:
        try:
            state = path.stat()
        except OSError:
            return
        if self._seen.get(path) == (state.st_size, state.st_mtime_ns):
            return
        self._seen[path] = (state.st_size, state.st_mtime_ns)
        told = heard(os.fsencode(path.name)) | heard(_read(path))
        if told:
            self.found.setdefault(str(path), set()).update(told)

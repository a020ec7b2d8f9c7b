"""Documents whose every word is known, written as flat ODF and converted by LibreOffice.

Words are invented and all different: finding each of them once and in order is all there is to
check. What each document should give is told beside it, by kind of place.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_NS = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "presentation": "presentation",
        "number": "datastyle",
    }.items()
)
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'
_KINDS = {"fodt": "text", "fodp": "presentation", "fods": "spreadsheet"}


def lexicon() -> Iterator[str]:
    """Invented words, all different, without end: letters alone, accents among them."""
    heads = ("ba", "cé", "di", "fô", "gu", "lè", "mi", "no", "pâ", "ré", "sî", "tu", "vo", "zé")
    tails = ("bal", "çon", "dir", "fel", "gno", "lou", "mer", "nau", "pil", "rêt", "sœu", "tin")
    for size in itertools.count(3):
        for parts in itertools.product(heads, *[heads] * (size - 3), tails, heads):
            yield "".join(parts)


@dataclass(slots=True)
class Words:
    """Gives new words, and remembers where each was put."""

    _source: Iterator[str] = field(default_factory=lexicon)
    placed: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, place: str, count: int = 4) -> str:
        """New words for a place, as running text."""
        new = list(itertools.islice(self._source, count))
        self.placed.extend((place, word) for word in new)
        return " ".join(new)

    def of(self, *places: str) -> list[str]:
        """The words of these places, in the order in which they were given."""
        return [word for place, word in self.placed if place in places]


def flat(kind: str, body: str, *, styles: str = "", automatic: str = "", masters: str = "") -> str:
    """A flat OpenDocument file."""
    mime = f"application/vnd.oasis.opendocument.{_KINDS[kind]}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NS} {_DC} office:version="1.3" '
        f'office:mimetype="{mime}"><office:styles>{styles}</office:styles>'
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>"
        f"<office:body>{body}</office:body></office:document>"
    )


def p(text: str, style: str = "") -> str:
    """A paragraph."""
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{text}</text:p>"


def comment(text: str) -> str:
    """A comment in the margin."""
    return (
        "<office:annotation><dc:creator>Relecture</dc:creator><dc:date>2022-11-01T10:00:00"
        f"</dc:date>{p(text)}</office:annotation>"
    )


def table(rows: list[list[str]]) -> str:
    """A table of a text or of a slide."""
    lines = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{p(cell)}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f'<table:table table:name="T">{columns}{lines}</table:table>'


def frame(text: str, *, where: str = 'text:anchor-type="paragraph"') -> str:
    """A text box."""
    return (
        f'<draw:frame {where} svg:x="9cm" svg:y="0.2cm" svg:width="6cm" svg:height="2cm">'
        f"<draw:text-box>{p(text)}</draw:text-box></draw:frame>"
    )


def items(*texts: str, style: str) -> str:
    """A list."""
    inner = "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)
    return f'<text:list text:style-name="{style}">{inner}</text:list>'


_TEXT_STYLES = """
<style:style style:name="Standard" style:family="paragraph"><style:text-properties
  fo:font-size="11pt" fo:language="fr" fo:country="CA"/></style:style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"
  style:default-outline-level="1"><style:text-properties fo:font-size="18pt"
  fo:font-weight="bold"/></style:style>
<style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph"
  style:default-outline-level="2"><style:text-properties fo:font-size="15pt"
  fo:font-weight="bold"/></style:style>
"""
_TEXT_AUTOMATIC = """
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/>
</style:style>
<style:style style:name="S2" style:family="section"><style:section-properties>
  <style:columns fo:column-count="2" fo:column-gap="1cm"><style:column style:rel-width="1*"/>
  <style:column style:rel-width="1*"/></style:columns></style:section-properties></style:style>
<style:style style:name="J" style:family="paragraph"><style:paragraph-properties
  fo:text-align="justify"/></style:style>
<style:style style:name="PB" style:family="paragraph"><style:paragraph-properties
  fo:break-before="page"/></style:style>
<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-suffix="."
  style:num-format="1"><style:list-level-properties text:space-before="1cm"
  text:min-label-width="1cm"/></text:list-level-style-number></text:list-style>
<text:list-style style:name="U"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
  <style:list-level-properties text:space-before="1cm" text:min-label-width="0.6cm"/>
  </text:list-level-style-bullet><text:list-level-style-bullet text:level="2" text:bullet-char="–">
  <style:list-level-properties text:space-before="2cm" text:min-label-width="0.6cm"/>
  </text:list-level-style-bullet></text:list-style>
<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="21cm"
  fo:page-height="29.7cm" fo:margin="2cm"/><style:header-style><style:header-footer-properties
  fo:min-height="1cm" fo:margin-bottom="0.5cm"/></style:header-style><style:footer-style>
  <style:header-footer-properties fo:min-height="1cm" fo:margin-top="0.5cm"/></style:footer-style>
</style:page-layout>
"""


def soft(text: str) -> str:
    """The same words with a soft hyphen in the middle of each."""
    return " ".join(f"{w[: len(w) // 2]}\u00ad{w[len(w) // 2 :]}" for w in text.split())


def text_document(words: Words, *, changes: bool, comments: bool) -> str:
    """A note with all that a word processor can hold.

    Args:
        words: tells what was put where ("supprimé" and "commentaire" are not text).
        changes: with tracked insertions and deletions.
        comments: with a comment.
    """
    masters = (
        '<style:master-page style:name="Standard" style:page-layout-name="pm"><style:header>'
        + p(f"{words('en-tête')} — page <text:page-number>1</text:page-number>")
        + f"</style:header><style:footer>{p(words('pied'))}"
        + p("<text:page-number>1</text:page-number>")
        + "</style:footer></style:master-page>"
    )
    regions = inserted = deleted = ""
    body = [
        f'<text:h text:style-name="Heading_20_1" text:outline-level="1">{words("corps")}</text:h>',
        p(f'{words("corps")} <text:span text:style-name="B">{words("corps")}</text:span> '
          f'{words("corps")}.'),
    ]  # fmt: skip
    note = (
        '<text:note text:note-class="{}"><text:note-citation>{}</text:note-citation>'
        "<text:note-body>{}</text:note-body></text:note>"
    )
    foot = note.format("footnote", "1", p(words("note")))
    body.append(p(f"{words('corps')}{foot} {words('corps')}."))
    if changes:
        info = (
            "<office:change-info><dc:creator>Relecture</dc:creator>"
            "<dc:date>2022-11-01T10:00:00</dc:date></office:change-info>"
        )
        regions = (
            '<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:insertion>'
            f'{info}</text:insertion></text:changed-region><text:changed-region xml:id="c2" '
            f'text:id="c2"><text:deletion>{info}{p(words("supprimé"))}{p(words("supprimé"))}'
            "</text:deletion></text:changed-region></text:tracked-changes>"
        )
        deleted = '<text:change text:change-id="c2"/>'
    remark = comment(words("commentaire")) if comments else ""
    before = words("corps")
    if changes:
        inserted = (
            f'<text:change-start text:change-id="c1"/>{words("corps")}'
            '<text:change-end text:change-id="c1"/> '
        )
    body.append(p(f"{before} {inserted}{words('corps')} {deleted}{remark} {words('corps')}."))
    body.append(
        items(*(p(words("corps")) for _ in range(3)), style="N")
        + p(words("corps"))
        + items(
            p(words("corps")), p(words("corps")) + items(p(words("corps")), style="U"), style="U"
        )
    )
    body.append(f'<text:h text:style-name="Heading_20_2" text:outline-level="2">{words("corps")}'
                "</text:h>")  # fmt: skip
    body.append(table([[words("corps", 2) for _ in range(3)] for _ in range(4)]))
    anchor, box = words("corps"), words("zone")
    body.append(p(f"{frame(box)}{anchor}"))
    for _ in range(3):
        body.append(p(""))
    link = (
        f'<text:a xlink:type="simple" xlink:href="https://example.org/">{words("corps")}</text:a>'
    )
    body.append(p(f"{link}<text:tab/>{words('corps')}<text:line-break/>{words('corps')}"
                  f'<text:s text:c="3"/>{words("corps")}'))  # fmt: skip
    columns = "".join(p(soft(words("corps", 60)) + ".", "J") for _ in range(4))
    body.append(f'<text:section text:style-name="S2" text:name="deux">{columns}</text:section>')
    body.extend(p(words("corps", 40) + ".", "PB") for _ in range(3))
    return flat(
        "fodt",
        f"<office:text>{regions}{''.join(body)}</office:text>",
        styles=_TEXT_STYLES,
        automatic=_TEXT_AUTOMATIC,
        masters=masters,
    )


def presentation(words: Words) -> str:
    """Three slides: title, outline, box, table, group, notes page, comment, footer."""
    place = 'svg:x="2cm" svg:y="{}cm" svg:width="20cm" svg:height="{}cm"'
    pages = []
    for _ in range(3):
        title = (
            f'<draw:frame presentation:class="title" {place.format(1, 2)}><draw:text-box>'
            f"{p(words('corps'))}</draw:text-box></draw:frame>"
        )
        outline = (
            f'<draw:frame presentation:class="outline" {place.format(4, 5)}><draw:text-box>'
            + items(
                p(words("corps")),
                p(words("corps")) + f"<text:list><text:list-item>{p(words('corps'))}"
                "</text:list-item></text:list>",
                style="U",
            )
            + "</draw:text-box></draw:frame>"
        )
        box = frame(words("corps"), where="")
        grouped = (
            f"<draw:g>{frame(words('corps'), where='')}{frame(words('corps'), where='')}</draw:g>"
        )
        cells = table([[words("corps", 2) for _ in range(2)] for _ in range(2)])
        grid = f"<draw:frame {place.format(12, 3)}>{cells}</draw:frame>"
        notes = (
            '<presentation:notes><draw:page-thumbnail presentation:class="page"/>'
            f'<draw:frame presentation:class="notes" {place.format(13, 10)}><draw:text-box>'
            f"{p(words('corps'))}</draw:text-box></draw:frame></presentation:notes>"
        )
        pages.append(
            f'<draw:page draw:name="p{len(pages)}" draw:master-page-name="M">'
            f"{comment(words('commentaire'))}{title}{outline}{box}{grouped}{grid}{notes}</draw:page>"
        )
    layout = (
        '<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="28cm" '
        'fo:page-height="21cm"/></style:page-layout><text:list-style style:name="U">'
        '<text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>'
    )
    masters = '<style:master-page style:name="M" style:page-layout-name="pm"/>'
    body = f"<office:presentation>{''.join(pages)}</office:presentation>"
    return flat("fodp", body, automatic=layout, masters=masters)


def _cell(text: str, remark: str = "") -> str:
    lines = "".join(p(line) for line in text.split("\n"))
    return (
        f'<table:table-cell office:value-type="string">{remark}{lines}</table:table-cell>'
        if text
        else "<table:table-cell/>"
    )


def workbook(words: Words) -> str:
    """Two sheets of answers, columns in another order, a title, gaps, and one without text."""
    rows = [[words("titre")], ["Atelier", "Commentaire", "Région"]]
    rows += [["3", words("corps", 12), "Estrie"] for _ in range(5)]
    rows += [["", "", ""], ["4", f"{words('corps')}\n{words('corps')}", "Mauricie"]]
    other = [["Texte", "Jour"], *([words("corps", 9), "2"] for _ in range(5))]
    nothing = [["a", "b"], ["1", "2"]]
    sheets = []
    for name, lines in (("Un", rows), ("Deux", other), ("Trois", nothing)):
        made = []
        for line in lines:
            remark = comment(words("commentaire")) if not made and name == "Deux" else ""
            cells = "".join(_cell(text, remark if not i else "") for i, text in enumerate(line))
            made.append(f"<table:table-row>{cells}</table:table-row>")
        sheets.append(f'<table:table table:name="{name}">{"".join(made)}</table:table>')
    return flat("fods", f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet>")


def soffice() -> str:
    """The program, "" when it is not there."""
    return shutil.which("soffice") or shutil.which("libreoffice") or ""


def required() -> bool:
    """Whether a machine without LibreOffice is a failure."""
    return os.environ.get("ANALYSE_REQUIRE_LIBREOFFICE") == "1"


PLACES = ("corps", "zone", "en-tête", "note", "pied", "commentaire")
"""Places whose words a reader gives; what is deleted, and the title above a table, are not."""

FIRST_SHEET = 5 * 12 + 8
"""Words of the first sheet, the only one that a CSV holds."""

_NOTES = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'
_TARGETS = {
    "docx": "revu.fodt",
    "odt": "revu.fodt",
    "html": "net.fodt",
    _NOTES: "annote.fodt",
    "pptx": "diapos.fodp",
    "xlsx": "classeur.fods",
    "csv": "classeur.fods",
}
"""What LibreOffice is asked for → its source. A PDF shows what was deleted, a page does not tell
it: their sources have no tracked changes."""


def documents(folder: Path) -> dict[str, tuple[Path, Words]]:
    """Make every document: format → (file, its words)."""
    sources = {
        "revu.fodt": lambda words: text_document(words, changes=True, comments=True),
        "annote.fodt": lambda words: text_document(words, changes=False, comments=True),
        "net.fodt": lambda words: text_document(words, changes=False, comments=False),
        "diapos.fodp": presentation,
        "classeur.fods": workbook,
    }
    words = {}
    for name, write in sources.items():
        words[name] = Words()
        (folder / name).write_text(write(words[name]), encoding="utf-8")
    made = {}
    for target, source in _TARGETS.items():
        convert(folder, target, folder / source)
        suffix = target.partition(":")[0]
        made[suffix] = ((folder / source).with_suffix(f".{suffix}"), words[source])
    return made


def convert(folder: Path, target: str, *sources: Path) -> None:
    """Convert documents to one format beside them, in one call and with a new profile."""
    subprocess.run(
        [
            soffice(),
            f"-env:UserInstallation={(folder / 'profil').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            target,
            "--outdir",
            str(folder),
            *map(str, sources),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )

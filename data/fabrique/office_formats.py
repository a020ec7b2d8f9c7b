"""The formats of office suites: docx, odt, pptx, xlsx and pdf.

Zip entries and document properties carry a fixed date and no author, so that the same source
gives the same bytes. PDF is made by an outside program, LibreOffice, since no dependency of the
project writes PDF; it is the same from one run to the next with the same version and fonts.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from docx.enum.text import WD_BREAK
from lxml import etree
from openpyxl.styles import Font
from plain_formats import blocks, runs, table_rows
from pptx import Presentation

FIXED = datetime(2024, 5, 6, 9, 0, 0)
_PAGE_FOOT = re.compile(r"^Page \d+$", re.IGNORECASE)
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"


class LibreOfficeError(RuntimeError):
    """LibreOffice is not installed, or did not make the PDF."""


def freeze(content: bytes) -> bytes:
    """Write a zip again with fixed dates, and fixed dates in its document properties."""
    out = io.BytesIO()
    stamp = FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, data)
            info = zipfile.ZipInfo(name, date_time=(2024, 5, 6, 9, 0, 0))
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return out.getvalue()


def _no_author(properties: Any) -> None:
    for name in ("author", "last_modified_by", "comments", "title", "subject", "keywords"):
        setattr(properties, name, "")
    for name in ("created", "modified"):
        setattr(properties, name, FIXED)


def write_xlsx(body: str, options: Mapping[str, str]) -> bytes:
    """One sheet, its header row in bold; whole numbers are numbers."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = options.get("feuille", "Feuil1")
    for row in table_rows(body):
        sheet.append([int(cell) if cell.isdecimal() else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    book.properties.creator = None
    out = io.BytesIO()
    book.save(out)
    return freeze(out.getvalue())


def write_docx(body: str, options: Mapping[str, str]) -> bytes:
    """Word: heading and list styles, bold runs, tables; a `Page N` line ends its page."""
    document = Document()
    page_ended = False
    for block in blocks(body):
        if block.kind == "table":
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    for piece, bold in runs(text):
                        cell.paragraphs[0].add_run(piece).bold = bold or None
            continue
        depth = "" if block.level == 1 else f" {min(block.level, 3)}"
        style = {
            "heading": f"Heading {min(block.level, 4)}",
            "bullet": f"List Bullet{depth}",
            "number": f"List Number{depth}",
        }.get(block.kind)
        paragraph = document.add_paragraph(style=style)
        if page_ended:
            paragraph.add_run().add_break(WD_BREAK.PAGE)
        page_ended = _PAGE_FOOT.match(block.text) is not None
        for piece, bold in runs(block.text):
            paragraph.add_run(piece).bold = bold or None
    _no_author(document.core_properties)
    out = io.BytesIO()
    document.save(out)
    return freeze(out.getvalue())


def write_pptx(body: str, options: Mapping[str, str]) -> bytes:
    """Slides: `# ` opens one; bullets keep their level; other lines are first-level text.

    Raises:
        ValueError: the body does not open with a `# ` line.
    """
    deck = Presentation()
    layout = deck.slide_layouts[1]
    frame: Any = None
    for block in blocks(body):
        if block.kind == "heading" and block.level == 1:
            slide = deck.slides.add_slide(layout)
            slide.shapes.title.text = block.text
            frame = slide.placeholders[1].text_frame
            continue
        if frame is None:
            raise ValueError("une présentation commence par une ligne «\u00a0# titre\u00a0»")
        first = not frame.text and len(frame.paragraphs) == 1
        paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
        paragraph.level = block.level - 1 if block.kind in ("bullet", "number") else 0
        for piece, bold in runs(block.text):
            run = paragraph.add_run()
            run.text = piece
            run.font.bold = bold or None
    _no_author(deck.core_properties)
    out = io.BytesIO()
    deck.save(out)
    return freeze(out.getvalue())


def _q(prefix: str, name: str) -> str:
    return f"{{{_ODF}{prefix}:1.0}}{name}"


def _odf_child(parent: etree._Element, prefix: str, name: str, **attributes: str) -> etree._Element:
    """Add a child; `style__name="x"` sets the attribute `style:name`, `_` standing for `-`."""
    child = etree.SubElement(parent, _q(prefix, name))
    for key, value in attributes.items():
        owner, _, local = key.partition("__")
        child.set(_q(owner, local.replace("_", "-")), value)
    return child


def _odf_text(parent: etree._Element, text: str) -> None:
    for piece, bold in runs(text):
        span = _odf_child(parent, "text", "span", **({"text__style_name": "Gras"} if bold else {}))
        span.text = piece


def _odf_styles(root: etree._Element) -> None:
    styles = _odf_child(root, "office", "automatic-styles")
    bold = _odf_child(styles, "style", "style", style__name="Gras", style__family="text")
    weight = _odf_child(bold, "style", "text-properties")
    weight.set(_q("xsl-fo-compatible", "font-weight"), "bold")
    for name, kind in (("Puces", "bullet"), ("Numeros", "number")):
        style = _odf_child(styles, "text", "list-style", style__name=name)
        for level in range(1, 5):
            entry = _odf_child(style, "text", f"list-level-style-{kind}", text__level=str(level))
            if kind == "bullet":
                entry.set(_q("text", "bullet-char"), "•")
            else:
                entry.set(_q("style", "num-format"), "1")
                entry.set(_q("style", "num-suffix"), ".")
            shape = _odf_child(entry, "style", "list-level-properties")
            shape.set(_q("text", "space-before"), f"{0.6 * level:.1f}cm")
            shape.set(_q("text", "min-label-width"), "0.6cm")


def write_odt(body: str, options: Mapping[str, str]) -> bytes:
    """OpenDocument text, written by hand: headings, nested lists, bold spans and tables."""
    names = {"office": "office", "text": "text", "table": "table", "style": "style"}
    names["fo"] = "xsl-fo-compatible"
    root = etree.Element(
        _q("office", "document-content"),
        nsmap={prefix: f"{_ODF}{name}:1.0" for prefix, name in names.items()},
    )
    root.set(_q("office", "version"), "1.3")
    _odf_styles(root)
    flow = _odf_child(_odf_child(root, "office", "body"), "office", "text")
    stack: list[etree._Element] = []  # the open lists, outermost first
    for block in blocks(body):
        if block.kind not in ("bullet", "number"):
            stack = []
        if block.kind == "table":
            table = _odf_child(flow, "table", "table")
            for row in block.rows:
                line = _odf_child(table, "table", "table-row")
                for text in row:
                    cell = _odf_child(line, "table", "table-cell")
                    _odf_text(_odf_child(cell, "text", "p"), text)
        elif block.kind in ("bullet", "number"):
            del stack[block.level :]
            while len(stack) < block.level:
                home = stack[-1][-1] if stack and len(stack[-1]) else flow
                style = "Puces" if block.kind == "bullet" else "Numeros"
                stack.append(_odf_child(home, "text", "list", text__style_name=style))
            item = _odf_child(stack[-1], "text", "list-item")
            _odf_text(_odf_child(item, "text", "p"), block.text)
        elif block.kind == "heading":
            level = {"text__outline_level": str(block.level)}
            _odf_text(_odf_child(flow, "text", "h", **level), block.text)
        else:
            _odf_text(_odf_child(flow, "text", "p"), block.text)
    mime = "application/vnd.oasis.opendocument.text"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return freeze(out.getvalue())


def write_pdf(body: str, options: Mapping[str, str]) -> bytes:
    """The Word document printed by LibreOffice, without its date and identifiers.

    Raises:
        LibreOfficeError: `soffice` is not installed, or made nothing.
    """
    program = shutil.which("soffice")
    if program is None:
        raise LibreOfficeError("LibreOffice (soffice) est nécessaire pour refaire les PDF")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "note.docx")
        source.write_bytes(write_docx(body, options))
        profile = f"-env:UserInstallation={Path(folder, 'profil').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
        printed = source.with_suffix(".pdf")
        if not printed.exists():
            raise LibreOfficeError("LibreOffice n'a rien écrit")
        content = printed.read_bytes()
    # Same lengths, so that the offsets of the cross-reference table stay right.
    stamp = FIXED.strftime("%Y%m%d%H%M%S").encode()
    content = re.sub(rb"(?<=CreationDate\(D:)\d{14}", stamp, content)
    return re.sub(rb"(?<=[<(/])[0-9A-F]{32}(?=[>)\s])", b"0" * 32, content)
